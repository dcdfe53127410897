"""The buttons of payments and accounts, and those of invoices that move money."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Final

from bot.company.history import history_lines
from bot.flows import Flow
from bot.flows.engine import Answers, begin
from bot.flows.steps import Given, Price
from bot.invoices.showing import show_invoice, show_issued
from bot.outgoing.say import Say, Show
from bot.outgoing.screen import Button, Folded, Screen, bold
from bot.talk.buttons import button, planned
from bot.talk.pages import PAGE
from bot.talk.taps import Tap
from bot.talk.visit import Plan, Visit
from bot.treasury.correcting import BACK, give_back, refund_screen, small_screen, take_back, use_screen
from bot.treasury.deposits import deposits_screen
from bot.treasury.meant import Payer
from bot.treasury.papers import send_statement, usual_days
from bot.treasury.receiving import begin_receiving
from bot.treasury.screens import due_card, list_screen, payment_card, payment_tap
from bot.treasury.showing import receipt, show_account, show_payment
from bot.treasury.till import undo_card
from bot.treasury.words import METHODS
from bot.understanding.payments import PaymentSaid
from core.history import history
from core.i18n import N_, _, money
from core.invoicing import reads as invoices
from core.invoicing.reads import left_of, settled_of
from core.kernel.amounts import ZERO, Amount, UnitPrice, amount
from core.kernel.errors import NotFound
from core.parties import customers
from core.permissions import Permission
from core.sales import orders
from core.treasury import payments
from core.treasury.advances import invoice_advance
from core.treasury.credit import in_pool, lefts
from core.treasury.errors import NothingDue
from core.treasury.models import PaymentMethod
from core.uow import Reader, UnitOfWork


@button("payment", writes=False)
async def _show(db: Reader, visit: Visit, tap: Tap) -> Sequence[Say]:
    return [visit.show(await payment_card(db, tap.object_id))]


@button("payment-open", writes=True)
async def _open(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    return await show_payment(uow, visit, tap.object_id)


@button("order-money", writes=False)
async def _of_order(db: Reader, visit: Visit, tap: Tap) -> Sequence[Say]:
    return [visit.show(await deposits_screen(db, await orders.read(db, tap.object_id)), fresh=True)]


@button("payment-pdf", writes=False)
async def _pdf(db: Reader, visit: Visit, tap: Tap) -> Sequence[Say]:
    reads = payments.read if db.actor.may(Permission.PAYMENTS_READ) else payments.noted
    return [receipt(await reads(db, tap.object_id))]


@button("payment-undo", writes=False)
async def _ask_undo(db: Reader, visit: Visit, tap: Tap) -> Sequence[Say]:
    db.actor.expect(Permission.PAYMENTS_CORRECT)
    payment = await payments.read(db, tap.object_id)
    if (await payments.look(db, payment.id)).back is not None:
        return [visit.toast(_("C'est déjà fait.")), visit.show(await payment_card(db, payment.id))]
    return [visit.show(await undo_card(db, payment, fee=_cents(tap, 0), on=_day(tap, 1)))]


@button("payment-mistake", writes=False)
async def _ask_mistake(db: Reader, visit: Visit, tap: Tap) -> Sequence[Say]:
    db.actor.expect(Permission.PAYMENTS_CORRECT)
    looked = await payments.look(db, tap.object_id)
    if looked.back is not None:
        return [visit.toast(_("C'est déjà fait.")), visit.show(await payment_card(db, tap.object_id))]
    return [visit.show(await undo_card(db, looked.payment, mistake=True))]


@button("payment-back", writes=True)
async def _back(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    said = await take_back(uow, visit, tap.object_id, tap.word(0, BACK), fee=_cents(tap, 1), on=_day(tap, 2))
    return [visit.toast(_("Paiement repris.")), *said]


@button("payment-fee", writes=True)
async def _ask_fee(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    uow.actor.expect(Permission.PAYMENTS_CORRECT)
    payment, on = await payments.read(uow, tap.object_id), _day(tap, 1)
    return await begin(uow, visit, BANK_FEE, {"payment_id": payment.id, "on": on.isoformat() if on else ""})


@button("payment-history", writes=False)
async def _history(db: Reader, visit: Visit, tap: Tap) -> Sequence[Say]:
    card = await payment_card(db, tap.object_id)
    facts = await history(db, "payment", tap.object_id)
    return [visit.show(card.noting(bold(_("Historique")), Folded(await history_lines(db, facts))))]


@button("payment-keep", writes=False)
async def _keep(db: Reader, visit: Visit, tap: Tap) -> Sequence[Say]:
    """Nothing moves: it is his credit already, and waits for his next invoice."""
    looked = await payments.look(db, tap.object_id)
    kept = _("{amount} reste au crédit du client.").format(amount=money(looked.rest))
    card = await payment_card(db, tap.object_id)
    chosen = {payment_tap(verb, looked.payment) for verb in ("payment-keep", "payment-refund", "payment-use")}
    rows = tuple(row for row in card.rows if not any(one.data in chosen for one in row))
    return [visit.toast(kept), visit.show(replace(card, rows=rows))]


@button("payment-deposit", writes=False)
async def _ask_advance(db: Reader, visit: Visit, tap: Tap) -> Sequence[Say]:
    """A number is taken for good: how much the deposit invoice charges is said before."""
    db.actor.expect(Permission.INVOICES_WRITE)
    payment = await payments.read(db, tap.object_id)
    held = in_pool(await lefts(db, payment.customer_id), payment.order_id)
    if held <= ZERO:
        return [visit.toast(_("C'est déjà fait."))]
    of_payment = (visit.card or "").startswith(("payment:", "advance:"))
    asked = bold(_("Émettre la facture d'acompte de {amount} ?").format(amount=money(held)))
    yes = Button(_("✅ Oui, émettre"), payment_tap("payment-deposit-yes", payment))
    back = Button(_("Retour"), payment_tap("payment", payment))
    screen = Screen((asked, payment.customer.name), ((yes, back),), card=f"payment:{payment.id}")
    return [visit.show(screen) if of_payment else Show(screen, fresh=True)]


@button("payment-deposit-yes", writes=True)
async def _invoice_advance(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    """The deposit invoice of what came for an order, which that money settles at once; once."""
    of_payment = (visit.card or "").startswith(("payment:", "advance:"))
    try:
        made = await invoice_advance(uow, tap.object_id)
    except NothingDue:
        card = await payment_card(uow, tap.object_id)
        return [visit.toast(_("C'est déjà fait.")), *([visit.show(card)] if of_payment else [])]
    told = visit.toast(_("Facture d'acompte {number} faite et réglée.").format(number=made.number))
    shown = await show_payment(uow, visit, tap.object_id) if of_payment else []
    return [told, *shown, *await show_issued(uow, visit, made, fresh=True)]


@button("payment-refund", writes=False)
async def _ask_refund(db: Reader, visit: Visit, tap: Tap) -> Sequence[Say]:
    db.actor.expect(Permission.PAYMENTS_CORRECT)
    looked = await payments.look(db, tap.object_id)
    given = looked.rest or None
    return [visit.show(await refund_screen(db, looked.payment.customer_id, None, given=given))]


@button("payment-use", writes=False)
async def _ask_use(db: Reader, visit: Visit, tap: Tap) -> Sequence[Say]:
    return await _use_of(db, visit, (await payments.read(db, tap.object_id)).customer_id)


@button("payment-small", writes=False)
async def _ask_small(db: Reader, visit: Visit, tap: Tap) -> Sequence[Say]:
    payment, invoice = await payments.look(db, tap.object_id), await invoices.read(db, tap.number(0))
    left = left_of(invoice, (await settled_of(db, [invoice.id])).get(invoice.id, ZERO)) or amount(-payment.rest)
    if not left:
        return [visit.toast(_("C'est déjà fait.")), visit.show(await payment_card(db, tap.object_id))]
    back, card = payment_tap("payment", payment.payment), f"payment:{tap.object_id}"
    return [visit.show(await small_screen(db, invoice, left, back, card))]


@button("account", writes=True)
async def _account(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    return await show_account(uow, visit, tap.object_id)


@button("account-due", writes=False)
async def _due(db: Reader, visit: Visit, tap: Tap) -> Sequence[Say]:
    return [visit.show(await due_card(db, await customers.read(db, tap.object_id)))]


@button("account-payments", writes=False)
async def _payments(db: Reader, visit: Visit, tap: Tap) -> Sequence[Say]:
    page = tap.number(0)
    found = await payments.of_customer(db, tap.object_id, limit=PAGE + 1, offset=page * PAGE)
    return [visit.show(list_screen(found, await customers.read(db, tap.object_id), page))]


@planned("account-pdf")
async def _statement(visit: Visit, tap: Tap) -> Plan:
    return await send_statement(visit, tap.object_id, *usual_days(visit.db.today))


@button("account-paid", writes=True)
async def _account_paid(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    return await begin_receiving(uow, visit, Payer({"id": tap.object_id}), PaymentSaid())


@button("account-use", writes=False)
async def _account_use(db: Reader, visit: Visit, tap: Tap) -> Sequence[Say]:
    db.actor.expect(Permission.PAYMENTS_WRITE)
    return await _use_of(db, visit, tap.object_id)


@button("account-refund", writes=False)
async def _account_refund(db: Reader, visit: Visit, tap: Tap) -> Sequence[Say]:
    db.actor.expect(Permission.PAYMENTS_CORRECT)
    return [visit.show(await refund_screen(db, tap.object_id, None))]


@button("account-give-back", writes=True)
async def _give_back(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    return await _given_back(uow, visit, tap, tap.object_id, None)


@button("invoice-give-back", writes=True)
async def _pay_out(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    credit = await invoices.read(uow, tap.object_id)
    return await _given_back(uow, visit, tap, credit.customer_id, credit.id)


@button("invoice-paid", writes=True)
async def _invoice_paid(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    invoice = await invoices.read(uow, tap.object_id)
    left = left_of(invoice, (await settled_of(uow, [invoice.id])).get(invoice.id, ZERO))
    if left <= ZERO:
        raise NothingDue(invoice.number or "")
    payer = Payer({"id": invoice.customer_id}, (invoice.id,))
    return await begin_receiving(uow, visit, payer, PaymentSaid(amount=left))


@button("invoice-write-off", writes=True)
async def _write_off(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    written = await payments.write_off(uow, tap.object_id, key=f"small:{tap.object_id}:{tap.number(0)}")
    told = _("Écart de {amount} soldé.").format(amount=money(abs(written)))
    card = visit.card or ""
    kind, _colon, number = card.partition(":")
    if kind == "payment" and number.isdecimal():
        return [visit.toast(told), *await show_payment(uow, visit, int(number), invoices_too=[tap.object_id])]
    return [visit.toast(told), *await show_invoice(uow, visit, tap.object_id)]


@button("invoice-use-credit", writes=True)
async def _use_credit(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    used = await payments.use_credit(uow, tap.object_id)
    told = _("{amount} déduits.").format(amount=money(used))
    return [visit.toast(told), *await show_invoice(uow, visit, tap.object_id)]


async def _use_of(db: Reader, visit: Visit, customer_id: int) -> Sequence[Say]:
    found = await use_screen(db, customer_id, db.actor.company_id or 0)
    if found is None:
        return [visit.toast(_("Ce client ne doit rien : son crédit attend sa prochaine facture."), alert=True)]
    return [visit.show(found)]


async def _given_back(
    uow: UnitOfWork, visit: Visit, tap: Tap, customer_id: int, credit_id: int | None
) -> Sequence[Say]:
    """Once for the card that was looked at: its version is the newest payment that it knew."""
    method = PaymentMethod(tap.word(0, [one.value for one in METHODS]))
    key = f"refund:{credit_id or 0}:{customer_id}:{tap.version}:{method}:{tap.number(1)}"
    given = amount(amount(tap.number(1)) / 100)
    return await give_back(uow, visit, customer_id, credit_id, given, method, key)


async def _fee_said(uow: UnitOfWork, visit: Visit, payment_id: int, on: str, fee: UnitPrice) -> Sequence[Say]:
    payment = await payments.read(uow, payment_id)
    card = await undo_card(uow, payment, fee=amount(fee), on=date.fromisoformat(on) if on else None)
    return [visit.show(card, fresh=True)]


async def _fee_left(uow: UnitOfWork, visit: Visit, answers: Answers) -> Sequence[Say]:
    payment, on = await payments.read(uow, answers["payment_id"]), answers["on"]
    return [visit.show(await undo_card(uow, payment, on=date.fromisoformat(on) if on else None))]


def _day(tap: Tap, index: int) -> date | None:
    """A day that a button bears as 20261020; nothing when it bears none. Raises NotFound for a button we never made."""
    if not (said := tap.number(index)):
        return None
    try:
        return date(said // 10_000, said // 100 % 100, said % 100)
    except ValueError:
        raise NotFound("button", tap.verb) from None


def _cents(tap: Tap, index: int) -> Amount:
    """An amount that a button bears in cents; nothing when it bears none."""
    return amount(Decimal(tap.number(index)) / 100)


BANK_FEE: Final = Flow(
    "payment:fee",
    (Given("payment_id"), Given("on"), Price("fee", N_("Combien la banque prend-elle ? Par exemple : 12,50"))),
    _fee_said,
    N_("Frais d'un impayé"),
    _fee_left,
)
