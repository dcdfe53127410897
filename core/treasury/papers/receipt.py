"""The receipt of a payment: how much came, how, and what it pays."""

from collections.abc import Iterator, Mapping
from typing import Final

from core.i18n import N_, _, day, language
from core.invoicing.lifecycles import InvoiceKind
from core.kernel.amounts import amount
from core.printing.paper import Paper, PaperLine, TotalLine
from core.sales.papers import buyer_copy, seller_copy
from core.sales.papers.mentions import footer
from core.sales.papers.parties import buyer_party, seller_party
from core.treasury.models import Payment, PaymentMethod
from core.treasury.papers.keeping import ReceiptPrint, Settled

METHODS: Final[Mapping[PaymentMethod, str]] = {
    PaymentMethod.CARD: N_("carte bancaire"),
    PaymentMethod.CHEQUE: N_("chèque"),
    PaymentMethod.CASH: N_("espèces"),
    PaymentMethod.TRANSFER: N_("virement"),
    PaymentMethod.DIRECT_DEBIT: N_("prélèvement"),
    PaymentMethod.BILL: N_("effet de commerce"),
    PaymentMethod.VOUCHER: N_("bon"),
    PaymentMethod.ONLINE: N_("paiement en ligne"),
}
_PAID: Final[Mapping[InvoiceKind, str]] = {
    InvoiceKind.INVOICE: N_("Facture {number} du {day}"),
    InvoiceKind.DEPOSIT: N_("Facture d'acompte {number} du {day}"),
    InvoiceKind.PROGRESS: N_("Facture de situation {number} du {day}"),
    InvoiceKind.CREDIT: N_("Avoir {number} du {day}"),
}


def receipt_paper(found: ReceiptPrint, *, speaking: str = "", logo: bytes | None = None) -> Paper:
    """The receipt in its customer's language; of money that went back, a slip that says so."""
    spoken = speaking or found.payment.customer.language
    with language(spoken):
        return _paper(found, spoken, logo)


def _paper(found: ReceiptPrint, spoken: str, logo: bytes | None) -> Paper:
    payment, seller = found.payment, seller_copy(found.company)
    label = _("Montant rendu") if payment.amount < 0 else _("Montant reçu")
    if payment.reverses_id is not None:
        label = _("Montant annulé")
    return Paper(
        kind=_kind(payment),
        number=payment.number,
        language=spoken,
        issued_on=payment.on,
        seller=seller_party(seller),
        buyer=buyer_party(buyer_copy(payment.customer)),
        facts=_facts(payment),
        lines=tuple(_lines(found)),
        show_gross=True,
        totals=(TotalLine(label, amount(abs(payment.amount)), strong=True),),
        conditions=tuple(_conditions(found)),
        watermark=_("factice") if payment.demo else _("annulé") if found.back else "",
        footer=footer(seller),
        logo=logo,
    )


def _kind(payment: Payment) -> str:
    if payment.reverses_id is not None:
        return _("Annulation de paiement")
    return _("Reçu de remboursement") if payment.amount < 0 else _("Reçu de paiement")


def _facts(payment: Payment) -> tuple[tuple[str, str], ...]:
    facts = (
        (_("Date"), day(payment.on)),
        (_("Moyen de paiement"), _(METHODS[payment.method])),
        (_("N° de chèque") if payment.method is PaymentMethod.CHEQUE else _("Référence"), payment.reference),
        (_("Banque"), payment.bank),
        (_("Client"), payment.customer.code),
    )
    return tuple((label, value) for label, value in facts if value)


def _lines(found: ReceiptPrint) -> Iterator[PaperLine]:
    """What is paid, each with its part; what is left is an advance."""
    for one in found.settled:
        yield PaperLine(label=_said(one), gross=amount(abs(one.amount)))
    if not found.left:
        return
    held = _("Acompte sur la commande {number}").format(number=found.order_number)
    label = held if found.order_number else _("Somme versée d'avance")
    if found.payment.reverses_id is not None:
        label = _("Paiement annulé : {reason}").format(reason=found.payment.note)
    elif found.left < 0:
        label = _("Somme rendue")
    yield PaperLine(label=label, gross=amount(abs(found.left)))


def _said(one: Settled) -> str:
    return _(_PAID[one.kind]).format(number=one.number, day=day(one.on))


def _conditions(found: ReceiptPrint) -> Iterator[str]:
    if found.back is not None:
        told = _("Ce paiement a été annulé le {day} : {reason}. Ce reçu ne vaut plus quittance.")
        yield told.format(day=day(found.back.on), reason=found.back.note)
    elif found.payment.method is PaymentMethod.CHEQUE and found.payment.amount > 0:
        yield _("Sous réserve d'encaissement du chèque.")
