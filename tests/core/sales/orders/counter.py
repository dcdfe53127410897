"""A counter where orders are taken: a company that sells, and goods behind it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import count
from typing import Any

from sqlalchemy import func, select, update

from core.catalog import kits, products
from core.history import Happened, history
from core.kernel.amounts import Amount, Quantity, amount, quantity, unit_price
from core.notices.models import Notice
from core.parties.models import Customer
from core.permissions import SYSTEM, Actor, Role
from core.sales import orders
from core.sales.lifecycles import DeliveryState
from core.sales.models import Delivery, DeliveryLine, Order, Quote
from core.sales.orders import CheckKind, Control, LineProgress, Verdict
from core.sales.quotes import NewLine
from core.stock import moves, warehouses
from core.stock.models import StockLevel
from core.treasury import payments
from core.treasury.models import Payment, PaymentMethod
from core.uow import UnitOfWork
from tests.companies import a_member
from tests.core.sales.trade import Trade


@dataclass
class Counter:
    trade: Trade
    _keys: "count[int]" = field(default_factory=count)

    async def quote(self, *lines: NewLine, **facts: Any) -> Quote:
        """A draft that is to be ordered, of two radiators or of these lines."""
        return await self.trade.draft(*lines, for_order=True, **facts)

    async def stocked(self, many: str, product_id: int | None = None) -> None:
        """So many more radiators lie in the depot."""
        async with self.trade.work.begin(replace(SYSTEM, company_id=self.trade.company_id)) as uow:
            product = product_id or self.trade.product_id
            await moves.receive(uow, product, quantity=quantity(many), key=f"test:{next(self._keys)}")

    async def product(self, label: str) -> int:
        async with self.trade.work.begin(self.trade.seller) as uow:
            return (await products.create(uow, label=label, price=unit_price("100"))).id

    async def remake(self, kit_id: int, *parts: tuple[int, str]) -> None:
        """The product is a kit of these from now on."""
        async with self.trade.work.begin(self.trade.seller) as uow:
            await kits.set_parts(uow, kit_id, [(part, quantity(many)) for part, many in parts])

    async def place(self, quote_id: int, actor: Actor | None = None, **facts: Any) -> Order:
        async with self.trade.work.begin(actor or self.trade.seller) as uow:
            return await orders.place(uow, quote_id, **facts)

    async def placed(self, *lines: NewLine, **facts: Any) -> Order:
        """An order of two radiators, or of these lines."""
        return await self.place((await self.quote(*lines)).id, **facts)

    async def done(self, verb: Any, order_id: int, *args: Any, actor: Actor | None = None, **facts: Any) -> Order:
        """The order after a verb, read anew."""
        async with self.trade.work.begin(actor or self.trade.seller) as uow:
            await verb(uow, order_id, *args, **facts)
        return await self.read(order_id)

    async def paid(self, order: Order, value: str) -> Order:
        """The order after so much has come for it, held until it is invoiced."""
        async with self.trade.work.begin(self.trade.seller) as uow:
            await pay(uow, order.id, order.customer_id, f"test:{next(self._keys)}", amount=amount(value))
        return await self.read(order.id)

    async def read(self, order_id: int) -> Order:
        async with self.trade.work.read(self.trade.seller) as db:
            return await orders.read(db, order_id)

    async def control(self, quote_id: int) -> Control:
        async with self.trade.work.read(self.trade.seller) as db:
            return await orders.control(db, quote_id)

    async def verdict(self, quote_id: int, kind: CheckKind) -> Verdict:
        return (await self.control(quote_id))[kind].verdict

    async def progress(self, order_id: int) -> Mapping[int, LineProgress]:
        async with self.trade.work.read(self.trade.seller) as db:
            return (await orders.progress(db, [order_id]))[order_id]

    async def level(self, product_id: int | None = None) -> tuple[Decimal, Decimal]:
        """What lies in the depot of the radiator, or of another product, and how much of it is promised."""
        wanted = StockLevel.product_id == (product_id or self.trade.product_id)
        sums = select(func.sum(StockLevel.on_hand), func.sum(StockLevel.reserved)).where(wanted)
        async with self.trade.work.read(self.trade.seller) as db:
            row = (await db.session.execute(sums)).one()
            return row[0], row[1]

    async def set_customer(self, **facts: Any) -> None:
        async with self.trade.work.begin(self.trade.seller) as uow:
            theirs = update(Customer).where(Customer.id == self.trade.customer_id)
            await uow.session.execute(theirs.values(**facts))

    async def manager(self) -> Actor:
        return await a_member(self.trade.work, self.trade.company_id, role=Role.MANAGER, name="Léa Martin")

    async def customer(self, order_id: int) -> Actor:
        """The customer's person, who has opened the link of the order."""
        async with self.trade.work.begin(self.trade.seller) as uow:
            _order, token = await orders.send(uow, order_id)
        return await self.trade.opened(token)

    async def notices(self, kind: str) -> list[Notice]:
        async with self.trade.work.read(self.trade.seller) as db:
            found = await db.session.scalars(select(Notice).where(Notice.kind == kind).order_by(Notice.id))
            return list(found)

    async def facts(self, order_id: int) -> Sequence[Happened]:
        """What the journal says of an order, oldest first."""
        async with self.trade.work.read(self.trade.seller) as db:
            return await history(db, "order", order_id)

    async def delivered(self, order: Order, many: Mapping[int, Quantity]) -> None:
        """So many of each line were left with the customer."""
        async with self.trade.work.begin(self.trade.seller) as uow:
            there = (await warehouses.main(uow)).id
            brought = Delivery(order_id=order.id, warehouse_id=there, created_at=uow.now, created_by=None)
            brought.state = DeliveryState.DELIVERED
            brought.lines = [
                DeliveryLine(order_line_id=key, planned=each, delivered=each) for key, each in many.items()
            ]
            uow.session.add(brought)
            await uow.session.flush()
            await orders.settle_progress(uow, await orders.load(uow, order.id, locked=True))


async def a_quote_of(counter: Counter, many: str) -> Quote:
    return await counter.quote(counter.trade.radiators(many))


async def pay(uow: UnitOfWork, order_id: int, customer_id: int, key: str, *, amount: Amount) -> Payment:
    """A transfer has come for an order."""
    method = PaymentMethod.TRANSFER
    return await payments.receive(uow, customer_id, amount=amount, method=method, order_id=order_id, key=key)
