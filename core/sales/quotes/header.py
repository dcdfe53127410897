"""What holds for the whole of a draft besides its customer: the discount and the terms; and which message set what."""

from collections.abc import Callable, Container, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final, TypedDict

from sqlalchemy import select

from core.company import companies
from core.company.models import Company
from core.journal import Entry
from core.kernel.amounts import ZERO, Rate, amount
from core.kernel.errors import NotFound
from core.kernel.terms import checked_terms
from core.kernel.typed import line as one_line
from core.parties.models import Address, Customer, CustomerKind
from core.sales.events import QuoteChanged, QuoteDrafted
from core.sales.lifecycles import Channel
from core.sales.models import Quote
from core.sales.quotes.checks import checked_delivery, checked_deposit, checked_validity, paragraphs
from core.sales.quotes.places import zone
from core.sales.quotes.rates import follow_place
from core.uow import UnitOfWork

LONGEST_SUBJECT: Final = 200
DISCOUNT: Final = ("discount", "discount_amount")
_OF_CUSTOMER: Final = ("discount", "payment_terms", "channel", "address_id")  # usual for one, not for the next


class Terms(TypedDict, total=False):
    """What is agreed besides the prices. No payment terms ("") are the customer's, address 0 is his own."""

    validity_days: int
    payment_terms: str
    deposit: Rate
    delivery_on: date
    subject: str
    notes: str
    channel: Channel
    address_id: int


HEADER: Final = (*DISCOUNT, *Terms.__annotations__)


def header_of(quote: Quote) -> dict[str, Any]:
    return {name: getattr(quote, name) for name in HEADER}


def header_changes(quote: Quote, before: Mapping[str, Any]) -> dict[str, list[Any]]:
    """Before and after of what is no longer as it was, by column."""
    after = header_of(quote)
    return {name: [before[name], after[name]] for name in HEADER if after[name] != before[name]}


async def agree(uow: UnitOfWork, quote: Quote, terms: Terms) -> None:
    """Set the terms that are named. Raises Invalid, NotFound (address)."""
    if "validity_days" in terms:
        quote.validity_days = checked_validity(terms["validity_days"])
    if "payment_terms" in terms:
        usual = usual_terms(quote.customer, await companies.read(uow))
        quote.payment_terms = checked_terms(terms["payment_terms"]) or usual
    if "deposit" in terms:
        quote.deposit = checked_deposit(terms["deposit"])
    if "delivery_on" in terms:
        quote.delivery_on = checked_delivery(terms["delivery_on"], uow.today)
    if "subject" in terms:
        quote.subject = one_line("subject", terms["subject"], longest=LONGEST_SUBJECT)
    if "notes" in terms:
        quote.notes = paragraphs("notes", terms["notes"])
    if "channel" in terms:
        quote.channel = terms["channel"]
    if "address_id" in terms:
        before = await zone(uow, quote)
        quote.address_id = await _address_id(uow, terms["address_id"] or None, quote.customer_id)
        await follow_place(uow, quote, before)


async def go_back(uow: UnitOfWork, quote: Quote, source: str, *, but: Container[str]) -> None:
    """What this message ("chat:message") has set goes back to what it was before, `but` for what it still says.

    What somebody has set since stays. For the message that made the quote, before is what is usual for the customer;
    so it is for every message where the quote was for another customer then.
    """
    usual = usual_header(quote.customer, await companies.read(uow))
    before, where = await _before(uow, quote, source, usual), await zone(uow, quote)
    for name, value in before.items():
        if name not in but:
            setattr(quote, name, value)
    await follow_place(uow, quote, where)


def usual_header(customer: Customer, company: Company) -> dict[str, Any]:
    """What a quote for this customer has when nothing else is said."""
    return {
        "discount": customer.discount,
        "discount_amount": ZERO,
        "validity_days": company.quote_days,
        "payment_terms": usual_terms(customer, company),
        "deposit": company.deposit,
        "delivery_on": None,
        "subject": "",
        "notes": "",
        "channel": usual_channel(customer, company),
        "address_id": None,
    }


def usual_terms(customer: Customer, company: Company) -> str:
    return customer.payment_terms or company.payment_terms


def usual_channel(customer: Customer, company: Company) -> Channel:
    """Where such a customer usually agrees: a consumer at home, when the company sells there."""
    outside = company.sells_outside and customer.kind is CustomerKind.CONSUMER
    return Channel.OFF_PREMISES if outside else Channel.PREMISES


async def _before(uow: UnitOfWork, quote: Quote, source: str, usual: Mapping[str, Any]) -> dict[str, Any]:
    """What the message has set and nobody has set since, with the values to go back to; from the journal."""
    entries = select(Entry).where(
        Entry.subject == QuoteChanged.subject,
        Entry.subject_id == quote.id,
        Entry.kind.in_((QuoteDrafted.__name__, QuoteChanged.__name__)),
    )
    before: dict[str, Any] = {}
    for entry in await uow.session.scalars(entries.order_by(Entry.id)):
        changes = entry.facts.get("changes") or {}
        if entry.kind == QuoteDrafted.__name__:
            said = entry.facts.get("said") if quote.source == source else ()
            before.update(dict.fromkeys(said or ()))
        elif (entry.facts.get("said_in") or entry.source) == source:
            set_now = {name: _value(name, change[0]) for name, change in changes.items() if name in HEADER}
            before = {**set_now, **before}
        else:
            before = {name: value for name, value in before.items() if name not in changes}
        if "customer" in changes:
            before = {name: usual[name] if name in _OF_CUSTOMER else value for name, value in before.items()}
    return {name: usual[name] for name in before} if quote.source == source else before


async def _address_id(uow: UnitOfWork, address_id: int | None, customer_id: int) -> int | None:
    if address_id is None:
        return None
    theirs = select(Address.id).where(
        Address.id == address_id, Address.customer_id == customer_id, Address.archived_at.is_(None)
    )
    if await uow.session.scalar(theirs) is None:
        raise NotFound("address", address_id)
    return address_id


def _value(name: str, kept: Any) -> Any:
    return _FROM_JSON[name](kept) if name in _FROM_JSON and kept is not None else kept


_FROM_JSON: Final[Mapping[str, Callable[[Any], Any]]] = {
    "discount": lambda kept: Rate(Decimal(kept)),
    "discount_amount": amount,
    "deposit": lambda kept: Rate(Decimal(kept)),
    "delivery_on": date.fromisoformat,
    "channel": Channel,
}
