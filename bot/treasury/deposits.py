"""The deposits that came for an order, and taking back one that was noted by mistake."""

from collections.abc import Sequence

from bot.orders.requests import one_order
from bot.outgoing.say import Show
from bot.outgoing.screen import Button, Line, Screen, bold, in_rows, italic
from bot.talk.taps import Tap
from bot.talk.visit import Plan, Visit, answer, object_key
from bot.treasury.screens import corrected_by, payment_tap
from bot.treasury.words import METHODS, payment_line
from bot.understanding.payments import MistakeSaid
from core.i18n import _, money
from core.kernel.amounts import Amount, amount
from core.permissions import Permission
from core.sales.models import Order
from core.treasury import payments
from core.treasury.models import Payment
from core.uow import Reader


async def deposits_screen(
    db: Reader, order: Order, meant: Sequence[Payment] | None = None, *, instead: Amount | None = None
) -> Screen:
    """Each deposit that still holds, with what takes it back for whoever may; else who may. `meant` are those that
    some words fit, `instead` what had truly come: how that is noted is said."""
    found = meant or await payments.of_order(db, order.id)
    lines: list[Line] = [
        ("💶 ", bold(_("Acomptes de {number}").format(number=order.number)), f" · {order.customer.name}")
    ]
    lines += [f"{METHODS[one.method][1]} {payment_line(one)}" for one in found] or [_("Aucun acompte n'est noté.")]
    may = db.actor.may(Permission.PAYMENTS_CORRECT)
    lines += [] if may or not found else [italic(await corrected_by(db))]
    lines += [_then(order, instead)] if may and found and instead else []
    buttons = [_mistaken(one, alone=len(found) == 1) for one in found] if may else []
    opened = [Button(one.number, payment_tap("payment-open", one)) for one in found]
    back = Button(_("⬅️ Retour"), Tap("order", order.company_id, order.id, order.version).packed())
    rows = (*in_rows(buttons, 1), *in_rows(opened), (back,))
    return Screen(tuple(lines), rows, card=object_key("deposits", order.id))


async def mistaken(visit: Visit, said: MistakeSaid) -> Plan | None:
    """« l'acompte de 100 sur la 11 est une erreur »: the one that is meant, with what takes it back."""
    visit.actor.expect(Permission.PAYMENTS_READ)
    order = await one_order(visit, said.order)
    if isinstance(order, Plan):
        return order
    found = await payments.of_order(visit.db, order.id)
    meant = [one for one in found if said.amount is None or one.amount == amount(said.amount)]
    instead = amount(said.instead) if said.instead is not None else None
    return answer(Show(await deposits_screen(visit.db, order, meant, instead=instead), fresh=True))


def _then(order: Order, instead: Amount) -> Line:
    """What came is never rewritten: it is taken back, and noted anew."""
    again = _("Touchez « {button} », puis écrivez : reçu {amount} d'acompte sur {number}")
    return again.format(button=_("🗑 Noté par erreur"), amount=money(instead), number=order.number)


def _mistaken(payment: Payment, *, alone: bool) -> Button:
    label = _("🗑 Noté par erreur")
    return Button(
        label if alone else f"{label}{_(' : ')}{money(payment.amount)}", payment_tap("payment-mistake", payment)
    )
