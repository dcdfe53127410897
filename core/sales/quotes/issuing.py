"""From a draft to a quote that the customer holds: validating, giving up, sending, losing, expiring."""

import re
from datetime import datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import Select, select

from core.company import companies, links
from core.company.models import Company, LinkPurpose, Member
from core.db.scope import ALL_COMPANIES
from core.journal import Entry
from core.kernel.errors import NotFound
from core.kernel.priority import Priority
from core.kernel.typed import line as one_line
from core.notices.notices import tell
from core.numbering import take_number
from core.permissions import SYSTEM, Actor, Permission, Role, requires
from core.sales.errors import QuoteEmpty, QuoteExpired, QuoteForOrder, RevisionOpen
from core.sales.events import (
    QuoteCancelled,
    QuoteCopyKept,
    QuoteLapsed,
    QuoteLost,
    QuoteReplaced,
    QuoteRestored,
    QuoteSent,
    QuoteValidated,
)
from core.sales.lifecycles import QUOTE, LineKind, QuoteAction, QuoteState, Reason
from core.sales.models import Quote
from core.sales.papers import buyer_copy, seller_copy
from core.sales.quotes.floors import expect_above_floor
from core.sales.quotes.places import place_of
from core.sales.quotes.rates import settle
from core.sales.quotes.reads import load, sent_key
from core.sales.quotes.whole import expect_whole_lines
from core.uow import Reader, UnitOfWork

LONGEST_NOTE: Final = 500


@requires(Permission.QUOTES_WRITE)
async def validate(uow: UnitOfWork, quote_id: int, *, version: int | None = None) -> Quote:
    """Give the number and freeze the quote; a revision takes the place of the version before it.

    Raises QuoteEmpty, QuoteForOrder, NotWhole, BelowFloor, Changed, IllegalTransition.
    """
    quote = await load(uow, quote_id, locked=True)
    quote.expect(version)
    _expect_quote(quote)
    QUOTE.after(quote.state, QuoteAction.VALIDATE)
    if not any(line.kind is LineKind.ITEM for line in quote.lines):
        raise QuoteEmpty
    await expect_whole_lines(uow, quote.lines)
    expect_above_floor(uow, quote)
    quote.apply(QuoteAction.VALIDATE)
    await settle(uow, quote)
    company = await companies.read(uow)
    quote.issued_on = uow.today
    quote.valid_until = uow.today + timedelta(days=quote.validity_days)
    quote.number = await _number(uow, quote, company)
    quote.seller, quote.buyer = seller_copy(company), buyer_copy(quote.customer)
    quote.place = await place_of(uow, quote)
    uow.record(QuoteValidated(quote.id, number=quote.number, issued_on=quote.issued_on, gross=quote.gross))
    return quote


@requires(Permission.QUOTES_WRITE)
async def cancel(uow: UnitOfWork, quote_id: int, *, version: int | None = None) -> Quote:
    """Give a draft up; `restore` takes it back."""
    return await _step(uow, quote_id, QuoteAction.CANCEL, version, QuoteCancelled(quote_id))


@requires(Permission.QUOTES_WRITE)
async def restore(uow: UnitOfWork, quote_id: int, *, version: int | None = None) -> Quote:
    """Take a draft up again. Raises RevisionOpen when it revised a quote that another draft revises by now."""
    quote = await _step(uow, quote_id, QuoteAction.RESTORE, version, QuoteRestored(quote_id))
    if quote.revises_id is not None:
        await load(uow, quote.revises_id, locked=True)  # as whoever begins another version of it does
        await expect_no_revision(uow, quote.revises_id, besides=quote.id)
    return quote


@requires(Permission.QUOTES_WRITE)
async def send(uow: UnitOfWork, quote_id: int, *, version: int | None = None) -> tuple[Quote, str]:
    """Give the quote to its customer: returns it with the secret token of a link for one person of that customer.

    Whoever of that customer is in the chat already is told, once for each quote. Raises QuoteExpired, QuoteForOrder,
    Changed, IllegalTransition.
    """
    quote = await load(uow, quote_id, locked=True)
    quote.expect(version)
    _expect_quote(quote)
    expect_in_force(uow, quote)
    quote.apply(QuoteAction.SEND)
    token = await links.share(uow, purpose=LinkPurpose.QUOTE, subject_id=quote.id, customer_id=quote.customer_id)
    uow.record(QuoteSent(quote.id, number=quote.number or ""))
    facts = {"quote_id": quote.id, "by": uow.actor.name}
    for person_id in await uow.session.scalars(people_of(quote.customer_id)):
        await tell(uow, person_id=person_id, key=sent_key(quote.id), kind="quote_sent", facts=facts)
    return quote, token


def people_of(customer_id: int) -> Select[int]:
    """The persons of a customer who have opened a link before."""
    return select(Member.person_id).where(
        Member.customer_id == customer_id, Member.role == Role.CUSTOMER, Member.active.is_(True)
    )


@requires(Permission.QUOTES_WRITE)
async def lose(uow: UnitOfWork, quote_id: int, *, reason: Reason, note: str = "", version: int | None = None) -> Quote:
    """Nothing will come of it, and why. Raises Changed, IllegalTransition."""
    kept = one_line("note", note, longest=LONGEST_NOTE)
    quote = await _step(uow, quote_id, QuoteAction.LOSE, version, QuoteLost(quote_id, reason=reason, note=kept))
    quote.reason, quote.reason_note = reason, kept
    return quote


@requires(Permission.UPKEEP)
async def companies_to_expire(db: Reader) -> list[Actor]:
    """Who acts for each company where the validity of a quote has passed, by that company's own day."""
    waiting = (
        select(Company.id, Company.zone)
        .join(Quote, Quote.company_id == Company.id)
        .where(Quote.state.in_(_MAY_EXPIRE), Quote.valid_until < (db.now + timedelta(days=1)).date())
        .distinct()
        .execution_options(**{ALL_COMPANIES: True})
    )
    return [
        Actor(SYSTEM.role, SYSTEM.name, company_id=row.id, zone=row.zone) for row in await db.session.execute(waiting)
    ]


@requires(Permission.UPKEEP)
async def expire_due(uow: UnitOfWork) -> int:
    """End the quotes of the actor's company whose validity has passed; returns how many.

    Each maker is told once a day, all his quotes together, and not before the quiet hours are over.
    """
    overdue = (
        select(Quote)
        .where(Quote.state.in_(_MAY_EXPIRE), Quote.valid_until < uow.today)
        .order_by(Quote.id)
        .with_for_update()
    )
    quotes = (await uow.session.scalars(overdue)).all()
    told: dict[int, list[int]] = {}
    for quote in quotes:
        quote.apply(QuoteAction.EXPIRE)
        assert quote.valid_until is not None, "a validated quote has an end"
        uow.record(QuoteLapsed(quote.id, valid_until=quote.valid_until))
        if quote.created_by is not None:
            told.setdefault(quote.created_by, []).append(quote.id)
    for person_id, ids in told.items():
        key, facts = f"quotes_expired:{uow.today}", {"quote_ids": ids}
        await tell(
            uow,
            person_id=person_id,
            key=key,
            kind="quotes_expired",
            facts=facts,
            due_at=await _morning(uow),
            priority=Priority.DIGEST,
        )
    return len(quotes)


@requires(Permission.UPKEEP)
async def attach_pdf(uow: UnitOfWork, quote_id: int, *, sha256: str) -> str:
    """Keep the printed file's hash; the first one stays for ever. Returns the hash that counts."""
    quote = await uow.session.scalar(select(Quote).where(Quote.id == quote_id).with_for_update())
    if quote is None:
        raise NotFound("quote", quote_id)
    quote.pdf_sha256 = quote.pdf_sha256 or sha256
    return quote.pdf_sha256


@requires(Permission.UPKEEP)
async def attach_signed(uow: UnitOfWork, quote_id: int, *, sha256: str) -> str:
    """Keep the hash of the accepted quote's PDF; the first one stays for ever. Returns the hash that counts."""
    await uow.session.scalar(select(Quote.id).where(Quote.id == quote_id).with_for_update())
    kept = await signed_pdf(uow, quote_id)
    if kept is None:
        uow.record(QuoteCopyKept(quote_id, sha256=sha256))
    return kept or sha256


@requires(Permission.UPKEEP)
async def signed_pdf(db: Reader, quote_id: int) -> str | None:
    """The hash of the accepted quote's PDF, once it was printed: the journal keeps it, so it never changes."""
    kept = select(Entry.facts).where(
        Entry.subject == "quote", Entry.subject_id == quote_id, Entry.kind == QuoteCopyKept.__name__
    )
    facts = await db.session.scalar(kept.order_by(Entry.id).limit(1))
    return None if facts is None else str(facts["sha256"])


def expect_in_force(db: Reader, quote: Quote) -> None:
    """Raises QuoteExpired."""
    if quote.valid_until is not None and (quote.state is QuoteState.EXPIRED or db.today > quote.valid_until):
        raise QuoteExpired(quote.number or "", quote.valid_until)


async def expect_no_revision(db: Reader, quote_id: int, *, besides: int | None = None) -> None:
    """Raises RevisionOpen when a draft revises this quote."""
    drafts = select(Quote.id).where(Quote.revises_id == quote_id, Quote.state == QuoteState.DRAFT, Quote.id != besides)
    revision_id = await db.session.scalar(drafts)
    if revision_id is not None:
        raise RevisionOpen(revision_id)


def _expect_quote(quote: Quote) -> None:
    if quote.for_order:
        raise QuoteForOrder


async def _step(
    uow: UnitOfWork,
    quote_id: int,
    action: QuoteAction,
    version: int | None,
    fact: QuoteCancelled | QuoteRestored | QuoteLost,
) -> Quote:
    quote = await load(uow, quote_id, locked=True)
    quote.expect(version)
    quote.apply(action)
    uow.record(fact)
    return quote


async def _number(uow: UnitOfWork, quote: Quote, company: Company) -> str:
    """The next number; a revision keeps that of the quote it replaces: DE2611-0045-V2."""
    if quote.revises_id is None:
        return await take_number(uow, "quote", on=uow.today, prefix=company.quote_prefix)
    earlier = await load(uow, quote.revises_id, locked=True)
    earlier.apply(QuoteAction.REPLACE)
    number = f"{_VERSION.sub('', earlier.number or '')}-V{quote.revision + 1}"
    uow.record(QuoteReplaced(earlier.id, number=number))
    return number


async def _morning(uow: UnitOfWork) -> datetime:
    """Now, or the end of the company's quiet hours when it is still night there."""
    company = await companies.read(uow)
    hours, minutes = divmod(company.quiet_to, 60)
    quiet_to = datetime.combine(uow.today, time(hours % 24, minutes), ZoneInfo(company.zone))
    return max(uow.now, quiet_to)


_VERSION: Final = re.compile(r"-V\d+$")
_MAY_EXPIRE: Final = tuple(state for state, action, _ in QUOTE.rows if action is QuoteAction.EXPIRE)
