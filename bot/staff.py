"""What the company's people write: an answer to the open question, a change of the draft in hand, or a new request."""

import re
from collections.abc import Sequence
from functools import partial
from typing import Final

from bot.catalog import products as product_talk
from bot.catalog.products import NEW_PRODUCT, product_card
from bot.company.home import not_understood
from bot.flows import Reply
from bot.flows.engine import begin, proceed, readable
from bot.outgoing.say import Show
from bot.parties import customers as customer_talk
from bot.parties.customers import NEW_CUSTOMER, customer_card
from bot.sales.changing import as_draft, change
from bot.sales.making import NEW_QUOTE, quote_answers
from bot.sales.screens import found_quotes, quote_card
from bot.talk.lookup import Lookup
from bot.talk.visit import Plan, Visit, answer, object_id, tell
from bot.understanding import (
    CustomerCreate,
    CustomerFind,
    Draft,
    Intent,
    ProductCreate,
    ProductFind,
    QuoteChange,
    QuoteCreate,
    Reading,
    understand,
)
from core.catalog import products
from core.catalog.events import ProductCreated
from core.history import recorded
from core.i18n import _
from core.kernel.errors import NotAllowed, NotFound
from core.parties import customers
from core.parties.events import CustomerCreated
from core.permissions import Permission
from core.sales import quotes
from core.sales.lifecycles import QuoteState
from core.sales.models import Quote

_NUMBER: Final = re.compile(r"\s*(?:(?:le )?devis )?(?:n[°o] ?)?(de ?\d{4}[- ]?\d{1,6}|de ?\d{1,6}|\d{1,4})\s*", re.I)
_WHOLE_NUMBER: Final = re.compile(r"\s*(?:devis )?de ?\d{4}[- ]\d{1,6}\s*", re.I)  # is no answer to any question
_REQUESTS: Final = (Intent.QUOTE_CREATE, Intent.CUSTOMER_CREATE, Intent.PRODUCT_CREATE)  # never an answer to a question


async def said(visit: Visit, text: str) -> Plan:
    """Read the words and plan what they ask for."""
    may_sell = visit.actor.may(Permission.QUOTES_READ)
    lookup = Lookup(visit.db)
    if visit.question is not None and not visit.card_is_object and not _WHOLE_NUMBER.fullmatch(text):
        reading, question, reply = await understand(text, lookup.context()), visit.question, Reply(text=text)
        another = reading.intent is not None and not await readable(visit.db, question, reply)
        if not another and reading.intent not in _REQUESTS:
            return Plan(act=lambda uow: proceed(uow, visit, question, reply))
    else:
        if may_sell and (number := _NUMBER.fullmatch(text)) and (found := await quotes.by_number(visit.db, number[1])):
            return await _found_quotes(visit, found)
        reading = await understand(text, lookup.context(partial(_draft_in_hand, visit)))
    return await _planned(visit, reading, lookup)


async def edited(visit: Visit) -> Plan:
    """One's own message was edited: what it made is made again from the new words."""
    sells = visit.actor.may(Permission.QUOTES_WRITE)
    made = await quotes.made_from(visit.db, visit.turn.source) if sells else None
    if made is None:
        if await recorded(visit.db, visit.turn.source, kinds=(CustomerCreated, ProductCreated)):
            kept = _("C'est déjà enregistré. « ↩️ Annuler » l'efface pendant une minute ; puis écrivez-le à nouveau.")
            return tell(visit, kept)
        return await said(visit, visit.turn.text)
    quote = await quotes.read(visit.db, made)
    if quote.state is not QuoteState.DRAFT:
        return answer(Show(quote_card(quote), fresh=True))  # unchanged where it stands, it would say nothing
    lookup = Lookup(visit.db)
    reading = await understand(visit.turn.text.lstrip("/"), lookup.context(partial(_drafted, quote)))
    match reading.slots:
        case QuoteCreate() as slots:
            answers = await quote_answers(visit, slots, lookup, quote_id=made)
            return Plan(act=lambda uow: begin(uow, visit, NEW_QUOTE, answers))
        case QuoteChange() as asked:
            return Plan(act=lambda uow: change(uow, visit, made, asked, lookup, replacing=True))
        case _:
            return answer(Show(not_understood(visit)))


async def _drafted(quote: Quote) -> Draft | None:
    return as_draft(quote.lines)


async def _draft_in_hand(visit: Visit) -> Draft | None:
    """The quote in hand while it is a draft; a validated one only when it is replied to."""
    quote_id, replied_to = _quote_in_hand(visit), _quote_replied_to(visit)
    if quote_id is None or not visit.actor.may(Permission.QUOTES_READ):
        return None
    try:
        state, lines = await quotes.outline(visit.db, quote_id)
    except NotFound:  # of a company that is no longer in view
        if replied_to is not None:
            raise
        return None
    return as_draft(lines) if state is QuoteState.DRAFT or replied_to is not None else None


def _quote_in_hand(visit: Visit) -> int | None:
    """The quote replied to, or else the one last worked on."""
    return _quote_replied_to(visit) or object_id(visit.focus, "quote")


def _quote_replied_to(visit: Visit) -> int | None:
    card = visit.card or ""
    return object_id(card, "quote") or object_id(card, "quote-pdf")


async def _planned(visit: Visit, reading: Reading, lookup: Lookup) -> Plan:
    match reading.slots:
        case QuoteCreate() as slots:
            _expect(visit, Permission.QUOTES_WRITE)
            answers = await quote_answers(visit, slots, lookup)
            return Plan(act=lambda uow: begin(uow, visit, NEW_QUOTE, answers))
        case QuoteChange() as asked if (quote_id := _quote_in_hand(visit)) is not None:
            _expect(visit, Permission.QUOTES_WRITE)
            return Plan(act=lambda uow: change(uow, visit, quote_id, asked, lookup))
        case CustomerCreate() as slots:
            _expect(visit, Permission.CUSTOMERS_WRITE)
            given = await customer_talk.creation_answers(visit.db, slots)
            return Plan(act=lambda uow: begin(uow, visit, NEW_CUSTOMER, given))
        case ProductCreate() as slots:
            _expect(visit, Permission.PRODUCTS_WRITE)
            facts = product_talk.creation_answers(slots)
            return Plan(act=lambda uow: begin(uow, visit, NEW_PRODUCT, facts))
        case CustomerFind(words, matches) if matches:
            if len(matches) == 1:
                return answer(Show(customer_card(await customers.read(visit.db, matches[0].id), visit), fresh=True))
            return answer(Show(customer_talk.found_screen(visit, words, matches)))
        case ProductFind(words, matches) if matches:
            if len(matches) == 1:
                product = lookup.products.get(matches[0].id) or await products.read(visit.db, matches[0].id)
                return answer(Show(product_card(product, visit), fresh=True))
            return answer(Show(product_talk.found_screen(visit, words, matches)))
        case _:
            return answer(Show(not_understood(visit)))


async def _found_quotes(visit: Visit, found: Sequence[Quote]) -> Plan:
    if len(found) == 1:
        return answer(Show(quote_card(await quotes.read(visit.db, found[0].id)), fresh=True))
    return answer(Show(found_quotes(found)))


def _expect(visit: Visit, permission: Permission) -> None:
    if not visit.actor.may(permission):
        raise NotAllowed(permission)
