"""What did not hold, and what goes back: bounced cheques, mistakes, refunds, small differences, credit that is used."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Final

from bot.orders.screens import staff_card
from bot.outgoing.say import Say, Show
from bot.outgoing.screen import Button, Screen, bold, in_rows
from bot.talk.taps import Tap
from bot.talk.visit import Plan, Visit, answer, object_key, tell
from bot.treasury.meant import held, named_customer
from bot.treasury.screens import which_bounced
from bot.treasury.showing import show_payment
from bot.treasury.till import short_lines, undo_card
from bot.treasury.words import METHODS, OFFERED, method_words
from bot.understanding.payments import BouncedSaid
from core.i18n import N_, _, day, money
from core.invoicing import reads as invoices
from core.invoicing.lifecycles import InvoiceKind
from core.invoicing.models import Invoice
from core.invoicing.pending import tax_given_up
from core.invoicing.reads import settled_of, unsettled
from core.kernel.amounts import ZERO, Amount, amount
from core.kernel.errors import NotFound
from core.parties import customers
from core.permissions import Permission
from core.sales import orders
from core.sales.lifecycles import OrderState
from core.treasury import payments
from core.treasury.errors import CreditTooSmall
from core.treasury.locking import why_locked
from core.treasury.models import Payment, PaymentMethod
from core.uow import Reader, UnitOfWork

BACK: Final = {"bounced": N_("impayé"), "mistake": N_("noté par erreur")}


async def bounced(visit: Visit, said: BouncedSaid) -> Plan | None:
    """One confirmation for the payment that is meant; which one is asked when several fit."""
    visit.actor.expect(Permission.PAYMENTS_CORRECT)
    customer_id = None
    if said.who:
        match = await named_customer(visit, said.who)
        if match.certain is None:
            return tell(visit, _("Je ne trouve pas ce client.")) if not match.candidates else None
        customer_id = match.certain.id
    in_hand, fee = held(visit), amount(said.fee or 0)
    bare = said.amount is None and not said.reference and customer_id is None and said.invoice is None
    if bare and in_hand is not None and in_hand[0] == "payment":
        return await _which_back(visit, [await payments.read(visit.db, in_hand[1])], fee, said.on)
    came = partial(payments.that_came, visit.db, customer_id=customer_id, method=said.method)
    found = await came(amount=None if said.amount is None else amount(said.amount), reference=said.reference)
    if not found and said.amount is not None and not said.reference:  # « chèque 777 impayé »: its number
        found = await came(amount=None, reference=f"{said.amount:f}")
    if not found:
        return tell(visit, _("Je ne trouve pas ce paiement, ou il est déjà repris."))
    return await _which_back(visit, found, fee, said.on)


async def _which_back(visit: Visit, found: Sequence[Payment], fee: Amount, on: date | None) -> Plan:
    """Which of these came back, of those that had come by that day."""
    by_then = [one for one in found if on is None or one.on <= on]
    if not by_then:
        told = _("{number} est du {day} : il n'a pas pu revenir avant.")
        return tell(visit, told.format(number=found[0].number, day=day(found[0].on)))
    if len(by_then) > 1:
        return answer(Show(which_bounced(by_then, fee, on), fresh=True))
    return answer(Show(await undo_card(visit.db, by_then[0], fee=fee, on=on), fresh=True))


async def take_back(
    uow: UnitOfWork, visit: Visit, payment_id: int, why: str, *, fee: Amount = ZERO, on: date | None = None
) -> Sequence[Say]:
    """It is undone; its invoices are due again, and whoever sold them hears it. `fee` is what the bank asks, `on` the
    day it came back."""
    looked = await payments.look(uow, payment_id)
    paid = [one.invoice for one in looked.shares]
    await payments.reverse(uow, payment_id, reason=_(BACK[why]), fee=fee, mistake=why == "mistake", on=on)
    shown = await show_payment(uow, visit, payment_id, invoices_too=[one.id for one in paid])
    rested = {looked.payment.order_id, *(one.order_id for one in paid if one.kind is InvoiceKind.DEPOSIT)}
    return [*shown, *await _waiting_again(uow, sorted(one for one in rested if one is not None))]


async def _waiting_again(db: Reader, order_ids: Sequence[int]) -> Sequence[Say]:
    """The orders that lack their deposit now, for whoever took it back."""
    if not db.actor.may(Permission.ORDERS_READ):
        return []
    found = [await orders.read(db, order_id) for order_id in order_ids]
    heading = bold(_("⏳ Son acompte est repris : cette commande attend à nouveau."))
    cards = [await staff_card(db, one) for one in found if one.state is OrderState.WAITING]
    return [Show(replace(card, lines=(heading, *card.lines)), fresh=True) for card in cards]


async def small_screen(db: Reader, invoice: Invoice, left: Amount, back: str, card: str) -> Screen:
    """« Solder l'écart de 0,80 € ? »: whether it is a loss or a gain is said, and what becomes of the VAT."""
    asked = _("Solder l'écart de {amount} ?").format(amount=money(abs(left)))
    told = _("{number} : passé en perte.") if left > ZERO else _("{number} : gardé, passé en produit.")
    yes = Tap("invoice-write-off", invoice.company_id, invoice.id, 0, (str(int(abs(left) * 100)),)).packed()
    rows = ((Button(_("✅ Oui, solder"), yes), Button(_("Retour"), back)),)
    lines = (bold(asked), told.format(number=invoice.number or ""), await _vat_words(db, invoice, left))
    return Screen(lines, rows, card=card)


async def _vat_words(db: Reader, invoice: Invoice, left: Amount) -> str:
    if left > ZERO and invoice.kind is InvoiceKind.DEPOSIT:
        return _("La TVA de ce reste devient due : la facture finale déduira l'acompte en entier.")
    if tax := await tax_given_up(db, invoice, left):
        return _("La TVA de ce reste ({tax}) ne sera pas due : rien n'est encaissé.").format(tax=money(abs(tax)))
    return _("La TVA ne change pas.")


async def refund_screen(
    db: Reader, customer_id: int, credit_id: int | None, *, given: Amount | None = None, method: str | None = None
) -> Screen:
    """The one confirmation before money goes back: all of it unless said, one button for each way. Raises NotFound."""
    left, credit = await _refundable(db, customer_id, credit_id)
    if left <= ZERO or (given is not None and given > left):
        raise CreditTooSmall(Amount(max(left, ZERO)))
    customer, sum_ = await customers.read(db, customer_id), left if given is None else given
    named = f"{credit.number} · {customer.name}" if credit is not None else customer.name
    kind, subject = ("invoice", credit.id) if credit is not None else ("account", customer.id)
    latest = next((one.id for one in await payments.of_customer(db, customer_id, limit=1)), 0)
    ways = (PaymentMethod(method),) if method else OFFERED
    buttons = [
        Button(
            _("✅ Oui, {method}").format(method=_way(one, alone=False)) if method else _way(one, alone=True),
            Tap(f"{kind}-give-back", customer.company_id, subject, latest, (one.value, str(int(sum_ * 100)))).packed(),
        )
        for one in ways
    ]
    back = Button(_("Retour"), Tap(kind, customer.company_id, subject).packed())
    short = await short_lines(db, sum_, chosen=method is not None) if PaymentMethod.CASH in ways else ()
    lines = (bold(_("Rembourser {amount} ?").format(amount=money(sum_))), named, *short)
    return Screen(lines, (*in_rows(buttons), (back,)), card=object_key("refund", subject))


async def use_screen(db: Reader, customer_id: int, company_id: int) -> Screen | None:
    """The invoices from which his credit may be deducted, those due first before; None when he owes nothing.

    Raises PaymentLocked, NotAgreedYet where none of them may be paid yet.
    """
    owed = [one for one in await unsettled(db, customer_id) if one.left > ZERO]
    locked = [await why_locked(db, one.invoice) for one in owed]
    due = [one for one, why in zip(owed, locked, strict=True) if why is None]
    if not due and (why := next(iter(locked), None)) is not None:
        raise why
    if not due:
        return None
    buttons = [
        Button(
            f"{one.invoice.number} · {money(one.left)}", Tap("invoice-use-credit", company_id, one.invoice.id).packed()
        )
        for one in due[:6]
    ]
    back = Button(_("Retour"), Tap("account", company_id, customer_id).packed())
    title = bold(_("Déduire de quelle facture ?"))
    return Screen((title,), (*in_rows(buttons, 1), (back,)), card=object_key("account", customer_id))


async def _refundable(db: Reader, customer_id: int, credit_id: int | None) -> tuple[Amount, Invoice | None]:
    """What may be given back: of a credit note, or of what was paid too much. Raises NotFound."""
    if credit_id is None:
        return await payments.credit_of(db, customer_id), None
    credit = await invoices.read(db, credit_id)
    if credit.sign > 0 or credit.customer_id != customer_id:
        raise NotFound("invoice", credit_id)
    settled = (await settled_of(db, [credit.id])).get(credit.id, ZERO)
    return amount(-invoices.left_of(credit, settled)), credit


def _way(method: PaymentMethod, *, alone: bool) -> str:
    return f"{METHODS[method][1]} {method_words(method).capitalize()}" if alone else method_words(method)


async def give_back(
    uow: UnitOfWork,
    visit: Visit,
    customer_id: int,
    credit_id: int | None,
    given: Amount,
    method: PaymentMethod,
    key: str,
) -> Sequence[Say]:
    """Book the refund and show it, and the credit note that it pays out."""
    payment = await payments.refund(uow, customer_id, amount=given, method=method, credit_id=credit_id, key=key)
    touched = [credit_id] if credit_id is not None else []
    return await show_payment(uow, visit, payment.id, fresh=True, invoices_too=touched)
