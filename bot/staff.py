"""What the company's people write: an answer to the open question, a change of the draft in hand, or a new request."""

import re
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import Any, Final

from bot.agenda.asked import asked as agenda_asked
from bot.agenda.noting import with_asides
from bot.catalog import making as product_making
from bot.catalog import products as product_talk
from bot.catalog.editing import reworded
from bot.coming import asked as coming_asked
from bot.coming import beside_a_question
from bot.company import team
from bot.company.settings import iban_said
from bot.deliveries import requests as delivery_talk
from bot.deliveries.meant import in_hand as delivery_in_hand
from bot.dunning.asked import asked as dunning_asked
from bot.elsewhere import asks_elsewhere
from bot.exchange.exporting import asked as export_asked
from bot.flows import Reply
from bot.flows.engine import begin, gives_way, is_choice, proceed, readable, takes_any_words
from bot.invoices.correcting import corrected as invoice_corrected
from bot.invoices.requests import asked as invoice_asked
from bot.ledger.requests import asked as books_asked
from bot.mail.asked import asked as mail_asked
from bot.meant import apart, clearer, nothing_done, otherwise
from bot.of_amount import asked as amount_asked
from bot.of_amount import of_amount
from bot.orders.changing import as_draft as order_as_draft
from bot.orders.changing import change as change_order
from bot.orders.requests import found as found_orders
from bot.orders.requests import numbered, plan_order_request, refused
from bot.orders.showing import order_in_hand, order_replied_to
from bot.outgoing.say import React, Show
from bot.parties import customers as customer_talk
from bot.parties.changing import replied
from bot.parties.creating import NEW_CUSTOMER, creation_answers
from bot.parties.listing import asked as customers_asked
from bot.parties.picking import asks_who
from bot.parties.told import fact_told
from bot.reporting.asked import asked as report_asked
from bot.resembling import nearest
from bot.sales.changing import as_draft, change
from bot.sales.making import NEW_QUOTE, more_lines, order_told, quote_answers
from bot.sales.requests import plan_request, quote_in_hand, quote_replied_to
from bot.sales.screens import found_quotes, open_button, staff_card
from bot.stock.asked import plan_stock
from bot.talk.lookup import Lookup
from bot.talk.visit import Plan, Visit, answer, object_id, tell
from bot.treasury.requests import asked as payment_asked
from bot.understanding import (
    AddLines,
    CustomerCreate,
    CustomerFind,
    Draft,
    Intent,
    Match,
    OrderCreate,
    OrderRequest,
    ProductCreate,
    ProductFind,
    ProductVariants,
    QuoteChange,
    QuoteCreate,
    QuoteRequest,
    Reading,
    Request,
    SetCustomer,
    Unsound,
    understand,
)
from bot.understanding.courtesies import is_courtesy
from bot.understanding.doubts import UNASKED, doubt_in
from bot.understanding.stock_said import StockReceive
from core.i18n import N_, _
from core.kernel.errors import NotFound
from core.kernel.text import words
from core.numbering import SERIES
from core.permissions import Permission
from core.sales import orders, quotes
from core.sales.lifecycles import QuoteState
from core.sales.models import Quote

_Asked = Callable[[Visit, str], Awaitable[Plan | None]]

_VERSION: Final = r"(?:[- ]?v ?\d{1,2})?"
_NUMBER: Final = re.compile(
    r"\s*(?:(?:le )?devis )?(?:n[°o] ?)?"
    rf"([a-z]{{1,6}} ?\d{{4}}[- ]?\d{{1,6}}{_VERSION}|de ?\d{{1,6}}{_VERSION}|\d{{1,4}}{_VERSION})\s*",
    re.I,
)
_WHOLE_NUMBER: Final = re.compile(  # is no answer to any question
    rf"\s*(?:devis )?[a-z]{{1,6}} ?\d{{4}}[- ]\d{{1,6}}{_VERSION}\s*", re.I
)
_UNSOUND: Final = {
    Unsound.PRICE: N_("Un prix n'est jamais négatif. Pour baisser le total, écrivez par exemple : remise 5 %"),
    Unsound.DISCOUNT: N_("Une remise va de 0 à 100 %. En euros, écrivez par exemple : remise 150 €"),
}
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
    Intent.ORDER_CREATE,
    Intent.ORDER_FIND,
    Intent.ORDER_CANCEL,
    Intent.ORDER_DECIDE,
    Intent.ORDER_ASK_DEPOSIT,
    Intent.ORDER_COPY,
    Intent.ORDER_LIST,
    Intent.ORDER_PURCHASES,
    Intent.STOCK_FIND,
    Intent.STOCK_TRANSFER,
    Intent.STOCK_RECEIVE,
    Intent.STOCK_EXPECT,
    Intent.STOCK_ADJUST,
    Intent.STOCK_COUNT,
    Intent.WAREHOUSE_NEW,
    Intent.WAREHOUSE_GIVE,
)  # never an answer to a question


_HAPPENED: Final = (Intent.STOCK_TRANSFER, Intent.STOCK_RECEIVE, Intent.STOCK_ADJUST)  # are told once they are so
_MADE: Final = (
    Intent.QUOTE_CREATE,
    Intent.QUOTE_COPY,
    Intent.QUOTE_AGAIN,
    Intent.QUOTE_REVISE,
    Intent.ORDER_CREATE,
    Intent.ORDER_CANCEL,
    Intent.ORDER_PLACE,
    Intent.ORDER_COPY,
    Intent.CUSTOMER_CREATE,
    Intent.PRODUCT_CREATE,
)  # when somebody asks for it


async def said(visit: Visit, text: str) -> Plan:
    """Read the words and plan what they ask for."""
    front, asides = await apart(visit, text)
    if asides:
        spoken = replace(visit, turn=replace(visit.turn, text=front))
        return with_asides(await _said(spoken, front), visit, asides)
    return await _said(visit, text)


async def _said(visit: Visit, text: str) -> Plan:
    if (asked := visit.question) is not None and not visit.card_is_object:
        if takes_any_words(asked):
            return await _sentence_said(visit, asked, text)
        if await gives_way(visit.db, asked, text):
            return await _read(replace(visit, question=None), text)
        if is_choice(asked):
            return Plan(act=lambda uow: proceed(uow, visit, asked, Reply(text=text)))
    return await _read(visit, text)


async def _read(visit: Visit, text: str) -> Plan:
    """What the first room that reads these words makes of them."""
    if (about := await more_lines(visit, text) or await _about_one_thing(visit, text)) is not None:
        return about
    if (about_product := await reworded(visit, text) or await product_talk.scanned(visit, text)) is not None:
        return about_product
    if (about_customer := await replied(visit, text) or await fact_told(visit, text)) is not None:
        return about_customer
    lookup = Lookup(visit.db)
    if visit.question is not None and not visit.card_is_object and not _WHOLE_NUMBER.fullmatch(text):
        reading, question, reply = await understand(text, lookup.context()), visit.question, Reply(text=text)
        fits = await readable(visit.db, question, reply)
        if reading.intent is None and _about_the_draft(visit) and (not fits or asks_who(question)):
            beside = await understand(text, lookup.context(partial(_draft_in_hand, visit)))
            if not fits or not _names_or_adds(beside):
                reading, fits = beside, False
        if reading.intent is None or (fits and reading.intent not in _REQUESTS):
            if reading.intent is None and (other := await beside_a_question(visit, question, text, fits=fits)):
                return other
            return Plan(act=lambda uow: proceed(uow, visit, question, reply))
    else:
        if (number := _NUMBER.fullmatch(text)) and (by_number := await _by_number(visit, number[1])) is not None:
            return by_number
        reading = await understand(text, lookup.context(partial(_draft_in_hand, visit)))
        if _names_a_customer(visit, reading, text):
            reading = await understand(text, lookup.context())
    return await _planned(visit, reading, lookup)


async def _about_one_thing(visit: Visit, text: str) -> Plan | None:
    """What a room reads by itself, the first that does; deliveries before money while one is in hand.

    The lines of an invoice come last: « 16 complet » would be one of them too.
    """
    brought: tuple[_Asked, ...] = (delivery_talk.asked,)
    money: tuple[_Asked, ...] = (payment_asked, invoice_asked)
    rooms = brought + money if delivery_in_hand(visit) is not None else money + brought
    late: tuple[_Asked, ...] = (customers_asked, agenda_asked, dunning_asked, amount_asked, coming_asked)
    company: tuple[_Asked, ...] = (mail_asked, export_asked, books_asked, team.asked, iban_said)
    first: tuple[_Asked, ...] = (report_asked, *late, *company, refused)
    for asked in (*first, *rooms, invoice_corrected):
        if (plan := await asked(visit, text)) is not None:
            return plan
    return None


async def _sentence_said(visit: Visit, question: dict[str, Any], text: str) -> Plan:
    """The words as the answer to a question that takes any sentence, which a request of its own leaves open."""
    if await asks_elsewhere(visit, text):
        return await said(replace(visit, question=None), text)
    return Plan(act=lambda uow: proceed(uow, visit, question, Reply(text=text)))


def _names_a_customer(visit: Visit, reading: Reading, text: str) -> bool:
    """Whether « client petit » only asks for a card: « pour petit », or a reply to the draft, changes its customer."""
    changes = reading.slots.changes if isinstance(reading.slots, QuoteChange) else ()
    asked = words(text)[:1] in (["client"], ["cliente"])
    return asked and quote_replied_to(visit) is None and any(isinstance(one, SetCustomer) for one in changes)


def _names_or_adds(reading: Reading) -> bool:
    """Whether the words, beside a question for a customer, may all the same be somebody's name."""
    changes = reading.slots.changes if isinstance(reading.slots, QuoteChange) else ()
    return any(isinstance(one, SetCustomer | AddLines) for one in changes)


def _about_the_draft(visit: Visit) -> bool:
    """Whether the open question is about the quote in hand, which other words may then change beside it."""
    quote_id = (visit.question or {}).get("answers", {}).get("quote_id")
    return quote_id is not None and quote_id == object_id(visit.focus, "quote")


async def asks_anew(visit: Visit) -> bool:
    """Whether these words are a command or a request of their own, and so no answer to any question."""
    words = visit.turn.text
    if visit.question is not None and takes_any_words(visit.question) and not words.startswith("/"):
        return await asks_elsewhere(visit, words)
    if words.startswith("/") or _WHOLE_NUMBER.fullmatch(words):
        return not words.startswith(_GIVING_UP)
    if visit.question is None and await asks_elsewhere(visit, words):
        return True
    return bool(words) and (await understand(words, Lookup(visit.db).context())).intent in _REQUESTS


async def _draft_in_hand(visit: Visit) -> Draft | None:
    """The quote in hand while it is a draft; a validated one only when it is replied to. Or the order in hand."""
    if (order_id := _order_in_hand(visit)) is not None and visit.actor.may(Permission.ORDERS_WRITE):
        with suppress(NotFound):  # of a company that is no longer in view
            return order_as_draft(await orders.read(visit.db, order_id))
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
    if (doubt := doubt_in(reading.source)) is not None:
        vague = _is_vague(reading) or _sells_nothing_known(reading)
        if reading.intent in _HAPPENED or vague or (doubt in UNASKED and reading.intent in _MADE):
            return nothing_done(doubt)
    if _is_doubtful(reading):
        meant = await otherwise(visit, reading.source, besides=("quote.create", "order.create"))
        if (meant := meant or await clearer(visit, reading.source)) is not None:
            return meant
    return await _as_read(visit, reading, lookup)


async def _as_read(visit: Visit, reading: Reading, lookup: Lookup) -> Plan:
    match reading.slots:
        case QuoteCreate() as slots:
            visit.actor.expect(Permission.QUOTES_WRITE)
            answers = await quote_answers(visit, slots, lookup)
            return Plan(act=lambda uow: begin(uow, visit, NEW_QUOTE, answers))
        case OrderCreate() as said_order:
            visit.actor.expect(Permission.ORDERS_WRITE)
            answers = await quote_answers(visit, said_order.quote, lookup, order=order_told(said_order))
            return Plan(act=lambda uow: begin(uow, visit, NEW_QUOTE, answers))
        case wanted if isinstance(wanted, OrderRequest):
            return await plan_order_request(visit, wanted)
        case QuoteChange() as asked if (plan := _change(visit, asked, lookup)) is not None:
            return plan
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
        case Request() as wanted:
            return await plan_stock(visit, wanted, lookup)
        case CustomerFind(matches=matches) as asked_for if matches:
            return answer(await customer_talk.found(visit, asked_for))
        case ProductFind(words, matches) if matches:
            return await product_talk.found(visit, words, matches, lookup)
        case _:
            return await _unplanned(visit, reading)


def _is_vague(reading: Reading) -> bool:
    """Whether something nobody knows is sold to nobody who is known, or came in: « commande 1 livrée hier »."""
    if isinstance(reading.slots, StockReceive):  # « reçu 359,36 dupont »
        return not any(one.product.candidates for one in reading.slots.goods)
    sold = _sold(reading)
    return sold is not None and not any(one and one.candidates for one in (sold.customer, *_products(sold)))


def _sells_nothing_known(reading: Reading) -> bool:
    """« la commande de girard, elle est livrée ? » orders nothing."""
    sold = _sold(reading)
    return sold is not None and bool(sold.lines) and not any(one and one.candidates for one in _products(sold))


def _is_doubtful(reading: Reading) -> bool:
    """Whether something nobody knows is sold, or to nobody who is known."""
    sold = _sold(reading)
    return sold is not None and not all(one and one.candidates for one in (sold.customer, *_products(sold)))


def _sold(reading: Reading) -> QuoteCreate | None:
    match reading.slots:
        case QuoteCreate() as sold:
            return sold
        case OrderCreate(sold):
            return sold
        case _:
            return None


def _products(sold: QuoteCreate) -> Sequence[Match | None]:
    return [line.product for line in sold.lines]


async def _unplanned(visit: Visit, reading: Reading) -> Plan:
    if reading.unsound:
        return tell(visit, _(_UNSOUND[reading.unsound]))
    if is_courtesy(reading.source):
        return answer(React(visit.turn.message_id, "👌"))
    if (meant := await of_amount(visit, reading.source) or await otherwise(visit, reading.source)) is not None:
        return meant
    return Plan((Show(await nearest(visit, reading.source)),), unread=True)


def _change(visit: Visit, asked: QuoteChange, lookup: Lookup) -> Plan | None:
    """What is changed: the order or the quote that the words are about; None when they are about neither."""
    if (order_id := _order_in_hand(visit)) is not None:
        visit.actor.expect(Permission.ORDERS_WRITE)
        return Plan(act=lambda uow: change_order(uow, visit, order_id, asked))
    if (quote_id := quote_in_hand(visit)) is not None:
        visit.actor.expect(Permission.QUOTES_WRITE)
        return Plan(act=lambda uow: change(uow, visit, quote_id, asked, lookup))
    return None


def _order_in_hand(visit: Visit) -> int | None:
    """The order that the words are about: the one replied to, or the last worked on, unless a quote is replied to."""
    return order_replied_to(visit) or (None if quote_replied_to(visit) else order_in_hand(visit))


async def _by_number(visit: Visit, typed: str) -> Plan | None:
    """What bears this number: quotes, orders, a choice when both do; None for nothing."""
    letters = "".join(letter for letter in typed.lower() if letter.isalpha())
    sells = visit.actor.may(Permission.QUOTES_READ) and letters != SERIES["order"].lower()
    offered = await quotes.by_number(visit.db, typed) if sells else ()
    ordered = await numbered(visit, typed)
    if ordered:
        return await found_orders(visit, ordered, list(map(open_button, offered)))
    return await _found_quotes(visit, offered) if offered else None


async def _found_quotes(visit: Visit, found: Sequence[Quote]) -> Plan:
    if len(found) == 1:
        card = await staff_card(visit.db, await quotes.read(visit.db, found[0].id))
        return answer(Show(card, fresh=True))
    return answer(Show(found_quotes(found)))
