"""A voice note of an order: what the customer said on the telephone, or what the salesperson repeats of it.

Nobody listens to it here: it is kept as it is, and marks the order as told by word of mouth.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.flows.engine import again, begin
from bot.flows.picking import picked
from bot.orders.customer_files import FOR_WHOM, WHOSE, order_sent, quote_meant, show_noted
from bot.orders.showing import order_in_hand
from bot.outgoing.say import Say
from bot.parties.picking import likely_customers
from bot.sales.making import NEW_QUOTE, order_told, quote_answers
from bot.sales.requests import quote_in_hand, quote_replied_to
from bot.talk.lookup import Lookup
from bot.talk.visit import Plan, Visit
from bot.understanding import OrderCreate, understand
from core.i18n import _
from core.permissions import Permission
from core.sales import orders, quotes
from core.uow import UnitOfWork


async def voice_sent(visit: Visit) -> Plan | None:
    """Kept with the order that it is said of: the one just begun, replied to or in hand; otherwise one is asked for."""
    file, text = visit.turn.file, visit.turn.text
    if file is None or not visit.actor.may(Permission.ORDERS_WRITE):
        return None
    voice = await visit.means.keep(file)
    begun = visit.question
    if begun is not None and begun["flow"] == NEW_QUOTE.name and begun["answers"].get("order") and not text:
        return Plan(act=lambda uow: again(uow, visit, _with_voice(begun, voice)))
    lookup = Lookup(visit.db)
    said = (await understand(text, lookup.context())).slots if text else None
    if not isinstance(said, OrderCreate):
        return await _of_an_order(visit, voice)
    order = {**order_told(said), "oral": True, "voice": voice}
    if said.quote.lines:
        answers = await quote_answers(visit, said.quote, lookup, order=order)
        return Plan(act=lambda uow: begin(uow, visit, NEW_QUOTE, answers))
    customer = picked(said.quote.customer) if said.quote.customer else await likely_customers(visit.db)
    return Plan(act=lambda uow: begin(uow, visit, FOR_WHOM, {"order": order, "customer": customer}))


def _with_voice(question: Mapping[str, Any], voice: str) -> dict[str, Any]:
    answers = question["answers"]
    return {**question, "answers": {**answers, "order": {**answers["order"], "oral": True, "voice": voice}}}


async def _of_an_order(visit: Visit, voice: str) -> Plan:
    """Of what is replied to or in hand, when that is or becomes an order; else whose it is, is asked."""
    quote_id = await quote_meant(visit)
    if quote_id is not None and (_is_meant(visit) or (await quotes.read(visit.db, quote_id)).for_order):
        return Plan(act=lambda uow: _note(uow, visit, quote_id, voice))
    order = {**order_sent(visit.turn.text, None), "oral": True, "voice": voice}
    known = {"order": order, "about": {"name": _("Note vocale")}, "customer": await likely_customers(visit.db)}
    return Plan(act=lambda uow: begin(uow, visit, WHOSE, known))


def _is_meant(visit: Visit) -> bool:
    return quote_replied_to(visit) is not None or (order_in_hand(visit) is not None and quote_in_hand(visit) is None)


async def _note(uow: UnitOfWork, visit: Visit, quote_id: int, voice: str) -> Sequence[Say]:
    customer = (await quotes.read(uow, quote_id)).customer
    teller = customer.contact or customer.name
    quote = await orders.note_customer_order(uow, quote_id, voice_sha256=voice, told_by=teller)
    return await show_noted(uow, visit, quote, fresh=True)
