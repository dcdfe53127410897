"""Changing a product, taking a change back, archiving, and who may see what it costs."""

from dataclasses import replace
from typing import Any

import pytest

from core.catalog import products
from core.catalog.errors import ReferenceTaken
from core.catalog.models import ProductKind
from core.catalog.vat import VatClass
from core.company.models import Company, VatRegime
from core.kernel.amounts import NO_RATE, PriceBasis, percent, rate, unit_price
from core.kernel.errors import Changed, Invalid, NotAllowed, NotFound
from core.permissions import Permission, Role
from core.uow import Work
from tests.companies import a_member, an_owner, two_companies
from tests.core.catalog.goods import a_family, a_product, change, facts_about, seen

_GTIN = "3760001234565"


async def test_what_is_said_changes_and_the_rest_stays(work: Work) -> None:
    owner = await an_owner(work)
    made = await a_product(work, owner, unit="m", barcode="376 0001 23456 5")
    await change(work, owner, made, price=unit_price("12.5"), basis=PriceBasis.TTC, vat=percent(10), unit="boîte")
    now = await seen(work, owner, made)
    assert (now.price, now.basis, now.vat_class, now.unit) == (
        unit_price("12.5"),
        PriceBasis.TTC,
        VatClass.INTERMEDIATE,
        "BTE",
    )
    assert (now.label, now.barcode, now.version) == ("Radiateur", _GTIN, 2)


async def test_a_change_that_changes_nothing_is_no_change(work: Work) -> None:
    owner = await an_owner(work)
    made = await a_product(work, owner)
    await change(work, owner, made, label="Radiateur")
    assert (await seen(work, owner, made)).version == 1
    assert await facts_about(work, owner, made) == ["ProductCreated"]


async def test_a_product_is_found_by_what_it_says_now(work: Work) -> None:
    owner = await an_owner(work)
    made = await a_product(work, owner)
    heating = await a_family(work, owner, "Chauffage")
    await change(work, owner, made, label="Convecteur", family_id=heating, barcode=_GTIN)
    async with work.read(owner) as db:
        found = {
            typed: len(await products.search(db, typed)) for typed in ("radiateur", "convecteur", "chauffage", _GTIN)
        }
        assert [one.id for one in await products.by_barcode(db, "3 760001 234565")] == [made]
    assert found == {"radiateur": 0, "convecteur": 1, "chauffage": 1, _GTIN: 1}


@pytest.mark.parametrize("typed", ["036000291452", "0036000291452", "00036000291452"])
async def test_a_bar_code_is_the_same_with_zeros_in_front(work: Work, typed: str) -> None:
    owner = await an_owner(work)
    made = await a_product(work, owner)
    await change(work, owner, made, barcode="036000291452")
    async with work.read(owner) as db:
        assert [one.id for one in await products.by_barcode(db, typed)] == [made]


@pytest.mark.parametrize(
    "facts",
    [
        {"price": unit_price("7.95"), "basis": PriceBasis.TTC},
        {"vat": percent("5.5"), "kind": ProductKind.SERVICE},
        {"label": "Autre", "aliases": ["autre chose"], "packaging": {"PAL": "66"}},
        {"cost": unit_price("60"), "floor_price": unit_price("80")},
        {"without": ("price", "barcode")},
    ],
)
async def test_a_change_taken_back_leaves_the_product_as_it_was(work: Work, facts: dict[str, Any]) -> None:
    owner = await an_owner(work)
    made = await a_product(work, owner, barcode=_GTIN)
    before = _state(await seen(work, owner, made))
    await change(work, owner, made, **facts)
    assert _state(await seen(work, owner, made)) != before
    async with work.begin(owner) as uow:
        assert await products.changed_at(uow, made) == uow.now
        await products.undo_change(uow, made, version=2)
    assert _state(await seen(work, owner, made)) == before


async def test_whoever_looked_at_another_version_changes_nothing(work: Work) -> None:
    owner = await an_owner(work)
    made = await a_product(work, owner)
    await change(work, owner, made, label="Convecteur")
    with pytest.raises(Changed):
        await change(work, owner, made, version=1, label="Poêle")
    async with work.begin(owner) as uow:
        with pytest.raises(Changed):
            await products.undo_change(uow, made, version=1)


async def test_a_reference_changes_to_a_free_one_only(work: Work) -> None:
    owner = await an_owner(work)
    made, other = await a_product(work, owner), await a_product(work, owner, "Table")
    await change(work, owner, made, reference="rad-1")
    await change(work, owner, made, reference="RAD-1")
    with pytest.raises(ReferenceTaken):
        await change(work, owner, other, reference="rad-1")


async def test_only_what_may_be_missing_is_taken_away(work: Work) -> None:
    owner = await an_owner(work)
    made = await a_product(work, owner)
    with pytest.raises(Invalid):
        await change(work, owner, made, without=("label",))


async def test_an_archived_product_is_found_again_when_it_is_restored(work: Work) -> None:
    owner = await an_owner(work)
    made = await a_product(work, owner)
    for _ in range(2):
        async with work.begin(owner) as uow:
            await products.archive(uow, made)
            assert await products.search(uow, "radiateur") == []
    for _ in range(2):
        async with work.begin(owner) as uow:
            await products.restore(uow, made)
            assert len(await products.search(uow, "radiateur")) == 1
    assert await facts_about(work, owner, made) == ["ProductCreated", "ProductArchived", "ProductRestored"]


async def test_costs_are_for_those_who_may_see_margins(work: Work) -> None:
    owner = await an_owner(work)
    assert owner.company_id is not None
    seller = await a_member(work, owner.company_id, role=Role.SALES)
    made = await a_product(work, owner, price="120", basis=PriceBasis.TTC, cost=unit_price(75))
    async with work.read(owner) as db:
        margin = await products.margin(db, made)
    assert (margin.cost, margin.share) == (unit_price(75), rate("0.25"))
    for secret in ({"cost": unit_price(1)}, {"floor_price": unit_price(1)}, {"without": ("cost",)}):
        with pytest.raises(NotAllowed):
            await change(work, seller, made, **secret)
    async with work.read(seller) as db:
        with pytest.raises(NotAllowed):
            await products.margin(db, made)
    trusted = replace(seller, grants=frozenset({Permission.MARGINS_READ}))
    await change(work, trusted, made, cost=unit_price(80))
    async with work.begin(seller) as uow:  # and nobody else takes such a change back
        with pytest.raises(NotAllowed):
            await products.undo_change(uow, made)


async def test_nobody_changes_a_product_of_another_company(work: Work) -> None:
    one, other = await two_companies(work)
    made, foreign = await a_product(work, one), await a_family(work, other, "Chauffage")
    for act in (products.archive, products.restore, products.undo_change):
        async with work.begin(other) as uow:
            with pytest.raises(NotFound):
                await act(uow, made)
    with pytest.raises(NotFound):
        await change(work, other, made, label="Pris")
    with pytest.raises(NotFound):
        await change(work, one, made, family_id=foreign)


async def test_a_company_without_vat_taxes_nothing(work: Work) -> None:
    owner = await an_owner(work)
    made = await seen(work, owner, await a_product(work, owner))
    async with work.begin(owner) as uow:
        assert (await products.rates(uow)).priced(made, PriceBasis.TTC) == unit_price(120)
        (await uow.session.get_one(Company, owner.company_id)).vat_regime = VatRegime.FRANCHISE
        rates = await products.rates(uow)
        assert (rates.of(made), rates.known()) == (NO_RATE, (NO_RATE,))
        assert rates.priced(made, PriceBasis.TTC) == unit_price(100)


@pytest.mark.parametrize(
    ("label", "found"),
    [
        ("radiateurs alu 1000W", True),
        ("Radiateur alu, 1000 W", True),
        ("Radiateur alu 1500 W", False),
        ("Vanne", False),
    ],
)
async def test_nearly_the_same_label_with_the_same_numbers_is_offered(work: Work, label: str, found: bool) -> None:
    owner = await an_owner(work)
    made = await a_product(work, owner, "Radiateur alu 1000 W", barcode=_GTIN)
    async with work.read(owner) as db:
        assert [one.id for one in await products.near_duplicates(db, label=label)] == [made] * found
        assert [one.id for one in await products.near_duplicates(db, label="Autre", barcode=_GTIN)] == [made]


def _state(product: Any) -> dict[str, Any]:
    kept = ("label", "price", "basis", "vat_class", "kind", "aliases", "packaging", "cost", "floor_price", "barcode")
    return {name: getattr(product, name) for name in kept}
