"""`python -m tests.leanings`: learns how words lean from lines with their readings, and writes `frames/leanings.txt`.

The lines are those of the table beside the reader's tests, with their company's names, and `sayings.txt`: intent,
tabulator, words in which CLIENT, GOODS and PERSON stand for names. To teach another way of saying something, add it
there and run this again. A softmax regression by stochastic gradient descent; the same lines give the same weights.
"""

from __future__ import annotations

import math
import random
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final, TypeAlias

from bot.understanding.frames.leaning import ALWAYS, TALK, WEIGHTS
from bot.understanding.frames.sheet import readable
from bot.understanding.frames.signs import signs_of
from bot.understanding.frames.spelling import respelled
from tests.bot.understanding.frames.reading import HERE, NOW, memory, table

Line: TypeAlias = tuple[str, tuple[str, ...]]  # intent and signs

_ROUNDS: Final = 25
_STEP: Final = 0.25
_SHRINK: Final = 1e-4
_LEAST: Final = 2  # lines that show a sign; two words together, two more
_TOO_LIGHT: Final = 0.5  # weights that are not worth a place in the table


def lines() -> Iterable[Line]:
    told = [(said.intent or TALK, said.line) for said in table("lines.tsv")]
    told += [(row[0], row[1]) for row in map(_cells, _text("english.tsv"))]
    for intent, line in told:
        world = memory().around(line, NOW, "U02")
        yield intent, signs_of(respelled(readable(line), world), world)
    for intent, words in map(_cells, _text("sayings.txt")):
        yield intent, signs_of(words, None)


def _text(name: str) -> list[str]:
    return (HERE / name).read_text(encoding="utf-8").splitlines()


def _cells(row: str) -> list[str]:
    return row.split("\t")


def learned(told: Iterable[Line]) -> dict[str, dict[str, float]]:
    """The weight of each sign for each intent."""
    seen = [(intent, (ALWAYS, *signs)) for intent, signs in told]
    often = Counter(sign for _intent, signs in seen for sign in signs)
    kept = {sign for sign, count in often.items() if count >= _LEAST + 2 * (" " in sign)}
    rows = [(intent, [sign for sign in signs if sign in kept]) for intent, signs in seen]
    intents = sorted({intent for intent, _signs in rows})
    table = {sign: dict.fromkeys(intents, 0.0) for sign in sorted(kept)}
    steps = {sign: dict.fromkeys(intents, 1e-6) for sign in table}
    order = random.Random(1)
    for _round in range(_ROUNDS):
        order.shuffle(rows)
        for intent, signs in rows:
            _learn(intent, signs, table, steps)
    return table


def _learn(
    meant: str, signs: Sequence[str], table: dict[str, dict[str, float]], steps: dict[str, dict[str, float]]
) -> None:
    share = 1 / math.sqrt(len(signs))
    sums = {intent: share * sum(table[sign][intent] for sign in signs) for intent in table[ALWAYS]}
    most = max(sums.values())
    spread = {intent: math.exp(value - most) for intent, value in sums.items()}
    whole = sum(spread.values())
    for intent, value in spread.items():
        wrong = (value / whole - (intent == meant)) * share
        if abs(wrong) < 1e-3:
            continue
        for sign in signs:
            slope = wrong + _SHRINK * table[sign][intent]
            steps[sign][intent] += slope * slope
            table[sign][intent] -= _STEP * slope / math.sqrt(steps[sign][intent])


def written(table: dict[str, dict[str, float]]) -> str:
    """What a sign says of all intents alike says nothing: its weights are told from the middle one."""
    rows = []
    for sign, row in table.items():
        middle = sorted(row.values())[len(row) // 2]
        far = {intent: weight - middle for intent, weight in row.items()}
        least = 0 if sign == ALWAYS else _TOO_LIGHT
        told = [f"{intent} {weight:.1f}" for intent, weight in far.items() if abs(weight) >= least]
        if told:
            rows.append(f"{sign}\t{' '.join(told)}\n")
    return "".join(rows)


def main() -> None:
    told = written(learned(lines()))
    WEIGHTS.write_text(told, encoding="utf-8")
    sys.stdout.write(f"{told.count(chr(10))} signs\n")


if __name__ == "__main__":
    main()
