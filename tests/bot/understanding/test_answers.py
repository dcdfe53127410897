"""Typed answers to a question: a number, or which of several."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import pytest

from bot.understanding import (
    Context,
    CustomerFind,
    Entry,
    Known,
    Match,
    QuoteCreate,
    read_amount,
    read_percent,
    read_quantity,
    resolve,
    understand,
)
from tests.bot.understanding.world import CUSTOMERS, NOW, PRODUCTS, context

MORELS = CUSTOMERS[:3]
DOORS = PRODUCTS[:2]


@pytest.mark.parametrize(
    ("text", "amount"),
    [("450", "450"), ("450 €", "450"), ("1 250,50", "1250.50"), ("1.250,50 € ht", "1250.5"), ("1250.5", "1250.5"),
     ("1,2k", "1200"), ("15k€", "15000"), ("19€50", "19.50"), ("8 balles 90", "8.90"), ("3 euros 50 ttc", "3.50"),
     ("1  250", "1250"), ("1\u202f250,50\xa0€", "1250.5"), ("1.250", "1250"), ("à 28€ ht le m2", "28"),
     ("mille deux cents euros", "1200"),
     ("deux mille", "2000"), ("0", "0"), ("gratuit", None), ("", None), ("12 ou 15", None), ("450 velux", None)],
)  # fmt: skip
def test_an_amount_is_read_as_the_french_write_it(text: str, amount: str | None) -> None:
    assert read_amount(text) == (None if amount is None else Decimal(amount))


@pytest.mark.parametrize(
    ("text", "quantity"),
    [("3", "3"), ("3x", "3"), ("x3", "3"), ("trois", "3"), ("un", "1"), ("10 m", "10"), ("2,5h", "2.5"),
     ("2h30", "2.5"),
     ("4x2,5 + 2x3", "16"), ("une dizaine", None), ("environ 10", None), ("0", None), ("beaucoup", None),
     ("99999999", None), ("dix-sept", "17"), ("soixante-douze", "72"), ("trois cent vingt", "320"),
     ("trois et demi", "3.5"),
     ("trois trois", None)],
)  # fmt: skip
def test_a_quantity_is_read_unless_it_is_a_guess(text: str, quantity: str | None) -> None:
    assert read_quantity(text) == (None if quantity is None else Decimal(quantity))


@pytest.mark.parametrize(
    ("text", "percent"),
    [
        ("10", "10"),
        ("10%", "10"),
        ("-10 %", "10"),
        ("remise 10", "10"),
        ("5,5 %", "5.5"),
        ("120", None),
        ("10 €", None),
    ],
)
def test_a_percentage_is_read_up_to_a_hundred(text: str, percent: str | None) -> None:
    assert read_percent(text) == (None if percent is None else Decimal(percent))


@pytest.mark.parametrize(
    ("words", "code"),
    [("2", "MOF"), ("le 2", "MOF"), ("la deuxième", "MOF"), ("la 2e", "MOF"), ("le 2e", "MOF"), ("2eme", "MOF"),
     ("2ème", "MOF"), ("la deuxieme", "MOF"), ("le dernier", "MOL"), ("1er", "MOR"), ("le trois", "MOL"),
     ("premier", "MOR"), ("valence", "MOF"), ("garage", "MOF"),
     ("le paysage", "MOR"), ("morelli", "MOL"), ("MOF", "MOF")],
)  # fmt: skip
def test_a_customer_is_chosen_by_place_by_town_or_by_name(words: str, code: str) -> None:
    chosen = resolve(words, MORELS).certain
    assert chosen is not None
    assert chosen.code == code


@pytest.mark.parametrize(
    ("words", "codes"),
    [("annecy", {"MOR", "MOL"}), ("morel", {"MOR", "MOF"}), ("quenelle", set()), ("9", set()), ("", set())],
)
def test_an_answer_that_does_not_choose_stays_open(words: str, codes: set[str]) -> None:
    match = resolve(words, MORELS)
    assert match.certain is None
    assert {entry.code for entry in match.candidates} == codes


def test_a_size_chooses_the_variant_that_bears_it() -> None:
    assert resolve("83", DOORS).certain == DOORS[1]


async def test_the_index_is_asked_once_with_plain_words() -> None:
    asked: list[Sequence[str]] = []

    async def lookup(words: Sequence[str]) -> Known:
        asked.append(words)
        return Known(CUSTOMERS, PRODUCTS)

    await understand("Devis Hôtel du Lac 2 Velux", Context(NOW, lookup))
    assert len(asked) == 1
    assert {"hotel", "lac", "velux", "2"} <= set(asked[0])


async def test_among_equals_the_last_used_comes_first() -> None:
    old = Entry(1, "A1", "Petit Nord", last_used=NOW.replace(year=2024))
    recent = Entry(2, "A2", "Petit Sud", last_used=NOW)

    async def lookup(_words: Sequence[str]) -> Known:
        return Known((old, recent))

    slots = (await understand("cherche petit", Context(NOW, lookup))).slots
    assert isinstance(slots, CustomerFind)
    assert slots.matches == (recent, old)


async def test_words_are_kept_as_typed() -> None:
    slots = (await understand("devis  L’HÔTEL du Zénith 2 Gouttières zinc", context())).slots
    assert isinstance(slots, QuoteCreate)
    assert slots.customer == Match("HÔTEL du Zénith")
    assert [line.text for line in slots.lines] == ["Gouttières zinc"]
