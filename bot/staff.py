"""What the company's people write: an answer to the open question, a change of the draft in hand, or a new request."""

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Final

from bot.catalog import making as product_making
from bot.catalog import products as product_talk
from bot.catalog.editing import reworded
from bot.company import team
from bot.company.home import not_understood
from bot.exchange.exporting import asked as export_asked
from bot.flows import Reply
from bot.flows.engine import begin, proceed, readable
from bot.outgoing.say import Show
from bot.parties import customers as customer_talk
from bot.parties.changing import replied
from bot.parties.creating import NEW_CUSTOMER, creation_answers
from bot.resembling import nearest
from bot.sales.changing import as_draft, change
from bot.sales.making import NEW_QUOTE, quote_answers
from bot.sales.requests import plan_request, quote_in_hand, quote_replied_to
from bot.sales.screens import found_quotes, staff_card
from bot.talk.lookup import Lookup
from bot.talk.visit import Plan, Visit, answer, object_id, tell
from bot.understanding import (
    CustomerCreate,
    CustomerFind,
    Draft,
    Intent,
    ProductCreate,
    ProductFind,
    ProductVariants,
    QuoteChange,
    QuoteCreate,
    QuoteRequest,
    Reading,
    SetCustomer,
    understand,
)
from core.catalog.events import ProductCreated
from core.history import recorded
from core.i18n import _
from core.kernel.errors import NotFound
from core.kernel.text import words
from core.parties.events import CustomerCreated
from core.permissions import Permission
from core.sales import quotes
from core.sales.lifecycles import QuoteState
from core.sales.models import Quote

_VERSION: Final = r"(?:[- ]?v ?\d{1,2})?"
_NUMBER: Final = re.compile(
    r"\s*(?:(?:le )?devis )?(?:n[°o] ?)?"
    rf"([a-z]{{1,6}} ?\d{{4}}[- ]?\d{{1,6}}{_VERSION}|de ?\d{{1,6}}{_VERSION}|\d{{1,4}}{_VERSION})\s*",
    re.I,
)
_WHOLE_NUMBER: Final = re.compile(  # is no answer to any question
    rf"\s*(?:devis )?[a-z]{{1,6}} ?\d{{4}}[- ]\d{{1,6}}{_VERSION}\s*", re.I
)
_NUMBER_ALONE: Final = re.compile(r"[\s\d.,]+")  # has answered a question, and says nothing by itself
_GIVING_UP: Final = ("/annuler", "/cancel")  # is said to the open question
_REQUESTS: Final = (
    Intent.QUOTE_CREATE,
    Intent.CUSTOMER_CREATE,
    Intent.PRODUCT_CREATE,
    Intent.PRODUCT_VARIANTS,
    Intent.QUOTE_COPY,
    Intent.QUOTE_AGAIN,
    Intent.QUOTE_REVISE,
    Intent.QUOTE_LIST,
)  # never an answer to a question


async def said(visit: Visit, text: str) -> Plan:
    """Read the words and plan what they ask for."""
    if (export := await export_asked(visit, text)) is not None:
        return export
    if (about_team := await team.asked(visit, text)) is not None:
        return about_team
    if (about_product := await reworded(visit, text) or await product_talk.scanned(visit, text)) is not None:
        return about_product
    if (about_customer := replied(visit, text)) is not None:
        return about_customer
    may_sell = visit.actor.may(Permission.QUOTES_READ)
    lookup = Lookup(visit.db)
    if visit.question is not None and not visit.card_is_object and not _WHOLE_NUMBER.fullmatch(text):
        reading, question, reply = await understand(text, lookup.context()), visit.question, Reply(text=text)
        fits = await readable(visit.db, question, reply)
        if not fits and reading.intent is None and _about_the_draft(visit):
            reading = await understand(text, lookup.context(partial(_draft_in_hand, visit)))
        if reading.intent is None or (fits and reading.intent not in _REQUESTS):
            return Plan(act=lambda uow: proceed(uow, visit, question, reply))
    else:
        if may_sell and (number := _NUMBER.fullmatch(text)) and (found := await quotes.by_number(visit.db, number[1])):
            return await _found_quotes(visit, found)
        reading = await understand(text, lookup.context(partial(_draft_in_hand, visit)))
        if _names_a_customer(visit, reading, text):
            reading = await understand(text, lookup.context())
    return await _planned(visit, reading, lookup)


def _names_a_customer(visit: Visit, reading: Reading, text: str) -> bool:
    """Whether « client petit » only asks for a card: « pour petit », or a reply to the draft, changes its customer."""
    changes = reading.slots.changes if isinstance(reading.slots, QuoteChange) else ()
    asked = words(text)[:1] in (["client"], ["cliente"])
    return asked and quote_replied_to(visit) is None and any(isinstance(one, SetCustomer) for one in changes)


def _about_the_draft(visit: Visit) -> bool:
    """Whether the open question is about the quote in hand, which other words may then change beside it."""
    quote_id = (visit.question or {}).get("answers", {}).get("quote_id")
    return quote_id is not None and quote_id == object_id(visit.focus, "quote")


async def asks_anew(visit: Visit) -> bool:
    """Whether these words are a command or a request of their own, and so no answer to any question."""
    words = visit.turn.text
    if words.startswith("/") or _WHOLE_NUMBER.fullmatch(words):
        return not words.startswith(_GIVING_UP)
    return bool(words) and (await understand(words, Lookup(visit.db).context())).intent in _REQUESTS


async def edited(visit: Visit) -> Plan:
    """One's own message was edited: what it made is made again from the new words."""
    sells = visit.actor.may(Permission.QUOTES_WRITE) and not _NUMBER_ALONE.fullmatch(visit.turn.text)
    made = await quotes.made_from(visit.db, visit.turn.source) if sells else None
    if made is None:
        if await recorded(visit.db, visit.turn.source, kinds=(CustomerCreated, ProductCreated)):
            kept = _("C'est déjà enregistré. « ↩️ Annuler » l'efface pendant une minute ; puis écrivez-le à nouveau.")
            return tell(visit, kept)
        asking = visit.question is not None and visit.question["source"] == visit.turn.source
        return await said(replace(visit, question=None) if asking else visit, visit.turn.text)  # no answer to itself
    quote = await quotes.read(visit.db, made)
    if quote.state is not QuoteState.DRAFT:
        card = await staff_card(visit.db, quote)
        return answer(Show(card, fresh=True))  # unchanged where it stands, it would say nothing
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
    quote_id, replied_to = quote_in_hand(visit), quote_replied_to(visit)
    if quote_id is None or not visit.actor.may(Permission.QUOTES_READ):
        return None
    try:
        state, lines = await quotes.outline(visit.db, quote_id)
    except NotFound:  # of a company that is no longer in view
        if replied_to is not None:
            raise
        return None
    return as_draft(lines) if state is QuoteState.DRAFT or replied_to is not None else None


async def _planned(visit: Visit, reading: Reading, lookup: Lookup) -> Plan:
    match reading.slots:
        case QuoteCreate() as slots:
            visit.actor.expect(Permission.QUOTES_WRITE)
            answers = await quote_answers(visit, slots, lookup)
            return Plan(act=lambda uow: begin(uow, visit, NEW_QUOTE, answers))
        case QuoteChange() as asked if (quote_id := quote_in_hand(visit)) is not None:
            visit.actor.expect(Permission.QUOTES_WRITE)
            return Plan(act=lambda uow: change(uow, visit, quote_id, asked, lookup))
        case wanted if isinstance(wanted, QuoteRequest):
            return await plan_request(visit, wanted)
        case CustomerCreate() as slots:
            visit.actor.expect(Permission.CUSTOMERS_WRITE)
            given = await creation_answers(visit.db, slots)
            return Plan(act=lambda uow: begin(uow, visit, NEW_CUSTOMER, given))
        case ProductCreate() as slots:
            visit.actor.expect(Permission.PRODUCTS_WRITE)
            return await product_making.asked(visit, slots, lookup)
        case ProductVariants() as slots:
            visit.actor.expect(Permission.PRODUCTS_WRITE)
            return await product_making.variants_asked(visit, slots, lookup)
        case CustomerFind(matches=matches) as asked_for if matches:
            return answer(await customer_talk.found(visit, asked_for))
        case ProductFind(words, matches) if matches:
            return await product_talk.found(visit, words, matches, lookup)
        case _:
            return answer(Show(await nearest(visit, reading.source)))


async def _found_quotes(visit: Visit, found: Sequence[Quote]) -> Plan:
    if len(found) == 1:
        card = await staff_card(visit.db, await quotes.read(visit.db, found[0].id))
        return answer(Show(card, fresh=True))
    return answer(Show(found_quotes(found)))
