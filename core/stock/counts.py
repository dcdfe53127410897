"""Inventories: what people count in a warehouse, and the moves of the differences once they are done."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from sqlalchemy import exists, select

from core.catalog.models import Product
from core.catalog.units import expect_whole
from core.history import open_to_readers
from core.kernel.amounts import NOTHING, Quantity, quantity
from core.kernel.errors import NotFound
from core.kernel.typed import line
from core.permissions import Permission, requires
from core.stock.errors import CountContradicted, CountEnded
from core.stock.events import CountCancelled, CountClosed, CountStarted, ProductCounted, ProductUncounted
from core.stock.goods import counted, labels_of, stockable
from core.stock.levels import Place, hold
from core.stock.models import CountState, MoveKind, StockCount, StockCountLine, StockLevel, StockMove
from core.stock.warehouses import load as load_warehouse
from core.stock.warehouses import usable
from core.uow import Reader, UnitOfWork

KIND: Final = "stock_count"
LONGEST_REASON: Final = 200


@dataclass(frozen=True, slots=True)
class Counted:
    """What was counted of a product; `expected` is what the level said at that moment."""

    product: Product
    counted: Quantity
    expected: Quantity

    @property
    def difference(self) -> Quantity:
        return quantity(self.counted - self.expected)


@requires(Permission.STOCK_MOVE)
async def start(uow: UnitOfWork, warehouse_id: int) -> StockCount:
    """The inventory of a warehouse, begun now unless one is open there already. Raises NotFound, WarehouseWrong."""
    await load_warehouse(uow, warehouse_id, locked=True)  # two who begin at once get the same
    await usable(uow, warehouse_id)
    already = await open_in.run(uow, warehouse_id)
    if already is not None:
        return already
    count = StockCount(warehouse_id=warehouse_id, started_at=uow.now, started_by=uow.actor.person_id)
    uow.session.add(count)
    await uow.session.flush()
    uow.record(CountStarted(count.id, warehouse_id=warehouse_id))
    return count


@requires(Permission.STOCK_MOVE)
async def count(uow: UnitOfWork, count_id: int, product_id: int, *, quantity: Quantity) -> Counted:
    """So many of a product lie there. Said again, the last one counts.

    Raises NotFound, CountEnded, Invalid (less than nothing), NotStocked, VariantNeeded, NotWhole.
    """
    said = counted(quantity, least=Decimal(0))
    open_one = await _open(uow, count_id)
    product = await stockable(uow, product_id)
    there = select(StockLevel.on_hand).where(
        StockLevel.product_id == product_id, StockLevel.warehouse_id == open_one.warehouse_id
    )
    expected: Quantity = await uow.session.scalar(there) or NOTHING
    expect_whole(product.label, product.unit, said, most=expected)
    row = await _line(uow, count_id, product_id)
    if row is None:
        row = StockCountLine(
            count_id=count_id,
            product_id=product_id,
            counted=said,
            expected=expected,
            counted_at=uow.now,
            counted_by=uow.actor.person_id,
        )
        uow.session.add(row)
    else:
        row.counted, row.expected = said, expected
        row.counted_at, row.counted_by = uow.now, uow.actor.person_id
    open_one.touch()
    uow.record(ProductCounted(count_id, product_id=product_id, counted=said, expected=expected))
    await uow.session.flush()
    return Counted(product, said, expected)


@requires(Permission.STOCK_MOVE)
async def uncount(uow: UnitOfWork, count_id: int, product_id: int) -> None:
    """The product was not counted after all. Raises NotFound, CountEnded."""
    open_one = await _open(uow, count_id)
    row = await _line(uow, count_id, product_id)
    if row is None:
        return
    await uow.session.delete(row)
    open_one.touch()
    uow.record(ProductUncounted(count_id, product_id=product_id))
    await uow.session.flush()


@requires(Permission.STOCK_ADJUST)
async def close(uow: UnitOfWork, count_id: int, *, reason: str = "", version: int | None = None) -> Sequence[Counted]:
    """Move each difference between what was counted and what was expected then; what moved since stays moved.

    From here on each counted product is kept in stock. Returns all that was counted. Raises NotFound, Changed,
    CountEnded, CountContradicted.
    """
    why = line("reason", reason, longest=LONGEST_REASON)
    closing = await _open(uow, count_id)
    closing.expect(version)
    found = await _counted(uow, count_id)
    levels = await hold(uow, [(one.product.id, closing.warehouse_id) for _row, one in found])
    await _expect_possible(uow, closing.warehouse_id, levels, [one for _row, one in found])
    for row, one in found:
        level = levels[one.product.id, closing.warehouse_id]
        if one.difference:
            uow.session.add(_move(uow, closing, row, one.difference, why))
            level.on_hand = quantity(level.on_hand + one.difference)
    closing.state, closing.ended_at, closing.reason = CountState.CLOSED, uow.now, why
    closing.touch()
    differences = [[one.product.id, one.difference] for _row, one in found if one.difference]
    uow.record(CountClosed(count_id, reason=why, differences=differences))
    await uow.session.flush()
    return [one for _row, one in found]


@requires(Permission.STOCK_MOVE)
async def cancel(uow: UnitOfWork, count_id: int, *, version: int | None = None) -> StockCount:
    """Nothing of it counts. Raises NotFound, Changed, CountEnded."""
    given_up = await _open(uow, count_id)
    given_up.expect(version)
    given_up.state, given_up.ended_at = CountState.CANCELLED, uow.now
    given_up.touch()
    uow.record(CountCancelled(count_id))
    return given_up


@requires(Permission.STOCK_READ)
async def read(db: Reader, count_id: int) -> StockCount:
    """One inventory, whatever its state. Raises NotFound."""
    found: StockCount | None = await db.session.scalar(select(StockCount).where(StockCount.id == count_id))
    if found is None:
        raise NotFound(KIND, count_id)
    return found


@requires(Permission.STOCK_READ)
async def open_in(db: Reader, warehouse_id: int) -> StockCount | None:
    """The inventory that is open in a warehouse."""
    found: StockCount | None = await db.session.scalar(
        select(StockCount).where(StockCount.warehouse_id == warehouse_id, StockCount.state == CountState.OPEN)
    )
    return found


@requires(Permission.STOCK_READ)
async def lines_of(db: Reader, count_id: int) -> Sequence[Counted]:
    """What was counted, in the order of counting. Raises NotFound."""
    await read.run(db, count_id)
    return [one for _row, one in await _counted(db, count_id)]


@requires(Permission.STOCK_READ)
async def uncounted(db: Reader, count_id: int, *, limit: int = 20) -> Sequence[Product]:
    """What should lie there and nobody has counted yet, by place in the warehouse, then by label. Raises NotFound."""
    here = await read.run(db, count_id)
    done = exists().where(
        StockCountLine.count_id == count_id,
        StockCountLine.product_id == StockLevel.product_id,
        StockCountLine.company_id == StockLevel.company_id,
    )
    waiting = select(Product).join(StockLevel, StockLevel.product_id == Product.id)
    waiting = waiting.where(StockLevel.warehouse_id == here.warehouse_id, StockLevel.on_hand != 0, ~done)
    by_place = waiting.order_by(StockLevel.location, Product.label, Product.id).limit(limit)
    return (await db.session.scalars(by_place)).all()


async def _open(uow: UnitOfWork, count_id: int) -> StockCount:
    """The inventory, as it is once whoever was changing it is done. Raises NotFound, CountEnded."""
    asked = select(StockCount).where(StockCount.id == count_id).with_for_update()
    found: StockCount | None = await uow.session.scalar(asked, execution_options={"populate_existing": True})
    if found is None:
        raise NotFound(KIND, count_id)
    if found.state is not CountState.OPEN:
        raise CountEnded((await load_warehouse(uow, found.warehouse_id)).name)
    return found


async def _line(uow: UnitOfWork, count_id: int, product_id: int) -> StockCountLine | None:
    row: StockCountLine | None = await uow.session.scalar(
        select(StockCountLine).where(StockCountLine.count_id == count_id, StockCountLine.product_id == product_id),
        execution_options={"populate_existing": True},
    )
    return row


async def _counted(db: Reader, count_id: int) -> Sequence[tuple[StockCountLine, Counted]]:
    lines = select(StockCountLine, Product).join(Product, Product.id == StockCountLine.product_id)
    asked = lines.where(StockCountLine.count_id == count_id).order_by(StockCountLine.counted_at, StockCountLine.id)
    rows = await db.session.execute(asked, execution_options={"populate_existing": True})
    return [(row, Counted(product, row.counted, row.expected)) for row, product in rows]


async def _expect_possible(
    uow: UnitOfWork, warehouse_id: int, levels: Mapping[Place, StockLevel], found: Sequence[Counted]
) -> None:
    """Raise when a difference would leave less than nothing: more went since than was counted."""
    wrong = [
        one.product.id
        for one in found
        if one.difference < 0 and levels[one.product.id, warehouse_id].on_hand + one.difference < 0
    ]
    if wrong:
        labels = await labels_of(uow, wrong)
        raise CountContradicted(tuple(labels[one] for one in wrong))


def _move(uow: UnitOfWork, closing: StockCount, row: StockCountLine, difference: Quantity, reason: str) -> StockMove:
    return StockMove(
        product_id=row.product_id,
        warehouse_id=closing.warehouse_id,
        quantity=difference,
        kind=MoveKind.COUNT,
        reason=reason,
        subject=KIND,
        subject_id=closing.id,
        key=f"{KIND}:{closing.id}:{row.id}",
        made_at=uow.now,
        made_by=uow.actor.person_id,
    )


open_to_readers(KIND, read)
