"""How invoices are spoken of: what they are, how far they are settled."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from core.i18n import N_, _, day, money, percentage
from core.invoicing.lifecycles import InvoiceKind, InvoiceState
from core.invoicing.models import Invoice
from core.invoicing.reads import Stand, Standing, left_of
from core.kernel.amounts import Amount

NAMES: Final = {
    InvoiceKind.INVOICE: N_("Facture {number}"),
    InvoiceKind.DEPOSIT: N_("Facture d'acompte {number}"),
    InvoiceKind.PROGRESS: N_("Facture de situation {number}"),
    InvoiceKind.CREDIT: N_("Avoir {number}"),
}
DRAFTS: Final = {
    InvoiceKind.INVOICE: N_("Brouillon de facture"),
    InvoiceKind.DEPOSIT: N_("Brouillon de facture d'acompte"),
    InvoiceKind.PROGRESS: N_("Brouillon de facture de situation"),
    InvoiceKind.CREDIT: N_("Brouillon d'avoir"),
}
STANDINGS: Final = {
    Standing.DRAFT: (N_("brouillon"), "📝"),
    Standing.DROPPED: (N_("abandonnée"), "🗑"),
    Standing.OPEN: (N_("à payer"), "🔵"),
    Standing.PARTLY: (N_("payée en partie"), "🟡"),
    Standing.OVERDUE: (N_("en retard"), "🔴"),
    Standing.PAID: (N_("payée"), "✅"),
    Standing.CANCELLED: (N_("annulée"), "🚫"),
}
_CREDITS: Final = {
    Standing.DRAFT: (N_("brouillon"), "📝"),
    Standing.DROPPED: (N_("abandonné"), "🗑"),
    Standing.OPEN: (N_("à rendre ou à déduire"), "↩️"),
    Standing.PARTLY: (N_("utilisé en partie"), "🟡"),
    Standing.OVERDUE: (N_("à rendre ou à déduire"), "↩️"),
    Standing.PAID: (N_("utilisé"), "✅"),
    Standing.CANCELLED: (N_("annulé"), "🚫"),
}


def invoice_name(invoice: Invoice) -> str:
    """« Facture FA2611-0012 », « Brouillon d'avoir »."""
    if invoice.number is None:
        return _(DRAFTS[invoice.kind])
    return _(NAMES[invoice.kind]).format(number=invoice.number)


def standing_words(invoice: Invoice, standing: Standing) -> tuple[str, str]:
    """How far it is settled in words, and its sign."""
    words, sign = (_CREDITS if invoice.kind is InvoiceKind.CREDIT else STANDINGS)[standing]
    return _(words), sign


def stand_words(invoice: Invoice, stand: Stand) -> tuple[str, str]:
    """The same, with what has taken it back: « annulée par AV2611-0003 », « avoir 50,00 € »."""
    words, sign = standing_words(invoice, stand.standing)
    if stand.credited:
        return _("avoir {amount}").format(amount=money(stand.credited)), sign
    return (_("annulée par {numbers}").format(numbers=", ".join(stand.by)) if stand.by else words), sign


def due_words(invoice: Invoice, settled: Amount, today: date) -> str:
    """« échéance 22 déc. 2026 », « échue depuis 3 jours »; nothing of a draft, a credit note or what is paid."""
    if invoice.state is not InvoiceState.ISSUED or invoice.kind is InvoiceKind.CREDIT or invoice.due_on is None:
        return ""
    if not left_of(invoice, settled):
        return ""
    if invoice.due_on < today:
        return _("échue depuis {days} j").format(days=(today - invoice.due_on).days)
    return _("échéance {day}").format(day=day(invoice.due_on))


def left_words(invoice: Invoice, settled: Amount) -> str:
    """« reste 300,00 € », of what is partly settled."""
    left = left_of(invoice, settled)
    return _("reste {amount}").format(amount=money(abs(left))) if settled and left else ""


def share_words(invoice: Invoice) -> str:
    """« 30 % » of a deposit or a share of works; nothing otherwise."""
    return percentage(invoice.percent) if invoice.percent else ""


def missing_words(fields: Sequence[str]) -> str:
    """« rue, SIREN »: what a customer's card lacks, each part of it once."""
    return ", ".join(dict.fromkeys(_(_LACKING[field]) for field in fields))


_LACKING: Final = {
    "name": N_("nom"),
    "street": N_("rue"),
    "zip": N_("code postal"),
    "city": N_("ville"),
    "siren": N_("SIREN"),
    "siret": N_("SIRET"),
    "customer_number": N_("n° d'engagement ou de commande"),
    "vat_number": N_("n° de TVA"),
}
