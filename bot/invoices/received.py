"""What the customer sees of his invoice: what it is, what is left to pay, the PDF, how to pay."""

from collections.abc import Sequence
from typing import Final

from bot.invoices.showing import invoice_pdf
from bot.invoices.words import due_words, invoice_name, stand_words
from bot.outgoing.say import Say
from bot.outgoing.screen import Button, Line, Screen, bold, code
from bot.talk.buttons import button
from bot.talk.means import Provider
from bot.talk.taps import Tap
from bot.talk.visit import Visit, object_key
from bot.treasury.words import method_words
from core.i18n import _, count, day, money
from core.invoicing import reads
from core.invoicing.lifecycles import InvoiceKind
from core.invoicing.models import Invoice
from core.kernel.amounts import ZERO, Amount, amount
from core.sales.errors import NotAgreedYet, PaymentLocked
from core.treasury import account, payments
from core.treasury.account import Paper
from core.treasury.locking import why_locked
from core.treasury.payments import Paying
from core.treasury.payments.reads import paying
from core.uow import Reader, UnitOfWork

_NAMED: Final = 3  # payments


async def my_invoice(uow: UnitOfWork, invoice_id: int, provider: Provider = Provider.NONE) -> Screen:
    """His card; those who sell to him read that he has seen it. Raises NotFound."""
    await account.see(uow, invoice_id, kind=Paper.INVOICE)
    return await received_card(uow, await account.own_invoice(uow, invoice_id), provider)


async def received_card(db: Reader, invoice: Invoice, provider: Provider = Provider.NONE) -> Screen:
    """What the customer may do with it: `invoice` was read as his own."""
    stand = await reads.stand_of(db, invoice)
    settled, (words, sign) = stand.settled, stand_words(invoice, stand)
    about = due_words(invoice, settled, db.today)
    lines: list[Line] = [
        (sign, " ", bold(invoice_name(invoice)), f" · {words}"),
        f"{invoice.seller.get('name') or ''} · {day(invoice.issued_on) if invoice.issued_on else ''}",
        *_sums(invoice, settled),
        *_came(await paying(db, invoice)),
    ]
    lines += [f"📅 {about}"] if about else []
    rows = await _rows(db, invoice, settled, provider)
    return Screen(tuple(lines), rows, card=object_key("my-invoice", invoice.id))


def _sums(invoice: Invoice, settled: Amount) -> tuple[Line, ...]:
    """What it comes to; what is still to be paid of it first, which deposits and payments make less."""
    left = reads.left_of(invoice, settled)
    if invoice.kind is InvoiceKind.CREDIT or left <= ZERO:
        return (bold(f"{money(invoice.payable)} {_('TTC')}"),)
    to_pay: Line = (_("Net à payer : "), bold(money(left)))
    gross = _("sur {amount}").format(amount=f"{money(invoice.gross)} {_('TTC')}")
    return (to_pay,) if left == invoice.gross else (to_pay, gross)


def _came(found: Paying) -> list[Line]:
    """« ✅ 310,00 € réglés le 12 nov. 2026 · chèque »: the last of what has settled it, money or credit notes."""
    if found.invoice.kind is InvoiceKind.CREDIT:
        return []
    told = _("✅ {amount} réglés le {day} · {way}")
    came = [one for one in found.parts if one.method or one.number]
    return [
        told.format(
            amount=money(amount(abs(one.amount))),
            day=day(one.on),
            way=method_words(one.method) if one.method else one.number,
        )
        for one in came[-_NAMED:]
    ]


async def online_button(
    db: Reader, invoice: Invoice, settled: Amount, provider: Provider, *, named: bool = False
) -> Button | None:
    """To pay what is left of his invoice through the messenger, when that can be; `named` among others."""
    asked = await payments.asked_online(db, invoice, settled) if provider.takes(demo=invoice.demo) else None
    if asked is None:
        return None
    pay = _("💳 Payer {number} · {amount}") if named else _("💳 Payer {amount}")
    return Button(pay.format(number=invoice.number, amount=money(asked)), ask_tap("my-invoice-online", invoice))


def ask_tap(verb: str, invoice: Invoice) -> str:
    return Tap(verb, invoice.company_id, invoice.id, invoice.version).packed()


def pay_screen(invoice: Invoice, left: Amount, *, locked: PaymentLocked | NotAgreedYet | None) -> Screen:
    """The IBAN, the amount and the reference, one tap to copy each; nothing to pay while it is `locked`."""
    back = (Button(_("⬅️ Retour"), ask_tap("my-invoice", invoice)),)
    title = bold(_("Payer {amount}").format(amount=money(left)))
    if locked is not None:
        return Screen((title, locked_words(locked)), (back,), _card(invoice))
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


def locked_words(locked: PaymentLocked | NotAgreedYet) -> str:
    """Why he has nothing to pay yet."""
    if isinstance(locked, PaymentLocked):
        told = _("La loi vous laisse 7 jours pour réfléchir : rien à payer avant le {day}.")
        return told.format(day=day(locked.until))
    return _("Rien à payer pour l'instant : {number} attend encore votre signature.").format(number=locked.number)


@button("my-invoice", writes=True)
async def _show(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    return [visit.show(await my_invoice(uow, tap.object_id, visit.provider))]


@button("my-invoice-pdf", writes=True)
async def _pdf(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    await account.see(uow, tap.object_id, kind=Paper.INVOICE)
    return [invoice_pdf(await account.own_invoice(uow, tap.object_id))]


@button("my-invoice-pay", writes=False)
async def _pay(db: Reader, visit: Visit, tap: Tap) -> Sequence[Say]:
    invoice = await account.own_invoice(db, tap.object_id)
    settled = (await reads.settled_of(db, [invoice.id])).get(invoice.id, ZERO)
    locked = await why_locked(db, invoice)
    return [visit.show(pay_screen(invoice, reads.left_of(invoice, settled), locked=locked))]


async def _rows(db: Reader, invoice: Invoice, settled: Amount, provider: Provider) -> tuple[tuple[Button, ...], ...]:
    """Paying here comes first, and another way beside the paper."""
    pdf = Button(_("📄 Voir le PDF"), ask_tap("my-invoice-pdf", invoice))
    if invoice.kind is InvoiceKind.CREDIT or reads.left_of(invoice, settled) <= ZERO:
        return ((pdf,),)
    online = await online_button(db, invoice, settled, provider)
    label = _("🏦 Par virement") if online else _("💳 Payer")
    other = (pdf, Button(label, ask_tap("my-invoice-pay", invoice)))
    return ((online,), other) if online else (other,)


def _card(invoice: Invoice) -> str:
    return object_key("my-invoice", invoice.id)
