"""How a quote is to be paid, in words and in payments."""

from collections.abc import Mapping
from typing import Any

from core.i18n import _, ngettext, percentage
from core.kernel.amounts import Amount, amount, apportion
from core.kernel.terms import EndOfMonth, PaymentTerms, read_terms
from core.printing.paper import BankAccount, Instalment, Payment
from core.sales.models import Order, Quote


def terms_label(code: str, reading: str = EndOfMonth.DAYS_THEN_END) -> str:
    """A code of payment terms in words: « paiement à 30 jours, fin de mois », in the current language."""
    terms = read_terms(code)
    if terms.payments > 1:
        return _("paiement en {count} mensualités").format(count=terms.payments)
    if not terms.days and not terms.end_of_month:
        return _("paiement comptant")
    if not terms.end_of_month:
        return _("paiement à {days} jours").format(days=terms.days)
    if reading == EndOfMonth.END_THEN_DAYS:
        return _("paiement fin de mois, puis {days} jours").format(days=terms.days)
    return _("paiement à {days} jours, fin de mois").format(days=terms.days)


def payment(sold: Quote | Order, seller: Mapping[str, Any], *, locked: bool) -> Payment | None:
    """What is due when; the payments sum to the document's total. `locked`: nothing is paid in the first days."""
    schedule = _deposit(sold, locked) + _rest(sold, amount(sold.gross - deposit_of(sold)))
    iban = seller.get("iban") or ""
    if not sold.payment_terms and not iban:
        return None
    reading = seller.get("end_of_month") or EndOfMonth.DAYS_THEN_END
    words = terms_label(sold.payment_terms, reading) if sold.payment_terms else ""
    return Payment(
        terms=words[:1].upper() + words[1:],
        schedule=schedule if len(schedule) > 1 else (),
        account=BankAccount(iban, holder=seller["name"]) if iban else None,
    )


def deposit_of(sold: Quote | Order) -> Amount:
    """What is asked when the quote is accepted, tax included."""
    return amount(sold.gross * sold.deposit)


def _deposit(sold: Quote | Order, locked: bool) -> tuple[Instalment, ...]:
    if not sold.deposit:
        return ()
    asked = (
        _("Acompte de {percent}, 7 jours pleins après la signature")
        if locked
        else _("Acompte de {percent} à la commande")
    )
    return (Instalment(asked.format(percent=percentage(sold.deposit)), deposit_of(sold)),)


def _rest(sold: Quote | Order, left: Amount) -> tuple[Instalment, ...]:
    if not left or not sold.payment_terms:
        return (Instalment(_("Solde"), left),) if left else ()
    terms = read_terms(sold.payment_terms)
    if terms.payments > 1:
        return tuple(
            Instalment(_("Mensualité {number} sur {count}").format(number=number, count=terms.payments), share)
            for number, share in enumerate(apportion(left, [left] * terms.payments), 1)
        )
    return (Instalment(_balance_label(terms), left),)


def _balance_label(terms: PaymentTerms) -> str:
    if not terms.days:
        return _("Solde à la facture")
    label = ngettext("Solde à {days} jour de la facture", "Solde à {days} jours de la facture", terms.days)
    return label.format(days=terms.days) + (_(", fin de mois") if terms.end_of_month else "")
