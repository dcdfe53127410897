"""The lines of a quote as they are asked for, and what makes them acceptable."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import aliased

from core.catalog.errors import VariantNeeded
from core.catalog.models import KitPart, Product, ProductKind
from core.catalog.vat import VatClass, checked, rate_of
from core.company import companies
from core.company.models import Company, VatRegime
from core.i18n import count, language
from core.kernel.amounts import (
    NO_RATE,
    NOTHING,
    ZERO,
    Amount,
    PriceBasis,
    Quantity,
    Rate,
    UnitPrice,
    unit_price,
)
from core.kernel.errors import NotFound
from core.sales.errors import PriceMissing, TooManyLines
from core.sales.lifecycles import LineKind
from core.sales.models import Quote, QuoteLine
from core.sales.quotes.checks import (
    checked_cut,
    checked_detail,
    checked_discount,
    checked_free,
    checked_label,
    checked_price,
    checked_quantity,
)
from core.sales.quotes.places import zone
from core.sales.rules import floor_of, net_price
from core.uow import UnitOfWork

MOST_LINES = 500

WHOLE = Rate(Decimal("1.0000"))


@dataclass(frozen=True, slots=True, kw_only=True)
class NewLine:
    """A line as asked for. What is None or empty comes from the product; a line that is not offered needs a price.

    `free` of the quantity are not paid (« 2 payés 1 offert »: quantity 3, free 1); an `offered` line costs nothing at
    all. `discount_amount` and `list_price`, the price before a reduction, are in `basis`. An option counts once it is
    chosen. A SECTION and a TEXT have a label, perhaps a detail.
    """

    quantity: Quantity = NOTHING
    product_id: int | None = None
    kind: LineKind = LineKind.ITEM
    label: str = ""
    detail: str = ""
    unit: str = ""
    price: UnitPrice | None = None
    list_price: UnitPrice | None = None
    basis: PriceBasis = PriceBasis.HT
    discount: Rate = NO_RATE
    discount_amount: Amount = ZERO
    vat: Rate | None = None
    free: Quantity = NOTHING
    offered: bool = False
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Sold:
    """What a line takes from its product."""

    id: int
    reference: str
    label: str
    kind: ProductKind
    unit: str
    price: UnitPrice | None
    basis: PriceBasis
    vat_class: VatClass
    vatex: str
    cost: UnitPrice | None
    floor_price: UnitPrice | None
    packaging: dict[str, Any]
    notes: str

    def per(self, unit: str) -> Decimal:
        """How many of the product's own units one of this unit has: 66 in a pallet, 1 where nothing is known."""
        return Decimal(self.packaging.get(unit, 1)) if unit != self.unit else Decimal(1)


@dataclass(frozen=True, slots=True)
class _Part:
    label: str
    quantity: Quantity


async def append(uow: UnitOfWork, quote: Quote, lines: Sequence[NewLine], source: str) -> None:
    """Add lines at the end. What is agreed today is copied: price, rate, cost and floor do not follow the product."""
    if len(quote.lines) + len(lines) > MOST_LINES:
        raise TooManyLines(MOST_LINES)
    with uow.session.no_autoflush:  # what is read here depends on nothing that waits to be written
        where = await zone(uow, quote)
        position = max((line.position for line in quote.lines), default=0)
        more = await made(uow, lines, zone=where, language=quote.language, source=source, after=position)
    quote.lines.extend(more)


async def made(
    uow: UnitOfWork, lines: Sequence[NewLine], *, zone: str, language: str, source: str = "", after: int = 0
) -> list[QuoteLine]:
    """Lines as they are asked for, of no document yet; `zone` is the place whose rates hold. Raises as `draft` does."""
    products = await _products(uow, [line.product_id for line in lines if line.product_id is not None])
    parts = await _parts(uow, [product.id for product in products.values() if product.kind is ProductKind.KIT])
    making = _Making(products, parts, await companies.read(uow), zone, uow.today, language, source)
    return [making.line(line, after + offset) for offset, line in enumerate(lines, 1)]


def line_of(quote: Quote, line_id: int) -> QuoteLine:
    for line in quote.lines:
        if line.id == line_id:
            return line
    raise NotFound("quote_line", line_id)


def renumber(quote: Quote) -> None:
    """Positions as the lines stand, from 1."""
    for position, line in enumerate(quote.lines, 1):
        line.position = position


async def catalogue_price(uow: UnitOfWork, line: QuoteLine) -> UnitPrice | None:
    """What the line's product costs today in the line's basis; None for a line without product or price."""
    if line.product_id is None:
        return None
    row = (await uow.session.execute(_PRICED, {"product_id": line.product_id})).one_or_none()
    if row is None or row.price is None:
        return None
    factor = Decimal(row.packaging.get(line.unit, 1)) if line.unit != row.unit else Decimal(1)
    return in_basis(unit_price(row.price * factor), row.basis, line.basis, line.vat)


def in_basis(price: UnitPrice, basis: PriceBasis, wanted: PriceBasis, vat: Rate) -> UnitPrice:
    """The price in the other basis, to four places."""
    if basis is wanted:
        return price
    return net_price(price, basis, vat) if wanted is PriceBasis.HT else unit_price(price * (1 + vat))


@dataclass(frozen=True, slots=True)
class _Making:
    """What turns lines that are asked for into lines of a quote."""

    products: Mapping[int, Sold]
    parts: Mapping[int, Sequence[_Part]]
    company: Company
    zone: str  # whose rates hold
    today: date
    language: str
    source: str

    def line(self, asked: NewLine, position: int) -> QuoteLine:
        if asked.kind is not LineKind.ITEM:
            return _words_only(asked, position, self.source)
        product = self.products[asked.product_id] if asked.product_id is not None else None
        label = checked_label(asked.label or (product.label if product else ""))
        quantity = checked_quantity(asked.quantity, label)
        vat = _vat(asked, product, self.company, self.today, self.zone)
        made = QuoteLine(
            position=position,
            product_id=product.id if product else None,
            reference=product.reference if product else "",
            label=label,
            detail=checked_detail(asked.detail or self._detail(product)),
            quantity=quantity,
            free=checked_free(asked.free, quantity, label),
            unit=asked.unit or (product.unit if product else ""),
            unit_price=UnitPrice(ZERO),
            basis=asked.basis,
            discount=WHOLE if asked.offered else checked_discount(asked.discount),
            discount_amount=checked_cut(asked.discount_amount),
            vat=vat,
            optional=asked.optional,
            source=self.source,
        )
        self._price(made, asked, product)
        self._guard(made, product)
        return made

    def _price(self, made: QuoteLine, asked: NewLine, product: Sold | None) -> None:
        """The price said, or the catalogue's; the catalogue's is kept beside another that was agreed."""
        usual = None
        if product is not None and product.price is not None:
            usual = checked_price(unit_price(product.price * product.per(made.unit)))
        if asked.price is not None:
            made.unit_price = checked_price(asked.price)
            listed = asked.list_price
            if listed is None and product is not None and usual is not None:
                listed = in_basis(usual, product.basis, asked.basis, made.vat)
            made.list_price = None if listed in (None, asked.price) else listed
        elif product is not None and usual is not None:
            made.unit_price, made.basis = usual, product.basis
        elif not asked.offered:
            raise PriceMissing(made.label)

    def _guard(self, made: QuoteLine, product: Sold | None) -> None:
        """What the line costs us, and the price that it must not go under."""
        if product is None:
            return
        cost, factor = product.cost, product.per(made.unit)
        floor = floor_of(cost, product.floor_price, self.company.floor_margin)
        made.cost = None if cost is None else unit_price(cost * factor)
        made.floor = None if floor is None else unit_price(floor * factor)

    def _detail(self, product: Sold | None) -> str:
        if product is None:
            return ""
        with language(self.language):
            parts = [f"{count(part.quantity)} × {part.label}" for part in self.parts.get(product.id, ())]
        return "\n".join([product.notes, *parts] if product.notes else parts)[:2000]


def _words_only(asked: NewLine, position: int, source: str) -> QuoteLine:
    return QuoteLine(
        position=position,
        kind=asked.kind,
        product_id=None,
        reference="",
        label=checked_label(asked.label),
        detail=checked_detail(asked.detail),
        quantity=NOTHING,
        unit="",
        unit_price=UnitPrice(ZERO),
        basis=PriceBasis.HT,
        discount=NO_RATE,
        vat=NO_RATE,
        source=source,
    )


def _vat(line: NewLine, product: Sold | None, company: Company, today: date, zone: str) -> Rate:
    """The rate said, or else the product's, or else the usual one; raises VatRateUnknown for one not in force there.

    None is written for a product that has a reason to bear none: its price is what is paid.
    """
    if company.vat_regime is VatRegime.FRANCHISE:  # no VAT is ever written on its documents: what is written is due
        return NO_RATE
    if product is not None and product.vatex:
        return NO_RATE
    if line.vat is not None:
        return checked(line.vat, today, zone)
    return rate_of(product.vat_class if product else VatClass.STANDARD, today, zone)


async def _products(uow: UnitOfWork, ids: Sequence[int]) -> dict[int, Sold]:
    """What is sold, and used now: among equals it is shown first from now on. Raises NotFound, VariantNeeded."""
    if not ids:
        return {}
    used = await uow.session.execute(_USED, {"ids": sorted(set(ids)), "now": uow.now})
    found = {row.id: Sold(*row) for row in used}
    for product_id in ids:
        if product_id not in found:
            raise NotFound("product", product_id)
    parent_id = await uow.session.scalar(_PARENT, {"ids": sorted(found)})
    if parent_id is not None:
        raise VariantNeeded(parent_id, found[parent_id].label)
    return found


async def _parts(uow: UnitOfWork, kit_ids: Sequence[int]) -> dict[int, list[_Part]]:
    if not kit_ids:
        return {}
    parts: dict[int, list[_Part]] = {}
    for row in await uow.session.execute(_PARTS, {"kit_ids": kit_ids}):
        parts.setdefault(row.kit_id, []).append(_Part(row.label, row.quantity))
    return parts


# Built once; the products are read as they are marked used.
_USED: Final = (
    update(Product)
    .where(Product.id.in_(bindparam("ids", expanding=True)))
    .values(last_used_at=bindparam("now"))
    .returning(*(getattr(Product, fact.name) for fact in fields(Sold)))
    .execution_options(synchronize_session=False)
)
_PARENT: Final = (
    select(Product.parent_id)
    .where(Product.parent_id.in_(bindparam("ids", expanding=True)), Product.archived_at.is_(None))
    .limit(1)
)
_PART: Final = aliased(Product)
_PARTS: Final = (
    select(KitPart.kit_id, _PART.label, KitPart.quantity)
    .join(_PART, _PART.id == KitPart.part_id)
    .where(KitPart.kit_id.in_(bindparam("kit_ids", expanding=True)))
    .order_by(KitPart.id)
)
_PRICED: Final = select(Product.price, Product.basis, Product.unit, Product.packaging).where(
    Product.id == bindparam("product_id")
)
