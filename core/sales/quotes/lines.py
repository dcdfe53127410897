"""The lines of a quote as they are asked for, and what makes them acceptable."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Final

from sqlalchemy import bindparam, update

from core.catalog.models import Product
from core.catalog.vat import checked, standard_rate, zone_of
from core.company import companies
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
from core.kernel.errors import Invalid, NotFound
from core.sales.errors import (
    AmountTooLarge,
    DiscountWrong,
    PriceMissing,
    QuantityWrong,
    TooManyLines,
)
from core.sales.models import Quote, QuoteLine
from core.uow import UnitOfWork

MOST_LINES = 500
LONGEST_VALIDITY = 3650  # days


WHOLE = Rate(Decimal("1.0000"))


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


@dataclass(frozen=True, slots=True)
class _Sold:
    """What a line takes from its product."""

    id: int
    reference: str
    label: str
    unit: str
    price: UnitPrice | None
    basis: PriceBasis
    vat: Rate


async def append(uow: UnitOfWork, quote: Quote, lines: Sequence[NewLine], source: str) -> None:
    if len(quote.lines) + len(lines) > MOST_LINES:
        raise TooManyLines(MOST_LINES)
    with uow.session.no_autoflush:  # what is read here depends on nothing that waits to be written
        products = await _products(uow, [line.product_id for line in lines if line.product_id is not None])
        usual_vat = await _usual_vat(uow, lines)
        await _expect_rates(uow, lines)
    position = max((line.position for line in quote.lines), default=0)
    for offset, line in enumerate(lines, 1):
        product = products[line.product_id] if line.product_id is not None else None
        quote.lines.append(_quote_line(line, product, position + offset, source, usual_vat))


def line_of(quote: Quote, line_id: int) -> QuoteLine:
    for line in quote.lines:
        if line.id == line_id:
            return line
    raise NotFound("quote_line", line_id)


def checked_quantity(quantity: Quantity, label: str) -> Quantity:
    if not 0 < quantity <= LARGEST_QUANTITY:
        raise QuantityWrong(label)
    return quantity


def checked_price(price: UnitPrice) -> UnitPrice:
    if not 0 <= price <= LARGEST_PRICE:
        raise AmountTooLarge
    return price


def checked_discount(discount: Rate) -> Rate:
    if not 0 <= discount <= 1:
        raise DiscountWrong
    return discount


def checked_cut(discount_amount: Amount) -> Amount:
    """A discount in euros; more than the lines total takes all of it."""
    if not 0 <= discount_amount <= LARGEST_AMOUNT:
        raise DiscountWrong
    return discount_amount


def checked_validity(days: int) -> int:
    if not 1 <= days <= LONGEST_VALIDITY:
        raise Invalid("validity_days", str(days))
    return days


def _quote_line(line: NewLine, product: _Sold | None, position: int, source: str, usual_vat: Rate) -> QuoteLine:
    label = line.label or (product.label if product else "")
    price, basis = _price(line, product, label)
    return QuoteLine(
        position=position,
        product_id=product.id if product else None,
        reference=product.reference if product else "",
        label=label,
        quantity=checked_quantity(line.quantity, label),
        unit=line.unit or (product.unit if product else ""),
        unit_price=checked_price(price),
        basis=basis,
        discount=WHOLE if line.free else checked_discount(line.discount),
        vat=line.vat if line.vat is not None else (product.vat if product else usual_vat),
        source=source,
    )


def _price(line: NewLine, product: _Sold | None, label: str) -> tuple[UnitPrice, PriceBasis]:
    if line.price is not None:
        return line.price, line.basis
    if product is not None and product.price is not None:
        return product.price, product.basis
    if line.free:
        return UnitPrice(ZERO), PriceBasis.HT
    raise PriceMissing(label)


async def _usual_vat(uow: UnitOfWork, lines: Sequence[NewLine]) -> Rate:
    """The rate of lines that neither say theirs nor name a product; the company is only read for such lines."""
    if all(line.vat is not None or line.product_id is not None for line in lines):
        return NO_RATE
    return standard_rate(uow.today, zone_of((await companies.read(uow)).zip))


async def _expect_rates(uow: UnitOfWork, lines: Sequence[NewLine]) -> None:
    """Raise VatRateUnknown for a rate said that is not in force today where the company is."""
    said = {line.vat for line in lines if line.vat is not None}
    zone = zone_of((await companies.read(uow)).zip) if said else ""
    for vat in said:
        checked(vat, uow.today, zone)


async def _products(uow: UnitOfWork, ids: Sequence[int]) -> dict[int, _Sold]:
    """What is sold, and used now: among equals it is shown first from now on."""
    if not ids:
        return {}
    used = await uow.session.execute(_USED, {"ids": sorted(set(ids)), "now": uow.now})
    found = {row.id: _Sold(*row) for row in used}
    for product_id in ids:
        if product_id not in found:
            raise NotFound("product", product_id)
    return found


# Built once; the products are read as they are marked used.
_USED: Final = (
    update(Product)
    .where(Product.id.in_(bindparam("ids", expanding=True)))
    .values(last_used_at=bindparam("now"))
    .returning(*(getattr(Product, fact.name) for fact in fields(_Sold)))
    .execution_options(synchronize_session=False)
)
