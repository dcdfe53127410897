"""The serial numbers that stand behind so many of something: « 3 clim 3,5 n° A1 A2 A3 », « 2 zeta A1, A2 »."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from bot.understanding.words import BREAK, Token, Tokens

_MOST: Final = 60
_BETWEEN: Final = frozenset({",", ";", ":", "|", "et", BREAK})
_SAID: Final = frozenset(
    {"n", "no", "nos", "num", "nums", "numero", "numeros", "sn", "s/n", "n/s", "ns", "serie", "series"}
)


def take_pieces(tokens: Tokens, source: str) -> tuple[Tokens, tuple[str, ...]]:
    """The tokens before the numbers, and as many numbers as the first token counts; none when there are not so many.

    Without « n° » in front of them they are of letters and digits.
    """
    many = tokens[0].number if tokens else None
    if many is None or many != int(many) or not 0 < many <= _MOST:
        return tokens, ()
    pieces = _pieces(tokens)
    before, numbers = pieces[: -int(many)], pieces[-int(many) :]
    named = _without_mark(before)
    marked = len(named) < len(before)
    written = [source[each[0].start : each[-1].end] for each in numbers]
    if len(named) < 2 or len(set(written)) < many or not all(_is_number(one, marked) for one in written):
        return tokens, ()
    start = (before[len(named)] if marked else numbers[0])[0].start
    return tuple(token for token in tokens if token.start < start), tuple(written)


def _pieces(tokens: Tokens) -> Sequence[Sequence[Token]]:
    """What is written in one, without a blank or a mark between: « ZX-12/4 » is several tokens."""
    said = [token for token in tokens if token.text not in _BETWEEN]
    pieces: list[list[Token]] = []
    for token in said:
        if pieces and pieces[-1][-1].end == token.start:
            pieces[-1].append(token)
        else:
            pieces.append([token])
    return pieces


def _without_mark(before: Sequence[Sequence[Token]]) -> Sequence[Sequence[Token]]:
    """What stands before « n° de série »; all of it when nothing says so."""
    end = len(before)
    while end and _word(before[end - 1]) in _SAID | {"de"}:
        end -= 1
    return before[:end] if any(_word(each) in _SAID for each in before[end:]) else before


def _is_number(written: str, marked: bool) -> bool:
    digits = any(letter.isdigit() for letter in written)
    return digits and (marked or any(letter.isalpha() for letter in written))


def _word(piece: Sequence[Token]) -> str:
    return "".join(token.text for token in piece)
