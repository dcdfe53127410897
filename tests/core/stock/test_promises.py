"""What is promised, what is available, and what kits are made of."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from core.catalog.models import Product, ProductKind, Tracking
from core.kernel.amounts import NOTHING, Quantity, quantity
from core.kernel.errors import NotFound
from core.stock import availability, expected, reservations, warehouses
from core.stock.availability import Available
from core.stock.errors import Shortage, StockShort
from core.stock.goods import Goods, exploded
from tests.core.catalog.goods import a_kit
from tests.core.stock.shelves import Shelves, goods


async def _asked(shelves: Shelves, *wanted: Goods, but: tuple[tuple[str, int], ...] = ()) -> list[Available]:
    async with shelves.work.read(shelves.owner) as db:
        return list(await availability.availability(db, wanted, warehouse_id=shelves.depot, but=but))


async def _parts(shelves: Shelves, *sold: Goods) -> list[list[Goods]]:
    async with shelves.work.read(shelves.owner) as db:
        return [list(one) for one in await exploded(db, sold)]


async def _promised(shelves: Shelves, *lines: int) -> dict[int, dict[int, Quantity]]:
    async with shelves.work.read(shelves.owner) as db:
        found = await reservations.reserved_for(db, subject="order_line", subject_ids=lines)
    return {line: dict(one) for line, one in found.items()}


async def test_a_promise_takes_the_place_of_the_one_before(shelves: Shelves) -> None:
    tube, ring = await shelves.filled("9", label="Tube"), await shelves.filled("9", label="Raccord")
    await shelves.reserve(1, goods(tube, "4"), goods(ring, "2"))
    await shelves.reserve(1, goods(tube, "6"))
    assert await _promised(shelves, 1, 2) == {1: {tube: quantity(6)}}
    assert (await shelves.in_depot(tube), await shelves.in_depot(ring)) == (
        (quantity(9), quantity(6)),
        (quantity(9), NOTHING),
    )
    await shelves.reserve(1)
    assert await _promised(shelves, 1) == {}
    await shelves.expect_sums()


async def test_a_promise_may_move_to_another_place(shelves: Shelves) -> None:
    tube = await shelves.filled("9")
    await shelves.transfer(tube, "5")
    await shelves.reserve(1, goods(tube, "3"))
    await shelves.reserve(1, goods(tube, "3"), warehouse_id=shelves.van)
    assert await shelves.stands(tube) == {
        shelves.depot: (quantity(4), NOTHING),
        shelves.van: (quantity(5), quantity(3)),
    }


async def test_what_is_short_is_said_and_may_be_promised_all_the_same(shelves: Shelves) -> None:
    tube = await shelves.filled("5")
    await shelves.reserve(1, goods(tube, "4"))
    with pytest.raises(StockShort) as refused:
        await shelves.reserve(2, goods(tube, "2"))
    assert refused.value.shortages == (Shortage(tube, "Ballon 150 L", quantity(2), quantity(1)),)
    await shelves.reserve(2, goods(tube, "2"), may_lack=True)
    assert await shelves.in_depot(tube) == (quantity(5), quantity(6))
    assert (await _asked(shelves, goods(tube)))[0].now == quantity(-1)
    await shelves.reserve(2, goods(tube, "1"))  # less of what was granted is never refused


async def test_a_refused_promise_leaves_the_one_before(shelves: Shelves) -> None:
    tube = await shelves.filled("5")
    await shelves.reserve(1, goods(tube, "4"))
    async with shelves.work.begin(shelves.owner) as uow:
        with pytest.raises(StockShort):
            promise = {1: [goods(tube, "6")]}
            await reservations.reserve(uow, promise, subject="order_line", warehouse_id=shelves.depot)
    assert await _promised(shelves, 1) == {1: {tube: quantity(4)}}


async def test_several_are_released_together(shelves: Shelves) -> None:
    tube = await shelves.filled("9")
    for line in (1, 2, 3):
        await shelves.reserve(line, goods(tube, "2"))
    await shelves.release(1, 3)
    await shelves.release()
    assert await shelves.in_depot(tube) == (quantity(9), quantity(2))


async def test_the_askers_own_promise_does_not_count_against_him(shelves: Shelves) -> None:
    tube = await shelves.filled("5")
    await shelves.reserve(1, goods(tube, "4"))
    (others,) = await _asked(shelves, goods(tube, "3"))
    (own,) = await _asked(shelves, goods(tube, "3"), but=(("order_line", 1), ("order_line", 9)))
    assert (others.now, others.enough, own.now, own.enough) == (quantity(1), False, quantity(5), True)


async def test_what_is_missing_is_there_on_the_day_when_enough_has_come(shelves: Shelves) -> None:
    tube = await shelves.filled("1")
    async with shelves.work.begin(shelves.owner) as uow:
        days = [uow.today + timedelta(days=number) for number in (-2, 3, 9)]
        for day in days:
            await expected.announce(uow, tube, quantity=quantity(2), due_on=day, key=f"{day}")
    found = [(await _asked(shelves, goods(tube, many)))[0].on for many in ("1", "3", "4", "7", "8")]
    assert found == [None, days[0] + timedelta(days=2), days[1], days[2], None]  # the late ones today at the earliest


async def test_nothing_of_what_waits_in_quarantine_is_available(shelves: Shelves) -> None:
    tube = await shelves.filled("1")
    async with shelves.work.begin(shelves.owner) as uow:
        aside = (await warehouses.quarantine(uow)).id
    await shelves.put_back(goods(tube), warehouse_id=aside)
    async with shelves.work.read(shelves.owner) as db:
        (answer,) = await availability.availability(db, [goods(tube)], warehouse_id=aside)
        there = {one.warehouse.id: one.available for one in await availability.stock_of(db, tube)}
        with pytest.raises(NotFound):
            await availability.availability(db, [goods(tube)], warehouse_id=999)
    assert (answer.now, there) == (NOTHING, {shelves.depot: quantity(1), aside: NOTHING})


async def test_a_kit_is_its_parts_once_for_each_kit(shelves: Shelves) -> None:
    work, owner = shelves.work, shelves.owner
    tank, valve = await shelves.filled("9", label="Ballon"), await shelves.filled("9", label="Groupe de sécurité")
    fitting, unknown = await shelves.product("Pose"), await shelves.product("Joint")
    async with work.begin(shelves.clock) as uow:
        await uow.session.execute(update(Product).where(Product.id == fitting).values(kind=ProductKind.SERVICE))
    inner = await a_kit(work, owner, [(valve, "2"), (unknown, "4")], "Raccordement")
    kit = await a_kit(work, owner, [(tank, "1"), (inner, "1.5"), (fitting, "2")], "Remplacement")
    assert await _parts(shelves, goods(kit, "2"), goods(valve, "1"), goods(fitting, "1"), goods(kit, "0")) == [
        [goods(tank, "2"), goods(valve, "6")],  # two kits with one and a half times two
        [goods(valve, "1")],
        [],
        [],
    ]
    assert await _parts(shelves) == []


async def test_a_number_said_of_a_kit_is_that_of_its_part(shelves: Shelves) -> None:
    tank = await shelves.product("Ballon", tracking=Tracking.SERIAL)
    pump = await shelves.product("Pompe", tracking=Tracking.SERIAL)
    await shelves.receive(tank, "1", lots=["T1"])
    await shelves.receive(pump, "1", lots=["P1"])
    kit = await a_kit(shelves.work, shelves.owner, [(tank, "1"), (pump, "1")])
    parts, others = await _parts(shelves, goods(kit, "1", "P1", "T1"), goods(kit, "1", "T2"))
    assert others == [goods(tank, "1", "T2"), goods(pump, "1")]
    assert parts == [goods(tank, "1", "T1"), goods(pump, "1", "P1")]
    assert await shelves.take(*parts)


async def test_a_warehouse_shows_what_it_has_page_by_page(shelves: Shelves) -> None:
    for number in range(5):
        await shelves.filled("2", label=f"Tube {number}")
    gone = await shelves.filled("1", label="Vendu")
    await shelves.take(goods(gone))
    async with shelves.work.read(shelves.owner) as db:
        page = await availability.standing_in(db, shelves.depot, limit=2, offset=2)
    assert ([row.product.label for row in page.rows], page.total) == (["Tube 2", "Tube 3"], 5)
    assert page.rows[0].standing.available == quantity(2)
