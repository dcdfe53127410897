"""Working time in words: « 2h30 », « 1h1/2 », « 45mn », « une demi-journée », « 8h-12h 13h30-17h »."""

from __future__ import annotations

import re
from datetime import time
from decimal import Decimal
from typing import Final

from bot.understanding.frames.sheet import Sheet

DAY_MINUTES: Final = 420
_WHOLE: Final = re.compile(
    r"\b(?:toute la journee|(?:une |la |1 )?journee(?: complete| entiere)?|toute la journee|(?:a |the )?(?:full"
    r"|whole) day|all day|1 ?j\b)"
)
_HALF: Final = re.compile(
    r"\b(?:une |la |1 )?(?:demi[- ]journee|1/2 journee|matinee|apres[- ]midi complete?"
    r"|half (?:a )?day)\b"
)
_HOURS: Final = re.compile(
    r"(?<![\d.,/-])(?:(?P<hours>\d{1,2}(?:[.,]\d{1,2})?)\s?(?:h(?:eures?|ours?|rs?)?)(?:\s?(?P<minutes>\d{2})(?!\d)"
    r"|\s?(?P<part>1/2|1/4|3/4)"
    r"|\s?(?:et )?(?P<word>demie?|quart|trois quarts?))?(?:\s?(?:mn|min))?|(?P<alone>\d{1,3})\s?(?:mn|mins?"
    r"|minutes?))(?![\w])"
)
CLOCK: Final = r"(\d{1,2})\s?h(\d{2})?"
_RANGE: Final = re.compile(rf"(?<!\d)(?:de |from )?{CLOCK}\s?(?:-|a|->|/|jusqu'a|et|to|until)\s?{CLOCK}(?!\d)")
_BARE_RANGE: Final = re.compile(r"(?<!\d)(0?[5-9]|1\d|2[0-3])h(\d{2})? (\d{1,2})h(\d{2})?(?!\d)")  # « 14h 17h30 »
_PARTS: Final = {
    "1/2": 30,
    "1/4": 15,
    "3/4": 45,
    "demi": 30,
    "demie": 30,
    "quart": 15,
    "trois quart": 45,
    "trois quarts": 45,
}


def take_duration(sheet: Sheet) -> int | None:
    """Minutes of the first length of time, taken out; None when none is said."""
    for pattern, minutes in ((_HALF, DAY_MINUTES // 2), (_WHOLE, DAY_MINUTES)):
        if sheet.take(pattern) is not None:
            return minutes
    found = sheet.take(_HOURS)
    return None if found is None else _minutes(found)


def take_ranges(sheet: Sheet) -> list[tuple[time, time]]:
    """From when to when, in spoken order, taken out; what is no hour of a day is left."""
    ranges: list[tuple[int, time, time]] = []
    for pattern in (_RANGE, _BARE_RANGE):
        for found in list(pattern.finditer(sheet.flat)):
            start, end = clock(found[1], found[2]), clock(found[3], found[4])
            if start is not None and end is not None and start < end:
                ranges.append((found.start(), start, end))
                sheet.cut(*found.span())
    return [(start, end) for _place, start, end in sorted(ranges)]


def minutes_of(ranges: list[tuple[time, time]]) -> int:
    return sum((end.hour - start.hour) * 60 + end.minute - start.minute for start, end in ranges)


def _minutes(found: re.Match[str]) -> int:
    if found["alone"]:
        return int(found["alone"])
    whole = int(Decimal(found["hours"].replace(",", ".")) * 60)
    return whole + int(found["minutes"] or 0) + _PARTS.get(found["part"] or found["word"] or "", 0)


def clock(hours: str, minutes: str | None) -> time | None:
    """An hour of the day; None for what is none."""
    at = int(hours), int(minutes or 0)
    return time(*at) if at[0] < 24 and at[1] < 60 else None
