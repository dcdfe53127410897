"""Never more comes back than was delivered, and what comes back is in the stock, or in quarantine."""

import asyncio

import pytest

from core.catalog.models import Tracking
from core.company.models import StockOut
from core.history import history
from core.kernel.amounts import NOTHING, ONE, quantity
from core.kernel.errors import Invalid, NotFound
from core.sales import deliveries, orders
from core.sales.deliveries.errors import LotUnknown, MoreThanDelivered
from core.sales.errors import QuantityWrong
from core.sales.models import Order
from core.stock.errors import LotsWrong
from tests.core.sales.deliveries.shop import Shop, back, left, some, work_hours


@pytest.mark.parametrize("way", StockOut)
async def test_what_comes_back_is_in_stock_again_whichever_way_it_left(shop: Shop, way: StockOut) -> None:
    product = await shop.product(many="10")
    order = await shop.order(some(product, "4"), stock_out=way)
    done = await shop.deliver_order(order.id, left(order.lines[0].id, "3"))
    made = await shop.give_back(order.id, back(order.lines[0].id, "1"))
    assert made.number == "BR2611-0001"
    on_hand = 7 if way is StockOut.ORDER else 8
    assert (await shop.in_stock(product))[0] == quantity(on_hand)
    await shop.close(done.id)
    assert (await shop.in_stock(product))[0] == quantity(on_hand)
    await shop.expect_sums()


async def test_never_more_comes_back_than_was_delivered_over_all_returns(shop: Shop) -> None:
    order = await shop.order(some(await shop.product(many="10"), "4"), work_hours())
    line = order.lines[0].id
    with pytest.raises(MoreThanDelivered):
        await shop.give_back(order.id, back(line, "1"))
    await shop.deliver_order(order.id, left(line, "3"))
    await shop.give_back(order.id, back(line, "2"))
    with pytest.raises(MoreThanDelivered) as refused:
        await shop.give_back(order.id, back(line, "1"), back(line, "1"))
    assert (refused.value.asked, refused.value.left) == (quantity(2), ONE)
    await shop.give_back(order.id, back(line, "1"))


async def test_two_returns_at_once_bring_back_no_more_than_was_delivered(shop: Shop) -> None:
    product = await shop.product(many="10")
    order = await shop.order(some(product, "4"))
    await shop.deliver_order(order.id)
    both = (shop.give_back(order.id, back(order.lines[0].id, "3")) for _one in range(2))
    ends = await asyncio.gather(*both, return_exceptions=True)
    assert sorted(type(end).__name__ for end in ends) == [MoreThanDelivered.__name__, "Return"]
    assert await shop.in_stock(product) == (quantity(9), NOTHING)


async def test_damaged_goods_go_to_quarantine_and_are_not_sold(shop: Shop) -> None:
    product = await shop.product(many="4")
    order = await shop.order(some(product, "4"))
    await shop.deliver_order(order.id)
    await shop.give_back(order.id, back(order.lines[0].id, "1"), to_quarantine=True)
    assert await shop.by_warehouse(product) == {"Dépôt": NOTHING, "Quarantaine": ONE}


async def test_parts_of_a_kit_come_back_and_services_do_not(shop: Shop) -> None:
    part = await shop.product("Liaison", many="20")
    kit = await shop.kit((part, "5"))
    order = await shop.order(some(kit, "2"), some(await shop.service(), "1"))
    await shop.deliver_order(order.id)
    await shop.give_back(order.id, *(back(line.id, "1") for line in order.lines))
    assert await shop.in_stock(part) == (quantity(15), NOTHING)


async def test_only_a_number_that_was_delivered_comes_back(shop: Shop) -> None:
    product = await shop.numbered(Tracking.SERIAL, "S1", "S2", "S3")
    order = await shop.order(some(product, "2"))
    line = order.lines[0].id
    await shop.deliver_order(order.id, left(line, "2", "S1", "S3"))
    with pytest.raises(LotsWrong):
        await shop.give_back(order.id, back(line, "1"))
    with pytest.raises(LotUnknown):
        await shop.give_back(order.id, back(line, "1", "S2"))
    await shop.give_back(order.id, back(line, "1", "S3"))
    assert await shop.in_stock(product) == (quantity(2), NOTHING)


async def test_pieces_of_two_lots_come_back_as_two(shop: Shop) -> None:
    product = await shop.numbered(Tracking.LOT, "A", "B")
    order = await shop.order(some(product, "2"))
    line = order.lines[0].id
    await shop.deliver_order(order.id, left(line, "2", "A", "B"))
    await shop.give_back(order.id, back(line, "1", "A"), back(line, "1", "B"))
    assert await shop.in_stock(product) == (quantity(2), NOTHING)


async def test_a_return_says_what_and_why(shop: Shop) -> None:
    order = await shop.order(some(await shop.product(many="4"), "4"))
    await shop.deliver_order(order.id)
    line = order.lines[0].id
    with pytest.raises(Invalid):
        await shop.give_back(order.id, back(line, "1"), reason=" ")
    with pytest.raises(Invalid):
        await shop.give_back(order.id)
    with pytest.raises(QuantityWrong):
        await shop.give_back(order.id, back(line, "0"))
    with pytest.raises(NotFound):
        await shop.give_back(order.id, back(line + 999, "1"))
    await shop.give_back(order.id, back(line, "1"), reason="mauvaise couleur")
    async with shop.work.read(shop.seller) as db:
        assert (await history(db, "order", order.id))[-1].facts["reason"] == "mauvaise couleur"
        (made,) = await deliveries.returns_of(db, order.id)
    assert [line.quantity for line in made.lines] == [ONE]


async def test_a_piece_that_came_back_and_was_sold_to_another_does_not_come_back_from_the_first(shop: Shop) -> None:
    boiler = await shop.numbered(Tracking.SERIAL, "S1", "S2")
    first = await shop.order(some(boiler, "2"))
    line = first.lines[0].id
    await shop.deliver_order(first.id, left(line, "2", "S1", "S2"))
    await shop.give_back(first.id, back(line, "1", "S1"))
    second = await shop.order(some(boiler))
    await shop.deliver_order(second.id, left(second.lines[0].id, "1", "S1"))
    with pytest.raises(LotUnknown):
        await shop.give_back(first.id, back(line, "1", "S1"))
    await shop.give_back(second.id, back(second.lines[0].id, "1", "S1"))
    await shop.give_back(first.id, back(line, "1", "S2"))
    assert await shop.in_stock(boiler) == (quantity(2), NOTHING)


@pytest.mark.parametrize("way", [StockOut.DELIVERY, StockOut.CLOSED, StockOut.ORDER])
async def test_no_more_of_a_lot_comes_back_than_was_delivered(shop: Shop, way: StockOut) -> None:
    glue = await shop.product("Colle", tracking=Tracking.LOT)
    for lot in ("L1", "L2"):
        await shop.receive(glue, "5", lots=(lot,))
    order = await shop.order(some(glue, "6"), stock_out=way)
    line = order.lines[0].id
    await shop.deliver_order(order.id, left(line, "1", "L1"))
    await shop.deliver_order(order.id, left(line, "5", "L2"))
    with pytest.raises(MoreThanDelivered):
        await shop.give_back(order.id, back(line, "6", "L1"))
    await shop.give_back(order.id, back(line, "1", "L1"), back(line, "2", "L2"))
    with pytest.raises(LotUnknown):
        await shop.give_back(order.id, back(line, "1", "L1"))
    with pytest.raises(MoreThanDelivered):
        await shop.give_back(order.id, back(line, "2", "L2"), back(line, "2", "L2"))
    await shop.give_back(order.id, back(line, "3", "L2"))


async def test_of_lots_that_left_together_each_comes_back_as_far_as_it_left(shop: Shop) -> None:
    glue = await shop.product("Colle", tracking=Tracking.LOT)
    await shop.receive(glue, "1", lots=("L1",))
    await shop.receive(glue, "5", lots=("L2",))
    order = await shop.order(some(glue, "6"), stock_out=StockOut.CLOSED)
    line = order.lines[0].id
    await shop.deliver_order(order.id, left(line, "6", "L1", "L2"))
    with pytest.raises(MoreThanDelivered):
        await shop.give_back(order.id, back(line, "2", "L1"))
    await shop.give_back(order.id, back(line, "1", "L1"), back(line, "5", "L2"))
    assert await shop.in_stock(glue) == (quantity(6), NOTHING)


async def test_two_returns_and_somebody_who_holds_the_goods_do_not_wait_for_each_other(shop: Shop) -> None:
    product = await shop.product(many="20")
    late = await shop.order(some(product, "2"), stock_out=StockOut.CLOSED)
    soon = await shop.order(some(product, "2"), stock_out=StockOut.DELIVERY)
    for order in (late, soon):
        await shop.deliver_order(order.id)

    async def later(seconds: float, order: Order) -> None:
        await asyncio.sleep(seconds)
        await shop.give_back(order.id, back(order.lines[0].id, "1"))

    async with asyncio.timeout(20):
        await asyncio.gather(shop.hold(product, 0.6), later(0.15, late), later(0.3, soon))
    assert (await shop.in_stock(product))[0] == quantity(18)


async def test_pieces_that_come_in_and_others_that_come_back_do_not_wait_for_each_other(shop: Shop) -> None:
    boiler = await shop.numbered(Tracking.SERIAL, "S1", "S2", "S3")
    order = await shop.order(some(boiler, "3"), stock_out=StockOut.ORDER)

    async def less() -> None:
        await asyncio.sleep(0.15)
        async with shop.work.begin(shop.seller) as uow:
            await orders.set_quantity(uow, order.id, order.lines[0].id, quantity=quantity(2))

    async def come() -> None:
        await asyncio.sleep(0.3)
        await shop.receive(boiler, "1", lots=("S9",))

    async with asyncio.timeout(20):
        await asyncio.gather(shop.hold(boiler, 0.6), less(), come())
    assert (await shop.in_stock(boiler))[0] == quantity(2)
