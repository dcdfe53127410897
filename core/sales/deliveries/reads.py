"""Reading deliveries and returns: one, those of an order, the driver's day, what the depot has to prepare."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import and_, bindparam, case, func, literal, or_, select, true, union_all
from sqlalchemy.orm import joinedload, selectinload
from sqlalchemy.orm.attributes import set_committed_value

from core.catalog.models import Product, ProductKind, Tracking
from core.company.models import Member, Person
from core.history import Part, open_to_readers, tell_of_part
from core.kernel.amounts import NOTHING, Quantity, quantity
from core.kernel.errors import NotFound
from core.numbering import number_ending
from core.parties.models import Customer
from core.parties.visibility import sees
from core.permissions import STAFF, Permission, requires
from core.sales.deliveries.events import (
    DeliveryCancelled,
    DeliveryDone,
    DeliveryFailed,
    DeliveryReady,
    DeliverySigned,
)
from core.sales.deliveries.fitting import OPEN
from core.sales.deliveries.rules import Standing
from core.sales.lifecycles import DeliveryState, LineKind
from core.sales.models import Delivery, DeliveryLine, DeliveryStep, Order, OrderLine, Return
from core.sales.orders.progress import DELIVERED, RETURNED
from core.sales.orders.reads import load as load_order
from core.sales.orders.reads import visible
from core.stock.models import StockLevel
from core.uow import Reader


@requires(Permission.DELIVERIES_READ)
async def read(db: Reader, delivery_id: int) -> Delivery:
    """The delivery with its lines, its order and the order's customer. Raises NotFound."""
    return await load(db, delivery_id)


@requires(Permission.DELIVERIES_READ)
async def of_order(db: Reader, order_id: int) -> Sequence[Delivery]:
    """All deliveries of an order, oldest first, with their lines; those cancelled too. Raises NotFound."""
    await load_order(db, order_id)
    query = select(Delivery).where(Delivery.order_id == order_id).options(selectinload(Delivery.lines))
    return (await db.session.scalars(query.order_by(Delivery.id))).all()


@requires(Permission.DELIVERIES_READ)
async def by_number(db: Reader, typed: str) -> Sequence[int]:
    """The ids of delivered notes whose number is, or ends with, what was typed: « BL2611-0012 », « bl12 », « 12 »."""
    ending = number_ending(typed)
    if ending is None:
        return []
    noted = select(Delivery.id).join(Order, Order.id == Delivery.order_id).where(Delivery.number.endswith(ending))
    return (await db.session.scalars(noted.where(visible(db)).order_by(Delivery.id.desc()).limit(5))).all()


@requires(Permission.DELIVERIES_READ)
async def returns_of(db: Reader, order_id: int) -> Sequence[Return]:
    """What came back of an order, oldest first, with the lines. Raises NotFound."""
    await load_order(db, order_id)
    query = select(Return).where(Return.order_id == order_id).options(selectinload(Return.lines))
    return (await db.session.scalars(query.order_by(Return.id))).all()


@requires(Permission.DELIVERIES_READ)
async def steps_of(db: Reader, delivery_id: int) -> Sequence[DeliveryStep]:
    """The steps of a delivery, oldest first. Raises NotFound."""
    await load(db, delivery_id)
    steps = select(DeliveryStep).where(DeliveryStep.delivery_id == delivery_id).order_by(DeliveryStep.id)
    return (await db.session.scalars(steps)).all()


@dataclass(frozen=True, slots=True)
class Stop:
    """A delivery in the driver's list: where, to whom, and how far it is. `lines` counts them.

    `place` is {"label", "street", "zip", "city"}, `contact` {"name", "phone"}. `driver` is the name of whoever is to
    bring it, or of whoever has delivered it.
    """

    id: int
    version: int
    state: DeliveryState
    number: str | None
    order_id: int
    order: str
    customer: str
    place: Mapping[str, Any]
    contact: Mapping[str, Any]
    planned_on: date | None
    planned_at: datetime | None
    driver_id: int | None
    driver: str | None
    problem: str
    lines: int


@requires(Permission.DELIVERIES_READ)
async def of_day(db: Reader, day: date, *, driver_id: int | None = None) -> Sequence[Stop]:
    """What is to be brought, and was brought, on a day: all of it or one driver's; by hour, those without one last.

    Of today is also what waits since an earlier day, and what has no day yet.
    """
    mine = true() if driver_id is None else Delivery.driver_id == driver_id
    on = Delivery.planned_on == day
    if day == db.today:
        waits = or_(Delivery.planned_on.is_(None), Delivery.planned_on < day)
        on = or_(on, and_(waits, Delivery.state.in_(OPEN)))
    wanted = and_(on, Delivery.state != DeliveryState.CANCELLED, mine)
    rows = await db.session.execute(_stops(db).where(wanted).order_by(Delivery.planned_at.nulls_last(), Delivery.id))
    return [Stop(**row._mapping) for row in rows]


@dataclass(frozen=True, slots=True)
class ToPrepare:
    """A delivery that the depot prepares; of its `lines` of goods, `picked` are looked at, `short` lack some."""

    id: int
    version: int
    state: DeliveryState
    order: str
    customer: str
    planned_on: date | None
    warehouse_id: int
    lines: int
    picked: int
    short: int


@requires(Permission.DELIVERIES_READ)
async def to_prepare(db: Reader) -> Sequence[ToPrepare]:
    """What is being prepared or lies ready, the most urgent first; without a day last."""
    counted = (
        select(
            Delivery.id,
            Delivery.version,
            Delivery.state,
            Order.number.label("order"),
            Customer.name.label("customer"),
            Delivery.planned_on,
            Delivery.warehouse_id,
            func.sum(case((_FETCHED, 1), else_=0)).label("lines"),
            func.sum(case((_FETCHED & DeliveryLine.picked.is_not(None), 1), else_=0)).label("picked"),
            func.sum(case((_FETCHED & (DeliveryLine.picked < DeliveryLine.planned), 1), else_=0)).label("short"),
        )
        .join(Order, Order.id == Delivery.order_id)
        .join(Customer, Customer.id == Order.customer_id)
        .join(DeliveryLine, DeliveryLine.delivery_id == Delivery.id)
        .join(OrderLine, OrderLine.id == DeliveryLine.order_line_id)
        .outerjoin(Product, Product.id == OrderLine.product_id)
        .where(Delivery.state.in_((DeliveryState.PREPARING, DeliveryState.READY)), visible(db))
        .group_by(Delivery.id, Order.number, Customer.name)
        .order_by(Delivery.planned_on.nulls_last(), Delivery.id)
    )
    return [ToPrepare(**row._mapping) for row in await db.session.execute(counted)]


@requires(Permission.DELIVERIES_READ)
async def known_as(db: Reader, order_id: int) -> Mapping[int, Sequence[str]]:
    """The other names of what the lines of an order sell, by line. Raises NotFound."""
    order = await load_order(db, order_id)
    names = select(OrderLine.id, Product.aliases).join(Product, Product.id == OrderLine.product_id)
    return {row.id: row.aliases for row in await db.session.execute(names.where(OrderLine.order_id == order.id))}


@requires(Permission.DELIVERIES_READ)
async def drivers(db: Reader) -> Sequence[tuple[int, str]]:
    """Person id and name of the company's own people, who can be asked to bring something; by name."""
    own = Member.role.in_(STAFF), Member.active.is_(True)
    people = select(Person.id, Person.name).join(Member, Member.person_id == Person.id).where(*own)
    return [(row.id, row.name) for row in await db.session.execute(people.order_by(Person.name, Person.id))]


@requires(Permission.DELIVERIES_READ)
async def remaining(db: Reader, order_id: int) -> Sequence[Standing]:
    """Each line that is sold, in the order of the lines, with what is left of it to deliver. Raises NotFound."""
    return list((await standings(db, await load_order(db, order_id))).values())


@dataclass(frozen=True, slots=True)
class SlipLine:
    """A line of a delivery, and where its goods lie in the warehouse; `ordered` is what the order line asks for.

    `fetched`: these are goods, or may be; services are not fetched.
    """

    id: int
    order_line_id: int
    product_id: int | None
    label: str
    reference: str
    unit: str
    location: str
    tracking: Tracking
    fetched: bool
    ordered: Quantity
    planned: Quantity
    picked: Quantity | None
    delivered: Quantity
    damaged: Quantity
    refused: Quantity
    note: str
    lots: Sequence[str]


@requires(Permission.DELIVERIES_READ)
async def lines_of(db: Reader, delivery_id: int) -> Sequence[SlipLine]:
    """The lines by location, those that have none last, then as in the order. Raises NotFound."""
    await load(db, delivery_id)
    return (await _lines_by_delivery(db, [delivery_id]))[delivery_id]


@requires(Permission.DELIVERIES_READ)
async def lines_of_stops(db: Reader, stops: Sequence[Stop]) -> Mapping[int, Sequence[SlipLine]]:
    """The same of all these stops at once, by delivery."""
    return await _lines_by_delivery(db, [stop.id for stop in stops])


async def load(db: Reader, delivery_id: int, *, locked: bool = False) -> Delivery:
    """The delivery with its lines, its order and the customer; raises NotFound, also when it is none of his business.

    Locked, its order is locked first and comes with its lines: all that touches one order waits for one another.
    """
    if locked:
        return await _load_locked(db, delivery_id)
    found = await db.session.scalars(_WHOLE, {"delivery_id": delivery_id})
    delivery = found.unique().one_or_none()
    if delivery is None or not _sees(db, delivery.order):
        raise NotFound("delivery", delivery_id)
    return delivery


async def standings(db: Reader, order: Order, *, besides: int | None = None) -> Mapping[int, Standing]:
    """How each line that is sold stands, by its id; `besides` names a delivery whose plan does not count."""
    sums: dict[str, dict[int, Quantity]] = {"delivered": {}, "planned": {}, "returned": {}}
    for line_id, count, what in await db.session.execute(_SUMS, {"ids": [order.id], "besides": besides or 0}):
        sums[what][line_id] = quantity(count)
    delivered = {line.id: line.quantity for line in order.lines} if order.direct else sums["delivered"]
    return {
        line.id: Standing(
            line.id,
            line.label,
            line.reference,
            line.unit,
            line.quantity,
            delivered.get(line.id, NOTHING),
            sums["planned"].get(line.id, NOTHING),
            sums["returned"].get(line.id, NOTHING),
        )
        for line in order.lines
        if line.kind is LineKind.ITEM
    }


def _sees(db: Reader, order: Order) -> bool:
    return db.actor.person_id in (order.created_by, order.salesperson_id) or sees(db, order.customer)


async def _load_locked(db: Reader, delivery_id: int) -> Delivery:
    order_id = await db.session.scalar(_ORDER, {"delivery_id": delivery_id})
    if order_id is None:
        raise NotFound("delivery", delivery_id)
    order = await load_order(db, order_id, locked=True)
    found = await db.session.scalars(_LINES, {"delivery_id": delivery_id})
    delivery = found.unique().one()
    set_committed_value(delivery, "order", order)
    return delivery


async def _lines_by_delivery(db: Reader, delivery_ids: Sequence[int]) -> Mapping[int, Sequence[SlipLine]]:
    found: dict[int, list[SlipLine]] = {delivery_id: [] for delivery_id in delivery_ids}
    for delivery_id, *facts in await db.session.execute(_SLIP, {"delivery_ids": delivery_ids}):
        found[delivery_id].append(SlipLine(*facts))
    return {
        delivery_id: sorted(lines, key=lambda line: (not line.location, line.location))
        for delivery_id, lines in found.items()
    }


def _stops(db: Reader) -> Any:
    lines = select(func.count()).where(DeliveryLine.delivery_id == Delivery.id).correlate(Delivery).scalar_subquery()
    return (
        select(
            Delivery.id,
            Delivery.version,
            Delivery.state,
            Delivery.number,
            Delivery.order_id,
            Order.number.label("order"),
            Customer.name.label("customer"),
            Delivery.place,
            Delivery.contact,
            Delivery.planned_on,
            Delivery.planned_at,
            Delivery.driver_id,
            Person.name.label("driver"),
            Delivery.problem,
            lines.label("lines"),
        )
        .join(Order, Order.id == Delivery.order_id)
        .join(Customer, Customer.id == Order.customer_id)
        .outerjoin(Person, Person.id == func.coalesce(Delivery.driver_id, Delivery.delivered_by))
        .where(visible(db))
    )


# Built once: building such a statement costs more than running it.
_WHOLE: Final = (
    select(Delivery)
    .where(Delivery.id == bindparam("delivery_id"))
    .options(joinedload(Delivery.lines), joinedload(Delivery.order).joinedload(Order.customer))
)
_LINES: Final = (
    select(Delivery)
    .where(Delivery.id == bindparam("delivery_id"))
    .options(joinedload(Delivery.lines))
    .execution_options(populate_existing=True)
)
_FETCHED: Final = Product.kind.is_distinct_from(ProductKind.SERVICE)  # a line without a product may be goods
_SLIP: Final = (
    select(
        DeliveryLine.delivery_id,
        DeliveryLine.id,
        DeliveryLine.order_line_id,
        OrderLine.product_id,
        OrderLine.label,
        OrderLine.reference,
        OrderLine.unit,
        func.coalesce(StockLevel.location, "").label("location"),
        func.coalesce(Product.tracking, Tracking.NONE).label("tracking"),
        _FETCHED.label("fetched"),
        OrderLine.quantity.label("ordered"),
        DeliveryLine.planned,
        DeliveryLine.picked,
        DeliveryLine.delivered,
        DeliveryLine.damaged,
        DeliveryLine.refused,
        DeliveryLine.note,
        DeliveryLine.lots,
    )
    .join(Delivery, Delivery.id == DeliveryLine.delivery_id)
    .join(OrderLine, OrderLine.id == DeliveryLine.order_line_id)
    .outerjoin(Product, Product.id == OrderLine.product_id)
    .outerjoin(
        StockLevel,
        and_(StockLevel.product_id == OrderLine.product_id, StockLevel.warehouse_id == Delivery.warehouse_id),
    )
    .where(Delivery.id.in_(bindparam("delivery_ids", expanding=True)))
    .order_by(OrderLine.position)
)


_OF_ORDER: Final = Part(
    "delivery",
    lambda order_id: select(Delivery.id).where(Delivery.order_id == order_id),
    frozenset(
        kind.__name__ for kind in (DeliveryReady, DeliveryFailed, DeliveryDone, DeliverySigned, DeliveryCancelled)
    ),
)

open_to_readers("delivery", read)
tell_of_part("order", _OF_ORDER)
_ORDER: Final = select(Delivery.order_id).where(Delivery.id == bindparam("delivery_id"))
_PLANNED: Final = (
    select(DeliveryLine.order_line_id, func.sum(DeliveryLine.planned))
    .where(
        DeliveryLine.delivery_id.in_(
            select(Delivery.id).where(
                Delivery.order_id.in_(bindparam("ids", expanding=True)),
                Delivery.state.in_(OPEN),
                Delivery.id != bindparam("besides"),
            )
        )
    )
    .group_by(DeliveryLine.order_line_id)
)
_SUMS: Final = union_all(  # as one statement: whoever delivers asks all of it
    DELIVERED.add_columns(literal("delivered")),
    _PLANNED.add_columns(literal("planned")),
    RETURNED.add_columns(literal("returned")),
)
