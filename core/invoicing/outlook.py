"""What is still to be invoiced of an order, and what a draft charges before it is delivered: for whoever looks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from sqlalchemy import bindparam, select

from core.invoicing.lifecycles import InvoiceKind, InvoiceState
from core.invoicing.models import Invoice
from core.invoicing.sources import Standing, deductible, standing_of
from core.kernel.amounts import NOTHING, ZERO, Amount, Quantity, quantity, total
from core.permissions import Permission, requires
from core.sales.models import Order
from core.sales.orders.reads import load as load_order
from core.uow import Reader

Counted = tuple[str, Quantity]  # a line's label, and how many of it


@dataclass(frozen=True, slots=True)
class Outlook:
    """What a draft charges that is not delivered, what it leaves to be invoiced of its order, delivered or not, and how
    much of deposits it could deduct, tax included."""

    beyond: Sequence[Counted] = ()
    rest: Sequence[Counted] = ()
    deposits: Amount = ZERO
    earlier: Sequence[tuple[str, Amount]] = ()  # deposit invoices that the order has already, tax included


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


@requires(Permission.INVOICES_READ)
async def of_draft(db: Reader, invoice: Invoice) -> Outlook:
    """Of a draft that was read with its lines; of a deposit the earlier ones alone, nothing of a credit note, or
    deliveries of several orders."""
    if invoice.kind is InvoiceKind.DEPOSIT and invoice.state is InvoiceState.DRAFT:
        found = await db.session.execute(_DEPOSITS, {"order_id": invoice.order_id})
        return Outlook(earlier=[(number or "", gross) for number, gross in found])
    if invoice.order_id is None or invoice.state is not InvoiceState.DRAFT or invoice.kind not in _OF_LINES:
        return _NOTHING
    standing = await standing_of(db, await load_order(db, invoice.order_id))
    charged: dict[int, Quantity] = {}
    for line in invoice.lines:
        if line.order_line_id is not None:
            before = charged.get(line.order_line_id, NOTHING)
            charged[line.order_line_id] = quantity(before + line.quantity)
    deposits = total(one.gross for one in await deductible(db, [invoice.order_id]))
    return replace(_outlook(standing, charged), deposits=deposits)


@requires(Permission.INVOICES_READ)
async def of_order(db: Reader, order: Order) -> Outlook:
    """Of an order that was read: `rest` is what is delivered and not invoiced, `beyond` what is neither."""
    found = await standing_of(db, order)
    ready = [(one.line.label, one.ready) for one in found.lines.values() if one.ready]
    later = [(one.line.label, quantity(one.left - one.ready)) for one in found.lines.values() if one.left > one.ready]
    return Outlook(later, ready)


def _outlook(found: Standing, charged: Mapping[int, Quantity]) -> Outlook:
    beyond, rest = [], []
    for line_id, one in found.lines.items():
        count = charged.get(line_id, NOTHING)
        if count > one.ready:
            beyond.append((one.line.label, quantity(count - one.ready)))
        if count < one.left:
            rest.append((one.line.label, quantity(one.left - max(count, NOTHING))))
    return Outlook(beyond, rest)
