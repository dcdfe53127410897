"""On the road: loaded, on its way, a problem, delivered in whole or in part."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any, Final

from core.company.models import StockOut
from core.kernel.amounts import NOTHING, quantity
from core.kernel.errors import Invalid, NotFound
from core.kernel.typed import line as one_line
from core.numbering import take_number
from core.permissions import Permission, requires
from core.sales.deliveries.errors import MoreThanLeft, NothingDelivered, NothingLeft
from core.sales.deliveries.events import (
    DeliveryDone,
    DeliveryFailed,
    DeliveryLeft,
    DeliveryLoaded,
)
from core.sales.deliveries.fitting import fit, open_of
from core.sales.deliveries.leaving import expect_numbers, goods_out, numbers_out
from core.sales.deliveries.lots import checked_lots, numbers_of
from core.sales.deliveries.preparing import begin, day_of, expect_deliverable, expect_released, line_of
from core.sales.deliveries.reads import load as read_delivery
from core.sales.deliveries.reads import standings
from core.sales.deliveries.rules import Left, Standing, expect_left
from core.sales.deliveries.steps import SIGNED_WITHIN, Place, take_step, tell_customer, tell_seller
from core.sales.lifecycles import DELIVERY, DeliveryAction, DeliveryState
from core.sales.models import Delivery, DeliveryLine, Order
from core.sales.orders.gone import Gone, brought_key, gone_of
from core.sales.orders.invoicing import invoiced_goods_move
from core.sales.orders.progress import settle_with
from core.sales.orders.reads import load as load_order
from core.sales.quotes.checks import checked_delivery
from core.stock.warehouses import usable
from core.uow import UnitOfWork

LONGEST_PROBLEM: Final = 300
LONGEST_NOTE: Final = 300
_LEFT_BEFORE: Final = (StockOut.ORDER, StockOut.INVOICE)  # nobody said then which pieces they were
_STARTED: Final = (DeliveryState.ON_WAY, DeliveryState.LOADED)


@requires(Permission.DELIVERIES_WRITE)
async def load(uow: UnitOfWork, delivery_id: int, *, place: Place | None = None) -> Delivery:
    """It is in the van. Raises NotFound, IllegalTransition, OrderNotConfirmed."""
    delivery = await read_delivery(uow, delivery_id, locked=True)
    expect_released(delivery.order)
    take_step(uow, delivery, DeliveryAction.LOAD, place=place)
    delivery.planned_on = delivery.planned_on or uow.today
    uow.record(DeliveryLoaded(delivery.id))
    return delivery


@requires(Permission.DELIVERIES_WRITE)
async def leave(uow: UnitOfWork, delivery_id: int, *, place: Place | None = None) -> Delivery:
    """It is on its way; the customer is told. Raises NotFound, IllegalTransition, OrderNotConfirmed."""
    delivery = await read_delivery(uow, delivery_id, locked=True)
    expect_released(delivery.order)
    take_step(uow, delivery, DeliveryAction.LEAVE, place=place)
    delivery.planned_on = delivery.planned_on or uow.today
    delivery.driver_id = delivery.driver_id or uow.actor.person_id
    uow.record(DeliveryLeft(delivery.id))
    await tell_customer(uow, delivery, "delivery_on_way", by=uow.actor.name)
    return delivery


@requires(Permission.DELIVERIES_WRITE)
async def fail(
    uow: UnitOfWork,
    delivery_id: int,
    *,
    problem: str,
    again_on: date | None = None,
    again_at: datetime | None = None,
    again_part: str = "",
    mine: bool = False,
    place: Place | None = None,
) -> Delivery:
    """It could not be delivered, « client absent »; perhaps another day or hour. The customer is told.

    `again_part` is the part of that day, as people say it; `mine`: whoever says so brings it then.
    Raises NotFound, Invalid (problem, delivery_on), IllegalTransition.
    """
    kept = one_line("problem", problem, longest=LONGEST_PROBLEM, required=True)
    delivery = await read_delivery(uow, delivery_id, locked=True)
    again = day_of(uow, again_on, again_at)
    take_step(uow, delivery, DeliveryAction.FAIL, place=place, note=kept)
    delivery.problem = kept
    if mine:
        delivery.driver_id = uow.actor.person_id
    if again is not None:
        delivery.planned_on, delivery.planned_at = again, again_at
    uow.record(DeliveryFailed(delivery.id, problem=kept, again_on=again))
    on, hour = (one.isoformat() if one else None for one in (again, again_at))
    when: dict[str, Any] = {"again_on": on, "again_at": hour, "again_part": again_part}
    await tell_customer(uow, delivery, "delivery_failed", problem=kept, **when)
    await tell_seller(uow, delivery, "delivery_problem", problem=kept, by=uow.actor.name, **when)
    return delivery


@requires(Permission.DELIVERIES_WRITE)
async def deliver(
    uow: UnitOfWork,
    delivery_id: int,
    *,
    lines: Sequence[Left] | None = None,
    at: datetime | None = None,
    place: Place | None = None,
    rest_on: date | None = None,
    warehouse_id: int | None = None,
    version: int | None = None,
) -> Delivery:
    """These quantities of the delivery's lines are with the customer, or all that was brought; it gets its number.

    What is not named is not delivered: it is left on the order, for `rest_on` when that is promised; the customer is
    told, and whoever sold: at once of damage or a refusal, else when nobody signs it soon. Goods leave the stock when
    the order says so, from `warehouse_id` when that is named. Raises NotFound, Changed, IllegalTransition,
    OrderNotConfirmed, NothingDelivered, MoreThanLeft, QuantityWrong, NotWhole, LotsWrong, StockShort, WarehouseWrong,
    Invalid (at, delivery_on, note, lots).
    """
    delivery = await read_delivery(uow, delivery_id, locked=True)
    delivery.expect(version)
    DELIVERY.after(delivery.state, DeliveryAction.DELIVER)
    expect_deliverable(delivery.order)
    said = _complete(delivery) if lines is None else lines
    if len({line_of(delivery, left.line_id).id for left in said}) < len(said):
        raise Invalid("lines", "")
    return await _hand_over(uow, delivery, said, at=at, place=place, rest_on=rest_on, warehouse_id=warehouse_id)


@requires(Permission.DELIVERIES_WRITE)
async def deliver_order(
    uow: UnitOfWork,
    order_id: int,
    *,
    lines: Sequence[Left] | None = None,
    at: datetime | None = None,
    place: Place | None = None,
    rest_on: date | None = None,
    warehouse_id: int | None = None,
) -> Delivery:
    """The same in one breath, by the lines of the order: « livré 4 radiateurs », or all that is left: « complet ».

    A delivery that is under way or due takes it up, or else a new one; what other deliveries were to bring of it they
    no longer bring. Raises what `deliver` does, and NothingLeft.
    """
    order = await load_order(uow, order_id, locked=True)
    expect_deliverable(order)
    standing = await standings(uow, order)
    said = lines if lines is not None else [Left(one.line_id, one.left) for one in standing.values() if one.left]
    if not said:
        raise NothingLeft(order.number)
    _expect_left(standing, said)
    delivery = _under_way(uow, await open_of(uow, order_id))
    if delivery is None:
        brought = [(standing[one.line_id], quantity(one.delivered + one.refused)) for one in said]
        delivery = await begin(uow, order, brought, on=uow.today)
    else:
        delivery.order = order
        _take_up(delivery, said)
    await uow.session.flush()
    rest = {left.line_id: quantity(standing[left.line_id].left - left.delivered) for left in said}
    await fit(uow, order, rest, besides=delivery.id)
    ids = {line.order_line_id: line.id for line in delivery.lines}
    mine = [replace(left, line_id=ids[left.line_id]) for left in said]
    return await _hand_over(uow, delivery, mine, at=at, place=place, rest_on=rest_on, warehouse_id=warehouse_id)


async def _hand_over(
    uow: UnitOfWork,
    delivery: Delivery,
    said: Sequence[Left],
    *,
    at: datetime | None,
    place: Place | None,
    rest_on: date | None,
    warehouse_id: int | None,
) -> Delivery:
    if at is not None and at > uow.now:
        raise Invalid("at", at.isoformat())
    order = delivery.order
    standing = await standings(uow, order, besides=delivery.id)
    before = await gone_of(uow, order) if order.stock_out is StockOut.INVOICE else {}
    await _set_lines(uow, delivery, standing, said)
    if warehouse_id is not None:
        delivery.warehouse_id = (await usable(uow, warehouse_id)).id
    delivery.delivered_by = uow.actor.person_id
    await expect_numbers(uow, order, delivery)
    take_step(uow, delivery, DeliveryAction.DELIVER, at=at, place=place)
    delivery.delivered_at = at or uow.now
    await uow.session.flush()
    await _leave(uow, order, delivery, before)
    delivery.number = await take_number(uow, "delivery", on=uow.today)
    now = _brought(standing, delivery)
    settle_with(uow, order, {one.line_id: one.delivered for one in now})
    rest = _promised(order, now, _checked_rest(uow, rest_on))
    _record(uow, delivery, rest, rest_on)
    told = [[one.label, str(one.left), one.unit] for one in rest]
    by_when = rest_on.isoformat() if rest_on and rest else None
    await tell_customer(uow, delivery, "delivery_done", number=delivery.number, rest=told, rest_on=by_when)
    spoiled = any(line.damaged or line.refused for line in delivery.lines)
    after = timedelta(0) if spoiled else SIGNED_WITHIN  # what is wrong is heard while the driver is still there
    await tell_seller(uow, delivery, "delivery_brought", after=after, rest=told, rest_on=by_when)
    return delivery


async def _leave(uow: UnitOfWork, order: Order, delivery: Delivery, before: Mapping[int, Gone]) -> None:
    """Goods leave with what was just brought, as the order says; `before` is how its lines stood."""
    if order.stock_out is StockOut.DELIVERY:
        await goods_out(uow, order, delivery)
        return
    if order.stock_out is StockOut.INVOICE:
        await invoiced_goods_move(uow, order, before, key=brought_key(delivery.id))
    if order.stock_out in _LEFT_BEFORE:
        await numbers_out(uow, order, [delivery])


def _complete(delivery: Delivery) -> Sequence[Left]:
    """All that was brought: what lies ready, or what was planned where nobody has looked."""
    brought = [(line, line.planned if line.picked is None else line.picked) for line in delivery.lines]
    return [Left(line.id, count, lots=tuple(line.lots)) for line, count in brought]


async def _set_lines(
    uow: UnitOfWork, delivery: Delivery, standing: Mapping[int, Standing], said: Sequence[Left]
) -> None:
    """Write what was delivered: no more than what is left of the order line and planned nowhere else."""
    by_line = {left.line_id: left for left in said}
    if not any(left.delivered for left in said):
        raise NothingDelivered
    numbered = await numbers_of(uow, delivery.order.lines)
    for line in delivery.lines:
        left = by_line.get(line.id)
        if left is None:
            continue
        one = standing[line.order_line_id]
        expect_left(left, one.label, unit=one.unit, planned=line.planned, most=one.free)
        numbers = numbered.get(line.order_line_id)
        line.lots = list(checked_lots(left.lots, one.label, count=left.delivered, numbers=numbers))
        line.note = one_line("note", left.note, longest=LONGEST_NOTE)
        line.delivered, line.damaged, line.refused = left.delivered, left.damaged, left.refused


def _expect_left(standing: Mapping[int, Standing], said: Sequence[Left]) -> None:
    if len({left.line_id for left in said}) < len(said):
        raise Invalid("lines", "")
    for left in said:
        if left.line_id not in standing:
            raise NotFound("order_line", left.line_id)
        one = standing[left.line_id]
        if left.delivered > one.left:
            raise MoreThanLeft(one.label, left.delivered, one.left)


def _under_way(uow: UnitOfWork, waiting: Sequence[Delivery]) -> Delivery | None:
    """The delivery that somebody means who says « livré »: on its way or loaded, one that is due by now, or else one
    that failed and was to be tried again another day.
    """
    due = [one for one in waiting if one.planned_on is None or one.planned_on <= uow.today]
    by_state = [one for state in _STARTED for one in waiting if one.state is state]
    failed = [one for one in waiting if one.state is DeliveryState.PROBLEM]
    return next(iter([*by_state, *due, *failed]), None)


def _take_up(delivery: Delivery, said: Sequence[Left]) -> None:
    """Have the delivery bring at least what is said of each line."""
    lines = {line.order_line_id: line for line in delivery.lines}
    for left in said:
        brought = quantity(left.delivered + left.refused)
        if left.line_id in lines:
            lines[left.line_id].planned = max(lines[left.line_id].planned, brought)
        else:
            delivery.lines.append(DeliveryLine(order_line_id=left.line_id, planned=brought))


def _checked_rest(uow: UnitOfWork, rest_on: date | None) -> date | None:
    return None if rest_on is None else checked_delivery(rest_on, uow.today)


def _brought(standing: Mapping[int, Standing], delivery: Delivery) -> Sequence[Standing]:
    """How the lines stand once this delivery is with the customer too."""
    more = {line.order_line_id: line.delivered for line in delivery.lines}
    return [
        replace(one, delivered=quantity(one.delivered + more.get(one.line_id, NOTHING))) for one in standing.values()
    ]


def _promised(order: Order, standing: Sequence[Standing], rest_on: date | None) -> Sequence[Standing]:
    """What is left of the order, promised for that day when one is named."""
    rest = [one for one in standing if one.left]
    waiting = {one.line_id for one in rest}
    for line in order.lines:
        if rest_on is not None and line.id in waiting:
            line.delivery_on = rest_on
    return rest


def _record(uow: UnitOfWork, delivery: Delivery, rest: Sequence[Standing], rest_on: date | None) -> None:
    labels = {line.id: line.label for line in delivery.order.lines}
    assert delivery.number is not None, "numbered just now"
    assert delivery.delivered_at is not None, "delivered just now"
    done = DeliveryDone(
        delivery.id,
        number=delivery.number,
        delivered_at=delivery.delivered_at,
        lines=[(labels[one.order_line_id], one.delivered, one.damaged, one.refused) for one in delivery.lines],
        rest={one.label: one.left for one in rest},
        rest_on=rest_on if rest else None,
    )
    uow.record(done)
