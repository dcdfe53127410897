"""What the customer does with a quote: ticking options, asking, accepting, refusing."""

from datetime import date, timedelta
from typing import Final

from core.kernel.errors import Invalid, NotFound
from core.kernel.text import words as folded_words
from core.kernel.typed import line as one_line
from core.kernel.workdays import working_from
from core.notices.notices import tell
from core.parties import customers
from core.parties.models import CustomerKind
from core.permissions import Permission, requires
from core.sales.events import QuoteAccepted, QuoteOptionChosen, QuoteQuestionAsked, QuoteRefused
from core.sales.lifecycles import QUOTE, Channel, QuoteAction, QuoteState, Reason
from core.sales.models import Quote
from core.sales.quotes.checks import paragraphs
from core.sales.quotes.issuing import LONGEST_NOTE, expect_in_force
from core.sales.quotes.lines import line_of
from core.sales.quotes.reads import load_received
from core.uow import UnitOfWork

AGREED: Final = "Bon pour accord"  # what whoever signs writes
WITHDRAWAL: Final = timedelta(days=14)  # C. cons. L221-18
NO_PAYMENT: Final = timedelta(days=7)  # C. cons. L221-10
LONGEST_QUESTION: Final = 1000


@requires(Permission.QUOTES_ANSWER)
async def choose(uow: UnitOfWork, quote_id: int, line_id: int, *, chosen: bool, version: int | None = None) -> Quote:
    """The customer ticks an option of a quote sent to him, or no longer. Totals follow, the number stays.

    Raises NotFound (also for a line that is no option), QuoteExpired, Changed, IllegalTransition.
    """
    quote = await load_received(uow, quote_id, locked=True)
    if quote.state in (QuoteState.SENT, QuoteState.EXPIRED):
        expect_in_force(uow, quote)
    quote.expect(version)
    QUOTE.after(quote.state, QuoteAction.CHOOSE)
    line = line_of(quote, line_id)
    if not line.optional:
        raise NotFound("option", line_id)
    if line.chosen is chosen:
        return quote
    quote.apply(QuoteAction.CHOOSE)
    line.chosen = chosen
    quote.settle()
    uow.record(QuoteOptionChosen(quote.id, label=line.label, chosen=chosen, gross=quote.gross))
    return quote


@requires(Permission.QUOTES_ANSWER)
async def ask(uow: UnitOfWork, quote_id: int, *, text: str) -> Quote:
    """The customer's question goes to the salesperson. Raises Invalid(text), NotFound."""
    quote = await load_received(uow, quote_id, locked=True)
    kept = paragraphs("text", text, longest=LONGEST_QUESTION)
    if not kept:
        raise Invalid("text", text)
    uow.record(QuoteQuestionAsked(quote.id, by=uow.actor.name, text=kept))
    key = f"question:{uow.actor.source}:{uow.now.isoformat()}"
    await _tell_salesperson(uow, quote, "quote_question", key=key, text=kept)
    return quote


@requires(Permission.QUOTES_ANSWER)
async def accept(
    uow: UnitOfWork, quote_id: int, *, name: str, words: str, early_start: bool = False, version: int | None = None
) -> Quote:
    """The customer says yes, under his name and with the words « Bon pour accord »; the salesperson is told.

    A prospect is a customer from here on. `early_start`: he asks that work begin before he can no longer withdraw
    (C. cons. L221-25). Raises Invalid (name, words), QuoteExpired, Changed, IllegalTransition, NotFound.
    """
    signed_by = one_line("name", name, longest=200, required=True)
    agreed = one_line("words", words, longest=100)
    if folded_words(AGREED) != folded_words(agreed):
        raise Invalid("words", words)
    quote = await _answer(uow, quote_id, QuoteAction.ACCEPT, version, signed_by)
    quote.agreed_words = agreed
    protect(uow, quote, early_start=early_start)
    customers.became_customer(uow, quote.customer)
    uow.record(QuoteAccepted(quote.id, by=signed_by, gross=quote.gross))
    await _tell_salesperson(uow, quote, "quote_accepted")
    return quote


@requires(Permission.QUOTES_ANSWER)
async def refuse(
    uow: UnitOfWork, quote_id: int, *, reason: Reason | None = None, note: str = "", version: int | None = None
) -> Quote:
    """The customer says no, perhaps why; the salesperson is told."""
    kept = one_line("note", note, longest=LONGEST_NOTE)
    quote = await _answer(uow, quote_id, QuoteAction.REFUSE, version, uow.actor.name)
    quote.reason, quote.reason_note = reason, kept
    uow.record(QuoteRefused(quote.id, by=quote.answered_by, reason=reason or ""))
    await _tell_salesperson(uow, quote, "quote_refused")
    return quote


def may_withdraw(channel: Channel, kind: CustomerKind) -> bool:
    """Whether the law lets such a buyer change his mind (C. cons. L221-18; not at fairs, L224-59)."""
    return kind is CustomerKind.CONSUMER and channel in (Channel.OFF_PREMISES, Channel.DISTANCE)


def withdrawal_until(agreed_on: date, postcode: str) -> date:
    """The last day to withdraw: 14 days, the first one not counted, to the next working day (C. cons. L221-19).

    Counted from the agreement, as for services; goods count from the day they are received, which is not known yet.
    """
    return working_from(agreed_on + WITHDRAWAL, postcode)


def payable_from(agreed_on: date) -> date:
    """The first day on which an off-premises sale may be paid: seven full days have gone by (C. cons. L221-10)."""
    return agreed_on + NO_PAYMENT + timedelta(days=1)


def protect(uow: UnitOfWork, quote: Quote, *, early_start: bool = False) -> None:
    """The contract is concluded today: store what the law of consumers gives. What the buyer was when the quote was
    frozen counts."""
    kind = CustomerKind(quote.buyer.get("kind") or quote.customer.kind)
    if not may_withdraw(quote.channel, kind):
        return
    quote.early_start = early_start
    quote.withdrawal_until = withdrawal_until(uow.today, str(quote.seller.get("zip", "")))
    if quote.channel is Channel.OFF_PREMISES:
        quote.payment_locked_until = payable_from(uow.today)


async def _answer(uow: UnitOfWork, quote_id: int, action: QuoteAction, version: int | None, by: str) -> Quote:
    quote = await load_received(uow, quote_id, locked=True)
    quote.expect(version)
    if quote.state is QuoteState.EXPIRED:
        expect_in_force(uow, quote)
    quote.apply(action)
    expect_in_force(uow, quote)
    quote.answered_at, quote.answered_by = uow.now, by
    return quote


async def _tell_salesperson(uow: UnitOfWork, quote: Quote, kind: str, *, key: str = "", **facts: str) -> None:
    if quote.created_by is not None:
        told = {"quote_id": quote.id, "by": quote.answered_by or uow.actor.name, **facts}
        await tell(uow, person_id=quote.created_by, key=f"quote:{quote.id}:{key or quote.state}", kind=kind, facts=told)
