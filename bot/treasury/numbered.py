"""Payments that are asked for by their number: shown, or their paper sent."""

from bot.talk.visit import Plan, Visit, answer, looking, tell
from bot.treasury.meant import held
from bot.treasury.showing import receipt, show_payment
from bot.understanding.payments import PaymentAsked, ReceiptAsked
from core.i18n import _
from core.numbering import number_said
from core.permissions import Permission
from core.treasury import payments
from core.treasury.models import Payment


async def opened(visit: Visit, said: PaymentAsked) -> Plan:
    """The payment of that number."""
    payment = await _of_number(visit, said.number)
    if isinstance(payment, Plan):
        return payment
    return looking(lambda uow: show_payment(uow, visit, payment.id, fresh=True))


async def paper(visit: Visit, said: ReceiptAsked) -> Plan | None:
    """The paper of a payment: of that number, or the one in hand."""
    visit.actor.expect(Permission.PAYMENTS_READ)
    if said.number is not None:
        payment = await _of_number(visit, said.number)
        return payment if isinstance(payment, Plan) else answer(receipt(payment))
    in_hand = held(visit)
    if in_hand is None or in_hand[0] != "payment":
        return None
    return answer(receipt(await payments.read(visit.db, in_hand[1])))


async def _of_number(visit: Visit, number: str) -> Payment | Plan:
    visit.actor.expect(Permission.PAYMENTS_READ)
    found = await payments.by_number(visit.db, number, limit=1)
    return (
        found[0]
        if found
        else tell(visit, _("Je ne trouve pas le paiement {number}.").format(number=number_said(number)))
    )
