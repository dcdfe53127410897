"""Lines of goods and work as the readers of quotes find them, in the shape of frames."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Final

from bot.understanding.frames.frame import Slots
from bot.understanding.frames.sheet import Sheet
from bot.understanding.frames.world import World
from bot.understanding.known import Entry
from bot.understanding.line import unit_code
from bot.understanding.lines import read_lines
from bot.understanding.reading import LineRead
from bot.understanding.words import atoms, fold

_MEASURE: Final = re.compile(r"\d+(?:[.,]\d+)?[a-z]+")


def lines_of(sheet: Sheet, world: World) -> list[Slots]:
    """The lines that the words left say."""
    return said_lines(read_lines(sheet.tokens(), sheet.source, world.products), world)


def said_lines(lines: Sequence[LineRead], world: World) -> list[Slots]:
    """The lines in spoken order; « gants M x10 L x5 » names the gloves once."""
    told: list[Slots] = []
    parents = world.parents or {}
    for line in lines:
        one = line_slots(line, world)
        family = parents.get(str(told[-1].get("ref"))) if told and "text" in one else None
        variant = _variant(line, family, world) if family else None
        told.append({**one, "ref": variant, "qty": _count(line)} if variant else one)
        if variant:
            del told[-1]["text"]
    return told


def _variant(line: LineRead, family: str, world: World) -> str | None:
    """The variant of a product that has all these words: « L » of the gloves."""
    said = [word for word in atoms(line.text) if word not in ("x",) and not word.isdigit()]
    parents = world.parents or {}
    fits = [
        entry.code
        for entry in world.products.entries
        if parents.get(entry.code) == family and said and set(said) <= set(atoms(f"{entry.name} {entry.code}"))
    ]
    return fits[0] if len(fits) == 1 else None


def _count(line: LineRead) -> Decimal:
    behind = re.search(r"x\s?(\d+)", line.text)
    return Decimal(behind[1]) if behind and not line.counted else line.quantity


def line_slots(line: LineRead, world: World) -> Slots:
    """One line: a reference when a product is meant, else its words; only what was said."""
    entry = meant(line.product.candidates, world) if line.product else None
    said: dict[str, Any] = {"ref": entry.code} if entry else {"text": fold(line.text)}
    said["qty"] = line.quantity
    unit = line.unit
    if unit and not (entry and unit_code(entry) == unit):
        said["unit"] = unit
    if line.price is not None:
        said["unit_price"] = line.price
        if line.basis:
            said["basis"] = line.basis
    if line.discount is not None:
        said["discount_pct"] = line.discount
    return said


def meant(candidates: Sequence[Entry], world: World) -> Entry | None:
    """The one product; or the one whose variants they all are, when nobody said which."""
    if len(candidates) == 1:
        return candidates[0]
    parents = {(world.parents or {}).get(entry.code, entry.code) for entry in candidates}
    if len(parents) != 1:
        return None
    parent = next(iter(parents))
    return next((entry for entry in candidates if entry.code == parent), candidates[0])


def _is_foreign_measure(word: str, world: World) -> bool:
    """« 4t » of something whose name holds no such thing: it counts, and nobody knows in what."""
    return _MEASURE.fullmatch(word) is not None and not world.products.knows(word)


def doubts(lines: Sequence[LineRead], world: World) -> list[str]:
    """What is to be asked about these lines: a variant, a product, a quantity."""
    asked: list[str] = []
    for line in lines:
        entry = meant(line.product.candidates, world) if line.product else None
        parents = set((world.parents or {}).values())
        if entry is not None and entry.code in parents:
            asked.append("variant")
        elif entry is None and (line.product is not None or line.price is None):  # nothing says what it costs
            asked.append("product")
        if not line.counted and any(_is_foreign_measure(word, world) for word in fold(line.text).split()):
            asked.append("quantity")
        asked += [doubt for doubt in line.doubts if doubt == "quantity"]
    return list(dict.fromkeys(asked))
