"""Invoices and credit notes go to their customers by e-mail, or by an address that any browser opens."""

from collections.abc import Mapping
from typing import Final

from core.company import companies
from core.company.models import Company
from core.i18n import N_, _, day, language, money
from core.invoicing import sending
from core.invoicing.lifecycles import InvoiceKind
from core.invoicing.models import Invoice
from core.mail import links
from core.mail.models import Email
from core.parties.models import CustomerKind
from core.permissions import Permission, requires
from core.sales.mailing import expect_server, send_document
from core.sales.papers.mails import letter
from core.uow import UnitOfWork


@requires(Permission.INVOICES_WRITE)
async def mail_invoice(uow: UnitOfWork, invoice_id: int, *, to: str, after: int = 0) -> Email:
    """Give an issued document to its customer and send it to this address, with its PDF and a link.

    `after` is the last e-mail of it that whoever asks knows of, 0 for none: asked twice for the same, it is sent once.
    Raises MailNotSetUp, Invalid(email), NotFound, also for a draft.
    """
    expect_server()
    invoice, _token = await sending.send(uow, invoice_id)
    subject, text = _words(invoice, await companies.read(uow), uow.actor.name)
    return await send_document(
        uow, "invoice", invoice, to=to, after=after, subject=subject, text=text, language=invoice.language
    )


@requires(Permission.INVOICES_WRITE)
async def link_invoice(uow: UnitOfWork, invoice_id: int) -> str:
    """Give an issued document to its customer: the secret of an address that shows it. Raises NotFound."""
    invoice, _token = await sending.send(uow, invoice_id)
    return await links.mint(uow, kind="invoice", subject_id=invoice.id, customer_id=invoice.customer_id)


def _words(invoice: Invoice, company: Company, sender: str) -> tuple[str, str]:
    """Subject and text, in the language of the document."""
    with language(invoice.language):
        subject = _(_SUBJECTS[invoice.kind]).format(seller=company.name, number=invoice.number)
        said = _(_BODIES[invoice.kind]).format(number=invoice.number, amount=money(invoice.payable))
        # Of a consumer nothing is asked here: when he may pay is a matter of law, and his PDF says it.
        consumer = invoice.buyer.get("kind") == CustomerKind.CONSUMER
        asks = invoice.kind is not InvoiceKind.CREDIT and invoice.payable and not consumer
        due = _("À régler au plus tard le {day}.").format(day=day(invoice.due_on)) if asks and invoice.due_on else ""
        bank = invoice.seller.get("iban") if asks else ""
        iban = _("IBAN : {iban}, référence {code}").format(iban=bank, code=invoice.number) if bank else ""
        return subject, letter(company, sender, said, due, iban, _("Une question ? Répondez à ce message."))


_SUBJECTS: Final[Mapping[InvoiceKind, str]] = {
    InvoiceKind.INVOICE: N_("{seller} : facture {number}"),
    InvoiceKind.DEPOSIT: N_("{seller} : facture d'acompte {number}"),
    InvoiceKind.PROGRESS: N_("{seller} : facture {number}"),
    InvoiceKind.CREDIT: N_("{seller} : avoir {number}"),
}
_BODIES: Final[Mapping[InvoiceKind, str]] = {
    InvoiceKind.INVOICE: N_("Veuillez trouver ci-joint notre facture {number}, de {amount} TTC."),
    InvoiceKind.DEPOSIT: N_("Veuillez trouver ci-joint notre facture d'acompte {number}, de {amount} TTC."),
    InvoiceKind.PROGRESS: N_("Veuillez trouver ci-joint notre facture {number}, de {amount} TTC."),
    InvoiceKind.CREDIT: N_("Veuillez trouver ci-joint notre avoir {number}, de {amount} TTC."),
}
