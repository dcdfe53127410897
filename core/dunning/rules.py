"""Which reminder an invoice is due for, and what being late costs; pure."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Final

from core.invoicing.papers.rates import half_year
from core.kernel.amounts import ZERO, Amount, Rate, amount
from core.kernel.errors import Invalid

USUAL_DAYS: Final = (3, 10, 20, 30)
MOST_LEVELS: Final = 6
LAST_DAY: Final = 365
# Days between two reminders of one invoice at least, when the first of them left late.
LEAST_PAUSE: Final = 4
_DAYS_OF_A_YEAR: Final = 365  # whatever the year


@dataclass(frozen=True, slots=True)
class Level:
    """A step of dunning: so many days after the due day. The `formal` one puts the customer in default."""

    number: int
    days: int
    formal: bool = False


@dataclass(frozen=True, slots=True)
class Sent:
    """A reminder that has left."""

    level: int
    on: date
    formal: bool = False


def levels_of(days: Sequence[int], *, formal: bool) -> tuple[Level, ...]:
    """The levels by their days; the last one is the formal notice where there is one."""
    last = len(days)
    return tuple(Level(number, after, formal and number == last) for number, after in enumerate(days, start=1))


def checked_days(days: Sequence[int]) -> list[int]:
    """Days that grow, each at least one after the due day. Raises Invalid."""
    rising = all(first < second for first, second in pairwise(days))
    if not 1 <= len(days) <= MOST_LEVELS or not rising or days[0] < 1 or days[-1] > LAST_DAY:
        raise Invalid("dunning_days", ", ".join(map(str, days)))
    return list(days)


def next_level(levels: Sequence[Level], sent: Sequence[Sent]) -> Level | None:
    """The one that comes after those that have left: none is left out, none comes twice, nothing follows the formal
    notice, which still comes last where more levels have left than are set now."""
    reached = max((one.level for one in sent), default=0)
    if any(one.formal for one in sent):
        return None
    last = [replace(level, number=reached + 1) for level in levels[-1:] if level.formal]
    return next((level for level in (*levels, *last) if level.number > reached), None)


def day_of(levels: Sequence[Level], sent: Sequence[Sent], due_on: date) -> tuple[Level, date] | None:
    """The next level and the day from which it may leave; None when there is none any more."""
    level = next_level(levels, sent)
    if level is None:
        return None
    day = due_on + timedelta(days=level.days)
    if sent:
        before = max((one.days for one in levels if one.days < level.days), default=0)
        apart = min(LEAST_PAUSE, level.days - before)
        day = max(day, max(one.on for one in sent) + timedelta(days=apart))
    return level, day


def level_due(levels: Sequence[Level], sent: Sequence[Sent], *, due_on: date, today: date) -> Level | None:
    """The level that may leave today, if one may; never on the due day or before."""
    coming = day_of(levels, sent, due_on)
    if coming is None or today <= due_on or today < coming[1]:
        return None
    return coming[0]


def early_level(levels: Sequence[Level], sent: Sequence[Sent], *, due_on: date, today: date) -> Level | None:
    """The level that somebody may send today although its day has not come: of an invoice that is late, not twice in a
    few days, and never the formal notice."""
    level = next_level(levels, sent)
    if level is None or today <= due_on:
        return None
    rested = all(today >= one.on + timedelta(days=LEAST_PAUSE) for one in sent)
    if level_due(levels, sent, due_on=due_on, today=today) is not None:
        return level
    return level if rested and not level.formal else None


@dataclass(frozen=True, slots=True)
class Owing:
    """So much was owed from the day after `since` to `until`, both as days on which interest runs."""

    amount: Amount
    since: date
    until: date


def owings(
    payable: Amount, due_on: date, until: date, settled: Sequence[tuple[date, Amount]], *, off: Amount = ZERO
) -> Iterator[Owing]:
    """What was owed of an invoice and when, after its due day; what is paid on a day was owed on that day.

    `off` is money that is there and settles nothing yet: no interest is asked on as much.
    """
    left, since = amount(payable - off), due_on
    for on, paid in sorted(settled, key=lambda one: one[0]):
        day = min(max(on, due_on), until)
        if left > 0 and day > since:
            yield Owing(left, since, day)
        left, since = amount(left - paid), max(since, day)
    if left > 0 and until > since:
        yield Owing(left, since, until)


def interest(parts: Sequence[Owing], yearly: Callable[[date], Rate]) -> Amount:
    """The sum over half-years of what is owed, with tax, × rate × days / 365; rounded once, and without VAT."""
    exact = sum((_of(one, yearly) for one in parts), Decimal(0))
    return amount(exact)


def _of(owing: Owing, yearly: Callable[[date], Rate]) -> Decimal:
    exact, first = Decimal(0), owing.since + timedelta(days=1)
    while first <= owing.until:
        last = min(_end(first), owing.until)
        exact += owing.amount * yearly(first) * ((last - first).days + 1) / _DAYS_OF_A_YEAR
        first = last + timedelta(days=1)
    return exact


def _end(day: date) -> date:
    """The last day of its half-year."""
    start = half_year(day)
    return date(day.year, 6, 30) if start.month == 1 else date(day.year, 12, 31)


def take_off(credit: Amount, lefts: Sequence[Amount]) -> list[Amount]:
    """How much of what a customer has with us each of these takes, the first ones first."""
    taken = []
    for left in lefts:
        share = Amount(max(min(left, credit), ZERO))
        credit = amount(credit - share)
        taken.append(share)
    return taken
