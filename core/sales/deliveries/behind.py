"""What the moves of goods belong to: an order, and the delivery or the return of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from core.permissions import Permission, requires
from core.sales.models import Delivery, DeliveryLine, Order, OrderLine, Return, ReturnLine
from core.sales.orders.progress import SUBJECT, delivery_key, return_key
from core.sales.orders.reads import visible
from core.stock.moves import Movement
from core.uow import Reader


@dataclass(frozen=True, slots=True)
class Behind:
    """The order's number, and that of the delivery or the return, "" when it has left with neither."""

    order: str
    paper: str
    delivery_id: int | None = None


@requires(Permission.ORDERS_READ)
async def behind(db: Reader, moves: Sequence[Movement]) -> Sequence[Behind | None]:
    """For each of these moves, in their order; None for those of no order, or of none that the actor may know of."""
    line_ids = sorted({one.subject_id for one in moves if one.subject == SUBJECT and one.subject_id is not None})
    if not line_ids:
        return [None] * len(moves)
    asked = select(OrderLine.id, Order.number).join(Order).where(OrderLine.id.in_(line_ids), visible(db))
    orders = {row.id: row.number for row in await db.session.execute(asked)}
    papers = await _papers(db, list(orders))
    return [
        papers.get(_said_once(one.key), Behind(orders[one.subject_id], "")) if one.subject_id in orders else None
        for one in moves
    ]


def _said_once(key: str) -> str:
    """The key under which all of it moved, of one of its moves."""
    return key.partition("#")[0]


async def _papers(db: Reader, line_ids: Sequence[int]) -> Mapping[str, Behind]:
    """The deliveries and returns of these order lines, by the keys under which their goods move."""
    brought = (
        select(DeliveryLine.order_line_id, DeliveryLine.id, Delivery.id, Delivery.number, Order.number)
        .join(Delivery, Delivery.id == DeliveryLine.delivery_id)
        .join(Order, Order.id == Delivery.order_id)
        .where(DeliveryLine.order_line_id.in_(line_ids))
    )
    returned = (
        select(ReturnLine.order_line_id, ReturnLine.id, Return.number, Order.number)
        .join(Return, Return.id == ReturnLine.return_id)
        .join(Order, Order.id == Return.order_id)
        .where(ReturnLine.order_line_id.in_(line_ids))
    )
    found = {
        delivery_key(order_line, line): Behind(order, number or "", delivery_id)
        for order_line, line, delivery_id, number, order in await db.session.execute(brought)
    }
    for order_line, line, number, order in await db.session.execute(returned):
        found[return_key(order_line, line)] = Behind(order, number)
    return found
