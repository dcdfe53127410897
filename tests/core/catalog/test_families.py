"""Families of products: the tree, and the same set wherever one filters by a family."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from core.catalog import families, products
from core.catalog.errors import FamilyInsideItself, FamilyTaken
from core.catalog.families import DEEPEST, inside
from core.catalog.models import Family, Product
from core.kernel.errors import Invalid, NotFound
from core.permissions import Actor
from core.uow import Work
from tests.companies import an_owner, two_companies
from tests.core.catalog.goods import a_family, a_product, a_variant


async def test_the_tree_counts_what_is_sold_in_each_family_and_below(work: Work) -> None:
    owner = await an_owner(work)
    heating = await a_family(work, owner, "Chauffage")
    radiators = await a_family(work, owner, "Radiateurs", heating)
    await a_family(work, owner, "Électricité")
    await a_product(work, owner, "Chaudière", family_id=heating)
    alu = await a_product(work, owner, "Radiateur alu", family_id=radiators)
    for size in ("600 W", "1000 W"):
        await a_variant(work, owner, alu, size)
    async with work.read(owner) as db:
        tree = await families.tree(db)
        shown = [(branch.path, branch.depth, branch.products) for branch in tree]
        listed = [one.label for one in await families.products_of(db, heating)]
        found = {one.label for one in await products.search(db, "chauffage", family_id=radiators)}
        path = await families.path(db, radiators)
    assert shown == [("Chauffage", 0, 3), ("Chauffage › Radiateurs", 1, 2), ("Électricité", 0, 0)]
    assert listed == ["Chaudière", "Radiateur alu — 1000 W", "Radiateur alu — 600 W"]
    assert found == {"Radiateur alu — 1000 W", "Radiateur alu — 600 W"}
    assert path == "Chauffage › Radiateurs"


async def test_products_are_found_under_the_new_names_of_their_families(work: Work) -> None:
    owner = await an_owner(work)
    heating = await a_family(work, owner, "Chauffage")
    radiators = await a_family(work, owner, "Radiateurs", heating)
    await a_product(work, owner, "Modèle 12", family_id=radiators)
    async with work.begin(owner) as uow:
        await families.rename(uow, heating, name="Thermique")
        assert len(await products.search(uow, "thermique")) == 1
        assert await products.search(uow, "chauffage") == []
        await families.move(uow, radiators, parent_id=None)
        assert await products.search(uow, "thermique") == []
        assert len(await products.search(uow, "radiateurs")) == 1


async def test_a_name_is_taken_once_in_each_place(work: Work) -> None:
    owner = await an_owner(work)
    heating, power = await a_family(work, owner, "Chauffage"), await a_family(work, owner, "Électricité")
    await a_family(work, owner, "Divers", heating)
    moved = await a_family(work, owner, "Divers", power)
    with pytest.raises(FamilyTaken):
        await a_family(work, owner, "chauffage ")
    async with work.begin(owner) as uow:
        await families.rename(uow, heating, name="CHAUFFAGE")
        for act in (families.move(uow, moved, parent_id=heating), families.rename(uow, heating, name="electricite")):
            with pytest.raises(FamilyTaken):
                await act


async def test_a_family_never_goes_into_itself(work: Work) -> None:
    owner = await an_owner(work)
    top = await a_family(work, owner, "Chauffage")
    middle = await a_family(work, owner, "Radiateurs", top)
    low = await a_family(work, owner, "Alu", middle)
    async with work.begin(owner) as uow:
        for target in (top, middle, low):
            with pytest.raises(FamilyInsideItself):
                await families.move(uow, top, parent_id=target)


async def test_a_tree_has_an_end(work: Work) -> None:
    owner = await an_owner(work)
    place: int | None = None
    for depth in range(DEEPEST):
        place = await a_family(work, owner, f"Étage {depth}", place)
    with pytest.raises(Invalid):
        await a_family(work, owner, "Trop loin", place)


async def test_families_of_another_company_are_not_there(work: Work) -> None:
    one, other = await two_companies(work)
    heating = await a_family(work, one, "Chauffage")
    await a_product(work, one, family_id=heating)
    with pytest.raises(NotFound):
        await a_family(work, other, "Radiateurs", heating)
    own = await a_family(work, other, "Meubles")
    async with work.begin(other) as uow:
        assert [branch.name for branch in await families.tree(uow)] == ["Meubles"]
        assert await families.products_of(uow, heating) == []
        for act in (
            families.path(uow, heating),
            families.rename(uow, heating, name="Pris"),
            families.move(uow, own, parent_id=heating),
        ):
            with pytest.raises(NotFound):
                await act


@settings(max_examples=25)
@given(parents=st.lists(st.integers(0, 30), min_size=1, max_size=8), homes=st.lists(st.integers(0, 8), max_size=12))
async def test_each_filter_by_a_family_gives_the_same_set(work: Work, parents: list[int], homes: list[int]) -> None:
    owner = await an_owner(work)
    async with work.begin(owner) as uow:
        ids: list[int] = []
        for number, parent in enumerate(parents):  # a parent among those before, or none
            family = Family(name=f"F{number}", parent_id=ids[parent % len(ids)] if ids and parent % 3 else None)
            uow.session.add(family)
            await uow.session.flush()
            ids.append(family.id)
        for home in homes:
            await products.create(uow, label="Vis", family_id=ids[home] if home < len(ids) else None)
    await _expect_the_same_everywhere(work, owner, ids)


async def _expect_the_same_everywhere(work: Work, owner: Actor, ids: list[int]) -> None:
    async with work.read(owner) as db:
        tree = {branch.id: branch for branch in await families.tree(db)}
        for family_id in ids:
            listed = {one.id for one in await families.products_of(db, family_id)}
            searched = {one.id for one in await products.search(db, "vis", limit=50, family_id=family_id)}
            counted = select(func.count()).select_from(Product).where(inside(family_id))
            below = {tree[number].path for number in ids if tree[number].path.startswith(tree[family_id].path)}
            assert listed == searched
            assert len(listed) == tree[family_id].products == await db.session.scalar(counted)
            assert tree[family_id].path in below
