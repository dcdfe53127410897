"""How likely each intent is for words that no cue was written for: what messages with the same signs asked.

The weights of `leanings.txt` are learned from lines with their readings (`python -m tests.leanings`): whoever wants
another way of saying something to be known adds a line there. A softmax over their sums; nothing here is random.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Final, TypeAlias

Weights: TypeAlias = Mapping[str, Mapping[str, float]]

TALK: Final = "-"  # what asks for nothing
ALWAYS: Final = "ALWAYS"  # the sign of every message
WEIGHTS: Final = Path(__file__).with_name("leanings.txt")


def likely(signs: Sequence[str], table: Weights | None = None) -> dict[str, float]:
    """Each intent, and TALK, with its probability for a message with these signs."""
    table = weights() if table is None else table
    known = [table[one] for one in (ALWAYS, *signs) if one in table]
    share = 1 / math.sqrt(max(1, len(known)))  # many signs are no more certain than the best of them
    sums = dict.fromkeys(table[ALWAYS], 0.0)
    for row in known:
        for intent, weight in row.items():
            sums[intent] += weight * share
    most = max(sums.values())
    spread = {intent: math.exp(value - most) for intent, value in sums.items()}
    whole = sum(spread.values())
    return {intent: value / whole for intent, value in spread.items()}


@cache
def weights() -> Weights:
    """A sign per line, and behind a tabulator « intent weight » of each intent it speaks for or against."""
    table: dict[str, dict[str, float]] = {}
    for line in WEIGHTS.read_text(encoding="utf-8").splitlines():
        sign, _tab, told = line.partition("\t")
        pairs = told.split()
        table[sign] = {name: float(weight) for name, weight in zip(pairs[::2], pairs[1::2], strict=True)}
    return table
