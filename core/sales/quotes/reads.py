"""Reading quotes: for the company's people, and for the customer who received one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from sqlalchemy import bindparam, select
from sqlalchemy.orm import joinedload

from core.kernel.amounts import Quantity
from core.kernel.errors import NotFound
from core.permissions import Permission, Role, requires
from core.sales.lifecycles import QUOTE, QuoteAction, QuoteState
from core.sales.models import Quote, QuoteLine
from core.uow import Reader

CUSTOMER_SEES = (QuoteState.SENT, QuoteState.ACCEPTED, QuoteState.REFUSED)


@requires(Permission.QUOTES_READ)
async def read(db: Reader, quote_id: int) -> Quote:
    """The quote with its lines and customer, in one query. Raises NotFound."""
    return await load(db, quote_id)


@dataclass(frozen=True, slots=True)
class OutlineLine:
    """What a line is known by in words."""

    id: int
    label: str
    reference: str
    quantity: Quantity


@requires(Permission.QUOTES_READ)
async def outline(db: Reader, quote_id: int) -> tuple[QuoteState, Sequence[OutlineLine]]:
    """The quote's state and what its lines are known by, in order: much less than `read` reads. Raises NotFound."""
    rows = (await db.session.execute(_OUTLINE, {"quote_id": quote_id})).all()
    if not rows:
        raise NotFound("quote", quote_id)
    lines = (OutlineLine(row.id, row.label, row.reference, row.quantity) for row in rows if row.id is not None)
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


@requires(Permission.QUOTES_READ)
async def by_number(db: Reader, typed: str, *, limit: int = 5) -> Sequence[Quote]:
    """Quotes whose number is, or ends with, what was typed: `DE2611-0044`, `de44`, `44`; newest first."""
    digits = "".join(c for c in typed if c.isdigit())
    if not digits:
        return []
    whole = Quote.number == f"DE{digits[:4]}-{digits[4:]}" if len(digits) > 4 else None
    ending = Quote.number.like(f"%-{digits[-4:].zfill(4)}")
    query = select(Quote).where(ending if whole is None else whole).options(joinedload(Quote.customer))
    return (await db.session.scalars(query.order_by(Quote.id.desc()).limit(limit))).all()


@requires(Permission.QUOTES_READ)
async def twin(db: Reader, *, said: str, within: timedelta) -> Quote | None:
    """The actor's latest live quote made from the same words within this time: the same message sent again."""
    query = (
        select(Quote)
        .where(
            Quote.said == said[:500],
            Quote.created_by == db.actor.person_id,
            Quote.created_at >= db.now - within,
            Quote.state != QuoteState.CANCELLED,
        )
        .options(joinedload(Quote.customer))
        .order_by(Quote.id.desc())
        .limit(1)
    )
    found: Quote | None = await db.session.scalar(query)
    return found


@requires(Permission.QUOTES_READ)
async def made_from(db: Reader, source: str) -> int | None:
    """The quote that this message made or added lines to."""
    made: int | None = await db.session.scalar(select(Quote.id).where(Quote.source == source))
    if made is None:
        made = await db.session.scalar(select(QuoteLine.quote_id).where(QuoteLine.source == source).limit(1))
    return made


@requires(Permission.QUOTES_ANSWER)
async def read_received(db: Reader, quote_id: int) -> Quote:
    """The quote as its customer may see it: sent to him, or answered. Raises NotFound for any other."""
    return await load_received(db, quote_id)


@requires(Permission.QUOTES_ANSWER)
async def received(db: Reader, *, limit: int = 10) -> Sequence[Quote]:
    """The quotes that the actor's customer has received, newest first."""
    query = select(Quote).where(Quote.customer_id == db.actor.customer_id, Quote.state.in_(CUSTOMER_SEES))
    return (await db.session.scalars(query.order_by(Quote.id.desc()).limit(limit))).all()


async def load(db: Reader, quote_id: int, *, locked: bool = False) -> Quote:
    if locked and db.session.get_bind().dialect.name == "postgresql":  # on SQLite one transaction writes at a time
        await db.session.execute(_LOCK, {"quote_id": quote_id})
    found = await db.session.scalars(_WHOLE, {"quote_id": quote_id})
    quote = found.unique().one_or_none()
    if quote is None:
        raise NotFound("quote", quote_id)
    return quote


# Built once: a quote is read several times for each message, and building the statement costs more than running it.
_WHOLE: Final = (
    select(Quote).where(Quote.id == bindparam("quote_id")).options(joinedload(Quote.lines), joinedload(Quote.customer))
)
_OUTLINE: Final = (
    select(Quote.state, QuoteLine.id, QuoteLine.label, QuoteLine.reference, QuoteLine.quantity)
    .outerjoin(QuoteLine, QuoteLine.quote_id == Quote.id)
    .where(Quote.id == bindparam("quote_id"))
    .order_by(QuoteLine.position)
)
# First the lock, then the quote in a statement of its own: PostgreSQL, once it has waited for a lock, reads the locked
# row anew, but the lines joined to it as they were before.
_LOCK: Final = select(Quote.id).where(Quote.id == bindparam("quote_id")).with_for_update()


async def load_received(db: Reader, quote_id: int, *, locked: bool = False) -> Quote:
    quote = await load(db, quote_id, locked=locked)
    theirs = db.actor.role is Role.CUSTOMER and db.actor.customer_id == quote.customer_id
    if not theirs or quote.state not in CUSTOMER_SEES:
        raise NotFound("quote", quote_id)
    return quote
