"""Numbers that a message says and that nothing took: what they count is asked, never left out in silence."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final

from bot.understanding.frames.frame import Slots
from bot.understanding.frames.sheet import Sheet
from bot.understanding.frames.world import World
from bot.understanding.known import Entry
from bot.understanding.words import fold

# What is asked of each intent when a number was left over.
ASKED: Final[Mapping[str, str]] = {
    "quote.create": "quantity",
    "order.create": "quantity",
    "delivery.confirm": "quantity",
    "payment.log": "amount",
    "expense.log": "amount",
    "time.log": "duration",
    "intervention.log": "duration",
    "invoice.send": "amount",
}
_ROUND_THE_CLOCK: Final = 600  # minutes: more of them at once are rather an hour of the day
_NUMBER: Final = re.compile(r"\d{1,3}(?:[ .]\d{3})+(?!\d)(?:,\d+)?|\d+(?:[.,]\d+)?")
_MARKED: Final = re.compile(r"\d ?(?:€|eur|balles|ttc|ht)")
# Days, hours, ranks, telephones, codes, sizes and sums are read elsewhere.
_NO_COUNT: Final = re.compile(
    r"\d+(?:[.,]\d+)?\s?x\s?\d.*|(?:\+33 ?\d|\b0\d)(?:[ .-]?\d\d){4}\b|\d{5,}|\d+/\d+(?:/\d+)?"
    r"|\d+ ?(?:€|euros?|eur|balles|e) ?\d\d\b|\b\d+(?:[.,]\d+)? ?h ?(?:\d/\d|\d\d)?\b|(?<![\d.,])20[23]\d(?![\d.,]*\d)"
    r"|\d+(?:[.,]\d+)? ?(?:mn|mins?|minutes?|heures?|hours?|j|jours?|days?|semaines?|weeks?|mois|months?|kms?|fois)\b"
    r"|\b[a-z]+[-.]?\d[\w-]*|\d+[a-z]+\d[\w.,]*|\d+(?:er|ere|eme)\b|\d+e (?=etage|niveau)"
    r"|\b[a-z]?\d+[hv]\b|\d+ ?[ap]m\b"
    r"|\b\d+ ?(?:janv|fev|mars|avr|mai|juin|juil|aout|sept|oct|nov|dec)\w*"
    r"|(?:\b(?:le|du|au|semaine)|n°) ?\d+|(?<![\d.,])\d+(?: ?(?:w|kw|mm|cm|kg|l)|[av])\b|\d+ sur \d+"
    r"|\d[\d ]*(?:[.,]\d+)?(?= en \d ?(?:x|fois))|\b(?:sur (?:les|ses|un total de)|au lieu de) \d[\d ]*(?:[.,]\d+)?"
)


def with_questions(slots: Slots, intent: str, sheet: Sheet, world: World, *, then: Sequence[Slots] = ()) -> Slots:
    """The slots, and what a number that is left over, or a whole day of minutes, makes doubtful."""
    what = ASKED.get(intent)
    if what is None or "intents" in slots:
        return slots
    minutes = slots.get("duration_min") if "entries" not in slots and "ranges" not in slots else None
    long = what == "duration" and minutes is not None and minutes > _ROUND_THE_CLOCK
    paid = intent == "expense.log" and _MARKED.search(sheet.flat) is not None  # « 2 cafés 9 € »: the sum is clear
    left = [] if paid else left_over(sheet, {**slots, "then": list(then)}, world)
    if not long and not left:
        return slots
    asked = dict.fromkeys((*slots.get("clarify", ()), what))
    return {**slots, "clarify": list(asked), **({"left_over": left} if left else {})}


def left_over(sheet: Sheet, slots: Slots, world: World) -> list[Decimal]:
    """The numbers that no slot holds, in the order they are said."""
    held = set(_held(slots))
    refs = set(_texts(slots))
    held |= {number for entry in world.products.entries if entry.code in refs for number in _called(entry)}
    flat = _NO_COUNT.sub(lambda found: " " * len(found.group()), sheet.flat)
    said = [_value(found.group()) for found in _NUMBER.finditer(flat)]
    return [one for one in said if one not in held and one * 1000 not in held]


def _called(entry: Entry) -> Iterator[Decimal]:
    for text in (entry.name, *entry.aliases):
        yield from map(_value, _NUMBER.findall(fold(text)))


def _held(value: Any) -> Iterator[Decimal]:
    match value:
        case bool() | None:
            return
        case Decimal() | int() | float():
            yield Decimal(str(value))
        case date():
            yield from map(Decimal, (value.day, value.month, value.year))
        case str():
            yield from (_value(one) for one in _NUMBER.findall(fold(value)))
            yield from (_value(one) for one in re.findall(r"\d+", value))
        case Mapping():
            for one in value.values():
                yield from _held(one)
        case list() | tuple():
            for one in value:
                yield from _held(one)


def _texts(value: Any) -> Iterable[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, Mapping):
        return [text for one in value.values() for text in _texts(one)]
    if isinstance(value, Sequence):
        return [text for one in value for text in _texts(one)]
    return []


def _value(written: str) -> Decimal:
    whole = re.sub(r"(?<=\d)[ .](?=\d{3}(?!\d))", "", written)
    return Decimal(whole.replace(",", "."))
