"""When something comes back, and when it is said. Pure."""

import calendar
import re
from datetime import date, datetime, timedelta
from typing import Final

from core.kernel.errors import Invalid
from core.kernel.hours import at_wall

MORNING: Final = 8 * 60  # when something of a day without an hour is said, in minutes after midnight
BEFORE_MEETING: Final = 60  # minutes
MEETING: Final = 60  # minutes that an appointment takes when nothing is said
SILENCE: Final = timedelta(hours=24)  # without an answer it is told once more
LATE: Final = timedelta(minutes=5)  # what is said later than that says so

_RECURRENCE: Final = re.compile(r"daily|workdays|weekly(?::(?:MO|TU|WE|TH|FR|SA|SU))?|monthly(?::\d{1,2})?|yearly")
_WEEKDAYS: Final = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


def checked_recurrence(code: str) -> str:
    """ "", daily, workdays, weekly, weekly:MO, monthly, monthly:15 or yearly. Raises Invalid("recurrence")."""
    found = _RECURRENCE.fullmatch(code)
    if code and (found is None or (code.startswith("monthly:") and not 1 <= int(code.partition(":")[2]) <= 31)):
        raise Invalid("recurrence", code)
    return code


def first_day(recurrence: str, today: date) -> date:
    """The first day from today on that the recurrence falls on."""
    day = today
    while not _falls(recurrence, day, anchor=today):
        day += timedelta(days=1)
    return day


def following(recurrence: str, anchor: date, after: date) -> date:
    """The first day after `after` on which what began on `anchor` comes back."""
    if recurrence == "yearly":
        return _years_on(anchor, after)
    day = after + timedelta(days=1)
    while not _falls(recurrence, day, anchor):
        day += timedelta(days=1)
    return day


def rings_at(*, day: date, at: int | None, before: int, zone: str, now: datetime) -> datetime:
    """When it is said: at its time, in the morning when it has none, `before` minutes earlier; never before now."""
    begins = at_wall(day, MORNING if at is None else at, zone)
    return max(begins - timedelta(minutes=before), min(begins, now))


def _falls(recurrence: str, day: date, anchor: date) -> bool:
    kind, _, detail = recurrence.partition(":")
    if kind == "daily":
        return True
    if kind == "workdays":
        return day.isoweekday() <= 5
    if kind == "weekly":
        return day.weekday() == (_WEEKDAYS.index(detail) if detail else anchor.weekday())
    if kind == "monthly":
        wanted = int(detail) if detail else anchor.day
        return day.day == min(wanted, calendar.monthrange(day.year, day.month)[1])
    return (day.month, day.day) == (anchor.month, anchor.day)


def _years_on(anchor: date, after: date) -> date:
    """The 29th of February is kept on the 28th in other years."""
    for year in (after.year, after.year + 1):
        last = calendar.monthrange(year, anchor.month)[1]
        if (day := date(year, anchor.month, min(anchor.day, last))) > after:
            return day
    raise AssertionError("a year has an end")
