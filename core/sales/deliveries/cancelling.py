"""A delivery given up before it is brought, or taken back when it was said to be delivered by mistake."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Final

from sqlalchemy import select

from core.company.models import StockOut
from core.kernel.amounts import NOTHING, Quantity, quantity
from core.permissions import Permission, requires
from core.sales.deliveries.errors import AlreadySigned, DeliveryClosed, DeliveryInvoiced
from core.sales.deliveries.fitting import OPEN, fit, give_up, given_way, plan_more, too_much
from core.sales.deliveries.leaving import goods_back
from core.sales.deliveries.preparing import begin
from core.sales.deliveries.reads import load, standings
from core.sales.deliveries.rules import expect_returnable
from core.sales.deliveries.steps import stamp, tell_customer, tell_seller
from core.sales.lifecycles import DeliveryState
from core.sales.models import Delivery, DeliveryStep, Order
from core.sales.orders.gone import brought_key, gone_of
from core.sales.orders.holding import follow
from core.sales.orders.invoicing import invoiced_goods_move
from core.sales.orders.progress import settle_progress
from core.sales.orders.reads import load as load_order
from core.stock.warehouses import in_use
from core.uow import Reader, UnitOfWork

Charging = Callable[[Reader, Delivery], Awaitable[Sequence[str]]]  # the numbers of invoices
_CHARGING: Final[list[Charging]] = []


def ask_before_taking_back(charging: Charging) -> None:
    """Have `charging` asked which invoices charge what a delivery brought: it stays then."""
    _CHARGING.append(charging)


@requires(Permission.DELIVERIES_WRITE)
async def expect_cancellable(db: Reader, delivery: Delivery) -> None:
    """Raises DeliveryClosed, AlreadySigned, and DeliveryInvoiced of what is delivered: what `cancel` will say."""
    if delivery.state is DeliveryState.CLOSED:
        raise DeliveryClosed(delivery.number or "")
    if delivery.signed_at is not None:
        raise AlreadySigned(delivery.number or "", delivery.signed_by)
    if delivery.state is not DeliveryState.DELIVERED:
        return
    numbers = [number for charging in _CHARGING for number in await charging(db, delivery)]
    if numbers:
        raise DeliveryInvoiced(delivery.number or "", tuple(numbers))


@requires(Permission.DELIVERIES_WRITE)
async def cancel(uow: UnitOfWork, delivery_id: int, *, version: int | None = None) -> Delivery:
    """Give up a delivery: its goods are still to be delivered.

    One that was delivered is taken back until it is signed or closed: its moves are reversed, its goods are promised to
    the order again, which is open once more, and the customer and whoever sold are told; it keeps its number. What had
    been planned before is planned as it was, in a delivery of its own, which is returned then: what lies ready, its
    day, its driver. So is what others were to bring until this one did. Raises NotFound, Changed, IllegalTransition,
    AlreadySigned, DeliveryClosed, DeliveryInvoiced, MoreThanDelivered (some of it has come back already).
    """
    delivery = await load(uow, delivery_id, locked=True)
    delivery.expect(version)
    await expect_cancellable(uow, delivery)
    if delivery.state is not DeliveryState.DELIVERED:
        give_up(uow, delivery)
        return delivery
    return await _take_back(uow, delivery) or delivery


@requires(Permission.DELIVERIES_WRITE)
async def given_way_once_taken_back(db: Reader, delivery: Delivery) -> Sequence[Delivery]:
    """The plans for the same order that are to be made again once `cancel` takes back what was delivered: its own plan
    is there again then, and nothing is left for them, or less."""
    if delivery.state is not DeliveryState.DELIVERED or not _was_planned(delivery):
        return ()
    kept: dict[int, Quantity] = {}
    for one in await given_way(db, delivery):
        kept |= {line_id: quantity(kept.get(line_id, NOTHING) + count) for line_id, count in one.lines.items()}
    standing = await standings(db, await load_order(db, delivery.order_id))
    rest = {}
    for line in delivery.lines:
        left = quantity(standing[line.order_line_id].left + line.delivered)
        again = min(line.planned, quantity(max(left - kept.get(line.order_line_id, NOTHING), NOTHING)))
        rest[line.order_line_id] = quantity(left - again)
    return [one for one, _less in await too_much(db, delivery.order_id, rest, besides=delivery.id)]


def _was_planned(delivery: Delivery) -> bool:
    """Whether it was there before it was said to be delivered, and not made by those very words."""
    return delivery.delivered_at is not None and delivery.created_at < delivery.delivered_at


async def _take_back(uow: UnitOfWork, delivery: Delivery) -> Delivery | None:
    order = delivery.order
    brought = {line.order_line_id: line.delivered for line in delivery.lines if line.delivered}
    for line_id, one in (await standings(uow, order)).items():
        if line_id in brought:
            expect_returnable(one, brought[line_id])
    before = await gone_of(uow, order, brought.keys()) if order.stock_out is StockOut.INVOICE else {}
    give_up(uow, delivery)
    await uow.session.flush()
    await goods_back(uow, order, delivery)
    if before:
        await invoiced_goods_move(uow, order, before, key=f"unbrought:{delivery.id}", undoes=brought_key(delivery.id))
    await settle_progress(uow, order)
    if order.stock_out is not StockOut.ORDER:
        again = [(line, line.quantity) for line in order.lines if line.id in brought]
        await follow(uow, order, again, may_lack=True)
    others, kept = await _plan_others_again(uow, delivery)
    new = await _bring_again(uow, delivery, kept) or next(iter(others), None)
    await tell_customer(uow, delivery, "delivery_undone", number=delivery.number)
    new_id = new.id if new is not None else None
    await tell_seller(uow, delivery, "delivery_taken_back", number=delivery.number, again_id=new_id)
    return new


async def _bring_again(uow: UnitOfWork, delivery: Delivery, kept: Mapping[int, Quantity]) -> Delivery | None:
    """A delivery as that one was before somebody said that it was delivered: its goods leave under keys of their own.

    So many of each order line are `kept` by others that had given way to it. None when it began with those very words,
    so that nothing had been planned; plans that came after give way to it.
    """
    if not _was_planned(delivery):
        return None
    order, standing = delivery.order, await standings(uow, delivery.order)
    left = {one.line_id: quantity(one.left - kept.get(one.line_id, NOTHING)) for one in standing.values()}
    counts = {line.order_line_id: min(line.planned, left[line.order_line_id]) for line in delivery.lines}
    if not any(counts.values()):
        return None
    again = await _again(uow, delivery, order, counts)
    rest = {line_id: quantity(standing[line_id].left - many) for line_id, many in counts.items()}
    await fit(uow, order, rest, besides=again.id)
    return again


async def _plan_others_again(uow: UnitOfWork, delivery: Delivery) -> tuple[Sequence[Delivery], Mapping[int, Quantity]]:
    """What other deliveries were to bring until this one did is planned again, for their days, as far as it is free:
    those that take the place of one that was cancelled for it; and how much it is in all, by order line."""
    order, made, kept = delivery.order, list[Delivery](), dict[int, Quantity]()
    for one in await given_way(uow, delivery):
        standing = await standings(uow, order)
        free = {line_id: min(count, standing[line_id].free) for line_id, count in one.lines.items()}
        counts = {line_id: count for line_id, count in free.items() if count}
        other = await load(uow, one.delivery_id, locked=True)
        if not counts or not (one.cancelled or other.state in OPEN):
            continue
        if one.cancelled:
            made.append(await _again(uow, other, order, counts))
        else:
            plan_more(other, counts)
            await uow.session.flush()
        kept |= {line_id: quantity(kept.get(line_id, NOTHING) + count) for line_id, count in counts.items()}
    return made, kept


async def _again(uow: UnitOfWork, before: Delivery, order: Order, counts: Mapping[int, Quantity]) -> Delivery:
    """A delivery of so many of its lines, as that one was while it was still to be brought."""
    standing, lines = await standings(uow, order), {line.order_line_id: line for line in before.lines}
    brought = [(standing[line_id], many) for line_id, many in counts.items() if many]
    on, at = _still(uow, before)
    place = (await in_use(uow, before.warehouse_id)).id
    again = await begin(uow, order, brought, on=on, at=at, driver_id=before.driver_id, warehouse_id=place)
    again.place, again.contact, again.problem = dict(before.place), dict(before.contact), before.problem
    for line in again.lines:
        was = lines[line.order_line_id]
        line.picked = None if was.picked is None else min(was.picked, line.planned)
        line.picked_by = was.picked_by
    again.state = await _state_before(uow, before.id)
    stamp(uow, again)
    return again


def _still(db: Reader, delivery: Delivery) -> tuple[date | None, datetime | None]:
    """The day and the hour that were promised; today for a day that has passed since."""
    if delivery.planned_on is not None and delivery.planned_on < db.today:
        return db.today, None
    return delivery.planned_on, delivery.planned_at


async def _state_before(db: Reader, delivery_id: int) -> DeliveryState:
    """The last state that it came to before it was delivered."""
    steps = select(DeliveryStep.state).where(
        DeliveryStep.delivery_id == delivery_id,
        DeliveryStep.state.not_in((DeliveryState.DELIVERED, DeliveryState.CANCELLED)),
    )
    found = await db.session.scalar(steps.order_by(DeliveryStep.id.desc()).limit(1))
    return found or DeliveryState.PREPARING
