"""A table of lines with what each says, and how a reading is compared with it."""

from __future__ import annotations

import csv
import json
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from bot.understanding.frames import read_frame
from bot.understanding.frames.world import Memory

HERE = Path(__file__).parent
WORLD = HERE / "world.json"
NOW = datetime.fromisoformat("2026-11-23T09:00:00+01:00")
# Words of one's own: they compare by what they contain.
_FREE = frozenset(
    {"note", "work", "issue", "text", "title", "activity", "query", "customer_query", "reason", "next_action"}
)
_EMPTY = frozenset(
    {
        "de", "du", "des", "d", "le", "la", "les", "l", "un", "une", "a", "au", "aux", "et", "en", "pour", "chez",
        "the", "to", "of",
    }
)  # fmt: skip
# What costs money when it is silently wrong.
_GRAVE = frozenset(
    {
        "customer", "amount", "lines", "qty", "parts", "missing", "deposit_amount", "deposit_pct", "discount_amount",
        "discount_pct", "split", "vat_amount", "unit_amount", "invoice", "order", "from_document", "duration_min",
    }
)  # fmt: skip
_OF_LINES = frozenset({"ref", "qty", "unit", "unit_price", "basis", "discount_pct", "amount", "method"})


@dataclass(frozen=True, slots=True)
class Said:
    """One line of the table; `short` says why its slots are not all read yet, "" when they are."""

    intent: str | None
    speaker: str
    line: str
    slots: Mapping[str, Any]
    short: str

    def __str__(self) -> str:
        return self.line


def table(name: str) -> Iterator[Said]:
    """The rows of a file beside this one: intent (« - » for none), who speaks, line, slots as JSON, what is short."""
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            intent = None if row["intent"] == "-" else row["intent"]
            yield Said(intent, row["speaker"], row["line"], json.loads(row["slots"]), row["short"])


@cache
def memory() -> Memory:
    return Memory.load(WORLD)


def read(said: Said) -> dict[str, Any]:
    """What is printed for this line: {"intent": …, "slots": {…}}."""
    return read_frame(said.line, memory().around(said.line, NOW, said.speaker)).as_json()


def comparable(value: Any, name: str = "") -> Any:
    """Numbers as numbers; words of one's own as the set of their content words."""
    match value:
        case dict():
            return {key: comparable(value[key], key) for key in sorted(value)}
        case list():
            return [comparable(one, name) for one in value]
        case bool() | None:
            return value
        case int() | float():
            return float(value)
        case str() if name in _FREE:
            return frozenset(_plain(value)) - _EMPTY
        case _:
            return value


def wrong(slots: Mapping[str, Any], said: Said) -> list[str]:
    """Money, customers, documents and quantities that the reading states, does not ask about, and gets wrong."""
    asked = set(slots.get("clarify", ()))
    stated = [name for name in sorted(_GRAVE & set(slots)) if slots[name] is not None and not _is_asked(name, asked)]
    return [name for name in stated if _weighed(slots[name], name) != _weighed(said.slots.get(name), name)]


def _is_asked(name: str, asked: set[str]) -> bool:
    return name in asked or (name in ("lines", "parts", "missing") and bool(asked & {"variant", "product", "quantity"}))


def _weighed(value: Any, name: str) -> Any:
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [comparable({key: one[key] for key in one if key in _OF_LINES}) for one in value]
    return comparable(value, name)


def _plain(text: str) -> list[str]:
    flat = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.findall(r"\w+(?:[.,]\w+)*", flat)
