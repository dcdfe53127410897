"""Sales that are taxed on their margin: its VAT stands on no invoice, and is declared all the same (CGI 297 A, E)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import bindparam, select
from sqlalchemy.orm import selectinload

from core.catalog.vat import VatClass, rate_of, zone_of
from core.catalog.vatex import MARGIN
from core.company import companies
from core.invoicing.lifecycles import InvoiceKind, InvoiceState
from core.invoicing.models import Invoice, InvoiceLine
from core.kernel.amounts import ZERO, Amount, Rate, amount, apportion, total
from core.sales.lifecycles import LineKind
from core.uow import Reader


@dataclass(frozen=True, slots=True)
class MarginSale:
    """What a document sells under the margin scheme, as it is paid, and the VAT within the margin; None where nobody
    has said what it was bought for. Both have the document's sign."""

    number: str
    price: Amount
    tax: Amount | None


async def margin_sales(db: Reader, *, starts_on: date, ends_on: date) -> Sequence[MarginSale]:
    """Of the invoices and credit notes of these days, deposits aside, by number."""
    documents = (await db.session.scalars(_SOLD, {"starts_on": starts_on, "ends_on": ends_on})).all()
    if not documents:
        return []
    zone = zone_of((await companies.read(db)).zip)
    sales = [one for one in documents if not _of_deposit(one)]
    return [_of(one, rate_of(VatClass.STANDARD, one.issued_on or ends_on, zone)) for one in sales]


def _of_deposit(invoice: Invoice) -> bool:
    """Whether it credits a deposit."""
    return invoice.kind is InvoiceKind.CREDIT and any(one.get("deposit") for one in invoice.sources)


def _of(invoice: Invoice, rate: Rate) -> MarginSale:
    """Each line by itself: what is lost on one is not off another."""
    every = [line for line in invoice.lines if line.kind is LineKind.ITEM]
    prices = apportion(invoice.net, [line.net for line in every])
    mine = [(line, price) for line, price in zip(every, prices, strict=True) if line.vatex in MARGIN]
    taxes = [_tax(invoice, line, price, rate) for line, price in mine]
    known = None if None in taxes else total(tax for tax in taxes if tax is not None)
    price = total(price for _line, price in mine)
    return MarginSale(
        invoice.number or "", amount(invoice.sign * price), None if known is None else amount(invoice.sign * known)
    )


def _tax(invoice: Invoice, line: InvoiceLine, price: Amount, rate: Rate) -> Amount | None:
    """A lower price is all margin: nothing was bought back."""
    lowered = invoice.kind is InvoiceKind.CREDIT and line.origin_line_id is None
    if line.cost is None and not lowered:
        return None
    cost = ZERO if lowered or line.cost is None else amount(line.quantity * line.cost)
    return amount(max(price - cost, ZERO) * rate / (1 + rate))


_SOLD: Final = (
    select(Invoice)
    .where(
        Invoice.issued_on.between(bindparam("starts_on"), bindparam("ends_on")),
        Invoice.state == InvoiceState.ISSUED,
        Invoice.kind != InvoiceKind.DEPOSIT,
        Invoice.id.in_(select(InvoiceLine.invoice_id).where(InvoiceLine.vatex.in_(MARGIN))),
    )
    .options(selectinload(Invoice.lines))
    .order_by(Invoice.number)
)
