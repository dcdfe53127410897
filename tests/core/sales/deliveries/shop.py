"""A company with goods in its depot, and confirmed orders to deliver: made by use cases, as people make them."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import count
from typing import Any

from sqlalchemy import func, select

from core.catalog import kits, products
from core.catalog.models import ProductKind, Tracking
from core.company.models import StockOut
from core.kernel.amounts import Quantity, quantity, unit_price
from core.notices.models import Notice
from core.permissions import SYSTEM, Actor, Role
from core.sales import deliveries
from core.sales.deliveries import Back, Left, Planned, Standing
from core.sales.models import Delivery, Order, Return
from core.sales.orders.placing import place
from core.sales.orders.reads import read as read_order
from core.sales.quotes import NewLine
from core.stock import availability, counts, levels, moves, warehouses
from core.stock.checking import differences
from core.stock.errors import Shortage, StockShort
from core.stock.goods import Goods
from core.stock.models import StockMove
from core.uow import UnitOfWork, Work
from tests.companies import a_member, an_owner
from tests.core.sales.trade import Trade, a_trade, work_hours


@dataclass
class Shop:
    """Whoever sells, a driver, and the owner, who keeps the stock."""

    trade: Trade
    driver: Actor
    owner: Actor
    _keys: "count[int]" = field(default_factory=count)

    @property
    def work(self) -> Work:
        return self.trade.work

    @property
    def seller(self) -> Actor:
        return self.trade.seller

    async def product(self, label: str = "Radiateur", many: str = "", **facts: Any) -> int:
        """A product; kept in stock when so many have come."""
        async with self.work.begin(self.seller) as uow:
            made = await products.create(uow, label=label, price=unit_price("100"))
        if facts:
            await self.trade.set_product(made.id, **facts)
        if many:
            await self.receive(made.id, many)
        return made.id

    async def service(self, label: str = "Mise en service") -> int:
        return await self.product(label, kind=ProductKind.SERVICE)

    async def numbered(self, tracking: Tracking, *lots: str, label: str = "Chaudière") -> int:
        """One piece of each number in the depot."""
        made = await self.product(label, tracking=tracking)
        for lot in lots:
            await self.receive(made, "1", lots=(lot,))
        return made

    async def kit(self, *parts: tuple[int, str], label: str = "Pose clim") -> int:
        made = await self.product(label)
        async with self.work.begin(self.seller) as uow:
            await kits.set_parts(uow, made, [(part, quantity(many)) for part, many in parts])
        return made

    async def remake(self, kit_id: int, *parts: tuple[int, str]) -> None:
        """The kit is made of these from now on."""
        async with self.work.begin(self.seller) as uow:
            await kits.set_parts(uow, kit_id, [(part, quantity(many)) for part, many in parts])

    async def receive(self, product_id: int, many: str, *, lots: Sequence[str] = ()) -> None:
        async with self.work.begin(self.owner) as uow:
            key = f"test:{next(self._keys)}"
            await moves.receive(uow, product_id, quantity=quantity(many), lots=lots, key=key)

    async def hold(self, product_id: int, seconds: float) -> None:
        """Somebody is changing what there is of it in the depot."""
        async with self.work.begin(self.owner) as uow:
            await levels.hold(uow, [(product_id, (await warehouses.main(uow)).id)])
            await asyncio.sleep(seconds)

    async def carry(self, product_id: int, many: str, *, back: bool = False) -> None:
        """So many from the depot to the other one, « Annexe », or back; promised goods stay."""
        async with self.work.begin(self.owner) as uow:
            there = {one.name: one.id for one in await warehouses.all_(uow)}
            depot, aside = (await warehouses.main(uow)).id, there.get("Annexe")
            aside = aside or (await warehouses.create(uow, name="Annexe")).id
            if not back:
                await self._expect_free(uow, product_id, quantity(many))
            source, target = (aside, depot) if back else (depot, aside)
            key = f"test:{next(self._keys)}"
            await moves.transfer(uow, product_id, quantity=quantity(many), source_id=source, target_id=target, key=key)

    async def count(self, product_id: int, by: int) -> None:
        """An inventory of the depot finds so many more, or less; promised goods are there."""
        async with self.work.begin(self.owner) as uow:
            if by < 0:
                await self._expect_free(uow, product_id, quantity(-by))
            depot = (await warehouses.main(uow)).id
            (there,) = [one for one in await availability.stock_of(uow, product_id) if one.warehouse.id == depot]
            here = await counts.start(uow, depot)
            await counts.count(uow, here.id, product_id, quantity=quantity(there.on_hand + by))
            await counts.close(uow, here.id, reason="inventaire")

    async def _expect_free(self, uow: UnitOfWork, product_id: int, many: Quantity) -> None:
        depot = (await warehouses.main(uow)).id
        (answer,) = await availability.availability(uow, [Goods(product_id, many)], warehouse_id=depot)
        if not answer.enough:
            raise StockShort((Shortage(product_id, "", many, answer.now),))

    async def order(self, *lines: NewLine, stock_out: StockOut = StockOut.DELIVERY, **facts: Any) -> Order:
        """A confirmed order of these lines."""
        await self.trade.set_company(stock_out=stock_out)
        draft = await self.trade.draft(*lines, for_order=True, **facts)
        async with self.work.begin(self.seller) as uow:
            return await place(uow, draft.id)

    async def read_order(self, order_id: int) -> Order:
        async with self.work.read(self.seller) as db:
            return await read_order(db, order_id)

    async def plan(self, order_id: int, *lines: tuple[int, str], **facts: Any) -> Delivery:
        """A delivery of so many of these order lines, or of all that is left."""
        asked = [Planned(line_id, quantity(many)) for line_id, many in lines] or None
        async with self.work.begin(self.seller) as uow:
            return await deliveries.plan(uow, order_id, lines=asked, **facts)

    async def deliver(self, delivery_id: int, *lines: Left, **facts: Any) -> Delivery:
        async with self.work.begin(self.driver) as uow:
            return await deliveries.deliver(uow, delivery_id, lines=lines or None, **facts)

    async def deliver_order(self, order_id: int, *lines: Left, **facts: Any) -> Delivery:
        async with self.work.begin(self.driver) as uow:
            return await deliveries.deliver_order(uow, order_id, lines=lines or None, **facts)

    async def give_back(self, order_id: int, *lines: Back, **facts: Any) -> Return:
        async with self.work.begin(self.driver) as uow:
            said = {"reason": "abîmé", **facts}
            return await deliveries.give_back(uow, order_id, lines=lines, **said)

    async def close(self, delivery_id: int) -> Delivery:
        async with self.work.begin(self.driver) as uow:
            return await deliveries.close(uow, delivery_id)

    async def remaining(self, order_id: int) -> Sequence[Standing]:
        async with self.work.read(self.driver) as db:
            return await deliveries.remaining(db, order_id)

    async def left(self, order_id: int) -> list[Quantity]:
        """What is left to deliver of each line, in their order."""
        return [one.left for one in await self.remaining(order_id)]

    async def in_stock(self, product_id: int) -> tuple[Quantity, Quantity]:
        """On hand and reserved, over all warehouses."""
        async with self.work.read(self.seller) as db:
            there = await availability.stock_of(db, product_id)
        on_hand = sum((one.on_hand for one in there), Decimal(0))
        return quantity(on_hand), quantity(sum((one.reserved for one in there), Decimal(0)))

    async def by_warehouse(self, product_id: int) -> Mapping[str, Quantity]:
        async with self.work.read(self.seller) as db:
            return {one.warehouse.name: one.on_hand for one in await availability.stock_of(db, product_id)}

    async def moved(self, order: Order) -> Quantity:
        """The sum of all moves that this order's lines have asked for."""
        asked = StockMove.subject == "order_line", StockMove.subject_id.in_([line.id for line in order.lines])
        async with self.work.read(self.seller) as db:
            total = await db.session.scalar(select(func.sum(StockMove.quantity)).where(*asked))
        return quantity(total or 0)

    async def told(self, actor: Actor) -> list[tuple[str, Any]]:
        """What a person is told: kinds and facts, oldest first."""
        async with self.work.read(self.seller) as db:
            rows = select(Notice).where(Notice.person_id == actor.person_id).order_by(Notice.id)
            return [(one.kind, one.facts) for one in await db.session.scalars(rows)]

    async def expect_sums(self) -> None:
        """All that is stored is what its rows add up to."""
        async with self.work.read(replace(SYSTEM, company_id=self.trade.company_id)) as db:
            assert (await differences(db)).differences == []


async def a_shop(work: Work) -> Shop:
    owner = await an_owner(work)
    trade = await a_trade(work, owner)
    driver = await a_member(work, trade.company_id, role=Role.TECHNICIAN, name="Mehdi")
    return Shop(trade, driver, owner)


def some(product_id: int, many: str = "1", **facts: Any) -> NewLine:
    """A line of so many of a product."""
    return NewLine(quantity=quantity(many), product_id=product_id, **facts)


def left(line_id: int, delivered: str, *lots: str, damaged: str = "0", refused: str = "0", note: str = "") -> Left:
    return Left(line_id, quantity(delivered), quantity(damaged), quantity(refused), note, lots)


def back(line_id: int, many: str, *lots: str) -> Back:
    return Back(line_id, quantity(many), lots)


__all__ = ["Shop", "a_shop", "back", "left", "some", "work_hours"]
