"""What deposits have charged ahead of the invoices: orders count it as not invoiced, the books as owed."""

from typing import Final

from sqlalchemy import bindparam, select

from core.invoicing.lifecycles import InvoiceKind, InvoiceState
from core.invoicing.models import Invoice
from core.invoicing.sources import deductible
from core.kernel.amounts import Amount, total
from core.uow import Reader


async def charged_ahead(db: Reader, customer_id: int) -> Amount:
    """What issued deposits have charged the customer, with tax, that no invoice has deducted, nor a credit note taken
    back."""
    orders = await db.session.scalars(_ORDERS, {"customer_id": customer_id})
    ids = sorted(order_id for order_id in orders if order_id is not None)
    return total(one.gross for one in await deductible(db, ids)) if ids else total(())


_ORDERS: Final = (
    select(Invoice.order_id)
    .where(
        Invoice.customer_id == bindparam("customer_id"),
        Invoice.kind == InvoiceKind.DEPOSIT,
        Invoice.state == InvoiceState.ISSUED,
    )
    .distinct()
)
