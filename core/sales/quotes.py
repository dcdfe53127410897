"""What can be done with a quote."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from core.catalog.models import Product
from core.catalog.vat import standard_rate, zone_of
from core.company import links
from core.company.models import Company, LinkPurpose
from core.kernel.amounts import (
    LARGEST_AMOUNT,
    LARGEST_PRICE,
    LARGEST_QUANTITY,
    NO_RATE,
    ZERO,
    Amount,
    PriceBasis,
    Quantity,
    Rate,
    UnitPrice,
)
from core.kernel.errors import NotFound
from core.notices.notices import tell
from core.numbering import take_number
from core.parties.models import Customer
from core.permissions import Permission, Role, requires
from core.sales.errors import (
    AmountTooLarge,
    DiscountWrong,
    PriceMissing,
    QuantityWrong,
    QuoteEmpty,
    QuoteExpired,
    TooManyLines,
)
from core.sales.events import (
    QuoteAccepted,
    QuoteCancelled,
    QuoteChanged,
    QuoteDrafted,
    QuoteRefused,
    QuoteRestored,
    QuoteSent,
    QuoteValidated,
)
from core.sales.lifecycles import QUOTE, QuoteAction, QuoteState
from core.sales.models import Quote, QuoteLine
from core.sales.papers import buyer_copy, seller_copy
from core.uow import Reader, UnitOfWork

MOST_LINES = 500
WHOLE = Rate(Decimal("1.0000"))
CUSTOMER_SEES = (QuoteState.SENT, QuoteState.ACCEPTED, QuoteState.REFUSED)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewLine:
    """A line as asked for. What is None or empty comes from the product; a line that is not free needs a price."""

    quantity: Quantity
    product_id: int | None = None
    label: str = ""
    unit: str = ""
    price: UnitPrice | None = None
    basis: PriceBasis = PriceBasis.HT
    discount: Rate = NO_RATE
    vat: Rate | None = None
    free: bool = False


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

    Raises NotFound (customer, product), PriceMissing, QuantityWrong, DiscountWrong, AmountTooLarge, TooManyLines.
    """
    customer = await _customer(uow, customer_id)
    company = await _company(uow)
    quote = Quote(
        customer_id=customer.id,
        created_at=uow.now,
        created_by=uow.actor.person_id,
        salesperson=uow.actor.name,
        discount=_or_customers(discount, discount_amount, customer),
        discount_amount=discount_amount,
        validity_days=validity_days or company.quote_days,
        currency=company.currency,
        demo=company.demo,
        source=source,
        said=said[:500],
    )
    quote.customer, quote.lines = customer, []
    customer.last_used_at = uow.now
    await _append(uow, quote, lines, source)
    _settle(quote)
    uow.session.add(quote)
    await uow.session.flush()
    uow.record(QuoteDrafted(quote.id, customer=customer.name, gross=quote.gross))
    return quote


@requires(Permission.QUOTES_READ)
async def read(db: Reader, quote_id: int) -> Quote:
    """The quote with its lines and customer, in one query. Raises NotFound."""
    return await _load(db, quote_id)


@requires(Permission.QUOTES_READ)
async def expect_draft(db: Reader, quote_id: int) -> Quote:
    """The quote, still a draft; raises IllegalTransition when it no longer is."""
    quote = await _load(db, quote_id)
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


@requires(Permission.QUOTES_WRITE)
async def add_lines(
    uow: UnitOfWork, quote_id: int, *, lines: Sequence[NewLine], source: str = "", version: int | None = None
) -> Quote:
    """Add lines at the end of a draft. Raises as `draft` does, and Changed, IllegalTransition."""
    quote = await _change(uow, quote_id, version)
    await _append(uow, quote, lines, source)
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
    line = _line(quote, line_id)
    if quantity is not None:
        line.quantity = _checked_quantity(quantity, line.label)
    if price is not None:
        line.unit_price, line.basis = _checked_price(price), basis
    if discount is not None:
        line.discount = _checked_discount(discount)
    return _changed(uow, quote, "set_line")


@requires(Permission.QUOTES_WRITE)
async def remove_line(uow: UnitOfWork, quote_id: int, line_id: int, *, version: int | None = None) -> Quote:
    quote = await _change(uow, quote_id, version)
    quote.lines.remove(_line(quote, line_id))
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
    quote.discount, quote.discount_amount = _checked_discount(discount), discount_amount
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
) -> Quote:
    """The message `source` now says something else: its lines are replaced where they stood, the others stay."""
    quote = await _change(uow, quote_id, None)
    if customer_id is not None:
        quote.customer = await _customer(uow, customer_id)
    if discount is not None or discount_amount is not None:
        quote.discount = _checked_discount(discount or NO_RATE)
        quote.discount_amount = discount_amount or ZERO
    kept = [line for line in quote.lines if line.source != source]
    before = len([line for line in kept if line.position < _first_position(quote, source)])
    quote.lines[:] = kept
    await uow.session.flush()
    await _append(uow, quote, lines, source)
    fresh = quote.lines[len(kept) :]
    quote.lines[:] = [*kept[:before], *fresh, *kept[before:]]
    for position, line in enumerate(quote.lines, 1):
        line.position = position
    return _changed(uow, quote, "rewrite")


@requires(Permission.QUOTES_WRITE)
async def validate(uow: UnitOfWork, quote_id: int, *, version: int | None = None) -> Quote:
    """Give the number and freeze the quote. Raises QuoteEmpty, Changed, IllegalTransition."""
    quote = await _load(uow, quote_id, locked=True)
    quote.expect(version)
    quote.apply(QuoteAction.VALIDATE)
    if not quote.lines:
        raise QuoteEmpty
    _settle(quote)
    quote.issued_on = uow.today
    quote.valid_until = uow.today + timedelta(days=quote.validity_days)
    quote.number = await take_number(uow, "quote", on=uow.today)
    quote.seller = seller_copy(await _company(uow))
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
    quote = await _load(uow, quote_id, locked=True)
    quote.expect(version)
    _expect_in_force(uow, quote)
    quote.apply(QuoteAction.SEND)
    token = await links.share(uow, purpose=LinkPurpose.QUOTE, subject_id=quote.id, customer_id=quote.customer_id)
    uow.record(QuoteSent(quote.id, number=quote.number or ""))
    return quote, token


@requires(Permission.QUOTES_ANSWER)
async def read_received(db: Reader, quote_id: int) -> Quote:
    """The quote as its customer may see it: sent to him, or answered. Raises NotFound for any other."""
    return await _received(db, quote_id)


@requires(Permission.QUOTES_ANSWER)
async def received(db: Reader, *, limit: int = 10) -> Sequence[Quote]:
    """The quotes that the actor's customer has received, newest first."""
    query = select(Quote).where(Quote.customer_id == db.actor.customer_id, Quote.state.in_(CUSTOMER_SEES))
    return (await db.session.scalars(query.order_by(Quote.id.desc()).limit(limit))).all()


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


async def _load(db: Reader, quote_id: int, *, locked: bool = False) -> Quote:
    query = select(Quote).where(Quote.id == quote_id).options(joinedload(Quote.lines), joinedload(Quote.customer))
    if locked:
        query = query.with_for_update(of=Quote)
    quote = (await db.session.scalars(query)).unique().one_or_none()
    if quote is None:
        raise NotFound("quote", quote_id)
    return quote


async def _change(uow: UnitOfWork, quote_id: int, version: int | None) -> Quote:
    quote = await _load(uow, quote_id, locked=True)
    quote.expect(version)
    quote.apply(QuoteAction.CHANGE)
    return quote


def _changed(uow: UnitOfWork, quote: Quote, what: str) -> Quote:
    _settle(quote)
    uow.record(QuoteChanged(quote.id, what=what, gross=quote.gross))
    return quote


async def _step(
    uow: UnitOfWork, quote_id: int, action: QuoteAction, version: int | None, fact: QuoteCancelled | QuoteRestored
) -> Quote:
    quote = await _load(uow, quote_id, locked=True)
    quote.expect(version)
    quote.apply(action)
    uow.record(fact)
    return quote


async def _received(db: Reader, quote_id: int, *, locked: bool = False) -> Quote:
    quote = await _load(db, quote_id, locked=locked)
    theirs = db.actor.role is Role.CUSTOMER and db.actor.customer_id == quote.customer_id
    if not theirs or quote.state not in CUSTOMER_SEES:
        raise NotFound("quote", quote_id)
    return quote


async def _answer(uow: UnitOfWork, quote_id: int, action: QuoteAction, version: int | None) -> Quote:
    quote = await _received(uow, quote_id, locked=True)
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


async def _append(uow: UnitOfWork, quote: Quote, lines: Sequence[NewLine], source: str) -> None:
    if len(quote.lines) + len(lines) > MOST_LINES:
        raise TooManyLines(MOST_LINES)
    products = await _products(uow, [line.product_id for line in lines if line.product_id is not None])
    usual_vat = standard_rate(uow.today, zone_of((await _company(uow)).zip))
    position = max((line.position for line in quote.lines), default=0)
    for offset, line in enumerate(lines, 1):
        product = products[line.product_id] if line.product_id is not None else None
        quote.lines.append(_quote_line(line, product, position + offset, source, usual_vat))


def _quote_line(line: NewLine, product: Product | None, position: int, source: str, usual_vat: Rate) -> QuoteLine:
    label = line.label or (product.label if product else "")
    price, basis = _price(line, product, label)
    return QuoteLine(
        position=position,
        product_id=product.id if product else None,
        reference=product.reference if product else "",
        label=label,
        quantity=_checked_quantity(line.quantity, label),
        unit=line.unit or (product.unit if product else ""),
        unit_price=_checked_price(price),
        basis=basis,
        discount=WHOLE if line.free else _checked_discount(line.discount),
        vat=line.vat if line.vat is not None else (product.vat if product else usual_vat),
        source=source,
    )


def _price(line: NewLine, product: Product | None, label: str) -> tuple[UnitPrice, PriceBasis]:
    if line.price is not None:
        return line.price, line.basis
    if product is not None and product.price is not None:
        return product.price, product.basis
    if line.free:
        return UnitPrice(ZERO), PriceBasis.HT
    raise PriceMissing(label)


async def _products(uow: UnitOfWork, ids: Sequence[int]) -> dict[int, Product]:
    if not ids:
        return {}
    found = {product.id: product for product in await uow.session.scalars(select(Product).where(Product.id.in_(ids)))}
    for product_id in ids:
        if product_id not in found:
            raise NotFound("product", product_id)
        found[product_id].last_used_at = uow.now
    return found


async def _customer(uow: UnitOfWork, customer_id: int) -> Customer:
    customer = await uow.session.scalar(select(Customer).where(Customer.id == customer_id))
    if customer is None:
        raise NotFound("customer", customer_id)
    return customer


async def _company(uow: UnitOfWork) -> Company:
    company = await uow.session.get(Company, uow.actor.company_id)
    assert company is not None, "an actor with permission on quotes has a company"
    return company


def _line(quote: Quote, line_id: int) -> QuoteLine:
    for line in quote.lines:
        if line.id == line_id:
            return line
    raise NotFound("quote_line", line_id)


def _first_position(quote: Quote, source: str) -> int:
    return min((line.position for line in quote.lines if line.source == source), default=MOST_LINES + 1)


def _settle(quote: Quote) -> None:
    quote.settle()
    if quote.gross > LARGEST_AMOUNT:
        raise AmountTooLarge


def _or_customers(discount: Rate | None, discount_amount: Amount, customer: Customer) -> Rate:
    if discount is None:
        return NO_RATE if discount_amount else customer.discount
    return _checked_discount(discount)


def _checked_quantity(quantity: Quantity, label: str) -> Quantity:
    if not 0 < quantity <= LARGEST_QUANTITY:
        raise QuantityWrong(label)
    return quantity


def _checked_price(price: UnitPrice) -> UnitPrice:
    if not 0 <= price <= LARGEST_PRICE:
        raise AmountTooLarge
    return price


def _checked_discount(discount: Rate) -> Rate:
    if not 0 <= discount <= 1:
        raise DiscountWrong
    return discount
