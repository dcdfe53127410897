"""A delivery that was said by mistake is taken back: its goods, what was promised, and the order."""

from datetime import date, timedelta

import pytest

from core.catalog.models import Tracking
from core.company.models import StockOut
from core.kernel.amounts import NOTHING, Quantity, quantity
from core.sales import deliveries, orders
from core.sales.deliveries.errors import AlreadySigned, DeliveryClosed, MoreThanDelivered
from core.sales.deliveries.fitting import open_of
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
    with pytest.raises(DeliveryClosed):
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


async def _plans(shop: Shop, order_id: int) -> list[tuple[date | None, list[Quantity]]]:
    """The day and the quantities of what is still to be brought, oldest first."""
    async with shop.work.read(shop.driver) as db:
        found = await open_of(db, order_id)
    return [(one.planned_on, [line.planned for line in one.lines]) for one in found]


async def test_the_plan_that_gave_way_is_planned_again_for_its_day(shop: Shop) -> None:
    product = await shop.product(many="10")
    order = await shop.order(some(product, "5"))
    line, friday = order.lines[0].id, shop.trade.work.clock.now.date() + timedelta(days=3)  # type: ignore[attr-defined]
    await shop.deliver_order(order.id, left(line, "2"), rest_on=friday)
    await shop.plan(order.id, on=friday)
    plans = await _plans(shop, order.id)
    assert plans == [(friday, [quantity(3)])]
    whole = await shop.deliver_order(order.id)
    assert await _plans(shop, order.id) == []
    await _cancel(shop, whole.id)
    assert await _plans(shop, order.id) == plans
    assert [kind for kind, _facts in await shop.told(shop.trade.seller)][-1:] == ["delivery_taken_back"]


async def test_plans_that_were_lowered_or_cancelled_come_back_beside_the_one_that_was_brought(shop: Shop) -> None:
    valve, pipe = await shop.product("Vanne", many="10"), await shop.product("Tube", many="10")
    order = await shop.order(some(valve, "6"), some(pipe, "4"))
    first, second = [line.id for line in order.lines]
    today = shop.trade.work.clock.now.date()  # type: ignore[attr-defined]
    days = [today + timedelta(days=more) for more in (0, 3, 4)]
    asked = [((first, "2"),), ((first, "1"), (second, "4")), ((first, "3"),)]
    for day, lines in zip(days, asked, strict=True):
        await shop.plan(order.id, *lines, on=day)
    plans = await _plans(shop, order.id)
    shop.trade.work.clock.now += timedelta(minutes=5)  # type: ignore[attr-defined]
    done = await shop.deliver_order(order.id, left(first, "6"))
    assert await _plans(shop, order.id) == [(days[1], [quantity(4)])]
    await _cancel(shop, done.id)
    assert sorted(await _plans(shop, order.id)) == sorted([*plans[:1], (days[1], [quantity(4), quantity(1)]), plans[2]])


async def test_a_plan_that_was_cancelled_since_is_not_planned_again(shop: Shop) -> None:
    product = await shop.product(many="10")
    order = await shop.order(some(product, "5"))
    line = order.lines[0].id
    friday = shop.trade.work.clock.now.date() + timedelta(days=3)  # type: ignore[attr-defined]
    await shop.plan(order.id, on=friday)
    done = await shop.deliver_order(order.id, left(line, "4"))
    assert await _plans(shop, order.id) == [(friday, [quantity(1)])]
    async with shop.work.begin(shop.seller) as uow:
        await orders.set_quantity(uow, order.id, line, quantity=quantity(4))
    assert await _plans(shop, order.id) == []
    await _cancel(shop, done.id)
    assert await _plans(shop, order.id) == []
    assert await shop.left(order.id) == [quantity(4)]
