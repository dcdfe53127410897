"""What there is of a product, what of it is promised, what is coming."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from sqlalchemy import ColumnElement, Select, and_, func, or_, select

from core.catalog.models import Product
from core.kernel.amounts import NOTHING, Quantity, quantity
from core.permissions import Permission, requires
from core.stock.goods import Goods
from core.stock.models import ExpectedReceipt, Reservation, StockLevel, StockMove, Warehouse, WarehouseKind
from core.stock.warehouses import load
from core.uow import Reader


@dataclass(frozen=True, slots=True)
class Available:
    """An answer for one product: `now` is what lies in the warehouse and is promised to nobody else.

    `on` is the day when what is missing is expected; None when nothing is missing, or nobody expects it.
    """

    product_id: int
    wanted: Quantity
    now: Quantity
    on: date | None

    @property
    def enough(self) -> bool:
        return self.wanted <= self.now


@dataclass(frozen=True, slots=True)
class Standing:
    """One product in one warehouse. In quarantine nothing is available. `expected` is announced and still to come."""

    warehouse: Warehouse
    on_hand: Quantity
    reserved: Quantity
    expected: Quantity
    location: str

    @property
    def available(self) -> Quantity:
        if self.warehouse.kind is WarehouseKind.QUARANTINE:
            return NOTHING
        return quantity(self.on_hand - self.reserved)


@dataclass(frozen=True, slots=True)
class Stored:
    """A product that a warehouse keeps, and how much of it."""

    product: Product
    standing: Standing


@dataclass(frozen=True, slots=True)
class StoredPage:
    """Some of what a warehouse keeps; `total` counts all of it."""

    rows: Sequence[Stored]
    total: int


@dataclass(frozen=True, slots=True)
class Lot:
    """So much of one lot, or one piece, in one warehouse; "" are pieces whose number nobody has said."""

    lot: str
    warehouse_id: int
    quantity: Quantity


async def availability(
    db: Reader,
    goods: Sequence[Goods],
    *,
    warehouse_id: int,
    but: Sequence[tuple[str, int]] = (),
    in_turn: bool = False,
) -> Sequence[Available]:
    """Whether these goods, as `exploded` gives them, are there: one answer for each product, in their order.

    `but` are reservations of the asker's own, which do not count against him; `in_turn`, nor do those that were made
    after his. Two statements, a third when something is missing, one more for `but` and for `in_turn`. Raises NotFound
    (warehouse).
    """
    wanted: dict[int, Quantity] = {}
    for one in goods:
        wanted[one.product_id] = quantity(wanted.get(one.product_id, Decimal(0)) + one.quantity)
    if not wanted:
        return []
    there = dict(await _free(db, list(wanted), warehouse_id, but))
    for product_id, count in await db.session.execute(_later(but, list(wanted), warehouse_id)) if in_turn else ():
        there[product_id] = quantity(there[product_id] + count)
    missing = {one: quantity(count - there[one]) for one, count in wanted.items() if count > there[one]}
    days = await _days(db, missing, warehouse_id)
    return [Available(one, count, there[one], days.get(one)) for one, count in wanted.items()]


@requires(Permission.STOCK_READ)
async def stock_of(db: Reader, product_id: int) -> Sequence[Standing]:
    """How a product stands in each warehouse in use, depots first; nothing when it is not kept in stock."""
    levels = select(StockLevel, Warehouse).join(Warehouse, Warehouse.id == StockLevel.warehouse_id)
    present = levels.where(StockLevel.product_id == product_id, _IN_USE).order_by(Warehouse.kind, Warehouse.id)
    rows = (await db.session.execute(present)).all()
    coming = await _coming(db, ExpectedReceipt.product_id == product_id) if rows else {}
    return [_standing(level, there, coming) for level, there in rows]


@requires(Permission.STOCK_READ)
async def standing_in(db: Reader, warehouse_id: int, *, limit: int = 10, offset: int = 0) -> StoredPage:
    """What a warehouse keeps, by label: all that is there, promised or expected there. Raises NotFound."""
    warehouse = await load(db, warehouse_id)
    coming = await _coming(db, ExpectedReceipt.warehouse_id == warehouse_id)
    something = or_(
        StockLevel.on_hand != 0,
        StockLevel.reserved != 0,
        StockLevel.product_id.in_(sorted(product_id for product_id, _warehouse in coming)),
    )
    levels = select(StockLevel, Product).join(Product, Product.id == StockLevel.product_id)
    kept = levels.where(StockLevel.warehouse_id == warehouse_id, something)
    total = await db.session.scalar(kept.with_only_columns(func.count(), maintain_column_froms=True))
    by_label = kept.order_by(Product.label, Product.id).limit(limit).offset(offset)
    rows = (await db.session.execute(by_label)).all()
    return StoredPage([Stored(product, _standing(level, warehouse, coming)) for level, product in rows], total or 0)


@requires(Permission.STOCK_READ)
async def lots_of(db: Reader, product_id: int, *, warehouse_id: int | None = None) -> Sequence[Lot]:
    """The lots or pieces of a product that are somewhere, by number: the balances of their moves."""
    count = func.sum(StockMove.quantity)
    moved = select(StockMove.lot, StockMove.warehouse_id, count).where(StockMove.product_id == product_id)
    if warehouse_id is not None:
        moved = moved.where(StockMove.warehouse_id == warehouse_id)
    somewhere = moved.group_by(StockMove.lot, StockMove.warehouse_id).having(count != 0)
    rows = await db.session.execute(somewhere.order_by(StockMove.lot, StockMove.warehouse_id))
    return [Lot(lot, there, quantity(left)) for lot, there, left in rows]


async def coming_of(db: Reader, product_ids: Sequence[int]) -> Mapping[tuple[int, int], Quantity]:
    """What is announced of these products and still to come, by product and warehouse."""
    return await _coming(db, ExpectedReceipt.product_id.in_(sorted(product_ids))) if product_ids else {}


_IN_USE: Final = Warehouse.archived_at.is_(None)


async def _free(
    db: Reader, product_ids: Sequence[int], warehouse_id: int, but: Sequence[tuple[str, int]]
) -> Mapping[int, Quantity]:
    free: dict[int, Decimal] = dict.fromkeys(product_ids, Decimal(0))
    warehouse = await load(db, warehouse_id)
    if warehouse.kind is not WarehouseKind.QUARANTINE:
        levels = select(StockLevel.product_id, StockLevel.on_hand, StockLevel.reserved).where(
            StockLevel.product_id.in_(sorted(product_ids)), StockLevel.warehouse_id == warehouse_id
        )
        for row in await db.session.execute(levels):
            free[row.product_id] += row.on_hand - row.reserved
        for product_id, count in await db.session.execute(_own(but, product_ids, warehouse_id)) if but else ():
            free[product_id] += count
    return {one: quantity(count) for one, count in free.items()}


def _own(but: Sequence[tuple[str, int]], product_ids: Sequence[int], warehouse_id: int) -> Select[int, Quantity]:
    return select(Reservation.product_id, Reservation.quantity).where(*_his(but, product_ids, warehouse_id))


def _later(but: Sequence[tuple[str, int]], product_ids: Sequence[int], warehouse_id: int) -> Select[int, Quantity]:
    """What was promised to others after the last of these, by product."""
    last = func.max(Reservation.id).label("last")
    own = select(Reservation.product_id, last).where(*_his(but, product_ids, warehouse_id))
    turn = own.group_by(Reservation.product_id).subquery()
    return (
        select(Reservation.product_id, func.sum(Reservation.quantity))
        .join(turn, turn.c.product_id == Reservation.product_id)
        .where(Reservation.id > turn.c.last, Reservation.warehouse_id == warehouse_id)
        .group_by(Reservation.product_id)
    )


def _his(
    but: Sequence[tuple[str, int]], product_ids: Sequence[int], warehouse_id: int
) -> tuple[ColumnElement[bool], ...]:
    subjects: dict[str, list[int]] = {}
    for subject, subject_id in but:
        subjects.setdefault(subject, []).append(subject_id)
    asker = or_(
        *(
            and_(Reservation.subject == subject, Reservation.subject_id.in_(sorted(ids)))
            for subject, ids in subjects.items()
        )
    )
    return asker, Reservation.product_id.in_(sorted(product_ids)), Reservation.warehouse_id == warehouse_id


async def _days(db: Reader, missing: Mapping[int, Quantity], warehouse_id: int) -> Mapping[int, date]:
    """The day when what is expected makes up for what is missing; what is late may come today at the earliest."""
    if not missing:
        return {}
    coming = select(ExpectedReceipt.product_id, ExpectedReceipt.quantity, ExpectedReceipt.due_on).where(
        ExpectedReceipt.product_id.in_(sorted(missing)),
        ExpectedReceipt.warehouse_id == warehouse_id,
        ExpectedReceipt.closed_at.is_(None),
    )
    left: dict[int, Decimal] = {one: Decimal(count) for one, count in missing.items()}
    days: dict[int, date] = {}
    for row in await db.session.execute(coming.order_by(ExpectedReceipt.due_on, ExpectedReceipt.id)):
        left[row.product_id] -= row.quantity
        if left[row.product_id] <= 0:
            days.setdefault(row.product_id, max(row.due_on, db.today))
    return days


async def _coming(db: Reader, which: ColumnElement[bool]) -> Mapping[tuple[int, int], Quantity]:
    """What is announced and still to come, by product and warehouse."""
    announced = select(
        ExpectedReceipt.product_id, ExpectedReceipt.warehouse_id, func.sum(ExpectedReceipt.quantity)
    ).where(which, ExpectedReceipt.closed_at.is_(None))
    rows = await db.session.execute(announced.group_by(ExpectedReceipt.product_id, ExpectedReceipt.warehouse_id))
    return {(product_id, there): quantity(count) for product_id, there, count in rows}


def _standing(level: StockLevel, warehouse: Warehouse, coming: Mapping[tuple[int, int], Quantity]) -> Standing:
    expected = coming.get((level.product_id, level.warehouse_id), NOTHING)
    return Standing(warehouse, level.on_hand, level.reserved, expected, level.location)
