"""Two people who want the same goods at the same moment: one of them gets them, and nobody waits for ever."""

import asyncio
from collections.abc import Coroutine
from typing import Any

from core.catalog.models import Tracking
from core.kernel.amounts import NOTHING, quantity
from core.stock import counts, levels, selling, warehouses
from core.stock.errors import SerialTaken, StockShort
from tests.core.stock.shelves import Shelves, goods


async def _ends(*doing: Coroutine[Any, Any, object]) -> list[str]:
    """How each ended, by name of the refusal."""
    async with asyncio.timeout(20):
        ends = await asyncio.gather(*doing, return_exceptions=True)
    return sorted(type(end).__name__ if isinstance(end, BaseException) else "done" for end in ends)


async def test_two_orders_do_not_both_get_the_last_piece(shelves: Shelves) -> None:
    ballon = await shelves.filled("1")
    ends = await _ends(*(shelves.reserve(line, goods(ballon)) for line in range(1, 5)))
    assert ends == [StockShort.__name__] * 3 + ["done"]
    assert await shelves.in_depot(ballon) == (quantity(1), quantity(1))
    await shelves.expect_sums()


async def test_a_transfer_and_a_delivery_do_not_both_take_the_last_piece(shelves: Shelves) -> None:
    ballon = await shelves.filled("1")
    ends = await _ends(shelves.transfer(ballon, "1"), shelves.take(goods(ballon)), shelves.adjust(ballon, "-1"))
    assert ends == [StockShort.__name__] * 2 + ["done"]
    assert (await shelves.in_depot(ballon)) == (NOTHING, NOTHING)
    await shelves.expect_sums()


async def test_the_same_delivery_tapped_twice_at_once_takes_once(shelves: Shelves) -> None:
    ballon = await shelves.filled("9")
    await shelves.reserve(1, goods(ballon, "2"))
    taken = await asyncio.gather(*(shelves.take(goods(ballon, "2"), key="one", promised=True) for _time in range(4)))
    assert sorted(taken) == [False, False, False, True]
    assert await shelves.in_depot(ballon) == (quantity(7), NOTHING)


async def test_goods_taken_in_opposite_order_do_not_wait_for_each_other(shelves: Shelves) -> None:
    one, other = await shelves.filled("50", label="Tube"), await shelves.filled("50", label="Raccord")
    there, back = (goods(one), goods(other)), (goods(other), goods(one))
    doing: list[Coroutine[Any, Any, object]] = [shelves.take(*(there if n % 2 else back), line=n) for n in range(6)]
    doing += [shelves.reserve(n, *(there if n % 2 else back)) for n in range(1, 7)]
    doing += [shelves.transfer(one if n % 2 else other, "1", back=False) for n in range(4)]
    assert set(await _ends(*doing)) == {"done"}
    await shelves.expect_sums()


async def test_lines_of_one_order_that_are_held_first_do_not_wait_for_each_other(shelves: Shelves) -> None:
    one, other = await shelves.filled("50", label="Tube"), await shelves.filled("50", label="Raccord")

    async def delivered(order: int, *lines: int) -> None:
        async with shelves.work.begin(shelves.owner) as uow:
            await levels.hold(uow, [(product_id, shelves.depot) for product_id in lines])
            for product_id in lines:
                leaving = selling.Moving(order, f"{order}:{product_id}", [goods(product_id)])
                await selling.take_out(uow, [leaving], subject="delivery", warehouse_id=shelves.depot)
                await asyncio.sleep(0.02)

    assert set(await _ends(*(delivered(n, *((one, other) if n % 2 else (other, one))) for n in range(6)))) == {"done"}
    assert await shelves.in_depot(one) == (quantity(44), NOTHING)


async def test_a_transfer_there_and_one_back_do_not_wait_for_each_other(shelves: Shelves) -> None:
    ballon = await shelves.filled("9")
    await shelves.transfer(ballon, "4")
    assert set(await _ends(*(shelves.transfer(ballon, "1", back=bool(n % 2)) for n in range(6)))) == {"done"}
    assert await shelves.stands(ballon) == {shelves.depot: (quantity(5), NOTHING), shelves.van: (quantity(4), NOTHING)}


async def test_a_product_received_for_the_first_time_by_several_at_once_is_all_there(shelves: Shelves) -> None:
    ballon = await shelves.product()
    assert set(await _ends(*(shelves.receive(ballon, "1") for _time in range(5)))) == {"done"}
    assert await shelves.in_depot(ballon) == (quantity(5), NOTHING)
    await shelves.expect_sums()


async def test_one_piece_does_not_come_into_two_places(shelves: Shelves) -> None:
    boiler = await shelves.product("Chaudière", tracking=Tracking.SERIAL)
    places = (shelves.depot, shelves.van)
    ends = await _ends(*(shelves.receive(boiler, "1", lots=["SN1"], into=place) for place in places))
    assert ends == [SerialTaken.__name__, "done"]


async def test_two_who_begin_to_count_at_once_count_together(shelves: Shelves) -> None:
    async def started() -> int:
        async with shelves.work.begin(shelves.owner) as uow:
            return (await counts.start(uow, shelves.depot)).id

    assert len(set(await asyncio.gather(*(started() for _time in range(4))))) == 1


async def test_the_quarantine_that_several_need_at_once_is_one(shelves: Shelves) -> None:
    async def needed() -> int:
        async with shelves.work.begin(shelves.owner) as uow:
            return (await warehouses.quarantine(uow)).id

    assert len(set(await asyncio.gather(*(needed() for _time in range(4))))) == 1
