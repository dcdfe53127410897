"""« fa 213 payée ? »: what is left, and the days and ways of what came."""

from bot.invoices.screens import tap
from bot.invoices.words import due_words, invoice_name, stand_words
from bot.outgoing.screen import Button, Line, Screen, bold
from bot.talk.visit import object_key
from bot.treasury.words import BOUNCES, method_words
from core.i18n import _, day, money
from core.invoicing import reads
from core.invoicing.models import Invoice
from core.kernel.amounts import amount
from core.permissions import Permission
from core.treasury import payments
from core.treasury.payments.reads import Part
from core.uow import Reader


async def paid_screen(db: Reader, invoice: Invoice) -> Screen:
    """The answer in words, one line for each payment."""
    stand = await reads.stand_of(db, invoice)
    settled, (words, sign) = stand.settled, stand_words(invoice, stand)
    left = abs(reads.left_of(invoice, settled))
    rest = _("Reste {left} sur {payable}").format(left=money(left), payable=money(invoice.payable))
    done = _("Réglée en entier : {payable}").format(payable=money(invoice.payable))
    lines: list[Line] = [(f"{sign} ", bold(invoice_name(invoice)), f" · {words}"), bold(rest if left else done)]
    if due := due_words(invoice, settled, db.today):
        lines.append(f"📅 {due}")
    if db.actor.may(Permission.PAYMENTS_READ):
        found = await payments.of_invoice(db, invoice.id)
        lines += [_part(one) for one in found.parts]
        lines += [_gone(one) for one in found.gone]
    opened = Button(_("💶 Voir la facture"), tap("invoice-open", invoice))
    pay = Button(_("💶 Encaisser"), tap("invoice-paid", invoice))
    may_pay = left and db.actor.may(Permission.PAYMENTS_WRITE)
    return Screen(tuple(lines), ((opened, *((pay,) if may_pay else ())),), card=object_key("invoice-paid", invoice.id))


def _gone(part: Part) -> Line:
    """A payment that did not hold: a cheque that bounced, a mistake."""
    words = _("⚠️ {what} impayé") if part.method in BOUNCES else _("⚠️ {what} annulé")
    what = f"{money(amount(abs(part.amount)))} · {method_words(part.method) if part.method else part.number}"
    return f"{words.format(what=what)} · {day(part.on)}"


def _part(part: Part) -> Line:
    how = method_words(part.method) if part.method else (part.number or _("écart soldé"))
    return f"• {day(part.on)} · {money(amount(abs(part.amount)))} · {how}"
