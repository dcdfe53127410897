"""How payments are spoken of: by what they came, what they settle, what is left."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

from bot.outgoing.screen import Line, bold
from core.i18n import N_, _, day, money
from core.invoicing.models import Invoice
from core.kernel.amounts import ZERO, Amount
from core.treasury.models import Payment, PaymentMethod
from core.treasury.payments import Share

METHODS: Final[Mapping[PaymentMethod, tuple[str, str]]] = {
    PaymentMethod.CARD: (N_("carte"), "💳"),
    PaymentMethod.CHEQUE: (N_("chèque"), "🧾"),
    PaymentMethod.CASH: (N_("espèces"), "💶"),
    PaymentMethod.TRANSFER: (N_("virement"), "🏦"),
    PaymentMethod.DIRECT_DEBIT: (N_("prélèvement"), "🔁"),
    PaymentMethod.BILL: (N_("effet"), "📜"),
    PaymentMethod.VOUCHER: (N_("bon"), "🎟"),
    PaymentMethod.ONLINE: (N_("paiement en ligne"), "🌐"),
}
OFFERED: Final = (PaymentMethod.CARD, PaymentMethod.CHEQUE, PaymentMethod.CASH, PaymentMethod.TRANSFER)
BOUNCES: Final = frozenset({PaymentMethod.CHEQUE, PaymentMethod.DIRECT_DEBIT, PaymentMethod.BILL})
MOST: Final = 4  # documents that one card names


def method_words(method: PaymentMethod) -> str:
    return _(METHODS[method][0])


def paper_words(payment: Payment) -> str:
    return came_by(payment.method, payment.reference, payment.bank)


def came_by(method: PaymentMethod, reference: str, bank: str) -> str:
    """« chèque n° 123456, BNP Paribas », « virement, réf. AB-778 »."""
    said = method_words(method)
    if reference:
        cheque = method is PaymentMethod.CHEQUE
        said += (_(" n° {reference}") if cheque else _(", réf. {reference}")).format(reference=reference)
    return f"{said}, {bank}" if bank else said


def payment_line(payment: Payment) -> str:
    """« RG2611-0003 · 310,00 € · espèces · 22 nov. 2026 »; what went back says why behind its number."""
    why = ""
    if payment.reverses_id is not None:
        why = _("repris : {reason} · ").format(reason=payment.note)
    elif payment.amount < ZERO:
        why = _("remboursé · ")
    return f"{payment.number} · {why}{money(payment.amount)} · {method_words(payment.method)} · {day(payment.on)}"


def settled_line(number: str, share: Amount, left: Amount) -> str:
    """« ✅ FA2611-0003 : 310,00 €, soldée », « 🔵 FA2611-0004 : 200,00 €, reste 300,00 € »."""
    if not left:
        return _("✅ {number} : {amount}, soldée").format(number=number, amount=money(abs(share)))
    return _("🔵 {number} : {amount}, reste {left}").format(
        number=number, amount=money(abs(share)), left=money(abs(left))
    )


def shares_lines(shares: Sequence[Share]) -> list[Line]:
    lines: list[Line] = [settled_line(one.invoice.number or "", one.amount, one.left) for one in shares[:MOST]]
    more = len(shares) - MOST
    return [*lines, _("… et {count} de plus").format(count=more)] if more > 0 else lines


def open_line(invoice: Invoice, left: Amount, today: date) -> Line:
    """« 🔴 FA2611-0003 · 310,00 € · échue depuis 12 j »; a credit note as what is owed to the customer."""
    number = invoice.number or ""
    if left < ZERO:
        return _("↩️ {number} · {amount} en sa faveur").format(number=number, amount=money(abs(left)))
    due = invoice.due_on
    if due is None:
        return (f"🔵 {number} · ", bold(money(left)))
    if due < today:
        late = _("échue depuis {days} j").format(days=(today - due).days)
        return (f"🔴 {number} · ", bold(money(left)), f" · {late}")
    return (f"🔵 {number} · ", bold(money(left)), f" · {_('échéance {day}').format(day=day(due))}")
