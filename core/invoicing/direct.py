"""What is done already and is invoiced at once: no order to follow, no delivery."""

from sqlalchemy import select

from core.invoicing.asking import discount_of, lines_of
from core.invoicing.issuing import issued
from core.invoicing.lifecycles import InvoiceKind, InvoiceState
from core.invoicing.making import header, kept
from core.invoicing.models import Invoice
from core.invoicing.reads import load
from core.invoicing.sources import payment_locked, sources_of
from core.permissions import Permission, requires
from core.sales.models import Order
from core.sales.orders.placing import place_direct
from core.sales.orders.progress import items_of
from core.uow import UnitOfWork


@requires(Permission.INVOICES_WRITE)
async def invoice_quote(uow: UnitOfWork, quote_id: int, *, version: int | None = None, forced: bool = False) -> Invoice:
    """All of a quote is done: it is ordered, and invoiced, in one transaction; what is kept in stock leaves with it.

    A quote drafted for it (« facture dupont 3 rad »), or one that the customer has. Asked again, it is the same
    invoice. `forced`: what the stock or the customer's account says against it was read. Raises what `orders.place`
    does, InvoiceDoubtful, IllegalTransition for a quote that was ordered in the usual way.
    """
    order = await place_direct(uow, quote_id, version=version, forced=forced)
    before = await _first(uow, order)
    if before is not None:
        return before
    counts = {line.id: line.quantity for line in items_of(order)}
    invoice = await header(uow, [order], InvoiceKind.INVOICE)
    invoice.discount_amount = discount_of(order, counts)
    invoice.payment_locked_until = await payment_locked(uow, [order.quote_id])
    lines = lines_of(order, counts)
    invoice = await kept(uow, invoice, lines, sources=await sources_of(uow, order), supplied_on=uow.today)
    return await issued(uow, invoice, [order])


async def _first(uow: UnitOfWork, order: Order) -> Invoice | None:
    """The invoice that was made with the order."""
    wanted = select(Invoice.id).where(
        Invoice.order_id == order.id, Invoice.kind == InvoiceKind.INVOICE, Invoice.state == InvoiceState.ISSUED
    )
    found = await uow.session.scalar(wanted.order_by(Invoice.id).limit(1))
    return await load(uow, found) if found is not None else None
