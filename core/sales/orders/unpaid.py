"""A deposit that an order rested on is gone: it waits again, or those who decide are told that it is under way."""

from typing import Final

from sqlalchemy import select

from core.company.models import StockOut
from core.kernel.amounts import Amount, amount
from core.sales.events import OrderHeld
from core.sales.lifecycles import DeliveryState, OrderAction, OrderState
from core.sales.models import Delivery, Order
from core.sales.orders.confirming import tell_deposit_gone
from core.sales.orders.control import CheckKind, Control, control_of_order
from core.sales.orders.progress import SUBJECT, items_of
from core.sales.orders.reads import OPEN
from core.stock.reservations import release
from core.uow import UnitOfWork

_GONE: Final = (DeliveryState.LOADED, DeliveryState.ON_WAY, DeliveryState.DELIVERED, DeliveryState.CLOSED)


async def deposit_gone(uow: UnitOfWork, order: Order, *, back: Amount, reason: str) -> None:
    """So much of a locked order's deposit went back, for this reason. A confirmed order that lacks it now waits again,
    and its goods are free, unless some of them are on the road or with the customer already; whoever sold it and those
    who decide are told either way. One that somebody had let pass without its deposit stays as it is.
    """
    if not wants_deposit(order):
        return
    if order.state is OrderState.CONFIRMED and not await _under_way(uow, order):
        found = await control_of_order(uow, order, coming=Amount(-back))
        await release(uow, subject=SUBJECT, subject_ids=[line.id for line in items_of(order)])
        order.apply(OrderAction.HOLD)
        order.control, order.forced_by, order.forced_reason = found.kept(), None, ""
        uow.record(OrderHeld(order.id, number=order.number, reason=reason))
    await tell_deposit_gone(uow, order, amount=str(back), reason=reason)


def wants_deposit(order: Order) -> bool:
    """Whether an open order lacks a deposit without which nobody has let it pass."""
    return order.state in OPEN and lacks_deposit(order) and not _let_pass(order)


def lacks_deposit(order: Order) -> bool:
    """Whether less has come than the order asks before it is delivered; what is invoiced is claimed by its invoice."""
    return not order.direct and not order.invoiced and order.deposit_received < amount(order.gross * order.deposit)


def _let_pass(order: Order) -> bool:
    """Whether somebody has let it pass when its deposit had not come."""
    return order.forced_by is not None and CheckKind.DEPOSIT in Control.of(order).failed


async def _under_way(uow: UnitOfWork, order: Order) -> bool:
    """Whether some of it cannot be kept back any more."""
    if order.stock_out is StockOut.ORDER:
        return True
    gone = select(Delivery.id).where(Delivery.order_id == order.id, Delivery.state.in_(_GONE)).limit(1)
    return await uow.session.scalar(gone) is not None
