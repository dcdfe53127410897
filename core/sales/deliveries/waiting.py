"""Confirmed orders of which something is prepared by nobody yet."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import func, select

from core.parties.models import Customer
from core.permissions import Permission, requires
from core.sales.deliveries.fitting import OPEN
from core.sales.lifecycles import BROUGHT, DeliveryState, LineKind, OrderState
from core.sales.models import Delivery, DeliveryLine, Order, OrderLine
from core.sales.orders.reads import visible
from core.uow import Reader

_AT_MOST: Final = 20


@dataclass(frozen=True, slots=True)
class Unplanned:
    """An order that waits for its first delivery, or for the next; `delivery_on` is the day that was promised."""

    order_id: int
    version: int
    order: str
    customer: str
    delivery_on: date | None


@requires(Permission.DELIVERIES_READ)
async def unplanned(db: Reader) -> Sequence[Unplanned]:
    """The orders of which something is left and in no delivery that is under way, the most urgent first."""
    waiting = (
        select(Order.id.label("order_id"), Order.version, Order.number.label("order"), Customer.name, Order.delivery_on)
        .join(Customer, Customer.id == Order.customer_id)
        .where(Order.state == OrderState.CONFIRMED, _free().exists(), visible(db))
        .order_by(Order.delivery_on.nulls_last(), Order.id)
        .limit(_AT_MOST)
    )
    return [Unplanned(*row) for row in await db.session.execute(waiting)]


def _free() -> Any:
    """The lines of an order of which some are with nobody, and in no delivery that is under way."""
    of_line = select(Delivery.id).where(Delivery.id == DeliveryLine.delivery_id).correlate(DeliveryLine)

    def summed(column: Any, states: Sequence[DeliveryState]) -> Any:
        such = DeliveryLine.order_line_id == OrderLine.id, of_line.where(Delivery.state.in_(states)).exists()
        return select(func.coalesce(func.sum(column), 0)).where(*such).correlate(OrderLine).scalar_subquery()

    engaged = summed(DeliveryLine.delivered, BROUGHT) + summed(DeliveryLine.planned, OPEN)
    mine = OrderLine.order_id == Order.id, OrderLine.kind == LineKind.ITEM, OrderLine.quantity > engaged
    return select(OrderLine.id).where(*mine).correlate(Order)
