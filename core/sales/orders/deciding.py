"""What those decide who may let an order pass: released, refused, or a deposit first."""

from typing import Final

from core.kernel.amounts import NOTHING, ZERO, Amount, Rate, amount
from core.kernel.errors import Invalid
from core.kernel.typed import line as one_line
from core.permissions import Permission, requires
from core.sales.deliveries.fitting import fit
from core.sales.errors import MoreThanDue
from core.sales.events import (
    OrderConfirmed,
    OrderDepositAsked,
    OrderDepositBack,
    OrderDepositNoted,
    OrderRefused,
    OrderReleased,
)
from core.sales.lifecycles import ORDER, OrderAction, OrderState
from core.sales.models import Order
from core.sales.orders.confirming import (
    control_again,
    force,
    tell_customer,
    tell_deciders,
    tell_refund,
    tell_salesperson,
)
from core.sales.orders.control import Control
from core.sales.orders.locking import expect_payable
from core.sales.orders.reads import load
from core.sales.orders.unpaid import deposit_gone
from core.uow import UnitOfWork

LONGEST_REASON: Final = 500


@requires(Permission.ORDERS_RELEASE)
async def release(uow: UnitOfWork, order_id: int, *, reason: str, version: int | None = None) -> Order:
    """Let a waiting order pass although a check fails: who did and why is kept, and its salesperson is told.

    The checks are made anew first: when none fails any more, it is confirmed and nothing was forced. Raises Invalid
    (reason), Changed, IllegalTransition, StockShort, NotFound.
    """
    kept = one_line("reason", reason, longest=LONGEST_REASON, required=True)
    order = await load(uow, order_id, locked=True)
    order.expect(version)
    ORDER.after(order.state, OrderAction.CONFIRM)
    await control_again(uow, order)
    if order.state is OrderState.CONFIRMED:
        return order
    failed = tuple(map(str, Control.of(order).failed))
    await force(uow, order)
    order.forced_by, order.forced_reason = uow.actor.person_id, kept
    uow.record(OrderReleased(order.id, by=uow.actor.name, reason=kept, failed=failed))
    uow.record(OrderConfirmed(order.id, number=order.number))
    await tell_salesperson(uow, order, "order_released", reason=kept)
    return order


@requires(Permission.ORDERS_READ)
async def review(uow: UnitOfWork, order_id: int, *, version: int | None = None) -> Order:
    """Make the checks of a waiting order anew: it is confirmed when what kept it is gone.

    For those who write orders and those who may release them. Raises NotAllowed, Changed, IllegalTransition, NotFound.
    """
    _expect_office(uow)
    order = await load(uow, order_id, locked=True)
    order.expect(version)
    ORDER.after(order.state, OrderAction.CONFIRM)
    await control_again(uow, order)
    return order


@requires(Permission.ORDERS_RELEASE)
async def refuse(uow: UnitOfWork, order_id: int, *, reason: str, version: int | None = None) -> Order:
    """Do not take a waiting order; its salesperson is told why. Raises Invalid (reason), Changed, IllegalTransition."""
    kept = one_line("reason", reason, longest=LONGEST_REASON, required=True)
    order = await load(uow, order_id, locked=True)
    order.expect(version)
    order.apply(OrderAction.REFUSE)
    await fit(uow, order, dict.fromkeys((line.id for line in order.lines), NOTHING))
    uow.record(OrderRefused(order.id, by=uow.actor.name, reason=kept))
    await tell_salesperson(uow, order, "order_refused", reason=kept)
    await tell_customer(uow, order, "order_yours_refused")
    await tell_refund(uow, order)
    return order


@requires(Permission.ORDERS_RELEASE)
async def ask_deposit(uow: UnitOfWork, order_id: int, *, share: Rate, version: int | None = None) -> Order:
    """Have a waiting order's customer pay a share of it first, more than was asked before; its salesperson is told.

    Raises Invalid (deposit), Changed, IllegalTransition, NotFound.
    """
    if not 0 < share <= 1:
        raise Invalid("deposit", str(share))
    order = await load(uow, order_id, locked=True)
    order.expect(version)
    ORDER.after(order.state, OrderAction.CONFIRM)
    if share <= order.deposit:
        raise Invalid("deposit", str(share))
    order.apply(OrderAction.CHANGE)
    order.deposit = share
    asked = amount(order.gross * share)
    uow.record(OrderDepositAsked(order.id, by=uow.actor.name, amount=asked))
    await tell_salesperson(uow, order, "order_deposit_asked", amount=str(asked))
    await control_again(uow, order)
    return order


async def note_deposit(uow: UnitOfWork, order_id: int, *, amount: Amount, method: str) -> Order:
    """Money has come that is held for an order, no more than it comes to; see `count_deposit`.

    Raises Invalid (amount), MoreThanDue, PaymentLocked, NotAgreedYet, IllegalTransition, NotFound.
    """
    order = await load(uow, order_id, locked=True)
    ORDER.after(order.state, OrderAction.PAY)
    if amount <= ZERO:
        raise Invalid("amount", str(amount))
    expect_due(order, amount)
    await expect_payable(uow, order.id, uow.today)
    return await count_deposit(uow, order_id, amount=amount, method=method)


async def count_deposit(uow: UnitOfWork, order_id: int, *, amount: Amount, method: str, reason: str = "") -> Order:
    """Count what was paid of an order before it was delivered, or was given back where it is negative, whatever has
    become of the order since. A waiting order is controlled again, and confirmed when nothing else keeps it; else those
    who may release it are told. A confirmed one that lacks its deposit now may wait again; `reason` says why. Raises
    NotFound.
    """
    order = await load(uow, order_id, locked=True)
    order.touch()
    order.deposit_received = Amount(order.deposit_received + amount)
    if amount < ZERO:
        uow.record(_back(order, amount, method, reason))
        await deposit_gone(uow, order, back=Amount(-amount), reason=reason)
    else:
        uow.record(OrderDepositNoted(order.id, amount=amount, method=method, received=order.deposit_received))
    if order.state is OrderState.WAITING:
        await control_again(uow, order, coming=amount)
    if order.state is OrderState.WAITING and amount > ZERO:
        await tell_deciders(uow, order, amount=str(amount))
    return order


def expect_due(order: Order, amount: Amount) -> None:
    """Raises MoreThanDue."""
    left = max(Amount(order.gross - order.deposit_received), ZERO)
    if amount > left:
        raise MoreThanDue(amount, left)


def _expect_office(uow: UnitOfWork) -> None:
    """Raises NotAllowed."""
    if not uow.actor.may(Permission.ORDERS_WRITE):
        uow.actor.expect(Permission.ORDERS_RELEASE)


def _back(order: Order, by: Amount, method: str, reason: str) -> OrderDepositBack:
    left = order.deposit_received
    return OrderDepositBack(order.id, amount=Amount(-by), method=method, received=left, reason=reason)
