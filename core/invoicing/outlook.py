"""What is still to be invoiced of an order, and what a draft charges before it is delivered: for whoever looks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from sqlalchemy import bindparam, select

from core.invoicing.billing import is_agreed
from core.invoicing.fitting import lowered_before, lowers
from core.invoicing.lifecycles import InvoiceKind, InvoiceState
from core.invoicing.models import Invoice, InvoiceLine
from core.invoicing.sources import Standing, deductible, standing_of
from core.invoicing.stranded import Stranded, stranded_of
from core.kernel.amounts import NOTHING, ZERO, Amount, Quantity, quantity, total
from core.permissions import Permission, requires
from core.sales.models import Order, OrderLine
from core.sales.orders.reads import load as load_order
from core.uow import Reader

Counted = tuple[str, Quantity]  # a line's label, and how many of it


@dataclass(frozen=True, slots=True)
class Outlook:
    """What a draft charges that is not delivered, what it leaves to be invoiced of its order, delivered or not, and how
    much of deposits it could deduct, tax included; `stranded` deposits bear a VAT that it cannot deduct them from.

    `lowered` is what was credited of the price alone before, tax not included, and a credit note takes none of it off.
    `billed` is what it charges and other documents have charged since it was drafted: `by` are their numbers.
    """

    beyond: Sequence[Counted] = ()
    billed: Sequence[Counted] = ()
    by: Sequence[str] = ()
    rest: Sequence[Counted] = ()
    deposits: Amount = ZERO
    earlier: Sequence[tuple[str, Amount]] = ()  # deposit invoices that the order has already, tax included
    stranded: Sequence[Stranded] = ()
    lowered: Amount = ZERO


_NOTHING: Final = Outlook()
_OF_LINES: Final = (InvoiceKind.INVOICE, InvoiceKind.PROGRESS)
_DEPOSITS: Final = (
    select(Invoice.number, Invoice.gross)
    .where(
        Invoice.order_id == bindparam("order_id"),
        Invoice.kind == InvoiceKind.DEPOSIT,
        Invoice.state == InvoiceState.ISSUED,
    )
    .order_by(Invoice.id)
)
_ORDERS_OF: Final = (
    select(OrderLine.order_id)
    .where(OrderLine.id.in_(bindparam("ids", expanding=True)))
    .distinct()
    .order_by(OrderLine.order_id)
)
_MEANWHILE: Final = (
    select(Invoice.number, InvoiceLine.order_line_id, InvoiceLine.quantity)
    .join(InvoiceLine, InvoiceLine.invoice_id == Invoice.id)
    .where(
        InvoiceLine.order_line_id.in_(bindparam("ids", expanding=True)),
        InvoiceLine.billed,
        Invoice.state == InvoiceState.ISSUED,
        Invoice.kind.in_(_OF_LINES),
        Invoice.issued_at >= bindparam("since"),
        Invoice.id != bindparam("origin_id"),  # what it replaces is credited
    )
    .order_by(Invoice.id)
)


@requires(Permission.INVOICES_READ)
async def of_draft(db: Reader, invoice: Invoice) -> Outlook:
    """Of a draft that was read with its lines; of a deposit the earlier ones alone, of deliveries of several orders
    what is invoiced meanwhile, of a credit note what its invoice was lowered by."""
    if invoice.kind is InvoiceKind.CREDIT and invoice.state is InvoiceState.DRAFT and invoice.origin_id is not None:
        takes_off = any(lowers(line) and line.quantity < NOTHING for line in invoice.lines)
        again = any(line.lowers_line_id is not None for line in invoice.lines)
        return _NOTHING if takes_off else Outlook(lowered=await lowered_before(db, invoice.origin_id, of_lines=again))
    if invoice.kind is InvoiceKind.DEPOSIT and invoice.state is InvoiceState.DRAFT:
        earlier = await db.session.execute(_DEPOSITS, {"order_id": invoice.order_id})
        return Outlook(earlier=[(number or "", gross) for number, gross in earlier])
    if invoice.state is not InvoiceState.DRAFT or invoice.kind not in _OF_LINES:
        return _NOTHING
    charged = _charged(invoice)
    since = await _since(db, invoice, charged)
    orders = await _orders_of(db, charged)
    found = [
        _outlook(await standing_of(db, order), charged, since.counts, agreed=is_agreed(invoice)) for order in orders
    ]
    billed = [one for each in found for one in each.billed]
    before = await deductible(db, [order.id for order in orders]) if orders else ()
    stranded = await stranded_of(db, invoice, orders, before)
    meanwhile = Outlook(billed=billed, by=since.numbers if billed else (), stranded=stranded)
    if invoice.order_id is None or not found:
        return meanwhile
    deposits = total(one.gross for one in before)
    return replace(meanwhile, beyond=found[0].beyond, rest=found[0].rest, deposits=deposits)


@requires(Permission.INVOICES_READ)
async def of_order(db: Reader, order: Order) -> Outlook:
    """Of an order that was read: `rest` is what is delivered and not invoiced, `beyond` what is neither."""
    found = await standing_of(db, order)
    ready = [(one.line.label, one.ready) for one in found.lines.values() if one.ready]
    later = [(one.line.label, quantity(one.left - one.ready)) for one in found.lines.values() if one.left > one.ready]
    return Outlook(later, rest=ready)


@dataclass(frozen=True, slots=True)
class _Since:
    """What other documents have charged since a draft was made, by order line, and their numbers."""

    counts: Mapping[int, Quantity]
    numbers: Sequence[str]


def _charged(invoice: Invoice) -> Mapping[int, Quantity]:
    charged: dict[int, Quantity] = {}
    for line in invoice.lines:
        if line.order_line_id is not None:
            before = charged.get(line.order_line_id, NOTHING)
            charged[line.order_line_id] = quantity(before + line.quantity)
    return charged


async def _orders_of(db: Reader, charged: Mapping[int, Quantity]) -> Sequence[Order]:
    """The orders of these lines."""
    ids = await db.session.scalars(_ORDERS_OF, {"ids": sorted(charged)}) if charged else ()
    return [await load_order(db, order_id) for order_id in ids]


async def _since(db: Reader, invoice: Invoice, charged: Mapping[int, Quantity]) -> _Since:
    counts: dict[int, Quantity] = {}
    told = {"ids": sorted(charged), "since": invoice.created_at, "origin_id": invoice.origin_id or 0}
    rows = (await db.session.execute(_MEANWHILE, told)).all() if charged else []
    for _number, line_id, count in rows:
        counts[line_id or 0] = quantity(counts.get(line_id or 0, NOTHING) + count)
    return _Since(counts, tuple(dict.fromkeys(number or "" for number, _line_id, _count in rows)))


def _outlook(
    found: Standing, charged: Mapping[int, Quantity], since: Mapping[int, Quantity], *, agreed: bool
) -> Outlook:
    """`agreed`: the draft charges what is not delivered by its maker's wish; what is beyond the order is another's."""
    beyond, billed, rest = [], [], []
    for line_id, one in found.lines.items():
        count = charged.get(line_id, NOTHING)
        over = max(count - one.ready, NOTHING)
        taken = min(over, max(count - one.left, NOTHING) if agreed else since.get(line_id, NOTHING))
        if taken:
            billed.append((one.line.label, quantity(taken)))
        if over > taken:
            beyond.append((one.line.label, quantity(over - taken)))
        if count < one.left:
            rest.append((one.line.label, quantity(one.left - max(count, NOTHING))))
    return Outlook(beyond, billed, rest=rest)
