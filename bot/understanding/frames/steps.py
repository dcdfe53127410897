"""The steps that readers are made of: each takes one thing out of a sheet and says it under the name of its slot.

A reader is a row of steps, run in order; every step sees what those before it have said, and leaves its slots out when
the words say nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final, TypeAlias

from bot.understanding.frames.frame import Slots
from bot.understanding.frames.lasting import take_duration
from bot.understanding.frames.money import take_method, take_sum
from bot.understanding.frames.papers import take_paper, take_project
from bot.understanding.frames.sheet import Sheet
from bot.understanding.frames.when import Moment, take_moment
from bot.understanding.frames.who import take_customer, take_person
from bot.understanding.frames.world import PaperKind, World

Step: TypeAlias = Callable[[Sheet, World, Slots], Slots]
Choices: TypeAlias = Sequence[tuple[Any, str]]

_NOTHING: Final[Slots] = {}


def read(sheet: Sheet, world: World, *steps: Step, said: Slots | None = None) -> Slots:
    """What all these steps say, one after the other."""
    told: Slots = dict(said or {})
    for step in steps:
        told.update(step(sheet, world, told))
    return told


def words(pattern: str) -> re.Pattern[str]:
    """A pattern that holds on whole words only."""
    return re.compile(rf"(?<![\w])(?:{pattern})(?![\w])")


def drop(*patterns: str) -> Step:
    """Words that say nothing more."""
    compiled = tuple(map(words, patterns))

    def step(sheet: Sheet, _world: World, _said: Slots) -> Slots:
        for pattern in compiled:
            while sheet.take(pattern) is not None:
                pass
        return _NOTHING

    return step


def flag(slot: str, pattern: str, value: Any = True) -> Step:
    """A value that words stand for."""
    compiled = words(pattern)
    return lambda sheet, _world, _said: {slot: value} if sheet.take(compiled) is not None else _NOTHING


def choice(slot: str, choices: Choices, *, keep: bool = False) -> Step:
    """The first value whose words are said; `keep` leaves them in the text."""
    compiled = tuple((value, words(pattern)) for value, pattern in choices)

    def step(sheet: Sheet, _world: World, _said: Slots) -> Slots:
        for value, pattern in compiled:
            if (sheet.find(pattern) if keep else sheet.take(pattern)) is not None:
                return {slot: value}
        return _NOTHING

    return step


def number(slot: str, pattern: str) -> Step:
    """The number in the pattern's group « n »."""
    compiled = words(pattern)

    def step(sheet: Sheet, _world: World, _said: Slots) -> Slots:
        found = sheet.take(compiled)
        return {slot: Decimal(found["n"].replace(",", "."))} if found is not None else _NOTHING

    return step


def text(slot: str, pattern: str, written: Callable[[str], str] = str) -> Step:
    """The words in the pattern's group « text », as typed."""
    compiled = words(pattern)

    def step(sheet: Sheet, _world: World, _said: Slots) -> Slots:
        found = sheet.find(compiled)
        if found is None:
            return _NOTHING
        told = written(sheet.group(found, "text"))
        sheet.cut(*found.span())
        return {slot: told}

    return step


def paper(slot: str, *kinds: PaperKind, bare: bool = False, article: bool = False) -> Step:
    def step(sheet: Sheet, world: World, _said: Slots) -> Slots:
        found = take_paper(sheet, world, *kinds, bare=bare, article=article)
        return {slot: found.number} if found is not None else _NOTHING

    return step


def project(*, announced: bool = True) -> Step:
    def step(sheet: Sheet, world: World, said: Slots) -> Slots:
        found = None if "project" in said else take_project(sheet, world, announced=announced)
        return {"project": found.code} if found is not None else _NOTHING

    return step


def day(slot: str, *, past: bool = False) -> Step:
    """A day without its hour."""

    def step(sheet: Sheet, world: World, _said: Slots) -> Slots:
        found = take_moment(sheet, world.now, past=past, hours=False)
        return {slot: found.day} if found is not None and found.day is not None else _NOTHING

    return step


def moment(slot: str) -> Step:
    """A day to come, with its hour when one is said."""

    def step(sheet: Sheet, world: World, _said: Slots) -> Slots:
        found = take_moment(sheet, world.now)
        return {slot: day_or_moment(found)} if found is not None and found.day is not None else _NOTHING

    return step


def day_or_moment(found: Moment) -> Any:
    return found.moment if found.at is not None else found.day


def person(slot: str, before: str = "", *, several: bool = False) -> Step:
    def step(sheet: Sheet, world: World, _said: Slots) -> Slots:
        found = take_person(sheet, world, before)
        if found is None:
            return _NOTHING
        return {slot: [found.code] if several else found.code}

    return step


def duration(sheet: Sheet, _world: World, said: Slots) -> Slots:
    minutes = None if "duration_min" in said else take_duration(sheet)
    return {"duration_min": minutes} if minutes is not None else _NOTHING


def amount(*, marked: bool = False, basis: bool = True) -> Step:
    """`marked`: a bare number is no amount here."""

    def step(sheet: Sheet, _world: World, said: Slots) -> Slots:
        found = None if "amount" in said else take_sum(sheet, marked=marked)
        if found is None:
            return _NOTHING
        return {"amount": found.amount, **({"basis": found.basis} if basis and found.basis else {})}

    return step


def method(sheet: Sheet, _world: World, said: Slots) -> Slots:
    found = take_method(sheet)
    return {"method": found} if found and "method" not in said else _NOTHING


def customer(*, unless: str = "", certain: bool = False) -> Step:
    """Who it is about, an open document of the same amount deciding between two.

    `unless` this slot is said; `certain`: somebody who is not sure is not said at all.
    """

    def step(sheet: Sheet, world: World, said: Slots) -> Slots:
        if unless and unless in said:
            return _NOTHING
        found = take_customer(sheet, world, amount=said.get("amount"), certain=certain)
        return found.slots() if found is not None else _NOTHING

    return step


def rest(slot: str) -> Step:
    """All that is left, as typed."""

    def step(sheet: Sheet, _world: World, _said: Slots) -> Slots:
        left = tidy(sheet)
        return {slot: left} if left else _NOTHING

    return step


def tidy(sheet: Sheet) -> str:
    """What is left to read, without « stp » and without prepositions that nothing follows."""
    parts = [" ".join(part.strip(" ,;:.+-!?'").split()) for part in sheet.left.split("|")]
    kept = [_DANGLING.sub("", part) for part in parts]
    return _POLITE.sub("", " ".join(part for part in kept if part)).strip()


def merged(*tables: Mapping[str, Any]) -> Slots:
    return {name: value for table in tables for name, value in table.items()}


_DANGLING: Final = re.compile(
    r"(?:^|\s)(?:(?:la|le|les|chez|pour|a|à|au|de|du|sur|avec|l|d|et|the|to|for|of|at|from|by|with|before)(?:\s"
    r"|$))+$",
    re.IGNORECASE,
)
_POLITE: Final = re.compile(r"\s?\b(?:stp|svp|merci)$", re.IGNORECASE)
