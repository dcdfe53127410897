"""Goods leave the stock once and only once, whichever way the company has chosen."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace

import pytest

from core.catalog.models import Tracking
from core.company.models import StockOut
from core.kernel.amounts import NOTHING, ONE, Quantity, quantity
from core.permissions import SYSTEM, Actor
from core.sales import deliveries, orders
from core.sales.deliveries.errors import NothingLeft
from core.sales.deliveries.lots import numbers_of
from core.sales.models import Delivery, Order
from core.sales.orders.gone import gone_of
from core.sales.orders.invoicing import invoiced_goods_move
from core.sales.orders.reads import load
from core.stock import moves, warehouses
from core.stock.errors import LotsWrong, StockShort
from core.stock.models import WarehouseKind
from tests.core.sales.deliveries.shop import Shop, back, left, some, work_hours

# On hand and promised, of ten and an order of four: when it is confirmed, delivered, closed, invoiced.
CYCLES = {
    StockOut.ORDER: [(6, 0), (6, 0), (6, 0), (6, 0)],
    StockOut.DELIVERY: [(10, 4), (6, 0), (6, 0), (6, 0)],
    StockOut.CLOSED: [(10, 4), (10, 4), (6, 0), (6, 0)],
    StockOut.INVOICE: [(10, 4), (10, 4), (10, 4), (6, 0)],
}


@pytest.mark.parametrize("way", StockOut)
async def test_a_full_cycle_takes_goods_out_once(shop: Shop, way: StockOut) -> None:
    product = await shop.product(many="10")
    order = await shop.order(some(product, "4"), work_hours(), stock_out=way)
    seen = [await shop.in_stock(product)]
    planned = await shop.plan(order.id)
    await shop.deliver(planned.id)
    seen.append(await shop.in_stock(product))
    await shop.close(planned.id)
    seen.append(await shop.in_stock(product))
    if way is StockOut.INVOICE:
        for _again in range(2):
            await _invoiced(shop, order)
    seen.append(await shop.in_stock(product))
    assert seen == [(quantity(on_hand), quantity(promised)) for on_hand, promised in CYCLES[way]]
    assert await shop.moved(order) == quantity(-4)
    await shop.expect_sums()


@pytest.mark.parametrize("before", [StockOut.ORDER, StockOut.DELIVERY, StockOut.CLOSED])
@pytest.mark.parametrize("after", [StockOut.ORDER, StockOut.DELIVERY, StockOut.CLOSED])
async def test_another_way_chosen_meanwhile_takes_nothing_twice(shop: Shop, before: StockOut, after: StockOut) -> None:
    product = await shop.product(many="10")
    order = await shop.order(some(product, "4"), stock_out=before)
    planned = await shop.plan(order.id)
    await shop.trade.set_company(stock_out=after)
    await shop.deliver(planned.id)
    await shop.close(planned.id)
    assert await shop.in_stock(product) == (quantity(6), NOTHING)
    assert await shop.moved(order) == quantity(-4)


@pytest.mark.parametrize("way", [StockOut.DELIVERY, StockOut.CLOSED, StockOut.ORDER])
async def test_a_kit_on_two_lines_takes_each_part_once_for_each_kit(shop: Shop, way: StockOut) -> None:
    pipe, unit = await shop.product("Liaison", many="50"), await shop.product("Clim", many="50")
    kit = await shop.kit((pipe, "5"), (unit, "1"))
    big = await shop.kit((kit, "2"), (pipe, "1"), label="Bi-split")
    order = await shop.order(some(kit, "2"), some(big, "1"), some(kit, "1"), some(pipe, "3"), stock_out=way)
    first = await shop.plan(order.id, (order.lines[0].id, "1"), (order.lines[1].id, "1"))
    for planned in (first, await shop.plan(order.id)):
        await shop.deliver(planned.id)
        await shop.close(planned.id)
    kits = 2 + 2 + 1
    assert await shop.in_stock(pipe) == (quantity(50 - 5 * kits - 1 - 3), NOTHING)
    assert await shop.in_stock(unit) == (quantity(50 - kits), NOTHING)
    await shop.expect_sums()


async def test_a_part_of_a_kit_with_a_number_leaves_under_that_number(shop: Shop) -> None:
    unit = await shop.numbered(Tracking.SERIAL, "S1", "S2")
    kit = await shop.kit((unit, "1"))
    order = await shop.order(some(kit))
    await shop.deliver_order(order.id, left(order.lines[0].id, "1", "S2"))
    assert await shop.in_stock(unit) == (ONE, NOTHING)
    await shop.give_back(order.id, back(order.lines[0].id, "1", "S2"))
    assert await shop.in_stock(unit) == (quantity(2), NOTHING)


async def test_a_kit_asks_for_the_numbers_of_its_parts(shop: Shop) -> None:
    unit = await shop.numbered(Tracking.SERIAL, "S1", "S2", label="Unité")
    gas = await shop.numbered(Tracking.LOT, "L1", "L2", label="Gaz")
    kit = await shop.kit((unit, "2"), (gas, "1"), label="Clim posée")
    order = await shop.order(some(kit))
    async with shop.work.read(shop.driver) as db:
        (asked,) = (await numbers_of(db, order.lines)).values()
    assert (asked.of, asked.wanted(ONE)) == (("Unité", "Gaz"), 3)
    with pytest.raises(LotsWrong) as refused:
        await shop.deliver_order(order.id, left(order.lines[0].id, "1", "S1", "L1"))
    assert (refused.value.label, refused.value.wanted, refused.value.given) == ("Unité, Gaz", 3, 2)
    await shop.deliver_order(order.id, left(order.lines[0].id, "1", "L2", "S1", "S2"))
    assert await shop.in_stock(unit) == (NOTHING, NOTHING)
    await shop.expect_sums()


async def test_numbers_that_nobody_has_noted_before_are_shared_among_the_parts_of_a_kit(shop: Shop) -> None:
    unit, pump = await shop.product("Unité", many="2"), await shop.product("Pompe", many="2")
    for product_id in (unit, pump):
        await shop.trade.set_product(product_id, tracking=Tracking.SERIAL)
    order = await shop.order(some(await shop.kit((unit, "1"), (pump, "1")), "2"))
    await shop.deliver_order(order.id, left(order.lines[0].id, "2", "A", "B", "C", "D"))
    assert await shop.in_stock(unit) == await shop.in_stock(pump) == (NOTHING, NOTHING)


async def test_the_moves_of_goods_say_which_papers_they_belong_to(shop: Shop) -> None:
    product = await shop.product(many="10")
    order = await shop.order(some(product, "4"))
    done = await shop.deliver_order(order.id)
    await shop.give_back(order.id, back(order.lines[0].id, "1"))
    async with shop.work.read(shop.driver) as db:
        found = await deliveries.behind(db, await moves.moves_of(db, product))
    assert found == [
        deliveries.Behind(order.number, "BR2611-0001"),
        deliveries.Behind(order.number, "BL2611-0001", done.id),
        None,
    ]


async def test_a_pack_takes_out_what_is_in_it(shop: Shop) -> None:
    product = await shop.product(packaging={"PAL": "6"})
    await shop.receive(product, "20")
    order = await shop.order(some(product, "2", unit="PAL"))
    await shop.deliver_order(order.id)
    assert await shop.in_stock(product) == (quantity(8), NOTHING)


async def test_what_nobody_counts_and_services_never_move(shop: Shop) -> None:
    order = await shop.order(some(await shop.product()), some(await shop.service()), work_hours())
    await shop.deliver_order(order.id)
    assert await shop.moved(order) == NOTHING


async def test_goods_leave_the_van_that_brings_them_and_the_depot_is_promised_less(shop: Shop) -> None:
    product = await shop.product(many="10")
    van = await _a_van(shop, product, quantity(4))
    order = await shop.order(some(product, "4"))
    planned = await shop.plan(order.id, warehouse_id=van)
    await shop.deliver(planned.id)
    assert await shop.by_warehouse(product) == {"Dépôt": quantity(6), "Camion": NOTHING}
    assert await shop.in_stock(product) == (quantity(6), NOTHING)
    await shop.expect_sums()


async def test_nothing_is_delivered_when_the_van_has_too_little(shop: Shop) -> None:
    product = await shop.product(many="10")
    van = await _a_van(shop, product, quantity(2))
    order = await shop.order(some(product, "4"))
    planned = await shop.plan(order.id, warehouse_id=van)
    with pytest.raises(StockShort):
        await shop.deliver(planned.id)
    async with shop.work.read(shop.driver) as db:
        assert (await deliveries.read(db, planned.id)).number is None
    assert await shop.in_stock(product) == (quantity(10), quantity(4))
    await shop.trade.set_company(stock_may_lack=True)
    assert (await shop.deliver(planned.id)).number == "BL2611-0001"
    assert (await shop.by_warehouse(product))["Camion"] == quantity(-2)


async def test_what_was_loaded_into_the_driver_s_van_leaves_it_and_the_depot_promises_it_no_more(shop: Shop) -> None:
    tank, valve = await shop.product("Ballon", many="5"), await shop.product("Vanne", many="9")
    order = await shop.order(some(tank, "5"), some(valve, "2"))
    await _a_van(shop, tank, quantity(5), of=shop.driver)
    done = await shop.deliver_order(order.id)
    assert await shop.by_warehouse(tank) == {"Dépôt": NOTHING, "Camion": NOTHING}
    assert await shop.by_warehouse(valve) == {"Dépôt": quantity(7)}
    assert await shop.in_stock(tank) == (NOTHING, NOTHING)
    await shop.expect_sums()
    async with shop.work.begin(shop.driver) as uow:
        await deliveries.cancel(uow, done.id)
    assert await shop.by_warehouse(tank) == {"Dépôt": NOTHING, "Camion": quantity(5)}
    assert await shop.in_stock(tank) == (quantity(5), quantity(5))
    await shop.deliver_order(order.id)
    assert await shop.in_stock(tank) == (NOTHING, NOTHING)
    await shop.expect_sums()


@pytest.mark.parametrize("stock_out", [StockOut.DELIVERY, StockOut.CLOSED])
async def test_what_was_loaded_into_anybody_s_van_is_delivered_from_there(shop: Shop, stock_out: StockOut) -> None:
    tank = await shop.product("Ballon", many="5")
    order = await shop.order(some(tank, "5"), stock_out=stock_out)
    await _a_van(shop, tank, quantity(5), of=shop.seller)
    done = await shop.deliver_order(order.id)
    if stock_out is StockOut.CLOSED:
        await shop.close(done.id)
    assert await shop.by_warehouse(tank) == {"Dépôt": NOTHING, "Camion": NOTHING}
    assert await shop.in_stock(tank) == (NOTHING, NOTHING)
    await shop.expect_sums()


async def test_the_last_piece_in_a_van_is_delivered_once(shop: Shop) -> None:
    product = await shop.product(many="2")
    first, second = await shop.order(some(product)), await shop.order(some(product))
    await _a_van(shop, product, ONE, of=shop.driver)
    async with shop.work.begin(shop.owner) as uow:
        depot, aside = await warehouses.main(uow), await warehouses.create(uow, name="Annexe")
        await moves.transfer(uow, product, quantity=ONE, source_id=depot.id, target_id=aside.id, key="test:aside")
    doing = (shop.deliver_order(order.id) for order in (first, second, first, second))
    ends = await asyncio.gather(*doing, return_exceptions=True)
    assert sum(isinstance(end, Delivery) for end in ends) == 1
    assert {type(end) for end in ends} <= {Delivery, StockShort, NothingLeft}
    assert await shop.by_warehouse(product) == {"Dépôt": NOTHING, "Camion": NOTHING, "Annexe": ONE}
    assert await shop.in_stock(product) == (ONE, ONE)
    await shop.expect_sums()


async def test_a_number_leaves_from_where_it_is(shop: Shop) -> None:
    boiler = await shop.numbered(Tracking.SERIAL, "S1", "S2", "S3")
    order = await shop.order(some(boiler), some(boiler))
    await _a_van(shop, boiler, ONE, of=shop.driver, lots=("S2",))
    first, second = order.lines
    await shop.deliver_order(order.id, left(first.id, "1", "S2"), left(second.id, "1", "S1"))
    assert await shop.by_warehouse(boiler) == {"Dépôt": ONE, "Camion": NOTHING}
    await shop.expect_sums()


async def test_a_place_that_is_named_is_where_all_leaves_from(shop: Shop) -> None:
    product = await shop.product(many="10")
    van = await _a_van(shop, product, quantity(4), of=shop.driver)
    order = await shop.order(some(product, "4"))
    await shop.deliver_order(order.id, warehouse_id=van)
    assert await shop.by_warehouse(product) == {"Dépôt": quantity(6), "Camion": NOTHING}
    assert await shop.in_stock(product) == (quantity(6), NOTHING)


async def test_a_van_s_goods_stay_there_while_the_depot_has_what_is_delivered(shop: Shop) -> None:
    product = await shop.product(many="10")
    order = await shop.order(some(product, "4"))
    await _a_van(shop, product, quantity(4), of=shop.driver)
    await shop.deliver_order(order.id)
    assert await shop.by_warehouse(product) == {"Dépôt": quantity(2), "Camion": quantity(4)}


async def _invoiced(shop: Shop, order: Order) -> None:
    """All of it is."""
    async with shop.work.begin(shop.seller) as uow:
        kept = await load(uow, order.id, locked=True)
        before = await gone_of(uow, kept)
        for line in kept.lines:
            line.invoiced = line.quantity
        await invoiced_goods_move(uow, kept, before, key="invoice:1")


async def _a_van(
    shop: Shop, product_id: int, many: Quantity, *, of: Actor | None = None, lots: Sequence[str] = ()
) -> int:
    person_id = of.person_id if of else None
    async with shop.work.begin(replace(SYSTEM, company_id=shop.trade.company_id)) as uow:
        depot = await warehouses.main(uow)
        van = await warehouses.create(uow, name="Camion", kind=WarehouseKind.VAN, person_id=person_id)
        await moves.transfer(
            uow, product_id, quantity=many, source_id=depot.id, target_id=van.id, lots=lots, key="test:van"
        )
        return van.id


@pytest.mark.parametrize("stock_out", [StockOut.DELIVERY, StockOut.CLOSED])
async def test_nothing_stays_promised_to_a_line_once_all_of_it_has_left(shop: Shop, stock_out: StockOut) -> None:
    old, new = await shop.product("Ancien", many="10"), await shop.product("Nouveau", many="10")
    kit = await shop.kit((old, "1"))
    order = await shop.order(some(kit, "2"), stock_out=stock_out)
    await shop.remake(kit, (new, "1"))
    for _time in range(2):
        done = await shop.deliver_order(order.id, left(order.lines[0].id, "1"))
        await shop.close(done.id)
    assert (await shop.in_stock(old), await shop.in_stock(new)) == ((quantity(10), NOTHING), (quantity(8), NOTHING))
    await shop.expect_sums()


async def test_a_pack_that_has_become_smaller_leaves_nothing_promised(shop: Shop) -> None:
    product = await shop.product("Colle", "100", packaging={"carton": 6})
    order = await shop.order(some(product, "2", unit="carton"), stock_out=StockOut.CLOSED)
    await shop.trade.set_product(product, packaging={"carton": 4})
    done = await shop.deliver_order(order.id)
    assert await shop.in_stock(product) == (quantity(100), quantity(12))
    await shop.close(done.id)
    assert await shop.in_stock(product) == (quantity(92), NOTHING)


async def test_an_order_that_was_promised_nothing_does_not_take_what_is_promised_to_others(shop: Shop) -> None:
    product = await shop.product("Vanne")
    early = await shop.order(some(product, "5"))  # nobody had counted any then
    await shop.receive(product, "5")
    late = await shop.order(some(product, "5"))
    with pytest.raises(StockShort):
        await shop.deliver_order(early.id)
    await shop.deliver_order(late.id)
    assert await shop.in_stock(product) == (NOTHING, NOTHING)


async def test_of_two_orders_that_are_promised_the_same_pieces_the_first_delivered_gets_them(shop: Shop) -> None:
    product = await shop.product("Vanne", "5")
    await shop.order(some(product, "5"))
    forced = await shop.order(some(product, "5"))
    async with shop.work.begin(shop.owner) as uow:
        await orders.release(uow, forced.id, reason="le client attend")
    await shop.deliver_order(forced.id)
    assert await shop.in_stock(product) == (NOTHING, quantity(5))
