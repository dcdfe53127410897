"""Whatever people do in whatever order: nothing is lost, nothing counts twice, nothing goes below zero unallowed."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from decimal import Decimal
from typing import Any, Final

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from core.kernel.amounts import quantity
from core.stock import counts
from core.stock.errors import CountContradicted, StockShort
from core.uow import Work
from tests.companies import SettableClock
from tests.core.stock.shelves import goods, some_shelves
from tests.databases import opened

PRODUCT: Final = st.integers(0, 1)
PLACE: Final = st.integers(0, 1)  # the depot, the van
SHARES: Final = st.lists(st.integers(1, 3), min_size=2, max_size=3)  # quarters of what there is
LINE: Final = st.integers(1, 2)
TENTH: Final = Decimal("0.1")
MANY: Final = st.decimals(Decimal("0.5"), 8, places=1)

Where = tuple[int, int]  # product, place


class Histories(RuleBasedStateMachine):
    """What a company does with two products in two places, told to it and to plain dictionaries alike."""

    url: str

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.there: dict[Where, Decimal] = {}
        self.promised: dict[int, dict[Where, Decimal]] = {}
        self.counted: dict[int, dict[int, Decimal]] = {}  # differences of the open inventories
        self.done: list[Callable[[], Awaitable[bool]]] = []
        self.run(self._open())

    async def _open(self) -> None:
        self.database = opened(self.url)
        self.shelves = await some_shelves(Work(self.database, SettableClock()))
        self.products = [await self.shelves.product(label, unit="M") for label in ("Cuivre", "Multicouche")]
        self.places = [self.shelves.depot, self.shelves.van]
        for where in ((0, 0), (1, 0), (0, 1)):  # the other product comes to the van later, or never
            await self.shelves.receive(self.products[where[0]], "6", into=self.places[where[1]])
            self._add(where, Decimal(6))

    def run(self, doing: Coroutine[Any, Any, Any]) -> Any:
        return self.runner.run(doing)

    def refused(self, doing: Coroutine[Any, Any, Any]) -> bool:
        try:
            self.run(doing)
        except (StockShort, CountContradicted):
            return True
        return False

    @rule(product=PRODUCT, place=PLACE, many=MANY)
    def receive(self, product: int, place: int, many: Decimal) -> None:
        self.run(self.shelves.receive(self.products[product], str(many), into=self.places[place]))
        self._add((product, place), many)

    @rule(product=PRODUCT, back=st.booleans(), many=MANY)
    def transfer(self, product: int, back: bool, many: Decimal) -> None:
        source, target = (product, int(back)), (product, int(not back))
        moving = self.shelves.transfer(self.products[product], str(many), back=back)
        assert self.refused(moving) == (many > self._has(source))
        if many <= self._has(source):
            self._add(source, -many)
            self._add(target, many)

    @rule(product=PRODUCT, place=PLACE, many=MANY, less=st.booleans())
    def adjust(self, product: int, place: int, many: Decimal, less: bool) -> None:
        by = -many if less else many
        moving = self.shelves.adjust(self.products[product], str(by), into=self.places[place])
        assert self.refused(moving) == (self._has((product, place)) + by < 0)
        if self._has((product, place)) + by >= 0:
            self._add((product, place), by)

    @rule(line=LINE, place=PLACE, many=st.dictionaries(PRODUCT, MANY, max_size=2), may_lack=st.booleans())
    def reserve(self, line: int, place: int, many: dict[int, Decimal], may_lack: bool) -> None:
        asked = [goods(self.products[product], str(count)) for product, count in many.items()]
        promising = self.shelves.reserve(line, *asked, warehouse_id=self.places[place], may_lack=may_lack)
        mine = self.promised.get(line, {})
        enough = all(
            count <= max(self._free(product, place, line), mine.get((product, place), 0))
            for product, count in many.items()
        )
        assert self.refused(promising) == (not enough and not may_lack)
        if enough or may_lack:
            self.promised[line] = {(product, place): count for product, count in many.items()}
            for where in self.promised[line]:
                self._add(where, Decimal(0))

    @rule(line=LINE, product=PRODUCT, place=PLACE)
    def promise_all_there_is(self, line: int, product: int, place: int) -> None:
        """What a line is promised already is free for it, for nobody else; beyond that there is nothing."""
        free = self._free(product, place, line)
        if free <= 0:
            assert self.refused(self._promising(line, product, place, self._mine(line, (product, place)) + TENTH))
            return
        for many in (quantity(free / 2) or free, free, free + TENTH):
            assert self.refused(self._promising(line, product, place, quantity(many))) == (many > free)
        self.promised[line] = {(product, place): free}
        self._add((product, place), Decimal(0))
        for asker in (1, 2):
            left = self._free(product, place, asker)
            assert self.run(self.shelves.available(self.products[product], asker, self.places[place])) == left

    @rule(lines=st.sets(LINE, min_size=1))
    def release(self, lines: set[int]) -> None:
        self.run(self.shelves.release(*lines))
        for line in lines:
            self.promised.pop(line, None)

    @rule(line=LINE, product=PRODUCT, place=PLACE, many=MANY)
    def deliver(self, line: int, product: int, place: int, many: Decimal) -> None:
        key, gone = self.shelves.key(), goods(self.products[product], str(many))

        def taking() -> Coroutine[Any, Any, bool]:
            said = {"line": line, "promised": True, "warehouse_id": self.places[place]}
            return self.shelves.take(gone, key=key, **said)

        there = self._has((product, place))
        own = min(self._mine(line, (product, place)), there)  # where more is promised than there is
        most = max(self._free(product, place, line), own)
        assert self.refused(taking()) == (many > most)
        if many <= most:
            self._add((product, place), -many)
            self._redeem(line, product, place, many)
            self.done.append(taking)

    @rule(product=PRODUCT, place=PLACE, many=MANY)
    def sell_over_the_counter(self, product: int, place: int, many: Decimal) -> None:
        gone = goods(self.products[product], str(many))
        taking = self.shelves.take(gone, warehouse_id=self.places[place])
        assert self.refused(taking) == (many > self._free(product, place))
        if many <= self._free(product, place):
            self._add((product, place), -many)

    @initialize(shares=SHARES)
    def several_begin(self, shares: list[int]) -> None:
        self.several_at_once(product=0, place=0, shares=shares)

    @rule(product=PRODUCT, place=PLACE, shares=SHARES)
    def several_at_once(self, product: int, place: int, shares: list[int]) -> None:
        """Nobody is sold what another one has just got, and nobody is refused what is left."""
        whole = max(self._free(product, place), Decimal(1))
        counts = [Decimal(quantity(whole * share / 4)) for share in shares]
        gone = [goods(self.products[product], str(many)) for many in counts]

        async def selling() -> list[object]:
            taking = (self.shelves.take(one, warehouse_id=self.places[place]) for one in gone)
            return await asyncio.gather(*taking, return_exceptions=True)

        ends = self.run(selling())
        assert all(end is True or isinstance(end, StockShort) for end in ends), ends
        sold = [many for many, end in zip(counts, ends, strict=True) if end is True]
        if sold:
            self._add((product, place), -sum(sold, Decimal(0)))
        free = self._free(product, place)
        assert all(many > free for many, end in zip(counts, ends, strict=True) if end is not True)
        assert free >= 0 or True not in ends

    @rule(product=PRODUCT, place=PLACE, many=MANY)
    def put_back(self, product: int, place: int, many: Decimal) -> None:
        key, back = self.shelves.key(), goods(self.products[product], str(many))

        def returning() -> Coroutine[Any, Any, bool]:
            return self.shelves.put_back(back, key=key, warehouse_id=self.places[place])

        assert self.run(returning())
        self._add((product, place), many)
        self.done.append(returning)

    @precondition(lambda self: self.done)
    @rule(data=st.data())
    def do_it_again(self, data: st.DataObject) -> None:
        """A key moves goods once, however often it is said."""
        assert not self.run(data.draw(st.sampled_from(self.done))())  # type: ignore[arg-type]

    @rule(product=PRODUCT, place=PLACE, many=st.decimals(0, 9, places=1))
    def count(self, product: int, place: int, many: Decimal) -> None:
        async def counting() -> None:
            async with self.shelves.work.begin(self.shelves.owner) as uow:
                here = await counts.start(uow, self.places[place])
                await counts.count(uow, here.id, self.products[product], quantity=quantity(many))

        self.run(counting())
        self.counted.setdefault(place, {})[product] = many - self._has((product, place))

    @precondition(lambda self: self.counted)
    @rule(data=st.data(), cancelled=st.booleans())
    def end_counting(self, data: st.DataObject, cancelled: bool) -> None:
        place = data.draw(st.sampled_from(sorted(self.counted)))

        async def ending() -> None:
            async with self.shelves.work.begin(self.shelves.owner) as uow:
                here = await counts.start(uow, self.places[place])
                await (counts.cancel(uow, here.id) if cancelled else counts.close(uow, here.id, reason="inventaire"))

        found = {(product, place): by for product, by in self.counted[place].items()}
        wrong = any(by < 0 and self._has(where) + by < 0 for where, by in found.items())
        assert self.refused(ending()) == (wrong and not cancelled)
        if not wrong or cancelled:
            del self.counted[place]
        if not wrong and not cancelled:
            for where, by in found.items():
                self._add(where, by)

    @invariant()
    def all_is_as_told(self) -> None:
        for product, product_id in enumerate(self.products):
            stands = self.run(self.shelves.stands(product_id))
            assert stands == {
                self.places[place]: (count, self._promised((product, place)))
                for (one, place), count in self.there.items()
                if one == product
            }
            assert all(on_hand >= 0 for on_hand, _reserved in stands.values())
        self.run(self.shelves.expect_sums())

    def teardown(self) -> None:
        self.run(self.database.close())
        self.runner.close()

    def _promising(self, line: int, product: int, place: int, many: Decimal) -> Coroutine[Any, Any, None]:
        asked = goods(self.products[product], str(many))
        return self.shelves.reserve(line, asked, warehouse_id=self.places[place])

    def _mine(self, line: int, where: Where) -> Decimal:
        return self.promised.get(line, {}).get(where, Decimal(0))

    def _has(self, where: Where) -> Decimal:
        return self.there.get(where, Decimal(0))

    def _add(self, where: Where, many: Decimal) -> None:
        self.there[where] = self._has(where) + many

    def _promised(self, where: Where, but: int = 0) -> Decimal:
        return sum((all_.get(where, Decimal(0)) for line, all_ in self.promised.items() if line != but), Decimal(0))

    def _free(self, product: int, place: int, line: int = 0) -> Decimal:
        return self._has((product, place)) - self._promised((product, place), line)

    def _redeem(self, line: int, product: int, place: int, many: Decimal) -> None:
        mine = self.promised.get(line, {})
        for where in ((product, place), (product, 1 - place)):
            share = min(many, mine.get(where, Decimal(0)))
            many -= share
            if share:
                mine[where] -= share


def test_sums_hold_after_any_history(database_url: str) -> None:
    machine = type("Here", (Histories,), {"url": database_url})
    examples = 16 if database_url.startswith("sqlite") else 8  # PostgreSQL takes four times as long
    run_state_machine_as_test(machine, settings=settings(max_examples=examples, stateful_step_count=25))
