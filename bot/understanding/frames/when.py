"""Days and hours as French people type them, read at the moment of the message: « demain 9h », « jeudi en 8 », « s49 ».

`past` says which way a bare day looks: « vendredi » is the next one of what is planned, the last one of what was done.
What people mean is a choice where the words leave one: « mardi prochain » said on a Monday is of next week, « courant
janvier » its middle, « ce week-end » its Saturday, « cette semaine » ends on Friday.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from typing import Final, TypeAlias

from bot.understanding.frames.calendar_words import DAY, DAYS, MONTH, MONTHS, PART, PARTS
from bot.understanding.frames.sheet import Sheet
from bot.understanding.vocabulary import NUMBER_WORDS

_CLOCK: Final = r"(?P<hour>\d{1,2})\s?(?:h|:)\s?(?P<minute>\d{2})?(?![\d/-])|(?P<english>\d{1,2})\s?(?P<half>am|pm)"
_HOUR: Final = rf"(?:(?:a |vers |pour |des |at |@ ?)?(?:{_CLOCK})|(?P<part>{PART}))"
_LEAD: Final = (
    r"(?:(?:pour|pr|le|la|du|de|d'|avant|des|a partir du|jusqu'au|au|en|a|vers|dispo|ce|cette|l'|on|by|for|before|the"
    r"|d'ici|fin"
    r"(?= de (?:la )?semaine$))\s?)*"
)


@dataclass(frozen=True, slots=True)
class Moment:
    """A day, perhaps with its hour; an hour alone; or what comes back: "weekly:MO", "daily", "monthly"."""

    day: date | None = None
    at: time | None = None
    recurrence: str = ""

    @property
    def moment(self) -> str:
        """ISO, to the minute: « 2026-11-24T10:00 ». Of a day and an hour only."""
        if self.day is None or self.at is None:
            raise ValueError(self)
        return datetime.combine(self.day, self.at).strftime("%Y-%m-%dT%H:%M")


def take_moment(
    sheet: Sheet, now: datetime, *, past: bool = False, hours: bool = True, leading: bool = False
) -> Moment | None:
    """The day or the moment said, taken out; None when none is. `hours`: an hour beside the day belongs to it.
    `leading`: what the sentence begins with comes before any other, « demain 9h d'appeler pour le rdv de jeudi »."""
    candidates = _moments(sheet, now, past)
    for found, moment in sorted(candidates, key=partial(_is_behind_words, sheet)) if leading else candidates:
        start, end = found.span()
        at = moment.at
        if hours:
            said, start, end = _beside(sheet, start, end)
            at = said or at
        elif not hours:
            at, end = None, _part_behind(sheet, end)
        sheet.cut(start, end)
        return _limited(sheet, replace(moment, at=at), end, now, hours=hours)
    alone = _ALONE.search(sheet.flat) if hours and not past else None
    at = _clock(alone) if alone is not None else None
    if alone is None or at is None:
        return None
    sheet.cut(*alone.span())
    return Moment(now.date(), at)


def _limited(sheet: Sheet, moment: Moment, end: int, now: datetime, *, hours: bool) -> Moment:
    """What comes back, but on some days (« sauf le vendredi »), and until when (« jusqu'à fin mars »); its hour may
    stand behind that."""
    recurrence = moment.recurrence
    if recurrence in _DAYS_OF and (found := _BUT.search(sheet.flat)) is not None:
        out, each = _named(found["days"]), _DAYS_OF[recurrence]
        left = "".join(code for at, code in enumerate(_CODES) if code in each and at not in out)
        recurrence, end = f"weekly:{left}" if left else recurrence, found.end()
        sheet.cut(*found.span())
    if recurrence and (begins := _UNTIL.search(sheet.flat)) is not None:
        for last, day in _last_days(sheet, begins.end(), now):
            recurrence, end = f"{recurrence}~{day.isoformat()}", last
            sheet.cut(begins.start(), last)
            break
    if recurrence == moment.recurrence or moment.at is not None or not hours:
        return replace(moment, recurrence=recurrence)
    clock = _BEHIND.match(sheet.flat, end)
    at = _clock(clock) if clock is not None else None
    if clock is not None and at is not None:
        sheet.cut(*clock.span())
    return replace(moment, at=at, recurrence=recurrence)


def _named(words: str) -> set[int]:
    """Days of the week, 0 is Monday."""
    if _WEEKEND.search(words):
        return {5, 6}
    return {at for one in _A_DAY.findall(words) for at, names in enumerate(DAYS) if re.fullmatch(names, one)}


def _last_days(sheet: Sheet, start: int, now: datetime) -> Iterator[tuple[int, date]]:
    """Where a day ends that is named there, and which it is; of a month or a year alone its last."""
    if (found := _WHOLE_MONTH.match(sheet.flat, start)) is not None:
        this_month = _Now(now, now.date().replace(day=1), past=False)
        yield found.end(), _last(_in_year(1, _month(found["month"]), found["year"], this_month))
    if (found := _WHOLE_YEAR.match(sheet.flat, start)) is not None:
        yield found.end(), date(int(found["year"] or now.year), 12, 31)
    for pattern, read in _READERS:
        if (found := pattern.match(sheet.flat, start)) is not None:
            with suppress(ValueError, OverflowError):
                said = read(found, _Now(now, now.date(), past=False))
                if isinstance(said, date):
                    yield found.end(), said


def _is_behind_words(sheet: Sheet, one: tuple[re.Match[str], Moment]) -> bool:
    return any(sign.isalnum() for sign in sheet.flat[: one[0].start()])


def _moments(sheet: Sheet, now: datetime, past: bool) -> Iterator[tuple[re.Match[str], Moment]]:
    for pattern, read in _READERS:
        for found in pattern.finditer(sheet.flat):
            with suppress(ValueError, OverflowError):  # the 31st of February
                said = read(found, _Now(now, now.date(), past))
                yield found, said if isinstance(said, Moment) else Moment(said)


def _beside(sheet: Sheet, start: int, end: int) -> tuple[time | None, int, int]:
    """The hour behind the day, or in front of it, and where both stand."""
    part = _BEHIND_PART.match(sheet.flat, end)
    clock = _BEHIND.match(sheet.flat, part.end() if part else end)
    if clock is not None and (at := _clock(clock)) is not None:
        return at, start, clock.end()
    if part is not None:
        return _clock(part), start, part.end()
    before = _BEFORE.search(sheet.flat[:start])
    if before is not None and (at := _clock(before)) is not None:
        return at, before.start(), end
    return None, start, end


def _part_behind(sheet: Sheet, start: int) -> int:
    """« demain matin » is a day, whoever wants no hours."""
    found = _BEHIND_PART.match(sheet.flat, start)
    return found.end() if found else start


def _clock(found: re.Match[str]) -> time | None:
    groups = found.groupdict()
    if groups.get("part"):
        return _part_of_day(groups["part"].strip())
    if groups.get("english"):
        hour = int(groups["english"]) % 12 + (12 if groups["half"] == "pm" else 0)
        return time(hour)
    hour, minute = int(groups["hour"] or 99), int(groups["minute"] or 0)
    return time(hour, minute) if hour < 24 and minute < 60 else None


def _part_of_day(said: str) -> time:
    return next(at for words, at in PARTS.items() if re.fullmatch(words, said))


@dataclass(frozen=True, slots=True)
class _Now:
    now: datetime
    today: date
    past: bool


_Said: TypeAlias = "date | Moment"
_Read: TypeAlias = Callable[[re.Match[str], _Now], _Said]


def _near(found: re.Match[str], now: _Now) -> _Said:
    return now.today + timedelta(days=next(days for words, days in _NEAR if re.fullmatch(words, found["near"])))


def _this_part(found: re.Match[str], now: _Now) -> _Said:
    """« ce soir », « cet aprem »; in the past they are only today."""
    return Moment(now.today, None if now.past else _clock(found))


def _weekday(found: re.Match[str], now: _Now) -> _Said:
    number = next(at for at, names in enumerate(DAYS) if re.fullmatch(names, found["name"]))
    behind = (found["behind"] or "").strip()
    before = found["before"] or ""
    if "dernier" in behind or before == "last " or (now.past and not behind):
        return now.today - timedelta(days=(now.today.weekday() - number - 1) % 7 + 1)
    ahead = (number - now.today.weekday() - 1) % 7 + 1
    if behind.startswith("en"):
        return now.today + timedelta(days=ahead + (14 if behind.endswith(("15", "quinze")) else 7))
    is_this_week = now.today.weekday() + ahead <= 6
    return now.today + timedelta(days=ahead + (7 if (behind or before) and is_this_week else 0))


def _figures(found: re.Match[str], now: _Now) -> _Said:
    return _in_year(int(found["day"]), int(found["month"]), found["year"], now)


def _spelled(found: re.Match[str], now: _Now) -> _Said:
    return _in_year(int(found["day"].removesuffix("er")), _month(found["month"]), found["year"], now)


def _iso(found: re.Match[str], _now: _Now) -> _Said:
    return date(int(found["year"]), int(found["month"]), int(found["day"]))


def _day_of_month(found: re.Match[str], now: _Now) -> _Said:
    day = int(found["day"].removesuffix("er"))
    for months in range(4):
        with suppress(ValueError):
            there = _first(now.today, -months if now.past else months).replace(day=day)
            if (there <= now.today) if now.past else (there > now.today):
                return there
    raise ValueError


def _stage(found: re.Match[str], now: _Now) -> _Said:
    month = _month(found["month"])
    stage = found["stage"].strip(" -")
    if stage == "fin":
        end = date(now.today.year, month, calendar.monthrange(now.today.year, month)[1])
        return _in_year(end.day, month, None, now) if month != 2 else _last(date(end.year + (end < now.today), 2, 1))
    return _in_year(1 if stage in ("debut", "en", "in") else 15, month, None, now)


def _of_month(found: re.Match[str], now: _Now) -> _Said:
    first = _first(now.today, 1 if found["next"] else 0)
    if (found["stage"] or "").strip().startswith("mi"):
        return first.replace(day=15)
    return first if (found["stage"] or "debut").strip().startswith("debut") else _last(first)


def _of_year(found: re.Match[str], now: _Now) -> _Said:
    if found["stage"] == "fin" and not found["next"]:
        return date(now.today.year, 12, 31)
    return date(now.today.year + 1, 12, 31) if found["stage"] == "fin" else date(now.today.year + 1, 1, 1)


def _of_week(found: re.Match[str], now: _Now) -> _Said:
    monday = now.today - timedelta(days=now.today.weekday())
    if "dernier" in found.group() or "passee" in found.group():
        return monday - timedelta(weeks=1)
    following = "pro" in (found["next"] or "") or "next" in found.group()
    stage = (found["stage"] or "").strip()
    if not stage and not following:
        return monday + timedelta(days=4)
    if stage.startswith("debut") and not following:
        following = True
    day = 2 if stage.startswith("mi") else 4 if stage == "fin" else 0
    return monday + timedelta(days=day + (7 if following else 0))


def _weekend(found: re.Match[str], now: _Now) -> _Said:
    saturday = now.today + timedelta(days=(5 - now.today.weekday()) % 7)
    return saturday + timedelta(days=7 if found["next"] else -7 if now.past else 0)


def _week(found: re.Match[str], now: _Now) -> _Said:
    year = now.today.isocalendar().year
    monday = date.fromisocalendar(year, int(found["week"]), 1)
    if now.past or monday >= now.today - timedelta(days=6):
        return monday
    return date.fromisocalendar(year + 1, int(found["week"]), 1)


def _ahead(found: re.Match[str], now: _Now) -> _Said:
    """So many days, weeks, months or years from today, or hours and minutes from now."""
    many, unit = _count(found["many"]), found["unit"]
    sign = -1 if "il y a" in found.group() or "ago" in found.group() else 1
    if unit.startswith(("mois", "month")):
        return _months_on(now.today, sign * many)
    if unit.startswith(("an", "year")):
        return _months_on(now.today, sign * many * 12)
    return now.today + timedelta(days=sign * many * (7 if unit.startswith(("sem", "week")) else 1))


def _fortnight(found: re.Match[str], now: _Now) -> _Said:
    return now.today + timedelta(days=15)


def _soon(found: re.Match[str], now: _Now) -> _Said:
    """« dans 1h30 », « dans 20 min »: to the minute."""
    minutes = next((many for words, many in _SOON if re.fullmatch(words, found["soon"])), None)
    if minutes is None:
        clock = re.fullmatch(
            r"(?:(\d{1,2}|une|deux|trois) ?h(?:eures?)? ?(\d{2})?)? ?(?:(\d{1,3}) ?m\w*)?", found["soon"]
        )
        if clock is None or not clock.group():
            raise ValueError
        minutes = 60 * _count(clock[1] or "0") + int(clock[2] or 0) + int(clock[3] or 0)
    there = (now.now.astimezone(UTC) + timedelta(minutes=minutes)).astimezone(now.now.tzinfo)  # clocks may change
    return Moment(there.date(), time(there.hour, there.minute))


def _feast(found: re.Match[str], now: _Now) -> _Said:
    day, month = next(when for words, when in _FEASTS if re.fullmatch(words, found["feast"]))
    return _in_year(day, month, None, now)


def _recurrent(found: re.Match[str], _now: _Now) -> _Said:
    if found["monthday"]:
        return Moment(None, None, f"monthly:{int(found['monthday'].removesuffix('er'))}")
    name = found["every"]
    number = next((at for at, names in enumerate(DAYS) if re.fullmatch(names, name)), None)
    recurrence = f"weekly:{_CODES[number]}" if number is not None else _EVERY[name.removesuffix("s") or name]
    at = _clock(found) if any(found[group] for group in ("hour", "part", "english")) else None
    if at is None and (part := name.removesuffix("s")) in ("matin", "soir"):
        at = _part_of_day(part)
    return Moment(None, at, recurrence)


def _yearly(found: re.Match[str], now: _Now) -> _Said:
    return Moment(_in_year(int(found["day"].removesuffix("er")), _month(found["month"]), None, now), None, "yearly")


def _each_on(found: re.Match[str], now: _Now) -> _Said:
    """« tous les mois le 5 », « chaque trimestre le 15 »"""
    many = next(each for start, kind, each in _UNITS if kind == "monthly" and found["unit"].startswith(start))
    day = int(found["day"].removesuffix("er"))
    if many == 1:
        return Moment(None, None, f"monthly:{day}")
    first = _first(now.today, 0 if day > now.today.day else 1)
    there = first.replace(day=min(day, calendar.monthrange(first.year, first.month)[1]))
    return Moment(there, None, f"monthly:{day}/{many}")


def _feast_each_year(found: re.Match[str], now: _Now) -> _Said:
    day = _feast(found, now)
    assert isinstance(day, date)
    return Moment(day, None, "yearly")


def _eve(found: re.Match[str], now: _Now) -> _Said:
    day = _feast(found, now)
    assert isinstance(day, date)
    return day - timedelta(days=1)


def _day_to_day(found: re.Match[str], now: _Now) -> _Said:
    """« du lundi au vendredi à 8h »: with an hour it is each of these days, unless they are behind us."""
    if now.past:
        raise ValueError
    first, last = (
        next(at for at, names in enumerate(DAYS) if re.fullmatch(names, found[name])) for name in ("first", "last")
    )
    days = [(first + ahead) % 7 for ahead in range((last - first) % 7 + 1)]
    if days == [0, 1, 2, 3, 4]:
        return Moment(None, None, "workdays")
    return Moment(None, None, f"weekly:{''.join(_CODES[at] for at in sorted(days))}")


def _always(recurrence: str) -> _Read:
    return lambda _found, _now: Moment(None, None, recurrence)


def _several_days(found: re.Match[str], _now: _Now) -> _Said:
    """« tous les lundis et jeudis »"""
    said = {at for one in _A_DAY.findall(found["days"]) for at, names in enumerate(DAYS) if re.fullmatch(names, one)}
    return Moment(None, None, f"weekly:{''.join(_CODES[at] for at in sorted(said))}")


def _now_and_then(found: re.Match[str], _now: _Now) -> _Said:
    """« tous les 15 jours », « un mardi sur deux », « toutes les 6 semaines »"""
    many, unit = _count(found["many"]), found["unit"]
    number = next((at for at, names in enumerate(DAYS) if re.fullmatch(names, unit)), None)
    if number is not None:
        return Moment(None, None, f"weekly:{_CODES[number]}/{many}")
    if unit.startswith(("jour", "day")) and many in (14, 15):  # a fortnight
        return Moment(None, None, "weekly/2")
    kind, each = next((kind, each) for start, kind, each in _UNITS if unit.startswith(start))
    return Moment(None, None, f"{kind}/{many * each}" if many * each > 1 else kind)


def _nth(found: re.Match[str]) -> tuple[int, str]:
    """« 2e mardi »: the number of the day, and which of a month's (-1: the last)."""
    number = next(at for at, names in enumerate(DAYS) if re.fullmatch(names, found["name"]))
    return number, next(code for start, code in _NTH if found["nth"].startswith(start))


def _nth_of_month(found: re.Match[str], _now: _Now) -> _Said:
    """« le 2e mardi de chaque mois »"""
    number, nth = _nth(found)
    return Moment(None, None, f"monthly:{nth}{_CODES[number]}")


def _nth_of_this_month(found: re.Match[str], now: _Now) -> _Said:
    """« le premier lundi du mois » comes back each month, and is the next of those days for what comes only once."""
    number, nth = _nth(found)
    for ahead in (0, 1) if not now.past else (0, -1):
        first = _first(now.today, ahead)
        days = [first + timedelta(days=n) for n in range((_last(first) - first).days + 1)]
        day = [one for one in days if one.weekday() == number][int(nth) if int(nth) < 0 else int(nth) - 1]
        if day <= now.today if now.past else day > now.today:
            return Moment(day, None, f"monthly:{nth}{_CODES[number]}")
    raise ValueError


def _before_feast(found: re.Match[str], now: _Now) -> _Said:
    feast = _feast(found, now)
    assert isinstance(feast, date)
    days = _count(found["many"]) * (7 if found["unit"].startswith(("sem", "week")) else 1)
    return feast - timedelta(days=days)


def _in_year(day: int, month: int, year: str | None, now: _Now) -> date:
    if year:
        return date(int(year) + (2000 if len(year) == 2 else 0), month, day)
    for ahead in range(0, 5):  # the 29th of February waits for a leap year
        with suppress(ValueError):
            there = date(now.today.year + (-ahead if now.past else ahead), month, day)
            if (there <= now.today) if now.past else (there >= now.today):
                return there
    raise ValueError


def _first(today: date, ahead: int) -> date:
    year, month = divmod(today.year * 12 + today.month - 1 + ahead, 12)
    return date(year, month + 1, 1)


def _last(first: date) -> date:
    return first.replace(day=calendar.monthrange(first.year, first.month)[1])


def _months_on(today: date, many: int) -> date:
    first = _first(today, many)
    return first.replace(day=min(today.day, calendar.monthrange(first.year, first.month)[1]))


def _month(name: str) -> int:
    return next(number for number, names in enumerate(MONTHS, 1) if name in names.split("|"))


def _count(words: str) -> int:
    if words.isdigit():
        return int(words)
    if not words:
        return 1
    return 1 if words in ("un", "une", "a", "one") else _ENGLISH.get(words) or NUMBER_WORDS[words]


_CODES: Final = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_EVERY: Final = {
    "jour": "daily", "matin": "daily", "soir": "daily", "semaine": "weekly", "mois": "monthly", "moi": "monthly",
    "an": "yearly", "annee": "yearly", "day": "daily", "week": "weekly", "month": "monthly", "year": "yearly",
}  # fmt: skip
_UNITS: Final = (
    ("jour", "daily", 1), ("day", "daily", 1), ("semest", "monthly", 6), ("sem", "weekly", 1),
    ("week", "weekly", 1), ("mois", "monthly", 1),
    ("month", "monthly", 1), ("trim", "monthly", 3), ("quarter", "monthly", 3),
    ("an", "yearly", 1), ("year", "yearly", 1),
)  # fmt: skip
_NTH: Final = (
    ("prem", "1"), ("1", "1"), ("first", "1"), ("deux", "2"), ("2", "2"), ("second", "2"), ("trois", "3"), ("3", "3"),
    ("third", "3"), ("quatr", "4"), ("4", "4"), ("dern", "-1"), ("last", "-1"),
)  # fmt: skip
_ENGLISH: Final = {"two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "ten": 10}
_NEAR: Final = (
    (r"avant[- ]?hier", -2),
    (r"hier|yesterday", -1),
    (r"apres[- ]?demain|ap(?:res)? dem", 2),
    (r"demain|dem|2main|dm1|2m1|tomorrow|tmrw", 1),
    (r"aujourd['’ ]?hui|auj|today|ce jour|tout a l'heure|tt a l'heure|tantot", 0),
)
_SOON: Final = ((r"une demi[- ]heure|une 1/2 heure", 30), (r"un quart d'heure|1/4 d'heure", 15), (r"une heure", 60))
_FEASTS: Final = (
    (r"noel|xmas|christmas", (25, 12)),
    (r"(?:le |au )?jour de l'an|nouvel an", (1, 1)),
    (r"toussaint", (1, 11)),
)
_FEAST: Final = "|".join(words for words, _day in _FEASTS)
_DAYS_EACH: Final = "lundis|mardis|mercredis|jeudis|vendredis|samedis|dimanches"
_NEXT: Final = r"(?P<next>\s(?:prochaine?|pro))?"
_MANY: Final = (
    r"(?P<many>\d{1,3}|une?|deux|trois|quatre|cinq|six|sept|huit|dix|quinze|vingt|trente|a|one|two|three|four|five|ten)"
)
_UNIT: Final = r"(?P<unit>j(?:ours?|rs?)?|days?|sem(?:aines?)?|weeks?|mois|months?|ans?|annees?|years?)"
_DAY_NUMBER: Final = r"(?P<day>\d{1,2}|1er)"
_EACH: Final = r"(?:a\s)?(?:tous les|toutes les|chaque|ts les|ttes les|every|each)"
_NTH_DAY: Final = (
    r"(?:le\s)?(?P<nth>premier|1er|deuxieme|2e(?:me)?|troisieme|3e(?:me)?|quatrieme|4e(?:me)?|dernier)"
    rf"\s(?P<name>{DAY})"
)
_EACH_YEAR: Final = r"(?:tous les ans|chaque annee|every year)"
_A_DAY: Final = re.compile(rf"(?<!\w)(?:{DAY})(?!\w)")
# Behind a day « at 10 » is an hour; anywhere else it may be a price.
_AT_HOUR: Final = _HOUR.replace(
    r"\s?(?:h|:)\s?(?P<minute>\d{2})?",
    r"(?:\s?(?:h|:)\s?(?P<minute>\d{2})?|(?:(?<=at \d)|(?<=at \d\d))(?!\d|\s?(?:€|%|eur|each|x|am|pm)))",
)
_BEHIND: Final = re.compile(rf"[\s,]*(?:{_AT_HOUR})")
_BEHIND_PART: Final = re.compile(rf"[\s,]+(?P<part>{PART})(?!\w)")
_BEFORE: Final = re.compile(rf"(?<![\d,.:])(?:{_HOUR})(?:\sdu|\sde|\s)?\s*$")
_DAYS_OF: Final = {"daily": _CODES, "workdays": _CODES[:5]}  # what comes back that may leave out days
_WEEKEND: Final = re.compile(r"week|we$")
_BUT: Final = re.compile(
    rf"[\s,]*(?:sauf|hors|pas|except|but not)\s(?:(?:les?|on)\s)?"
    rf"(?P<days>week[- ]?ends?|we(?!\w)|(?:{DAY})(?:(?:,\s?|\s(?:et|and)\s)(?:les?\s)?(?:{DAY}))*)(?!\w)"
)
_UNTIL: Final = re.compile(r"[\s,]*(?:jusqu'?\s?(?:aux?|a la|a l'|a|en)|until|till)\s?(?:le\s)?(?=\w)")
_WHOLE_MONTH: Final = re.compile(
    rf"(?:(?:la\s)?fin\s(?:de\s|d'|du mois (?:de\s|d'))?|end of\s)?(?P<month>{MONTH})(?:\s(?P<year>20\d\d))?(?!\w)"
)
_WHOLE_YEAR: Final = re.compile(r"(?:la\s)?fin (?:(?:de l.annee|d.annee)|(?P<year>20\d\d))(?!\w)")
_ALONE: Final = re.compile(rf"(?<![\w,.])(?:(?:a|vers|des|pour|at)\s(?:{_CLOCK})|(?:a )(?P<part>midi|minuit))(?!\w)")
_READERS: Final[tuple[tuple[re.Pattern[str], _Read], ...]] = tuple(
    (re.compile(rf"(?<![\w/.-])(?:{pattern})(?![\w/])"), read)
    for pattern, read in (
        (r"(?:tous les |ts les |le |chaque )(?P<monthday>[12]?\d|3[01]|1er) (?:de chaque|du"
         r"|de tous les) mois", _recurrent),
        (rf"{_EACH}\s(?P<unit>mois|trimestres?|semestres?|month|quarter),?\s(?:le|on the)\s(?P<day>[12]?\d|3[01]|1er)"
         rf"(?:st|nd|rd|th)?(?!\s?(?:h|:))", _each_on),
        (rf"{_EACH}\s(?P<many>2|3|4|deux|trois|quatre|two|three|four)\s(?:semaines|sem|weeks),?\s(?:le|on)\s"
         rf"(?P<unit>{DAY})", _now_and_then),
        (rf"{_EACH_YEAR}[\s,]*(?:(?:a|le|on|at)\s)?(?P<feast>{_FEAST})", _feast_each_year),
        (rf"{_EACH}\s(?P<feast>{_FEAST})", _feast_each_year),
        (rf"(?:la |a la )?veille (?:de |du |d')(?:la )?(?P<feast>{_FEAST})", _eve),
        (rf"du (?P<first>{DAY}) au (?P<last>{DAY})(?=[\s,]*(?:a |vers |des )?\d{{1,2}}\s?h)", _day_to_day),
        (rf"{_EACH}\s(?:week[- ]?ends?|we)(?!\w)", _always("weekly:SA")),
        (r"quotidiennement|every single day", _always("daily")),
        (rf"{_EACH}\s(?P<day>\d{{1,2}}|1er)\s(?P<month>{MONTH})", _yearly),
        (rf"{_EACH_YEAR}[\s,]*(?:(?:le|on|au)\s)?(?P<day>\d{{1,2}}|1er)\s(?P<month>{MONTH})", _yearly),
        (rf"(?:le )?(?P<day>\d{{1,2}}|1er)\s(?P<month>{MONTH})[\s,]*(?:de )?{_EACH_YEAR}", _yearly),
        (rf"{_EACH}\s(?:jours?\s(?:ouvres?|ouvrables?|de (?:la )?semaine|travailles?)|weekdays?|working days?"
         rf"|workdays?)", _always("workdays")),
        (rf"{_EACH}\s(?P<days>(?:{DAY})(?:(?:,? (?:et|and) (?:tous les |les |le )?|, ?| )(?:{DAY}))+)",
         _several_days),
        (rf"{_EACH}\s(?:fins? de mois|end of (?:the )?month)", _always("monthly:31")),
        (rf"(?:{_EACH}\s(?P<nth>premiers?|1ers?|deuxiemes?|2e(?:mes?)?|troisiemes?|3e(?:mes?)?|quatriemes?|4e(?:mes?)?|derniers?"
         rf"|first|second|third|last)\s(?P<name>{DAY})(?:\s(?:du|de chaque|of the|of each)\s(?:mois|month))?)",
         _nth_of_month),
        (rf"{_NTH_DAY}\sde (?:chaque|tous les) mois", _nth_of_month),
        (rf"{_NTH_DAY}\sdu mois", _nth_of_this_month),
        (rf"{_EACH}\s(?P<many>[2-9]|1\d|deux|trois|quatre|cinq|six|two|three|four|six)\s(?P<unit>jours?|days?|semaines?"
         rf"|sem|weeks?|mois|months?|trimestres?|ans?|annees?|years?|{DAY})", _now_and_then),
        (rf"(?:une?|1)\s(?P<unit>{DAY}|semaine|mois|jour)\ssur\s(?P<many>2|3|4|deux|trois|quatre)", _now_and_then),
        (rf"{_EACH}\s(?P<many>)(?P<unit>trimestres?|semestres?|quarter)", _now_and_then),
        (rf"{_MANY}\s?{_UNIT}\s(?:avant|before)\s(?P<feast>{'|'.join(words for words, _day in _FEASTS)})",
         _before_feast),
        (rf"(?P<monthday>)(?:tous les|toutes les|chaque|ts les|every)\s(?P<every>{DAY}|(?:jour|matin|soir|semaine"
         rf"|moi|an|annee|day|week|month|year)s?)"
         rf"(?:[\s,]*{_HOUR})?", _recurrent),
        (rf"les (?P<days>(?:{_DAYS_EACH})(?:(?:,? (?:et|and) (?:les )?|, ?| )(?:{_DAYS_EACH}))*)", _several_days),
        (r"(?:dans|ds|d'ici|in)\s(?P<soon>une demi[- ]heure|une 1/2 heure|un quart d'heure|1/4 d'heure"
         r"|(?:\d{1,2}|une|deux|trois)\s?h(?:eures?)?(?:\s?\d{2})?|\d{1,3}\s?(?:mn|min|minutes?))", _soon),
        (rf"(?:ds|dans|d'ici|sous|il y a|in)\s{_MANY}\s?{_UNIT}(?: ago)?", _ahead),
        (r"(?:ds|dans|d'ici|sous)\s(?:une )?quinzaine", _fortnight),
        (r"(?:a )?j\s?\+\s?(?P<many>\d{1,3})(?P<unit>)", _ahead),
        (rf"{_LEAD}(?P<year>20\d\d)-(?P<month>\d\d)-(?P<day>\d\d)", _iso),
        (rf"{_LEAD}(?:(?:{DAY})\s)?(?P<day>\d{{1,2}})(?P<sep>[/.-])(?P<month>\d{{1,2}})(?P=sep)(?P<year>\d{{4}}"
         rf"|\d{{2}})", _figures),
        (rf"{_LEAD}(?:(?:{DAY})\s)?(?P<day>\d{{1,2}})/(?P<month>\d{{1,2}})(?P<year>)", _figures),
        (rf"{_LEAD}(?:(?:{DAY})\s)?{_DAY_NUMBER}\s(?P<month>{MONTH})\.?(?:\s(?P<year>\d{{4}}))?", _spelled),
        (rf"{_LEAD}(?P<month>{MONTH}) (?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?P<year>)(?!\s?h)", _spelled),
        (rf"{_LEAD}(?P<stage>debut|mi-?|fin|courant|milieu|en|in)[\s-]?(?:de |d'"
         rf"|du mois de )?(?P<month>{MONTH})(?P<year>)", _stage),
        (rf"{_LEAD}(?P<stage>debut |mi-? ?|fin )(?:de |du )?mois{_NEXT}", _of_month),
        (r"(?:by |at )?(?:the )?(?P<stage>end) of (?:the )?(?P<next>next )?month", _of_month),
        (rf"{_LEAD}mois(?P<stage>)(?P<next>\s(?:prochain|pro))", _of_month),
        (r"(?P<stage>fdm)(?P<next>)", _of_month),
        (rf"{_LEAD}(?P<stage>debut|fin) (?:de |d')?(?:l')?annee(?P<next>\s(?:prochaine|pro))?", _of_year),
        (rf"{_LEAD}(?P<stage>)annee(?P<next>\s(?:prochaine|pro))", _of_year),
        (rf"{_LEAD}(?P<stage>debut|milieu|mi-?|fin)\s?de (?:la )?(?:semaine|sem){_NEXT}", _of_week),
        (rf"{_LEAD}(?P<stage>)(?:semaine|sem)(?P<next>\s(?:prochaine|pro|derniere|passee))", _of_week),
        (r"(?:dans la|cette|ds la)\s(?P<stage>)(?:semaine|sem)(?P<next>)", _of_week),
        (r"(?P<stage>)(?P<next>next) week", _of_week),
        (rf"{_LEAD}(?:week[- ]?end|we(?! (?:have|need|got|are|can|do|owe|sell|want)))(?P<next>\s(?:prochain|pro))?",
         _weekend),
        (rf"{_LEAD}(?:semaine|sem|(?<![a-z])s)\s?(?P<week>\d{{1,2}})", _week),
        (rf"{_LEAD}(?P<name>{DAY})(?P<before>)(?P<behind>)\s{_DAY_NUMBER}(?!\s?(?:h|:|€|x\b|%|/|[a-z])|[.,]\d)",
         _day_of_month),
        (rf"{_LEAD}(?P<before>next |last )?(?P<name>{DAY})(?P<behind>\s(?:prochain|pro|dernier|en 8|en huit|en 15"
         rf"|en quinze)(?!\d))?", _weekday),
        (r"(?P<near>avant[- ]?hier)", _near),
        (r"(?:ce\s|cet\s|cette\s|this\s|to(?=night))(?P<part>night|matin|aprem|apres[- ]?midi|soir|morning"
         r"|afternoon|evening"
         r"|midi)(?P<hour>)(?P<minute>)", _this_part),
        (rf"{_LEAD}(?P<near>{'|'.join(words for words, _days in _NEAR)})", _near),
        (rf"{_LEAD}(?P<feast>{'|'.join(words for words, _day in _FEASTS)})", _feast),
        (r"(?:pour |avant |jusqu'au |d'ici )?(?:le|du|au) (?P<day>\d{1,2}|1er)(?!\s?(?:€|%|h\b|eur|x\b)|[.,]\d"
         rf"|\s(?:{MONTH})(?!\w))", _day_of_month),
    )
)  # fmt: skip
