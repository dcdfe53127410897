"""Whether numbers are continuous, dates in their order, and counters at the last number (CGI ann. II 242 nonies A)."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from core.audit.findings import Broken, Problem
from core.audit.sums import Numbered
from core.ledger.models import LedgerEntry
from core.numbering import Counter

_NUMBER: Final = re.compile(r".*?(?P<year>\d{2})(?P<month>\d{2})-(?P<sequence>\d{4,})$")
_CENTURY: Final = 2000


class _Place(NamedTuple):
    year: int
    month: int
    sequence: int


def check_series(series: str, rows: Iterable[Numbered], counters: Mapping[int, Counter]) -> list[Broken]:
    """What is wrong with the numbers of a series, year by year; `counters` by year."""
    broken: list[Broken] = []
    years: dict[int, list[tuple[_Place, Numbered]]] = defaultdict(list)
    for row in rows:
        place = _place(row.number)
        if place is None or (row.on is not None and (row.on.year, row.on.month) != place[:2]):
            broken.append(Broken(Problem.NUMBER_UNREADABLE, row.table, row.id, row.number, found=str(row.on or "")))
            continue
        years[place.year].append((place, row))
    for year in sorted({*years, *counters}):
        ordered = sorted(years[year], key=lambda each: each[0].sequence)
        broken += _continuous(ordered)
        broken += _counted(series, year, ordered, counters.get(year))
    return broken


def check_entries(entries: Sequence[tuple[int, int]], counter: Counter | None) -> list[Broken]:
    """The same of entries, given as numbers and ids: they are counted over all years."""
    expected = 1
    for number, entry_id in sorted(entries):
        if number != expected:
            told = str(number), str(expected), str(number)
            return [Broken(Problem.NUMBER_MISSING, LedgerEntry.__tablename__, entry_id, *told)]
        expected += 1
    last, said = expected - 1, counter.last if counter is not None else 0
    if last == said:
        return []
    there = counter.id if counter is not None else 0
    return [Broken(Problem.COUNTER_WRONG, Counter.__tablename__, there, "entry", str(last), str(said))]


def _continuous(ordered: Sequence[tuple[_Place, Numbered]]) -> Iterable[Broken]:
    """1, 2, 3 … without a hole, months and days never going back."""
    before = _Place(0, 0, 0)
    last: Numbered | None = None
    for place, row in ordered:
        if place.sequence != before.sequence + 1:
            expected = f"{before.sequence + 1:04d}"
            yield Broken(Problem.NUMBER_MISSING, row.table, row.id, row.number, expected, f"{place.sequence:04d}")
        if place.month < before.month or (last is not None and _earlier(row, last)):
            yield Broken(Problem.DATE_BACK, row.table, row.id, row.number, str(last and last.on), str(row.on))
        before, last = place, row


def _earlier(row: Numbered, last: Numbered) -> bool:
    return row.on is not None and last.on is not None and row.on < last.on


def _counted(
    series: str, year: int, ordered: Sequence[tuple[_Place, Numbered]], counter: Counter | None
) -> Iterable[Broken]:
    last = ordered[-1] if ordered else None
    number, on = (last[0].sequence, last[1].on) if last is not None else (0, None)
    said, said_on = (counter.last, counter.last_on) if counter is not None else (0, None)
    if number != said or (on is not None and on != said_on):
        there = counter.id if counter is not None else 0
        yield Broken(
            Problem.COUNTER_WRONG, Counter.__tablename__, there, f"{series} {year}", f"{number:04d}", f"{said:04d}"
        )


def _place(number: str) -> _Place | None:
    found = _NUMBER.match(number)
    if found is None:
        return None
    return _Place(_CENTURY + int(found["year"]), int(found["month"]), int(found["sequence"]))
