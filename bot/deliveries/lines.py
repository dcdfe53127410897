"""Which line of an order some words mean: « radiateurs », « rouleaux », « 6 sur 8 »; and the numbers of its pieces."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from bot.understanding.known import Entry
from bot.understanding.line import ENOUGH
from bot.understanding.linking import Index
from bot.understanding.vocabulary import UNITS
from bot.understanding.words import atoms
from core.kernel.text import words


@dataclass(frozen=True, slots=True)
class Named:
    """A line as words may name it; `count` is how many there are to be."""

    id: int
    label: str
    reference: str
    unit: str
    count: Decimal
    aliases: tuple[str, ...] = ()


def lines_named(said: str, of: Decimal | None, lines: Sequence[Named]) -> Sequence[Named]:
    """The lines that these words fit equally well: by name, by unit, or by how many there should be.

    Nothing said means the only line there is, or all of them.
    """
    texts = atoms(said)
    if texts:
        index = Index([Entry(line.id, line.reference, line.label, line.aliases) for line in lines])
        fits = {entry.id for entry in index.link(texts, ENOUGH).candidates()}
        units = {UNITS[word] for word in words(said) if word in UNITS}
        found = [line for line in lines if line.id in fits] or [line for line in lines if line.unit in units]
        if not found:  # « 6 boîtes sur 8 » of what is sold by the piece: what there are eight of
            return [line for line in lines if units and line.count == of]
        lines = found
    exact = [line for line in lines if of is not None and line.count == of]
    return exact if len(lines) > 1 and exact else lines


def numbers_in(typed: str, wanted: int) -> list[str]:
    """The numbers typed, between commas or lines, some of them or all; between spaces when that makes all."""
    found = [number.strip() for number in re.split(r"[,;\n]", typed) if number.strip()]
    return typed.split() if len(found) < wanted and len(typed.split()) == wanted else found
