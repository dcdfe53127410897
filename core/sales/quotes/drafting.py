"""Making a draft and changing what holds for all of it."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from sqlalchemy import select

from core.company import companies
from core.company.models import Company
from core.journal import Entry
from core.kernel.amounts import NO_RATE, ZERO, Amount, Rate
from core.kernel.errors import NotFound
from core.kernel.terms import checked_terms
from core.kernel.typed import line as one_line
from core.parties import customers
from core.parties.models import Address, Customer, CustomerKind
from core.parties.visibility import followed
from core.permissions import Permission, requires
from core.sales.events import QuoteChanged, QuoteDrafted
from core.sales.lifecycles import Channel, QuoteAction
from core.sales.models import Quote
from core.sales.quotes.checks import (
    checked_cut,
    checked_delivery,
    checked_deposit,
    checked_discount,
    checked_validity,
    paragraphs,
)
from core.sales.quotes.lines import MOST_LINES, NewLine, append, renumber
from core.sales.quotes.reads import load
from core.uow import UnitOfWork

LONGEST_SUBJECT: Final = 200


@requires(Permission.QUOTES_WRITE)
async def draft(
    uow: UnitOfWork,
    *,
    customer_id: int,
    lines: Sequence[NewLine],
    discount: Rate | None = None,
    discount_amount: Amount = ZERO,
    validity_days: int | None = None,
    payment_terms: str = "",
    deposit: Rate | None = None,
    delivery_on: date | None = None,
    subject: str = "",
    notes: str = "",
    channel: Channel | None = None,
    address_id: int | None = None,
    source: str = "",
    said: str = "",
) -> Quote:
    """Make a draft. What is not said comes from the customer (discount, terms, language), then from the company.

    Raises NotFound (customer, product, address), PriceMissing, QuantityWrong, DiscountWrong, AmountTooLarge,
    TooManyLines, VatRateUnknown, Invalid (validity_days, payment_terms, deposit, delivery_on, subject, notes, label).
    """
    customer = await customer_of(uow, customer_id)
    company = await companies.read(uow)
    quote = Quote(
        customer_id=customer.id,
        created_at=uow.now,
        created_by=uow.actor.person_id,
        salesperson=uow.actor.name,
        discount=_or_customers(discount, discount_amount, customer),
        discount_amount=checked_cut(discount_amount),
        language=customer.language,
        subject=one_line("subject", subject, longest=LONGEST_SUBJECT),
        notes=paragraphs("notes", notes),
        payment_terms=checked_terms(payment_terms) or usual_terms(customer, company),
        deposit=company.deposit if deposit is None else checked_deposit(deposit),
        delivery_on=None if delivery_on is None else checked_delivery(delivery_on, uow.today),
        channel=channel or usual_channel(customer, company),
        address_id=await _address_id(uow, address_id, customer.id),
        validity_days=company.quote_days if validity_days is None else checked_validity(validity_days),
        currency=company.currency,
        demo=company.demo,
        source=source,
        said=said[:500],
    )
    quote.customer, quote.lines = customer, []
    customers.used(uow, customer)
    await append(uow, quote, lines, source)
    quote.settle()
    uow.session.add(quote)
    await uow.session.flush()
    uow.record(QuoteDrafted(quote.id, customer=customer.name, gross=quote.gross))
    return quote


@requires(Permission.QUOTES_WRITE)
async def set_discount(
    uow: UnitOfWork,
    quote_id: int,
    *,
    discount: Rate = NO_RATE,
    discount_amount: Amount = ZERO,
    version: int | None = None,
) -> Quote:
    """The whole quote's discount, as a rate or else as an amount before tax; both zero takes it away."""
    quote = await change(uow, quote_id, version)
    quote.discount, quote.discount_amount = checked_discount(discount), checked_cut(discount_amount)
    return changed(uow, quote, "set_discount")


@requires(Permission.QUOTES_WRITE)
async def set_customer(uow: UnitOfWork, quote_id: int, *, customer_id: int, version: int | None = None) -> Quote:
    """Another customer. Prices stay; what the quote had from the old one it now has from the new one."""
    quote = await change(uow, quote_id, version)
    await _hand_over(uow, quote, customer_id)
    return changed(uow, quote, "set_customer")


@requires(Permission.QUOTES_WRITE)
async def set_terms(
    uow: UnitOfWork,
    quote_id: int,
    *,
    validity_days: int | None = None,
    payment_terms: str | None = None,
    deposit: Rate | None = None,
    delivery_on: date | None = None,
    subject: str | None = None,
    notes: str | None = None,
    channel: Channel | None = None,
    address_id: int | None = None,
    version: int | None = None,
) -> Quote:
    """Change what is agreed besides the prices; what is None stays.

    No payment terms ("") are the customer's again, address 0 his own. Raises Invalid, NotFound (address).
    """
    quote = await change(uow, quote_id, version)
    if validity_days is not None:
        quote.validity_days = checked_validity(validity_days)
    if payment_terms is not None:
        usual = usual_terms(quote.customer, await companies.read(uow))
        quote.payment_terms = checked_terms(payment_terms) or usual
    if deposit is not None:
        quote.deposit = checked_deposit(deposit)
    if delivery_on is not None:
        quote.delivery_on = checked_delivery(delivery_on, uow.today)
    if subject is not None:
        quote.subject = one_line("subject", subject, longest=LONGEST_SUBJECT)
    if notes is not None:
        quote.notes = paragraphs("notes", notes)
    if address_id is not None:
        quote.address_id = await _address_id(uow, address_id or None, quote.customer_id)
    quote.channel = channel or quote.channel
    return changed(uow, quote, "set_terms")


@requires(Permission.QUOTES_WRITE)
async def rewrite(
    uow: UnitOfWork,
    quote_id: int,
    *,
    source: str,
    lines: Sequence[NewLine],
    customer_id: int | None = None,
    discount: Rate | None = None,
    discount_amount: Amount | None = None,
    validity_days: int | None = None,
) -> Quote:
    """The message `source` now says something else: its lines are replaced where they stood, the others stay."""
    quote = await change(uow, quote_id, None)
    if customer_id is not None and customer_id != quote.customer_id:
        await _hand_over(uow, quote, customer_id)
    if discount is not None or discount_amount is not None:
        quote.discount = checked_discount(discount or NO_RATE)
        quote.discount_amount = checked_cut(discount_amount or ZERO)
    elif quote.source == source and not await _discounted_since(uow, quote_id):
        quote.discount, quote.discount_amount = quote.customer.discount, ZERO  # the words that gave another are gone
    if validity_days is not None:
        quote.validity_days = checked_validity(validity_days)
    kept = [line for line in quote.lines if line.source != source]
    before = len([line for line in kept if line.position < _first_position(quote, source)])
    quote.lines[:] = kept
    await uow.session.flush()
    await append(uow, quote, lines, source)
    fresh = quote.lines[len(kept) :]
    quote.lines[:] = [*kept[:before], *fresh, *kept[before:]]
    renumber(quote)
    return changed(uow, quote, "rewrite")


async def change(uow: UnitOfWork, quote_id: int, version: int | None) -> Quote:
    """The draft, to be changed. Raises NotFound, Changed, IllegalTransition."""
    quote = await load(uow, quote_id, locked=True)
    quote.expect(version)
    quote.apply(QuoteAction.CHANGE)
    return quote


def changed(uow: UnitOfWork, quote: Quote, what: str) -> Quote:
    quote.settle()
    uow.record(QuoteChanged(quote.id, what=what, gross=quote.gross))
    return quote


async def customer_of(uow: UnitOfWork, customer_id: int) -> Customer:
    """A customer to sell to, one whom the actor may know of; whoever merges him with another waits."""
    present = select(Customer).where(Customer.id == customer_id, Customer.archived_at.is_(None), followed(uow))
    customer = await uow.session.scalar(present.with_for_update(read=True, key_share=True))
    if customer is None:
        raise NotFound("customer", customer_id)
    return customer


def usual_terms(customer: Customer, company: Company) -> str:
    return customer.payment_terms or company.payment_terms


def usual_channel(customer: Customer, company: Company) -> Channel:
    """Where such a customer usually agrees: a consumer at home, when the company sells there."""
    outside = company.sells_outside and customer.kind is CustomerKind.CONSUMER
    return Channel.OFF_PREMISES if outside else Channel.PREMISES


async def _hand_over(uow: UnitOfWork, quote: Quote, customer_id: int) -> None:
    company, old, new = await companies.read(uow), quote.customer, await customer_of(uow, customer_id)
    if quote.discount == old.discount and not quote.discount_amount:
        quote.discount = new.discount
    if quote.payment_terms == usual_terms(old, company):
        quote.payment_terms = usual_terms(new, company)
    if quote.channel is usual_channel(old, company):
        quote.channel = usual_channel(new, company)
    quote.customer, quote.language, quote.address_id = new, new.language, None


async def _address_id(uow: UnitOfWork, address_id: int | None, customer_id: int) -> int | None:
    if address_id is None:
        return None
    theirs = select(Address.id).where(
        Address.id == address_id, Address.customer_id == customer_id, Address.archived_at.is_(None)
    )
    if await uow.session.scalar(theirs) is None:
        raise NotFound("address", address_id)
    return address_id


def _first_position(quote: Quote, source: str) -> int:
    return min((line.position for line in quote.lines if line.source == source), default=MOST_LINES + 1)


def _or_customers(discount: Rate | None, discount_amount: Amount, customer: Customer) -> Rate:
    if discount is None:
        return NO_RATE if discount_amount else customer.discount
    return checked_discount(discount)


async def _discounted_since(uow: UnitOfWork, quote_id: int) -> bool:
    """Whether somebody has set the discount apart from the message that made the quote."""
    changes = select(Entry.facts).where(
        Entry.subject == "quote", Entry.subject_id == quote_id, Entry.kind == QuoteChanged.__name__
    )
    return any(facts["what"] == set_discount.run.__name__ for facts in await uow.session.scalars(changes))
