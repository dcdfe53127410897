"""What somebody counted, product by product."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import bot.understanding.stock_words as how
from bot.understanding.goods import find_products
from bot.understanding.linking import Index
from bot.understanding.numbers import MOST
from bot.understanding.reading import Match
from bot.understanding.stock_said import GoodsSaid
from bot.understanding.words import BREAK, Tokens


def read_counts(tokens: Tokens, source: str, products: Index) -> tuple[GoodsSaid, ...] | None:
    """« ballon 200: 3, vannes 0 »: what was counted of which product; None when a product or a number is missing."""
    counted, unread = read_each_count(tokens, source, products)
    return counted if counted and not unread else None


def read_each_count(tokens: Tokens, source: str, products: Index) -> tuple[tuple[GoodsSaid, ...], tuple[str, ...]]:
    """What was counted of which product, and the words of the parts that lack a product or a number."""
    parts = [part for part in _parts(tokens) if part]
    counted = [(part, _counted(part, source, products)) for part in parts]
    unread = [" ".join(token.text for token in part) for part, one in counted if one is None]
    return tuple(one for _part, one in counted if one is not None), tuple(unread)


def _parts(tokens: Tokens) -> Iterator[Tokens]:
    part: list[int] = []
    for at, token in enumerate(tokens):
        if token.text in (",", ";", BREAK):
            yield tuple(tokens[one] for one in part)
            part = []
        else:
            part.append(at)
    yield tuple(tokens[one] for one in part)


def _counted(tokens: Tokens, source: str, products: Index) -> GoodsSaid | None:
    """« ballon 200 : 3 », « ballon 200 3 », « 3 ballons 200 », « vannes aucune »."""
    marks = [at for at, token in enumerate(tokens) if token.text in (":", "=")]
    if marks:
        words, last = tokens[: marks[0]], tokens[marks[0] + 1 :]
    elif tokens[-1].number is not None or tokens[-1].text in how.NONE:
        words, last = tokens[:-1], tokens[-1:]
    else:
        words, last = tokens[1:], tokens[:1]
    quantity = _number(last)
    found = find_products(words, source, products, None) if words else None
    if quantity is None or found is None or not found.matches:
        return None
    return GoodsSaid(Match(found.words, found.matches), quantity)


def _number(tokens: Tokens) -> Decimal | None:
    if len(tokens) == 1 and tokens[0].text in how.NONE:
        return Decimal(0)
    if len(tokens) == 1 and tokens[0].text in ("un", "une"):
        return Decimal(1)
    numbers = [token.number for token in tokens if token.number is not None]
    one = numbers[0] if len(numbers) == 1 and not any(token.rough for token in tokens) else None
    return one if one is not None and 0 <= one <= MOST else None
