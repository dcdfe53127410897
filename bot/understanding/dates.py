"""Days as people say them: « demain », « vendredi », « le 12/12 », « dans 15 jours », « début décembre », « s49 »."""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable
from contextlib import suppress
from datetime import date, timedelta
from typing import Final

from bot.understanding.words import joined, tokens_of

_WEEKDAYS: Final = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
_MONTHS: Final = (
    "janvier|janv|jan", "fevrier|fevr|fev", "mars", "avril|avr", "mai", "juin", "juillet|juil", "aout",
    "septembre|sept", "octobre|oct", "novembre|nov", "decembre|dec",
)  # fmt: skip
_MONTH: Final = "|".join(_MONTHS)
_STAGES: Final = {"debut": 1, "mi": 15}
_LENGTHS: Final = {"j": 1, "jour": 1, "jours": 1, "semaine": 7, "semaines": 7}

# A day in the words of a message, for larger patterns; `read_day` gives its meaning.
DAY: Final = (
    r"(?:(?:ds|dans|sous) \d+ (?:jours?|j|semaines?|mois)|aujourd[ ']?hui|auj|apres demain|demain"
    rf"|(?:{'|'.join(_WEEKDAYS)})(?: (?:prochain|pro))?(?: (?:le )?\d+/\d+(?:/\d+)?)?"
    rf"|(?:debut|mi|fin) (?:{_MONTH}|de mois|du mois|de semaine)"
    rf"|\d+/\d+(?:/\d+)?|\d+ (?:{_MONTH})(?: \d{{4}})?|(?:semaine|s) \d+|s\d+)"
)


def read_day(said: str, today: date) -> date | None:
    """The day that words name, none before `today` unless its year is said; None for words that name none."""
    text = " ".join(word for word in joined(tokens_of(said)).split() if word not in ("le", "pour", "au", "vers"))
    for pattern, read in _READERS:
        found = pattern.fullmatch(text)
        if found is not None:
            with suppress(ValueError, OverflowError):  # the 31st of February, in a thousand years
                return read(found, today)
    return None


def _soon(found: re.Match[str], today: date) -> date:
    return today + timedelta(days=2 if found.group().startswith("apres") else 1)


def _ahead(found: re.Match[str], today: date) -> date:
    many = int(found["many"])
    if found["unit"] == "mois":
        year, month = divmod(today.month - 1 + many, 12)
        last = calendar.monthrange(today.year + year, month + 1)[1]
        return date(today.year + year, month + 1, min(today.day, last))
    return today + timedelta(days=many * _LENGTHS[found["unit"]])


def _weekday(found: re.Match[str], today: date) -> date:
    """The next one; « prochain » said of a day that is still to come this week means the week after."""
    ahead = (_WEEKDAYS.index(found["name"]) - today.weekday() - 1) % 7 + 1
    is_this_week = today.weekday() + ahead <= 6
    return today + timedelta(days=ahead + (7 if found["next"] and is_this_week else 0))


def _figures(found: re.Match[str], today: date) -> date:
    return _in_year(int(found["day"]), int(found["month"]), found["year"], today)


def _spelled(found: re.Match[str], today: date) -> date:
    return _in_year(int(found["day"]), _month_number(found["month"]), found["year"], today)


def _day_of_month(found: re.Match[str], today: date) -> date:
    day = int(found["day"])
    if day > today.day:
        return today.replace(day=day)
    year, month = divmod(today.month, 12)
    return date(today.year + year, month + 1, day)


def _stage(found: re.Match[str], today: date) -> date:
    month = _month_number(found["month"])
    day = _STAGES.get(found["stage"]) or calendar.monthrange(today.year, month)[1]
    return _in_year(day, month, None, today)


def _end(found: re.Match[str], today: date) -> date:
    if found["span"] == "semaine":
        return today + timedelta(days=(4 - today.weekday()) % 7)
    return today.replace(day=calendar.monthrange(today.year, today.month)[1])


def _week(found: re.Match[str], today: date) -> date:
    """Its Monday."""
    monday = date.fromisocalendar(today.year, int(found["week"]), 1)
    return monday if monday >= today else date.fromisocalendar(today.year + 1, int(found["week"]), 1)


def _in_year(day: int, month: int, year: str | None, today: date) -> date:
    if year:
        return date(int(year) + (2000 if len(year) == 2 else 0), month, day)
    this_year = date(today.year, month, day)
    return this_year if this_year >= today else date(today.year + 1, month, day)


def _month_number(name: str) -> int:
    return next(number for number, names in enumerate(_MONTHS, 1) if name in names.split("|"))


_FIGURES = r"(?P<day>\d{1,2})/(?P<month>\d{1,2})(?:/(?P<year>\d{4}|\d{2}))?"
_READERS: Final[tuple[tuple[re.Pattern[str], Callable[[re.Match[str], date], date]], ...]] = tuple(
    (re.compile(pattern), read)
    for pattern, read in (
        (r"aujourd[ ']?hui|auj|ce jour", lambda _found, today: today),
        (r"(?:apres )?demain", _soon),
        (r"(?:ds|dans|sous) (?P<many>\d{1,3}) (?P<unit>jours?|j|semaines?|mois)", _ahead),
        (rf"(?P<name>{'|'.join(_WEEKDAYS)})(?: (?P<next>prochain|pro))?", _weekday),
        (rf"(?:(?:{'|'.join(_WEEKDAYS)}) )?{_FIGURES}", _figures),
        (rf"(?P<day>\d{{1,2}}) (?P<month>{_MONTH})(?: (?P<year>\d{{4}}))?", _spelled),
        (r"(?P<day>\d{1,2})", _day_of_month),
        (rf"(?P<stage>debut|mi|fin) (?P<month>{_MONTH})", _stage),
        (r"fin (?:de |du )?(?P<span>mois|semaine)", _end),
        (r"(?:semaine |s ?)(?P<week>\d{1,2})", _week),
    )
)
