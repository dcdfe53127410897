"""From what is left of an order to a delivery that lies ready: planning, picking line by line."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from core.catalog.models import Product, ProductKind
from core.catalog.units import expect_whole
from core.company.models import Member
from core.kernel.amounts import Quantity, quantity
from core.kernel.errors import Invalid, NotFound
from core.permissions import STAFF, Permission, requires
from core.sales.deliveries.errors import NothingLeft, NotPicked, OrderNotConfirmed
from core.sales.deliveries.events import (
    DeliveryPicked,
    DeliveryPlanned,
    DeliveryReady,
    DeliveryRescheduled,
)
from core.sales.deliveries.reads import load, standings
from core.sales.deliveries.rules import Planned, Standing, expect_plannable
from core.sales.deliveries.steps import Place, stamp, take_step
from core.sales.errors import QuantityWrong
from core.sales.lifecycles import DELIVERY, DeliveryAction, OrderState
from core.sales.models import Delivery, DeliveryLine, Order
from core.sales.orders.reads import load as load_order
from core.sales.quotes.checks import checked_delivery
from core.stock import warehouses
from core.uow import Reader, UnitOfWork


@requires(Permission.DELIVERIES_WRITE)
async def plan(
    uow: UnitOfWork,
    order_id: int,
    *,
    lines: Sequence[Planned] | None = None,
    on: date | None = None,
    at: datetime | None = None,
    driver_id: int | None = None,
    warehouse_id: int | None = None,
) -> Delivery:
    """Begin a delivery of these quantities of order lines, or of all that no delivery brings yet; services too.

    On that day, the day of that hour, or else the promised day; from the order's warehouse unless another is named.
    Raises NotFound, OrderNotConfirmed, NothingLeft, MoreThanLeft, QuantityWrong, NotWhole.
    """
    order = await load_order(uow, order_id, locked=True)
    expect_deliverable(order)
    asked = _asked(await standings(uow, order), lines)
    if not asked:
        raise NothingLeft(order.number)
    by = await _driver(uow, driver_id)
    return await begin(uow, order, asked, on=on, at=at, driver_id=by, warehouse_id=warehouse_id)


@requires(Permission.DELIVERIES_WRITE)
async def reschedule(
    uow: UnitOfWork,
    delivery_id: int,
    *,
    on: date | None,
    at: datetime | None = None,
    driver_id: int | None = None,
    version: int | None = None,
) -> Delivery:
    """Another day, hour or driver; None takes each away. Raises NotFound, Changed, IllegalTransition."""
    delivery = await load(uow, delivery_id, locked=True)
    delivery.expect(version)
    delivery.apply(DeliveryAction.PLAN)
    after = {"planned_on": day_of(uow, on, at), "planned_at": at, "driver_id": await _driver(uow, driver_id)}
    changes = {name: (getattr(delivery, name), value) for name, value in after.items()}
    for name, value in after.items():
        setattr(delivery, name, value)
    uow.record(DeliveryRescheduled(delivery.id, {name: pair for name, pair in changes.items() if pair[0] != pair[1]}))
    return delivery


@requires(Permission.DELIVERIES_WRITE)
async def pick(uow: UnitOfWork, delivery_id: int, line_id: int, *, picked: Quantity | None) -> Delivery:
    """So much of a line lies ready, whatever was said before; None: nobody has looked. Less than planned is a shortage.

    Several people tick at once: the last one who ticks a line is right about that line. A delivery that was ready is
    being prepared again when this changes something. Raises NotFound, QuantityWrong, NotWhole, IllegalTransition.
    """
    delivery = await load(uow, delivery_id, locked=True)
    after = DELIVERY.after(delivery.state, DeliveryAction.PICK)
    line = line_of(delivery, line_id)
    sold = next(one for one in delivery.order.lines if one.id == line.order_line_id)
    label = sold.label
    if picked is not None and not 0 <= picked <= line.planned:
        raise QuantityWrong(label)
    if picked is not None:
        expect_whole(label, sold.unit, picked, most=line.planned)
    if line.picked == picked:
        return delivery
    if delivery.state is after:
        delivery.touch()
    else:
        take_step(uow, delivery, DeliveryAction.PICK)
    _tick(uow, line, picked)
    uow.record(DeliveryPicked(delivery.id, label=label, planned=line.planned, picked=picked))
    return delivery


@requires(Permission.DELIVERIES_WRITE)
async def pick_rest(uow: UnitOfWork, delivery_id: int) -> Delivery:
    """Whatever nobody has looked at yet is all there. Raises NotFound, IllegalTransition."""
    delivery = await load(uow, delivery_id, locked=True)
    DELIVERY.after(delivery.state, DeliveryAction.PICK)
    untouched = [line for line in delivery.lines if line.picked is None]
    labels = _labels(delivery.order)
    for line in untouched:
        _tick(uow, line, line.planned)
        label = labels[line.order_line_id]
        uow.record(DeliveryPicked(delivery.id, label=label, planned=line.planned, picked=line.planned))
    if untouched:
        delivery.touch()
    return delivery


@requires(Permission.DELIVERIES_WRITE)
async def ready(uow: UnitOfWork, delivery_id: int, *, place: Place | None = None) -> Delivery:
    """All that there is lies ready. Services need nobody to look at them.

    Raises NotFound, NotPicked, IllegalTransition.
    """
    delivery = await load(uow, delivery_id, locked=True)
    DELIVERY.after(delivery.state, DeliveryAction.READY)
    labels = _labels(delivery.order)
    untouched = [line.order_line_id for line in delivery.lines if line.picked is None]
    goods = await _without_services(uow, delivery.order, untouched)
    if goods:
        raise NotPicked(tuple(labels[line_id] for line_id in goods))
    take_step(uow, delivery, DeliveryAction.READY, place=place)
    short = {
        labels[line.order_line_id]: quantity(line.planned - line.picked)
        for line in delivery.lines
        if line.picked is not None and line.picked < line.planned
    }
    uow.record(DeliveryReady(delivery.id, short=short))
    return delivery


async def begin(
    uow: UnitOfWork,
    order: Order,
    asked: Sequence[tuple[Standing, Quantity]],
    *,
    on: date | None = None,
    at: datetime | None = None,
    driver_id: int | None = None,
    warehouse_id: int | None = None,
) -> Delivery:
    """A delivery of these quantities of a locked order. Raises NotFound, WarehouseWrong (warehouse), Invalid."""
    delivery = Delivery(
        order_id=order.id,
        warehouse_id=await _warehouse(uow, order, warehouse_id),
        driver_id=driver_id,
        planned_on=day_of(uow, on, at) or order.delivery_on,
        planned_at=at,
        created_at=uow.now,
        created_by=uow.actor.person_id,
        place=_place(order),
        contact=_contact(order),
        demo=order.demo,
        lines=[DeliveryLine(order_line_id=one.line_id, planned=brought) for one, brought in asked],
    )
    delivery.order = order
    uow.session.add(delivery)
    await uow.session.flush()
    stamp(uow, delivery)
    said = [(one.label, brought) for one, brought in asked]
    uow.record(DeliveryPlanned(delivery.id, order=order.number, planned_on=delivery.planned_on, lines=said))
    return delivery


def expect_deliverable(order: Order) -> None:
    """Raises OrderNotConfirmed, NothingLeft."""
    if order.state is OrderState.CLOSED:
        raise NothingLeft(order.number)
    if order.state is not OrderState.CONFIRMED:
        raise OrderNotConfirmed(order.number, order.state)


def expect_released(order: Order) -> None:
    """Its goods may lie ready while it waits, and do not leave. Raises OrderNotConfirmed."""
    if order.state is OrderState.WAITING:
        raise OrderNotConfirmed(order.number, order.state)


def day_of(db: Reader, on: date | None, at: datetime | None) -> date | None:
    """The day that is named, or that of the hour. Raises Invalid(delivery_on) for one that has passed."""
    day = on or (db.local(at).date() if at else None)
    return None if day is None else checked_delivery(day, db.today)


def line_of(delivery: Delivery, line_id: int) -> DeliveryLine:
    """Raises NotFound."""
    found = next((line for line in delivery.lines if line.id == line_id), None)
    if found is None:
        raise NotFound("delivery_line", line_id)
    return found


def _asked(standing: Mapping[int, Standing], lines: Sequence[Planned] | None) -> Sequence[tuple[Standing, Quantity]]:
    if lines is None:
        return [(line, line.free) for line in standing.values() if line.free]
    asked = {one.line_id: one.quantity for one in lines}
    if len(asked) < len(lines):
        raise Invalid("lines", "")
    for line_id, count in asked.items():
        if line_id not in standing:
            raise NotFound("order_line", line_id)
        expect_plannable(standing[line_id], count)
    return [(line, asked[line.line_id]) for line in standing.values() if line.line_id in asked]


async def _driver(uow: UnitOfWork, driver_id: int | None) -> int | None:
    """One of the company's own people. Raises NotFound."""
    if driver_id is None:
        return None
    own = Member.person_id == driver_id, Member.role.in_(STAFF), Member.active.is_(True)
    if await uow.session.scalar(select(Member.id).where(*own)) is None:
        raise NotFound("person", driver_id)
    return driver_id


async def _warehouse(uow: UnitOfWork, order: Order, warehouse_id: int | None) -> int:
    if warehouse_id is not None:
        return (await warehouses.usable(uow, warehouse_id)).id
    return (await warehouses.in_use(uow, order.warehouse_id)).id


def _place(order: Order) -> dict[str, Any]:
    """The place that the order names, or else the buyer's."""
    where = order.place or order.buyer
    return {field: where.get(field, "") for field in ("label", "street", "zip", "city")}


def _contact(order: Order) -> dict[str, Any]:
    customer = order.customer
    return {"name": customer.contact or customer.name, "phone": customer.mobile or customer.phone}


def _labels(order: Order) -> Mapping[int, str]:
    return {line.id: line.label for line in order.lines}


def _tick(uow: UnitOfWork, line: DeliveryLine, picked: Quantity | None) -> None:
    line.picked = picked
    line.picked_by = uow.actor.person_id if picked is not None else None


async def _without_services(db: Reader, order: Order, line_ids: Sequence[int]) -> Sequence[int]:
    """Those of these order lines that are of goods that somebody has to fetch: a line without a product is work."""
    products = {line.id: line.product_id for line in order.lines if line.id in line_ids and line.product_id}
    goods = select(Product.id).where(Product.id.in_(products.values()), Product.kind != ProductKind.SERVICE)
    fetched = set(await db.session.scalars(goods))
    return [line_id for line_id, product_id in products.items() if product_id in fetched]
