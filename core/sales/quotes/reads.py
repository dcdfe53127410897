"""Reading quotes: for the company's people, and for the customer who received one."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, bindparam, func, or_, select, true
from sqlalchemy.orm import aliased, joinedload

from core.company.models import AccessLink, LinkPurpose, Member, Person
from core.history import open_to_readers
from core.journal import Entry
from core.kernel.amounts import Amount, Quantity
from core.kernel.errors import NotFound
from core.notices.models import Notice
from core.parties.models import Address, Customer
from core.parties.visibility import followed, sees
from core.permissions import Permission, Role, requires
from core.sales.events import QuoteChanged
from core.sales.lifecycles import QUOTE, LineKind, OrderState, QuoteAction, QuoteState
from core.sales.models import Order, Quote, QuoteLine
from core.uow import Reader

OPEN: Final = (QuoteState.DRAFT, QuoteState.VALIDATED, QuoteState.SENT)  # something is still to come of them
CUSTOMER_SEES: Final = (
    QuoteState.SENT,
    QuoteState.ACCEPTED,
    QuoteState.REFUSED,
    QuoteState.EXPIRED,
    QuoteState.REPLACED,
    QuoteState.ORDERED,
)


@requires(Permission.QUOTES_READ)
async def read(db: Reader, quote_id: int) -> Quote:
    """The quote with its lines and customer, in one query. Raises NotFound."""
    return await load(db, quote_id)


@dataclass(frozen=True, slots=True)
class OutlineLine:
    """What a line is known by in words; titles and texts are lines too."""

    id: int
    label: str
    reference: str
    quantity: Quantity
    kind: LineKind = LineKind.ITEM


@requires(Permission.QUOTES_READ)
async def outline(db: Reader, quote_id: int) -> tuple[QuoteState, Sequence[OutlineLine]]:
    """The quote's state and what its lines are known by, in order: much less than `read` reads. Raises NotFound."""
    statement = _OUTLINE if db.actor.may(Permission.CUSTOMERS_ALL) else _OUTLINE.where(visible(db))
    rows = (await db.session.execute(statement, {"quote_id": quote_id})).all()
    if not rows:
        raise NotFound("quote", quote_id)
    lines = (OutlineLine(*row[1:]) for row in rows if row.id is not None)
    return rows[0].state, tuple(lines)


@requires(Permission.QUOTES_READ)
async def expect_draft(db: Reader, quote_id: int, *, version: int | None = None) -> Quote:
    """The quote, still a draft and at this version; raises IllegalTransition or Changed when it no longer is."""
    quote = await load(db, quote_id)
    quote.expect(version)
    QUOTE.after(quote.state, QuoteAction.CHANGE)
    return quote


@requires(Permission.QUOTES_READ)
async def open_drafts(db: Reader, *, limit: int = 10) -> Sequence[Quote]:
    """The actor's unfinished quotes, newest first, with their customers."""
    drafts = (
        select(Quote)
        .where(Quote.state == QuoteState.DRAFT, Quote.created_by == db.actor.person_id)
        .options(joinedload(Quote.customer))
        .order_by(Quote.id.desc())
        .limit(limit)
    )
    return (await db.session.scalars(drafts)).all()


@dataclass(frozen=True, slots=True)
class Listed:
    """A quote in a list. `age` is in days: since it was first sent, else since it was made."""

    quote: Quote
    age: int
    sent_on: date | None


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of a list; `total` and `counts` are of all its pages."""

    rows: Sequence[Listed]
    total: int
    counts: Mapping[QuoteState, int]


@requires(Permission.QUOTES_READ)
async def mine(db: Reader, *, states: Sequence[QuoteState] | None = None, limit: int = 10, offset: int = 0) -> Listing:
    """The quotes that the actor made, newest first, with their customers; without states those still open."""
    wanted = (Quote.created_by == db.actor.person_id, Quote.state.in_(states or OPEN), _WAS_A_QUOTE)
    counted = await db.session.execute(select(Quote.state, func.count()).where(*wanted).group_by(Quote.state))
    counts = {row[0]: row[1] for row in counted}
    page = (
        select(Quote, _FIRST_SENT)
        .where(*wanted)
        .options(joinedload(Quote.customer))
        .order_by(Quote.id.desc())
        .limit(limit)
        .offset(offset)
    )
    rows = [_listed(db, *row) for row in await db.session.execute(page)]
    return Listing(rows, sum(counts.values()), counts)


@requires(Permission.QUOTES_READ)
async def by_number(db: Reader, typed: str, *, limit: int = 5) -> Sequence[Quote]:
    """Quotes whose number is, or ends with, what was typed: `DE2611-0044`, `de44`, `44`, `44-v2`; newest first.

    Whatever prefix the company has had; without a version all versions.
    """
    found = _TYPED_NUMBER.search(typed.strip().lower())
    if found is None:
        return []
    ending = f"{found['month'] or ''}-{found['sequence'].zfill(4)}"
    version = int(found["version"] or 0)
    endings = [f"{ending}-V{version}"] if version > 1 else [ending] if version else [ending, f"{ending}-V%"]
    wanted = or_(*(Quote.number.like(f"%{each}") for each in endings))
    query = select(Quote).where(wanted, visible(db)).options(joinedload(Quote.customer))
    return (await db.session.scalars(query.order_by(Quote.id.desc()).limit(limit))).all()


@requires(Permission.QUOTES_READ)
async def of_amount(db: Reader, *, least: Amount, most: Amount, limit: int = 5) -> Sequence[Quote]:
    """Quotes that come to such a sum, with VAT or without, newest first; without those that another replaces."""
    sums = or_(Quote.gross.between(least, most), Quote.net.between(least, most))
    query = select(Quote).where(sums, Quote.state != QuoteState.REPLACED, visible(db))
    query = query.options(joinedload(Quote.customer)).order_by(Quote.id.desc())
    return (await db.session.scalars(query.limit(limit))).all()


@requires(Permission.QUOTES_READ)
async def last_of(db: Reader, customer_id: int) -> Quote | None:
    """The customer's last quote that was sent, accepted or ordered: « comme la dernière fois »."""
    query = (
        select(Quote)
        .where(
            Quote.customer_id == customer_id,
            Quote.state.in_((QuoteState.SENT, QuoteState.ACCEPTED, QuoteState.ORDERED)),
            visible(db),
        )
        .options(joinedload(Quote.customer))
        .order_by(Quote.id.desc())
        .limit(1)
    )
    found: Quote | None = await db.session.scalar(query)
    return found


@requires(Permission.QUOTES_READ)
async def address_of(db: Reader, quote_id: int) -> Address | None:
    """Where the work of a quote is done, when that is not at its customer's. Raises NotFound."""
    quote = await load(db, quote_id)
    return await db.session.get(Address, quote.address_id) if quote.address_id is not None else None


@dataclass(frozen=True, slots=True)
class Told:
    """A person of the customer who has the quote in his chat; `at` is None while it is on its way."""

    name: str
    at: datetime | None


@requires(Permission.QUOTES_READ)
async def told(db: Reader, quote_id: int) -> Sequence[Told]:
    """Whom of its customer's people a sending reaches directly: those who are in the chat and can be written to."""
    quote = await load(db, quote_id)
    theirs = (
        select(Person.name, Notice.said_at)
        .join(Notice, Notice.person_id == Person.id)
        .join(Member, Member.person_id == Person.id)
        .where(
            Notice.key == sent_key(quote.id),
            Member.role == Role.CUSTOMER,
            Member.customer_id == quote.customer_id,
            Member.active.is_(True),
            Person.unreachable_since.is_(None),
        )
    )
    return [Told(*row) for row in await db.session.execute(theirs.order_by(Person.name))]


def sent_key(quote_id: int) -> str:
    """The key of the notice that tells the customer's people of a quote, each once."""
    return f"quote:{quote_id}:sent"


@requires(Permission.QUOTES_READ)
async def twin(db: Reader, *, said: str, within: timedelta) -> Quote | None:
    """The actor's latest live quote made from the same words within this time: the same message sent again.

    One whose order was cancelled is not live.
    """
    given_up = select(Order.id).where(Order.quote_id == Quote.id, Order.state == OrderState.CANCELLED)
    query = (
        select(Quote)
        .where(
            Quote.said == said[:500],
            Quote.created_by == db.actor.person_id,
            Quote.created_at >= db.now - within,
            Quote.state != QuoteState.CANCELLED,
            ~given_up.exists(),
        )
        .options(joinedload(Quote.customer))
        .order_by(Quote.id.desc())
        .limit(1)
    )
    found: Quote | None = await db.session.scalar(query)
    return found


@requires(Permission.QUOTES_READ)
async def made_from(db: Reader, source: str) -> int | None:
    """The quote that this message made, added lines to, or set the discount or the terms of."""
    made: int | None = await db.session.scalar(select(Quote.id).where(Quote.source == source, visible(db)))
    if made is None:
        added = select(QuoteLine.quote_id).join(Quote).where(QuoteLine.source == source, visible(db)).limit(1)
        made = await db.session.scalar(added)
    return await _set_from(db, source) if made is None else made


async def _set_from(db: Reader, source: str) -> int | None:
    facts = select(Entry.subject_id, Entry.facts).where(Entry.source == source, Entry.kind == QuoteChanged.__name__)
    changed = [row.subject_id for row in await db.session.execute(facts) if row.facts.get("changes")]
    seen = select(Quote.id).where(Quote.id.in_(changed), visible(db)).limit(1)
    found: int | None = await db.session.scalar(seen) if changed else None
    return found


@requires(Permission.QUOTES_ANSWER)
async def read_received(db: Reader, quote_id: int) -> Quote:
    """The quote as its customer may see it; one that a newer version has replaced leads to that one, once it is sent.

    Raises NotFound for any other.
    """
    quote = await load_received(db, quote_id)
    while quote.state is QuoteState.REPLACED:
        newer = await db.session.scalar(select(Quote.id).where(Quote.revises_id == quote.id, _SEEN))
        if newer is None:
            break
        quote = await load_received(db, newer)
    return quote


@requires(Permission.QUOTES_ANSWER)
async def received(db: Reader, *, limit: int = 10) -> Sequence[Quote]:
    """The quotes that the actor's customer has received, newest first, each in its newest version."""
    newer = select(_NEWER.id).where(_NEWER.revises_id == Quote.id, _NEWER.state.in_(CUSTOMER_SEES), _given(_NEWER))
    query = select(Quote).where(Quote.customer_id == db.actor.customer_id, _SEEN, ~newer.exists())
    return (await db.session.scalars(query.order_by(Quote.id.desc()).limit(limit))).all()


async def load(db: Reader, quote_id: int, *, locked: bool = False) -> Quote:
    """The whole quote for one of the company's people; raises NotFound, also for one that is none of his business."""
    quote = await _load(db, quote_id, locked)
    if quote.created_by != db.actor.person_id and not sees(db, quote.customer):
        raise NotFound("quote", quote_id)
    return quote


async def load_received(db: Reader, quote_id: int, *, locked: bool = False) -> Quote:
    """The whole quote for the customer whom it was given to; raises NotFound."""
    quote = await _load(db, quote_id, locked)
    theirs = db.actor.role is Role.CUSTOMER and db.actor.customer_id == quote.customer_id
    if not theirs or quote.state not in CUSTOMER_SEES:
        raise NotFound("quote", quote_id)
    if quote.state in _PERHAPS_NEVER_GIVEN and await db.session.scalar(_GIVEN, {"quote_id": quote_id}) is None:
        raise NotFound("quote", quote_id)
    return quote


def visible(db: Reader) -> ColumnElement[bool]:
    """The quotes that the actor may know of: his own, and those of the customers whom he may know of."""
    if db.actor.may(Permission.CUSTOMERS_ALL):
        return true()
    return or_(Quote.created_by == db.actor.person_id, Quote.customer_id.in_(select(Customer.id).where(followed(db))))


async def _load(db: Reader, quote_id: int, locked: bool) -> Quote:
    if locked and db.session.get_bind().dialect.name == "postgresql":  # on SQLite one transaction writes at a time
        await db.session.execute(_LOCK, {"quote_id": quote_id})
    anew = {"populate_existing": locked}  # what this session read before the lock may have been changed meanwhile
    found = await db.session.scalars(_WHOLE, {"quote_id": quote_id}, execution_options=anew)
    quote = found.unique().one_or_none()
    if quote is None:
        raise NotFound("quote", quote_id)
    return quote


def _listed(db: Reader, quote: Quote, sent_at: Any) -> Listed:
    since = db.local(sent_at or quote.created_at).date()
    return Listed(quote, (db.today - since).days, since if sent_at else None)


def _given(quote: Any) -> ColumnElement[bool]:
    """Whether the customer was given it: EXPIRED, REPLACED and ORDERED do not tell."""
    link = select(AccessLink.id).where(AccessLink.purpose == LinkPurpose.QUOTE, AccessLink.subject_id == quote.id)
    return or_(quote.state.not_in(_PERHAPS_NEVER_GIVEN), link.exists())


_PERHAPS_NEVER_GIVEN: Final = (QuoteState.EXPIRED, QuoteState.REPLACED, QuoteState.REFUSED, QuoteState.ORDERED)
_TYPED_NUMBER: Final = re.compile(
    r"(?:(?P<month>\d{4})(?:-(?=\d)|(?=\d{4})))?(?P<sequence>\d+)(?:[\s-]*v\s*(?P<version>\d{1,3}))?$"
)
_NEWER: Final = aliased(Quote)
_WAS_A_QUOTE: Final = or_(Quote.state != QuoteState.ORDERED, Quote.number.is_not(None))
_SEEN: Final = Quote.state.in_(CUSTOMER_SEES) & _given(Quote)
_FIRST_SENT: Final = (
    select(func.min(AccessLink.created_at))
    .where(AccessLink.purpose == LinkPurpose.QUOTE, AccessLink.subject_id == Quote.id)
    .correlate(Quote)
    .scalar_subquery()
)
_GIVEN: Final = (
    select(AccessLink.id)
    .where(AccessLink.purpose == LinkPurpose.QUOTE, AccessLink.subject_id == bindparam("quote_id"))
    .limit(1)
)

# Built once: a quote is read several times for each message, and building the statement costs more than running it.
_WHOLE: Final = (
    select(Quote).where(Quote.id == bindparam("quote_id")).options(joinedload(Quote.lines), joinedload(Quote.customer))
)
_OUTLINE: Final = (
    select(Quote.state, QuoteLine.id, QuoteLine.label, QuoteLine.reference, QuoteLine.quantity, QuoteLine.kind)
    .outerjoin(QuoteLine, QuoteLine.quote_id == Quote.id)
    .where(Quote.id == bindparam("quote_id"))
    .order_by(QuoteLine.position)
)
# First the lock, then the quote in a statement of its own: PostgreSQL, once it has waited for a lock, reads the locked
# row anew, but the lines joined to it as they were before.
_LOCK: Final = select(Quote.id).where(Quote.id == bindparam("quote_id")).with_for_update()


open_to_readers("quote", read)
