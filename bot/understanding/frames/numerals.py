"""Numbers, lengths of time and units wholly in words, as people say and dictate them, put in figures."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Final

from bot.understanding.frames.sheet import Sheet, replaced
from bot.understanding.frames.world import World
from bot.understanding.words import fold

_EUROS: Final = re.compile(r"\s?(?:euros?|balles?|€)(?!\w)")
_SUMS: Final = 100  # behind a sum that large, two more figures are cents
_SMALL: Final = 20  # smaller ones open names
_OF_NAMES: Final = re.compile(r"(?<!\w)(?:des|aux) $")
_COUNTED: Final = re.compile(r" (?:meilleur|premi|derni|prochain|jour|semaine|mois)")
_MINUTES: Final = {
    "et demie": 30, "et demi": 30, "et quart": 15, "un quart": 15, "et 3 quarts": 45, "3 quarts": 45, "trois "
                                                                                                      "quarts": 45,
    "moins le quart": -15, "moins quart": -15, "moins 5": -5, "moins 10": -10, "moins 20": -20, "moins 25": -25,
}  # fmt: skip
# Behind minutes no goods are counted: « deux heures dix sacs » is two hours and ten sacks.
_NO_GOODS: Final = (
    r"(?=\s*(?:$|[,.;:|?!()+]|(?:de|d'|du|sur|chez|pour|au|aux|a|en|et|hier|avant|lundi|mardi|mercredi|jeudi|vendredi"
    r"|samedi|dimanche|ce|cette|cet|le|la|les|l'|avec|sans|pas|non|plus|demain|aujourd|signe\w*|dans|jusqu|moi|bi|bon"
    r"|min\w*)(?!\w)))"
)
_SPOKEN_HOURS: Final = re.compile(
    r"(?<![\w.,'-])(?P<hours>\d{1,2}|une) ?(?:heures?|h)(?![\w-])"
    rf"(?: (?P<minutes>{'|'.join(_MINUTES)}|[0-5]\d|5)(?! ?h(?:eures?)?(?!\w)){_NO_GOODS}(?: min(?:utes?)?(?!\w))?)?"
)
_NOT_ALONE: Final = re.compile(r" ?(?:de travail|sup|par|de main|mo(?!\w))")  # « 6 heures de main d'œuvre » are goods
_WRITTEN: Final = tuple(
    (re.compile(pattern), short)
    for pattern, short in (
        (r"(?<=\d) mille(?! \w*\d|\w)", " 000"),
        (r"(?<![\w'-])(?:trois|3)[ -]quarts? d'heure(?!\w)", "45 min"),
        (r"(?<![\w'-])(?:un )?(?:petit |bon )?quart d'heure(?!\w)", "15 min"),
        (r"(?<![\w'-])(?:une )?(?:petite |bonne )?(?:demi|1/2)[ -]?heure(?!\w)", "30 min"),
        (
            r"(?<![\w'-])premier(?= (?:du|de chaque) mois| (?:janvier|fevrier|mars|avril|mai|juin|juillet|aout"
            r"|septembre"
            r"|octobre|novembre|decembre)(?!\w))",
            "1er",
        ),
        (r"(?<![\w'-])(?:premier|1er|1ere)(?= (?:trimestre|semestre)(?!\w))", "1er"),
        (r"(?<![\w'-])(?:deuxieme|second|2nd|2eme)(?= (?:trimestre|semestre)(?!\w))", "2e"),
        (r"(?<![\w'-])(?:troisieme|3eme)(?= trimestre(?!\w))", "3e"),
        (r"(?<![\w'-])(?:quatrieme|dernier|4eme)(?= trimestre (?:de (?:l'annee|20\d\d)|20\d\d)(?!\w))", "4e"),
        (r"(?<![\w'-])quatrieme(?= trimestre(?!\w))", "4e"),
        (r"(?<!\d)(\d{1,2}h\d{0,2}) ?(?:a |jusqu'a |- ?)?midi(?!\w)", r"\1 à 12h"),
        (r"(?<=\d) ?watts?(?!\w)", "w"),
        (r"(?<![\w.,])(\d{1,3}) et demie?(?!\w)", r"\1,5"),
        (r"(?<=\d) ?metres? carres?(?!\w)", " m2"),
        (r"(?<=\d) ?metres? cubes?(?!\w)", " m3"),
        (r"(?<=\d) ?metres? lineaires?(?!\w)", " m"),
        (r"(?<=\d) ?centimetres?(?!\w)", " cm"),
        (r"(?<=\d) ?millimetres?(?!\w)", " mm"),
        (r"(?<=\d) ?litres?(?!\w)", " l"),
        (r"(?<=(?:de|en) \d) ?metres?(?: (?=\d\d(?!\w)))?(?! (?:de|d')|\w)", " m"),
        (r"(?<=\d) ?kilowatts?(?!\w)", " kw"),
        (r"(?<=\d) ?kilos?(?!\w| ?metre)", " kg"),
        (r"(?<=\d) ?amperes?(?!\w)", "a"),
        (r"(?<=\d) ?pour[- ]?cents?(?!\w)", " %"),
    )
)


def in_figures(text: str, world: World) -> str:
    """The text with what it counts in figures: « deux heures et demie » is 2h30, « quarante sacs » 40 sacs."""
    text = _put_short(text, _WRITTEN[:4])
    text = _counted(text, world)
    flat = Sheet(text).flat
    for found in reversed(list(_SPOKEN_HOURS.finditer(flat))):
        if found["minutes"] or _NOT_ALONE.match(flat, found.end()) is None:
            text = f"{text[: found.start()]}{_clock(found)}{text[found.end() :]}"
    return _put_short(text, _WRITTEN[4:])


def as_said(text: str) -> Mapping[str, str]:
    """What figures stand for in this text, in the words that were typed: {"13": "treize"}."""
    flat = Sheet(text).flat
    return {str(value): text[start:end] for start, end, value in _said_numbers(flat) if value > 1}


def _put_short(text: str, rows: Sequence[tuple[re.Pattern[str], str]]) -> str:
    flat = Sheet(text).flat
    for pattern, short in rows:
        if pattern.search(flat):
            text = replaced(text, pattern, short)
            flat = Sheet(text).flat
    return text


def _clock(found: re.Match[str]) -> str:
    said = found["minutes"] or "0"
    minutes = 60 * int(found["hours"].replace("une", "1")) + (int(said) if said.isdigit() else _MINUTES[said])
    return f"{minutes // 60}h{minutes % 60:02}" if minutes % 60 else f"{minutes // 60}h"


def _counted(text: str, world: World) -> str:
    """« deux mille deux cent trente quarante » is 2230,40; words of names stay."""
    names = {word for entry in world.customers.entries for word in re.findall(r"[a-z]+", fold(entry.name))}
    flat = Sheet(text).flat
    found = list(_said_numbers(flat))
    cents: tuple[int, int] | None = None  # where the number behind begins, and what it is
    for start, end, value in reversed(found):
        said = flat[start:end]
        behind = cents is not None and 10 <= cents[1] < 100 and not text[end : cents[0]].strip()
        if said in names or _stays(text, flat, start, end, value):
            cents = None
            continue
        mark = "," if behind and cents is not None and value >= _SUMS else ""
        rest = text[cents[0] :] if mark and cents is not None else text[end:]
        text = f"{text[:start]}{value}{mark}{rest}"
        cents = start, value
    for phone in reversed(list(_SPOKEN_PHONE.finditer(Sheet(text).flat)) if "zero" in flat else []):
        digits = re.sub(r"\D", "", re.sub(r"(?<!\d)0 (?=\d(?!\d))", "0", phone.group()))
        text = f"{text[: phone.start()]}{' '.join(re.findall('..', digits))}{text[phone.end() :]}"
    return text


def _said_numbers(flat: str) -> Iterator[tuple[int, int, int]]:
    """Each number in words: where it begins and ends, and what it is; the longest that the words make."""
    words = list(_WORDS.finditer(flat))
    at = 0
    while at < len(words):
        if words[at].group() not in _FIRST:
            at += 1
            continue
        many, value = _number_at(words, at, flat)
        if many:
            yield words[at].start(), words[at + many - 1].end(), value
        at += many or 1


def _number_at(words: Sequence[re.Match[str]], at: int, flat: str) -> tuple[int, int]:
    """How many words from here make a number, and which."""
    run = [words[at].group()]
    for before, word in pairwise(words[at : at + _LONGEST]):
        if not _TOGETHER.fullmatch(flat, before.end(), word.start()):
            break
        run.append(word.group())
    hundreds, value = _below_thousand(run)
    if len(run) > hundreds and run[hundreds] in ("mille", "mil") and value != 0:
        more, small = _below_thousand(run[hundreds + 1 :])
        return hundreds + 1 + more, max(value, 1) * 1000 + max(small, 0)
    return hundreds, value


def _below_thousand(run: Sequence[str]) -> tuple[int, int]:
    """The longest front of these words that is a number below a thousand; -1 for none."""
    for many in range(min(6, len(run)), 0, -1):
        value = _BELOW_THOUSAND.get(" ".join(run[:many]))
        if value is not None:
            return many, value
    return 0, -1


def _stays(text: str, flat: str, start: int, end: int, value: int) -> bool:
    """« un », « neuf » and « les Trois Moulins » are mostly no count."""
    said = flat[start:end]
    if said in ("un", "une"):
        return _EUROS.match(fold(text[end:])) is None and _ONLY_ONE.match(flat, end) is None
    if said == "neuf":
        return _MANY_NINE.match(flat, end) is None
    if value >= _SMALL:
        return False
    capital = start > 0 and text[start].isupper() and not text[start:end].isupper()
    return capital or (_OF_NAMES.search(flat[:start]) is not None and _COUNTED.match(flat, end) is None)


_UNITS: Final = (
    "", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix", "onze", "douze", "treize",
    "quatorze", "quinze", "seize", "dix sept", "dix huit", "dix neuf",
)  # fmt: skip
_TENS: Final = {2: "vingt", 3: "trente", 4: "quarante", 5: "cinquante", 6: "soixante", 8: "quatre vingt"}


def _ways(number: int) -> Iterator[str]:
    """How a number below a hundred is said, hyphens being blanks."""
    if number < 20:
        yield _UNITS[number]
        return
    tens, unit = divmod(number, 10)
    if tens in (7, 9):
        tens, unit = tens - 1, unit + 10
    front = _TENS[tens]
    yield " ".join((front, _UNITS[unit])).strip()
    if not unit and tens == 8:
        yield f"{front}s"
    if unit in (1, 11):
        yield f"{front} et {_UNITS[unit]}"
    if unit == 1:
        yield f"{front} et une"
    swiss = {7: "septante", 8: "huitante", 9: "nonante"}.get(number // 10)
    if swiss:
        yield " ".join((swiss, *(("et",) if number % 10 == 1 else ()), _UNITS[number % 10])).strip()


def _all_below_thousand() -> Iterator[tuple[str, int]]:
    yield from (("zero", 0), ("une", 1), ("mille", -2))
    for hundreds in range(10):
        front = "" if not hundreds else "cent" if hundreds == 1 else f"{_UNITS[hundreds]} cent"
        if front:
            yield front, hundreds * 100
            yield f"{front}s", hundreds * 100
        for number in range(1, 100):
            for said in _ways(number):
                yield f"{front} {said}".strip(), hundreds * 100 + number


_BELOW_THOUSAND: Final = {said: value for said, value in _all_below_thousand() if value >= 0}
_FIRST: Final = frozenset({said.split()[0] for said in _BELOW_THOUSAND} | {"mille", "mil"})
_LONGEST: Final = 12
_WORDS: Final = re.compile(r"(?<![\w'])[a-z]+(?!\w)")
_TOGETHER: Final = re.compile(r"[ -]")
_ONLY_ONE: Final = re.compile(r" (?:meilleur|pour[- ]?cent)")
_MANY_NINE: Final = re.compile(r" (?:euros?|€|heures?|jours?|semaines?|mois|m|metres?|kg|[a-z]{3,}[sx])(?!\w)")
_SPOKEN_PHONE: Final = re.compile(r"(?<!\d)0 [1-9](?: 0 ?\d| \d\d){4}(?!\d)")
