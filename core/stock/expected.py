"""Goods that a supplier has announced: to come on a day, wholly or in parts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from sqlalchemy import and_, func, or_, select

from core.catalog.models import Product
from core.kernel.amounts import NOTHING, Quantity, UnitPrice
from core.kernel.amounts import quantity as rounded
from core.kernel.errors import NotFound
from core.kernel.typed import line
from core.permissions import Permission, requires
from core.stock.errors import ReceiptEnded
from core.stock.events import ReceiptAnnounced, ReceiptArrived, ReceiptGivenUp
from core.stock.goods import Goods, counted, labels_of, stockable
from core.stock.levels import hold
from core.stock.models import ExpectedReceipt, MoveKind, StockMove, Warehouse
from core.stock.moves import bring_in, checked_cost
from core.stock.warehouses import main, usable
from core.stock.writing import MOVE, Why, expect_key, expect_pieces
from core.uow import Reader, UnitOfWork

KIND: Final = "expected_receipt"


@dataclass(frozen=True, slots=True)
class Announced:
    """One announcement; `receipt.quantity` is still to come."""

    receipt: ExpectedReceipt
    product: Product
    warehouse: Warehouse


@requires(Permission.STOCK_MOVE)
async def announce(
    uow: UnitOfWork,
    product_id: int,
    *,
    quantity: Quantity,
    due_on: date,
    warehouse_id: int | None = None,
    note: str = "",
    key: str,
) -> ExpectedReceipt:
    """So much of a product is to come, to the main depot when none is named; it is kept in stock from here on.

    Returns that of before when `key` was announced before. Raises Invalid, NotFound, NotStocked, VariantNeeded,
    WarehouseWrong, NotWhole.
    """
    product = await stockable(uow, product_id)
    expect_pieces(product, counted(quantity), NOTHING)
    said = line("note", note, longest=200)
    warehouse = await (main(uow) if warehouse_id is None else usable(uow, warehouse_id))
    expect_key(key)
    await hold(uow, [(product_id, warehouse.id)])
    before: ExpectedReceipt | None = await uow.session.scalar(_ALL.where(ExpectedReceipt.key == key))
    if before is not None:
        return before
    announced = ExpectedReceipt(
        product_id=product_id,
        warehouse_id=warehouse.id,
        announced=counted(quantity),
        quantity=counted(quantity),
        due_on=due_on,
        note=said,
        key=key,
        made_at=uow.now,
        made_by=uow.actor.person_id,
    )
    uow.session.add(announced)
    await uow.session.flush()
    uow.record(ReceiptAnnounced(product_id, announced.id, warehouse.id, announced.quantity, due_on))
    return announced


@requires(Permission.STOCK_RECEIVE)
async def arrive(
    uow: UnitOfWork,
    expected_id: int,
    *,
    quantity: Quantity | None = None,
    lots: Sequence[str] = (),
    unit_cost: UnitPrice | None = None,
    key: str,
) -> StockMove:
    """So much of it has come, all that was left when nothing is said; more than announced is taken as well.

    Returns the first of its moves, that of before when `key` was done before. Raises NotFound, ReceiptEnded and what
    `moves.receive` raises.
    """
    waiting = await load(uow, expected_id)
    done: StockMove | None = await uow.session.scalar(select(StockMove).where(StockMove.key == key))
    if done is not None:
        return done
    await _expect_open(uow, waiting)
    come = waiting.quantity if quantity is None else counted(quantity)
    cost = checked_cost(uow, unit_cost)
    how = Why(MoveKind.RECEIPT, key, unit_cost=cost, subject=KIND, subject_id=waiting.id)
    goods = Goods(waiting.product_id, come, tuple(lots))
    move = await bring_in(uow, goods, how, warehouse_id=waiting.warehouse_id)
    waiting.quantity = rounded(max(waiting.quantity - come, Decimal(0)))
    if waiting.quantity == NOTHING:
        waiting.closed_at = uow.now
    uow.record(ReceiptArrived(waiting.product_id, expected_id, come, waiting.quantity))
    await uow.session.flush()
    return move


@requires(Permission.STOCK_MOVE)
async def cancel(uow: UnitOfWork, expected_id: int) -> ExpectedReceipt:
    """What is left of it will not come. Raises NotFound, ReceiptEnded."""
    waiting = await load(uow, expected_id)
    await _expect_open(uow, waiting)
    waiting.closed_at = uow.now
    uow.record(ReceiptGivenUp(waiting.product_id, expected_id, waiting.quantity))
    return waiting


@requires(Permission.STOCK_READ)
async def coming(db: Reader, *, product_id: int | None = None, limit: int = 20, offset: int = 0) -> Sequence[Announced]:
    """What is still to come, of one product or of all, by day."""
    open_ones = (
        select(ExpectedReceipt, Product, Warehouse)
        .join(Product, Product.id == ExpectedReceipt.product_id)
        .join(Warehouse, Warehouse.id == ExpectedReceipt.warehouse_id)
        .where(ExpectedReceipt.closed_at.is_(None))
        .order_by(ExpectedReceipt.due_on, ExpectedReceipt.id)
    )
    if product_id is not None:
        open_ones = open_ones.where(ExpectedReceipt.product_id == product_id)
    rows = await db.session.execute(open_ones.limit(limit).offset(offset))
    return [Announced(receipt, product, warehouse) for receipt, product, warehouse in rows]


@requires(Permission.STOCK_READ)
async def read(db: Reader, expected_id: int) -> ExpectedReceipt:
    """One announcement, whether it is still to come or not. Raises NotFound."""
    found: ExpectedReceipt | None = await db.session.scalar(
        select(ExpectedReceipt).where(ExpectedReceipt.id == expected_id)
    )
    if found is None:
        raise NotFound(KIND, expected_id)
    return found


@requires(Permission.STOCK_READ)
async def announced_as(db: Reader, key: str) -> ExpectedReceipt:
    """What was announced under this key, whether it is still to come or not. Raises NotFound."""
    found: ExpectedReceipt | None = await db.session.scalar(_ALL.where(ExpectedReceipt.key == key))
    if found is None:
        raise NotFound(KIND, key)
    return found


async def load(uow: UnitOfWork, expected_id: int) -> ExpectedReceipt:
    """As it is once whoever was changing it is done."""
    asked = _ALL.where(ExpectedReceipt.id == expected_id).with_for_update()
    found: ExpectedReceipt | None = await uow.session.scalar(asked, execution_options={"populate_existing": True})
    if found is None:
        raise NotFound(KIND, expected_id)
    return found


async def wait_again(uow: UnitOfWork, waiting: ExpectedReceipt) -> None:
    """Some of what had come of it went back: so much is still to come, unless it was given up."""
    given_up = waiting.closed_at is not None and waiting.quantity > 0
    arrived = select(StockMove.id).where(StockMove.subject == KIND, StockMove.subject_id == waiting.id)
    arrivals = (await uow.session.scalars(arrived)).all()
    went_back = and_(StockMove.subject == MOVE, StockMove.subject_id.in_(arrivals))
    came = await uow.session.scalar(
        select(func.sum(StockMove.quantity)).where(or_(StockMove.id.in_(arrivals), went_back))
    )
    waiting.quantity = rounded(max(waiting.announced - (came or Decimal(0)), Decimal(0)))
    if waiting.quantity and not given_up:
        waiting.closed_at = None
    await uow.session.flush()


_ALL: Final = select(ExpectedReceipt)


async def _expect_open(uow: UnitOfWork, waiting: ExpectedReceipt) -> None:
    if waiting.closed_at is not None:
        raise ReceiptEnded((await labels_of(uow, [waiting.product_id]))[waiting.product_id])
