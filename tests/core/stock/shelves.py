"""A company with a depot, a van and something to put there: made by use cases, as people make them."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import count
from typing import Any

from sqlalchemy import update

from core.catalog import products
from core.catalog.models import Product, Tracking
from core.company.models import Company
from core.kernel.amounts import Quantity, quantity, unit_price
from core.permissions import SYSTEM, Actor, Role
from core.stock import availability, moves, reservations, selling, warehouses
from core.stock.checking import differences
from core.stock.goods import Goods
from core.stock.models import StockMove, WarehouseKind
from core.uow import Work
from tests.companies import an_owner


@dataclass
class Shelves:
    """A depot, a van, and whoever may do everything there."""

    work: Work
    owner: Actor
    depot: int
    van: int
    _keys: "count[int]" = field(default_factory=count)

    def key(self) -> str:
        return f"test:{next(self._keys)}"

    async def product(self, label: str = "Ballon 150 L", tracking: Tracking = Tracking.NONE, *, unit: str = "U") -> int:
        async with self.work.begin(self.owner) as uow:
            made = await products.create(uow, label=label, price=unit_price("300"), unit=unit)
            await uow.session.execute(update(Product).where(Product.id == made.id).values(tracking=tracking))
            return made.id

    async def filled(self, many: str = "10", **facts: Any) -> int:
        """A product of which so many lie in the depot."""
        product_id = await self.product(**facts)
        await self.receive(product_id, many)
        return product_id

    async def receive(
        self, product_id: int, many: str, *, lots: Sequence[str] = (), into: int | None = None, key: str = ""
    ) -> StockMove:
        async with self.work.begin(self.owner) as uow:
            return await moves.receive(
                uow,
                product_id,
                quantity=quantity(many),
                warehouse_id=into or self.depot,
                lots=lots,
                key=key or self.key(),
            )

    async def transfer(
        self, product_id: int, many: str, *, back: bool = False, lots: Sequence[str] = (), key: str = ""
    ) -> None:
        source, target = (self.van, self.depot) if back else (self.depot, self.van)
        async with self.work.begin(self.owner) as uow:
            await moves.transfer(
                uow,
                product_id,
                quantity=quantity(many),
                source_id=source,
                target_id=target,
                lots=lots,
                key=key or self.key(),
            )

    async def adjust(self, product_id: int, many: str, *, lots: Sequence[str] = (), into: int | None = None) -> None:
        async with self.work.begin(self.owner) as uow:
            await moves.adjust(
                uow,
                product_id,
                quantity=quantity(many),
                warehouse_id=into or self.depot,
                reason="casse",
                lots=lots,
                key=self.key(),
            )

    async def take(self, *goods: Goods, **facts: Any) -> bool:
        """Sold to order line 1 and out of the depot, unless other facts are said."""
        moving = selling.Moving(facts.pop("line", 1), facts.pop("key", "") or self.key(), goods)
        said = {"subject": "order_line", "warehouse_id": self.depot, **facts}
        async with self.work.begin(self.owner) as uow:
            return await selling.take_out(uow, [moving], **said)

    async def put_back(self, *goods: Goods, **facts: Any) -> bool:
        moving = selling.Moving(1, facts.pop("key", "") or self.key(), goods)
        said = {"subject": "sales_return", "warehouse_id": self.depot, **facts}
        async with self.work.begin(self.owner) as uow:
            return await selling.put_back(uow, [moving], **said)

    async def reserve(self, line: int, *goods: Goods, **facts: Any) -> None:
        said = {"subject": "order_line", "warehouse_id": self.depot, **facts}
        async with self.work.begin(self.owner) as uow:
            await reservations.reserve(uow, {line: goods}, **said)

    async def release(self, *lines: int) -> None:
        async with self.work.begin(self.owner) as uow:
            await reservations.release(uow, subject="order_line", subject_ids=lines)

    async def stands(self, product_id: int) -> dict[int, tuple[Quantity, Quantity]]:
        """On hand and reserved, by warehouse."""
        async with self.work.read(self.owner) as db:
            there = await availability.stock_of(db, product_id)
        return {one.warehouse.id: (one.on_hand, one.reserved) for one in there}

    async def available(self, product_id: int, line: int, warehouse_id: int) -> Quantity:
        """What there is for this order line: what it is promised itself does not count against it."""
        asked, own = [goods(product_id)], [("order_line", line)]
        async with self.work.read(self.owner) as db:
            (there,) = await availability.availability(db, asked, warehouse_id=warehouse_id, but=own)
        return there.now

    async def in_depot(self, product_id: int) -> tuple[Quantity, Quantity]:
        return (await self.stands(product_id))[self.depot]

    async def lots(self, product_id: int, warehouse_id: int | None = None) -> dict[str, Quantity]:
        async with self.work.read(self.owner) as db:
            there = await availability.lots_of(db, product_id, warehouse_id=warehouse_id or self.depot)
        return {one.lot: one.quantity for one in there}

    async def may_lack(self) -> None:
        async with self.work.begin(self.clock) as uow:
            mine = update(Company).where(Company.id == self.owner.company_id)
            await uow.session.execute(mine.values(stock_may_lack=True))

    async def expect_sums(self) -> None:
        """All that is stored is what its rows add up to."""
        async with self.work.read(self.clock) as db:
            assert (await differences(db)).differences == []

    @property
    def clock(self) -> Actor:
        """What runs by itself in this company."""
        return replace(SYSTEM, company_id=self.owner.company_id)


async def some_shelves(work: Work) -> Shelves:
    owner = await an_owner(work)
    async with work.begin(owner) as uow:
        depot = await warehouses.main(uow)
        van = await warehouses.create(uow, name="Camion Mehdi", kind=WarehouseKind.VAN)
    return Shelves(work, replace(owner, role=Role.OWNER), depot.id, van.id)


def goods(product_id: int, many: str = "1", *lots: str) -> Goods:
    return Goods(product_id, quantity(many), lots)
