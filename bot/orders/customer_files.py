"""A customer's own order as a file or a photo: a reply to a card, or with « commande dupont » as its caption."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from bot.flows import Flow, Option, Question, Reply, Unreadable
from bot.flows.engine import Answers, begin
from bot.flows.picking import offered, picked
from bot.flows.steps import Given
from bot.incoming.turn import SentFile
from bot.orders.showing import order_in_hand, order_replied_to, show_order
from bot.outgoing.say import Say
from bot.parties.picking import CustomerStep, likely_customers
from bot.sales.making import NEW_QUOTE, already_taken, customer_of, order_told, quote_answers, take_asked, teller
from bot.sales.requests import quote_in_hand, quote_replied_to
from bot.sales.showing import show_quote
from bot.sales.words import glyph, quote_name
from bot.talk.lookup import Lookup
from bot.talk.visit import Plan, Visit
from bot.understanding import OrderCreate, OrderNumber, understand
from bot.understanding.orders import own_number, without_papers
from core.i18n import N_, _, money
from core.kernel.text import words
from core.permissions import Permission
from core.sales import orders, quotes
from core.sales.lifecycles import QUOTE, QuoteAction, QuoteState
from core.sales.models import Quote
from core.sales.quotes.by_customer import latest
from core.uow import Reader, UnitOfWork

_LEADING: Final = re.compile(r"^[\s,:;-]*(?:(?:de|pour)\s+|d['’])?", re.IGNORECASE)
_LOOKED_AT: Final = 8  # quotes of a customer that the file may belong to


async def order_file_sent(visit: Visit) -> Plan | None:
    """The plan for a file that is a customer's order; None when neither the card replied to nor the caption says so."""
    file, text = visit.turn.file, visit.turn.text
    about_card = order_replied_to(visit) is not None or quote_replied_to(visit) is not None
    if file is None or not (about_card or text) or not visit.actor.may(Permission.ORDERS_WRITE):
        return None
    lookup = Lookup(visit.db)
    said = (await understand(text, lookup.context())).slots if text else None
    number = said.own if isinstance(said, OrderNumber) else ""
    if (about_card or number) and (quote_id := await quote_meant(visit)) is not None:
        kept = await _kept(visit, file)
        return Plan(act=lambda uow: _note(uow, visit, quote_id, kept, number))
    if not isinstance(said, OrderCreate):
        return None
    return await _said_along(visit, said, lookup, order_told(said, await _kept(visit, file)))


async def order_file_unsaid(visit: Visit) -> Plan | None:
    """A PDF or a picture without a word, or with words that ask for nothing: whose order is it, if they do not say?"""
    file, turn = visit.turn.file, visit.turn
    if file is None or not visit.actor.may(Permission.ORDERS_WRITE) or not _is_paper(file):
        return None
    lookup = Lookup(visit.db)
    if turn.text and (await understand(turn.text, lookup.context())).intent is not None:
        return None
    said, kept = await _captioned(turn.text, lookup), await _kept(visit, file)
    if said is not None and (said.quote.lines or (_is_order(said, turn.text) and said.quote.customer)):
        return await _said_along(visit, said, lookup, order_told(said, kept))
    named = said.quote.customer if said else None
    customer = offered(named.candidates, named.words) if named else await likely_customers(visit.db)
    known = {"order": order_sent(turn.text, kept), "about": {"name": file.name}, "customer": customer}
    return Plan(act=lambda uow: begin(uow, visit, WHOSE, known))


def order_sent(text: str, file: Mapping[str, str] | None) -> dict[str, Any]:
    """What a customer's message says of his order when it names no goods, as `order_told` gives it."""
    return {"oral": False, "told_by": "", "number": own_number(text), "file": file}


async def quote_meant(visit: Visit) -> int | None:
    """The quote that the customer's order belongs to: that of the card replied to, or of what was last worked on."""
    if (quote_id := quote_replied_to(visit)) is not None:
        return quote_id
    if (order_id := order_in_hand(visit)) is not None:
        return (await orders.read(visit.db, order_id)).quote_id
    return quote_in_hand(visit)


async def show_noted(uow: UnitOfWork, visit: Visit, quote: Quote, *, fresh: bool = False) -> Sequence[Say]:
    """The card of the quote, or that of the order that stands on it."""
    found = await orders.of_quote(uow, quote.id) if quote.state is QuoteState.ORDERED else None
    if found is None:
        return await show_quote(uow, visit, quote, fresh=fresh)
    return await show_order(uow, visit, await orders.read(uow, found.id), fresh=fresh)


async def keep_voice(uow: UnitOfWork, quote_id: int, sha256: str, *, told_by: str = "", number: str = "") -> Quote:
    """The voice note with the order, which was told by whoever is named, or was named before."""
    known = told_by or (await quotes.read(uow, quote_id)).order_told_by
    return await orders.note_customer_order(uow, quote_id, number=number, voice_sha256=sha256, told_by=teller(known))


async def _said_along(visit: Visit, said: OrderCreate, lookup: Lookup, order: Mapping[str, Any]) -> Plan:
    """A draft of the goods said beside the file; without any, of what the customer's quotes hold."""
    if said.quote.lines:
        answers = await quote_answers(visit, said.quote, lookup, order=order)
        return Plan(act=lambda uow: begin(uow, visit, NEW_QUOTE, answers))
    customer = picked(said.quote.customer) if said.quote.customer else await likely_customers(visit.db)
    return Plan(act=lambda uow: begin(uow, visit, FOR_WHOM, {"order": order, "customer": customer}))


async def _captioned(text: str, lookup: Lookup) -> OrderCreate | None:
    """What a caption says without asking for an order: a customer who is known, goods that are; None without any."""
    said_of = _LEADING.sub("", without_papers(text))
    said = (await understand(f"commande {said_of}", lookup.context())).slots if said_of else None
    if not isinstance(said, OrderCreate):
        return None
    customer = said.quote.customer if said.quote.customer and said.quote.customer.candidates else None
    are_goods = any(line.counted and line.product is not None for line in said.quote.lines)
    if customer is None and not are_goods:
        return None
    return replace(said, quote=replace(said.quote, customer=customer, lines=said.quote.lines if are_goods else ()))


def _is_order(said: OrderCreate, text: str) -> bool:
    """Whether the caption is of an order; « chez rossi » alone may be of any photo, and is asked about."""
    return bool(said.number) or without_papers(text) != text


async def _kept(visit: Visit, file: SentFile) -> dict[str, str]:
    """The file as it was sent: it is a proof, and stays as it is."""
    return {"sha256": await visit.means.keep(file), "name": file.name}


async def _note(
    uow: UnitOfWork, visit: Visit, quote_id: int, file: Mapping[str, str] | None, number: str, sent_by: str = ""
) -> Sequence[Say]:
    kept = {"file_sha256": file["sha256"], "file_name": file["name"]} if file else {}
    quote = await orders.note_customer_order(uow, quote_id, number=number, sent_by=sent_by, **kept)
    return await show_noted(uow, visit, quote, fresh=True)


@dataclass(frozen=True, slots=True)
class QuoteStep:
    """Which quote of the customer's the order is for: {"id"}, 0 for none of them."""

    name: str

    def ask(self, answers: Answers) -> Question | None:
        known = answers[self.name]
        if "id" in known:
            return None
        options = (Option(one["label"], {"id": one["id"]}) for one in known["candidates"])
        fresh = Option(_("➕ Une nouvelle commande"), {"id": 0})
        return Question((_("Cette commande est pour quel devis ?"),), (*options, fresh))

    async def take(self, db: Reader, answers: Answers, reply: Reply) -> Any:
        if reply.option is not None:
            return reply.option
        if {"nouvelle", "aucun", "autre"} & set(words(reply.text)):
            return {"id": 0}
        for quote in await quotes.by_number(db, reply.text):
            if quote.id in [one["id"] for one in answers[self.name]["candidates"]]:
                return {"id": quote.id}
        raise Unreadable(N_("Touchez l'une des réponses."))

    def value(self, answers: Answers) -> int:
        return int(answers[self.name]["id"])


async def _for_whom(
    uow: UnitOfWork, visit: Visit, order: Mapping[str, Any], customer: Mapping[str, Any]
) -> Sequence[Say]:
    customer_id = await customer_of(uow, customer)
    fitting = [quote for quote in await latest(uow, [customer_id], each=_LOOKED_AT) if _orderable(quote)]
    candidates = [
        {"id": quote.id, "label": f"{glyph(quote)} {quote_name(quote)} · {money(quote.gross)}"} for quote in fitting
    ]
    quote = {"candidates": candidates} if candidates else {"id": 0}
    return await begin(uow, visit, FOR_QUOTE, {"order": order, "customer_id": customer_id, "quote": quote})


async def _for_quote(
    uow: UnitOfWork, visit: Visit, order: Mapping[str, Any], customer_id: int, quote: int
) -> Sequence[Say]:
    if (shown := await already_taken(uow, visit, order)) is not None:
        return shown
    if not quote:
        draft = await quotes.draft(uow, customer_id=customer_id, lines=(), source=visit.turn.source, for_order=True)
        quote = draft.id
    taken = await take_asked(uow, order, quote)
    if voice := order.get("voice"):
        await keep_voice(uow, quote, voice, told_by=order["told_by"])
    noted = await _note(uow, visit, quote, order["file"], order["number"], order.get("sent_by", ""))
    return [*noted, *taken]


async def _whose(
    uow: UnitOfWork, visit: Visit, order: Mapping[str, Any], about: Mapping[str, str], customer: Mapping[str, Any]
) -> Sequence[Say]:
    return await _for_whom(uow, visit, order, customer)


def _is_paper(file: SentFile) -> bool:
    return file.is_picture or file.mime == "application/pdf" or file.name.lower().endswith(".pdf")


def _orderable(quote: Quote) -> bool:
    given = quote.state is not QuoteState.DRAFT or quote.for_order
    return given and QUOTE.allows(quote.state, QuoteAction.ORDER)


FOR_WHOM: Final = Flow(
    "order:for-whom", (Given("order"), CustomerStep("customer")), _for_whom, N_("Commande reçue d'un client")
)
WHOSE: Final = Flow(
    "order:whose",
    (
        Given("order"),
        Given("about"),
        CustomerStep("customer", N_("📎 {name} : la commande de quel client ?")),
    ),
    _whose,
    N_("Commande reçue d'un client"),
)
FOR_QUOTE: Final = Flow(
    "order:for-quote",
    (Given("order"), Given("customer_id"), QuoteStep("quote")),
    _for_quote,
    N_("Commande reçue d'un client"),
)
