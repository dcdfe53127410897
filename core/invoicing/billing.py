"""What a document charges counts as invoiced for its order lines; goods leave, where they do so with the invoice."""

from collections.abc import Mapping, Sequence
from typing import Final

from core.company.models import StockOut
from core.invoicing.asking import expect_may
from core.invoicing.errors import BeyondOrdered
from core.invoicing.events import InvoicedAhead
from core.invoicing.lifecycles import InvoiceKind
from core.invoicing.models import Invoice, InvoiceLine
from core.invoicing.pieces import UNSAID, Lots
from core.invoicing.sources import Billable, standing_of
from core.kernel.amounts import NOTHING, ZERO, Amount, Quantity, amount, apportion, quantity
from core.sales.deliveries.leaving import brought, numbers_out
from core.sales.deliveries.lots import lots_by_product
from core.sales.lifecycles import LineKind
from core.sales.models import Order
from core.sales.orders.gone import gone_of
from core.sales.orders.invoicing import invoiced_goods_move
from core.sales.orders.progress import settle_progress
from core.uow import UnitOfWork

BEYOND: Final = "!"  # ends the key of a draft whose maker has agreed to invoice what is not delivered


async def bill(
    uow: UnitOfWork, invoice: Invoice, orders: Sequence[Order], *, beyond: bool, lots: Lots = UNSAID
) -> None:
    """Count what the document charges of these orders, which are locked; `lots` are the numbers of what leaves with it,
    by order line, where they are known. Raises BeyondOrdered, NotDelivered."""
    agreed = beyond or is_agreed(invoice)
    grosses = _grosses(invoice, orders)
    for order in orders:
        counts = _counts(invoice, order)
        if not counts:
            continue
        moves = order.stock_out is StockOut.INVOICE
        before = await gone_of(uow, order, counts.keys()) if moves else {}
        if invoice.kind is InvoiceKind.CREDIT:
            _take_back(order, counts)
        else:
            lines = (await standing_of(uow, order)).lines
            expect_may(lines, counts, beyond=agreed or order.direct)
            _note_ahead(uow, invoice, lines, counts)
            _add(order, counts)
        order.invoiced = amount(order.invoiced + invoice.sign * grosses[order.id])
        order.touch()
        if moves:
            said = [(line, lots.get(line.id, ())) for line in order.lines if line.id in before]
            by_product = zip(said, await lots_by_product(uow, said), strict=True)
            numbers = {line.id: each for (line, _lots), each in by_product}
            await invoiced_goods_move(uow, order, before, key=f"invoice:{invoice.id}", lots=numbers)
            await numbers_out(uow, order, await brought(uow, order))
        if order.direct:
            await settle_progress(uow, order)


def is_agreed(invoice: Invoice) -> bool:
    """Whether the maker of a draft has agreed to invoice what is not delivered."""
    return (invoice.key or "").endswith(BEYOND)


def _counts(invoice: Invoice, order: Order) -> Mapping[int, Quantity]:
    counts: dict[int, Quantity] = {}
    of_order = {line.id for line in order.lines}
    for line in _billed(invoice):
        if line.order_line_id in of_order:
            counts[line.order_line_id] = quantity(counts.get(line.order_line_id, NOTHING) + line.quantity)
    return {line_id: count for line_id, count in counts.items() if count}


def _billed(invoice: Invoice) -> list[InvoiceLine]:
    return [line for line in invoice.lines if line.billed and line.kind is LineKind.ITEM]


def _note_ahead(
    uow: UnitOfWork, invoice: Invoice, lines: Mapping[int, Billable], counts: Mapping[int, Quantity]
) -> None:
    """Keep what is charged before it is delivered; what is delivered meanwhile is not."""
    ahead = {lines[one].line.label: quantity(count - lines[one].ready) for one, count in counts.items()}
    ahead = {label: count for label, count in ahead.items() if count > 0}
    if ahead:
        uow.record(InvoicedAhead(invoice.id, lines=ahead))


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
        return {order.id: _gross_billed(invoice) for order in orders}
    owner = {line.id: order.id for order in orders for line in order.lines}
    nets = {order.id: ZERO for order in orders}
    for line in _billed(invoice):
        if line.order_line_id in owner:
            of = owner[line.order_line_id]
            nets[of] = amount(nets[of] + line.net * (1 + line.vat))
    return dict(zip(nets, apportion(invoice.gross, list(nets.values())), strict=True))


def _gross_billed(invoice: Invoice) -> Amount:
    """What the lines that count for the order come to: a rebate does not, nor what was added to a replacing invoice."""
    weights = [ZERO, ZERO]
    for line in (one for one in invoice.lines if one.kind is LineKind.ITEM):
        weights[not line.billed] = amount(weights[not line.billed] + line.net * (1 + line.vat))
    if not weights[True]:
        return invoice.gross if any(line.billed for line in invoice.lines if line.kind is LineKind.ITEM) else ZERO
    return apportion(invoice.gross, weights)[0] if weights[False] else ZERO
