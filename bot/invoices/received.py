"""What the customer sees of his invoice: what it is, what is left to pay, the PDF, how to pay."""

from collections.abc import Sequence

from bot.invoices.showing import invoice_pdf
from bot.invoices.words import due_words, invoice_name, left_words, standing_words
from bot.outgoing.say import Say
from bot.outgoing.screen import Button, Line, Screen, bold, code
from bot.talk.buttons import button
from bot.talk.taps import Tap
from bot.talk.visit import Visit, object_key
from core.i18n import _, count, day, money
from core.invoicing import reads
from core.invoicing.lifecycles import InvoiceKind
from core.invoicing.models import Invoice
from core.kernel.amounts import ZERO, Amount
from core.treasury import account
from core.treasury.account import Paper
from core.uow import Reader, UnitOfWork


async def my_invoice(uow: UnitOfWork, invoice_id: int) -> Screen:
    """His card; those who sell to him read that he has seen it. Raises NotFound."""
    await account.see(uow, invoice_id, kind=Paper.INVOICE)
    return await received_card(uow, await account.own_invoice(uow, invoice_id))


async def received_card(db: Reader, invoice: Invoice) -> Screen:
    """What the customer may do with it: `invoice` was read as his own."""
    settled = (await reads.settled_of(db, [invoice.id])).get(invoice.id, ZERO)
    words, sign = standing_words(invoice, reads.standing(invoice, settled, db.today))
    about = " · ".join(filter(None, (left_words(invoice, settled), due_words(invoice, settled, db.today))))
    lines: list[Line] = [
        (sign, " ", bold(invoice_name(invoice)), f" · {words}"),
        f"{invoice.seller.get('name') or ''} · {day(invoice.issued_on) if invoice.issued_on else ''}",
        bold(f"{money(invoice.payable)} {_('TTC')}"),
    ]
    lines += [f"📅 {about}"] if about else []
    pdf = Button(_("📄 Voir le PDF"), _tap("my-invoice-pdf", invoice))
    pay = Button(_("💳 Payer"), _tap("my-invoice-pay", invoice))
    payable = invoice.kind is not InvoiceKind.CREDIT and reads.left_of(invoice, settled) > 0
    return Screen(tuple(lines), ((pdf, *((pay,) if payable else ())),), card=object_key("my-invoice", invoice.id))


def pay_screen(invoice: Invoice, left: Amount, *, locked: bool) -> Screen:
    """The IBAN, the amount and the reference, one tap to copy each."""
    back = (Button(_("⬅️ Retour"), _tap("my-invoice", invoice)),)
    title = bold(_("Payer {amount}").format(amount=money(left)))
    if locked and invoice.payment_locked_until is not None:
        until = _("La loi vous laisse 7 jours pour réfléchir : rien à payer avant le {day}.")
        return Screen((title, until.format(day=day(invoice.payment_locked_until))), (back,), _card(invoice))
    iban, number = str(invoice.seller.get("iban") or ""), invoice.number or ""
    if not iban:
        told = _("Demandez-nous comment payer, ou payez à notre livreur.")
        return Screen((title, told), (back,), _card(invoice))
    lines = (
        title,
        (_("Virement à {name}").format(name=invoice.seller.get("name") or ""),),
        ("IBAN ", code(iban)),
        (_("Référence : "), code(number)),
    )
    copies = (Button(_("📋 IBAN"), copy=iban.replace(" ", "")), Button(_("📋 Référence"), copy=number))
    sum_ = Button(_("📋 Montant"), copy=count(left))
    return Screen(lines, ((*copies, sum_), back), _card(invoice))


@button("my-invoice", writes=True)
async def _show(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    return [visit.show(await my_invoice(uow, tap.object_id))]


@button("my-invoice-pdf", writes=True)
async def _pdf(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    await account.see(uow, tap.object_id, kind=Paper.INVOICE)
    return [invoice_pdf(await account.own_invoice(uow, tap.object_id))]


@button("my-invoice-pay", writes=False)
async def _pay(db: Reader, visit: Visit, tap: Tap) -> Sequence[Say]:
    invoice = await account.own_invoice(db, tap.object_id)
    settled = (await reads.settled_of(db, [invoice.id])).get(invoice.id, ZERO)
    locked = invoice.payment_locked_until is not None and invoice.payment_locked_until > db.today
    return [visit.show(pay_screen(invoice, reads.left_of(invoice, settled), locked=locked))]


def _tap(verb: str, invoice: Invoice) -> str:
    return Tap(verb, invoice.company_id, invoice.id, invoice.version).packed()


def _card(invoice: Invoice) -> str:
    return object_key("my-invoice", invoice.id)
