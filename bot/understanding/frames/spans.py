"""The stretch of a text that names a product or a customer best, when words that nobody foresaw stand around it."""

from __future__ import annotations

from typing import Final

from bot.understanding.line import ENOUGH
from bot.understanding.linking import Index
from bot.understanding.vocabulary import EMPTY_WORDS
from bot.understanding.words import BREAK, Tokens

_LONGEST: Final = 7
_LOOKED_AT: Final = 16  # words: a question is short
_MARKS: Final = frozenset({BREAK, ",", ";", ":", "(", ")", "+", "%", "/", "-"})


def best_span(tokens: Tokens, index: Index) -> Tokens:
    """The words that the index explains best, the more the better; none when it explains none."""
    tokens = tokens[:_LOOKED_AT]
    best, place = 0.0, (0, 0)
    for start in range(len(tokens)):
        for end in range(start + 1, min(start + _LONGEST, len(tokens)) + 1):
            if tokens[end - 1].text in _MARKS:
                break
            worth = _worth(tokens[start:end], index)
            if worth > best + 1e-9:
                best, place = worth, (start, end)
    return tokens[slice(*place)]


def _worth(span: Tokens, index: Index) -> float:
    said = [token.text for token in span if token.text not in EMPTY_WORDS]
    edges = {span[0].text, span[-1].text}
    if edges & EMPTY_WORDS or not any(any(map(str.isalpha, word)) for word in said):
        return 0.0
    link = index.link([token.text for token in span], ENOUGH)
    if not link.fits or (link.score < _SURE and not link.whole):
        return 0.0
    return link.score * len(said) + (0.5 if link.whole else 0.0)


_SURE: Final = 0.9
