"""An issued invoice was wrong: it is credited as a whole, and another one is drafted in its place."""

from core.invoicing.crediting import draft_credit, draft_replacement
from core.invoicing.issuing import issue
from core.invoicing.models import Invoice
from core.permissions import Permission, requires
from core.uow import UnitOfWork


@requires(Permission.INVOICES_CREDIT)
async def replace(uow: UnitOfWork, invoice_id: int, *, reason: str = "") -> tuple[Invoice, Invoice]:
    """Issue a credit note of all of an invoice, and draft one with the same lines that quotes it (BT-3 384): the credit
    note, then the draft. Raises what `draft_credit` and `issue` do."""
    credit = await issue(uow, (await draft_credit(uow, invoice_id, reason=reason)).id)
    return credit, await draft_replacement(uow, invoice_id)
