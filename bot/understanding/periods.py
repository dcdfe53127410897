"""Stretches of days that books are asked for: « novembre », « t3 2026 », « du 1 au 15 nov », « l'exercice 2026 »."""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal, TypeAlias

from bot.understanding.words import fold

Span: TypeAlias = Literal["day", "week", "month", "quarter", "half", "year", "other"]


@dataclass(frozen=True, slots=True)
class Period:
    """From the first day to the last, both of it."""

    first: date
    last: date

    @property
    def span(self) -> Span:
        """What people would call it."""
        if self.first == self.last:
            return "day"
        if (self.last - self.first).days == 6 and self.first.weekday() == 0:
            return "week"
        months = (self.last.year - self.first.year) * 12 + self.last.month - self.first.month + 1
        whole = self.first.day == 1 and (self.last + timedelta(days=1)).day == 1
        if not whole or (self.first.month - 1) % months:
            return "other"
        return _SPANS.get(months, "other")


def read_period(text: str, today: date) -> Period | None:
    """The period that words name, the last that has begun unless its year is said; None for words that name none."""
    said = " ".join(re.sub(r"[,:;?!()]|(?<=[a-z])\.", " ", fold(text)).split())
    said = _AROUND.sub("", said)
    for pattern, read in _READERS:
        found = pattern.fullmatch(said)
        if found is not None:
            with suppress(ValueError, OverflowError):  # the 31st of February, the year 0
                period = read(found, today)
                return period if period.first <= period.last else None
    return None


def read_fiscal_year(text: str, today: date) -> Period | None:
    """The same of a fiscal year: whose days are said without a year is the one around today."""
    period = read_period(text, today)
    if period is None or period.last >= today or _YEAR_SAID.search(fold(text)):
        return period
    return Period(_next_year(period.first), _next_year(period.last))


def split_period(words: str, today: date) -> tuple[str, Period | None]:
    """« hotel du parc 2026 »: what stands in front of the longest period at the end, and that period."""
    said = words.split()
    for at in range(max(0, len(said) - _LONGEST), len(said)):
        if (period := read_period(" ".join(said[at:]), today)) is not None:
            return " ".join(said[:at]), period
    return words, None


def month_of(year: int, month: int) -> Period:
    return _months(year, month, 1)


def year_of(year: int) -> Period:
    return _months(year, 1, 12)


def _months(year: int, month: int, many: int) -> Period:
    last = month + many - 1
    return Period(date(year, month, 1), date(year, last, calendar.monthrange(year, last)[1]))


def _month(found: re.Match[str], today: date) -> Period:
    month = _month_number(found["month"])
    return month_of(_year(found["year"]) or today.year - (month > today.month), month)


def _month_in_figures(found: re.Match[str], _today: date) -> Period:
    return month_of(int(found["year"]), int(found["month"]))


def _relative_month(found: re.Match[str], today: date) -> Period:
    return _months_back(today, 1 if _IS_LAST.search(found.group()) else 0, 1)


def _quarter(found: re.Match[str], today: date) -> Period:
    month = (int(found["n"]) - 1) * 3 + 1
    return _months(_year(found["year"]) or today.year - (month > today.month), month, 3)


def _relative_quarter(found: re.Match[str], today: date) -> Period:
    back = 3 if _IS_LAST.search(found.group()) else 0
    return _months_back(today, (today.month - 1) % 3 + back, 3)


def _half(found: re.Match[str], today: date) -> Period:
    month = 1 if found["n"] in ("1", "premier") else 7
    return _months(_year(found["year"]) or today.year - (month > today.month), month, 6)


def _months_back(today: date, back: int, many: int) -> Period:
    year, month = divmod(today.year * 12 + today.month - 1 - back, 12)
    return _months(year, month + 1, many)


def _whole_year(found: re.Match[str], _today: date) -> Period:
    return year_of(_year(found["year"]) or 0)


def _relative_year(found: re.Match[str], today: date) -> Period:
    return year_of(today.year - (1 if _IS_LAST.search(found.group()) else 0))


def _week(found: re.Match[str], today: date) -> Period:
    monday = today - timedelta(days=today.weekday() + (7 if _IS_LAST.search(found.group()) else 0))
    return Period(monday, monday + timedelta(days=6))


def _today(_found: re.Match[str], today: date) -> Period:
    return Period(today, today)


def _yesterday(_found: re.Match[str], today: date) -> Period:
    return Period(today - timedelta(days=1), today - timedelta(days=1))


def _one_day(found: re.Match[str], today: date) -> Period:
    day = _past_day(found["day"], None, today)
    return Period(day, day)


def _from_to(found: re.Match[str], today: date) -> Period:
    """« du 1 au 15 nov »: what the first day does not say is as the last one has it."""
    last = _past_day(found["to"], None, today)
    first = _past_day(found["from"], last, today)
    return Period(first, last)


def _months_from_to(found: re.Match[str], today: date) -> Period:
    """« de septembre à novembre »."""
    to = _month_number(found["to"])
    year = _year(found["year"]) or today.year - (to > today.month)
    start = _month_number(found["from"])
    return Period(date(year - (start > to), start, 1), month_of(year, to).last)


def _since(found: re.Match[str], today: date) -> Period:
    named = found["since"]
    begun = read_period(named, today)
    if begun is None:
        raise ValueError(named)
    return Period(begun.first, today)


def _past_day(said: str, like: date | None, today: date) -> date:
    """The last such day, or the one in the month and year of `like`."""
    found = _DAY_PARTS.fullmatch(said)
    if found is None:
        raise ValueError(said)
    month = int(found["figure"]) if found["figure"] else _month_number(found["month"]) if found["month"] else 0
    year, day = _year(found["year"]), int(found["day"])
    if month and year:
        return date(year, month, day)
    if like is not None:
        before = _months_back(like, 0 if day <= like.day else 1, 1).first if not month else like
        return (
            date(like.year - ((month, day) > (like.month, like.day)), month, day) if month else before.replace(day=day)
        )
    if month:
        return date(today.year - ((month, day) > (today.month, today.day)), month, day)
    back = _months_back(today, 1 if day > today.day else 0, 1)
    return back.first.replace(day=day)


def _next_year(day: date) -> date:
    """The same day a year on; the last of February stays its last."""
    if (day.month, (day + timedelta(days=1)).month) == (2, 3):
        return date(day.year + 1, 3, 1) - timedelta(days=1)
    return day.replace(year=day.year + 1)


def _year(said: str | None) -> int | None:
    return int(said) + (2000 if len(said) == 2 else 0) if said else None


def _month_number(name: str) -> int:
    return next(number for number, names in enumerate(_MONTHS, 1) if re.fullmatch(names, name))


_LONGEST: Final = 9
_SPANS: Final[dict[int, Span]] = {1: "month", 3: "quarter", 6: "half", 12: "year"}
_MONTHS: Final = (
    "janvier|janv|jan|january", "fevrier|fevr|fev|feb|february", "mars|march", "avril|avr|april|apr", "mai|may",
    "juin|june|jun", "juillet|juil|jul|july", "aout|aou|august|aug", "septembre|septenbre|sept|sep|september",
    "octobre|oct|october", "novembre|novenbre|novembe|nov|november", "decembre|decenbre|dec|december",
)  # fmt: skip
_MONTH: Final = "|".join(_MONTHS)
_YEAR: Final = r"20\d\d"
_IS_LAST: Final = re.compile(r"dernier|derniere|passee?|precedente?|d avant|last|n-1|ecoulee?")
_LAST: Final = r"(?:dernier|derniere|passee?|precedente?|d avant|ecoulee?)"
_NOW: Final = r"(?:en cours|courante?|ci|actuel(?:le)?)"
_AROUND: Final = re.compile(r"^(?:(?:sur|pour|en|in|of|for|au|periode) )+")
_A_DAY: Final = rf"\d{{1,2}}(?:er)?(?:[/. -]\d{{1,2}}(?:[/. -](?:{_YEAR}|\d\d))?| (?:{_MONTH})(?: {_YEAR})?)?"
_A_DATE: Final = rf"\d{{1,2}}(?:er)?(?:[/.-]\d{{1,2}}(?:[/.-](?:{_YEAR}|\d\d))?| (?:{_MONTH})(?: {_YEAR})?)"
_DAY_PARTS: Final = re.compile(
    rf"(?P<day>\d{{1,2}})(?:er)?(?:[/. -](?P<figure>\d{{1,2}})"
    rf"|(?: (?P<month>{_MONTH})))?(?:[/. -](?P<year>{_YEAR}|\d\d))?"
)
_YEAR_SAID: Final = re.compile(rf"{_YEAR}|\d[/. -]\d{{1,2}}[/. -]\d\d\b|\bn-1\b|{_LAST}")
_OF: Final = r"(?:(?:de|du|d|des|le|la|l|en) )*"
_ORDINAL: Final = r"(?P<n>[1-4])(?:er|ere|e|eme|ieme|nd|st|rd|th)?"
_OPTIONAL_YEAR: Final = rf"(?: (?:de |d |l annee )?(?P<year>{_YEAR}|\d\d))?"
_READERS: Final[tuple[tuple[re.Pattern[str], Callable[[re.Match[str], date], Period]], ...]] = tuple(
    (re.compile(_OF + pattern), read)
    for pattern, read in (
        (rf"(?:mois de |mois d )?(?P<month>{_MONTH})(?:[ /-](?P<year>{_YEAR}|2\d))?", _month),
        (rf"(?P<month>0?[1-9]|1[0-2])[/.-](?P<year>{_YEAR})", _month_in_figures),
        (rf"(?P<year>{_YEAR})-(?P<month>0[1-9]|1[0-2])", _month_in_figures),
        (rf"(?:ce mois(?:[ -]ci)?|mois(?: (?:{_NOW}|{_LAST}))?|this month|last month)", _relative_month),
        (rf"(?:trimestre |trim |q|t|quarter ){_ORDINAL}{_OPTIONAL_YEAR}", _quarter),
        (rf"{_ORDINAL} ?(?:trimestre|trim|tri|t){_OPTIONAL_YEAR}", _quarter),
        (rf"(?:ce )?(?:trimestre|trim)(?: (?:{_NOW}|{_LAST}))?|(?:this|last) quarter", _relative_quarter),
        (rf"(?P<n>[12])(?:er|e|eme|nd)? semestre{_OPTIONAL_YEAR}", _half),
        (rf"(?:(?:exercice|annee|an|exo|year) )?(?P<year>{_YEAR})", _whole_year),
        (
            rf"(?:cette annee|(?:annee|exercice|an)(?: (?:{_NOW}|{_LAST}|n-1))|annee|exercice|this year|last year|n-1)",
            _relative_year,
        ),
        (rf"(?:cette semaine|semaine(?: (?:{_NOW}|{_LAST}))?|this week|last week)", _week),
        (r"(?:aujourd hui|auj|ajd|jour|ce jour|journee|today)", _today),
        (r"(?:hier|veille|yesterday)", _yesterday),
        (rf"(?:depuis|a partir) {_OF}(?P<since>.+)", _since),
        (
            rf"(?:entre )?{_OF}(?P<from>{_A_DAY}) (?:au|a|et|jusqu au|->?|-) (?:le )?(?P<to>{_A_DAY})",
            _from_to,
        ),
        (
            rf"(?:entre )?(?P<from>{_MONTH}) (?:a|au|et|-|jusqu a) (?P<to>{_MONTH})(?: (?P<year>{_YEAR}))?",
            _months_from_to,
        ),
        (rf"(?P<day>{_A_DATE})", _one_day),
    )
)
