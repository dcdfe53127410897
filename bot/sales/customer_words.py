"""What a customer writes without being asked: a question for his salesperson. Nothing of it is lost."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from bot.dunning.own import own_promise
from bot.flows import Flow, Option, Question, Reply
from bot.flows.engine import Answers, begin
from bot.flows.steps import Given
from bot.orders.asked import tell_seller
from bot.orders.received import documents, received_card
from bot.outgoing.say import Say, Show
from bot.outgoing.screen import Button, plain_screen
from bot.sales.screens import tap
from bot.talk.visit import Plan, Visit, answer, object_id
from bot.treasury.own import own_asked
from bot.understanding.orders import counts_goods, wants_goods
from core.i18n import N_, _
from core.kernel.text import words
from core.permissions import Permission
from core.sales import orders, quotes
from core.sales.lifecycles import QuoteState
from core.sales.models import Order, Quote
from core.uow import Reader, UnitOfWork

_GOING_ON: Final = (QuoteState.SENT, QuoteState.ACCEPTED)
_SENTENCE: Final = 3  # words from which on it is meant for somebody
# Words to the screen, not to somebody: a greeting opens the conversation, it asks nothing.
_DOCUMENTS: Final = frozenset(
    (
        *("aide", "bjr", "bonjour", "bonsoir", "commande", "commandes", "devis", "document", "documents", "hello"),
        *("en", "est", "les", "ma", "menu", "mes", "mon", "ou", "salut", "sont", "voir"),
    )
)


async def customer_said(visit: Visit) -> Plan:
    """A sentence goes to the salesperson at once, about the quote that is meant unless it orders something; a word or
    two are proposed first; « mes devis » shows them."""
    if (own := await own_asked(visit)) is not None:
        return own
    if (paying := await own_promise(visit)) is not None:
        return paying
    found = await quotes.received(visit.db)
    said = visit.turn.text.strip()
    if _DOCUMENTS.issuperset(words(said)):
        return answer(Show(await documents(visit.db, visit.known.company), fresh=True))
    if (order := await _order_named(visit, words(said))) is not None:
        return answer(Show(await received_card(order, visit.db), fresh=True))
    quote = None if wants_goods(said) else await _meant(visit, found)
    if quote is None:
        known = {"quote_id": 0, "seller": visit.known.company, "message": _told(said)}
    else:
        known = {"quote_id": quote.id, "seller": quote.salesperson, "message": _told(said)}
    return Plan(act=lambda uow: begin(uow, visit, FORWARD, known))


async def _order_named(visit: Visit, said: Sequence[str]) -> Order | None:
    """« où en est ma commande 7 », « ma commande CO2611-0007 »: his order of that number, when nothing else is said."""
    asked = [word for word in said if word not in _DOCUMENTS]
    number = "".join(asked).removeprefix("co")
    if not number.isdecimal() or not visit.actor.may(Permission.ORDERS_SIGN) or "commande" not in said:
        return None
    found = [one for one in await orders.received(visit.db) if _bears(one, number)]
    return await orders.read_received(visit.db, found[0].id) if len(found) == 1 else None


def _bears(order: Order, number: str) -> bool:
    """Whether these digits are all of its number, or those that count behind its month."""
    month, _dash, count = order.number.removeprefix("CO").partition("-")
    return number == month + count or number.lstrip("0") == count.lstrip("0")


async def _meant(visit: Visit, found: Sequence[Quote]) -> Quote | None:
    """The quote replied to, or else the newest one that waits for an answer or for its order; None when all are over,
    or when goods are counted and no quote is spoken of: they may become an order."""
    replied_to = object_id(visit.card or "", "received")
    if replied_to is not None:
        return await quotes.read_received(visit.db, replied_to)
    if counts_goods(visit.turn.text) and "?" not in visit.turn.text and "devis" not in words(visit.turn.text):
        return None
    going_on = [quote for state in _GOING_ON for quote in found if quote.state is state]
    return going_on[0] if going_on else None


def _told(said: str) -> dict[str, Any]:
    is_sentence = "?" in said or len(words(said)) >= _SENTENCE
    return {"text": said, **({"sure": True} if is_sentence else {})}


@dataclass(frozen=True, slots=True)
class ForwardStep:
    """« Transmettre à Karim ? », for words that may have been meant for the screen only; more words settle it."""

    name: str

    def ask(self, answers: Answers) -> Question | None:
        if "sure" in answers[self.name]:
            return None
        asked = _("Transmettre à {name} ?").format(name=answers["seller"])
        said = _("« {text} »").format(text=answers[self.name]["text"])
        return Question((asked, said), (Option(_("📨 Transmettre"), True),))

    async def take(self, db: Reader, answers: Answers, reply: Reply) -> Any:
        before: dict[str, Any] = answers[self.name]
        if reply.option is True or words(reply.text)[:1] in (["oui"], ["yes"]):
            return {**before, "sure": True}
        if words(reply.text) in (["non"], ["no"]):
            return {**before, "sure": False}
        return _told(f"{before['text']}\n{reply.text}")

    def value(self, answers: Answers) -> Mapping[str, Any]:
        value: Mapping[str, Any] = answers[self.name]
        return value


async def _forward(
    uow: UnitOfWork, visit: Visit, quote_id: int, seller: str, message: Mapping[str, Any]
) -> Sequence[Say]:
    if not message["sure"]:
        return await _left(uow, visit, {})
    if not quote_id:
        return await tell_seller(uow, visit, message["text"])
    quote = await quotes.ask(uow, quote_id, text=message["text"])
    sent = _("📨 Transmis à {name}, à propos du devis {number}.").format(name=seller, number=quote.number)
    rows = ((Button(_("📝 Voir le devis"), tap("received", quote)),),)
    return [visit.show(plain_screen(sent, rows=rows), fresh=True)]


async def _left(uow: UnitOfWork, visit: Visit, answers: Answers) -> Sequence[Say]:
    return [visit.show(await documents(uow, visit.known.company), fresh=True)]


FORWARD: Final = Flow(
    "received:forward",
    (Given("quote_id"), Given("seller"), ForwardStep("message")),
    _forward,
    N_("Message à transmettre"),
    _left,
)
