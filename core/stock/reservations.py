"""Goods promised to something before they leave."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Final

from sqlalchemy import bindparam, select

from core.kernel.amounts import Quantity, quantity
from core.stock.errors import Shortage, StockShort, WarehouseWrong
from core.stock.events import GoodsReleased, GoodsReserved
from core.stock.goods import Goods, counted, labels_of
from core.stock.levels import Place, hold
from core.stock.models import Reservation, StockLevel, WarehouseKind
from core.stock.warehouses import usable
from core.uow import Reader, UnitOfWork


async def reserve(
    uow: UnitOfWork,
    goods: Mapping[int, Sequence[Goods]],
    *,
    subject: str,
    warehouse_id: int,
    may_lack: bool = False,
) -> None:
    """Promise exactly these goods, as `exploded` gives them, to each of these things, instead of what it was promised
    before; by the thing's id.

    Nothing to promise is a release. With `may_lack` all is promised, even what is not there; without, what was promised
    before is not refused. As many statements for many things as for one. Raises StockShort, WarehouseWrong, NotFound.
    """
    warehouse = await usable(uow, warehouse_id)
    wanted = {one: _by_place(asked, warehouse_id) for one, asked in goods.items()}
    if any(wanted.values()) and warehouse.kind is WarehouseKind.QUARANTINE:
        raise WarehouseWrong(warehouse.name)
    levels, before = await held(uow, subject, list(wanted), {place for asked in wanted.values() for place in asked})
    mine: dict[int, dict[Place, Reservation]] = {one: {} for one in wanted}
    for row in before:
        mine[row.subject_id][row.product_id, row.warehouse_id] = row
    if not may_lack:
        await _expect_available(uow, wanted, levels, mine)
    for one, asked in wanted.items():
        for place in sorted({*mine[one], *asked}):
            await _promise(uow, levels[place], mine[one].get(place), asked.get(place), (subject, one))
        if mine[one] or asked:
            promised = [[product_id, count] for (product_id, _warehouse), count in sorted(asked.items())]
            uow.record(GoodsReserved(warehouse_id, asked_by=[subject, one], goods=promised))
    await uow.session.flush()


async def release(uow: UnitOfWork, *, subject: str, subject_ids: Sequence[int]) -> None:
    """These things are promised nothing any more."""
    levels, gone = await held(uow, subject, subject_ids, ())
    for one in gone:
        lower(levels[one.product_id, one.warehouse_id], one.quantity)
        await uow.session.delete(one)
    await uow.session.flush()
    for warehouse_id in sorted({one.warehouse_id for one in gone}):
        there = [[one.subject_id, one.product_id, one.quantity] for one in gone if one.warehouse_id == warehouse_id]
        uow.record(GoodsReleased(warehouse_id, asked_by=subject, goods=there))


async def reserved_for(db: Reader, *, subject: str, subject_ids: Sequence[int]) -> Mapping[int, Mapping[int, Quantity]]:
    """What each of these things is promised, wherever: its id → product → quantity; absent when nothing is."""
    found: dict[int, dict[int, Quantity]] = {}
    for one in await reservations_of(db, subject, subject_ids):
        promised = found.setdefault(one.subject_id, {})
        promised[one.product_id] = quantity(promised.get(one.product_id, Decimal(0)) + one.quantity)
    return found


async def reservations_of(db: Reader, subject: str, subject_ids: Sequence[int]) -> Sequence[Reservation]:
    """The rows, by subject, product and warehouse, as they are now."""
    if not subject_ids:
        return []
    return (await db.session.scalars(_OF, {"subject": subject, "ids": sorted(subject_ids)})).all()


async def held(
    uow: UnitOfWork, subject: str, subject_ids: Sequence[int], more: Iterable[Place], *, coming_in: bool = False
) -> tuple[Mapping[Place, StockLevel], Sequence[Reservation]]:
    """The levels of these places and of what is promised already, held, and the promises as they are since."""
    before = await reservations_of(uow, subject, subject_ids)
    levels = await hold(uow, {*more, *((one.product_id, one.warehouse_id) for one in before)}, coming_in=coming_in)
    if not before or uow.session.get_bind().dialect.name == "sqlite":  # where one transaction writes at a time
        return levels, before
    return levels, await reservations_of(uow, subject, subject_ids)


def lower(level: StockLevel, count: Decimal) -> None:
    level.reserved = quantity(level.reserved - count)


def _by_place(goods: Iterable[Goods], warehouse_id: int) -> dict[Place, Quantity]:
    summed: dict[Place, Quantity] = {}
    for one in goods:
        place = (one.product_id, warehouse_id)
        summed[place] = counted(quantity(summed.get(place, Decimal(0)) + one.quantity))
    return summed


async def _expect_available(
    uow: UnitOfWork,
    wanted: Mapping[int, Mapping[Place, Quantity]],
    levels: Mapping[Place, StockLevel],
    mine: Mapping[int, Mapping[Place, Reservation]],
) -> None:
    """Raise StockShort for what grows beyond what is there and promised to nobody else, one thing after the other."""
    free = {place: level.on_hand - level.reserved for place, level in levels.items()}
    short = []
    for one, asked in wanted.items():
        own = {place: Decimal(row.quantity) for place, row in mine[one].items()}
        for place, count in own.items():
            free[place] += count
        for place, count in asked.items():
            if count > max(free[place], own.get(place, Decimal(0))):
                short.append((place[0], count, quantity(free[place])))
            free[place] -= count
    if short:
        labels = await labels_of(uow, [product_id for product_id, _count, _free in short])
        raise StockShort(tuple(Shortage(one, labels[one], count, free) for one, count, free in short))


async def _promise(
    uow: UnitOfWork, level: StockLevel, row: Reservation | None, count: Quantity | None, asked_by: tuple[str, int]
) -> None:
    lower(level, (row.quantity if row else Decimal(0)) - (count or Decimal(0)))
    if row is not None and count is None:
        await uow.session.delete(row)
    elif row is not None and count is not None:
        row.quantity = count
    elif count is not None:
        uow.session.add(
            Reservation(
                product_id=level.product_id,
                warehouse_id=level.warehouse_id,
                quantity=count,
                subject=asked_by[0],
                subject_id=asked_by[1],
                made_at=uow.now,
            )
        )


_OF: Final = (
    select(Reservation)
    .where(Reservation.subject == bindparam("subject"), Reservation.subject_id.in_(bindparam("ids", expanding=True)))
    .order_by(Reservation.subject_id, Reservation.product_id, Reservation.warehouse_id)
    .execution_options(populate_existing=True)
)
