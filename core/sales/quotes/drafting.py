"""Making a draft and changing what holds for all of it."""

from collections.abc import Container, Mapping, Sequence
from typing import Any, Unpack

from sqlalchemy import select

from core.company import companies
from core.kernel.amounts import NO_RATE, ZERO, Amount, Rate
from core.kernel.errors import NotFound
from core.parties import customers
from core.parties.models import Customer
from core.parties.visibility import followed
from core.permissions import Permission, requires
from core.sales.events import QuoteChanged, QuoteDrafted
from core.sales.lifecycles import QuoteAction
from core.sales.models import Quote
from core.sales.quotes.checks import checked_cut, checked_discount
from core.sales.quotes.header import (
    DISCOUNT,
    Terms,
    agree,
    go_back,
    header_changes,
    header_of,
    usual_channel,
    usual_header,
    usual_terms,
)
from core.sales.quotes.lines import MOST_LINES, NewLine, append, renumber
from core.sales.quotes.places import zone
from core.sales.quotes.rates import follow_place, settle
from core.sales.quotes.reads import load
from core.uow import UnitOfWork


@requires(Permission.QUOTES_WRITE)
async def draft(
    uow: UnitOfWork,
    *,
    customer_id: int,
    lines: Sequence[NewLine],
    discount: Rate | None = None,
    discount_amount: Amount = ZERO,
    source: str = "",
    said: str = "",
    for_order: bool = False,
    **terms: Unpack[Terms],
) -> Quote:
    """Make a draft. What is not said comes from the customer (discount, terms, language), then from the company.

    One `for_order` is never given as a quote: it becomes an order once it is controlled.

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
        **{name: value for name, value in usual_header(customer, company).items() if name not in DISCOUNT},
        currency=company.currency,
        demo=company.demo,
        source=source,
        said=said[:500],
        for_order=for_order,
    )
    quote.customer, quote.lines = customer, []
    await agree(uow, quote, terms)
    customers.used(uow, customer)
    await append(uow, quote, lines, source)
    await settle(uow, quote)
    uow.session.add(quote)
    await uow.session.flush()
    named = (*terms, *(DISCOUNT if discount is not None or discount_amount else ()))
    uow.record(QuoteDrafted(quote.id, customer=customer.name, gross=quote.gross, said=named))
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
    before = header_of(quote)
    quote.discount, quote.discount_amount = checked_discount(discount), checked_cut(discount_amount)
    return await changed(uow, quote, "set_discount", header_changes(quote, before))


@requires(Permission.QUOTES_WRITE)
async def set_customer(uow: UnitOfWork, quote_id: int, *, customer_id: int, version: int | None = None) -> Quote:
    """Another customer. Prices stay; what the quote had from the old one it now has from the new one."""
    quote = await change(uow, quote_id, version)
    before = header_of(quote)
    handed = await _hand_over(uow, quote, customer_id)
    return await changed(uow, quote, "set_customer", {**handed, **header_changes(quote, before)})


@requires(Permission.QUOTES_WRITE)
async def set_terms(uow: UnitOfWork, quote_id: int, *, version: int | None = None, **terms: Unpack[Terms]) -> Quote:
    """Change what is agreed besides the prices; what is not named stays.

    No payment terms ("") are the customer's again, address 0 his own. Raises Invalid, NotFound (address).
    """
    quote = await change(uow, quote_id, version)
    before = header_of(quote)
    await agree(uow, quote, terms)
    return await changed(uow, quote, "set_terms", header_changes(quote, before))


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
    **terms: Unpack[Terms],
) -> Quote:
    """The message `source` now says something else: its lines are replaced where they stood, the others stay.

    A discount and terms that it no longer says go back to what they were before, unless they were set since.
    """
    quote = await change(uow, quote_id, None)
    before = header_of(quote)
    discounted = discount is not None or discount_amount is not None
    await go_back(uow, quote, source, but={*terms, *(DISCOUNT if discounted else ())})
    handed = {} if customer_id in (None, quote.customer_id) else await _hand_over(uow, quote, customer_id)
    if discounted:
        quote.discount = checked_discount(discount or NO_RATE)
        quote.discount_amount = checked_cut(discount_amount or ZERO)
    await agree(uow, quote, terms)
    changes = {**handed, **header_changes(quote, before)}
    await _replace(uow, quote, source, lines)
    return await changed(uow, quote, "rewrite", changes, said_in=source)


@requires(Permission.QUOTES_WRITE)
async def replace_lines(uow: UnitOfWork, quote_id: int, *, source: str, lines: Sequence[NewLine]) -> Quote:
    """The message `source` now adds other lines: they take the place of those that it had added."""
    quote = await change(uow, quote_id, None)
    await _replace(uow, quote, source, lines)
    return await changed(uow, quote, "replace_lines")


@requires(Permission.QUOTES_WRITE)
async def unsay(uow: UnitOfWork, quote_id: int, *, source: str, but: Container[str]) -> Quote:
    """Discount and terms that the message `source` had set, and no longer says, go back to what they were before.

    `but` names what it still says, by column. What has been set since stays.
    """
    quote = await change(uow, quote_id, None)
    before = header_of(quote)
    await go_back(uow, quote, source, but=but)
    changes = header_changes(quote, before)
    return await changed(uow, quote, "unsay", changes, said_in=source) if changes else quote


async def change(uow: UnitOfWork, quote_id: int, version: int | None) -> Quote:
    """The draft, to be changed. Raises NotFound, Changed, IllegalTransition."""
    quote = await load(uow, quote_id, locked=True)
    quote.expect(version)
    quote.apply(QuoteAction.CHANGE)
    return quote


async def changed(
    uow: UnitOfWork, quote: Quote, what: str, changes: Mapping[str, Sequence[Any]] | None = None, *, said_in: str = ""
) -> Quote:
    """The quote with its sums, and the fact: the verb, and what it has changed of the header."""
    await settle(uow, quote)
    uow.record(QuoteChanged(quote.id, what=what, gross=quote.gross, changes=changes or {}, said_in=said_in))
    return quote


async def customer_of(uow: UnitOfWork, customer_id: int) -> Customer:
    """A customer to sell to, one whom the actor may know of; whoever merges him with another waits."""
    present = select(Customer).where(Customer.id == customer_id, Customer.archived_at.is_(None), followed(uow))
    customer = await uow.session.scalar(present.with_for_update(read=True, key_share=True))
    if customer is None:
        raise NotFound("customer", customer_id)
    return customer


async def _hand_over(uow: UnitOfWork, quote: Quote, customer_id: int) -> dict[str, list[str]]:
    """Make the quote another customer's; gives their names, as changes are kept."""
    company, old, new = await companies.read(uow), quote.customer, await customer_of(uow, customer_id)
    where = await zone(uow, quote)
    if quote.discount == old.discount and not quote.discount_amount:
        quote.discount = new.discount
    if quote.payment_terms == usual_terms(old, company):
        quote.payment_terms = usual_terms(new, company)
    if quote.channel is usual_channel(old, company):
        quote.channel = usual_channel(new, company)
    quote.customer, quote.language, quote.address_id = new, new.language, None
    await follow_place(uow, quote, where)
    return {"customer": [old.name, new.name]}


async def _replace(uow: UnitOfWork, quote: Quote, source: str, lines: Sequence[NewLine]) -> None:
    kept = [line for line in quote.lines if line.source != source]
    before = len([line for line in kept if line.position < _first_position(quote, source)])
    quote.lines[:] = kept
    await uow.session.flush()
    await append(uow, quote, lines, source)
    fresh = quote.lines[len(kept) :]
    quote.lines[:] = [*kept[:before], *fresh, *kept[before:]]
    renumber(quote)


def _first_position(quote: Quote, source: str) -> int:
    return min((line.position for line in quote.lines if line.source == source), default=MOST_LINES + 1)


def _or_customers(discount: Rate | None, discount_amount: Amount, customer: Customer) -> Rate:
    if discount is None:
        return NO_RATE if discount_amount else customer.discount
    return checked_discount(discount)
