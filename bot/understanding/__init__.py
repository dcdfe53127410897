"""Reading what people type: one message and what is known become an intent and its slots, or an honest nothing.

The way of a text: words (spelling, numbers) → intent (how it opens) → slots (what it says) → linking (what it names).
Nothing here acts, asks or stores; whatever several entries fit equally well is handed back as several candidates.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from bot.understanding.corrections import read_changes
from bot.understanding.dates import read_day
from bot.understanding.goods import find_products, read_product, read_variants
from bot.understanding.intents import Opening, asked_behind, opening_of, past_courtesies
from bot.understanding.known import Context, Draft, DraftInHand, DraftLine, Entry, Known, no_draft
from bot.understanding.line import ENOUGH
from bot.understanding.linking import Index
from bot.understanding.numbers import read_amount, read_discount, read_percent, read_quantity
from bot.understanding.order_said import (
    DepositCame,
    DepositWanted,
    OrderCancel,
    OrderCopy,
    OrderCreate,
    OrderDecide,
    OrderFind,
    OrderLess,
    OrderNumber,
    OrderPlace,
    OrderRequest,
    OrdersAsked,
    PaymentMethod,
    PurchasesAsked,
)
from bot.understanding.orders import read_order
from bot.understanding.parts import mark_parts
from bot.understanding.patterns import find, phrase
from bot.understanding.people import find_customers, in_another_script, read_customer
from bot.understanding.people_said import CustomerCreate, CustomerFind
from bot.understanding.quotes import read_quote
from bot.understanding.reach import national, phone_in
from bot.understanding.reading import (
    AddLines,
    Basis,
    Change,
    Conditions,
    Intent,
    LineChange,
    LineRead,
    LossReason,
    Match,
    ProductCreate,
    ProductFind,
    ProductVariants,
    QuoteAgain,
    QuoteChange,
    QuoteCopy,
    QuoteCreate,
    QuoteList,
    QuoteLose,
    QuoteRequest,
    QuoteRevise,
    QuotesAsked,
    RaiseQuantity,
    Reading,
    RemoveLine,
    Request,
    SetBasis,
    SetConditions,
    SetCustomer,
    SetDiscount,
    SetFree,
    SetLineCut,
    SetLineDiscount,
    SetOption,
    SetPrice,
    SetQuantity,
    Slots,
    TemplatesAsked,
    TemplateSave,
    TemplateUse,
    Unsound,
)
from bot.understanding.requests import read_request
from bot.understanding.stock import read_stock
from bot.understanding.terms import take_conditions
from bot.understanding.vocabulary import COURTESIES, EMPTY_WORDS, NUMBER_WORDS, UNITS
from bot.understanding.words import Tokens, atoms, fold, pairs, tokens_of

__all__ = [
    "AddLines",
    "Basis",
    "Change",
    "Conditions",
    "Context",
    "CustomerCreate",
    "CustomerFind",
    "DepositCame",
    "DepositWanted",
    "Draft",
    "DraftInHand",
    "DraftLine",
    "Entry",
    "Intent",
    "Known",
    "LineChange",
    "LineRead",
    "LossReason",
    "Match",
    "OrderCancel",
    "OrderCopy",
    "OrderCreate",
    "OrderDecide",
    "OrderFind",
    "OrderLess",
    "OrderNumber",
    "OrderPlace",
    "OrderRequest",
    "OrdersAsked",
    "PaymentMethod",
    "ProductCreate",
    "ProductFind",
    "ProductVariants",
    "PurchasesAsked",
    "QuoteAgain",
    "QuoteChange",
    "QuoteCopy",
    "QuoteCreate",
    "QuoteList",
    "QuoteLose",
    "QuoteRequest",
    "QuoteRevise",
    "QuotesAsked",
    "RaiseQuantity",
    "Reading",
    "RemoveLine",
    "Request",
    "SetBasis",
    "SetConditions",
    "SetCustomer",
    "SetDiscount",
    "SetFree",
    "SetLineCut",
    "SetLineDiscount",
    "SetOption",
    "SetPrice",
    "SetQuantity",
    "Slots",
    "TemplateSave",
    "TemplateUse",
    "TemplatesAsked",
    "Unsound",
    "lookup_words",
    "no_draft",
    "read_amount",
    "read_conditions",
    "read_day",
    "read_discount",
    "read_percent",
    "read_quantity",
    "resolve",
    "understand",
]

_BARE_NAME = 0.84
_PLACES = {
    "premier": 1, "premiere": 1, "second": 2, "seconde": 2, "deuxieme": 2, "troisieme": 3, "quatrieme": 4,
    "cinquieme": 5, "sixieme": 6, "dernier": -1, "derniere": -1,
}  # fmt: skip
_PLACE = re.compile(
    r"(?:(?:le|la|l|celui|celle|numero|n) )*(?:(?P<figure>\d{1,3})(?: ?(?:er|e|eme|ieme|nde?|ere))?|(?P<word>[a-z]+))"
)
_NOT_A_NAME = frozenset({"y", "il", "on", "reste", "combien", "stock", "j", "ai", "as", "est", "pas", "devis"})
# « à -5 € » is no price, « remise 150 » neither a percentage nor euros.
_UNSOUND = {
    Unsound.PRICE: phrase(r"(?:a|@|pu|prix) - #(?! %)"),
    Unsound.DISCOUNT: phrase(
        r"(?:remise|rabais|ristourne|reduction)(?: de)? (?!100(?!\S))\d{3,}(?:\.\d+)?(?! eur)(?: %)?",
        r"(?:-|moins) (?!100(?!\S))\d{3,}(?:\.\d+)? %",
    ),
}
_SPOKEN_ORDER = re.compile(r"pour .+ (?:mets|met|mettez|faut|prevois) ")


async def understand(text: str, context: Context) -> Reading:
    """The intent and slots of one message; both None when nothing known is said. `context.lookup` is called once."""
    tokens = mark_parts(tokens_of(text))
    known = await context.lookup(lookup_words(tokens, text))
    customers, goods = Index(known.customers, codes_are_words=False), Index(known.products)
    message = _Message(text, tokens, customers, goods, context.now.date())
    intent, slots = (
        read_order(tokens, text, customers, goods, message.today)
        or read_request(past_courtesies(tokens), text, customers)
        or _stock(message, known)
        or _opened(message)
    )
    unsound = next((wrong for wrong, said in _UNSOUND.items() if find(said, tokens)), None)
    if unsound and not isinstance(slots, CustomerCreate | ProductCreate):
        return Reading(None, None, text, unsound)
    draft = await context.draft() if slots is None or _names_customer(message, slots) else None
    if draft is not None and (changes := _changes(message, draft)) is not None:
        intent, slots = Intent.QUOTE_CHANGE, changes
    for read in (_spoken_quote, _bare_name) if draft is not None else (_spoken_quote, _counted_quote, _bare_name):
        if slots is None:
            intent, slots = read(message)
    return Reading(intent, slots, text) if slots is not None else Reading(None, None, text)


def read_conditions(text: str, today: date) -> Conditions:
    """The terms in a typed answer: « 30j fdm », « valable 15 jours »."""
    return take_conditions(tokens_of(text), text, today)[0]


def resolve(words: str, entries: Sequence[Entry]) -> Match:
    """The answer to « Lequel ? »: a place in the list (« 2 », « le deuxième »), or words of a name or of its detail."""
    place = _place(words, len(entries))
    if place is not None:
        return Match(words, (entries[place],))
    tokens = [
        token for token in tokens_of(words) if token.text not in ("le", "la", "l", "numero", "n", "celui", "celle")
    ]
    return Index(entries, codes_are_words=False).match(words, (token.text for token in tokens), ENOUGH)


@dataclass(frozen=True, slots=True)
class _Message:
    source: str
    tokens: Tokens
    customers: Index
    products: Index
    today: date


_Read = tuple[Intent | None, Slots | None]
_NOTHING: _Read = (None, None)


def _stock(message: _Message, known: Known) -> tuple[Intent, Request] | None:
    places = Index(known.places, codes_are_words=False)
    return read_stock(message.tokens, message.source, message.products, places, message.today)


def _opened(message: _Message) -> _Read:
    opening = opening_of(message.tokens)
    return _READERS[opening.intent](message, opening) if opening else _NOTHING


def _changes(message: _Message, draft: Draft) -> QuoteChange | None:
    return read_changes(message.tokens, message.source, draft, message.customers, message.products, message.today)


def _names_customer(message: _Message, slots: Slots) -> bool:
    """« client rossi » finds a customer, or gives the quote in hand another one."""
    return isinstance(slots, CustomerFind) and bool(slots.matches) and message.tokens[0].text in ("client", "cliente")


def _spoken_quote(message: _Message) -> _Read:
    """« pour l'hôtel du parc tu me mets trois clims » asks for a quote, if customer and product are both known."""
    tokens = past_courtesies(message.tokens)
    if not _SPOKEN_ORDER.match(" ".join(token.text for token in tokens)):
        return _NOTHING
    quote = read_quote(tokens, message.source, message.customers, message.products, message.today)
    heard = quote.customer is not None and quote.customer.candidates and any(line.product for line in quote.lines)
    return (Intent.QUOTE_CREATE, quote) if heard else _NOTHING


def _counted_quote(message: _Message) -> _Read:
    """« 2 velux pour rossi » asks for a quote when each line is a known product, and the customer certain."""
    tokens = past_courtesies(message.tokens)
    texts = [token.text for token in tokens]
    if "pour" not in texts or not (tokens[0].number is not None or texts[0] in ("un", "une")):
        return _NOTHING
    quote = read_quote(tokens, message.source, message.customers, message.products, message.today)
    is_known = quote.customer is not None and quote.customer.certain is not None and quote.lines
    return (Intent.QUOTE_CREATE, quote) if is_known and all(map(_is_named, quote.lines)) else _NOTHING


def _is_named(line: LineRead) -> bool:
    """A product is named; « 10 min » alone is a time, not labour to sell."""
    words = [
        word for word in fold(line.text).split() if word.isalpha() and word not in (*UNITS, "min", "mn", "minutes")
    ]
    return line.product is not None and bool(words)


def _bare_name(message: _Message) -> _Read:
    """A name or a reference alone: the better fit of the two kinds, provided every word is explained."""
    tokens, asked = asked_behind(message.tokens)
    texts = [token.text for token in tokens]
    if phone_in(message.source) and not any(text.isalpha() and text not in EMPTY_WORDS for text in texts):
        return Intent.CUSTOMER_FIND, find_customers(tokens, message.source, message.customers, None)
    if not texts or _NOT_A_NAME.intersection(texts) or all(text in COURTESIES for text in texts):
        return _NOTHING
    customer, product = message.customers.link(texts, _BARE_NAME), message.products.link(texts, _BARE_NAME)
    if not (product.whole or any(letter.isalpha() for text in texts for letter in text)):
        return _NOTHING  # « 10 » is in many names and is none of them; a reference may be a number
    if product.score > customer.score or (product.whole and not customer.whole):
        return Intent.PRODUCT_FIND, find_products(tokens, message.source, message.products, asked)
    if customer.fits:
        return Intent.CUSTOMER_FIND, find_customers(tokens, message.source, message.customers, asked)
    return _NOTHING


def _quote(message: _Message, opening: Opening) -> _Read:
    quote = read_quote(opening.rest, message.source, message.customers, message.products, message.today)
    return Intent.QUOTE_CREATE, quote


def _new_customer(message: _Message, opening: Opening) -> _Read:
    told = _behind(message, opening)
    if not told:
        return _NOTHING
    customer = read_customer(told, opening.variant)
    if opening.variant == "card" and customer and not (customer.street or customer.phone or customer.siren):
        found = find_customers(opening.rest, message.source, message.customers, None)
        return Intent.CUSTOMER_FIND, found
    return Intent.CUSTOMER_CREATE, customer


def _behind(message: _Message, opening: Opening) -> str:
    """The words behind the opening; a name in another script is no token of ours, and stands in front of them."""
    first = opening.rest[0].start if opening.rest else len(message.source)
    before = max((token.end for token in message.tokens if token.end <= first), default=0)
    told = message.source[before:].strip(" :")
    if in_another_script(told):
        return told
    return message.source[first:]


def _found_customer(message: _Message, opening: Opening) -> _Read:
    if opening.variant == "any" and _is_rather_product(message, opening.rest):
        return Intent.PRODUCT_FIND, find_products(opening.rest, message.source, message.products, None)
    if not opening.rest:
        return _NOTHING
    return Intent.CUSTOMER_FIND, find_customers(opening.rest, message.source, message.customers, opening.asked)


def _is_rather_product(message: _Message, tokens: Tokens) -> bool:
    texts = [token.text for token in tokens]
    return message.products.link(texts, ENOUGH).score > message.customers.link(texts, ENOUGH).score


def _new_product(message: _Message, opening: Opening) -> _Read:
    product = read_product(opening.rest, message.source, opening.variant, message.products)
    if opening.variant == "card" and (product is None or product.price is None):
        return _found_product(message, opening)
    return Intent.PRODUCT_CREATE, product


def _variants(message: _Message, opening: Opening) -> _Read:
    read = read_variants(opening.rest, message.source, message.products)
    return (Intent.PRODUCT_VARIANTS, read) if read is not None else _NOTHING


def _found_product(message: _Message, opening: Opening) -> _Read:
    if not opening.rest:
        return _NOTHING
    return Intent.PRODUCT_FIND, find_products(opening.rest, message.source, message.products, opening.asked)


_READERS: dict[Intent, Callable[[_Message, Opening], _Read]] = {
    Intent.QUOTE_CREATE: _quote,
    Intent.CUSTOMER_CREATE: _new_customer,
    Intent.CUSTOMER_FIND: _found_customer,
    Intent.PRODUCT_CREATE: _new_product,
    Intent.PRODUCT_VARIANTS: _variants,
    Intent.PRODUCT_FIND: _found_product,
}


def lookup_words(tokens: Tokens, text: str) -> tuple[str, ...]:
    """The message's comparable words, neighbours also written together, and a phone number's ten digits."""
    words = tuple(atom for token in tokens for atom in atoms(token.text))
    spelled = tuple(word for token in tokens for word in token.text.split() if word.isalpha())
    phone = phone_in(text)
    joint = pairs(tuple(word for word in words if word.isalpha()))
    return tuple(dict.fromkeys((*words, *spelled, *joint, *((national(phone),) if phone else ()))))


def _place(words: str, count: int) -> int | None:
    """The index said, of `count` entries."""
    found = _PLACE.fullmatch(" ".join(fold(words).split()))
    if found is None:
        return None
    place = int(found["figure"]) if found["figure"] else _spelled_place(found["word"])
    place = count if place == -1 else place
    return place - 1 if 1 <= place <= count else None


def _spelled_place(word: str) -> int:
    return _PLACES.get(word) or NUMBER_WORDS.get(word, 0)
