"""Products: found by name, reference or short form, and created from one line."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Literal, cast

from bot.understanding.lines import ENOUGH
from bot.understanding.linking import Index
from bot.understanding.patterns import find, phrase, without
from bot.understanding.reading import ProductCreate, ProductFind
from bot.understanding.vocabulary import UNITS
from bot.understanding.words import Token, Tokens, named, typed

_VAT = phrase(r"tva(?: a| de)? #(?: %)?", r"# % (?:de )?tva")
_REFERENCE = phrase(r"(?:ref|reference)(?: :)? (?P<ref>[a-z0-9]+(?: - [a-z0-9]+)*)")
_UNIT = rf"(?: (?:le|la|l|les|par|/|au|du) (?P<unit>{'|'.join(UNITS)})(?!\S))?"
_PRICE = phrase(
    r"(?:(?:a|prix|tarif|:) )?(\d+(?:\.\d+)?)(?= (?:eur|ht|ttc)\b)(?: eur)?(?: (?P<basis>ht|ttc))?(?: eur)?" + _UNIT,
)
_BARE_PRICE = phrase(r"(?:a|prix|tarif) (\d+(?:\.\d+)?)" + _UNIT + r"(?= [|,;]|$)")
_CENTS = re.compile(r"[.,]\d\d")
_TAIL = phrase(r"(?:pour|chez) .*", r"par #(?: \w+)?", r"ht|ttc", r"\?")


def read_product(tokens: Tokens, source: str) -> ProductCreate | None:
    """« Radiateur alu 1000 W 189 ht tva 20 »; None without a label. A bare number is a price
    only when it has cents and comes last."""
    rate = find(_VAT, tokens)
    tokens = without(tokens, rate) if rate else tokens
    reference = find(_REFERENCE, tokens)
    code = typed(source, tokens[reference.start + 1 : reference.end]).lstrip(": ").upper() if reference else None
    tokens = without(tokens, reference) if reference else tokens
    price = find(_PRICE, tokens) or find(_BARE_PRICE, tokens)
    said = price.match.groupdict() if price else {}
    words = _first_stretch(without(tokens, price) if price else tokens)
    value = price.number() if price else _cents_at_the_end(words, source)
    if value is not None and price is None:
        words = words[:-1]
    label = typed(source, words)
    if not label:
        return None
    basis = (said.get("basis") or "").upper() or None
    return ProductCreate(
        label=label[:1].upper() + label[1:],
        price=value,
        basis=cast(Literal["HT", "TTC"] | None, basis),
        unit=UNITS.get(said.get("unit") or ""),
        vat=rate.number() if rate else None,
        reference=code,
    )


def find_products(tokens: Tokens, source: str, products: Index, asked: str | None) -> ProductFind:
    """Every plausible product for these words, best first; what follows « pour » or « par 20 » is not the name."""
    while (found := find(_TAIL, tokens)) is not None and found.start:
        tokens = without(tokens, found)
    words = named(tokens)
    link = products.link([token.text for token in words], ENOUGH)
    return ProductFind(typed(source, words), link.whole or link.within(), asked)


def _cents_at_the_end(words: Tokens, source: str) -> Decimal | None:
    """A last number written with its cents is money: « vanne 3/4 12,50 »."""
    if len(words) < 2 or words[-1].number is None:
        return None
    return words[-1].number if _CENTS.search(source[words[-1].start : words[-1].end][-3:]) else None


def _first_stretch(tokens: Tokens) -> Tokens:
    """The words up to the first mark that stands behind a word."""
    words: list[Token] = []
    for token in tokens:
        if token.text not in ("|", ",", ";", ":"):
            words.append(token)
        elif words:
            break
    return tuple(words)
