"""A draft that comes in the place of a wrong invoice: its prices, rates and words are what was wrong, and change."""

from collections.abc import Sequence
from typing import Any

from core.catalog.vat import checked
from core.company import companies
from core.invoicing.editing import again, changing, comes_instead
from core.invoicing.errors import OnlyQuantities
from core.invoicing.events import InvoiceChanged
from core.invoicing.making import draft_line, numbered
from core.invoicing.models import Invoice, InvoiceLine
from core.kernel.amounts import PriceBasis, Rate, UnitPrice
from core.kernel.errors import NotFound
from core.permissions import Permission, requires
from core.sales.lifecycles import LineKind
from core.sales.quotes.checks import checked_label, checked_price
from core.sales.quotes.lines import NewLine, made
from core.sales.quotes.places import zone_at
from core.uow import Reader, UnitOfWork


@requires(Permission.INVOICES_WRITE)
async def correct_line(
    uow: UnitOfWork,
    invoice_id: int,
    line_id: int,
    *,
    price: UnitPrice | None = None,
    basis: PriceBasis | None = None,
    vat: Rate | None = None,
    label: str | None = None,
    version: int | None = None,
) -> Invoice:
    """Another price, rate or label of a line of a draft that replaces an invoice; what is None stays.

    Raises OnlyQuantities for another draft, VatRateUnknown, AmountTooLarge, Invalid (label), InvoiceBelowZero, Changed,
    IllegalTransition, NotFound (line).
    """
    invoice = await _replacing(uow, invoice_id, version)
    line = next((one for one in invoice.lines if one.id == line_id and one.kind is LineKind.ITEM), None)
    if line is None:
        raise NotFound("invoice_line", line_id)
    before = _said(line)
    if label is not None:
        line.label = checked_label(label)
    if price is not None:
        line.unit_price, line.basis, line.list_price = checked_price(price), basis or line.basis, None
    if vat is not None:
        line.vat = checked(vat, uow.today, await zone(uow, invoice))
    await again(uow, invoice)
    after = _said(line)
    changes = {f"{line.label}: {name}": [before[name], after[name]] for name in after if after[name] != before[name]}
    uow.record(InvoiceChanged(invoice.id, changes=changes))
    return invoice


@requires(Permission.INVOICES_WRITE)
async def add_lines(
    uow: UnitOfWork, invoice_id: int, *, lines: Sequence[NewLine], version: int | None = None
) -> Invoice:
    """More lines at the end of a draft that replaces an invoice. They are of no order: nothing leaves the stock for
    them. Raises OnlyQuantities, what `quotes.draft` does of lines, Changed, IllegalTransition, NotFound."""
    invoice = await _replacing(uow, invoice_id, version)
    sold = await made(uow, lines, zone=await zone(uow, invoice), language=invoice.language)
    added = [draft_line(line) for line in sold]
    for line in added:
        line.billed = False
    invoice.lines[:] = numbered([*invoice.lines, *added])
    await again(uow, invoice)
    uow.record(InvoiceChanged(invoice.id, changes={line.label: [None, line.quantity] for line in added}))
    return invoice


async def zone(db: Reader, invoice: Invoice) -> str:
    """Whose rates of VAT hold for it."""
    return zone_at(await companies.read(db), invoice.customer, invoice.place)


async def _replacing(uow: UnitOfWork, invoice_id: int, version: int | None) -> Invoice:
    invoice = await changing(uow, invoice_id, version)
    if not comes_instead(invoice):
        raise OnlyQuantities
    return invoice


def _said(line: InvoiceLine) -> dict[str, Any]:
    return {"label": line.label, "price": line.unit_price, "basis": line.basis, "vat": line.vat}
