"""A large company to search in: customers and products as a French trade would have them, the same ones each time."""

import random
from collections.abc import Sequence
from datetime import datetime
from itertools import islice, product
from pathlib import Path
from typing import Final, TypeVar

from core.catalog.models import Product
from core.catalog.reading import KIND
from core.kernel.amounts import unit_price
from core.parties import customers
from core.parties.models import Customer
from core.permissions import Actor
from core.search import index_many
from core.uow import Work

T = TypeVar("T")

_CHUNK: Final = 5_000
_LISTS: Final = {
    name: words.split()
    for name, words in (line.split(": ") for line in Path(__file__).with_suffix(".txt").read_text("utf-8").splitlines())
}


def names() -> Sequence[str]:
    """Some forty thousand family names, no two alike."""
    made = [
        "".join(parts) for parts in product(_LISTS["name heads"], ["", *_LISTS["name middles"]], _LISTS["name tails"])
    ]
    random.Random(1).shuffle(made)  # else all of one head would be the frequent ones
    return list(dict.fromkeys([*_LISTS["family names"], *made]))


async def fill(work: Work, owner: Actor, *, people: int, goods: int) -> None:
    """Put so many customers and products into the owner's company."""
    chance = random.Random(20261123)  # the same ones each time
    known, places = names(), _places(chance)
    for start in range(0, people, _CHUNK):
        async with work.begin(owner) as uow:
            met = [_customer(chance, known, places, n, uow.now) for n in range(start, min(people, start + _CHUNK))]
            uow.session.add_all(met)
            await uow.session.flush()
            await index_many(uow, customers.KIND, {row.id: row.found_under() for row in met})
    for start in range(0, goods, _CHUNK):
        async with work.begin(owner) as uow:
            sold = [_product(chance, n, uow.now) for n in range(start, min(goods, start + _CHUNK))]
            uow.session.add_all(sold)
            await uow.session.flush()
            await index_many(uow, KIND, {row.id: row.found_under() for row in sold})


def _places(chance: random.Random) -> Sequence[tuple[str, str]]:
    """Towns and their postcodes: a few large ones, four thousand villages."""
    near = [(town, f"69{n:03d}") for n, town in enumerate(_LISTS["towns"])]
    rivers = ["".join(parts) for parts in islice(product(_LISTS["name heads"], _LISTS["name tails"]), 0, None, 37)]
    villages = [f"Saint-{saint}-sur-{river}" for saint, river in product(_LISTS["first names"], rivers)]
    return [*near, *((town, f"{chance.randrange(1, 96):02d}{chance.randrange(1000):03d}") for town in villages)]


def _customer(
    chance: random.Random, known: Sequence[str], places: Sequence[tuple[str, str]], number: int, now: datetime
) -> Customer:
    business = chance.random() < 0.6
    called = chance.choice(_LISTS["trades" if business else "first names"])
    city, postcode = _often(chance, places)
    return Customer(
        code=f"C{number:05d}",
        name=f"{called} {_often(chance, known)}",
        street=f"{number % 200 + 1} rue de la Gare",
        city=city,
        zip=postcode,
        phone=f"+33{chance.randrange(1, 6)}{chance.randrange(10**8):08d}",
        mobile=f"+336{chance.randrange(10**8):08d}" if chance.random() < 0.5 else "",
        contact=f"{chance.choice(_LISTS['first names'])} {_often(chance, known)}" if business else "",
        created_at=now,
    )


def _product(chance: random.Random, number: int, now: datetime) -> Product:
    thing, matter, look, maker = (chance.choice(_LISTS[of]) for of in ("goods", "materials", "looks", "makers"))
    size, unit = chance.choice((10, 12, 16, 20, 25, 32, 40, 63, 500, 750, 1000, 1500, 2000)), chance.choice("AWLV")
    return Product(
        reference=f"{thing[:3].upper()}-{matter[:3].upper()}-{number:05d}",
        label=f"{thing} {matter} {look} {maker} {size} {unit}",
        price=unit_price(chance.randrange(1, 900)),
        created_at=now,
    )


def _often(chance: random.Random, things: Sequence[T]) -> T:
    """One of them, the first ones far more often, as names and towns are."""
    return things[int(len(things) * chance.random() ** 3)]
