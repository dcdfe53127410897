"""Goods that come, change place, or are more or less than thought: moved by hand, each move once."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select

from core.catalog.models import Product
from core.catalog.reading import KIND
from core.company.models import Company
from core.history import open_to_readers
from core.kernel.amounts import LARGEST_PRICE, Quantity, UnitPrice, unit_price
from core.kernel.amounts import quantity as rounded
from core.kernel.errors import Invalid, NotAllowed, NotFound
from core.kernel.typed import line
from core.permissions import Permission, requires
from core.stock.errors import ForOthersToReceive, WarehouseWrong
from core.stock.events import GoodsReceived, GoodsTransferred, StockAdjusted
from core.stock.goods import Goods, counted, stockable
from core.stock.levels import hold
from core.stock.lots import Share, coming, going
from core.stock.models import MoveKind, StockMove, Warehouse
from core.stock.warehouses import main, usable
from core.stock.writing import LONGEST_REASON, Why, done_before, expect_pieces, expect_there, products_of, write
from core.uow import Reader, UnitOfWork


@dataclass(frozen=True, slots=True)
class Movement:
    """A move as people read it; `by` is a person, `subject` what asked for it, `key` what made it happen once."""

    at: datetime
    kind: MoveKind
    warehouse: Warehouse
    quantity: Quantity
    lot: str
    reason: str
    subject: str
    subject_id: int | None
    by: int | None
    key: str


@requires(Permission.STOCK_RECEIVE)
async def receive(
    uow: UnitOfWork,
    product_id: int,
    *,
    quantity: Quantity,
    warehouse_id: int | None = None,
    lots: Sequence[str] = (),
    unit_cost: UnitPrice | None = None,
    key: str,
) -> StockMove:
    """Goods that have come, into the main depot when no warehouse is named; from here on the product is kept in stock.

    Into one's own van; elsewhere it is for those who may adjust. Returns the first of its moves, that of before when
    `key` was done before. Raises Invalid, NotFound, NotStocked, VariantNeeded, WarehouseWrong, ForOthersToReceive,
    LotsWrong, SerialTaken, NotWhole, NotAllowed (costs are for those who may see margins).
    """
    how = Why(MoveKind.RECEIPT, key, unit_cost=checked_cost(uow, unit_cost))
    return await bring_in(uow, Goods(product_id, quantity, tuple(lots)), how, warehouse_id=warehouse_id)


async def bring_in(uow: UnitOfWork, come: Goods, how: Why, *, warehouse_id: int | None) -> StockMove:
    """What `receive` does, for whatever `how` says; raises what it raises."""
    await stockable(uow, come.product_id)
    come = replace(come, quantity=counted(come.quantity))
    warehouse = await (main(uow) if warehouse_id is None else usable(uow, warehouse_id))
    _expect_his(uow, warehouse)
    products = await products_of(uow, [come])
    levels = await hold(uow, [(come.product_id, warehouse.id)], coming_in=True)
    done = await done_before(uow, how.key)
    if done is not None:
        return done
    expect_pieces(products[come.product_id], come.quantity, levels[come.product_id, warehouse.id].on_hand)
    (shares,) = await coming(uow, [come], products)
    made = write(uow, shares, warehouse.id, levels, how)
    uow.record(GoodsReceived(come.product_id, warehouse.id, come.quantity, come.lots, how.unit_cost))
    await uow.session.flush()
    return made[0]


@requires(Permission.STOCK_MOVE)
async def transfer(
    uow: UnitOfWork,
    product_id: int,
    *,
    quantity: Quantity,
    source_id: int,
    target_id: int,
    lots: Sequence[str] = (),
    key: str,
) -> None:
    """From one warehouse into another, both in one step; nothing happens when `key` was done before.

    Raises Invalid, NotFound, WarehouseWrong, StockShort (more than is there), NotWhole, LotsWrong, LotMissing.
    """
    goods = [Goods(product_id, counted(quantity), tuple(lots))]
    products = await products_of(uow, goods)
    for warehouse_id in sorted((source_id, target_id)):
        warehouse = await usable(uow, warehouse_id)
        if source_id == target_id:
            raise WarehouseWrong(warehouse.name)
    levels = await hold(uow, [(product_id, source_id), (product_id, target_id)])
    if await done_before(uow, key) is not None:
        return
    expect_pieces(products[product_id], rounded(-goods[0].quantity), levels[product_id, source_id].on_hand)
    may_lack = await _may_lack(uow)
    if not may_lack:
        expect_there(goods, products, {product_id: levels[product_id, source_id].on_hand})
    (shares,) = await going(uow, goods, products, warehouse_id=source_id, may_lack=may_lack)
    made = write(uow, shares, source_id, levels, Why(MoveKind.TRANSFER, key, out=True))
    arriving = [Share(product_id, share.quantity, share.lot) for share in shares]
    write(uow, arriving, target_id, levels, Why(MoveKind.TRANSFER, key, first=len(made) + 1))
    uow.record(GoodsTransferred(product_id, source_id, target_id, goods[0].quantity, goods[0].lots))
    await uow.session.flush()


@requires(Permission.STOCK_ADJUST)
async def adjust(
    uow: UnitOfWork,
    product_id: int,
    *,
    quantity: Quantity,
    warehouse_id: int,
    reason: str,
    lots: Sequence[str] = (),
    key: str,
) -> StockMove:
    """There is so much more, or less, than the levels say, and why. Lots may be left out: pieces without a number.

    Returns the first of its moves. Raises Invalid, NotFound, NotStocked, VariantNeeded, WarehouseWrong, StockShort,
    NotWhole, LotsWrong, LotMissing, SerialTaken.
    """
    await stockable(uow, product_id)
    why = line("reason", reason, longest=LONGEST_REASON, required=True)
    less = quantity < 0
    goods = [Goods(product_id, counted(abs(quantity)), tuple(lots))]  # type: ignore[arg-type]  # abs of a NewType
    await usable(uow, warehouse_id)
    products = await products_of(uow, goods)
    levels = await hold(uow, [(product_id, warehouse_id)], coming_in=not less)
    done = await done_before(uow, key)
    if done is not None:
        return done
    expect_pieces(products[product_id], quantity, levels[product_id, warehouse_id].on_hand)
    may_lack = await _may_lack(uow)
    if less and not may_lack:
        expect_there(goods, products, {product_id: levels[product_id, warehouse_id].on_hand})
    if less:
        (shares,) = await going(uow, goods, products, warehouse_id=warehouse_id, may_lack=may_lack, unsaid=True)
    else:
        (shares,) = await coming(uow, goods, products, unsaid=True)
    made = write(uow, shares, warehouse_id, levels, Why(MoveKind.ADJUSTMENT, key, out=less, reason=why))
    uow.record(StockAdjusted(product_id, warehouse_id, quantity, goods[0].lots, why))
    await uow.session.flush()
    return made[-1]


@requires(Permission.STOCK_READ)
async def moves_of(
    db: Reader, product_id: int, *, warehouse_id: int | None = None, limit: int = 20, offset: int = 0
) -> Sequence[Movement]:
    """The moves of a product, newest first, in all warehouses or in one."""
    moved = select(StockMove, Warehouse).join(Warehouse, Warehouse.id == StockMove.warehouse_id)
    moved = moved.where(StockMove.product_id == product_id)
    if warehouse_id is not None:
        moved = moved.where(StockMove.warehouse_id == warehouse_id)
    rows = await db.session.execute(moved.order_by(StockMove.id.desc()).limit(limit).offset(offset))
    return [
        Movement(m.made_at, m.kind, there, m.quantity, m.lot, m.reason, m.subject, m.subject_id, m.made_by, m.key)
        for m, there in rows
    ]


def checked_cost(uow: UnitOfWork, said: UnitPrice | None) -> UnitPrice | None:
    """What was said of it, by somebody who may see margins. Raises NotAllowed, Invalid."""
    if said is None:
        return None
    if not uow.actor.may(Permission.MARGINS_READ):
        raise NotAllowed(Permission.MARGINS_READ)
    if not 0 <= said <= LARGEST_PRICE:
        raise Invalid("unit_cost", str(said))
    return unit_price(said)


def _expect_his(uow: UnitOfWork, warehouse: Warehouse) -> None:
    """What comes is noted in one's own van, or anywhere by those who may say that there is more."""
    own = warehouse.person_id is not None and warehouse.person_id == uow.actor.person_id
    if not own and not uow.actor.may(Permission.STOCK_ADJUST):
        raise ForOthersToReceive(warehouse.name)


async def _may_lack(uow: UnitOfWork) -> bool:
    company = await uow.session.get(Company, uow.actor.company_id)
    return company is not None and company.stock_may_lack


async def _read_stock(db: Reader, product_id: int) -> None:
    """Whoever may read the product and the stock reads what happened to its stock."""
    db.actor.expect(Permission.STOCK_READ)
    if await db.session.scalar(select(Product.id).where(Product.id == product_id)) is None:
        raise NotFound(KIND, product_id)


open_to_readers("stock", _read_stock)
