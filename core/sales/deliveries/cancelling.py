"""A delivery given up before it is brought, or taken back when it was said to be delivered by mistake."""

from datetime import date, datetime

from sqlalchemy import select

from core.company.models import StockOut
from core.kernel.amounts import quantity
from core.permissions import Permission, requires
from core.sales.deliveries.errors import AlreadySigned
from core.sales.deliveries.fitting import fit, give_up
from core.sales.deliveries.leaving import goods_back
from core.sales.deliveries.preparing import begin
from core.sales.deliveries.reads import load, standings
from core.sales.deliveries.rules import expect_returnable
from core.sales.deliveries.steps import stamp, tell_customer, tell_seller
from core.sales.lifecycles import DeliveryState
from core.sales.models import Delivery, DeliveryStep
from core.sales.orders.holding import follow
from core.sales.orders.progress import settle_progress
from core.stock.warehouses import in_use
from core.uow import Reader, UnitOfWork


@requires(Permission.DELIVERIES_WRITE)
async def cancel(uow: UnitOfWork, delivery_id: int, *, version: int | None = None) -> Delivery:
    """Give up a delivery: its goods are still to be delivered.

    One that was delivered is taken back until it is signed or closed: its moves are reversed, its goods are promised to
    the order again, which is open once more, and the customer and whoever sold are told; it keeps its number. What had
    been planned before is planned as it was, in a delivery of its own, which is returned then: what lies ready, its
    day, its driver. Raises NotFound, Changed, IllegalTransition, AlreadySigned, MoreThanDelivered (some of it has come
    back already).
    """
    delivery = await load(uow, delivery_id, locked=True)
    delivery.expect(version)
    if delivery.signed_at is not None:
        raise AlreadySigned(delivery.number or "", delivery.signed_by)
    if delivery.state is not DeliveryState.DELIVERED:
        give_up(uow, delivery)
        return delivery
    return await _take_back(uow, delivery) or delivery


async def _take_back(uow: UnitOfWork, delivery: Delivery) -> Delivery | None:
    order = delivery.order
    brought = {line.order_line_id: line.delivered for line in delivery.lines if line.delivered}
    for line_id, one in (await standings(uow, order)).items():
        if line_id in brought:
            expect_returnable(one, brought[line_id])
    give_up(uow, delivery)
    await uow.session.flush()
    await goods_back(uow, order, delivery)
    await settle_progress(uow, order)
    if order.stock_out is not StockOut.ORDER:
        again = [(line, line.quantity) for line in order.lines if line.id in brought]
        await follow(uow, order, again, may_lack=True)
    new = await _bring_again(uow, delivery)
    await tell_customer(uow, delivery, "delivery_undone", number=delivery.number)
    new_id = new.id if new is not None else None
    await tell_seller(uow, delivery, "delivery_taken_back", number=delivery.number, again_id=new_id)
    return new


async def _bring_again(uow: UnitOfWork, delivery: Delivery) -> Delivery | None:
    """A delivery as that one was before somebody said that it was delivered: its goods leave under keys of their own.

    None when it began with those very words, so that nothing had been planned; plans that came after give way to it.
    """
    if delivery.delivered_at is None or delivery.created_at >= delivery.delivered_at:
        return None
    order, standing = delivery.order, await standings(uow, delivery.order)
    lines = {line.order_line_id: line for line in delivery.lines}
    brought = [(standing[line_id], min(line.planned, standing[line_id].left)) for line_id, line in lines.items()]
    on, at = _still(uow, delivery)
    place = (await in_use(uow, delivery.warehouse_id)).id
    again = await begin(
        uow, order, [one for one in brought if one[1]], on=on, at=at, driver_id=delivery.driver_id, warehouse_id=place
    )
    await fit(uow, order, {one.line_id: quantity(one.left - many) for one, many in brought}, besides=again.id)
    again.place, again.contact, again.problem = dict(delivery.place), dict(delivery.contact), delivery.problem
    for line in again.lines:
        before = lines[line.order_line_id]
        line.picked = None if before.picked is None else min(before.picked, line.planned)
        line.picked_by = before.picked_by
    again.state = await _state_before(uow, delivery.id)
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
