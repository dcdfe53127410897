"""An issued invoice was wrong: it is credited as a whole, and another one is drafted in its place."""

from core.invoicing.crediting import draft_credit, draft_replacement, expect_replaceable
from core.invoicing.issuing import issue
from core.invoicing.models import Invoice
from core.permissions import Permission, requires
from core.uow import UnitOfWork


@requires(Permission.INVOICES_CREDIT)
async def replace(uow: UnitOfWork, invoice_id: int, *, reason: str = "") -> tuple[Invoice, Invoice]:
    """Issue a credit note of all that is left of an invoice, and draft one of just that, which quotes it (BT-3 384):
    the credit note, then the draft. Raises PriceCredited, DepositNotReplaced, and what `draft_credit` and `issue` do.
    """
    await expect_replaceable(uow, invoice_id)
    drafted = await draft_credit(uow, invoice_id, reason=reason)
    counts = {line.origin_line_id: line.quantity for line in drafted.lines if line.origin_line_id is not None}
    credit = await issue(uow, drafted.id)
    return credit, await draft_replacement(uow, invoice_id, quantities=counts)
