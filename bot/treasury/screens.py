"""What the company's people see of money: a payment, a customer's account, lists."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from bot.outgoing.screen import Button, Line, Screen, bold, in_rows, italic, plain_screen
from bot.talk.pages import PAGE, page_row
from bot.talk.taps import Tap
from bot.talk.visit import object_key
from bot.treasury.words import BOUNCES, METHODS, MOST, open_line, paper_words, payment_line, shares_lines
from core.company import companies
from core.i18n import _, day, money
from core.kernel.amounts import ZERO, Amount
from core.parties.models import Customer
from core.permissions import Permission
from core.sales import orders
from core.treasury import account, payments
from core.treasury.account import Account
from core.treasury.models import Payment, PaymentMethod
from core.treasury.payments import Looked
from core.uow import Reader

_NAMED: Final = 3  # people


@dataclass(frozen=True, slots=True)
class Around:
    """What stands beside a payment: the order that it is held for, and a rest small enough to be written off."""

    order: str = ""
    small: tuple[int, str, Amount] | None = None  # invoice id, its number, what is left


async def payment_card(db: Reader, payment_id: int) -> Screen:
    """How much, how, from whom, what it settles and what is left. Raises NotFound."""
    looked = await payments.look(db, payment_id)
    order = ""
    if looked.payment.order_id is not None and db.actor.may(Permission.ORDERS_READ):
        order = (await orders.read(db, looked.payment.order_id)).number
    card = _payment(db, looked, Around(order, await _small(db, looked)))
    stands = looked.payment.amount > ZERO and looked.back is None
    if not stands or db.actor.may(Permission.PAYMENTS_CORRECT):
        return card
    return replace(card, lines=(*card.lines, italic(await corrected_by(db))))


async def corrected_by(db: Reader) -> str:
    """Who takes a payment back, for somebody who may not."""
    names = _(" ou ").join((await payments.correctors(db))[:_NAMED])
    return _("Une erreur ? {names} peut reprendre ce paiement.").format(names=names or _("votre gérant"))


async def account_card(db: Reader, customer: Customer) -> Screen:
    """What he owes, what is late, his open documents, what he has left."""
    found = await account.account(db, customer.id)
    lines: list[Line] = [("💶 ", bold(_("Compte de {name}").format(name=customer.name)))]
    lines += _balance(found, _("doit"))
    lines += [open_line(one.invoice, one.left, db.today) for one in found.open[:MOST]]
    if (more := len(found.open) - MOST) > 0:
        lines.append(_("… et {count} de plus : touchez « Échéances »").format(count=more))
    if back := await payments.owed_back(db, customer.id):
        lines.append(_("↩️ {amount} qui lui avaient été rendus d'un paiement repris").format(amount=money(back)))
    return Screen(tuple(lines), _account_rows(db, customer, found), card=object_key("account", customer.id))


async def due_card(db: Reader, customer: Customer) -> Screen:
    """All that is open, those due first before."""
    found = await account.account(db, customer.id)
    lines: list[Line] = [("📅 ", bold(_("Échéances de {name}").format(name=customer.name)))]
    lines += [open_line(one.invoice, one.left, db.today) for one in found.open] or [_("Rien n'est dû.")]
    back = Button(_("⬅️ Retour"), account_tap("account", customer))
    return Screen(tuple(lines), ((back,),), card=object_key("account", customer.id))


def list_screen(found: Sequence[Payment], customer: Customer, page: int) -> Screen:
    """A page of a customer's payments, newest first; one more than a page tells that there are others."""
    title = ("💶 ", bold(_("Paiements de {name}").format(name=customer.name)))
    buttons = [Button(_labelled(one), payment_tap("payment-open", one)) for one in found[:PAGE]]
    pages = page_row(
        page, more=len(found) > PAGE, tap=lambda other: account_tap("account-payments", customer, str(other))
    )
    back = Button(_("⬅️ Compte"), account_tap("account", customer))
    rows = (*in_rows(buttons, 1), *pages, (back,))
    return Screen((title, "" if found else _("Aucun paiement ici.")), rows, card=object_key("account", customer.id))


def which_payment(found: Sequence[Payment], question: str) -> Screen:
    """Several payments that fit, one button each."""
    return plain_screen(bold(question), rows=in_rows([_named(one, "payment-open") for one in found], 1))


def which_bounced(found: Sequence[Payment], fee: Amount, on: date | None = None) -> Screen:
    """Several payments of which one has bounced: each leads to its confirmation."""
    each = [_named(one, "payment-undo", *_of_bounce(fee, on)) for one in found]
    return plain_screen(bold(_("Lequel revient ?")), rows=in_rows(each, 1))


def undo_screen(payment: Payment, *, fee: Amount = ZERO, on: date | None = None, mistake: bool = False) -> Screen:
    """The one confirmation before a payment is taken back: what becomes of it; `fee` is what the bank asks for that.

    `on` is the day it came back, today unless said; `mistake`: it was said to have been one, and did not bounce.
    """
    given_back = payment.amount < ZERO
    bounced = payment.method in BOUNCES and not mistake and not given_back
    owed = _("Ce qu'il réglait est dû à nouveau, et le vendeur est prévenu.")
    asked = _("{what} de {amount} revient impayé ?") if bounced else _("{what} de {amount} noté par erreur ?")
    what = paper_words(payment)
    lines: list[Line] = [
        bold(asked.format(what=what[:1].upper() + what[1:], amount=money(abs(payment.amount)))),
        f"{payment.number} · {payment.customer.name} · {day(payment.on)}",
        _("Le client a de nouveau cette somme à son crédit.") if given_back else owed,
    ]
    lines += [_("Revenu le {day}").format(day=day(on))] if on and bounced else []
    lines += [_("Frais de la banque : {fee}, à votre charge.").format(fee=money(fee))] if fee and bounced else []
    wrong = Button(_("🗑 Noté par erreur"), payment_tap("payment-back", payment, "mistake"))
    back = Button(_("Retour"), payment_tap("payment", payment))
    if not bounced:
        return Screen(tuple(lines), ((wrong,), (back,)), card=object_key("payment", payment.id))
    yes = Button(_("⚠️ Oui, impayé"), payment_tap("payment-back", payment, "bounced", *_of_bounce(fee, on)))
    ask = Button(_("🏦 Frais de la banque"), payment_tap("payment-fee", payment, *_of_bounce(fee, on)))
    return Screen(tuple(lines), ((yes,), (ask, wrong), (back,)), card=object_key("payment", payment.id))


def _of_bounce(fee: Amount, on: date | None) -> tuple[str, ...]:
    """What a button bears of it: the fee in cents, and the day as 20261020."""
    cents = str(int(fee * 100))
    return (cents, f"{on:%Y%m%d}") if on else (cents,)


def payment_tap(verb: str, payment: Payment, *arguments: str) -> str:
    return Tap(verb, payment.company_id, payment.id, 0, arguments).packed()


def account_tap(verb: str, customer: Customer, *arguments: str) -> str:
    return Tap(verb, customer.company_id, customer.id, 0, arguments).packed()


def noted_screen(payment: Payment, lines: Sequence[Line]) -> Screen:
    """What somebody sees of a payment that he has noted, and who may not look at accounts."""
    title = (f"{METHODS[payment.method][1]} ", bold(f"{payment.number} · {money(payment.amount)}"))
    slip = Button(_("📄 Reçu PDF"), payment_tap("payment-pdf", payment))
    about = f"{payment.customer.name} · {paper_words(payment)}"
    return Screen((title, about, *lines), ((slip,),), card=object_key("payment", payment.id))


def advance_screen(payment: Payment, order: str) -> Screen:
    """What the law wants of money that came for an order: an invoice, one tap away."""
    title = bold(_("{amount} reçus pour {number}").format(amount=money(payment.amount), number=order))
    told = _("La TVA en est due : il faut une facture d'acompte.")
    return Screen((title, told), ((_deposit_button(payment),),), card=object_key("advance", payment.id))


async def _small(db: Reader, looked: Looked) -> tuple[int, str, Amount] | None:
    """A rest that may be written off with consent."""
    if not db.actor.may(Permission.PAYMENTS_CORRECT) or looked.back is not None:
        return None
    limit = (await companies.read(db)).write_off_limit
    for one in looked.shares:
        if ZERO < one.left <= limit:
            return one.invoice.id, one.invoice.number or "", one.left
        if not one.left and ZERO < looked.rest <= limit:
            return one.invoice.id, one.invoice.number or "", looked.rest
    return None


def _payment(db: Reader, looked: Looked, around: Around) -> Screen:
    payment = looked.payment
    title = f"{_kind(payment)} {payment.number} · {money(abs(payment.amount))}"
    lines: list[Line] = [
        (f"{METHODS[payment.method][1]} ", bold(title)),
        payment.customer.name,
        f"{paper_words(payment)} · {day(payment.on)} · {payment.place.name}",
    ]
    if looked.back is not None:
        told = _("⚠️ repris le {day} : {reason}").format(day=day(looked.back.on), reason=looked.back.note)
        return Screen((*lines, bold(told)), _rows(db, looked, around), card=object_key("payment", payment.id))
    if payment.reverses_id is not None:
        lines.append(_("Annule un paiement : {reason}").format(reason=payment.note))
    lines += shares_lines(looked.shares)
    lines += _rest(looked, around)
    return Screen(tuple(lines), _rows(db, looked, around), card=object_key("payment", payment.id))


def _kind(payment: Payment) -> str:
    if payment.reverses_id is not None:
        return _("Annulation")
    return _("Remboursement") if payment.amount < ZERO else _("Paiement")


def _rest(looked: Looked, around: Around) -> list[Line]:
    if not looked.rest:
        return []
    if around.order:
        return [_("{amount} pour la commande {number}").format(amount=money(looked.rest), number=around.order)]
    if looked.payment.method is PaymentMethod.ONLINE and not looked.shares:
        told = _("{amount} payés en ligne pour une facture déjà réglée : à rembourser, ou à garder en avance")
        return [bold(told.format(amount=money(looked.rest)))]
    return [bold(_("{amount} en trop, au crédit du client").format(amount=money(looked.rest)))]


def _rows(db: Reader, looked: Looked, around: Around) -> tuple[tuple[Button, ...], ...]:
    payment, may = looked.payment, db.actor.may
    rows: list[tuple[Button, ...]] = []
    if around.small is not None:
        invoice_id, _number, left = around.small
        solve = _("🪙 Solder l'écart de {amount}").format(amount=money(left))
        asked = Tap("payment-small", payment.company_id, payment.id, 0, (str(invoice_id),)).packed()
        rows.append((Button(solve, asked),))
    if looked.rest and looked.back is None:
        if payment.order_id is not None and may(Permission.INVOICES_WRITE):
            rows.append((_deposit_button(payment),))
        rows += _credit_rows(db, payment)
    rows.append((Button(_("📄 Reçu PDF"), payment_tap("payment-pdf", payment)), _account_button(payment)))
    if payment.reverses_id is None and looked.back is None and may(Permission.PAYMENTS_CORRECT):
        label = _("⚠️ Impayé") if payment.method in BOUNCES and payment.amount > ZERO else _("🗑 Noté par erreur")
        rows.append((Button(label, payment_tap("payment-undo", payment)),))
    if may(Permission.HISTORY_READ):
        rows[-1] = (*rows[-1], Button(_("🕘 Historique"), payment_tap("payment-history", payment)))
    return tuple(rows)


def _credit_rows(db: Reader, payment: Payment) -> list[tuple[Button, ...]]:
    keep = Button(_("📌 Garder en crédit"), payment_tap("payment-keep", payment))
    use = Button(_("➖ Déduire"), payment_tap("payment-use", payment))
    give = Button(_("💸 Rembourser"), payment_tap("payment-refund", payment))
    return [(keep, give), (use,)] if db.actor.may(Permission.PAYMENTS_CORRECT) else [(keep, use)]


def _deposit_button(payment: Payment) -> Button:
    return Button(_("🧾 Facture d'acompte"), payment_tap("payment-deposit", payment))


def _account_button(payment: Payment) -> Button:
    return Button(_("💶 Compte"), Tap("account", payment.company_id, payment.customer_id).packed())


def _balance(found: Account, owes: str) -> list[Line]:
    balance = found.owed.balance
    if balance > ZERO:
        lines: list[Line] = [(f"{owes} ", bold(money(balance)))]
    elif balance < ZERO:
        lines = [(_("en sa faveur"), " ", bold(money(abs(balance))))]
    else:
        lines = [_("Rien n'est dû.")]
    if found.owed.overdue and found.owed.oldest_due:
        late = _("🔴 en retard : {amount}, depuis le {day}")
        lines.append(late.format(amount=money(found.owed.overdue), day=day(found.owed.oldest_due)))
    if found.credit:
        lines.append(_("📌 avance de {amount} à déduire").format(amount=money(found.credit)))
    return lines


def _account_rows(db: Reader, customer: Customer, found: Account) -> tuple[tuple[Button, ...], ...]:
    buttons = [
        Button(_("📅 Échéances"), account_tap("account-due", customer)),
        Button(_("💶 Paiements"), account_tap("account-payments", customer, "0")),
        Button(_("📄 Relevé PDF"), account_tap("account-pdf", customer)),
    ]
    if db.actor.may(Permission.PAYMENTS_WRITE) and found.owed.balance > ZERO:
        buttons.insert(0, Button(_("✅ Encaisser"), account_tap("account-paid", customer)))
    if found.credit and found.owed.balance + found.credit > ZERO and db.actor.may(Permission.PAYMENTS_WRITE):
        buttons.append(Button(_("➖ Déduire"), account_tap("account-use", customer)))
    if found.credit and db.actor.may(Permission.PAYMENTS_CORRECT):
        buttons.append(Button(_("💸 Rembourser"), account_tap("account-refund", customer)))
    if db.actor.may(Permission.INVOICES_WRITE):
        buttons.append(Button(_("🔗 Son accès"), account_tap("account-link", customer)))
    return in_rows(buttons)


def _named(payment: Payment, verb: str, *arguments: str) -> Button:
    return Button(f"{payment_line(payment)} · {payment.customer.name}"[:100], payment_tap(verb, payment, *arguments))


def _labelled(payment: Payment) -> str:
    return f"{METHODS[payment.method][1]} {payment_line(payment)}"[:100]
