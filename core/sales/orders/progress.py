"""How far an order has come, line by line: sums of what deliveries, returns and the stock say, never stored."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import bindparam, func, select

from core.kernel.amounts import NOTHING, Quantity, quantity
from core.permissions import Permission, requires
from core.sales.events import OrderClosed, OrderReopened
from core.sales.lifecycles import BROUGHT, LineKind, OrderAction, OrderState
from core.sales.models import Delivery, DeliveryLine, Order, OrderLine, Return, ReturnLine
from core.sales.orders.goods import goods_by_line
from core.sales.orders.reads import visible
from core.stock.models import Reservation
from core.stock.reservations import reserved_for
from core.uow import Reader, UnitOfWork

SUBJECT: Final = "order_line"  # what goods are reserved for, and moved for

_IDS: Final[Any] = bindparam("ids", expanding=True)
# What was delivered and what came back of the orders of these `ids`, summed by line.
# Not joined: SQLite, which knows no statistics here, would walk through all lines of the company.
DELIVERED: Final = (
    select(DeliveryLine.order_line_id, func.sum(DeliveryLine.delivered))
    .where(
        DeliveryLine.delivery_id.in_(
            select(Delivery.id).where(Delivery.order_id.in_(_IDS), Delivery.state.in_(BROUGHT))
        )
    )
    .group_by(DeliveryLine.order_line_id)
)
RETURNED: Final = (
    select(ReturnLine.order_line_id, func.sum(ReturnLine.quantity))
    .where(ReturnLine.return_id.in_(select(Return.id).where(Return.order_id.in_(_IDS))))
    .group_by(ReturnLine.order_line_id)
)


@dataclass(frozen=True, slots=True)
class LineProgress:
    """All in the line's unit. `reserved`: so many could be made of what is promised to it (the scarcest part of a kit);
    nothing of what is not kept in stock. Of a direct order what is invoiced is delivered."""

    ordered: Quantity
    reserved: Quantity = NOTHING
    delivered: Quantity = NOTHING
    returned: Quantity = NOTHING
    invoiced: Quantity = NOTHING

    @property
    def left(self) -> Quantity:
        """What is still to be delivered."""
        return quantity(max(self.ordered - self.delivered, NOTHING))


@requires(Permission.ORDERS_READ)
async def progress(db: Reader, order_ids: Sequence[int]) -> Mapping[int, Mapping[int, LineProgress]]:
    """Order id → line id → progress, of those orders that the actor may know of and of their lines that are sold."""
    lines = select(OrderLine).join(Order).where(Order.id.in_(order_ids), OrderLine.kind == LineKind.ITEM, visible(db))
    found = (await db.session.scalars(lines.order_by(OrderLine.order_id, OrderLine.position))).all()
    result: dict[int, dict[int, LineProgress]] = {}
    for line, one in zip(found, await _progress(db, found), strict=True):
        result.setdefault(line.order_id, {})[line.id] = one
    return result


@requires(Permission.ORDERS_SIGN)
async def received_progress(db: Reader, order: Order) -> Mapping[int, LineProgress]:
    """What was left with the customer of an order that he has read, by line, as long as more is to come."""
    if order.state is not OrderState.CONFIRMED:
        return {}
    delivered = await delivered_of(db, order.id)
    return {line.id: LineProgress(line.quantity, delivered=delivered.get(line.id, NOTHING)) for line in items_of(order)}


@requires(Permission.ORDERS_READ)
async def promised(db: Reader, product_id: int, warehouse_id: int) -> Sequence[str]:
    """The numbers of the orders that are promised some of a product from there, of those that the actor may know of."""
    numbers = (
        select(Order.number)
        .join(OrderLine, OrderLine.order_id == Order.id)
        .join(Reservation, Reservation.subject_id == OrderLine.id)
        .where(Reservation.subject == SUBJECT, Reservation.product_id == product_id)
        .where(Reservation.warehouse_id == warehouse_id, visible(db))
    )
    return (await db.session.scalars(numbers.distinct().order_by(Order.number))).all()


async def settle_progress(uow: UnitOfWork, order: Order) -> None:
    """Close an order of which nothing is left to deliver; open one again of which something is.

    `order` is whole and locked. What it is promised is given back as its goods leave the stock, not here.
    """
    settle_with(uow, order, await left_with_customer(uow, order))


def settle_with(uow: UnitOfWork, order: Order, delivered: Mapping[int, Quantity]) -> None:
    """The same for who knows what was left with the customer, by line."""
    left = any(line.quantity > delivered.get(line.id, NOTHING) for line in items_of(order))
    if order.state is OrderState.CONFIRMED and not left:
        order.apply(OrderAction.CLOSE)
        uow.record(OrderClosed(order.id))
    elif order.state is OrderState.CLOSED and left:
        order.apply(OrderAction.REOPEN)
        uow.record(OrderReopened(order.id))


def items_of(order: Order) -> list[OrderLine]:
    """The lines that are sold, not the titles and texts."""
    return [line for line in order.lines if line.kind is LineKind.ITEM]


async def delivered_of(db: Reader, order_id: int) -> Mapping[int, Quantity]:
    """What was left with the customer, by line."""
    return await _brought(db, [order_id])


async def left_with_customer(db: Reader, order: Order) -> Mapping[int, Quantity]:
    """The same of an order at hand: of a direct one everything was done before it was invoiced, and stays so when the
    invoice is credited."""
    if order.direct:
        return {line.id: line.quantity for line in items_of(order)}
    return await delivered_of(db, order.id)


async def returned_of(db: Reader, order_ids: Sequence[int]) -> Mapping[int, Quantity]:
    """What came back, by line."""
    return _sums(await db.session.execute(RETURNED, {"ids": order_ids})) if order_ids else {}


def delivery_key(order_line_id: int, delivery_line_id: int) -> str:
    """The key under which the goods of a delivery line leave the stock, once."""
    return f"{SUBJECT}:{order_line_id}:delivery:{delivery_line_id}"


def invoice_keys(order_line_id: int) -> str:
    """How the keys begin under which the goods of an order line leave the stock with its invoices."""
    return f"{SUBJECT}:{order_line_id}:invoice:"


def return_key(order_line_id: int, return_line_id: int) -> str:
    """The key under which the goods of a return line come into the stock, once."""
    return f"{SUBJECT}:{order_line_id}:return:{return_line_id}"


async def _progress(db: Reader, lines: Sequence[OrderLine]) -> list[LineProgress]:
    ids = sorted({line.order_id for line in lines})
    delivered = await _brought(db, ids)
    returned = await returned_of(db, ids)
    reserved = await _reserved(db, lines)
    direct = set(await db.session.scalars(_DIRECT, {"ids": ids})) if ids else set()
    return [
        LineProgress(
            line.quantity,
            reserved.get(line.id, NOTHING),
            line.quantity if line.order_id in direct else delivered.get(line.id, NOTHING),
            returned.get(line.id, NOTHING),
            line.invoiced,
        )
        for line in lines
    ]


async def _brought(db: Reader, order_ids: Sequence[int]) -> Mapping[int, Quantity]:
    return _sums(await db.session.execute(DELIVERED, {"ids": order_ids})) if order_ids else {}


async def _reserved(db: Reader, lines: Sequence[OrderLine]) -> Mapping[int, Quantity]:
    """So many of each line as its reservations are enough for."""
    promised = await reserved_for(db, subject=SUBJECT, subject_ids=[line.id for line in lines])
    held = [line for line in lines if line.id in promised and line.quantity]
    made_of = await goods_by_line(db, [(line, line.quantity) for line in held])
    found: dict[int, Quantity] = {}
    for line, one in zip(held, made_of, strict=True):
        shares = [promised[line.id].get(goods.product_id, NOTHING) / goods.quantity for goods in one.goods]
        found[line.id] = quantity(min(shares, default=NOTHING) * line.quantity)
    return found


def _sums(rows: Any) -> dict[int, Quantity]:
    return {line_id: quantity(count) for line_id, count in rows}


_DIRECT: Final = select(Order.id).where(Order.id.in_(_IDS), Order.direct.is_(True))
