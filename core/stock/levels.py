"""The levels that a move or a reservation changes: locked in one order, made when missing.

Whoever locks several rows of several kinds does it in this order, so that no two wait for each other: the quote; the
customer who has a credit limit; the order; products with serial numbers, by id; the levels, by product and warehouse.
"""

from collections.abc import Iterable, Mapping
from typing import Final

from sqlalchemy import bindparam, select, tuple_

from core.catalog.models import Product, Tracking
from core.db.upsert import inserting
from core.kernel.amounts import NOTHING
from core.stock.models import StockLevel
from core.uow import UnitOfWork

Place = tuple[int, int]  # product, warehouse
HELD: Final = "held_levels"  # in a session's info: the places whose levels this transaction may have changed


async def hold(uow: UnitOfWork, places: Iterable[Place], *, coming_in: bool = False) -> Mapping[Place, StockLevel]:
    """The levels of these (product, warehouse), as they are once whoever was changing them is done; made when missing.

    `coming_in`: whoever brings pieces with serial numbers waits for others who do, since each is in stock once, in
    whatever warehouse. Whoever changes several levels in one transaction, by several calls, holds them all first: two
    who do it in opposite order would wait for each other.
    """
    wanted = sorted(set(places))
    uow.session.info.setdefault(HELD, set()).update(wanted)
    if coming_in and wanted:
        await _wait_for_pieces(uow, wanted)
    found = await _locked(uow, wanted)
    missing = [place for place in wanted if place not in found]
    if not missing:
        return found
    for product_id, warehouse_id in missing:
        row = {"product_id": product_id, "warehouse_id": warehouse_id, "company_id": uow.actor.company_id}
        new = inserting(uow.session, StockLevel, **row, on_hand=NOTHING, reserved=NOTHING, location="")
        await uow.session.execute(new.on_conflict_do_nothing(index_elements=_KEY))
    return {**found, **await _locked(uow, missing)}


async def _wait_for_pieces(uow: UnitOfWork, places: list[Place]) -> None:
    ids = {product_id for product_id, _warehouse in places}
    numbered = select(Product.id).where(Product.id.in_(ids), Product.tracking == Tracking.SERIAL)
    await uow.session.execute(numbered.order_by(Product.id).with_for_update(key_share=True))


async def _locked(uow: UnitOfWork, places: list[Place]) -> dict[Place, StockLevel]:
    if not places:
        return {}
    levels = await uow.session.scalars(_IN_ORDER, {"places": places})
    return {(level.product_id, level.warehouse_id): level for level in levels}


_KEY: Final = [StockLevel.company_id, StockLevel.product_id, StockLevel.warehouse_id]
_PLACE: Final = (StockLevel.product_id, StockLevel.warehouse_id)
_IN_ORDER: Final = (
    select(StockLevel)
    .where(tuple_(*_PLACE).in_(bindparam("places", expanding=True)))
    .order_by(*_PLACE)
    .with_for_update()
    .execution_options(populate_existing=True)
)
