"""Why lines bear no VAT, and what they cost without it."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import bindparam, select

from core.catalog.models import Product, ProductKind
from core.company.models import Company
from core.kernel.amounts import PriceBasis, amount
from core.parties.models import Customer
from core.sales.lifecycles import LineKind
from core.sales.models.sold import SoldLine
from core.sales.rules import net_price
from core.sales.taxation import tax_of
from core.uow import Reader

Facts = Mapping[int, tuple[ProductKind, str]]  # kind and reason for no VAT, by product

NO_PRODUCT: Final = (ProductKind.SERVICE, "")  # what is in no catalogue is work


async def facts_of(db: Reader, lines: Iterable[SoldLine]) -> Facts:
    """What the VAT asks of the products of these lines."""
    ids = sorted({line.product_id for line in lines if line.product_id is not None})
    if not ids:
        return {}
    return {row.id: (row.kind, row.vatex) for row in await db.session.execute(_FACTS, {"ids": ids})}


async def untax(
    db: Reader, lines: Sequence[SoldLine], company: Company, customer: Customer, place: Mapping[str, Any]
) -> None:
    """Say of each line of a quote why it bears no VAT, as its invoice will, or that it does. The rate of the place
    stays beside, for whoever turns out to owe it. Asks nothing of the database where all is taxed as usual."""

    def reason(line: SoldLine, service: bool, own: str = "") -> str:
        return tax_of(company, customer, place, rate=line.vat, service=service, vatex=own).vatex

    items = [line for line in lines if line.kind is LineKind.ITEM]
    if not any(line.vatex or not line.vat or reason(line, False) or reason(line, True) for line in items):
        return
    facts = await facts_of(db, items)
    for line in items:
        kind, own = facts.get(line.product_id or 0, NO_PRODUCT)
        line.vatex = reason(line, kind is ProductKind.SERVICE, own)
        if line.vatex:
            without_tax(line)


def without_tax(line: SoldLine) -> None:
    """A price with tax loses the tax that is not charged."""
    if line.basis is not PriceBasis.TTC or not line.vat:
        return
    line.discount_amount = amount(line.discount_amount / (1 + line.vat))
    line.unit_price, line.basis = net_price(line.unit_price, PriceBasis.TTC, line.vat), PriceBasis.HT
    if line.list_price is not None:
        line.list_price = net_price(line.list_price, PriceBasis.TTC, line.vat)


_FACTS: Final = select(Product.id, Product.kind, Product.vatex).where(Product.id.in_(bindparam("ids", expanding=True)))
