"""What people take back while they write: of two counts of one thing, the last said holds."""

from __future__ import annotations

import re

from bot.understanding.patterns import find
from bot.understanding.vocabulary import SEPARATORS, UNITS
from bot.understanding.words import Tokens

_NUMBER = r"\d+(?:\.\d+)?"
_SORRY = r"(?: ,)?(?: (?:non|nan|pardon|plutot|attends|attend|c est))+"
_LINE_HEAD = r"(?:^|(?<=[,;:+|] )|(?<=\bet )|(?<=\bmets )|(?<=\bajoute ))"
_NO_NAME = "|".join(re.escape(word) for word in (*UNITS, *SEPARATORS, "eur", "ht", "ttc", "x", "fois"))
_TAKEN_BACK = re.compile(
    rf"(?<!\S){_NUMBER}(?P<same>(?: [a-z]\S*){{1,4}}?){_SORRY}(?= {_NUMBER}(?P=same)(?!\S))"
    rf"|{_LINE_HEAD}{_NUMBER}{_SORRY}(?= {_NUMBER} (?!(?:{_NO_NAME})(?!\S))[a-z])"
)


def last_said(tokens: Tokens) -> Tokens:
    """« trois non attends quatre prises » is four of them: what was taken back is left out."""
    while (found := find(_TAKEN_BACK, tokens)) is not None:
        tokens = (*tokens[: found.start], *tokens[found.end :])
    return tokens
