"""What was invoiced before and is told on an invoice: the deposits that it deducts, the shares of works before it."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import and_, literal, or_, select

from core.invoicing.lifecycles import InvoiceKind, InvoiceState
from core.invoicing.models import Invoice
from core.invoicing.sources import credited
from core.kernel.amounts import total
from core.sales.models import Order
from core.uow import Reader

_OF_WORKS: Final = (InvoiceKind.PROGRESS, InvoiceKind.INVOICE)  # a share of them, and the rest
_TOLD: Final = frozenset({"deposit", "progress"})


async def with_earlier(db: Reader, invoice: Invoice, orders: Sequence[Order]) -> list[Any]:
    """The sources of an invoice that is about to be issued, with the earlier ones that its pages list; its own count
    as invoiced in `orders` already."""
    deducted = {row.deposit_id for row in invoice.deductions}
    of_order = invoice.kind in _OF_WORKS and _goes_on(invoice, orders)
    if not deducted and not of_order:
        return _others(invoice)
    shares = and_(literal(of_order), Invoice.kind == InvoiceKind.PROGRESS, Invoice.order_id == invoice.order_id)
    wanted = or_(Invoice.id.in_(deducted), shares)
    issued = select(Invoice).where(wanted, Invoice.state == InvoiceState.ISSUED, Invoice.id != invoice.id)
    found = (await db.session.scalars(issued.order_by(Invoice.issued_on, Invoice.id))).all()
    others = [one for one in found if one.id != invoice.origin_id]
    standing = [one for one in others if one.id in deducted or not await _taken_back(db, one)]
    return [*_others(invoice), *(told for one in standing for told in _told(one, deducted))]


async def _taken_back(db: Reader, share: Invoice) -> bool:
    """Whether credit notes have taken all of it back: then it charges no share of the works."""
    return total(base for base, _tax in (await credited(db, share.id)).values()) >= share.net


def _goes_on(invoice: Invoice, orders: Sequence[Order]) -> bool:
    """Whether anything of its order was invoiced before it."""
    own = sum((line.quantity for line in invoice.lines if line.billed), Decimal(0))
    return invoice.order_id is not None and sum((line.invoiced for line in orders[0].lines), Decimal(0)) > own


def _others(invoice: Invoice) -> list[Any]:
    """Without those that an invoice in whose place it comes has told."""
    return [one for one in invoice.sources if one["kind"] not in _TOLD]


def _told(one: Invoice, deducted: set[int]) -> Iterator[dict[str, Any]]:
    assert one.issued_on is not None, "what is issued has a day"
    kind = "deposit" if one.id in deducted else "progress"
    said = {"kind": kind, "id": one.id, "number": one.number, "on": one.issued_on.isoformat()}
    yield said if kind == "deposit" else {**said, "percent": str(one.percent)}
