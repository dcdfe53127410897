"""The VAT of a draft's lines goes with the place of supply and the customer; a rate that somebody typed stays, and is
doubted."""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import bindparam, select

from core.catalog.models import Product
from core.catalog.vat import VatClass, rate_of, rates_on
from core.company import companies
from core.company.models import VatRegime
from core.sales.lifecycles import LineKind
from core.sales.models import Quote, QuoteLine
from core.sales.quotes.places import place_of, zone
from core.sales.untaxing import untax
from core.uow import Reader, UnitOfWork


async def follow_place(uow: UnitOfWork, quote: Quote, before: str) -> None:
    """The draft is for another place than when the rates of the zone `before` held: lines at a usual rate take that of
    the new one."""
    after = await zone(uow, quote)
    if after == before or (await companies.read(uow)).vat_regime is VatRegime.FRANCHISE:
        return
    ids = sorted({line.product_id for line in quote.lines if line.product_id is not None})
    with uow.session.no_autoflush:
        found = (await uow.session.execute(_CLASSES, {"ids": ids})).all() if ids else []
    classes = {row.id: row.vat_class for row in found if not row.vatex}
    classes[None] = VatClass.STANDARD
    for line in quote.lines:
        vat_class = classes.get(line.product_id) if line.kind is LineKind.ITEM else None
        if vat_class is not None and line.vat == rate_of(vat_class, uow.today, before):
            line.vat = rate_of(vat_class, uow.today, after)


async def settle(uow: UnitOfWork, quote: Quote) -> None:
    """Store what a draft totals now, VAT or none as its customer, its place and its products have it. Raises
    AmountTooLarge."""
    with uow.session.no_autoflush:
        company, place = await companies.read(uow), await place_of(uow, quote)
        await untax(uow, quote.lines, company, quote.customer, place)
    quote.settle()


async def out_of_place(db: Reader, quote: Quote) -> Sequence[QuoteLine]:
    """The lines of a quote that was read whose rate is none of the place it is for."""
    if not quote.lines:
        return ()
    known = {row.rate for row in rates_on(db.today, await zone(db, quote))}
    return [line for line in quote.lines if line.kind is LineKind.ITEM and line.vat not in known]


_CLASSES: Final = select(Product.id, Product.vat_class, Product.vatex).where(
    Product.id.in_(bindparam("ids", expanding=True))
)
