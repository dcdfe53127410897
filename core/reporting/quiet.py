"""Quotes about which nothing happens, and those that expire soon: whom to call. Reads only."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from sqlalchemy import ColumnElement, func, or_, select, true
from sqlalchemy.orm import joinedload

from core.agenda.lifecycles import AgendaState
from core.agenda.models import AgendaItem
from core.journal import Entry
from core.kernel.hours import at_wall
from core.permissions import Permission, requires
from core.sales.lifecycles import QuoteState
from core.sales.models import Quote
from core.sales.quotes.reads import visible
from core.uow import Reader

QUIET_DAYS: Final = 10
EXPIRING_DAYS: Final = 3
_ANSWERABLE: Final = (QuoteState.VALIDATED, QuoteState.SENT)


@dataclass(frozen=True, slots=True)
class Quiet:
    """A quote that waits for an answer, and how many days ago anything happened about it."""

    quote: Quote
    last_at: datetime
    days: int


@requires(Permission.QUOTES_READ)
async def quiet_quotes(db: Reader, *, days: int = QUIET_DAYS, seller_id: int | None = None) -> Sequence[Quiet]:
    """Open quotes about which nothing has happened for so many days, the highest amount first; of all that the actor
    may know of, or of one who sells. A call to the customer, or anything done about him, is something."""
    before = at_wall(db.today - timedelta(days=days - 1), 0, db.actor.zone)  # anything on a later day keeps it out
    query = (
        select(Quote, _LAST_FACT.label("fact"), _LAST_DONE.label("done"))
        .where(
            Quote.state.in_(_ANSWERABLE),
            Quote.for_order.is_(False),
            Quote.created_at < before,
            or_(_LAST_FACT.is_(None), before > _LAST_FACT),
            or_(_LAST_DONE.is_(None), before > _LAST_DONE),
            _of(seller_id),
            visible(db),
        )
        .options(joinedload(Quote.customer))
        .order_by(Quote.gross.desc(), Quote.id)
    )
    return [_quiet(db, *row) for row in await db.session.execute(query)]


@requires(Permission.QUOTES_READ)
async def expiring(db: Reader, *, days: int = EXPIRING_DAYS, seller_id: int | None = None) -> Sequence[Quote]:
    """Open quotes whose last day comes within so many days, those that end first before."""
    query = (
        select(Quote)
        .where(
            Quote.state.in_(_ANSWERABLE),
            Quote.for_order.is_(False),
            Quote.valid_until.between(db.today, db.today + timedelta(days=days)),
            _of(seller_id),
            visible(db),
        )
        .options(joinedload(Quote.customer))
        .order_by(Quote.valid_until, Quote.gross.desc(), Quote.id)
    )
    return (await db.session.scalars(query)).all()


def _of(seller_id: int | None) -> ColumnElement[bool]:
    """Those that somebody made, or all."""
    return true() if seller_id is None else Quote.created_by == seller_id


def _quiet(db: Reader, quote: Quote, fact: datetime | None, done: datetime | None) -> Quiet:
    last = max(one for one in (quote.created_at, fact, done) if one is not None)
    day: date = db.local(last).date()
    return Quiet(quote, last, (db.today - day).days)


_LAST_FACT: Final = (
    select(func.max(Entry.at))
    .where(Entry.subject == "quote", Entry.subject_id == Quote.id)
    .correlate(Quote)
    .scalar_subquery()
)
_LAST_DONE: Final = (
    select(func.max(AgendaItem.done_at))
    .where(AgendaItem.customer_id == Quote.customer_id, AgendaItem.state == AgendaState.DONE)
    .correlate(Quote)
    .scalar_subquery()
)
