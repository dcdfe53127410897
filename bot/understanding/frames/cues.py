"""What a message is about: words that speak for an intent, each with its weight. The heaviest intent wins.

A row is (weight, pattern); patterns are read on text without accents or capitals. 4 settles it nearly alone, 2 is a
good sign, 1 helps, negative weights speak against. To teach a new way of saying something, add a word to a row.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final, TypeAlias

from bot.understanding.frames.cues_asking import ASKING
from bot.understanding.frames.cues_dealing import DEALING
from bot.understanding.frames.cues_english import ENGLISH
from bot.understanding.frames.cues_working import WORKING

Rows: TypeAlias = tuple[tuple[float, str], ...]

ENOUGH: Final = 2.0
CUES: Final[Mapping[str, Rows]] = {**DEALING, **WORKING, **ASKING}
_COMPILED: Final = {
    intent: tuple((weight, re.compile(pattern)) for weight, pattern in (*rows, *ENGLISH[intent]))
    for intent, rows in CUES.items()
}


def weigh(flat: str) -> dict[str, float]:
    """How much speaks for each intent; those for which nothing does are left out."""
    found = {
        intent: sum(weight for weight, pattern in rows if pattern.search(flat)) for intent, rows in _COMPILED.items()
    }
    return {intent: weight for intent, weight in found.items() if weight > 0}
