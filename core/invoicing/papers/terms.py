"""How and from when on an invoice is to be paid, in words: the same on its pages and in its data."""

from core.i18n import _
from core.invoicing.lifecycles import InvoiceKind
from core.invoicing.models import Invoice
from core.invoicing.papers.shares import documents
from core.invoicing.sources import UNSIGNED
from core.kernel.terms import EndOfMonth
from core.sales.papers import terms_label


def unsigned(invoice: Invoice) -> bool:
    """Whether its consumer had not agreed yet to what it asks of him: no day can be told on which it is due."""
    return invoice.kind is not InvoiceKind.CREDIT and bool(documents(invoice, UNSIGNED))


def reading_of(invoice: Invoice) -> EndOfMonth:
    """What its seller meant by « fin de mois »."""
    return EndOfMonth(invoice.seller.get("end_of_month") or EndOfMonth.DAYS_THEN_END)


def terms_words(invoice: Invoice) -> str:
    """« paiement à 30 jours », in the current language, "" for no terms; of what is not signed yet with the law's seven
    days, which begin when it is (C. cons. L221-10)."""
    terms = terms_label(invoice.payment_terms, reading_of(invoice)) if invoice.payment_terms else ""
    if not unsigned(invoice):
        return terms
    later = _("au plus tôt sept jours après la signature du contrat")
    return f"{terms}, {later}" if terms else _("à régler {later}").format(later=later)
