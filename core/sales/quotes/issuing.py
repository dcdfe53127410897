"""From a draft to the customer's answer: validating, giving up, sending, accepting, refusing."""

from datetime import timedelta

from sqlalchemy import select

from core.company import companies, links
from core.company.models import LinkPurpose
from core.kernel.errors import NotFound
from core.notices.notices import tell
from core.numbering import take_number
from core.permissions import Permission, requires
from core.sales.errors import (
    QuoteEmpty,
    QuoteExpired,
)
from core.sales.events import (
    QuoteAccepted,
    QuoteCancelled,
    QuoteRefused,
    QuoteRestored,
    QuoteSent,
    QuoteValidated,
)
from core.sales.lifecycles import QuoteAction
from core.sales.models import Quote
from core.sales.papers import buyer_copy, seller_copy
from core.sales.quotes.reads import load, load_received
from core.uow import UnitOfWork


@requires(Permission.QUOTES_WRITE)
async def validate(uow: UnitOfWork, quote_id: int, *, version: int | None = None) -> Quote:
    """Give the number and freeze the quote. Raises QuoteEmpty, Changed, IllegalTransition."""
    quote = await load(uow, quote_id, locked=True)
    quote.expect(version)
    quote.apply(QuoteAction.VALIDATE)
    if not quote.lines:
        raise QuoteEmpty
    quote.settle()
    quote.issued_on = uow.today
    quote.valid_until = uow.today + timedelta(days=quote.validity_days)
    quote.number = await take_number(uow, "quote", on=uow.today)
    quote.seller = seller_copy(await companies.read(uow))
    quote.buyer = buyer_copy(quote.customer)
    uow.record(QuoteValidated(quote.id, number=quote.number, issued_on=quote.issued_on, gross=quote.gross))
    return quote


@requires(Permission.QUOTES_WRITE)
async def cancel(uow: UnitOfWork, quote_id: int, *, version: int | None = None) -> Quote:
    """Give a draft up; `restore` takes it back."""
    return await _step(uow, quote_id, QuoteAction.CANCEL, version, QuoteCancelled(quote_id))


@requires(Permission.QUOTES_WRITE)
async def restore(uow: UnitOfWork, quote_id: int, *, version: int | None = None) -> Quote:
    return await _step(uow, quote_id, QuoteAction.RESTORE, version, QuoteRestored(quote_id))


@requires(Permission.QUOTES_WRITE)
async def send(uow: UnitOfWork, quote_id: int, *, version: int | None = None) -> tuple[Quote, str]:
    """Give the quote to its customer: returns it with the secret token of a link for one person of that customer."""
    quote = await load(uow, quote_id, locked=True)
    quote.expect(version)
    _expect_in_force(uow, quote)
    quote.apply(QuoteAction.SEND)
    token = await links.share(uow, purpose=LinkPurpose.QUOTE, subject_id=quote.id, customer_id=quote.customer_id)
    uow.record(QuoteSent(quote.id, number=quote.number or ""))
    return quote, token


@requires(Permission.QUOTES_ANSWER)
async def accept(uow: UnitOfWork, quote_id: int, *, version: int | None = None) -> Quote:
    """The customer says yes; the salesperson is told. Raises QuoteExpired, Changed, IllegalTransition, NotFound."""
    quote = await _answer(uow, quote_id, QuoteAction.ACCEPT, version)
    uow.record(QuoteAccepted(quote.id, by=uow.actor.name, gross=quote.gross))
    await _tell_salesperson(uow, quote, "quote_accepted")
    return quote


@requires(Permission.QUOTES_ANSWER)
async def refuse(uow: UnitOfWork, quote_id: int, *, version: int | None = None) -> Quote:
    """The customer says no; the salesperson is told."""
    quote = await _answer(uow, quote_id, QuoteAction.REFUSE, version)
    uow.record(QuoteRefused(quote.id, by=uow.actor.name))
    await _tell_salesperson(uow, quote, "quote_refused")
    return quote


@requires(Permission.UPKEEP)
async def attach_pdf(uow: UnitOfWork, quote_id: int, *, sha256: str) -> str:
    """Keep the printed file's hash; the first one stays for ever. Returns the hash that counts."""
    quote = await uow.session.scalar(select(Quote).where(Quote.id == quote_id).with_for_update())
    if quote is None:
        raise NotFound("quote", quote_id)
    quote.pdf_sha256 = quote.pdf_sha256 or sha256
    return quote.pdf_sha256


async def _step(
    uow: UnitOfWork, quote_id: int, action: QuoteAction, version: int | None, fact: QuoteCancelled | QuoteRestored
) -> Quote:
    quote = await load(uow, quote_id, locked=True)
    quote.expect(version)
    quote.apply(action)
    uow.record(fact)
    return quote


async def _answer(uow: UnitOfWork, quote_id: int, action: QuoteAction, version: int | None) -> Quote:
    quote = await load_received(uow, quote_id, locked=True)
    quote.expect(version)
    quote.apply(action)
    _expect_in_force(uow, quote)
    quote.answered_at, quote.answered_by = uow.now, uow.actor.name
    return quote


def _expect_in_force(uow: UnitOfWork, quote: Quote) -> None:
    if quote.valid_until is not None and uow.today > quote.valid_until:
        raise QuoteExpired(quote.number or "", quote.valid_until)


async def _tell_salesperson(uow: UnitOfWork, quote: Quote, kind: str) -> None:
    if quote.created_by is not None:
        facts = {"quote_id": quote.id, "by": quote.answered_by}
        await tell(uow, person_id=quote.created_by, key=f"quote:{quote.id}:{quote.state}", kind=kind, facts=facts)
