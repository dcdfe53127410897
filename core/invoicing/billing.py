"""What a document charges counts as invoiced for its order lines; goods leave, where they do so with the invoice."""

from collections.abc import Mapping, Sequence
from typing import Final

from core.company.models import StockOut
from core.invoicing.asking import expect_may
from core.invoicing.errors import BeyondOrdered
from core.invoicing.lifecycles import InvoiceKind
from core.invoicing.models import Invoice, InvoiceLine
from core.invoicing.sources import standing_of
from core.kernel.amounts import NOTHING, ZERO, Amount, Quantity, amount, apportion, quantity
from core.sales.lifecycles import LineKind
from core.sales.models import Order
from core.sales.orders.invoicing import invoiced_goods_out
from core.sales.orders.progress import settle_progress
from core.uow import UnitOfWork

BEYOND: Final = "!"  # ends the key of a draft whose maker has agreed to invoice what is not delivered


async def bill(uow: UnitOfWork, invoice: Invoice, orders: Sequence[Order], *, beyond: bool) -> None:
    """Count what the document charges of these orders, which are locked. Raises BeyondOrdered, NotDelivered."""
    agreed = beyond or (invoice.key or "").endswith(BEYOND)
    grosses = _grosses(invoice, orders)
    for order in orders:
        counts = _counts(invoice, order)
        if not counts:
            continue
        if invoice.kind is InvoiceKind.CREDIT:
            _take_back(order, counts)
        else:
            expect_may((await standing_of(uow, order)).lines, counts, beyond=agreed or order.direct)
            _add(order, counts)
        order.invoiced = amount(order.invoiced + invoice.sign * grosses[order.id])
        order.touch()
        if order.stock_out is StockOut.INVOICE and invoice.kind is not InvoiceKind.CREDIT:
            await invoiced_goods_out(uow, order, sorted(counts), key=f"invoice:{invoice.id}")
        if order.direct:
            await settle_progress(uow, order)


def _counts(invoice: Invoice, order: Order) -> Mapping[int, Quantity]:
    counts: dict[int, Quantity] = {}
    of_order = {line.id for line in order.lines}
    for line in _billed(invoice):
        if line.order_line_id in of_order:
            counts[line.order_line_id] = quantity(counts.get(line.order_line_id, NOTHING) + line.quantity)
    return {line_id: count for line_id, count in counts.items() if count}


def _billed(invoice: Invoice) -> list[InvoiceLine]:
    return [line for line in invoice.lines if line.billed and line.kind is LineKind.ITEM]


def _add(order: Order, counts: Mapping[int, Quantity]) -> None:
    for line in order.lines:
        line.invoiced = quantity(line.invoiced + counts.get(line.id, NOTHING))


def _take_back(order: Order, counts: Mapping[int, Quantity]) -> None:
    for line in order.lines:
        count = counts.get(line.id, NOTHING)
        if count > line.invoiced:
            raise BeyondOrdered(line.label, line.invoiced)
        line.invoiced = quantity(line.invoiced - count)


def _grosses(invoice: Invoice, orders: Sequence[Order]) -> Mapping[int, Amount]:
    """What the document comes to, tax included, by order: all of it where there is one."""
    if len(orders) < 2:
        return {order.id: invoice.gross if _all_billed(invoice) else ZERO for order in orders}
    owner = {line.id: order.id for order in orders for line in order.lines}
    nets = {order.id: ZERO for order in orders}
    for line in _billed(invoice):
        if line.order_line_id in owner:
            of = owner[line.order_line_id]
            nets[of] = amount(nets[of] + line.net * (1 + line.vat))
    return dict(zip(nets, apportion(invoice.gross, list(nets.values())), strict=True))


def _all_billed(invoice: Invoice) -> bool:
    return all(line.billed for line in invoice.lines if line.kind is LineKind.ITEM)
