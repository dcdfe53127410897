"""A delivery that was said by mistake is taken back: its goods, what was promised, and the order."""

import pytest

from core.catalog.models import Tracking
from core.company.models import StockOut
from core.kernel.amounts import NOTHING, quantity
from core.kernel.errors import IllegalTransition
from core.sales import deliveries
from core.sales.deliveries.errors import AlreadySigned, MoreThanDelivered
from core.sales.lifecycles import DeliveryState, OrderState
from core.stock.errors import SerialTaken
from tests.core.sales.deliveries.shop import Shop, back, left, some, work_hours


async def _cancel(shop: Shop, delivery_id: int) -> None:
    async with shop.work.begin(shop.driver) as uow:
        await deliveries.cancel(uow, delivery_id)


@pytest.mark.parametrize("stock_out", [StockOut.ORDER, StockOut.DELIVERY, StockOut.CLOSED])
async def test_taken_back_it_leaves_no_trace_in_the_stock_and_the_order_is_open_again(
    shop: Shop, stock_out: StockOut
) -> None:
    product = await shop.product(many="10")
    kit = await shop.kit((product, "2"))
    order = await shop.order(some(product, "3"), some(kit, "1"), work_hours(), stock_out=stock_out)
    before = await shop.in_stock(product)
    done = await shop.deliver_order(order.id)
    assert (await shop.read_order(order.id)).state is OrderState.CLOSED
    await _cancel(shop, done.id)
    assert await shop.in_stock(product) == before
    assert await shop.left(order.id) == [quantity(3), quantity(1), quantity(1)]
    assert (await shop.read_order(order.id)).state is OrderState.CONFIRMED
    await shop.expect_sums()
    again = await shop.deliver_order(order.id)
    assert again.number == "BL2611-0002"
    await shop.expect_sums()


async def test_numbered_pieces_are_back_under_their_numbers(shop: Shop) -> None:
    boiler = await shop.numbered(Tracking.SERIAL, "A1", "A2")
    order = await shop.order(some(boiler, "2"))
    done = await shop.deliver_order(order.id, left(order.lines[0].id, "2", "A1", "A2"))
    await _cancel(shop, done.id)
    assert await shop.in_stock(boiler) == (quantity(2), quantity(2))
    await shop.deliver_order(order.id, left(order.lines[0].id, "1", "A2"))
    await shop.expect_sums()


async def test_what_is_signed_closed_or_has_come_back_is_not_taken_back(shop: Shop) -> None:
    product = await shop.product(many="10")
    order = await shop.order(some(product, "4"))
    line = order.lines[0].id
    signed, closed, returned = [await shop.deliver_order(order.id, left(line, "1")) for _time in range(3)]
    async with shop.work.begin(shop.driver) as uow:
        await deliveries.sign(uow, signed.id, name="Mme Caron")
    await shop.close(closed.id)
    await shop.give_back(order.id, back(line, "3"))
    with pytest.raises(AlreadySigned):
        await _cancel(shop, signed.id)
    with pytest.raises(IllegalTransition):
        await _cancel(shop, closed.id)
    with pytest.raises(MoreThanDelivered):
        await _cancel(shop, returned.id)
    async with shop.work.read(shop.driver) as db:
        assert (await deliveries.read(db, returned.id)).state is DeliveryState.DELIVERED
    assert await shop.in_stock(product) == (quantity(10), quantity(1))


async def test_cancelled_before_it_is_brought_it_moves_nothing(shop: Shop) -> None:
    product = await shop.product(many="10")
    order = await shop.order(some(product, "4"))
    planned = await shop.plan(order.id)
    await _cancel(shop, planned.id)
    assert await shop.moved(order) == NOTHING
    assert await shop.in_stock(product) == (quantity(10), quantity(4))


async def test_what_a_kit_was_made_of_comes_back_not_what_it_is_made_of_now(shop: Shop) -> None:
    old, new = await shop.product("Ancien", many="10"), await shop.product("Nouveau", many="10")
    kit = await shop.kit((old, "1"))
    order = await shop.order(some(kit, "2"))
    done = await shop.deliver_order(order.id)
    await shop.remake(kit, (old, "3"), (new, "1"))
    await _cancel(shop, done.id)
    assert await shop.in_stock(old) == (quantity(10), quantity(6))
    assert await shop.in_stock(new) == (quantity(10), quantity(2))
    await shop.expect_sums()


async def test_a_part_that_was_first_received_since_does_not_come_back(shop: Shop) -> None:
    kept, uncounted = await shop.product("Suivi", many="10"), await shop.product("Pas suivi")
    order = await shop.order(some(await shop.kit((kept, "1"), (uncounted, "1")), "2"))
    done = await shop.deliver_order(order.id)
    await shop.receive(uncounted, "5")
    await _cancel(shop, done.id)
    assert await shop.in_stock(kept) == (quantity(10), quantity(2))
    assert await shop.in_stock(uncounted) == (quantity(5), quantity(2))
    await shop.expect_sums()


async def test_a_piece_that_has_come_in_again_by_hand_does_not_come_back_too(shop: Shop) -> None:
    boiler = await shop.numbered(Tracking.SERIAL, "A1")
    order = await shop.order(some(boiler))
    done = await shop.deliver_order(order.id, left(order.lines[0].id, "1", "A1"))
    await shop.receive(boiler, "1", lots=("A1",))
    with pytest.raises(SerialTaken):
        await _cancel(shop, done.id)
    assert await shop.in_stock(boiler) == (quantity(1), NOTHING)
