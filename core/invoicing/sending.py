"""An issued document is given to its customer: his people in the chat are told, and a link is for somebody else."""

from core.company import links
from core.company.models import LinkPurpose
from core.invoicing.events import InvoiceSent
from core.invoicing.lifecycles import InvoiceState
from core.invoicing.models import Invoice
from core.invoicing.reads import load
from core.kernel.errors import NotFound
from core.notices.notices import tell
from core.permissions import Permission, requires
from core.sales.quotes.issuing import people_of
from core.uow import UnitOfWork


@requires(Permission.INVOICES_WRITE)
async def send(uow: UnitOfWork, invoice_id: int) -> tuple[Invoice, str]:
    """The document, and the secret of a link for one person more; told once to those who are in the chat, until it is
    sent again on another day. Raises NotFound, also for a draft."""
    invoice = await load(uow, invoice_id)
    if invoice.state is not InvoiceState.ISSUED:
        raise NotFound("invoice", invoice_id)
    token = await links.share(uow, purpose=LinkPurpose.INVOICE, subject_id=invoice.id, customer_id=invoice.customer_id)
    uow.record(InvoiceSent(invoice.id, number=invoice.number or ""))
    told = {"invoice_id": invoice.id, "by": uow.actor.name}
    for person_id in await uow.session.scalars(people_of(invoice.customer_id)):
        key = f"invoice:{invoice.id}:sent:{uow.today.isoformat()}"
        await tell(uow, person_id=person_id, key=key, kind="invoice_sent", facts=told)
    return invoice, token
