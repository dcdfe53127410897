"""The invoices that name a delivery and charge what it brought: it is not taken back behind them."""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import bindparam, func, select

from core.invoicing.lifecycles import InvoiceKind, InvoiceState
from core.invoicing.models import Invoice, InvoiceLine
from core.invoicing.returned import CREDITED
from core.kernel.amounts import NOTHING
from core.sales.models import Delivery
from core.uow import Reader


async def charging(db: Reader, delivery: Delivery) -> Sequence[str]:
    """Their numbers, oldest first; what is credited is charged no more."""
    ids = sorted({line.order_line_id for line in delivery.lines if line.delivered > NOTHING})
    found: dict[str, None] = {}
    for number, sources in await db.session.execute(_CHARGED, {"ids": ids}):
        if any(one["kind"] == "delivery" and one["number"] == delivery.number for one in sources):
            found[number] = None
    return list(found)


_CHARGED: Final = (
    select(Invoice.number, Invoice.sources)
    .join(InvoiceLine, InvoiceLine.invoice_id == Invoice.id)
    .outerjoin(CREDITED, CREDITED.c.origin_line_id == InvoiceLine.id)
    .where(
        InvoiceLine.order_line_id.in_(bindparam("ids", expanding=True)),
        Invoice.kind != InvoiceKind.CREDIT,
        Invoice.state == InvoiceState.ISSUED,
        InvoiceLine.billed,
        InvoiceLine.quantity > func.coalesce(CREDITED.c.count, 0),
    )
    .order_by(Invoice.id)
)
