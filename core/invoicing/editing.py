"""A draft is changed, or given up; what is issued never is."""

from typing import Any, Final

from core.company import companies
from core.invoicing.events import InvoiceChanged, InvoiceDropped
from core.invoicing.lifecycles import InvoiceAction, InvoiceKind
from core.invoicing.making import orders_locked, orders_of, tax_again
from core.invoicing.models import Invoice, InvoiceLine
from core.invoicing.pieces import retold, told_of
from core.invoicing.reads import load
from core.invoicing.sources import deductible
from core.invoicing.totalling import deducted_row, total_up
from core.kernel.amounts import Amount, Quantity, amount
from core.kernel.errors import Invalid, NotFound
from core.kernel.terms import checked_terms
from core.kernel.typed import line as one_line
from core.permissions import Permission, requires
from core.sales.lifecycles import LineKind
from core.sales.models import Order, OrderLine
from core.sales.orders.remaining import discount_of
from core.sales.parts import part
from core.sales.quotes.checks import checked_quantity
from core.sales.quotes.whole import expect_whole_count
from core.uow import Reader, UnitOfWork

LONGEST: Final = {"subject": 200, "notes": 2000, "reason": 300, "customer_number": 60}


@requires(Permission.INVOICES_WRITE)
async def change(
    uow: UnitOfWork,
    invoice_id: int,
    *,
    subject: str | None = None,
    notes: str | None = None,
    reason: str | None = None,
    customer_number: str | None = None,
    payment_terms: str | None = None,
    version: int | None = None,
) -> Invoice:
    """Other words on a draft, other payment terms; what is not named stays.

    Raises Invalid, Changed, IllegalTransition, NotFound.
    """
    invoice = await changing(uow, invoice_id, version)
    said: dict[str, Any] = {"subject": subject, "reason": reason, "customer_number": customer_number}
    after = {name: one_line(name, text, longest=LONGEST[name]) for name, text in said.items() if text is not None}
    if notes is not None:
        after["notes"] = _notes(notes)
    if payment_terms is not None:
        after["payment_terms"] = checked_terms(payment_terms)
    changes = {name: [getattr(invoice, name), value] for name, value in after.items()}
    changes = {name: pair for name, pair in changes.items() if pair[0] != pair[1]}
    for name, (_before, value) in changes.items():
        setattr(invoice, name, value)
    if changes:
        uow.record(InvoiceChanged(invoice.id, changes=changes))
    return invoice


@requires(Permission.INVOICES_WRITE)
async def set_line(
    uow: UnitOfWork, invoice_id: int, line_id: int, *, quantity: Quantity, version: int | None = None
) -> Invoice:
    """Another quantity of a line; nothing takes the line away. What it may be at most is checked at the issue.

    Raises Invalid (quantity, line), NotWhole, InvoiceBelowZero, Changed, IllegalTransition, NotFound (line).
    """
    invoice = await changing(uow, invoice_id, version)
    line = next((one for one in invoice.lines if one.id == line_id and one.kind is LineKind.ITEM), None)
    if line is None:
        raise NotFound("invoice_line", line_id)
    added = line.order_line_id is None and comes_instead(invoice)
    if invoice.kind is InvoiceKind.CREDIT or (line.order_line_id is None and not added):
        raise Invalid("line", line.label)  # a deposit, or what a credit note takes back: drafted anew
    before, orders = line.quantity, await orders_of(uow, invoice)
    follows = len(orders) == 1 and _follows(invoice, orders[0])
    if not added:
        sold = next(one for order in orders for one in order.lines if one.id == line.order_line_id)
        await expect_whole_count(uow, sold, quantity, most=Quantity(sold.quantity - sold.invoiced))
    if not quantity:
        invoice.lines.remove(line)
    elif added:
        line.quantity = checked_quantity(quantity, line.label)
    else:
        _resize(line, sold, quantity, alone=len(orders) == 1)
        line.detail = await _detail(uow, invoice, line)
    if follows:
        invoice.discount_amount = _share_of_discount(invoice, orders[0])
    await again(uow, invoice)
    uow.record(InvoiceChanged(invoice.id, changes={line.label: [before, quantity]}))
    return invoice


@requires(Permission.INVOICES_WRITE)
async def deduct(
    uow: UnitOfWork, invoice_id: int, *, at_most: Amount | None = None, version: int | None = None
) -> Invoice:
    """Deduct no more than this of the deposits of the orders, tax included; None is as much as the invoice can bear.

    Raises Changed, IllegalTransition, NotFound.
    """
    invoice = await changing(uow, invoice_id, version)
    before = invoice.deducted
    await again(uow, invoice, at_most=at_most)
    uow.record(InvoiceChanged(invoice.id, changes={"deducted": [before, invoice.deducted]}))
    return invoice


@requires(Permission.INVOICES_WRITE)
async def drop(uow: UnitOfWork, invoice_id: int, *, version: int | None = None) -> Invoice:
    """Give a draft up: it never had a number. Raises Changed, IllegalTransition, NotFound."""
    invoice = await load(uow, invoice_id, locked=True)
    invoice.expect(version)
    invoice.apply(InvoiceAction.DROP)
    invoice.key = None
    uow.record(InvoiceDropped(invoice.id))
    return invoice


def comes_instead(invoice: Invoice) -> bool:
    """Whether it comes in the place of another invoice, which is credited: what was wrong of it may change."""
    return invoice.origin_id is not None and invoice.kind in (InvoiceKind.INVOICE, InvoiceKind.PROGRESS)


async def changing(uow: UnitOfWork, invoice_id: int, version: int | None) -> Invoice:
    """The draft, locked after its orders, to be changed. Raises Changed, IllegalTransition, NotFound."""
    await orders_locked(uow, invoice_id)
    invoice = await load(uow, invoice_id, locked=True)
    invoice.expect(version)
    invoice.apply(InvoiceAction.CHANGE)
    return invoice


async def again(uow: UnitOfWork, invoice: Invoice, *, at_most: Amount | None = None) -> None:
    """Its totals as its lines say now; of a credit note, what it corrects had deducted stays with it, and what comes in
    the place of an invoice is taxed as its customer is now."""
    credit, orders = invoice.kind is InvoiceKind.CREDIT, await orders_of(uow, invoice)
    order_ids = sorted({order.id for order in orders})
    if comes_instead(invoice):
        await tax_again(uow, invoice, orders)
    charged = [deducted_row(row) for row in invoice.deductions] if credit else await deductible(uow, order_ids)
    total_up(invoice, await companies.read(uow), charged, at_most=at_most)
    await uow.session.flush()


def _follows(invoice: Invoice, order: Order) -> bool:
    """Whether its discount is the order's: one that comes in the place of an invoice may have been given another."""
    return not comes_instead(invoice) or invoice.discount_amount == _share_of_discount(invoice, order)


def _share_of_discount(invoice: Invoice, order: Order) -> Amount:
    counts = {one.order_line_id: one.quantity for one in invoice.lines if one.order_line_id and one.quantity}
    return discount_of(order, counts)


def _resize(line: InvoiceLine, sold: OrderLine, count: Quantity, *, alone: bool) -> None:
    """So many instead, with their share of what is given and taken off; `alone`: of one order."""
    share = part(sold.priced(), sold.invoiced, count)
    cut = share.cut if alone else amount(line.discount_amount * count / line.quantity)
    line.quantity, line.free, line.discount_amount = count, share.free, cut


async def _detail(db: Reader, invoice: Invoice, line: InvoiceLine) -> str:
    """Without the numbers of its pieces, for nobody has said which they are now: as it was said of so many that were
    invoiced before, in whose place these come."""
    whole = await db.session.get(InvoiceLine, line.origin_line_id) if line.origin_line_id is not None else None
    same = whole is not None and whole.quantity == line.quantity
    return retold(line.detail, told_of(whole.detail, invoice.language) if same and whole else (), invoice.language)


def _notes(typed: str) -> str:
    kept = typed.strip()
    if len(kept) > LONGEST["notes"]:
        raise Invalid("notes", typed)
    return kept
