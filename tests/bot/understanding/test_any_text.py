"""What holds for every text, sensible or not."""

from __future__ import annotations

import string
from dataclasses import fields, is_dataclass
from decimal import Decimal

from hypothesis import example, given
from hypothesis import strategies as st

from bot.understanding import Entry, Intent, Match, read_amount, read_percent, read_quantity, resolve, understand
from bot.understanding.words import fold
from tests.bot.understanding.world import CUSTOMERS, DRAFT, PRODUCTS, context, told

_SPOKEN = """
    devis rossi morel hôtel du lac copro pins 2 3x x3 trois vingt une dizaine velux porte 73 83 lambris tuyau 20 12m
    4x2,5 + - , ; : et puis pour à 700 € ht ttc offert remise 5 10% sur les tva acompte 30j fdm non pas enlève la
    pose nouveau client produit prix cherche tel 04 65 71 55 66 1.250,50 1,2k 2h30 999999999999 00 k % ( ) / rappelle
"""
_PIECES = _SPOKEN.split()
_SENTENCES = st.lists(st.sampled_from(_PIECES), max_size=14).map(" ".join)
_TEXTS = st.one_of(st.text(max_size=80), _SENTENCES, st.text(alphabet=string.digits + " x,.+-*/%€hk", max_size=40))
_DRAFTS = st.sampled_from([None, DRAFT])


@given(_TEXTS, _DRAFTS)
@example("0A-0%", DRAFT)
async def test_every_text_is_read_without_error_and_with_sound_numbers(text: str, draft: object) -> None:
    reading = await understand(text, context(DRAFT if draft else None))
    assert (reading.intent is None) == (reading.slots is None)
    assert reading.source == text
    for name, number in _numbers(reading.slots, ""):
        assert number.is_finite()
        assert number >= 0, name
        if name == "quantity":
            assert 0 < number <= Decimal(9_999_999)


@given(_SENTENCES, _DRAFTS)
async def test_capitals_and_accents_change_nothing(text: str, draft: object) -> None:
    situation = context(DRAFT if draft else None)
    plain = fold(told(await understand(text, situation)))
    assert fold(told(await understand(text.upper(), situation))) == plain
    assert fold(told(await understand(_without_accents(text), situation))) == plain


@given(_SENTENCES)
@example("trois trois")
async def test_spaces_and_typographic_marks_change_nothing(text: str) -> None:
    spaced = "  " + text.replace(" ", "\u00a0 ") + " "
    assert (
        fold(told(await understand(spaced, context()))).split() == fold(told(await understand(text, context()))).split()
    )


@given(_TEXTS)
def test_typed_numbers_are_sound_or_refused(text: str) -> None:
    amount, quantity, percent = read_amount(text), read_quantity(text), read_percent(text)
    assert amount is None or 0 <= amount <= Decimal(9_999_999)
    assert quantity is None or 0 < quantity <= Decimal(9_999_999)
    assert percent is None or 0 <= percent <= 100


@given(_TEXTS)
def test_an_answer_only_ever_names_what_was_offered(text: str) -> None:
    offered = PRODUCTS[:4]
    assert set(resolve(text, offered).candidates) <= set(offered)


@given(st.sampled_from(CUSTOMERS))
async def test_a_full_name_always_finds_its_customer(customer: Entry) -> None:
    reading = await understand(f"devis {customer.name} 2 velux", context())
    assert reading.intent is Intent.QUOTE_CREATE
    assert told(reading) == f"quote.create {customer.code} [2 VEL-78]"


@given(st.sampled_from(PRODUCTS), st.integers(min_value=1, max_value=9_999))
async def test_a_reference_always_finds_its_product(product: Entry, quantity: int) -> None:
    reading = await understand(f"devis rossi : {quantity} {product.code}", context())
    assert told(reading) == f"quote.create ROS [{quantity} {product.code}]"


def _numbers(value: object, name: str) -> list[tuple[str, Decimal]]:
    if isinstance(value, Decimal):
        return [(name, value)]
    if isinstance(value, tuple):
        return [found for item in value for found in _numbers(item, name)]
    if is_dataclass(value) and not isinstance(value, Match):
        return [found for field in fields(value) for found in _numbers(getattr(value, field.name), field.name)]
    return []


def _without_accents(text: str) -> str:
    return text.translate(str.maketrans("éèàôê", "eeaoe"))
