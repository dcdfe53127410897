"""Drafts of what was sold: of one order, or of the deliveries of several. What they charge is checked at the issue."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from hashlib import sha256
from typing import Final

from core.i18n import N_, language
from core.i18n import _ as translated
from core.invoicing.asking import Counts, counts_of, expect_binding, expect_may, expect_whole, lines_of
from core.invoicing.billing import BEYOND
from core.invoicing.errors import NothingToInvoice, SeveralCustomers
from core.invoicing.lifecycles import InvoiceKind
from core.invoicing.making import drafted_before, header, kept, of_order_line, text_line
from core.invoicing.models import Invoice, InvoiceLine
from core.invoicing.outlook import of_draft
from core.invoicing.sources import (
    Standing,
    deductible,
    notes_charged,
    notes_of,
    payment_locked,
    sources_of,
    standing_of,
    standings_of,
)
from core.kernel.amounts import NO_RATE, NOTHING, ZERO, PriceBasis, Quantity, amount, apportion, quantity, rate
from core.kernel.errors import Invalid
from core.permissions import Permission, requires
from core.sales.deliveries.reads import load as load_delivery
from core.sales.lifecycles import LineKind
from core.sales.models import Order
from core.sales.models.sold import priced
from core.sales.orders.reads import load as load_order
from core.sales.orders.remaining import discount_of
from core.sales.rules import totals
from core.uow import UnitOfWork

_DELIVERED: Final = N_("Livraison {number} du {on}")


@requires(Permission.INVOICES_WRITE)
async def draft_of_order(
    uow: UnitOfWork,
    order_id: int,
    *,
    everything: bool = False,
    quantities: Counts | None = None,
    beyond: bool = False,
) -> Invoice:
    """A draft of what is delivered of an order and not invoiced; or of `everything` that is not invoiced, or of these
    `quantities` by order line. Deposits of the order are deducted.

    What is not delivered is invoiced `beyond` only: whoever wants that has been asked. A negative quantity takes back
    of what was invoiced. The same draft comes back until it is issued, with what is asked if that is said, or what is
    left of it when another document has charged its goods meanwhile.
    Raises NothingToInvoice, NotDelivered, BeyondOrdered, NotWhole, OrderNotConfirmed, InvoiceBelowZero, NotFound.
    """
    order = await load_order(uow, order_id, locked=True)
    key = f"order:{order_id}"
    before = await drafted_before(uow, key, key + BEYOND)
    if before is not None and quantities is None and not (everything or beyond or await _is_overtaken(uow, before)):
        return before
    expect_binding(order)
    found = await standing_of(uow, order)
    counts = counts_of(found, everything=everything or beyond, quantities=quantities)
    expect_may(found.lines, counts, beyond=beyond)
    if quantities is not None:
        await expect_whole(uow, found.lines, counts)
    invoice = before or await header(uow, [order], InvoiceKind.INVOICE)
    invoice.key = key + BEYOND if beyond else key
    return await kept_of_order(uow, invoice, order, found, counts)


async def kept_of_order(uow: UnitOfWork, invoice: Invoice, order: Order, found: Standing, counts: Counts) -> Invoice:
    """The draft with so much of each line of an order that is locked. Raises InvoiceBelowZero, AmountTooLarge."""
    invoice.discount_amount = discount_of(order, counts)
    invoice.payment_locked_until = await payment_locked(uow, [order.quote_id])
    return await kept(
        uow,
        invoice,
        lines_of(order, counts),
        charged=await deductible(uow, [order.id]),
        sources=[*await sources_of(uow, order), *notes_of(found, notes_charged(found, counts))],
        supplied_on=found.last_on,
    )


@requires(Permission.INVOICES_WRITE)
async def draft_of_deliveries(uow: UnitOfWork, delivery_ids: Sequence[int]) -> Invoice:
    """A draft of what these deliveries brought and is not invoiced, under a title for each; of one customer's orders.
    Deposits of the orders are deducted. The same deliveries have the same draft until it is issued; what another
    document has charged of it meanwhile is taken out.

    Raises NothingToInvoice, SeveralCustomers, Invalid (deliveries), NotFound, AmountTooLarge.
    """
    ids = sorted(set(delivery_ids))
    if not ids:
        raise Invalid("deliveries", "")
    of_orders = sorted({(await load_delivery(uow, one)).order_id for one in ids})
    orders = [await load_order(uow, one, locked=True) for one in of_orders]
    if len({(order.customer_id, order.currency) for order in orders}) > 1:
        raise SeveralCustomers
    key = f"deliveries:{sha256(','.join(map(str, ids)).encode()).hexdigest()[:40]}"
    before = await drafted_before(uow, key)
    if before is not None and not await _is_overtaken(uow, before):
        return before
    found = await standings_of(uow, orders)
    invoice = before or await header(uow, orders, InvoiceKind.INVOICE)
    invoice.key = key
    lines, counts = _by_delivery(orders, found, ids, invoice.language)
    _discount(invoice, orders, lines, counts)
    invoice.payment_locked_until = await payment_locked(uow, [order.quote_id for order in orders])
    days = [day for one in found.values() for note, (_number, day) in one.notes.items() if note in ids]
    named = [await sources_of(uow, order) for order in orders]
    named += [notes_of(one, [note for note in one.notes if note in ids]) for one in found.values()]
    return await kept(
        uow,
        invoice,
        lines,
        charged=await deductible(uow, of_orders),
        sources=[each for some in named for each in some],
        supplied_on=max(days, default=None),
    )


async def _is_overtaken(uow: UnitOfWork, draft: Invoice) -> bool:
    """Whether goods of the draft were charged by another document since it was made."""
    return bool((await of_draft.run(uow, draft)).billed)


def _by_delivery(
    orders: Sequence[Order], found: Mapping[int, Standing], ids: Sequence[int], spoken: str
) -> tuple[list[InvoiceLine], Mapping[int, dict[int, Quantity]]]:
    """The lines under a title for each delivery, and what they come to by order and line: never more than is ready.

    Raises NothingToInvoice.
    """
    lines: list[InvoiceLine] = []
    counts: dict[int, dict[int, Quantity]] = {order.id: {} for order in orders}
    for order, delivery_id in ((order, one) for one in ids for order in orders if one in found[order.id].notes):
        mine, brought = counts[order.id], found[order.id].by_delivery[delivery_id]
        made = []
        for line in order.lines:
            before = mine.get(line.id, NOTHING)
            standing = found[order.id].lines.get(line.id)
            ready = quantity(standing.ready - before) if standing else NOTHING
            count = min(brought.get(line.id, NOTHING), ready)
            if count > 0:
                made.append(of_order_line(line, quantity(line.invoiced + before), count, delivery_id=delivery_id))
                mine[line.id] = quantity(before + count)
        number, on = found[order.id].notes[delivery_id]
        with language(spoken):
            title = translated(_DELIVERED).format(number=number, on=f"{on:%d/%m/%Y}")
        lines += [text_line(LineKind.SECTION, title, delivery_id=delivery_id), *made] if made else []
    if not lines:
        raise NothingToInvoice(undelivered=False)
    return lines, counts


def _discount(
    invoice: Invoice, orders: Sequence[Order], lines: Sequence[InvoiceLine], counts: Mapping[int, Counts]
) -> None:
    """What one order says of its whole, the invoice says; where orders say different things, the lines do."""
    first = orders[0]
    if all(order.discount == first.discount and not order.discount_amount for order in orders):
        return
    if len(orders) == 1:
        invoice.discount_amount = discount_of(first, counts[first.id])
        return
    invoice.discount, invoice.discount_amount = NO_RATE, ZERO
    for order in orders:
        of_lines = {line.id for line in order.lines}
        mine = [line for line in lines if line.order_line_id in of_lines]
        _fold(order, mine, counts[order.id])


def _fold(order: Order, lines: Sequence[InvoiceLine], counts: Counts) -> None:
    """The discount of an order's whole, taken off these of its lines."""
    if order.discount:
        for line in lines:
            line.discount = rate(1 - (1 - line.discount) * (1 - order.discount))
            line.discount_amount = amount(line.discount_amount * (1 - order.discount))
        return
    nets = totals([priced(line, counted=True) for line in lines]).lines
    for line, share in zip(lines, apportion(discount_of(order, counts), nets), strict=True):
        cut = share * (1 + line.vat) if line.basis is PriceBasis.TTC else Decimal(share)
        line.discount_amount = amount(line.discount_amount + cut)
