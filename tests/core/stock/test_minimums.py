"""What a place should always have, and who hears when it has less: once, until there is enough again."""

import asyncio
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from core.kernel.amounts import quantity
from core.kernel.errors import NotAllowed
from core.permissions import Role
from core.stock import minimums, moves, warehouses
from core.stock.errors import NotStocked
from core.stock.models import StockMinimum
from core.uow import Work
from tests.companies import a_member
from tests.core.sales.deliveries.shop import Shop, a_shop, some


async def a_watched_shop(work: Work, many: str, minimum: str) -> tuple[Shop, int]:
    shop = await a_shop(work)
    product = await shop.product(many=many)
    async with work.begin(shop.owner) as uow:
        await minimums.set_minimum(uow, product, minimum=quantity(minimum))
    return shop, product


async def alerts(shop: Shop) -> int:
    return len([kind for kind, _facts in await shop.told(shop.owner) if kind == minimums.TOLD])


async def lacking(shop: Shop) -> list[Any]:
    async with shop.work.read(shop.owner) as db:
        return [(one.available, one.lacking) for one in await minimums.below(db)]


async def test_a_reservation_that_crosses_is_told_once(work: Work) -> None:
    shop, product = await a_watched_shop(work, "6", "4")
    await shop.order(some(product, "2"))
    assert (await alerts(shop), await lacking(shop)) == (0, []), "exactly as many as there should be"
    order = await shop.order(some(product, "1"))
    assert (await alerts(shop), await lacking(shop)) == (1, [(3, 1)])
    await shop.deliver_order(order.id)
    await shop.order(some(product, "1"))
    assert await alerts(shop) == 1, "it is under it already"
    await shop.receive(product, "10")
    assert (await alerts(shop), await lacking(shop)) == (1, [])
    await shop.order(some(product, "9"))
    assert await alerts(shop) == 2, "another crossing"


async def test_what_is_undone_in_the_same_transaction_is_no_crossing(work: Work) -> None:
    shop, product = await a_watched_shop(work, "6", "4")
    with pytest.raises(RuntimeError):
        async with work.begin(shop.owner) as uow:
            depot = (await warehouses.main(uow)).id
            await moves.adjust(uow, product, quantity=quantity("-5"), warehouse_id=depot, reason="casse", key="x")
            raise RuntimeError
    assert await alerts(shop) == 0


async def test_whoever_sets_it_sees_it_and_is_not_told(work: Work) -> None:
    shop, product = await a_watched_shop(work, "2", "4")
    assert (await alerts(shop), await lacking(shop)) == (0, [(2, 2)])
    async with work.begin(shop.owner) as uow:
        await minimums.set_minimum(uow, product, minimum=quantity("0"))
    assert await lacking(shop) == []


async def test_storekeepers_are_told_where_there_are_any(work: Work) -> None:
    shop, product = await a_watched_shop(work, "6", "4")
    keeper = await a_member(work, shop.trade.company_id, role=Role.STOREKEEPER, name="Bruno")
    await shop.order(some(product, "3"))
    assert [kind for kind, _facts in await shop.told(keeper) if kind == minimums.TOLD] == [minimums.TOLD]
    assert await alerts(shop) == 0


async def test_two_at_once_make_one_crossing(work: Work) -> None:
    shop, product = await a_watched_shop(work, "6", "4")
    await asyncio.gather(*(shop.order(some(product, "2")) for _each in range(2)))
    assert await alerts(shop) == 1


async def test_it_is_for_those_who_keep_the_stock_and_for_goods(work: Work) -> None:
    shop = await a_shop(work)
    product, service = await shop.product(many="1"), await shop.service()
    async with work.begin(shop.seller) as uow:
        with pytest.raises(NotAllowed):
            await minimums.set_minimum(uow, product, minimum=quantity("4"))
    async with work.begin(shop.owner) as uow:
        with pytest.raises(NotStocked):
            await minimums.set_minimum(uow, service, minimum=quantity("4"))


@given(st.lists(st.integers(-6, 6).filter(bool), max_size=12))
async def test_whatever_comes_and_goes_each_crossing_is_told_once(work: Work, steps: list[int]) -> None:
    shop, product = await a_watched_shop(work, "5", "5")
    there, crossings = 5, 0
    for step in steps:
        if there + step < 0:
            continue
        crossings += there >= 5 > there + step
        there += step
        await (shop.receive(product, str(step)) if step > 0 else shop.count(product, step))
    assert await alerts(shop) == crossings
    async with work.read(shop.owner) as db:
        kept = await db.session.scalar(select(StockMinimum).where(StockMinimum.product_id == product))
    assert kept is not None
    assert (kept.crossings, kept.below_since is not None) == (crossings, there < 5)
