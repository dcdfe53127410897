"""A voice note of an order: what the customer said on the telephone, or what the salesperson repeats of it.

Nobody listens to it here: it is kept as it is, and marks the order as told by word of mouth.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from bot.flows import Flow
from bot.flows.engine import again, begin
from bot.flows.picking import OneOf, picked
from bot.flows.steps import Given
from bot.orders.customer_files import FOR_QUOTE, FOR_WHOM, WHOSE, keep_voice, order_sent, quote_meant, show_noted
from bot.orders.showing import order_replied_to
from bot.outgoing.say import Say, Show
from bot.outgoing.screen import plain_screen
from bot.parties.picking import likely_customers
from bot.sales.making import NEW_QUOTE, order_told, quote_answers
from bot.sales.requests import quote_replied_to
from bot.talk.lookup import Lookup
from bot.talk.visit import Plan, Visit
from bot.understanding import OrderCreate, understand
from core.i18n import N_, _
from core.permissions import Permission
from core.sales import orders, quotes
from core.sales.lifecycles import QUOTE, OrderState, QuoteAction, QuoteState
from core.sales.models import Quote
from core.uow import Reader, UnitOfWork


async def voice_sent(visit: Visit) -> Plan | None:
    """Kept with the order that it is said of: the one just begun, replied to or drafted; otherwise one is asked for."""
    file, text = visit.turn.file, visit.turn.text
    if file is None or not visit.actor.may(Permission.ORDERS_WRITE):
        return None
    voice = await visit.means.keep(file)
    begun = visit.question
    if begun is not None and begun["flow"] == NEW_QUOTE.name and begun["answers"].get("order") and not text:
        return Plan(act=lambda uow: _kept_with(uow, visit, begun, voice))
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


async def _kept_with(uow: UnitOfWork, visit: Visit, begun: Mapping[str, Any], voice: str) -> Sequence[Say]:
    """The question of an order that is begun, asked again: the note is said to go with it."""
    return [_said_kept(), *await again(uow, visit, _with_voice(begun, voice))]


def _said_kept() -> Show:
    return Show(plain_screen(_("🎙 Note vocale gardée avec la commande ci-dessous.")), fresh=True)


def _with_voice(question: Mapping[str, Any], voice: str) -> dict[str, Any]:
    answers = question["answers"]
    return {**question, "answers": {**answers, "order": {**answers["order"], "oral": True, "voice": voice}}}


async def _of_an_order(visit: Visit, voice: str) -> Plan:
    """Of what is replied to, or of the draft of an order in hand; of an order only looked at after one tap; else whose
    it is, is asked. One that is given up gets none."""
    order = {**order_sent(visit.turn.text, None), "oral": True, "voice": voice}
    known = {"order": order, "about": {"name": _("Note vocale")}, "customer": await likely_customers(visit.db)}
    quote_id = await quote_meant(visit)
    quote = await quotes.read(visit.db, quote_id) if quote_id is not None else None
    if quote is None or not await _is_going_on(visit.db, quote):
        return Plan(act=lambda uow: begin(uow, visit, WHOSE, known))
    if _is_meant(visit, quote):
        replied = quote_replied_to(visit) is not None or order_replied_to(visit) is not None
        return Plan(act=lambda uow: _note(uow, visit, quote.id, order, say=not replied))
    if not quote.for_order and quote.state is not QuoteState.ORDERED:
        return Plan(act=lambda uow: begin(uow, visit, WHOSE, known))
    one = {"candidates": [{"id": quote.id, "name": await _label(visit.db, quote)}, {"id": 0, "name": _(_FRESH)}]}
    return Plan(act=lambda uow: begin(uow, visit, WHICH, {**known, "quote_id": one}))


async def _is_going_on(db: Reader, quote: Quote) -> bool:
    """Whether it is or may become an order, and that order is neither refused nor cancelled."""
    if quote.state is not QuoteState.ORDERED:
        return QUOTE.allows(quote.state, QuoteAction.ORDER)
    placed = await orders.of_quote(db, quote.id)
    return placed is not None and placed.state not in (OrderState.REFUSED, OrderState.CANCELLED)


def _is_meant(visit: Visit, quote: Quote) -> bool:
    """Whether there is no doubt: a reply to its card, or a draft while nobody is asked whose another order is."""
    if quote_replied_to(visit) is not None or order_replied_to(visit) is not None:
        return True
    is_draft = quote.for_order and quote.state is QuoteState.DRAFT
    return is_draft and (visit.question is None or visit.question["flow"] not in _ASKING_WHOSE)


async def _label(db: Reader, quote: Quote) -> str:
    placed = await orders.of_quote(db, quote.id)
    if placed is None:
        return _("Pour le brouillon de {name}").format(name=quote.customer.name)
    return _("Pour {number} · {name}").format(number=placed.number, name=quote.customer.name)


async def _note(
    uow: UnitOfWork, visit: Visit, quote_id: int, order: Mapping[str, Any], *, say: bool = False
) -> Sequence[Say]:
    """`say`: nobody chose the order that it goes with."""
    quote = await keep_voice(uow, quote_id, order["voice"], number=order["number"])
    return [*([_said_kept()] if say else []), *await show_noted(uow, visit, quote, fresh=True)]


async def _which(
    uow: UnitOfWork,
    visit: Visit,
    quote_id: int,
    order: Mapping[str, Any],
    about: Mapping[str, str],
    customer: Mapping[str, Any],
) -> Sequence[Say]:
    """Of the order looked at, unless that was given up meanwhile; else it is asked whose."""
    if quote_id and await _is_going_on(uow, await quotes.read(uow, quote_id)):
        return await _note(uow, visit, quote_id, order)
    return await begin(uow, visit, WHOSE, {"order": order, "about": about, "customer": customer})


_FRESH: Final = N_("➕ Pour une nouvelle commande")
_ASKING_WHOSE: Final = (FOR_WHOM.name, WHOSE.name, FOR_QUOTE.name)
WHICH: Final = Flow(
    "order:voice",
    (
        OneOf("quote_id", N_("🎤 Note vocale : pour quelle commande ?"), N_("Touchez l'une des réponses.")),
        Given("order"),
        Given("about"),
        Given("customer"),
    ),
    _which,
    N_("Commande reçue d'un client"),
)
