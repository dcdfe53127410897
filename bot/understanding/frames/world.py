"""What the words of a message may point to: one company's customers, goods, people, papers and sites."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Final, Literal, TypeAlias

from bot.understanding.frames.shelf import Shelf
from bot.understanding.known import Entry
from bot.understanding.linking import Index
from bot.understanding.words import fold

PaperKind: TypeAlias = Literal["quote", "order", "invoice", "intervention"]


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of the company."""

    code: str
    name: str
    role: str = ""


@dataclass(frozen=True, slots=True)
class Paper:
    """A document that is not over yet. `amount` with tax, `left` of it unpaid; `goods` by reference."""

    kind: PaperKind
    number: str
    customer: str
    status: str = ""
    amount: Decimal | None = None
    left: Decimal | None = None
    goods: Mapping[str, Decimal] | None = None
    equipment: str = ""


@dataclass(frozen=True, slots=True)
class Project:
    code: str
    name: str
    customer: str


@dataclass(frozen=True, slots=True)
class World:
    """What one message may be about. `now` is aware, in the zone of whoever speaks; `speaker` is a person's code."""

    now: datetime
    speaker: str
    customers: Index
    products: Index
    people: tuple[Person, ...] = ()
    papers: tuple[Paper, ...] = ()
    projects: tuple[Project, ...] = ()
    vans: Mapping[str, str] | None = None  # whose van: its code by the person's
    depot: str = ""
    parents: Mapping[str, str] | None = None  # the product that a variant is one of
    discount_lines: bool = True

    @property
    def today(self) -> date:
        return self.now.date()

    def paper(self, kind: PaperKind, number: str) -> Paper | None:
        """The document of this kind whose number ends so: « 213 » is FA2611-0213, the newest when several do."""
        wanted = "".join(letter for letter in number.lower() if letter.isalnum())
        digits = wanted.lstrip("abcdefghijklmnopqrstuvwxyz")
        fits = [one for one in self.papers if one.kind == kind and _is_called(one.number, wanted, digits)]
        return max(fits, key=lambda one: one.number, default=None)


class Memory:
    """A whole company held in memory, from a file; each message is given the entries that resemble its words."""

    def __init__(self, told: Mapping[str, Any]) -> None:
        self._told: Final = told
        self._customers: Final = Shelf(tuple(map(_customer, *zip(*enumerate(told.get("customers", ())), strict=True)))
                                        if told.get("customers") else (), codes_are_words=False)  # fmt: skip
        self._products: Final = Shelf(tuple(_products(told.get("products", ()))), codes_are_words=True)
        self._people: Final = tuple(Person(one["code"], one["name"], one.get("role", "")) for one in told["users"])
        self._papers: Final = tuple(_papers(told.get("documents", {})))
        projects = told.get("documents", {}).get("projects", ())
        self._projects: Final = tuple(Project(one["ref"], one["name"], one.get("customer", "")) for one in projects)
        self._parents: Final = {
            variant["ref"]: one["ref"] for one in told.get("products", ()) for variant in one.get("variants") or ()
        }
        self._vans, self._depot = _places(told, self._people)

    @classmethod
    def load(cls, file: Path) -> Memory:
        """Raises OSError, and ValueError for what is no such file."""
        told = json.loads(file.read_text(encoding="utf-8"))
        try:
            return cls(told)
        except (KeyError, TypeError, AttributeError) as wrong:
            raise ValueError(str(wrong)) from wrong

    def around(self, text: str, now: datetime, speaker: str) -> World:
        """The world as far as this message may speak of it."""
        return World(
            now, speaker, self._customers.near(text), self._products.near(text), self._people, self._papers,
            self._projects, self._vans, self._depot, self._parents,
        )  # fmt: skip


def _is_called(number: str, wanted: str, digits: str) -> bool:
    plain = "".join(letter for letter in number.lower() if letter.isalnum())
    letters = wanted[: len(wanted) - len(digits)]
    if letters and not plain.startswith(letters):
        return False
    return bool(digits) and (plain == wanted or number.rpartition("-")[2].lstrip("0") == digits.lstrip("0"))


def _customer(at: int, one: Mapping[str, Any]) -> Entry:
    reach = tuple(one[name] for name in ("phone", "mobile") if one.get(name))
    people = (one["contact"],) if one.get("contact") else ()
    return Entry(at, one["code"], one["name"], (*one.get("aliases", ()), *reach), one.get("city") or "", people=people)


def _products(told: Sequence[Mapping[str, Any]]) -> Iterable[Entry]:
    """A product that has variants is an entry beside them: nobody has said which."""
    at = 0
    for one in told:
        packs = {pack: Decimal(str(units)) for pack, units in (one.get("packaging") or {}).items()}
        variants = one.get("variants") or ()
        for variant in (None, *variants):
            at += 1
            if variant is None:
                yield Entry(at, one["ref"], one["label"], tuple(one.get("aliases", ())), "", None, one["unit"], packs)
                continue
            said = " ".join(variant["attributes"].values())
            aliases = tuple(f"{alias} {said}" for alias in one.get("aliases", ()))
            yield Entry(at, variant["ref"], f"{one['label']} {said}", aliases, "", None, one["unit"], packs)


def _papers(documents: Mapping[str, Sequence[Mapping[str, Any]]]) -> Iterable[Paper]:
    kinds: tuple[tuple[str, PaperKind], ...] = (
        ("quotes", "quote"), ("orders", "order"), ("invoices", "invoice"), ("interventions", "intervention"),
    )  # fmt: skip
    for name, kind in kinds:
        for one in documents.get(name, ()):
            goods = {line["ref"]: Decimal(str(line["qty"])) for line in one.get("lines", ())}
            yield Paper(kind, one["ref"], one.get("customer", ""), one.get("status", ""), _money(one, "total_ttc"),
                        _money(one, "residual"), goods, one.get("equipment", ""))  # fmt: skip


def _money(one: Mapping[str, Any], name: str) -> Decimal | None:
    return Decimal(str(one[name])) if one.get(name) is not None else None


def _places(told: Mapping[str, Any], people: Sequence[Person]) -> tuple[Mapping[str, str], str]:
    """Vans by whose they are, CAM-JULIEN being Julien's, and the first depot."""
    codes = told.get("meta", {}).get("company", {}).get("warehouses", ())
    vans = {
        one.code: code for one in people for code in codes
        if fold(one.name.split()[0]) == code.lower().rpartition("-")[2]
    }  # fmt: skip
    return vans, next((code for code in codes if code not in vans.values()), "")
