"""What is done already and is invoiced at once: no order to follow, no delivery."""

from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import select

from core.company import companies
from core.invoicing.asking import lines_of
from core.invoicing.issuing import issued
from core.invoicing.lifecycles import InvoiceKind, InvoiceState
from core.invoicing.making import draft_line, header, kept, tax_lines
from core.invoicing.models import Invoice
from core.invoicing.pieces import UNSAID, Lots, pieces_of, tell
from core.invoicing.reads import load
from core.invoicing.sources import contract_of, payment_locked, sources_of
from core.invoicing.totalling import total_up
from core.permissions import Permission, requires
from core.sales.lifecycles import LineKind, QuoteState
from core.sales.models import Order, Quote
from core.sales.orders.placing import place_direct
from core.sales.orders.progress import items_of
from core.sales.orders.remaining import discount_of
from core.sales.papers import buyer_copy, seller_copy
from core.sales.quotes.places import place_of
from core.sales.quotes.reads import load as load_quote
from core.uow import Reader, UnitOfWork


@requires(Permission.INVOICES_READ)
async def preview(db: Reader, quote: Quote) -> Invoice:
    """What `invoice_quote` would issue of a quote that was read: a draft that is never kept, taxed and totalled.

    Its number, its day and what goes with them are missing. Raises InvoiceBelowZero, AmountTooLarge.
    """
    company = await companies.read(db)
    invoice = Invoice(
        **{name: getattr(quote, name) for name in _SAME},
        created_at=quote.created_at,
        created_by=quote.created_by,
        place=dict(await _place(db, quote)),
        customer_number=quote.order_number or "",
        seller=seller_copy(company),
        buyer=quote.buyer or buyer_copy(quote.customer),
    )
    invoice.customer = quote.customer
    sold = [line for line in quote.lines if line.counted or line.kind is not LineKind.ITEM]
    lines = [draft_line(line) for line in sold]
    await tax_lines(db, lines, company, quote.customer, invoice.place)
    invoice.lines, invoice.taxes, invoice.deductions = lines, [], []
    total_up(invoice, company)
    return invoice


@requires(Permission.INVOICES_WRITE)
async def invoice_quote(
    uow: UnitOfWork, quote_id: int, *, lots: Lots = UNSAID, version: int | None = None, forced: bool = False
) -> Invoice:
    """All of a quote is done: it is ordered, and invoiced, in one transaction; what is kept in stock leaves with it.

    A quote drafted for it (« facture dupont 3 rad »), or one that the customer has. Asked again, it is the same
    invoice. `lots` are the numbers of its pieces, by line: all of what `pieces.numbers_asked` asks; the invoice says
    them. `forced`: what the stock or the customer's account says against it was read. Raises what `orders.place` does,
    InvoiceDoubtful, LotsWrong, LotMissing, SerialSold, IllegalTransition for a quote that was ordered in the usual way.
    """
    order = await place_direct(uow, quote_id, version=version, forced=forced)
    before = await _first(uow, order)
    if before is not None:
        return before
    numbers = await pieces_of(uow, await load_quote(uow, quote_id), order, lots, forced=forced)
    counts = {line.id: line.quantity for line in items_of(order)}
    invoice = await header(uow, [order], InvoiceKind.INVOICE)
    invoice.discount_amount = discount_of(order, counts)
    invoice.payment_locked_until = await payment_locked(uow, [order.quote_id])
    lines = lines_of(order, counts)
    tell(lines, numbers, invoice.language)
    sources = [*await sources_of(uow, order), *await contract_of(uow, order)]
    invoice = await kept(uow, invoice, lines, sources=sources, supplied_on=uow.today)
    return await issued(uow, invoice, [order], lots=numbers)


async def _first(uow: UnitOfWork, order: Order) -> Invoice | None:
    """The invoice that was made with the order."""
    wanted = select(Invoice.id).where(
        Invoice.order_id == order.id, Invoice.kind == InvoiceKind.INVOICE, Invoice.state == InvoiceState.ISSUED
    )
    found = await uow.session.scalar(wanted.order_by(Invoice.id).limit(1))
    return await load(uow, found) if found is not None else None


async def _place(db: Reader, quote: Quote) -> Mapping[str, Any]:
    """As it is frozen, or would be."""
    return await place_of(db, quote) if quote.state is QuoteState.DRAFT else quote.place


_SAME: Final = (
    "customer_id",
    "currency",
    "discount",
    "discount_amount",
    "language",
    "subject",
    "payment_terms",
    "demo",
)
