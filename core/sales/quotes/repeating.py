"""Lines that are asked for once more, at today's prices; and a quote made from another one."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Final

from sqlalchemy import bindparam, select

from core.catalog.models import Product, ProductKind
from core.catalog.vat import ZONES, VatClass, rate_of, rates_on
from core.company import companies
from core.company.models import Company, VatRegime
from core.kernel.amounts import NO_RATE, Amount, PriceBasis, Quantity, Rate, UnitPrice
from core.parties.models import Customer
from core.permissions import Permission, requires
from core.sales.lifecycles import LineKind
from core.sales.models import OrderLine, Quote, QuoteLine
from core.sales.quotes.drafting import customer_of, draft
from core.sales.quotes.header import Terms
from core.sales.quotes.lines import WHOLE, NewLine
from core.sales.quotes.places import zone_at
from core.sales.quotes.reads import load
from core.sales.rules import net_price
from core.uow import Reader, UnitOfWork


class Why(StrEnum):
    """What is no longer as it was."""

    PRICE = "price"
    VAT = "vat"
    GONE = "gone"  # no longer in the catalogue: kept as a free line at the old price


@dataclass(frozen=True, slots=True)
class Difference:
    """`before` and `after`: unit prices before tax for PRICE, rates for VAT, nothing for GONE."""

    label: str
    why: Why
    before: Decimal | None = None
    after: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Copied:
    """The new draft, and what differs from what it was made from."""

    quote: Quote
    differences: tuple[Difference, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Remembered:
    """A line as it was agreed on a day; `price` in `basis`."""

    kind: LineKind
    product_id: int | None
    label: str
    detail: str
    quantity: Quantity
    free: Quantity
    unit: str
    price: UnitPrice
    basis: PriceBasis
    discount: Rate
    discount_amount: Amount
    vat: Rate
    optional: bool
    on: date

    @classmethod
    def of(cls, line: QuoteLine | OrderLine, on: date, *, count: Quantity | None = None) -> "Remembered":
        """The line as it is, or with another quantity."""
        quantity = line.quantity if count is None else count
        return cls(
            kind=line.kind,
            product_id=line.product_id,
            label=line.label,
            detail=line.detail,
            quantity=quantity,
            free=min(line.free, quantity),
            unit=line.unit,
            price=line.unit_price,
            basis=line.basis,
            discount=line.discount,
            discount_amount=line.discount_amount,
            vat=line.vat,
            optional=isinstance(line, QuoteLine) and line.optional,
            on=on,
        )


@requires(Permission.QUOTES_WRITE)
async def copy(uow: UnitOfWork, quote_id: int, *, customer_id: int | None = None, source: str = "") -> Copied:
    """A new draft with the same lines at today's catalogue prices; free lines stay as they were.

    For another customer his own discount and terms hold. Raises as `draft` does.
    """
    old = await load(uow, quote_id)
    same = customer_id in (None, old.customer_id)
    customer = await customer_of(uow, old.customer_id if customer_id is None else customer_id)
    lines, differences = await repeated(uow, [Remembered.of(line, _day(uow, old)) for line in old.lines], customer)
    agreed = Terms(deposit=old.deposit, subject=old.subject, notes=old.notes)
    if same:
        agreed.update(Terms(payment_terms=old.payment_terms, channel=old.channel))
    quote = await draft(
        uow,
        customer_id=customer.id,
        lines=lines,
        discount=old.discount if same else None,
        discount_amount=old.discount_amount,
        source=source,
        **agreed,
    )
    return Copied(quote, differences)


async def repeated(
    db: Reader, lines: Sequence[Remembered], customer: Customer
) -> tuple[tuple[NewLine, ...], tuple[Difference, ...]]:
    """The same lines as one would ask for them today at this customer's, and what is no longer as it was."""
    company = await companies.read(db)
    place = zone_at(company, customer)
    products = await _present(db, [line.product_id for line in lines if line.product_id is not None])
    asked = [_asked(line, products.get(line.product_id or 0), company, place, db.today) for line in lines]
    told = [_differences(line, new, products, company, db.today) for line, new in zip(lines, asked, strict=True)]
    return tuple(asked), tuple(difference for each in told for difference in each)


def _asked(line: Remembered, product: Product | None, company: Company, zone: str, today: date) -> NewLine:
    """The line to ask for: a product's price and detail are left to the catalogue, where it says one."""
    words = NewLine(kind=line.kind, label=line.label, detail=line.detail)
    if line.kind is not LineKind.ITEM:
        return words
    priced = product is not None and product.price is not None
    return NewLine(
        quantity=line.quantity,
        product_id=product.id if product else None,
        label=line.label,
        detail="" if product is not None and product.kind is ProductKind.KIT else line.detail,
        unit=line.unit,
        price=None if priced else line.price,
        basis=line.basis,
        discount=NO_RATE if line.discount == WHOLE else line.discount,
        discount_amount=line.discount_amount,
        vat=_vat(line, product, company, zone, today),
        free=line.free,
        offered=line.discount == WHOLE,
        optional=line.optional,
    )


def _vat(line: Remembered, product: Product | None, company: Company, zone: str, today: date) -> Rate:
    """The rate that was said for this line while it is in force, or else what the product has today."""
    if company.vat_regime is VatRegime.FRANCHISE or (product is not None and product.vatex):
        return NO_RATE
    vat_class = product.vat_class if product else VatClass.STANDARD
    said = all(line.vat != rate_of(vat_class, line.on, place) for place in ZONES)
    kept = line.vat in {row.rate for row in rates_on(today, zone)}
    return line.vat if said and kept else rate_of(vat_class, today, zone)


def _differences(
    line: Remembered, new: NewLine, products: dict[int, Product], company: Company, today: date
) -> Iterable[Difference]:
    if line.kind is not LineKind.ITEM:
        return
    if line.product_id is not None and line.product_id not in products:
        yield Difference(line.label, Why.GONE)
    elif new.product_id is not None and new.price is None:
        before, after = net_price(line.price, line.basis, line.vat), _net_today(products[new.product_id], new)
        if before != after:
            yield Difference(line.label, Why.PRICE, before, after)
    if new.vat is not None and new.vat != line.vat:
        yield Difference(line.label, Why.VAT, line.vat, new.vat)


def _net_today(product: Product, new: NewLine) -> UnitPrice:
    assert product.price is not None, "only a product with a price is left to the catalogue"
    factor = Decimal(product.packaging.get(new.unit, 1)) if new.unit != product.unit else Decimal(1)
    return net_price(UnitPrice(product.price * factor), product.basis, new.vat or NO_RATE)


async def _present(db: Reader, ids: Sequence[int]) -> dict[int, Product]:
    """Those of the products that are still sold."""
    found = await db.session.scalars(_SOLD, {"ids": sorted(set(ids))})
    return {product.id: product for product in found}


def _day(db: Reader, quote: Quote) -> date:
    return quote.issued_on or db.local(quote.created_at).date()


_SOLD: Final = select(Product).where(Product.id.in_(bindparam("ids", expanding=True)), Product.archived_at.is_(None))
