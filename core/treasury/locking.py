"""What may be paid yet: a consumer pays nothing of what was sold to him off premises before he has agreed to it, nor in
the seven days after (C. cons. L221-10)."""

from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy import select

from core.invoicing.models import Invoice, InvoiceLine
from core.parties.models import CustomerKind
from core.sales.errors import NotAgreedYet, PaymentLocked
from core.sales.models import OrderLine
from core.sales.orders.locking import expect_past
from core.sales.orders.locking import expect_payable as expect_order_payable
from core.uow import Reader


async def expect_payable(db: Reader, invoices: Iterable[Invoice], on: date) -> None:
    """Each of these issued documents may be paid that day. Raises PaymentLocked, NotAgreedYet."""
    for invoice in invoices:
        expect_past(invoice.payment_locked_until, on)
        if invoice.payment_locked_until is None and _consumer(invoice):
            for order_id in await orders_of(db, invoice):
                await expect_order_payable(db, order_id, on)


async def why_locked(db: Reader, invoice: Invoice) -> PaymentLocked | NotAgreedYet | None:
    """Why nothing of a document may be paid today; None when it may."""
    try:
        await expect_payable(db, [invoice], db.today)
    except (PaymentLocked, NotAgreedYet) as reason:
        return reason
    return None


async def orders_of(db: Reader, invoice: Invoice) -> Sequence[int]:
    """The orders that a document is about."""
    if invoice.order_id is not None:
        return [invoice.order_id]
    of = select(OrderLine.order_id).join(InvoiceLine, InvoiceLine.order_line_id == OrderLine.id)
    named = of.where(InvoiceLine.invoice_id == invoice.id).distinct().order_by(OrderLine.order_id)
    return (await db.session.scalars(named)).all()


def _consumer(invoice: Invoice) -> bool:
    return bool(invoice.buyer.get("kind", CustomerKind.CONSUMER) == CustomerKind.CONSUMER)
