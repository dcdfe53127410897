"""A piece with a serial number is with one customer at most, whenever the company's goods leave the stock."""

import pytest

from core.catalog.models import Tracking
from core.company.models import StockOut
from core.kernel.amounts import NOTHING, ONE, quantity
from core.sales import deliveries
from core.sales.deliveries.errors import LotUnknown
from core.sales.deliveries.leaving import brought, expect_numbered, numbers_out
from core.sales.models import Order
from core.sales.orders.gone import gone_of
from core.sales.orders.invoicing import invoiced_goods_move
from core.sales.orders.reads import load
from core.stock.errors import LotMissing, LotsWrong, SerialSold
from tests.core.sales.deliveries.shop import Shop, back, left, some

WAYS = pytest.mark.parametrize("way", StockOut)


@WAYS
@pytest.mark.parametrize("after", ["", "closed", "invoiced"])
async def test_the_number_of_a_piece_that_is_with_a_customer_is_not_delivered_again(
    shop: Shop, way: StockOut, after: str
) -> None:
    boiler = await shop.numbered(Tracking.SERIAL, "S1", "S2")
    first, second = [await shop.order(some(boiler), stock_out=way) for _twice in range(2)]
    done = await shop.deliver_order(first.id, left(first.lines[0].id, "1", "S1"))
    if after == "closed":
        await shop.close(done.id)
    if after == "invoiced" and way is StockOut.INVOICE:
        await _invoiced(shop, first)
    with pytest.raises((LotMissing, SerialSold)):
        await _asked(shop, second, "S1")
    with pytest.raises((LotMissing, SerialSold)):
        await shop.deliver_order(second.id, left(second.lines[0].id, "1", "S1"))
    await shop.close((await shop.deliver_order(second.id, left(second.lines[0].id, "1", "S2"))).id)
    if not after:
        await shop.close(done.id)
    await shop.expect_sums()


@WAYS
@pytest.mark.parametrize("apart", [False, True])
async def test_a_piece_that_came_back_is_delivered_to_another(shop: Shop, way: StockOut, apart: bool) -> None:
    boiler = await shop.numbered(Tracking.SERIAL, "S1", "S2")
    first, second = [await shop.order(some(boiler), stock_out=way) for _twice in range(2)]
    await shop.deliver_order(first.id, left(first.lines[0].id, "1", "S1"))
    with pytest.raises(LotUnknown):
        await shop.give_back(first.id, back(first.lines[0].id, "1", "S2"))
    await shop.give_back(first.id, back(first.lines[0].id, "1", "S1"), to_quarantine=apart)
    if apart:
        with pytest.raises((LotMissing, SerialSold)):
            await shop.deliver_order(second.id, left(second.lines[0].id, "1", "S1"))
    await shop.deliver_order(second.id, left(second.lines[0].id, "1", "S2" if apart else "S1"))
    await shop.expect_sums()


@WAYS
async def test_a_piece_that_was_noted_by_mistake_is_delivered_to_another(shop: Shop, way: StockOut) -> None:
    boiler = await shop.numbered(Tracking.SERIAL, "S1", "S2")
    first, second = [await shop.order(some(boiler), stock_out=way) for _twice in range(2)]
    done = await shop.deliver_order(first.id, left(first.lines[0].id, "1", "S1"))
    async with shop.work.begin(shop.driver) as uow:
        await deliveries.cancel(uow, done.id)
    await shop.close((await shop.deliver_order(second.id, left(second.lines[0].id, "1", "S1"))).id)
    await shop.close((await shop.deliver_order(first.id, left(first.lines[0].id, "1", "S2"))).id)
    for order in (first, second) if way is StockOut.INVOICE else ():
        await _invoiced(shop, order)
    assert await shop.in_stock(boiler) == (NOTHING, NOTHING)
    await shop.expect_sums()


@WAYS
async def test_a_number_that_nobody_has_is_not_delivered(shop: Shop, way: StockOut) -> None:
    boiler = await shop.numbered(Tracking.SERIAL, "S1", "S2")
    order = await shop.order(some(boiler), some(boiler), stock_out=way)
    lines = [line.id for line in order.lines]
    with pytest.raises(LotMissing):
        await shop.deliver_order(order.id, left(lines[0], "1", "S9"))
    with pytest.raises(LotsWrong):
        await shop.deliver_order(order.id, left(lines[0], "1", "S1"), left(lines[1], "1", "S1"))
    await shop.deliver_order(order.id, left(lines[0], "1", "S1"), left(lines[1], "1", "S2"))
    await shop.expect_sums()


@WAYS
async def test_a_piece_that_came_without_its_number_gets_it_when_it_is_delivered(shop: Shop, way: StockOut) -> None:
    boiler = await shop.product("Chaudière", "2")
    await shop.trade.set_product(boiler, tracking=Tracking.SERIAL)
    first, second = [await shop.order(some(boiler), stock_out=way) for _twice in range(2)]
    done = await shop.deliver_order(first.id, left(first.lines[0].id, "1", "S1"))
    with pytest.raises((LotMissing, SerialSold)):
        await shop.deliver_order(second.id, left(second.lines[0].id, "1", "S1"))
    await shop.close(done.id)
    await shop.deliver_order(second.id, left(second.lines[0].id, "1", "S2"))
    await shop.give_back(second.id, back(second.lines[0].id, "1", "S2"))
    await shop.expect_sums()


@pytest.mark.parametrize("way", [StockOut.ORDER, StockOut.INVOICE])
async def test_a_kit_s_piece_is_delivered_once(shop: Shop, way: StockOut) -> None:
    unit = await shop.numbered(Tracking.SERIAL, "S1", "S2", "S3")
    kit = await shop.kit((unit, "1"))
    order = await shop.order(some(kit, "2"), some(unit), stock_out=way)
    await shop.deliver_order(order.id, left(order.lines[0].id, "2", "S1", "S2"))
    with pytest.raises((LotMissing, SerialSold)):
        await shop.deliver_order(order.id, left(order.lines[1].id, "1", "S2"))
    await shop.deliver_order(order.id, left(order.lines[1].id, "1", "S3"))
    await shop.give_back(order.id, back(order.lines[0].id, "1", "S1"))
    waits = NOTHING if way is StockOut.ORDER else ONE  # of the other line, which is not invoiced
    assert await shop.in_stock(unit) == (quantity(ONE + waits), waits)
    await shop.expect_sums()


async def _asked(shop: Shop, order: Order, lot: str) -> None:
    """The number is told, before anybody says that it is all."""
    async with shop.work.read(shop.driver) as db:
        kept = await load(db, order.id)
        await expect_numbered(db, kept, order.lines[0].id, ONE, [lot], warehouse_ids=[kept.warehouse_id or 0])


async def _invoiced(shop: Shop, order: Order) -> None:
    async with shop.work.begin(shop.seller) as uow:
        kept = await load(uow, order.id, locked=True)
        before = await gone_of(uow, kept)
        for line in kept.lines:
            line.invoiced = line.quantity
        await invoiced_goods_move(uow, kept, before, key=f"invoice:{order.id}")
        await numbers_out(uow, kept, await brought(uow, kept))
