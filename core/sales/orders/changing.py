"""Changing an order that is recorded: more or less of a line, or none of it any more."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from sqlalchemy import select

from core.company import companies
from core.company.models import Person
from core.journal import Entry
from core.kernel.amounts import NOTHING, ZERO, Quantity, amount, quantity
from core.kernel.errors import NotFound
from core.kernel.typed import line as one_line
from core.permissions import Permission, requires
from core.sales.deliveries.fitting import fit
from core.sales.errors import BelowDelivered, CreditExceeded, LastLine
from core.sales.events import OrderBeyondCredit, OrderCancelled, OrderChanged
from core.sales.lifecycles import ORDER, OrderAction, OrderState
from core.sales.models import Order, OrderLine
from core.sales.orders.confirming import (
    control_again,
    deciders,
    tell_changed,
    tell_customer,
    tell_refund,
    tell_salesperson,
)
from core.sales.orders.control import owed_by
from core.sales.orders.deciding import LONGEST_REASON
from core.sales.orders.holding import follow
from core.sales.orders.progress import delivered_of, items_of, settle_progress
from core.sales.orders.reads import load
from core.sales.quotes.checks import checked_quantity
from core.sales.quotes.whole import expect_whole_count
from core.uow import UnitOfWork

Wanted = tuple[OrderLine, Quantity]  # so many of a line from now on


@requires(Permission.ORDERS_WRITE)
async def set_quantity(
    uow: UnitOfWork, order_id: int, line_id: int, *, quantity: Quantity, version: int | None = None
) -> Order:
    """So many of a line are ordered from now on. More of it must be there, and within the customer's credit; less of it
    gives back what was promised. Who had agreed is asked again.

    A waiting order is controlled anew. Raises QuantityWrong, NotWhole, BelowDelivered, StockShort,
    CreditExceeded, AmountTooLarge, Changed, IllegalTransition, NotFound.
    """
    order = await load(uow, order_id, locked=True)
    order.expect(version)
    line = _line_of(order, line_id)
    wanted = checked_quantity(quantity, line.label)
    await expect_whole_count(uow, line, wanted)
    delivered = (await delivered_of(uow, order.id)).get(line.id, NOTHING)
    if wanted < delivered:
        raise BelowDelivered(line.label, delivered)
    await _set(uow, order, [(line, wanted)])
    return order


@requires(Permission.ORDERS_WRITE)
async def cancel_line(uow: UnitOfWork, order_id: int, line_id: int, *, version: int | None = None) -> Order:
    """What is not delivered of a line is not ordered any more.

    Raises LastLine when nothing would be left of the order, Changed, IllegalTransition, NotFound.
    """
    order = await load(uow, order_id, locked=True)
    order.expect(version)
    line = _line_of(order, line_id)
    delivered = await delivered_of(uow, order.id)
    if not any(each.quantity for each in items_of(order) if each is not line) and not delivered.get(line.id):
        ORDER.after(order.state, OrderAction.CANCEL)
        raise LastLine(order.number)
    await _set(uow, order, [(line, min(delivered.get(line.id, NOTHING), line.quantity))])
    return order


@requires(Permission.ORDERS_WRITE)
async def cancel(uow: UnitOfWork, order_id: int, *, reason: str, version: int | None = None) -> Order:
    """The customer does not want it any more: all that was not delivered is cancelled, and what is promised given back.

    An order of which nothing was delivered is CANCELLED, any other one is closed. Deliveries that have not been made
    are cancelled too. Raises Invalid (reason), Changed, IllegalTransition, NotFound.
    """
    kept = one_line("reason", reason, longest=LONGEST_REASON, required=True)
    order = await load(uow, order_id, locked=True)
    order.expect(version)
    delivered = await delivered_of(uow, order.id)
    begun = any(delivered.values())
    held = order.state is OrderState.CONFIRMED
    order.apply(OrderAction.CHANGE if begun else OrderAction.CANCEL)
    rest = [(line, min(delivered.get(line.id, NOTHING), line.quantity)) for line in items_of(order)]
    before = _written(order, rest)
    await _fit_deliveries(uow, order)
    if held:
        await follow(uow, order, before, may_lack=True)
    if begun:
        _ask_again(uow, order)
        await settle_progress(uow, order)
    uow.record(OrderCancelled(order.id, by=uow.actor.name, reason=kept, gross=order.gross))
    await tell_salesperson(uow, order, "order_cancelled", reason=kept)
    await tell_customer(uow, order, "order_yours_cancelled")
    await tell_refund(uow, order)
    return order


async def _set(uow: UnitOfWork, order: Order, wanted: Sequence[Wanted]) -> None:
    """Lines of an open order change: money, stock, agreement and progress follow."""
    ORDER.after(order.state, OrderAction.CHANGE)
    changed = [(line, count) for line, count in wanted if count != line.quantity]
    if not changed:
        return
    order.apply(OrderAction.CHANGE)
    gross = order.gross
    before = _written(order, changed)
    for line, count in before:
        uow.record(OrderChanged(order.id, label=line.label, before=count, after=line.quantity, gross=order.gross))
    if await _as_agreed(uow, order):
        order.changed_at = None
    else:
        _ask_again(uow, order)
    if order.gross < gross:
        await tell_refund(uow, order)
    if order.state is OrderState.WAITING:
        await control_again(uow, order)
        if order.state is OrderState.WAITING:  # else he was told both at once
            await tell_changed(uow, order)
        return
    if order.gross > gross:
        await _expect_credit(uow, order)
    company = await companies.read(uow)
    await follow(uow, order, before, may_lack=company.stock_may_lack)
    await _fit_deliveries(uow, order)
    await settle_progress(uow, order)
    await tell_changed(uow, order)


def _written(order: Order, wanted: Sequence[Wanted]) -> list[Wanted]:
    """Write the new quantities and what they total; returns the lines with what they were. Raises AmountTooLarge."""
    before = [(line, line.quantity) for line, _count in wanted]
    for line, count in wanted:
        line.cancelled = quantity(max(line.quantity + line.cancelled - count, NOTHING))
        line.quantity, line.free = count, min(line.free, count)
    order.settle()
    return before


def _ask_again(uow: UnitOfWork, order: Order) -> None:
    """Whoever had agreed has not agreed to this."""
    if order.agreed_at is not None:
        order.changed_at = uow.now


async def _as_agreed(uow: UnitOfWork, order: Order) -> bool:
    """Whether its lines count again what they did when the customer agreed, by all that was written of them since.

    A line that was taken away, or lost what was free of it, is not what it was.
    """
    if order.agreed_at is None:
        return False
    written = select(Entry).where(Entry.subject == "order", Entry.subject_id == order.id, Entry.at > order.agreed_at)
    agreed: dict[str, Quantity] = {}
    for one in await uow.session.scalars(written.where(Entry.kind.in_(_REWRITTEN)).order_by(Entry.id)):
        if one.kind == OrderCancelled.__name__ or not Decimal(one.facts["after"]):
            return False
        agreed.setdefault(one.facts["label"], quantity(one.facts["before"]))
    lines = [line for line in items_of(order) if line.label in agreed]
    return len(lines) == len(agreed) and all(line.quantity == agreed[line.label] and not line.free for line in lines)


_REWRITTEN: Final = (OrderChanged.__name__, OrderCancelled.__name__)


async def _expect_credit(uow: UnitOfWork, order: Order) -> None:
    """Whoever may release orders goes beyond the limit, and it is written down. Raises CreditExceeded."""
    limit = order.customer.credit_limit
    if limit is None:
        return
    rest = max(order.gross - order.invoiced, ZERO)
    owed = amount(await owed_by(uow, order.customer_id, but=order.id) + rest)
    if owed <= limit:
        return
    if not uow.actor.may(Permission.ORDERS_RELEASE):
        able = await deciders(uow, Permission.ORDERS_WRITE)
        names = await uow.session.scalars(select(Person.name).where(Person.id.in_(able)))
        raise CreditExceeded(limit, owed, tuple(sorted(names)))
    uow.record(OrderBeyondCredit(order.id, by=uow.actor.name, limit=limit, owed=owed))


async def _fit_deliveries(uow: UnitOfWork, order: Order) -> None:
    """What is not ordered any more is not brought either."""
    delivered = await delivered_of(uow, order.id)
    left = {
        line.id: quantity(max(line.quantity - delivered.get(line.id, NOTHING), NOTHING)) for line in items_of(order)
    }
    await fit(uow, order, left)


def _line_of(order: Order, line_id: int) -> OrderLine:
    """A line that is sold. Raises NotFound."""
    for line in items_of(order):
        if line.id == line_id:
            return line
    raise NotFound("order_line", line_id)
