"""How soon the first five are found among 100 000 customers and 50 000 products, and whether the one meant is there."""

import asyncio
import random
import time
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from sqlalchemy import select, text

from core import migrations
from core.catalog import products
from core.catalog.models import Product
from core.db import Database, connect
from core.kernel.identifiers import dialled
from core.kernel.text import folded
from core.parties import customers
from core.parties.models import Customer
from core.permissions import Actor
from core.uow import Work
from tests import postgresql
from tests.benchmarks import figures, importing
from tests.benchmarks.directory import fill
from tests.companies import an_owner

CUSTOMERS, PRODUCTS = 100_000, 50_000
AIM: Final = 50.0  # milliseconds, p95
_ASKED: Final = 60  # times for each kind of question
_LETTERS: Final = "abcdefghijklmnopqrstuvwxyz"

Question = Callable[[Any, random.Random], str]


@dataclass
class Measured:
    """Seconds of each search for one kind of question, and how often the one meant was among the first five."""

    seconds: list[float] = field(default_factory=list)
    found: int = 0


@dataclass(frozen=True)
class Base:
    """A filled database, and the seconds that filling it took."""

    work: Work
    owner: Actor
    filled_in: float


@asynccontextmanager
async def on_sqlite(folder: Path) -> AsyncIterator[Base]:
    database = connect(f"sqlite:///{folder / 'search.db'}")
    await migrations.upgrade(database)
    yield await _filled(database)
    await database.close()


@asynccontextmanager
async def on_postgresql() -> AsyncIterator[Base]:
    """On a server of its own, which ends with the block; its statistics are fresh, as autovacuum keeps them."""
    guard = postgresql.announce()
    try:
        server = await asyncio.to_thread(postgresql.server)
        database = connect(server.url(await server.copy("template")))
        base = await _filled(database)
        async with database.engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
            await connection.execute(text("VACUUM ANALYZE"))
        yield base
        await database.close()
    finally:
        await asyncio.to_thread(postgresql.dismiss, guard)


async def measure(base: Base) -> dict[str, Measured]:
    """All kinds of questions in turns, so that all meet the same machine; the first round warms up."""
    chance = random.Random(7)
    people, goods = await _some(base, Customer, chance), await _some(base, Product, chance)
    measured = {name: Measured() for name in (*_ABOUT_CUSTOMERS, *_ABOUT_PRODUCTS)}
    for number, (person, thing) in enumerate(zip(people, goods, strict=True)):
        kept = measured if number else {name: Measured() for name in measured}
        await _ask(base, kept, customers.search, _ABOUT_CUSTOMERS, person, chance)
        await _ask(base, kept, products.search, _ABOUT_PRODUCTS, thing, chance)
    return measured


async def report(folder: Path) -> None:
    """Measure on both databases and print."""
    for name, opened in (("SQLite", on_sqlite(folder)), ("PostgreSQL", on_postgresql())):
        async with opened as base:
            print(f"\nThe first five among {CUSTOMERS:,} customers and {PRODUCTS:,} products, {name}", end="")
            print(f" (filled in {base.filled_in:.0f} s)      p50     p95     p99 ms   the one meant is there")
            for question, measured in (await measure(base)).items():
                p95 = figures.percentile(measured.seconds, 0.95) * 1000
                share = f"{measured.found}/{len(measured.seconds)}"
                print(f"  {question:34} {figures.spread(measured.seconds)}   {share:>6}", end="")
                print(f"  (aim: {AIM:.0f} ms, {figures.verdict(p95, AIM)})")
            await importing.report(base.work)


async def _filled(database: Database) -> Base:
    work = Work(database)
    owner = await an_owner(work)
    began = time.perf_counter()
    await fill(work, owner, people=CUSTOMERS, goods=PRODUCTS)
    return Base(work, owner, time.perf_counter() - began)


async def _some(base: Base, table: type[Any], chance: random.Random) -> Sequence[Any]:
    async with base.work.read(base.owner) as db:
        numbers = (await db.session.scalars(select(table.id).order_by(table.id))).all()
        chosen = chance.sample(numbers, _ASKED + 1)
        return (await db.session.scalars(select(table).where(table.id.in_(chosen)))).all()


async def _ask(
    base: Base,
    measured: Mapping[str, Measured],
    search: Callable[..., Any],
    questions: Mapping[str, Question],
    meant: Any,
    chance: random.Random,
) -> None:
    for name, question in questions.items():
        typed = question(meant, chance)
        began = time.perf_counter()
        async with base.work.read(base.owner) as db:
            found = await search(db, typed)
        measured[name].seconds.append(time.perf_counter() - began)
        measured[name].found += any(one.id == meant.id for one in found)


def _mistyped(word: str, chance: random.Random) -> str:
    """One letter wrong, missing, too many, or swapped with the next."""
    at, letter = chance.randrange(len(word) - 1), chance.choice(_LETTERS)
    before, here, after, rest = word[:at], word[at], word[at + 1], word[at + 2 :]
    ends = (letter + after + rest, after + rest, letter + here + after + rest, after + here + rest)
    return before + chance.choice(ends)


def _family(customer: Customer) -> str:
    return folded(customer.name.split()[-1])


def _misspelled_label(product: Product, chance: random.Random) -> str:
    first, *others = product.label.split()
    return " ".join((_mistyped(folded(first), chance), *others))


_ABOUT_CUSTOMERS: Final[Mapping[str, Question]] = {
    "name": lambda one, _: one.name,
    "name without accents, in capitals": lambda one, _: folded(one.name).upper(),
    "name with a typing error": lambda one, chance: f"{one.name.split()[0]} {_mistyped(_family(one), chance)}",
    "two words, an error in each": lambda one, chance: " ".join(
        _mistyped(folded(word), chance) for word in one.name.split()
    ),
    "family name and town": lambda one, _: f"{_family(one)} {one.city}",
    "family name with an error and town": lambda one, chance: f"{_mistyped(_family(one), chance)} {one.city}",
    "telephone number": lambda one, _: dialled(one.phone),
    "its last six digits": lambda one, _: dialled(one.phone)[-6:],
    "its first six digits": lambda one, _: dialled(one.phone)[:6],
    "code": lambda one, _: one.code,
    "town (too many)": lambda one, _: one.city,
    "postcode (too many)": lambda one, _: one.zip,
    "three first letters (too many)": lambda one, _: _family(one)[:3],
}
_ABOUT_PRODUCTS: Final[Mapping[str, Question]] = {
    "label": lambda one, _: one.label,
    "label with a typing error": _misspelled_label,
    "reference": lambda one, _: one.reference,
    "beginnings of three words": lambda one, _: " ".join(word[:4] for word in one.label.split()[:3]),
}
