"""What a product comes in, and what is sold as one."""

from collections.abc import Sequence
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.catalog import kits, products, variants
from core.catalog.errors import KitInsideItself, NoVariants, VariantNeeded, VariantTaken
from core.catalog.models import ProductKind
from core.catalog.rules import same_label
from core.catalog.units import UNITS, unece, unit_code, unit_label
from core.kernel.amounts import PriceBasis, percent, quantity, unit_price
from core.kernel.errors import Invalid, NotFound
from core.permissions import Actor
from core.uow import Work
from tests.companies import an_owner, two_companies
from tests.core.catalog.goods import a_family, a_kit, a_product, a_variant, change, price_of, seen


async def _found(work: Work, actor: Actor, typed: str) -> Sequence[str]:
    async with work.read(actor) as db:
        assert {one.id for one in await products.entries(db, [typed])} == {
            one.id for one in await products.search(db, typed, limit=50)
        }
        return sorted(one.label for one in await products.search(db, typed, limit=50))


async def test_variants_are_sold_instead_of_their_parent(work: Work) -> None:
    owner = await an_owner(work)
    gloves = await a_product(work, owner, "Gants", aliases=["moufles"])
    assert await _found(work, owner, "gants") == ["Gants"]
    for size in ("S", "M", "XL"):
        await a_variant(work, owner, gloves, size)
    assert await _found(work, owner, "gants") == ["Gants — M", "Gants — S", "Gants — XL"]
    assert await _found(work, owner, "moufles") == ["Gants — M", "Gants — S", "Gants — XL"]


async def test_a_variant_has_what_its_parent_has_and_follows_it_unless_it_has_its_own(work: Work) -> None:
    owner = await an_owner(work)
    heating = await a_family(work, owner, "Chauffage")
    gloves = await a_product(work, owner, "Gants", "7.5", unit="paire", vat=percent(10), family_id=heating)
    small = await a_variant(work, owner, gloves, "S")
    large = await a_variant(work, owner, gloves, "XL", price=unit_price(9))
    made = await seen(work, owner, small)
    parent = await seen(work, owner, gloves)
    assert (made.label, made.reference, made.unit) == ("Gants — S", "GAN-S", "PAIRE")
    assert (made.vat_class, made.family_id) == (parent.vat_class, heating)
    await change(work, owner, gloves, price=unit_price(8), basis=PriceBasis.TTC, label="Gants cuir", unit="u")
    followed, own = await seen(work, owner, small), await seen(work, owner, large)
    assert (followed.price, followed.basis, followed.label) == (unit_price(8), PriceBasis.TTC, "Gants cuir — S")
    assert (own.price, own.basis, own.label) == (unit_price(9), PriceBasis.HT, "Gants cuir — XL")
    assert (followed.unit, own.unit) == ("U", "U")


async def test_the_same_variant_is_not_made_twice_and_variants_have_none(work: Work) -> None:
    owner = await an_owner(work)
    gloves = await a_product(work, owner, "Gants")
    small = await a_variant(work, owner, gloves, "S")
    with pytest.raises(VariantTaken):
        await a_variant(work, owner, gloves, " s ")
    with pytest.raises(NoVariants):
        await a_variant(work, owner, small, "M")
    with pytest.raises(NoVariants):
        await a_variant(work, owner, await a_kit(work, owner, [(small, "1")]), "M")
    async with work.begin(owner) as uow:
        with pytest.raises(Invalid):
            await variants.add(uow, gloves, attributes={})


async def test_variants_are_archived_and_restored_with_their_parent(work: Work) -> None:
    owner = await an_owner(work)
    gloves = await a_product(work, owner, "Gants")
    for size in ("S", "M"):
        await a_variant(work, owner, gloves, size)
    async with work.begin(owner) as uow:
        await products.archive(uow, gloves)
    assert await _found(work, owner, "gants") == []
    with pytest.raises(NotFound):
        await a_variant(work, owner, gloves, "L")
    async with work.begin(owner) as uow:
        await products.restore(uow, gloves)
    assert await _found(work, owner, "gants") == ["Gants — M", "Gants — S"]


async def test_a_kit_costs_its_parts_and_is_sold_for_their_sum(work: Work) -> None:
    owner = await an_owner(work)
    basin = await a_product(work, owner, "Vasque", "90", cost=unit_price(50))
    tap = await a_product(work, owner, "Mitigeur", "60", basis=PriceBasis.TTC, cost=unit_price(20))
    bathroom = await seen(work, owner, await a_kit(work, owner, [(basin, "1"), (tap, "2"), (basin, "0.5")]))
    assert (bathroom.kind, bathroom.price, bathroom.cost) == (ProductKind.KIT, unit_price(235), unit_price(115))
    await change(work, owner, tap, price=unit_price(72), cost=unit_price(30))
    assert await price_of(work, owner, bathroom.id) == unit_price(255)
    async with work.read(owner) as db:
        made_of = [(part.product.label, part.quantity) for part in await kits.parts(db, bathroom.id)]
        assert (await products.margin(db, bathroom.id)).cost == unit_price(135)
    assert made_of == [("Vasque", Decimal("1.5")), ("Mitigeur", 2)]


async def test_a_kits_own_price_stays_when_its_parts_change(work: Work) -> None:
    owner = await an_owner(work)
    basin = await a_product(work, owner, "Vasque", "90")
    kit = await a_kit(work, owner, [(basin, "2")], price=unit_price(150))
    await change(work, owner, basin, price=unit_price(100))
    assert await price_of(work, owner, kit) == unit_price(150)


async def test_a_kit_of_kits_follows_through_all_of_them(work: Work) -> None:
    owner = await an_owner(work)
    basin = await a_product(work, owner, "Vasque", "90")
    inner = await a_kit(work, owner, [(basin, "2")], "Double vasque")
    outer = await a_kit(work, owner, [(inner, "1"), (basin, "1")], "Salle de bain")
    await change(work, owner, basin, price=unit_price(100))
    assert [await price_of(work, owner, one) for one in (inner, outer)] == [200, 300]
    for holder in (inner, outer):
        async with work.begin(owner) as uow:
            with pytest.raises(KitInsideItself):
                await kits.set_parts(uow, inner, [(holder, quantity(1))])


async def test_a_kit_whose_part_has_no_price_has_none(work: Work) -> None:
    owner = await an_owner(work)
    work_done = await a_product(work, owner, "Pose", None)
    assert await price_of(work, owner, await a_kit(work, owner, [(work_done, "1")])) is None


@pytest.mark.parametrize("count", ["0", "-1"])
async def test_a_kit_needs_parts_that_are_sold_and_can_be_counted(work: Work, count: str) -> None:
    owner = await an_owner(work)
    gloves = await a_product(work, owner, "Gants")
    with pytest.raises(Invalid):
        await a_kit(work, owner, [(gloves, count)])
    with pytest.raises(Invalid):
        await a_kit(work, owner, [])
    await a_variant(work, owner, gloves, "S")
    with pytest.raises(VariantNeeded):
        await a_kit(work, owner, [(gloves, "1")])


async def test_nobody_takes_another_companys_products_into_variants_or_kits(work: Work) -> None:
    one, other = await two_companies(work)
    gloves, own = await a_product(work, one, "Gants"), await a_product(work, other, "Table")
    with pytest.raises(NotFound):
        await a_variant(work, other, gloves, "S")
    with pytest.raises(NotFound):
        await a_kit(work, other, [(own, "1"), (gloves, "1")])
    kit = await a_kit(work, one, [(gloves, "1")])
    async with work.begin(other) as uow:
        assert (await variants.of(uow, gloves), await kits.parts(uow, kit)) == ([], [])
        with pytest.raises(NotFound):
            await kits.set_parts(uow, kit, [(own, quantity(1))])


@pytest.mark.parametrize(
    ("typed", "code"),
    [("boîte", "BTE"), ("BOITE", "BTE"), ("m²", "M2"), ("Heures", "H"), ("pièce", "U"), ("", "U"), ("fagot", "FAGOT")],
)
def test_a_unit_is_known_however_it_is_typed(typed: str, code: str) -> None:
    assert unit_code(typed) == code


def test_each_unit_has_a_code_of_its_own_and_reads_back() -> None:
    assert len({unit.unece for unit in UNITS.values()}) == len(UNITS)
    assert [unit_code(unit_label(code)) for code in UNITS] == list(UNITS)
    assert [unece(code) for code in ("U", "M", "M2", "L", "KG", "H", "J", "FAGOT")] == [
        "C62", "MTR", "MTK", "LTR", "KGM", "HUR", "DAY", "C62",
    ]  # fmt: skip


@given(st.lists(st.sampled_from(["radiateur", "alu", "1000", "w", "vanne", "3", "4", "XL", "é"]), max_size=6))
def test_a_label_is_the_same_as_itself_in_any_order_and_case(words: list[str]) -> None:
    assert same_label(" ".join(words), " ".join(reversed(words)).upper()) == 100.0
    assert same_label(" ".join(words), f"{' '.join(words)} 7") == 0.0
