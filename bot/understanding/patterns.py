"""Patterns over tokens: written as regular expressions on whole words, found at token positions."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from bot.understanding.words import BREAK, Token, Tokens, joined, plain

_NUMBER = r"(\d+(?:\.\d+)?)"
_PERCENT = r"(100|\d{1,2}(?:\.\d+)?)(?![\d.])"


@dataclass(frozen=True, slots=True)
class Found:
    """Where a pattern holds in some tokens: `tokens[start:end]`, and what its groups say."""

    match: re.Match[str]
    start: int
    end: int

    def number(self) -> Decimal:
        """The number the pattern calls « n », else the first it captured."""
        if "n" in self.match.groupdict():
            return Decimal(self.match["n"])
        return next(Decimal(group) for group in self.match.groups() if group and group[0].isdigit())

    def part(self, tokens: Sequence[Token], name: str) -> Tokens:
        """The tokens that the group of this name holds, of those that the pattern was found in."""
        start = self.match.string.count(" ", 0, self.match.start(name))
        return tuple(tokens[start : start + self.match[name].count(" ") + 1])


def find(pattern: re.Pattern[str], tokens: Sequence[Token]) -> Found | None:
    """The first place where the pattern holds on whole tokens, written with one space between them."""
    if not tokens:
        return None
    match = pattern.search(joined(tokens))
    if match is None:
        return None
    start = match.string.count(" ", 0, match.start())
    return Found(match, start, start + match.group().count(" ") + 1)


def without(tokens: Tokens, found: Found) -> Tokens:
    """The tokens with a break where the pattern was, so that what stood around it does not run together."""
    place = tokens[found.start].start
    return (*tokens[: found.start], Token(BREAK, place, place), *tokens[found.end :])


def discount_mark(percent: Decimal, at: Token) -> Token:
    """One token for a discount that stands behind a line's words, and is this line's."""
    return Token(f"-{plain(percent)}%", at.start, at.end)


def marked_discount(token: Token) -> Decimal | None:
    """The percentage of a `discount_mark`; None for any other token: what people type never makes one."""
    return Decimal(token.text[1:-1]) if len(token.text) > 2 and token.text[0] == "-" and token.text[-1] == "%" else None


def vat_mark(percent: Decimal, at: Token) -> Token:
    """The same for a rate of VAT that is this line's."""
    return Token(f"={plain(percent)}%", at.start, at.end)


def marked_vat(token: Token) -> Decimal | None:
    """The percentage of a `vat_mark`; None for any other token."""
    return Decimal(token.text[1:-1]) if len(token.text) > 2 and token.text[0] == "=" and token.text[-1] == "%" else None


def phrase(*patterns: str) -> re.Pattern[str]:
    """One pattern out of several, holding on whole tokens only; « # » captures a number, « ## » a percentage."""
    choices = "|".join(pattern.replace("##", _PERCENT).replace("#", _NUMBER) for pattern in patterns)
    return re.compile(rf"(?<!\S)(?:{choices})(?!\S)")
