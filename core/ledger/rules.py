"""Arithmetic of the books: what is still due once credits have paid the oldest, and the letters of what is settled."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256
from string import ascii_uppercase
from typing import Final

from core.kernel.amounts import ZERO, Amount, amount, total

# How late, in days: up to and with each of these; what is later than the last has a slice of its own.
SLICES: Final = (0, 30, 60, 90)
_SHORTEST: Final = 3  # letters of a code


@dataclass(frozen=True, slots=True)
class OpenLine:
    """One side of a customer's account that nothing has settled: debited when positive; None: due on no special day."""

    due_on: date | None
    amount: Amount


@dataclass(frozen=True, slots=True)
class Due:
    on: date
    amount: Amount


def dues(lines: Iterable[OpenLine]) -> tuple[Sequence[Due], Amount]:
    """What is due and when, the oldest first, and the rest that has no day: less than nothing when he has credit.

    Credits pay what is due on no special day (money given back, a payment that bounced), then the oldest.
    """
    by_day: dict[date, Amount] = {}
    rest = ZERO
    for line in lines:
        if line.due_on is not None and line.amount > 0:
            by_day[line.due_on] = amount(by_day.get(line.due_on, ZERO) + line.amount)
        else:
            rest = amount(rest + line.amount)
    left = []
    for on, due in sorted(by_day.items()):
        paid = min(due, max(amount(-rest), ZERO))
        rest = amount(rest + paid)
        if due > paid:
            left.append(Due(on, amount(due - paid)))
    return left, rest


def sliced(due: Sequence[Due], on: date) -> tuple[Amount, ...]:
    """What is due, by how late it is on that day: not late, then up to 30, 60, 90 days, and more."""
    return tuple(total(one.amount for one in due if _slice(one.on, on) == place) for place in range(len(SLICES) + 1))


def numbers_hash(numbers: Iterable[int]) -> str:
    """SHA-256 of the numbers in their order, "12,13,17": which entries a file was made of."""
    return sha256(",".join(str(one) for one in sorted(numbers)).encode()).hexdigest()


def letter_code(number: int) -> str:
    """The 1st is AAA, the 2nd AAB; after ZZZ comes AAAA."""
    length, left = _SHORTEST, number - 1
    while left >= len(ascii_uppercase) ** length:
        left -= len(ascii_uppercase) ** length
        length += 1
    letters = []
    for _place in range(length):
        left, letter = divmod(left, len(ascii_uppercase))
        letters.append(ascii_uppercase[letter])
    return "".join(reversed(letters))


def year_around(on: date, years: Sequence[tuple[date, date]]) -> Sequence[tuple[date, date]]:
    """The fiscal years to open so that one holds that day, in order: each joins the years that there are (first and
    last days, in order), and lasts a year; the first of all is the calendar year."""
    if not years:
        return [(date(on.year, 1, 1), date(on.year, 12, 31))]
    opened = []
    starts, ends = years[0][0], years[-1][1]
    while ends < on:
        opened.append((ends + _DAY, _a_year_from(ends + _DAY)))
        ends = opened[-1][1]
    while on < starts:
        opened.insert(0, (_a_year_before(starts), starts - _DAY))
        starts = opened[0][0]
    return opened


def result_of(balances: Mapping[str, Amount]) -> Amount:
    """Profit, or less than nothing: what accounts of classes 6 and 7 come to (balances: debit less credit)."""
    return amount(-total(value for number, value in balances.items() if number[:1] in "67"))


_DAY: Final = timedelta(days=1)


def _slice(due: date, on: date) -> int:
    late = (on - due).days
    return next((place for place, most in enumerate(SLICES) if late <= most), len(SLICES))


def _a_year_from(first: date) -> date:
    """The last day of the year that begins then."""
    return _same_day(first, first.year + 1) - _DAY


def _a_year_before(starts: date) -> date:
    """The first day of the year that ends the day before."""
    return _same_day(starts, starts.year - 1)


def _same_day(day: date, year: int) -> date:
    """The 29th of February becomes the 1st of March."""
    return date(year, 3, 1) if (day.month, day.day) == (2, 29) else day.replace(year=year)
