"""A draft is issued: numbered, frozen, posted, chained, in one transaction; from then on nothing of it changes."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from core.chain import Chained, chain, said
from core.company import companies
from core.company.models import Company
from core.invoicing import buyers
from core.invoicing.billing import bill
from core.invoicing.crediting import expect_creditable, origin_of
from core.invoicing.deposits import expect_deposit, refresh_drafts
from core.invoicing.earlier import with_earlier
from core.invoicing.entries import posted
from core.invoicing.errors import NothingToInvoice
from core.invoicing.events import InvoiceIssued
from core.invoicing.fitting import fit, left_to_credit
from core.invoicing.held import settled_from_held
from core.invoicing.lawful import expect_lawful
from core.invoicing.lifecycles import INVOICE, InvoiceAction, InvoiceKind
from core.invoicing.making import orders_locked
from core.invoicing.models import Invoice
from core.invoicing.papers.mentions import mentions_of
from core.invoicing.pieces import UNSAID, Lots
from core.invoicing.reads import load
from core.invoicing.settling import chained as vat_chained
from core.invoicing.settling import settle_each_other, vat_at_issue
from core.invoicing.sources import UNSIGNED, deductible, payment_locked
from core.invoicing.stranded import expect_deductible
from core.invoicing.totalling import deducted_row, total_up
from core.kernel.errors import Invalid
from core.kernel.terms import EndOfMonth, due_on
from core.ledger import posting
from core.numbering import take_number
from core.parties.models import CustomerKind
from core.permissions import Permission, requires
from core.sales.errors import NotAgreedYet
from core.sales.lifecycles import LineKind
from core.sales.models import Order
from core.sales.orders.locking import payable_on
from core.sales.orders.progress import items_of
from core.sales.papers import seller_copy
from core.uow import UnitOfWork

CHAINED: Final = "invoice"  # the kind of its links
FINAL: Final = "final"  # among the sources of an invoice: nothing of its orders is left to invoice
_SERIES: Final[Mapping[InvoiceKind, str]] = {
    InvoiceKind.INVOICE: "invoice",
    InvoiceKind.PROGRESS: "invoice",
    InvoiceKind.DEPOSIT: "deposit",
    InvoiceKind.CREDIT: "credit",
}


@requires(Permission.INVOICES_WRITE)
async def issue(
    uow: UnitOfWork, invoice_id: int, *, version: int | None = None, on: date | None = None, beyond: bool = False
) -> Invoice:
    """Give a draft its number and freeze it, dated today or `on` an earlier day. What it charges counts as invoiced,
    its entry is posted, VAT falls due; a credit note settles what it corrects as far as it goes, and money that is held
    for the orders settles the invoice. What is not delivered is charged `beyond` only, unless its maker agreed to that.

    Raises NothingToInvoice, BeyondOrdered, NotDelivered, CreditTooLarge, DepositTooLarge, DepositTaxedOtherwise,
    InvoiceBelowZero, SellerIncomplete, BuyerIncomplete, ReasonMissing, Invalid (on), DateWentBack, BooksClosed,
    Changed, IllegalTransition, NotAllowed (credit notes), NotFound.
    """
    orders = await orders_locked(uow, invoice_id)
    invoice = await load(uow, invoice_id, locked=True)
    invoice.expect(version)
    INVOICE.after(invoice.state, InvoiceAction.ISSUE)
    if invoice.kind is InvoiceKind.CREDIT:
        uow.actor.expect(Permission.INVOICES_CREDIT)
    return await issued(uow, invoice, orders, on=on, beyond=beyond)


async def issued(
    uow: UnitOfWork,
    invoice: Invoice,
    orders: Sequence[Order],
    *,
    on: date | None = None,
    beyond: bool = False,
    lots: Lots = UNSAID,
) -> Invoice:
    """The same for a draft that a use case holds locked, and the orders that it charges; with the numbers of what
    leaves with it, by order line, where they are known."""
    day = on or uow.today
    if day > uow.today:
        raise Invalid("on", day.isoformat())
    if not any(line.kind is LineKind.ITEM for line in invoice.lines):
        raise NothingToInvoice(undelivered=False)
    company = await companies.read(uow)
    expect_lawful(invoice, company)
    origin = await origin_of(uow, invoice)
    await _expect_fits(uow, invoice, orders, origin, company)
    await _lock(uow, invoice, orders)
    await bill(uow, invoice, orders, beyond=beyond, lots=lots)
    await uow.session.flush()  # its parts first: once it is issued they are closed
    earlier = await with_earlier(uow, invoice, orders)
    await _freeze(uow, invoice, company, day, earlier, final=_final(invoice, orders))
    links = await _posted(uow, invoice, origin, day)
    uow.record(
        InvoiceIssued(
            invoice.id,
            kind=invoice.kind,
            number=invoice.number or "",
            issued_on=day,
            gross=invoice.gross,
            payable=invoice.payable,
        )
    )
    if invoice.kind is InvoiceKind.DEPOSIT:
        await refresh_drafts(uow, invoice, company)
    await chain(uow, links)
    return invoice


async def _posted(uow: UnitOfWork, invoice: Invoice, origin: Invoice | None, day: date) -> list[Chained]:
    due = await vat_at_issue(uow, invoice, day)
    entry = await posted(uow, invoice, origin, due)
    if entry is None:
        await uow.session.flush()
    content = said(invoice, invoice.lines, invoice.taxes, invoice.deductions)
    links = [Chained(CHAINED, invoice.id, content), *posting.chained(entry), *vat_chained(due)]
    if origin is not None and invoice.kind is InvoiceKind.CREDIT:
        links += await settle_each_other(uow, origin, invoice, on=day)
    return [*links, *await settled_from_held(uow, invoice)]


async def _expect_fits(
    uow: UnitOfWork, invoice: Invoice, orders: Sequence[Order], origin: Invoice | None, company: Company
) -> None:
    """The totals as they are now, with no more deducted of a deposit than is left of it."""
    wanted = [deducted_row(row) for row in invoice.deductions]
    if invoice.kind is InvoiceKind.CREDIT:
        if origin is None:
            total_up(invoice, company, wanted)
            return
        there = await left_to_credit(uow, origin, net_of_tax=invoice.net_of_tax)
        fit(invoice, company, wanted, there)
        await expect_creditable(uow, invoice, origin, there)
        return
    left = await deductible(uow, [order.id for order in orders])
    known = {(one.deposit_id, one.kind): one for one in left}
    wanted = [known[each] for each in ((one.deposit_id, one.kind) for one in wanted) if each in known]
    total_up(invoice, company, wanted, at_most=invoice.deducted)
    await expect_deductible(uow, invoice, orders, left)
    if invoice.kind is InvoiceKind.DEPOSIT:
        await expect_deposit(uow, invoice, orders[0])


async def _lock(uow: UnitOfWork, invoice: Invoice, orders: Sequence[Order]) -> None:
    """What a consumer agreed to off premises, perhaps since it was drafted, has his seven days; that he has not agreed
    is kept, for his contract then begins after its invoice (C. cons. L221-10)."""
    sources = [one for one in invoice.sources if one["kind"] != UNSIGNED]
    if orders and invoice.kind is not InvoiceKind.CREDIT and invoice.customer.kind is CustomerKind.CONSUMER:
        agreed = await payment_locked(uow, [order.quote_id for order in orders])
        invoice.payment_locked_until = agreed or invoice.payment_locked_until
        try:
            for order in orders:
                await payable_on(uow, order.id)
        except NotAgreedYet:
            sources.append({"kind": UNSIGNED})
    if sources != invoice.sources:
        invoice.sources = sources


def _final(invoice: Invoice, orders: Sequence[Order]) -> bool:
    """Whether it deducts what was charged before, and nothing of its orders is left to invoice after it."""
    of_lines = invoice.kind is InvoiceKind.INVOICE and bool(invoice.deductions)
    return of_lines and all(line.invoiced >= line.quantity for order in orders for line in items_of(order))


async def _freeze(
    uow: UnitOfWork, invoice: Invoice, company: Company, day: date, earlier: Sequence[Any], *, final: bool
) -> None:
    """Numbered first: what is written with the number is the last that is ever written of the document."""
    sources = [one for one in earlier if one["kind"] != FINAL]
    invoice.sources = [*sources, {"kind": FINAL}] if final else sources
    series = _SERIES[invoice.kind]
    prefix = company.invoice_prefix if series == "invoice" else ""
    number = await take_number(uow, series, on=day, prefix=prefix)
    invoice.apply(InvoiceAction.ISSUE)
    invoice.number, invoice.key = number, None
    invoice.seller = seller_copy(company)
    invoice.buyer = buyers.named(invoice.customer, {line.vatex for line in invoice.lines})
    invoice.issued_on, invoice.issued_at, invoice.issued_by = day, uow.now, uow.actor.person_id
    due = due_on(invoice.payment_terms, day, EndOfMonth(company.end_of_month))
    invoice.due_on = max(due, invoice.payment_locked_until or due)  # nothing is due that may not be paid yet
    invoice.mentions = mentions_of(invoice, company, day)
    await uow.session.flush()
