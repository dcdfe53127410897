"""Whatever is ordered, brought, cancelled and taken back in whatever order: each sum holds after each step."""

import asyncio
from collections.abc import Callable, Coroutine, Mapping, Sequence
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
from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from core.company.models import StockOut
from core.kernel.amounts import quantity
from core.kernel.errors import BusinessError
from core.sales import deliveries, orders
from core.sales.deliveries import Standing
from core.sales.lifecycles import DeliveryState, OrderState
from core.sales.models import Delivery, Order, OrderLine, Return
from core.stock.models import StockMove
from core.stock.reservations import reserved_for
from core.uow import Work
from tests.companies import SettableClock
from tests.core.sales.deliveries.shop import Shop, a_shop, back, left, some
from tests.databases import opened

MANY: Final = st.integers(1, 4)
WAY: Final = st.sampled_from(StockOut)
BROUGHT: Final = (DeliveryState.DELIVERED, DeliveryState.CLOSED)
TO_BRING: Final = tuple(state for state in DeliveryState if state not in (*BROUGHT, DeliveryState.CANCELLED))
BOUND: Final = (OrderState.CONFIRMED, OrderState.CLOSED)


class Trading(RuleBasedStateMachine):
    """A shop that sells a valve, a pipe, a kit of one valve and two pipes, a service, and goods that nobody counts."""

    url: str
    done: list[bool]  # one for each thing tried that was done, of all examples

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.orders: list[int] = []
        self.apart: dict[int, Decimal] = {}  # what came back into quarantine, by product
        self.booked: set[int] = set()  # delivery lines whose goods have left before the delivery was closed or invoiced
        self.run(self._open())

    async def _open(self) -> None:
        self.database = opened(self.url)
        self.shop: Shop = await a_shop(Work(self.database, SettableClock()))
        self.valve, self.pipe = await self.shop.product("Vanne", "60"), await self.shop.product("Tube", "60")
        kit = await self.shop.kit((self.valve, "1"), (self.pipe, "2"))
        self.sold = (self.valve, self.pipe, kit, await self.shop.service(), await self.shop.product("Joint"))
        one, two = Decimal(1), Decimal(2)
        self.made_of: Mapping[int | None, Mapping[int, Decimal]] = {
            self.valve: {self.valve: one},
            self.pipe: {self.pipe: one},
            kit: {self.valve: one, self.pipe: two},
        }

    def run(self, doing: Coroutine[Any, Any, Any]) -> Any:
        return self.runner.run(doing)

    def tried(self, doing: Coroutine[Any, Any, Any]) -> bool:
        """Whether it was done; a refusal changes nothing, which the invariants see."""
        try:
            self.run(doing)
        except BusinessError:
            return False
        self.done.append(True)
        return True

    @precondition(lambda self: len(self.orders) < 4)
    @rule(way=WAY, lines=st.lists(st.tuples(st.integers(0, 4), MANY), min_size=1, max_size=3))
    def order(self, way: StockOut, lines: list[tuple[int, int]]) -> None:
        asked = [some(self.sold[which], str(many)) for which, many in lines]
        self.orders.append(self.run(self.shop.order(*asked, stock_out=way)).id)

    @initialize(way=WAY, many=MANY)
    def first_order(self, way: StockOut, many: int) -> None:
        """Of all that there is, and partly with the customer."""
        asked = [some(product_id, str(many)) for product_id in self.sold]
        order = self.run(self.shop.order(*asked, stock_out=way))
        self.orders.append(order.id)
        assert self.tried(self.shop.deliver_order(order.id, *(left(line.id, "1") for line in order.lines)))

    @precondition(lambda self: self.orders)
    @rule(data=st.data(), many=MANY, whole=st.booleans())
    def plan(self, data: st.DataObject, many: int, whole: bool) -> None:
        order, line = self._line(data, lambda one: one.free > 0)
        self.tried(self.shop.plan(order.id) if whole else self.shop.plan(order.id, (line.id, str(many))))

    @precondition(lambda self: self.orders)
    @rule(data=st.data(), many=MANY, damaged=st.integers(0, 1), whole=st.booleans())
    def deliver(self, data: st.DataObject, many: int, damaged: int, whole: bool) -> None:
        delivery = self._delivery(data, TO_BRING)
        if delivery is None:
            return
        line = data.draw(st.sampled_from(delivery.lines))
        said = [] if whole else [left(line.id, str(many), damaged=str(damaged))]
        assert self.tried(self.shop.deliver(delivery.id, *said)) or not whole

    @precondition(lambda self: self.orders)
    @rule(data=st.data(), many=MANY, whole=st.booleans())
    def deliver_order(self, data: st.DataObject, many: int, whole: bool) -> None:
        order, line = self._line(data, lambda one: one.left > 0)
        self.tried(self.shop.deliver_order(order.id, *([] if whole else [left(line.id, str(many))])))

    @precondition(lambda self: self.orders)
    @rule(data=st.data(), verb=st.sampled_from([deliveries.cancel, deliveries.leave, deliveries.load]))
    def go_on(self, data: st.DataObject, verb: Any) -> None:
        delivery = self._delivery(data, TO_BRING)
        if delivery is not None:
            self.tried(self._done(verb, delivery.id))

    @precondition(lambda self: self.orders)
    @rule(data=st.data())
    def close(self, data: st.DataObject) -> None:
        delivery = self._delivery(data, (DeliveryState.DELIVERED,))
        if delivery is not None:
            assert self.tried(self.shop.close(delivery.id))

    @precondition(lambda self: self.orders)
    @rule(data=st.data(), fewer=st.integers(0, 2), apart=st.booleans())
    def give_back(self, data: st.DataObject, fewer: int, apart: bool) -> None:
        order, line = self._line(data, lambda one: one.returnable > 0)
        (standing,) = [one for one in self.run(self.shop.remaining(order.id)) if one.line_id == line.id]
        many = max(standing.returnable - fewer, Decimal(1))
        if not self.tried(self.shop.give_back(order.id, back(line.id, str(many)), to_quarantine=apart)):
            assert standing.returnable < 1
            return
        delivered = self._deliveries(order.id, BROUGHT)
        self.booked |= {one.id for made in delivered for one in made.lines if one.order_line_id == line.id}
        for part, each in self.made_of.get(line.product_id, {}).items():
            self.apart[part] = self.apart.get(part, Decimal(0)) + (many * each if apart else 0)

    @precondition(lambda self: self.orders)
    @rule(data=st.data())
    def too_much(self, data: st.DataObject) -> None:
        """One more than is left is neither planned nor delivered, one more than was delivered does not come back."""
        order, line = self._line(data)
        (standing,) = [one for one in self.run(self.shop.remaining(order.id)) if one.line_id == line.id]
        assert not self.tried(self.shop.plan(order.id, (line.id, str(standing.free + 1))))
        assert not self.tried(self.shop.deliver_order(order.id, left(line.id, str(standing.left + 1))))
        assert not self.tried(self.shop.give_back(order.id, back(line.id, str(standing.returnable + 1))))
        for delivery in self._deliveries(order.id, TO_BRING):
            mine = [one.id for one in delivery.lines if one.order_line_id == line.id]
            saying = (left(one, str(standing.left + 1)) for one in mine)
            assert not any(self.tried(self.shop.deliver(delivery.id, said)) for said in saying)

    @precondition(lambda self: self.orders)
    @rule(data=st.data(), many=MANY, who=st.lists(st.integers(0, 5), min_size=2, max_size=3))
    def several_at_once(self, data: st.DataObject, many: int, who: list[int]) -> None:
        """Whatever people do to one order at the same moment; who comes second is refused, or finds it done."""
        order, line = self._line(data)
        doing = [self._at_once(order, line.id, many)[one]() for one in who]

        async def all_of_them() -> list[object]:
            async with asyncio.timeout(30):
                return await asyncio.gather(*doing, return_exceptions=True)

        ends = self.run(all_of_them())
        assert all(isinstance(end, BusinessError) for end in ends if isinstance(end, BaseException)), ends

    @rule(product=st.integers(0, 1), many=MANY, back=st.booleans())
    def carry(self, product: int, many: int, back: bool) -> None:
        """Goods that are promised to nobody go into another depot, and come back."""
        self.tried(self.shop.carry((self.valve, self.pipe)[product], str(many), back=back))

    @rule(product=st.integers(0, 1), by=st.integers(-1, 2))
    def count(self, product: int, by: int) -> None:
        """An inventory finds a little more or less; less only of what is promised to nobody."""
        self.tried(self.shop.count((self.valve, self.pipe)[product], by))

    @precondition(lambda self: self.orders)
    @rule(data=st.data(), many=MANY)
    def change(self, data: st.DataObject, many: int) -> None:
        order, line = self._line(data)

        self.tried(self._changed(order.id, line.id, many))

    @precondition(lambda self: self.orders)
    @rule(data=st.data(), whole=st.booleans())
    def cancel(self, data: st.DataObject, whole: bool) -> None:
        order, line = self._line(data)

        self.tried(self._cancelled(order.id, None if whole else line.id))

    @invariant()
    def levels_are_the_sums_of_their_rows_never_below_nothing_and_apart_what_was_put_there(self) -> None:
        self.run(self.shop.expect_sums())
        for product_id in (self.valve, self.pipe):
            there = self.run(self.shop.by_warehouse(product_id))
            assert all(count >= 0 for count in there.values())
            assert there.get("Quarantaine", 0) == self.apart.get(product_id, 0)

    @invariant()
    def no_line_is_planned_delivered_or_returned_beyond_what_may_be(self) -> None:
        for order_id in self.orders:
            standing = self.run(self.shop.remaining(order_id))
            for one in standing:
                assert 0 <= one.returned <= one.delivered <= one.ordered, one
                assert 0 <= one.planned <= one.left, one
            order = self.run(self.shop.read_order(order_id))
            if order.state in BOUND:
                assert (order.state is OrderState.CONFIRMED) == any(one.left for one in standing)

    @invariant()
    def each_line_has_moved_and_holds_exactly_what_it_should(self) -> None:
        for order_id in self.orders:
            order = self.run(self.shop.read_order(order_id))
            standing = {one.line_id: one for one in self.run(self.shop.remaining(order_id))}
            taken = self._taken(order)
            for line in order.lines:
                gone = taken[line.id] - standing[line.id].returned
                holds = Decimal(0) if order.stock_out is StockOut.ORDER else line.quantity - taken[line.id]
                made_of = self.made_of.get(line.product_id, {})
                moved = {part: -gone * each for part, each in made_of.items() if gone or taken[line.id]}
                assert {part: by for part, by in self.run(self._moved(line)).items() if by} == {
                    part: by for part, by in moved.items() if by
                }
                promised = {part: holds * each for part, each in made_of.items() if holds}
                assert self.run(self._promised(line)) == promised

    @invariant()
    def numbers_have_no_gap(self) -> None:
        for kind, series in ((Delivery, "BL"), (Return, "BR")):
            numbers = self.run(self._numbers(kind))
            assert sorted(numbers) == [f"{series}2611-{n:04d}" for n in range(1, len(numbers) + 1)]

    def teardown(self) -> None:
        self.run(self.database.close())
        self.runner.close()

    def _at_once(self, order: Order, line_id: int, many: int) -> Sequence[Callable[[], Coroutine[Any, Any, object]]]:
        return (
            lambda: self.shop.deliver_order(order.id),
            lambda: self.shop.deliver_order(order.id, left(line_id, str(many))),
            lambda: self.shop.plan(order.id),
            lambda: self._changed(order.id, line_id, many),
            lambda: self._cancelled(order.id, line_id),
            lambda: self._cancelled(order.id, None),
        )

    async def _changed(self, order_id: int, line_id: int, many: int) -> None:
        async with self.shop.work.begin(self.shop.seller) as uow:
            await orders.set_quantity(uow, order_id, line_id, quantity=quantity(many))

    async def _cancelled(self, order_id: int, line_id: int | None) -> None:
        async with self.shop.work.begin(self.shop.seller) as uow:
            if line_id is None:
                await orders.cancel(uow, order_id, reason="abandon")
            else:
                await orders.cancel_line(uow, order_id, line_id)

    def _line(
        self, data: st.DataObject, which: Callable[[Standing], bool] = lambda _one: True
    ) -> tuple[Order, OrderLine]:
        """A line of an order: one of those that there is something to do with, if there are any."""
        order: Order = self.run(self.shop.read_order(data.draw(st.sampled_from(self.orders))))
        fitting = {one.line_id for one in self.run(self.shop.remaining(order.id)) if which(one)}
        return order, data.draw(st.sampled_from([line for line in order.lines if line.id in fitting] or order.lines))

    def _delivery(self, data: st.DataObject, states: Sequence[DeliveryState]) -> Delivery | None:
        found = [one for order_id in self.orders for one in self._deliveries(order_id, states)]
        return data.draw(st.sampled_from(found)) if found else None

    def _deliveries(self, order_id: int, states: Sequence[DeliveryState]) -> list[Delivery]:
        async def all_() -> Sequence[Delivery]:
            async with self.shop.work.read(self.shop.driver) as db:
                query = select(Delivery).where(Delivery.order_id == order_id).options(selectinload(Delivery.lines))
                return (await db.session.scalars(query.order_by(Delivery.id))).all()

        return [one for one in self.run(all_()) if one.state in states]

    def _taken(self, order: Order) -> dict[int, Decimal]:
        """What has left the stock for each line, in the line's unit, as the way of the order wants it."""
        if order.stock_out is StockOut.ORDER:
            return {line.id: Decimal(line.quantity) for line in order.lines}
        taken = {line.id: Decimal(0) for line in order.lines}
        for delivery in self._deliveries(order.id, BROUGHT):
            for line in delivery.lines:
                if line.id in self.booked or self._leaves(order.stock_out, delivery.state):
                    taken[line.order_line_id] += line.delivered
        return taken

    def _leaves(self, way: StockOut, state: DeliveryState) -> bool:
        return way is StockOut.DELIVERY or (way is StockOut.CLOSED and state is DeliveryState.CLOSED)

    async def _moved(self, line: OrderLine) -> Mapping[int, Decimal]:
        asked = StockMove.subject == "order_line", StockMove.subject_id == line.id
        summed = select(StockMove.product_id, func.sum(StockMove.quantity)).where(*asked)
        async with self.shop.work.read(self.shop.driver) as db:
            return {row[0]: row[1] for row in await db.session.execute(summed.group_by(StockMove.product_id))}

    async def _promised(self, line: OrderLine) -> Mapping[int, Decimal]:
        async with self.shop.work.read(self.shop.driver) as db:
            return dict((await reserved_for(db, subject="order_line", subject_ids=[line.id])).get(line.id, {}))

    async def _numbers(self, kind: type[Delivery] | type[Return]) -> list[str]:
        async with self.shop.work.read(self.shop.driver) as db:
            return list(await db.session.scalars(select(kind.number).where(kind.number.is_not(None))))

    async def _done(self, verb: Any, delivery_id: int) -> None:
        async with self.shop.work.begin(self.shop.driver) as uow:
            await verb(uow, delivery_id)


def test_sums_hold_after_any_history(database_url: str) -> None:
    done: list[bool] = []
    machine = type("Here", (Trading,), {"url": database_url, "done": done})
    examples = 8 if database_url.startswith("sqlite") else 5
    run_state_machine_as_test(machine, settings=settings(max_examples=examples, stateful_step_count=15))
    assert done, "all that was tried was refused"
