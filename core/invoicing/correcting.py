"""A draft that comes in the place of a wrong invoice: its prices, rates and words are what was wrong, and change."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from core.catalog.vat import checked
from core.company import companies
from core.invoicing.editing import again, changing, comes_instead
from core.invoicing.errors import OnlyQuantities
from core.invoicing.events import InvoiceChanged
from core.invoicing.making import draft_line, numbered
from core.invoicing.models import Invoice, InvoiceLine
from core.invoicing.pieces import retold, told_of
from core.kernel.amounts import NO_RATE, ZERO, Amount, PriceBasis, Quantity, Rate, UnitPrice
from core.kernel.errors import Invalid, NotFound
from core.permissions import Permission, requires
from core.sales.lifecycles import LineKind
from core.sales.quotes.checks import checked_cut, checked_discount, checked_label, checked_price
from core.sales.quotes.lines import NewLine, made
from core.sales.quotes.places import zone_at
from core.uow import Reader, UnitOfWork


@dataclass(frozen=True, slots=True)
class Unsaid:
    """A line of so many pieces: the numbers that it tells, and those that it may tell."""

    line_id: int
    label: str
    count: Quantity
    told: Sequence[str]
    left: Sequence[str]


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
async def set_discount(
    uow: UnitOfWork,
    invoice_id: int,
    *,
    discount: Rate = NO_RATE,
    discount_amount: Amount = ZERO,
    version: int | None = None,
) -> Invoice:
    """Another discount of the whole of a draft that replaces an invoice: a rate or else an amount before tax; both zero
    takes it away.

    Raises OnlyQuantities for another draft, DiscountWrong, InvoiceBelowZero, Changed, IllegalTransition, NotFound.
    """
    invoice = await _replacing(uow, invoice_id, version)
    before = {"discount": invoice.discount, "discount_amount": invoice.discount_amount}
    invoice.discount, invoice.discount_amount = checked_discount(discount), checked_cut(discount_amount)
    await again(uow, invoice)
    after = {"discount": invoice.discount, "discount_amount": invoice.discount_amount}
    changes = {name: [before[name], after[name]] for name in after if after[name] != before[name]}
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


@requires(Permission.INVOICES_READ)
async def numbers_unsaid(db: Reader, invoice: Invoice) -> Sequence[Unsaid]:
    """The lines of a draft, read whole, that have fewer pieces than those that they come in the place of: nobody has
    said yet which of these they are. Nothing of other drafts."""
    lines = [one for one in invoice.lines if one.origin_line_id is not None] if comes_instead(invoice) else []
    if not lines:
        return ()
    before = select(InvoiceLine.id, InvoiceLine.detail).where(InvoiceLine.id.in_([one.origin_line_id for one in lines]))
    details = {row.id: row.detail for row in await db.session.execute(before)}
    found = [_unsaid(line, details[line.origin_line_id or 0], invoice.language) for line in lines]
    return [one for one in found if one.left and len(one.told) < one.count]


@requires(Permission.INVOICES_WRITE)
async def tell_number(
    uow: UnitOfWork, invoice_id: int, line_id: int, *, number: str, version: int | None = None
) -> Invoice:
    """One more piece of a line, of those in whose place it comes, is this one.

    Raises Invalid (number) for another, OnlyQuantities, Changed, IllegalTransition, NotFound (line).
    """
    invoice = await _replacing(uow, invoice_id, version)
    line = next((one for one in invoice.lines if one.id == line_id), None)
    if line is None:
        raise NotFound("invoice_line", line_id)
    asked = next((one for one in await numbers_unsaid(uow, invoice) if one.line_id == line_id), None)
    if asked is None or number not in asked.left:
        raise Invalid("number", number)
    before, numbers = line.detail, [*asked.told, number]
    line.detail = retold(line.detail, numbers, invoice.language)
    uow.record(InvoiceChanged(invoice.id, changes={f"{line.label}: detail": [before, line.detail]}))
    return invoice


async def zone(db: Reader, invoice: Invoice) -> str:
    """Whose rates of VAT hold for it."""
    return zone_at(await companies.read(db), invoice.customer, invoice.place)


async def _replacing(uow: UnitOfWork, invoice_id: int, version: int | None) -> Invoice:
    invoice = await changing(uow, invoice_id, version)
    if not comes_instead(invoice):
        raise OnlyQuantities
    return invoice


def _unsaid(line: InvoiceLine, before: str, spoken: str) -> Unsaid:
    told = told_of(line.detail, spoken)
    left = tuple(one for one in told_of(before, spoken) if one not in told)
    return Unsaid(line.id, line.label, line.quantity, told, left)


def _said(line: InvoiceLine) -> dict[str, Any]:
    return {"label": line.label, "price": line.unit_price, "basis": line.basis, "vat": line.vat}
