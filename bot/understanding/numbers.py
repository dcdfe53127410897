"""Typed answers to a question about a number: an amount, a quantity, a percentage. None when the text is not one."""

from __future__ import annotations

from decimal import Decimal

from bot.understanding.vocabulary import ROUGHLY, UNITS
from bot.understanding.words import Tokens, tokens_of

MOST = Decimal(9_999_999)
_AROUND_AMOUNT = frozenset({"eur", "ht", "ttc", "a", "prix", "net", "de", "le", "la", "par", "/"})
_AROUND_QUANTITY = frozenset({"x", "fois", "de", "non", "plutot", "mets", "il", "en", "faut"})
_AROUND_PERCENT = frozenset({"%", "remise", "de", "-", "moins", "a", "pour", "cent", "tva", "acompte"})


def read_amount(text: str) -> Decimal | None:
    """« 1 250,50 € ht » gives 1250.50, in euros; never negative."""
    return _only_number(tokens_of(text), _AROUND_AMOUNT | UNITS.keys())


def read_quantity(text: str) -> Decimal | None:
    """« 3x », « trois », « 10 m » or « 4,2x2,5 + 3 »; None for nought, and for « une dizaine », which is a doubt."""
    tokens = tokens_of(text)
    if len(tokens) == 1 and tokens[0].text in ("un", "une"):
        return Decimal(1)
    if any(token.rough or token.text in ROUGHLY for token in tokens):
        return None
    return _only_number(tokens, _AROUND_QUANTITY | UNITS.keys()) or None


def read_percent(text: str) -> Decimal | None:
    """« 10 », « -10 % » or « remise 10 » give 10; None above 100."""
    percent = _only_number(tokens_of(text), _AROUND_PERCENT)
    return percent if percent is not None and percent <= 100 else None


def read_discount(text: str) -> tuple[Decimal | None, Decimal | None]:
    """« 10 », « -10 % » or « 50 € »: a percentage, or else an amount in euros; neither for any other text."""
    if any(token.text == "eur" for token in tokens_of(text)):
        return None, _only_number(tokens_of(text), _AROUND_AMOUNT | _AROUND_PERCENT)
    return read_percent(text), None


def _only_number(tokens: Tokens, around: frozenset[str] | set[str]) -> Decimal | None:
    numbers = [token.number for token in tokens if token.number is not None]
    others = {token.text for token in tokens if token.number is None}
    if len(numbers) != 1 or not others <= around or not 0 <= numbers[0] <= MOST:
        return None
    return numbers[0]
