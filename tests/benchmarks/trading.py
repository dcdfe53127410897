"""From a quote to its payment: how many a second, beside few orders and beside many; and how soon the stock answers."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Final

from core import (
    hooks,  # noqa: F401 - connects the rooms
    migrations,
)
from core.db import Database, connect
from core.invoicing import drafting, issuing
from core.kernel.amounts import quantity
from core.permissions import Actor
from core.sales import deliveries, orders, quotes
from core.sales.deliveries import Back
from core.sales.quotes import NewLine
from core.stock import availability, moves
from core.stock.goods import Goods
from core.stock.warehouses import main
from core.treasury import payments
from core.treasury.models import PaymentMethod
from core.uow import Work
from tests import postgresql
from tests.benchmarks import directory, figures, past
from tests.companies import an_owner

FEW, MANY = 50, 50_000  # orders, of which half are delivered, invoiced and paid
MOVES: Final = 1_000_000
CYCLES: Final = 20.0  # a second, each of eight commits
SLOWER: Final = 1.2  # times, beside many orders
ANSWER: Final = 20.0  # milliseconds, p95
_CUSTOMERS, _PRODUCTS = 400, 200
_CYCLES: Final = 30
_ASKED: Final = 200
_LINES: Final = 3

New = Callable[[str], Awaitable[Database]]  # an empty, migrated database


@dataclass(frozen=True)
class Counter:
    """Somebody who sells, to whom, what, and out of which depot."""

    work: Work
    seller: Actor
    customers: Sequence[int]
    products: Sequence[int]
    depot: int

    async def ordered(self, number: int) -> int:
        """A quote is written and validated, and becomes an order; its id."""
        customer = self.customers[number * 7 % len(self.customers)]
        lines = [NewLine(quantity=quantity(2), product_id=one) for one in self._goods(number)]
        async with self.work.begin(self.seller) as uow:
            quote = await quotes.draft(uow, customer_id=customer, lines=lines)
        async with self.work.begin(self.seller) as uow:
            await quotes.validate(uow, quote.id)
        async with self.work.begin(self.seller) as uow:
            return (await orders.place(uow, quote.id)).id

    async def delivered(self, order_id: int) -> None:
        """All its goods are planned, and brought."""
        async with self.work.begin(self.seller) as uow:
            delivery = await deliveries.plan(uow, order_id)
        async with self.work.begin(self.seller) as uow:
            await deliveries.deliver(uow, delivery.id)

    async def returned(self, order_id: int) -> None:
        """One piece of it comes back."""
        async with self.work.begin(self.seller) as uow:
            line = (await orders.read(uow, order_id)).lines[0]
            await deliveries.give_back(uow, order_id, lines=[Back(line.id, quantity(1))], reason="abîmé")

    async def paid(self, order_id: int) -> None:
        """What was delivered of it is invoiced, with its entries, and the customer pays all of it."""
        async with self.work.begin(self.seller) as uow:
            draft = await drafting.draft_of_order(uow, order_id)
        async with self.work.begin(self.seller) as uow:
            invoice = await issuing.issue(uow, draft.id)
        async with self.work.begin(self.seller) as uow:
            await payments.receive(
                uow,
                invoice.customer_id,
                amount=invoice.payable,
                method=PaymentMethod.TRANSFER,
                invoice_ids=[invoice.id],
                key=f"paid:{invoice.id}",
            )

    async def cycle(self, number: int) -> float:
        """Seconds from the quote to the payment."""
        began = time.perf_counter()
        order_id = await self.ordered(number)
        await self.delivered(order_id)
        await self.paid(order_id)
        return time.perf_counter() - began

    async def answer(self, number: int) -> float:
        """Seconds until it is known whether the goods of an order are there."""
        asked = [Goods(one, quantity(2)) for one in self._goods(number)]
        began = time.perf_counter()
        async with self.work.read(self.seller) as db:
            await availability.availability(db, asked, warehouse_id=self.depot)
            await availability.stock_of(db, asked[0].product_id)
        return time.perf_counter() - began

    def _goods(self, number: int) -> list[int]:
        return [self.products[(number * 13 + each) % len(self.products)] for each in range(_LINES)]


async def report(folder: Path) -> None:
    """Measure on both databases and print."""
    for name, opened in (("SQLite", _on_sqlite(folder)), ("PostgreSQL", _on_postgresql())):
        async with opened as new:
            began = time.perf_counter()
            few, many = await _filled(await new("few"), FEW), await _filled(await new("many"), MANY)
            filled = time.perf_counter() - began
            print(f"\nQuote → order → delivery → invoice → payment of {_LINES} lines, {name}", end="")
            print(f" (filled in {filled:.0f} s)", end="")
            print("      per second    p50     p95     p99 ms")
            _print_cycles(await _in_turns(few, many))
            began = time.perf_counter()
            await past.move(many.work.database, MOVES)
            filled = time.perf_counter() - began
            answers = [await many.answer(number) for number in range(_ASKED)]
            p95 = figures.percentile(answers, 0.95) * 1000
            print(f"  what there is, {MOVES:,} moves (filled in {filled:.0f} s)     {figures.spread(answers)}", end="")
            print(f"  (aim: {ANSWER:.0f} ms, {figures.verdict(p95, ANSWER)})")
            for one in (few, many):
                await one.work.database.close()


async def _in_turns(few: Counter, many: Counter) -> tuple[list[float], list[float]]:
    """Seconds of cycles beside few orders and beside many, in turns, so that both meet the same machine."""
    took: tuple[list[float], list[float]] = ([], [])
    for number in range(_CYCLES + 1):
        pair = await few.cycle(number), await many.cycle(number)
        if number:  # the first round warms up
            for each, seconds in zip(took, pair, strict=True):
                each.append(seconds)
    return took


def _print_cycles(took: tuple[Sequence[float], Sequence[float]]) -> None:
    for count, seconds in zip((FEW, MANY), took, strict=True):
        fast = 1 / median(seconds)
        print(f"  beside {count:6,} orders           {fast:27.1f}   {figures.spread(seconds)}", end="")
        print(f"  (aim: {CYCLES:.0f} a second, {figures.verdict(fast, CYCLES, at_most=False)})")
    slower = median(many / few for few, many in zip(*took, strict=True))
    print(f"  × {slower:.2f} beside many  (aim: {SLOWER}, {figures.verdict(slower, SLOWER)})")


async def _filled(database: Database, count: int) -> Counter:
    """Two orders made as people make them, one of them delivered, given back in part, invoiced and paid, and copies
    until there are so many."""
    work = Work(database)
    owner = await an_owner(work)
    await directory.fill(work, owner, people=_CUSTOMERS, goods=_PRODUCTS)
    customers, products = list(range(1, _CUSTOMERS + 1)), list(range(1, _PRODUCTS + 1))
    async with work.begin(owner) as uow:
        depot = (await main(uow)).id
        for one in products:
            await moves.receive(uow, one, quantity=quantity(900_000), key=f"first:{one}")
    counter = Counter(work, owner, customers, products, depot)
    first, _second = await counter.ordered(1), await counter.ordered(2)
    await counter.delivered(first)
    await counter.returned(first)
    await counter.paid(first)
    await past.multiply(database, count // 2 - 1)
    return counter


@asynccontextmanager
async def _on_sqlite(folder: Path) -> AsyncIterator[New]:
    async def new(name: str) -> Database:
        database = connect(f"sqlite:///{folder / name}.db")
        await migrations.upgrade(database)
        return database

    yield new


@asynccontextmanager
async def _on_postgresql() -> AsyncIterator[New]:
    guard = postgresql.announce()
    try:
        server = await asyncio.to_thread(postgresql.server)

        async def new(_name: str) -> Database:
            return connect(server.url(await server.copy("template")))

        yield new
    finally:
        await asyncio.to_thread(postgresql.dismiss, guard)
