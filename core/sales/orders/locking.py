"""When an order may be paid that a consumer makes off premises: once he has agreed to it, and seven days later."""

from datetime import date, datetime
from typing import Final

from sqlalchemy import Date, bindparam, select

from core.parties.models import CustomerKind
from core.sales.errors import NotAgreedYet, PaymentLocked
from core.sales.lifecycles import Channel, Engagement, OrderState, QuoteState
from core.sales.models import Order, Quote
from core.sales.orders.control import READ
from core.sales.quotes.answering import payable_from, protect
from core.uow import Reader, UnitOfWork


def lock(uow: UnitOfWork, order: Order, quote: Quote) -> None:
    """Whoever binds himself today to what was sold off premises has the law's protection from today on."""
    unlocked = quote.channel is Channel.OFF_PREMISES and quote.payment_locked_until is None
    if unlocked and _agreed(order.engagement, order.confirmed_at):
        protect(uow, quote)


async def lock_order(uow: UnitOfWork, order: Order) -> None:
    """The same of an order whose quote is not at hand."""
    quote = await uow.session.scalar(select(Quote).where(Quote.id == order.quote_id))
    if quote is not None:
        lock(uow, order, quote)


async def payable_on(db: Reader, order_id: int) -> date | None:
    """The first day on which anything may be paid for an order; None for any day (C. cons. L221-10).

    Raises NotAgreedYet while a consumer is not bound by what was sold to him off premises.
    """
    row = (await db.session.execute(_SOLD, {"order_id": order_id})).first()
    if row is None or row.payment_locked_until is not None:
        until: date | None = row.payment_locked_until if row is not None else None
        return until
    if row.channel is not Channel.OFF_PREMISES or row.buyer.get("kind") != CustomerKind.CONSUMER:
        return None
    if row.agreed_at is None or not _agreed(row.engagement, row.confirmed_at):
        raise NotAgreedYet(row.number)
    return payable_from(row.agreed_at.date())


async def expect_payable(db: Reader, order_id: int, on: date) -> None:
    """Raises PaymentLocked, NotAgreedYet."""
    expect_past(await payable_on(db, order_id), on)


async def expect_nothing_young(db: Reader, customer_id: int, on: date) -> None:
    """Money that names nothing may be for whatever the customer has agreed to, or is still to agree to: one contract
    made off premises that is younger than seven days, or not agreed to, refuses all of it. The law wants no payment
    « sous quelque forme que ce soit » (C. cons. L221-10), and an advance without a name would be one in disguise. So is
    what is taken on a quote before it is signed, as long as it may be. What was cancelled, refused or has expired asks
    for nothing; what was delivered and never agreed to is no contract that is paid.

    Raises PaymentLocked, NotAgreedYet.
    """
    young = select(Quote.payment_locked_until).where(
        Quote.customer_id == customer_id, Quote.payment_locked_until > on, ~_GIVEN_UP
    )
    expect_past(await db.session.scalar(young.order_by(Quote.payment_locked_until).limit(1)), on)
    for order_id in (await db.session.scalars(_UNLOCKED, {"customer_id": customer_id})).all():
        await expect_payable(db, order_id, on)
    offered = await db.session.execute(_OFFERED, {"customer_id": customer_id, "on": on})
    for number, buyer in offered:
        if buyer.get("kind") == CustomerKind.CONSUMER:
            raise NotAgreedYet(number)


def expect_past(until: date | None, on: date) -> None:
    """Raises PaymentLocked on a day before the first one on which it may be paid."""
    if until is not None and on < until:
        raise PaymentLocked(until)


def _agreed(engagement: Engagement, confirmed_at: datetime | None) -> bool:
    """What was only told in his name binds him once he has confirmed it."""
    return confirmed_at is not None or engagement in (Engagement.WRITTEN, *READ)


_GONE: Final = (OrderState.REFUSED, OrderState.CANCELLED)
_GIVEN_UP: Final = select(Order.id).where(Order.quote_id == Quote.id, Order.state.in_(_GONE)).exists()
_UNLOCKED: Final = (
    select(Order.id)
    .join(Quote, Quote.id == Order.quote_id)
    .where(
        Order.customer_id == bindparam("customer_id"),
        Order.state.not_in(_GONE),
        Quote.channel == Channel.OFF_PREMISES,
        Quote.payment_locked_until.is_(None),
    )
    .order_by(Order.id)
)
_OFFERED: Final = (
    select(Quote.number, Quote.buyer)
    .where(
        Quote.customer_id == bindparam("customer_id"),
        Quote.state.in_((QuoteState.VALIDATED, QuoteState.SENT)),
        Quote.channel == Channel.OFF_PREMISES,
        Quote.valid_until >= bindparam("on", type_=Date),
    )
    .order_by(Quote.id)
)
_SOLD: Final = (
    select(
        Order.number,
        Order.buyer,
        Order.engagement,
        Order.agreed_at,
        Order.confirmed_at,
        Quote.channel,
        Quote.payment_locked_until,
    )
    .join(Quote, Quote.id == Order.quote_id)
    .where(Order.id == bindparam("order_id"))
)
