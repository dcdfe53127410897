"""What people type about products: new ones, variants, kits, and changes in a reply to a card."""

from contextlib import suppress
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.catalog.fields import FIELDS, read_field
from bot.flows import Unreadable
from bot.understanding import (
    Context,
    Entry,
    Known,
    ProductCreate,
    ProductFind,
    ProductVariants,
    QuoteCreate,
    understand,
)
from bot.understanding.goods import read_product_changes, read_variant_values

_SIZES = ("S", "M", "L", "XL")
_GOODS = (
    *(Entry(n, f"GAN-{size}", f"Gants — {size}", (), "7,50 HT") for n, size in enumerate(_SIZES, 1)),
    *(Entry(n, f"TEE-{size}-R", f"Polo — {size}, rouge", ("maillot",), "9 HT") for n, size in enumerate(_SIZES, 5)),
    Entry(20, "CE-200", "Chauffe-eau électrique 200 L", ("ballon 200",)),
    Entry(21, "VAN-34", "Vanne 3/4"),
)


async def _read(text: str) -> object:
    async def known(words: object) -> Known:
        return Known((Entry(1, "C1", "Girard"),), _GOODS)

    return (await understand(text, Context(datetime.now(UTC), known))).slots


async def _sold(text: str) -> list[str]:
    """The references that the first line of a quote may mean."""
    slots = await _read(f"devis girard {text}")
    assert isinstance(slots, QuoteCreate)
    assert slots.lines[0].quantity == 5
    product = slots.lines[0].product
    return sorted(entry.code for entry in product.candidates) if product else []


@pytest.mark.parametrize("size", _SIZES)
@pytest.mark.parametrize("said", ["gants {} x5", "5 gants {}", "5 maillots {}", "polo {} x5"])
async def test_a_size_said_is_the_variant(size: str, said: str) -> None:
    assert await _sold(said.format(size)) == [
        f"{'GAN' if 'gant' in said else 'TEE'}-{size}{'' if 'gant' in said else '-R'}"
    ]


@pytest.mark.parametrize("said", ["gants x5", "5 gants", "5 polos", "5 polos rouges"])
async def test_without_a_size_every_variant_is_a_candidate(said: str) -> None:
    assert len(await _sold(said)) == 4


@pytest.mark.parametrize(
    ("text", "label", "price", "unit"),
    [
        ("nouvel article joint cuivre 12 boite 9,90 ht", "Joint cuivre 12", "9.90", "BTE"),
        ("nouvel article ballon 200 l 489 ht", "Ballon 200 l", "489", None),
        ("nouvel article ciment 25 kg sac 7,20", "Ciment 25 kg", "7.20", "SAC"),
        ("nouvel article tube cuivre 16 à 7,95 le m", "Tube cuivre 16", "7.95", "M"),
        ("nouvel article vanne 3/4 12,50", "Vanne 3/4", "12.50", None),
    ],
)
async def test_a_unit_before_the_price_is_what_one_sells_by(
    text: str, label: str, price: str, unit: str | None
) -> None:
    slots = await _read(text)
    assert isinstance(slots, ProductCreate)
    assert (slots.label, slots.price, slots.unit) == (label, Decimal(price), unit)


async def test_one_line_says_much_of_a_new_product() -> None:
    slots = await _read(
        "nouvelle prestation ramonage 60 ht cout 12,5 famille eau chaude tva 10 ean 3760001234565 ref ram-1"
    )
    assert isinstance(slots, ProductCreate)
    assert (slots.label, slots.price, slots.basis, slots.kind) == ("Ramonage", Decimal(60), "HT", "service")
    assert (slots.cost, slots.family, slots.vat) == (Decimal("12.5"), "eau chaude", Decimal(10))
    assert (slots.barcode, slots.reference) == ("3760001234565", "RAM-1")


async def test_a_kit_says_what_it_is_made_of() -> None:
    slots = await _read("nouveau kit salle de bain : 1 ballon 200 + 2 vannes 3/4")
    assert isinstance(slots, ProductCreate)
    assert (slots.label, slots.kind) == ("Kit salle de bain", "kit")
    parts = [
        (line.quantity, line.product.certain.code)
        for line in slots.parts or ()
        if line.product and line.product.certain
    ]
    assert parts == [(Decimal(1), "CE-200"), (Decimal(2), "VAN-34")]


@pytest.mark.parametrize(
    ("text", "attribute", "values"),
    [
        ("variantes vanne taille S M XL", "taille", ("S", "M", "XL")),
        ("variantes vanne S M", "taille", ("S", "M")),
        ("variantes vanne : rouge, bleu ciel", "variante", ("rouge", "bleu ciel")),
        ("déclinaisons de la vanne couleur rouge bleu", "couleur", ("rouge", "bleu")),
        ("variantes vanne", "", ()),
    ],
)
async def test_variants_are_named_behind_their_product(text: str, attribute: str, values: tuple[str, ...]) -> None:
    slots = await _read(text)
    assert isinstance(slots, ProductVariants)
    assert [entry.code for entry in slots.product.candidates] == ["VAN-34"]
    assert (slots.attribute, slots.values) == (attribute, values)


async def test_a_variant_asked_for_by_its_size_is_found_alone() -> None:
    slots = await _read("prix gants L")
    assert isinstance(slots, ProductFind)
    assert [entry.code for entry in slots.matches] == ["GAN-L"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("prix 12,50", (("price", "12,50"),)),
        ("tva 10 famille chauffage", (("vat", "10"), ("family", "chauffage"))),
        ("Coût 8 plancher 11", (("cost", "8"), ("floor_price", "11"))),
        ("prix plancher 11, prix 12 ttc", (("floor_price", "11"), ("price", "12 ttc"))),
        ("code barre 3760001234565", (("barcode", "3760001234565"),)),
        ("autres noms robinet, vannette", (("aliases", "robinet, vannette"),)),
        ("merci, prix 12", ()),
        ("prix", ()),
        ("devis girard 2 vannes", ()),
    ],
)
def test_a_reply_to_a_card_names_the_fields_that_change(text: str, said: tuple[tuple[str, str], ...]) -> None:
    assert read_product_changes(text) == said


@pytest.mark.parametrize(
    ("field", "typed", "kept"),
    [
        ("price", "12,50 ttc", {"price": "12.5000", "basis": "TTC"}),
        ("price", "aucun", {"without": "price"}),
        ("family", "aucune", {"without": "family_id"}),
        ("vat", "5,5 %", {"vat": "0.0550"}),
        ("unit", "Boîte", {"unit": "BTE"}),
        ("packaging", "palette 66, carton = 12", {"packaging": {"PAL": "66", "CART": "12"}}),
        ("aliases", "robinet,  vannette,", {"aliases": ["robinet", "vannette"]}),
        ("label", "aucun", {"label": "aucun"}),
    ],
)
def test_a_field_keeps_what_is_typed(field: str, typed: str, kept: dict[str, object]) -> None:
    assert read_field(field, typed) == kept


@pytest.mark.parametrize(
    ("field", "typed"), [("price", "cher"), ("vat", "beaucoup"), ("packaging", "66"), ("label", "…")]
)
def test_what_a_field_cannot_be_is_asked_again(field: str, typed: str) -> None:
    with pytest.raises(Unreadable):
        read_field(field, typed)


@given(st.sampled_from(sorted(FIELDS)), st.text(max_size=60))
def test_any_words_are_read_or_asked_again(field: str, text: str) -> None:
    read_product_changes(text)
    read_variant_values(text)
    with suppress(Unreadable):
        assert read_field(field, text)
