"""What the pages of orders and deliveries are printed from, and the printed files that are kept."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import selectinload

from core.company.models import Person
from core.journal import Entry
from core.kernel.amounts import Quantity, quantity
from core.kernel.errors import NotFound
from core.permissions import Permission, requires
from core.sales.deliveries.reads import load as load_delivery
from core.sales.events import OrderCopyKept
from core.sales.lifecycles import BROUGHT, DeliveryState, OrderState
from core.sales.models import Delivery, DeliveryLine, Order, Quote, Return
from core.sales.orders.reads import load as load_order
from core.sales.papers.picking import to_pick
from core.sales.papers.preparation import ToPick
from core.stock.models import Warehouse
from core.uow import Reader, UnitOfWork


@dataclass(frozen=True, slots=True)
class OrderPrint:
    """An order with its lines and the quote that it stands on; `kept` is the hash of this version's file.

    It is `frozen` while the company is bound by it: each version that was given is kept.
    """

    order: Order
    quote: Quote
    kept: str | None

    @property
    def frozen(self) -> bool:
        return self.order.state in (OrderState.CONFIRMED, OrderState.CLOSED)


@dataclass(frozen=True, slots=True)
class DeliveryPrint:
    """A delivery and its order with their lines; `before` is what earlier ones have brought, by order line.

    It is `frozen` once it is signed or closed: nothing is added to what was signed.
    """

    delivery: Delivery
    order: Order
    before: Mapping[int, Quantity]
    driver: str

    @property
    def frozen(self) -> bool:
        return self.delivery.signed_at is not None or self.delivery.state is DeliveryState.CLOSED


@dataclass(frozen=True, slots=True)
class SlipPrint:
    delivery: Delivery
    order: Order
    goods: Sequence[ToPick]
    warehouse: str
    driver: str


@requires(Permission.UPKEEP)
async def order_print(db: Reader, order_id: int) -> OrderPrint:
    """Raises NotFound."""
    order = await load_order(db, order_id)
    quote = (await db.session.scalars(select(Quote).where(Quote.id == order.quote_id))).one()
    return OrderPrint(order, quote, await _kept(db, order.id, order.version))


@requires(Permission.UPKEEP)
async def delivery_print(db: Reader, delivery_id: int) -> DeliveryPrint:
    """Raises NotFound, also for a delivery that was not brought yet: it has no number."""
    delivery = await load_delivery(db, delivery_id)
    if delivery.number is None:
        raise NotFound("delivery_pdf", delivery_id)
    order = await load_order(db, delivery.order_id)
    driver = await _name(db, delivery.delivered_by or delivery.driver_id)
    return DeliveryPrint(delivery, order, await _before(db, delivery), driver)


@requires(Permission.UPKEEP)
async def slip_print(db: Reader, delivery_id: int) -> SlipPrint:
    """Raises NotFound."""
    delivery = await load_delivery(db, delivery_id)
    order = await load_order(db, delivery.order_id)
    warehouse = await db.session.scalar(select(Warehouse.name).where(Warehouse.id == delivery.warehouse_id))
    goods = await to_pick(db, delivery, order)
    return SlipPrint(delivery, order, goods, warehouse or "", await _name(db, delivery.driver_id))


@requires(Permission.UPKEEP)
async def return_print(db: Reader, return_id: int) -> tuple[Return, Order]:
    """What came back, and its order, with their lines. Raises NotFound."""
    wanted = select(Return).where(Return.id == return_id).options(selectinload(Return.lines))
    returned = await db.session.scalar(wanted)
    if returned is None:
        raise NotFound("return", return_id)
    return returned, await load_order(db, returned.order_id)


@requires(Permission.UPKEEP)
async def attach_order(uow: UnitOfWork, order_id: int, *, sha256: str, version: int) -> str:
    """Keep the printed file's hash for this version; the first one stays for ever. Returns the hash that counts."""
    order = await load_order(uow, order_id, locked=True)
    kept = await _kept(uow, order_id, version)
    if kept is None:
        uow.record(OrderCopyKept(order_id, version=version, sha256=sha256))
        order.pdf_sha256 = sha256
    return kept or sha256


@requires(Permission.UPKEEP)
async def attach_delivery(uow: UnitOfWork, delivery_id: int, *, sha256: str) -> str:
    """Keep the printed note's hash; the first one stays for ever. Returns the hash that counts."""
    delivery = await load_delivery(uow, delivery_id, locked=True)
    delivery.pdf_sha256 = delivery.pdf_sha256 or sha256
    return delivery.pdf_sha256


async def _kept(db: Reader, order_id: int, version: int) -> str | None:
    """The journal keeps the hash of each version's file, so it never changes."""
    copies = select(Entry.facts).where(
        Entry.subject == "order", Entry.subject_id == order_id, Entry.kind == OrderCopyKept.__name__
    )
    for facts in await db.session.scalars(copies.order_by(Entry.id)):
        if facts["version"] == version:
            return str(facts["sha256"])
    return None


async def _before(db: Reader, delivery: Delivery) -> Mapping[int, Quantity]:
    earlier = or_(
        Delivery.delivered_at < delivery.delivered_at,
        and_(Delivery.delivered_at == delivery.delivered_at, Delivery.id < delivery.id),
    )
    brought = (
        select(DeliveryLine.order_line_id, func.sum(DeliveryLine.delivered))
        .join(Delivery, Delivery.id == DeliveryLine.delivery_id)
        .where(Delivery.order_id == delivery.order_id, Delivery.state.in_(BROUGHT), earlier)
        .group_by(DeliveryLine.order_line_id)
    )
    return {line_id: quantity(Decimal(count)) for line_id, count in await db.session.execute(brought)}


async def _name(db: Reader, person_id: int | None) -> str:
    if person_id is None:
        return ""
    return await db.session.scalar(select(Person.name).where(Person.id == person_id)) or ""
