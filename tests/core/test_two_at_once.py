"""Two people at the same moment: whoever comes second sees what the first one did, and nobody waits without need.

SQLite has one writer at a time; most of this can only go wrong on PostgreSQL.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from core.catalog import families, kits, products
from core.catalog.errors import FamilyInsideItself
from core.company import members
from core.kernel.amounts import percent, unit_price
from core.kernel.errors import Changed, NotFound
from core.parties import customers
from core.permissions import Actor
from core.sales import quotes
from core.sales.errors import RevisionOpen
from core.uow import Work
from tests.companies import a_member, an_owner
from tests.core.catalog.goods import a_family, a_kit, a_product, a_variant, change, price_of, seen
from tests.core.sales.trade import Trade, a_trade

_A_MOMENT = 0.3  # seconds in which somebody who need not wait is done
only_postgresql = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)


@pytest.fixture
async def trade(work: Work) -> Trade:
    return await a_trade(work)


@asynccontextmanager
async def _meanwhile(task: "asyncio.Task[object]") -> AsyncIterator[None]:
    """Let the task run up to where it has to wait, if it has to."""
    await asyncio.wait([task], timeout=_A_MOMENT)
    yield


@only_postgresql
async def test_a_quote_that_was_read_before_a_colleague_changed_it_is_not_changed_as_it_was(trade: Trade) -> None:
    made = await trade.draft()
    async with trade.work.begin(trade.seller) as uow:
        looked_at = await quotes.read(uow, made.id)
        async with trade.work.begin(trade.seller) as other:
            await quotes.add_lines(other, made.id, lines=[trade.radiators("1")], version=looked_at.version)
        with pytest.raises(Changed):
            await quotes.set_discount(uow, made.id, discount=percent(5), version=made.version)
        now = await quotes.set_discount(uow, made.id, discount=percent(5))
        assert [len(now.lines), now.version] == [2, made.version + 2]
    assert (await trade.read(made.id)).net == unit_price("538.65")


@only_postgresql
async def test_a_product_that_was_read_before_a_colleague_changed_it_is_not_changed_as_it_was(work: Work) -> None:
    owner = await an_owner(work)
    made = await a_product(work, owner)
    async with work.begin(owner) as uow:
        looked_at = await products.read(uow, made)
        await change(work, owner, made, price=unit_price("12"))
        with pytest.raises(Changed):
            await products.change(uow, made, label="Autre", version=looked_at.version)


@only_postgresql
async def test_a_variant_being_changed_follows_its_parent_afterwards(work: Work) -> None:
    owner = await an_owner(work)
    parent = await a_product(work, owner, price="10")
    variant = await a_variant(work, owner, parent, "L")
    async with work.begin(owner) as uow:
        await products.change(uow, variant, price=unit_price("15"))
        following = asyncio.create_task(change(work, owner, parent, price=unit_price("12")))
        async with _meanwhile(following):
            assert not following.done()
    await following
    assert await price_of(work, owner, variant) == unit_price("15")  # it has a price of its own by now


@only_postgresql
async def test_a_kit_being_changed_keeps_the_price_it_is_given(work: Work) -> None:
    owner = await an_owner(work)
    part = await a_product(work, owner, price="10")
    kit = await a_kit(work, owner, [(part, "2")])
    async with work.begin(owner) as uow:
        await products.change(uow, kit, price=unit_price("18"))
        following = asyncio.create_task(change(work, owner, part, price=unit_price("11")))
        async with _meanwhile(following):
            assert not following.done()
    await following
    assert await price_of(work, owner, kit) == unit_price("18")
    assert len(await _parts(work, owner, kit)) == 1


async def test_two_families_moved_into_each_other_at_once_do_not_both_go(work: Work) -> None:
    owner = await an_owner(work)
    heating, radiators = await a_family(work, owner, "Chauffage"), await a_family(work, owner, "Radiateurs")

    async def moved(family_id: int, parent_id: int) -> None:
        async with work.begin(owner) as uow:
            await families.move(uow, family_id, parent_id=parent_id)

    crosswise = moved(heating, radiators), moved(radiators, heating)
    ends = await asyncio.gather(*crosswise, return_exceptions=True)
    assert sorted(type(end).__name__ for end in ends) == [FamilyInsideItself.__name__, "NoneType"]


async def test_the_same_product_made_by_several_at_once_has_as_many_references(work: Work) -> None:
    owner = await an_owner(work)
    made = await asyncio.gather(*(a_product(work, owner, "Chaudière gaz") for _time in range(4)))
    assert len({(await seen(work, owner, number)).reference for number in made}) == 4


@only_postgresql
async def test_the_team_is_changed_while_somebody_writes_rows_of_the_company(work: Work) -> None:
    owner = await an_owner(work)
    assert owner.company_id is not None
    await a_member(work, owner.company_id)
    async with work.read(owner) as db:
        karim = next(one.id for one in await members.team(db) if one.person_id != owner.person_id)
    async with work.begin(owner) as uow:
        await customers.create(uow, name="Dupont")
        async with asyncio.timeout(5), work.begin(owner) as other:
            await members.block(other, karim)


@only_postgresql
async def test_no_quote_is_made_for_a_customer_who_is_being_merged(trade: Trade) -> None:
    async with trade.work.begin(trade.seller) as uow:
        kept = await customers.create(uow, name="Menuiserie Dupont")
    async with trade.work.begin(trade.seller) as uow:
        await customers.merge(uow, kept.id, trade.customer_id)
        drafting = asyncio.create_task(trade.draft())
        async with _meanwhile(drafting):
            assert not drafting.done()
    with pytest.raises(NotFound):
        await drafting


async def test_a_revision_taken_up_again_while_another_is_begun_leaves_one(trade: Trade) -> None:
    sent, _customer = await trade.sent()
    async with trade.work.begin(trade.seller) as uow:
        given_up = await quotes.revise(uow, sent.id)
    async with trade.work.begin(trade.seller) as uow:
        await quotes.cancel(uow, given_up.id)

    async def taken_up() -> None:
        async with trade.work.begin(trade.seller) as uow:
            await quotes.restore(uow, given_up.id)
            await asyncio.sleep(_A_MOMENT)  # not committed yet when the other one looks

    async def begun() -> None:
        async with trade.work.begin(trade.seller) as uow:
            await quotes.revise(uow, sent.id)
            await asyncio.sleep(_A_MOMENT)

    ends = await asyncio.gather(taken_up(), begun(), return_exceptions=True)
    assert sorted(type(end).__name__ for end in ends) == ["NoneType", RevisionOpen.__name__]


async def _parts(work: Work, actor: Actor, kit_id: int) -> list[kits.Part]:
    async with work.read(actor) as db:
        return list(await kits.parts(db, kit_id))
