"""In whole, in part, in several times; what is left stays on the order, and nothing is delivered twice."""

import asyncio
from datetime import date, timedelta
from decimal import Decimal

import pytest

from core.catalog import kits
from core.catalog.models import Tracking
from core.company.links import share
from core.company.models import LinkPurpose
from core.history import history
from core.kernel.amounts import NOTHING, ONE, quantity
from core.kernel.errors import Invalid
from core.permissions import Actor
from core.sales import deliveries
from core.sales.deliveries import Place
from core.sales.deliveries.errors import MoreThanLeft, NothingDelivered, NothingLeft
from core.sales.errors import QuantityWrong
from core.sales.lifecycles import DeliveryState, OrderState
from core.stock.errors import LotsWrong
from tests.companies import SettableClock
from tests.core.sales.deliveries.shop import Shop, left, some, work_hours


async def test_a_whole_delivery_closes_the_order_and_is_numbered(shop: Shop) -> None:
    order = await shop.order(some(await shop.product(many="10"), "4"), work_hours())
    planned = await shop.plan(order.id)
    done = await shop.deliver(planned.id)
    assert done.state is DeliveryState.DELIVERED
    assert done.number == "BL2611-0001"
    assert await shop.left(order.id) == [0, 0]
    assert (await shop.read_order(order.id)).state is OrderState.CLOSED


async def test_what_is_not_delivered_stays_on_the_order_for_the_day_that_is_promised(shop: Shop) -> None:
    order = await shop.order(some(await shop.product(many="10"), "8"), some(await shop.product("Vanne"), "2"))
    planned = await shop.plan(order.id)
    rolls, valves = planned.lines
    on = date(2026, 12, 2)
    await shop.deliver(planned.id, left(rolls.id, "6"), left(valves.id, "2"), rest_on=on)
    assert await shop.left(order.id) == [quantity(2), 0]
    again = await shop.read_order(order.id)
    assert [line.delivery_on for line in again.lines] == [on, None]
    assert again.state is OrderState.CONFIRMED


async def test_an_order_is_delivered_in_several_times_and_closes_with_the_last(shop: Shop) -> None:
    product = await shop.product(many="10")
    order = await shop.order(some(product, "8"))
    line = order.lines[0].id
    for many in ("3", "4"):
        await shop.deliver((await shop.plan(order.id, (line, many))).id)
    assert (await shop.read_order(order.id)).state is OrderState.CONFIRMED
    last = await shop.deliver_order(order.id)
    assert [one.delivered for one in last.lines] == [quantity(1)]
    assert (await shop.read_order(order.id)).state is OrderState.CLOSED
    assert await shop.in_stock(product) == (quantity(2), NOTHING)


async def test_delivered_with_a_reserve_and_refused_are_told_apart(shop: Shop) -> None:
    product = await shop.product(many="10")
    order = await shop.order(some(product, "5"))
    planned = await shop.plan(order.id)
    line = planned.lines[0].id
    done = await shop.deliver(planned.id, left(line, "4", damaged="1", refused="1", note="coin enfoncé"))
    assert [done.lines[0].damaged, done.lines[0].refused, done.lines[0].note] == [1, 1, "coin enfoncé"]
    assert await shop.in_stock(product) == (quantity(6), quantity(1))


async def test_more_than_is_left_is_never_delivered(shop: Shop) -> None:
    order = await shop.order(some(await shop.product(many="10"), "5"))
    line = order.lines[0].id
    first = await shop.plan(order.id, (line, "3"))
    await shop.plan(order.id, (line, "2"))
    with pytest.raises(MoreThanLeft) as refused:
        await shop.deliver(first.id, left(first.lines[0].id, "4"))
    assert refused.value.left == 3
    with pytest.raises(MoreThanLeft):
        await shop.deliver_order(order.id, left(line, "6"))


@pytest.mark.parametrize(
    ("many", "damaged", "refused"),
    [("-1", "0", "0"), ("2", "3", "0"), ("1", "-1", "0"), ("1", "0", "-1"), ("2", "0", "4")],
)
async def test_quantities_that_cannot_be_are_refused(shop: Shop, many: str, damaged: str, refused: str) -> None:
    order = await shop.order(some(await shop.product(many="10"), "5"))
    planned = await shop.plan(order.id)
    with pytest.raises((QuantityWrong, NothingDelivered)):
        await shop.deliver(planned.id, left(planned.lines[0].id, many, damaged=damaged, refused=refused))


async def test_nothing_delivered_is_no_delivery(shop: Shop) -> None:
    order = await shop.order(some(await shop.product(many="10"), "5"))
    planned = await shop.plan(order.id)
    with pytest.raises(NothingDelivered):
        await shop.deliver(planned.id, left(planned.lines[0].id, "0", refused="5"))


async def test_the_delivered_is_never_said_of_the_future(shop: Shop, clock: SettableClock) -> None:
    order = await shop.order(some(await shop.product(many="10"), "5"))
    planned = await shop.plan(order.id)
    with pytest.raises(Invalid):
        await shop.deliver(planned.id, at=clock.now + timedelta(minutes=1))
    done = await shop.deliver(planned.id, at=clock.now - timedelta(hours=1))
    assert done.delivered_at == clock.now - timedelta(hours=1)


async def test_two_taps_at_once_deliver_once(shop: Shop) -> None:
    product = await shop.product(many="10")
    order = await shop.order(some(product, "4"))
    planned = await shop.plan(order.id)
    ends = await asyncio.gather(*(shop.deliver(planned.id) for _tap in range(3)), return_exceptions=True)
    assert sorted(type(end).__name__ for end in ends) == ["Delivery", *["IllegalTransition"] * 2]
    assert await shop.in_stock(product) == (quantity(6), NOTHING)


async def test_an_order_said_to_be_delivered_twice_at_once_is_delivered_once(shop: Shop) -> None:
    product = await shop.product(many="10")
    order = await shop.order(some(product, "4"))
    ends = await asyncio.gather(*(shop.deliver_order(order.id) for _time in range(2)), return_exceptions=True)
    assert sorted(type(end).__name__ for end in ends) == ["Delivery", NothingLeft.__name__]
    assert await shop.in_stock(product) == (quantity(6), NOTHING)


async def test_two_orders_with_the_same_goods_in_opposite_order_are_delivered_at_once(shop: Shop) -> None:
    one, other = await shop.product(many="10"), await shop.product("Vanne", many="10")
    first = await shop.order(some(one, "2"), some(other, "2"))
    second = await shop.order(some(other, "3"), some(one, "3"))
    await asyncio.gather(shop.deliver_order(first.id), shop.deliver_order(second.id))
    assert await shop.in_stock(one) == await shop.in_stock(other) == (quantity(5), NOTHING)


async def test_delivered_in_one_breath_takes_up_the_delivery_that_is_under_way(shop: Shop) -> None:
    order = await shop.order(some(await shop.product(many="10"), "8"))
    planned = await shop.plan(order.id)
    async with shop.work.begin(shop.driver) as uow:
        await deliveries.leave(uow, planned.id)
    done = await shop.deliver_order(order.id, left(order.lines[0].id, "6"))
    assert done.id == planned.id
    assert await shop.left(order.id) == [quantity(2)]


async def test_a_delivery_of_another_day_gives_way_to_what_is_delivered_now(shop: Shop) -> None:
    order = await shop.order(some(await shop.product(many="10"), "8"), work_hours())
    later = await shop.plan(order.id, on=date(2026, 11, 30))
    done = await shop.deliver_order(order.id, left(order.lines[0].id, "5"))
    assert done.id != later.id
    assert [(one.left, one.planned) for one in await shop.remaining(order.id)] == [
        (quantity(3), quantity(3)),
        (ONE, ONE),
    ]
    await shop.deliver_order(order.id)
    async with shop.work.read(shop.driver) as db:
        states = [one.state for one in await deliveries.of_order(db, order.id)]
    assert states == [DeliveryState.CANCELLED, DeliveryState.DELIVERED, DeliveryState.DELIVERED]


async def test_what_the_depot_was_short_of_is_not_delivered_when_all_is(shop: Shop) -> None:
    order = await shop.order(some(await shop.product(many="10"), "8"))
    planned = await shop.plan(order.id)
    async with shop.work.begin(shop.driver) as uow:
        await deliveries.pick(uow, planned.id, planned.lines[0].id, picked=quantity(6))
    assert (await shop.deliver(planned.id)).lines[0].delivered == 6


@pytest.mark.parametrize("tracking", [Tracking.LOT, Tracking.SERIAL])
async def test_numbers_of_goods_that_have_some_are_demanded(shop: Shop, tracking: Tracking) -> None:
    product = await shop.numbered(tracking, "A1", "A2", "A3")
    order = await shop.order(some(product, "2"))
    planned = await shop.plan(order.id)
    line = planned.lines[0].id
    with pytest.raises(LotsWrong):
        await shop.deliver(planned.id)
    done = await shop.deliver(planned.id, left(line, "2", "A1", "A3"))
    assert done.lines[0].lots == ["A1", "A3"]
    assert await shop.in_stock(product) == (quantity(1), NOTHING)


async def test_numbers_are_demanded_of_goods_that_nobody_counts(shop: Shop) -> None:
    order = await shop.order(some(await shop.product(tracking=Tracking.SERIAL), "2"))
    with pytest.raises(LotsWrong):
        await shop.deliver_order(order.id)
    with pytest.raises(LotsWrong):
        await shop.deliver_order(order.id, left(order.lines[0].id, "2", "A1"))
    await shop.deliver_order(order.id, left(order.lines[0].id, "2", "A1", "A2"))


async def test_each_step_is_stamped_with_who_when_and_where(shop: Shop, clock: SettableClock) -> None:
    order = await shop.order(some(await shop.product(many="10"), "8"))
    planned = await shop.plan(order.id)
    lyon = Place(Decimal("45.7640431"), Decimal("4.8356592"))
    for verb in (deliveries.load, deliveries.leave, deliveries.deliver, deliveries.close):
        clock.advance(hours=1)
        async with shop.work.begin(shop.driver) as uow:
            await verb(uow, planned.id, place=lyon)
    async with shop.work.read(shop.driver) as db:
        steps = await deliveries.steps_of(db, planned.id)
    assert [step.state for step in steps] == ["preparing", "loaded", "on-way", "delivered", "closed"]
    assert {step.by for step in steps[1:]} == {shop.driver.person_id}
    assert [step.at for step in steps] == [clock.now - timedelta(hours=4 - step) for step in range(5)]
    assert (steps[2].latitude, steps[2].longitude) == (Decimal("45.764043"), Decimal("4.835659"))
    async with shop.work.read(shop.seller) as db:
        told = [fact.kind for fact in await history(db, "delivery", planned.id)]
    assert told == ["DeliveryPlanned", "DeliveryLoaded", "DeliveryLeft", "DeliveryDone", "DeliveryClosed"]


async def test_the_customer_is_told_of_each_step_once(shop: Shop) -> None:
    order = await shop.order(some(await shop.product(many="10"), "8"))
    customer = await _in_the_chat(shop, order.quote_id)
    planned = await shop.plan(order.id)
    async with shop.work.begin(shop.driver) as uow:
        await deliveries.leave(uow, planned.id)
    async with shop.work.begin(shop.driver) as uow:
        await deliveries.fail(uow, planned.id, problem="client absent", again_on=date(2026, 11, 24))
    async with shop.work.begin(shop.driver) as uow:
        again = await deliveries.fail(uow, planned.id, problem="client absent", again_on=date(2026, 11, 25))
    assert (again.state, again.planned_on) == (DeliveryState.PROBLEM, date(2026, 11, 25))
    async with shop.work.begin(shop.driver) as uow:
        await deliveries.leave(uow, planned.id)
    await shop.deliver(planned.id, left(planned.lines[0].id, "6"), rest_on=date(2026, 12, 2))
    told = [one for one in await shop.told(customer) if one[0].startswith("delivery")]
    assert [kind.removeprefix("delivery_") for kind, _facts in told] == ["on_way", "failed", "failed", "on_way", "done"]
    assert [told[at][1]["again_on"] for at in (1, 2)] == ["2026-11-24", "2026-11-25"]
    assert (told[4][1]["rest"], told[4][1]["rest_on"]) == ([["Radiateur", "2.000", "U"]], "2026-12-02")


async def _in_the_chat(shop: Shop, quote_id: int) -> Actor:
    async with shop.work.begin(shop.seller) as uow:
        token = await share(uow, purpose=LinkPurpose.QUOTE, subject_id=quote_id, customer_id=shop.trade.customer_id)
    return await shop.trade.opened(token)


async def test_an_order_that_is_delivered_holds_nothing_though_its_kit_has_changed_since(shop: Shop) -> None:
    valve, pipe = await shop.product("Vanne", "9"), await shop.product("Tube", "9")
    kit = await shop.kit((valve, "1"), (pipe, "2"))
    order = await shop.order(some(kit, "2"))
    assert await shop.in_stock(pipe) == (quantity(9), quantity(4))
    async with shop.work.begin(shop.seller) as uow:
        await kits.set_parts(uow, kit, [(valve, quantity(1)), (pipe, quantity(1))])
    await shop.deliver_order(order.id)
    assert await shop.in_stock(pipe) == (quantity(7), NOTHING)
    await shop.expect_sums()
