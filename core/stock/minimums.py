"""Minimum stock: what a place should always have, and who is told when it has less."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import select, tuple_

from core.catalog.models import Product
from core.company.models import Member
from core.kernel.amounts import NOTHING, Quantity, quantity
from core.notices.notices import tell
from core.permissions import OUTSIDE, Permission, Role, holds, requires
from core.stock.availability import coming_of
from core.stock.errors import WarehouseWrong
from core.stock.events import MinimumSet
from core.stock.goods import counted, stockable
from core.stock.levels import HELD, Place, hold
from core.stock.models import StockLevel, StockMinimum, Warehouse, WarehouseKind
from core.stock.warehouses import main, usable
from core.uow import Reader, UnitOfWork

TOLD: Final = "stock_below"  # the kind of the notice


@dataclass(frozen=True, slots=True)
class Below:
    """A product of which a place has less than it should: `available` is what nobody was promised, `expected` what was
    announced and is still to come."""

    product: Product
    warehouse: Warehouse
    minimum: Quantity
    available: Quantity
    expected: Quantity

    @property
    def lacking(self) -> Quantity:
        return quantity(self.minimum - self.available)


@requires(Permission.STOCK_ADJUST)
async def set_minimum(
    uow: UnitOfWork, product_id: int, *, minimum: Quantity, warehouse_id: int | None = None
) -> Warehouse:
    """Say how much a warehouse, or the main depot, should always have; nothing of it for zero. Whoever says it sees
    whether there is less: nobody is told of that. Returns the warehouse.

    Raises Invalid, NotFound, NotStocked, VariantNeeded, WarehouseWrong.
    """
    await stockable(uow, product_id)
    wanted = counted(minimum) if minimum else NOTHING
    warehouse = await (main(uow) if warehouse_id is None else usable(uow, warehouse_id))
    if warehouse.kind is WarehouseKind.QUARANTINE:
        raise WarehouseWrong(warehouse.name)
    place = (product_id, warehouse.id)
    level = (await hold(uow, [place]))[place]
    kept = await _minimum_of(uow, place)
    if not wanted:
        if kept is not None:
            await uow.session.delete(kept)
            uow.record(MinimumSet(product_id, warehouse.id, None))
        return warehouse
    if kept is None:
        kept = StockMinimum(product_id=product_id, warehouse_id=warehouse.id, minimum=wanted)
        uow.session.add(kept)
    elif kept.minimum == wanted:
        return warehouse
    kept.minimum = wanted
    _note(uow, kept, level)
    uow.record(MinimumSet(product_id, warehouse.id, wanted))
    await uow.session.flush()
    return warehouse


@requires(Permission.STOCK_READ)
async def below(db: Reader, *, warehouse_ids: Sequence[int] | None = None) -> Sequence[Below]:
    """What lacks, by place and label; in these warehouses, or in all."""
    query = (
        select(StockMinimum, StockLevel, Product, Warehouse)
        .join(StockLevel, _SAME_PLACE)
        .join(Product, Product.id == StockMinimum.product_id)
        .join(Warehouse, Warehouse.id == StockMinimum.warehouse_id)
        .where(
            StockLevel.on_hand - StockLevel.reserved < StockMinimum.minimum,
            Warehouse.archived_at.is_(None),
            Product.archived_at.is_(None),
        )
        .order_by(Warehouse.kind, Warehouse.id, Product.label, Product.id)
    )
    if warehouse_ids is not None:
        query = query.where(StockMinimum.warehouse_id.in_(sorted(warehouse_ids)))
    rows = (await db.session.execute(query)).all()
    coming = await coming_of(db, [product.id for _kept, _level, product, _there in rows])
    return [
        Below(product, there, kept.minimum, _free(level), coming.get((product.id, there.id), NOTHING))
        for kept, level, product, there in rows
    ]


@requires(Permission.STOCK_READ)
async def minimums_of(db: Reader, product_id: int) -> dict[int, Quantity]:
    """How much of a product each warehouse should have, by warehouse."""
    rows = select(StockMinimum.warehouse_id, StockMinimum.minimum).where(StockMinimum.product_id == product_id)
    return {row.warehouse_id: row.minimum for row in await db.session.execute(rows)}


async def watch(uow: UnitOfWork) -> None:
    """Before a transaction is committed: who keeps the stock is told what has fallen under its minimum in it, each
    product once until it is back above. The levels are locked, so no other transaction sees the same crossing."""
    places = uow.session.info.get(HELD)
    if not places:
        return
    await uow.session.flush()
    kept = (
        select(StockMinimum, StockLevel)
        .join(StockLevel, _SAME_PLACE)
        .where(tuple_(StockMinimum.product_id, StockMinimum.warehouse_id).in_(sorted(places)))
        .order_by(StockMinimum.id)
    )
    rows = (await uow.session.execute(kept)).all()
    crossed = [one for one, level in rows if _note(uow, one, level)]
    if not crossed:
        return
    facts = {"products": [[one.product_id, one.warehouse_id, str(one.minimum)] for one in crossed]}
    key = f"{TOLD}:{crossed[0].id}:{crossed[0].crossings}"
    for person_id in await _keepers(uow, {one.warehouse_id for one in crossed}):
        await tell(uow, person_id=person_id, key=key, kind=TOLD, facts=facts)


def _note(uow: UnitOfWork, kept: StockMinimum, level: StockLevel) -> bool:
    """Write down whether there is enough; true when there was until now, and is no more."""
    lacks = _free(level) < kept.minimum
    crossed = lacks and kept.below_since is None
    if crossed:
        kept.below_since = uow.now
        kept.crossings += 1
    elif not lacks and kept.below_since is not None:
        kept.below_since = None
    return crossed


async def _keepers(db: Reader, warehouse_ids: set[int]) -> Sequence[int]:
    """Who keeps the stock: the storekeepers, or whoever may adjust it where there is none; and whose van it is."""
    members = await db.session.scalars(select(Member).where(Member.active.is_(True)).order_by(Member.id))
    inside = [one for one in members if one.role not in OUTSIDE]
    may = [one for one in inside if holds(Permission.STOCK_ADJUST, one.role, one.grants, one.refusals)]
    keeping = [one.person_id for one in may if one.role is Role.STOREKEEPER] or [one.person_id for one in may]
    vans = select(Warehouse.person_id).where(Warehouse.id.in_(sorted(warehouse_ids)), Warehouse.person_id.is_not(None))
    driving = set(await db.session.scalars(vans))
    return list(dict.fromkeys([*keeping, *(one.person_id for one in inside if one.person_id in driving)]))


async def _minimum_of(uow: UnitOfWork, place: Place) -> StockMinimum | None:
    product_id, warehouse_id = place
    wanted = select(StockMinimum).where(
        StockMinimum.product_id == product_id, StockMinimum.warehouse_id == warehouse_id
    )
    found: StockMinimum | None = await uow.session.scalar(wanted)
    return found


def _free(level: StockLevel) -> Quantity:
    return quantity(level.on_hand - level.reserved)


_SAME_PLACE: Final = (StockLevel.product_id == StockMinimum.product_id) & (
    StockLevel.warehouse_id == StockMinimum.warehouse_id
)
