"""When something comes back, and when it is said. Pure."""

import calendar
import re
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Final, TypeAlias

from core.kernel.errors import Invalid
from core.kernel.hours import at_wall

Day: TypeAlias = date  # a field is called `date`

MORNING: Final = 8 * 60  # when something of a day without an hour is said, in minutes after midnight
BEFORE_MEETING: Final = 60  # minutes
MEETING: Final = 60  # minutes that an appointment takes when nothing is said
SILENCE: Final = timedelta(hours=24)  # without an answer it is told once more
LATE: Final = timedelta(minutes=5)  # what is said later than that says so

WEEKDAYS: Final = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_WEEKDAY: Final = f"(?:{'|'.join(WEEKDAYS)})"
_RECURRENCE: Final = re.compile(
    rf"(?:(?:(?P<kind>daily|yearly)|(?P<weekly>weekly)(?::(?P<days>{_WEEKDAY}+))?"
    rf"|(?P<monthly>monthly)(?::(?:(?P<date>\d{{1,2}})|(?P<nth>[1-4]|-1)(?P<day>{_WEEKDAY})))?)(?:/(?P<every>\d{{1,2}}))?"
    r"|(?P<workdays>workdays))(?:~(?P<until>\d{4}-\d\d-\d\d))?"
)
_LONGEST: Final = 40  # characters of a code


@dataclass(frozen=True, slots=True)
class Recurrence:
    """How something comes back: each `every`th day, week, month or year from its first day on; of weeks on these
    `weekdays` (0 is Monday), of months on that `date`, or on the `nth` (-1: the last) of these weekdays. The day
    `until` is the last on which it may."""

    kind: str  # daily, workdays, weekly, monthly, yearly
    every: int = 1
    weekdays: tuple[int, ...] = ()
    date: int | None = None
    nth: int | None = None
    until: Day | None = None

    @classmethod
    def of(cls, code: str) -> "Recurrence":
        """Of « weekly:MOTH », « weekly:TU/2 », « monthly:15 », « monthly:-1FR », « yearly », « daily/3 », « workdays »;
        its last day behind: « daily~2027-03-31 ». Raises Invalid("recurrence")."""
        found = _RECURRENCE.fullmatch(code)
        if found is None or len(code) > _LONGEST:
            raise Invalid("recurrence", code)
        every, date_ = int(found["every"] or 1), int(found["date"] or 1)
        if every < 1 or not 1 <= date_ <= 31:
            raise Invalid("recurrence", code)
        days = found["days"] or found["day"] or ""
        try:
            until = date.fromisoformat(found["until"]) if found["until"] else None
        except ValueError:
            raise Invalid("recurrence", code) from None
        return cls(
            found["kind"] or found["weekly"] or found["monthly"] or found["workdays"],
            every,
            tuple(sorted({WEEKDAYS.index(days[at : at + 2]) for at in range(0, len(days), 2)})),
            int(found["date"]) if found["date"] else None,
            int(found["nth"]) if found["nth"] else None,
            until,
        )


def checked_recurrence(code: str) -> str:
    """ "" for what does not come back, or a code as `Recurrence` reads it. Raises Invalid("recurrence")."""
    if code:
        Recurrence.of(code)
    return code


def first_day(recurrence: str, today: date) -> date:
    """The first day from today on that the recurrence falls on; how many are left out counts from there. Raises
    Invalid("recurrence") where it ends before."""
    day, each = today, replace(Recurrence.of(recurrence), every=1)
    while not _falls(each, day, anchor=today):
        day += timedelta(days=1)
    if each.until is not None and day > each.until:
        raise Invalid("recurrence", recurrence)
    return day


def following(recurrence: str, anchor: date, after: date) -> date | None:
    """The first day after `after` on which what began on `anchor` comes back; None once it has ended."""
    said = Recurrence.of(recurrence)
    day = _years_on(anchor, after, said.every) if said.kind == "yearly" else after + timedelta(days=1)
    while said.kind != "yearly" and not _falls(said, day, anchor):
        day += timedelta(days=1)
    return day if said.until is None or day <= said.until else None


def rings_at(*, day: date, at: int | None, before: int, zone: str, now: datetime, after: datetime) -> datetime:
    """When it is said: at its time, in the morning when it has none, `before` minutes earlier; never before now."""
    begins = at_wall(day, MORNING if at is None else at, zone, after=after)
    return max(begins - timedelta(minutes=before), min(begins, now))


def _falls(said: Recurrence, day: date, anchor: date) -> bool:
    match said.kind:
        case "daily":
            return (day - anchor).days % said.every == 0
        case "workdays":
            return day.isoweekday() <= 5
        case "weekly":
            weeks = (_monday(day) - _monday(anchor)).days // 7
            return day.weekday() in (said.weekdays or (anchor.weekday(),)) and weeks % said.every == 0
        case "monthly":
            months = (day.year - anchor.year) * 12 + day.month - anchor.month
            return months % said.every == 0 and _falls_in_month(said, day, anchor)
    return (day.month, day.day) == (anchor.month, anchor.day)


def _falls_in_month(said: Recurrence, day: date, anchor: date) -> bool:
    """A date that a month does not have is its last day."""
    length = calendar.monthrange(day.year, day.month)[1]
    if said.nth is None:
        return day.day == min(said.date or anchor.day, length)
    is_nth = day.day > length - 7 if said.nth < 0 else (day.day - 1) // 7 + 1 == said.nth
    return day.weekday() in said.weekdays and is_nth


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _years_on(anchor: date, after: date, every: int) -> date:
    """The 29th of February is kept on the 28th in other years."""
    year = max(anchor.year, after.year - (after.year - anchor.year) % every)
    while True:
        last = calendar.monthrange(year, anchor.month)[1]
        if (day := date(year, anchor.month, min(anchor.day, last))) > after:
            return day
        year += every
