"""What a message shows whatever it asks: its words without their endings, and marks for what is known or counted.

« girard prend 3 clims jeudi » → CLIENT, prend, NUMBER, GOODS, DAY: other companies and other sums show the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from bot.understanding.frames.sheet import Sheet
from bot.understanding.frames.spans import best_span
from bot.understanding.frames.who import take_customer
from bot.understanding.frames.world import World
from bot.understanding.words import fold

_MOST: Final = 60  # signs: what comes later changes nothing
_MARKS: Final = (
    ("MAIL", r"[\w.+-]+@[\w.-]+"),
    ("PHONE", r"(?:\+33 ?\d|0\d)(?:[ .-]?\d\d){4}(?!\d)"),
    ("DATE", r"\d\d?/\d\d?(?:/\d{2,4})?(?!\d)|s\d\d(?!\w)"),
    ("PERCENT", r"\d+(?:[.,]\d+)? ?(?:%|pour cent)"),
    ("RANGE", r"\d\d?h(?:\d\d)? ?(?:-|a|/) ?\d\d?h(?:\d\d)?(?!\w)"),
    ("HOURS", r"\d+(?:[.,]\d+)? ?(?:h|heures?)(?: ?\d\d)?(?!\w)"),
    ("MINUTES", r"\d+ ?(?:mn|mins?|minutes?)(?!\w)|\d\d?'(?!\w)"),
    ("KM", r"\d+ ?(?:kms?|kilometres?)(?!\w)"),
    ("SUM", r"\d[\d .]*(?:,\d+)? ?(?:€|eur(?:os?)?|balles|k€?|ttc|ht|e)(?!\w)|\d+(?:€|e)\d\d(?!\d)"),
    ("CENTS", r"\d+[.,]\d\d(?!\d)"),
    ("SITE", r"[a-z]{2}\d\d-\d{3}(?!\d)"),
    ("ZIP", r"\d{5}(?!\d)"),
    ("DAY", r"(?:(?:lun|mar|mercre|jeu|vendre|same)di|dimanche)s?(?!\w)"),
    ("MONTH", r"(?:janv(?:ier)?|fev(?:rier)?|mars|avril|mai|juin|juillet|aout|sept(?:embre)?|oct(?:obre)?"
              r"|nov(?:embre)?|dec(?:embre)?)(?!\w)"),
    ("CODE", r"(?:co|cde|fa|de|bi|in|bl)\d[\d-]*(?!\w)"),
    ("LONG", r"\d{6,}"),
    ("HUNDREDS", r"\d{3,5}(?![\w])"),
    ("NUMBER", r"\d+(?:[.,]\d+)?(?!\d)"),
    ("?", r"\?"),
    ("word", r"[a-z]+"),
)  # fmt: skip
_SIGN: Final = re.compile("|".join(f"(?P<m{at}>(?<![a-z0-9]){one})" for at, (_name, one) in enumerate(_MARKS)))
_ENDING: Final = re.compile(r"(?<=\w{3})(?:ements?|ees?|es?|er|ez|ent|ait|aient|ant|ons|ont|s|x|a|ai|is|it|ir)$")
_STOOD: Final = re.compile(r"\b(?:CLIENT|GOODS|PERSON)\b")  # in lines that are written down without names


def signs_of(text: str, world: World | None) -> tuple[str, ...]:
    """The signs in order, each once; `world` is None for a line that has marks instead of names."""
    sheet = Sheet(text)
    names = _stood_for(sheet) if world is None else _named(sheet, world)
    said = tuple(_in_order(sheet.flat, names))[:_MOST]
    first = (f"^{said[0]}",) if said else ()
    pairs = (f"{left} {right}" for left, right in pairwise(said))
    return tuple(dict.fromkeys((*first, *said, *pairs)))


def _in_order(flat: str, names: dict[int, str]) -> Iterator[str]:
    at = 0
    for found in _SIGN.finditer(flat):
        yield from (name for place, name in sorted(names.items()) if at <= place < found.start())
        at = found.end()
        name = _MARKS[int((found.lastgroup or "m0")[1:])][0]
        yield _ENDING.sub("", found.group()) if name == "word" else name
    yield from (name for place, name in sorted(names.items()) if place >= at)


def _named(sheet: Sheet, world: World) -> dict[int, str]:
    """Where customers, goods and colleagues are named, each taken out."""
    names: dict[int, str] = {}
    for person in world.people:
        first = re.escape(fold(person.name).split()[0])
        if (found := sheet.take(re.compile(rf"(?<![\w-]){first}(?![\w-])"))) is not None:
            names[found.start()] = "PERSON"
    before = sheet.flat
    if take_customer(sheet, world) is not None:
        names[_first_difference(before, sheet.flat)] = "CLIENT"
    if goods := best_span(sheet.tokens(), world.products):
        names[goods[0].start] = "GOODS"
        sheet.cut(goods[0].start, goods[-1].end)
    return names


def _stood_for(sheet: Sheet) -> dict[int, str]:
    names = {found.start(): found.group() for found in _STOOD.finditer(sheet.source)}
    for start, name in names.items():
        sheet.cut(start, start + len(name))
    return names


def _first_difference(left: str, right: str) -> int:
    return next((at for at, (one, other) in enumerate(zip(left, right, strict=True)) if one != other), 0)
