"""Making a draft and changing it."""

from collections.abc import Sequence

from sqlalchemy import select

from core.company import companies
from core.journal import Entry
from core.kernel.amounts import (
    NO_RATE,
    ZERO,
    Amount,
    PriceBasis,
    Quantity,
    Rate,
    UnitPrice,
)
from core.kernel.errors import NotFound
from core.parties.models import Customer
from core.permissions import Permission, requires
from core.sales.events import (
    QuoteChanged,
    QuoteDrafted,
)
from core.sales.lifecycles import QuoteAction
from core.sales.models import Quote
from core.sales.quotes.lines import (
    MOST_LINES,
    NewLine,
    append,
    checked_cut,
    checked_discount,
    checked_price,
    checked_quantity,
    checked_validity,
    line_of,
)
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
    validity_days: int | None = None,
    source: str = "",
    said: str = "",
) -> Quote:
    """Make a draft. Without a discount of its own it takes the customer's.

    Raises NotFound (customer, product), PriceMissing, QuantityWrong, DiscountWrong, AmountTooLarge, TooManyLines,
    VatRateUnknown, Invalid (validity).
    """
    customer = await _customer(uow, customer_id)
    company = await companies.read(uow)
    quote = Quote(
        customer_id=customer.id,
        created_at=uow.now,
        created_by=uow.actor.person_id,
        salesperson=uow.actor.name,
        discount=_or_customers(discount, discount_amount, customer),
        discount_amount=checked_cut(discount_amount),
        validity_days=company.quote_days if validity_days is None else checked_validity(validity_days),
        currency=company.currency,
        demo=company.demo,
        source=source,
        said=said[:500],
    )
    quote.customer, quote.lines = customer, []
    customer.last_used_at = uow.now
    await append(uow, quote, lines, source)
    quote.settle()
    uow.session.add(quote)
    await uow.session.flush()
    uow.record(QuoteDrafted(quote.id, customer=customer.name, gross=quote.gross))
    return quote


@requires(Permission.QUOTES_WRITE)
async def add_lines(
    uow: UnitOfWork, quote_id: int, *, lines: Sequence[NewLine], source: str = "", version: int | None = None
) -> Quote:
    """Add lines at the end of a draft. Raises as `draft` does, and Changed, IllegalTransition."""
    quote = await _change(uow, quote_id, version)
    await append(uow, quote, lines, source)
    return _changed(uow, quote, "add_lines")


@requires(Permission.QUOTES_WRITE)
async def set_line(
    uow: UnitOfWork,
    quote_id: int,
    line_id: int,
    *,
    quantity: Quantity | None = None,
    price: UnitPrice | None = None,
    basis: PriceBasis = PriceBasis.HT,
    discount: Rate | None = None,
    version: int | None = None,
) -> Quote:
    """Change the quantity, the price (with its basis) or the discount of one line; what is None stays."""
    quote = await _change(uow, quote_id, version)
    line = line_of(quote, line_id)
    if quantity is not None:
        line.quantity = checked_quantity(quantity, line.label)
    if price is not None:
        line.unit_price, line.basis = checked_price(price), basis
    if discount is not None:
        line.discount = checked_discount(discount)
    return _changed(uow, quote, "set_line")


@requires(Permission.QUOTES_WRITE)
async def remove_line(uow: UnitOfWork, quote_id: int, line_id: int, *, version: int | None = None) -> Quote:
    quote = await _change(uow, quote_id, version)
    quote.lines.remove(line_of(quote, line_id))
    return _changed(uow, quote, "remove_line")


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
    quote = await _change(uow, quote_id, version)
    quote.discount, quote.discount_amount = checked_discount(discount), checked_cut(discount_amount)
    return _changed(uow, quote, "set_discount")


@requires(Permission.QUOTES_WRITE)
async def set_customer(uow: UnitOfWork, quote_id: int, *, customer_id: int, version: int | None = None) -> Quote:
    """Another customer; the discount stays what the quote says."""
    quote = await _change(uow, quote_id, version)
    quote.customer = await _customer(uow, customer_id)
    return _changed(uow, quote, "set_customer")


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
    quote = await _change(uow, quote_id, None)
    if customer_id is not None:
        quote.customer = await _customer(uow, customer_id)
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
    for position, line in enumerate(quote.lines, 1):
        line.position = position
    return _changed(uow, quote, "rewrite")


async def _change(uow: UnitOfWork, quote_id: int, version: int | None) -> Quote:
    quote = await load(uow, quote_id, locked=True)
    quote.expect(version)
    quote.apply(QuoteAction.CHANGE)
    return quote


def _changed(uow: UnitOfWork, quote: Quote, what: str) -> Quote:
    quote.settle()
    uow.record(QuoteChanged(quote.id, what=what, gross=quote.gross))
    return quote


async def _customer(uow: UnitOfWork, customer_id: int) -> Customer:
    customer = await uow.session.scalar(
        select(Customer).where(Customer.id == customer_id, Customer.archived_at.is_(None))
    )
    if customer is None:
        raise NotFound("customer", customer_id)
    return customer


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
