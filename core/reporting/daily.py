"""A day's figures, in the company's zone, and the days before it. Reads only."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from sqlalchemy import func, select

from core.invoicing import reads as invoices
from core.kernel.amounts import ZERO, Amount, amount, total
from core.kernel.hours import at_wall
from core.permissions import Permission, requires
from core.sales.lifecycles import BROUGHT, QuoteState
from core.sales.models import Delivery, Order, Quote
from core.sales.orders import reads as orders
from core.sales.quotes import reads as quotes
from core.treasury.models import PaymentMethod
from core.treasury.payments import looking
from core.uow import Reader

WEEK: Final = timedelta(days=7)
CHARTED: Final = 30  # days


@dataclass(frozen=True, slots=True)
class Figures:
    """What was done on a day: before tax, but for the money. None is what whoever asks may not know."""

    day: date
    turnover: Amount | None  # invoices less credit notes
    received: Mapping[PaymentMethod, Amount] | None  # less what was given back, or bounced
    signed: int | None  # quotes to which the customer said yes
    signed_net: Amount
    deliveries: int | None

    @property
    def cash(self) -> Amount:
        return total((self.received or {}).values())

    @property
    def is_empty(self) -> bool:
        return not (self.turnover or self.received or self.signed or self.deliveries)


@dataclass(frozen=True, slots=True)
class Point:
    """One day of a chart."""

    day: date
    turnover: Amount
    cash: Amount


@requires(Permission.REPORTS_READ)
async def figures(db: Reader, on: date) -> Figures:
    """Of one day, as far as the actor may know."""
    may = db.actor.may
    sold = await invoices.turnover(db, None, starts_on=on, ends_on=on) if may(Permission.INVOICES_READ) else None
    came = may(Permission.PAYMENTS_READ)
    signed, net = await _signed(db, on) if may(Permission.QUOTES_READ) else (None, ZERO)
    return Figures(
        on,
        sold.net if sold is not None else None,
        await looking.came_in_by_method(db, starts_on=on, ends_on=on) if came else None,
        signed,
        net,
        await _delivered(db, on) if may(Permission.DELIVERIES_READ) else None,
    )


@requires(Permission.REPORTS_READ)
async def points(db: Reader, last: date, *, days: int = CHARTED) -> Sequence[Point]:
    """Each of the days until that one, in their order."""
    first, may = last - timedelta(days=days - 1), db.actor.may
    sold: Mapping[date, Amount] = {}
    came: Mapping[date, Amount] = {}
    if may(Permission.INVOICES_READ):
        sold = await invoices.turnover_by_day(db, starts_on=first, ends_on=last)
    if may(Permission.PAYMENTS_READ):
        came = await looking.came_in_by_day(db, starts_on=first, ends_on=last)
    every = (first + timedelta(days=n) for n in range(days))
    return [Point(day, sold.get(day, ZERO), came.get(day, ZERO)) for day in every]


def bounds(db: Reader, on: date) -> tuple[datetime, datetime]:
    """When that day begins, and the next one, on the company's clocks."""
    return at_wall(on, 0, db.actor.zone), at_wall(on + timedelta(days=1), 0, db.actor.zone)


async def _signed(db: Reader, on: date) -> tuple[int, Amount]:
    first, after = bounds(db, on)
    counted = select(func.count(), func.sum(Quote.net)).where(
        Quote.state.in_((QuoteState.ACCEPTED, QuoteState.ORDERED)),
        Quote.answered_at >= first,
        Quote.answered_at < after,
        quotes.visible(db),
    )
    many, net = (await db.session.execute(counted)).one()
    return many, amount(net or ZERO)


async def _delivered(db: Reader, on: date) -> int:
    first, after = bounds(db, on)
    counted = (
        select(func.count())
        .select_from(Delivery)
        .join(Order, Order.id == Delivery.order_id)
        .where(
            Delivery.state.in_(BROUGHT),
            Delivery.delivered_at >= first,
            Delivery.delivered_at < after,
            orders.visible(db),
        )
    )
    return await db.session.scalar(counted) or 0
