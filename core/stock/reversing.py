"""Taking moves back: another move the other way for each. What was written stays."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import or_, select

from core.catalog.models import Product, Tracking
from core.company.models import Company
from core.kernel.amounts import NOTHING, ONE, quantity
from core.kernel.errors import NotFound
from core.permissions import Permission, requires
from core.stock import expected
from core.stock.errors import LotMissing, SerialTaken, Shortage, StockShort
from core.stock.events import GoodsPutBack, MoveTakenBack
from core.stock.goods import labels_of
from core.stock.levels import Place, hold
from core.stock.lots import balances
from core.stock.models import MoveKind, StockLevel, StockMove
from core.stock.warehouses import usable
from core.stock.writing import MOVE
from core.uow import Reader, UnitOfWork

_BY_HAND: Final = (MoveKind.RECEIPT, MoveKind.TRANSFER, MoveKind.ADJUSTMENT)  # others go back with their document


@requires(Permission.STOCK_READ)
async def moved_at(db: Reader, key: str) -> datetime:
    """When the goods of this key were received, transferred or adjusted. Raises NotFound."""
    return (await _first(db, key)).made_at


@requires(Permission.STOCK_MOVE)
async def take_back(uow: UnitOfWork, key: str) -> bool:
    """Undo what was received, transferred or adjusted under this key; False when that was done before.

    What was announced and came with it is to come again. Whoever moved it may, and who may adjust. Raises NotFound,
    NotAllowed, StockShort and LotMissing (gone since), SerialTaken (come back since).
    """
    first = await _first(uow, key)
    if first.made_by != uow.actor.person_id:
        uow.actor.expect(Permission.STOCK_ADJUST)
    waiting = await expected.load(uow, first.subject_id) if first.subject_id is not None else None
    moves = await _under(uow, first)
    levels = await hold(uow, _places(moves), coming_in=True)
    if await uow.session.scalar(select(StockMove.id).where(StockMove.key == _back(first))) is not None:
        return False
    _write(uow, levels, [_reversed(uow, one) for one in moves])
    await uow.session.flush()
    await _expect_possible(uow, moves, levels)
    await _expect_once(uow, moves)
    if waiting is not None:
        await expected.wait_again(uow, waiting)
    uow.record(MoveTakenBack(first.product_id, key=key))
    return True


async def moved_for(db: Reader, subject: str, subject_ids: Sequence[int], keys: Sequence[str]) -> Sequence[StockMove]:
    """All that moved under these keys for these things, in order, whatever their goods are made of now."""
    moved = select(StockMove).where(StockMove.subject == subject, StockMove.subject_id.in_(sorted(set(subject_ids))))
    rows = await db.session.scalars(moved.order_by(StockMove.id))
    return [one for one in rows if one.key.partition("#")[0] in keys]


async def undo(uow: UnitOfWork, moves: Sequence[StockMove], *, reason: str) -> None:
    """These goods that were sold lie where they lay: they never left, and pieces that were named then are not.

    Each move is undone once at most. Raises WarehouseWrong, SerialTaken (come back since).
    """
    for warehouse_id in sorted({one.warehouse_id for one in moves}):
        await usable(uow, warehouse_id)
    levels = await hold(uow, _places(moves), coming_in=True)
    _write(uow, levels, [_undone(uow, one, reason) for one in moves])
    await uow.session.flush()
    await _expect_once(uow, moves)
    for one in (one for one in moves if one.kind is MoveKind.SALE):
        asked_by, goods = [one.subject, one.subject_id], [[one.product_id, quantity(-one.quantity)]]
        uow.record(GoodsPutBack(one.warehouse_id, asked_by=asked_by, key=one.key, goods=goods, reason=reason))


async def _first(db: Reader, key: str) -> StockMove:
    move: StockMove | None = await db.session.scalar(select(StockMove).where(StockMove.key == key))
    if move is None or move.kind not in _BY_HAND or move.subject not in ("", expected.KIND):
        raise NotFound(MOVE, key)
    return move


async def _under(uow: UnitOfWork, first: StockMove) -> Sequence[StockMove]:
    """All that one key moved, in order: the first move, and those numbered behind it."""
    together = StockMove.product_id == first.product_id, StockMove.made_at == first.made_at
    numbered = or_(StockMove.id == first.id, StockMove.key.startswith(f"{first.key}#", autoescape=True))
    moves = select(StockMove).where(*together, numbered).order_by(StockMove.id)
    return (await uow.session.scalars(moves)).all()


def _places(moves: Sequence[StockMove]) -> set[Place]:
    return {(one.product_id, one.warehouse_id) for one in moves}


def _back(move: StockMove) -> str:
    return f"{MOVE}:{move.id}"


def _write(uow: UnitOfWork, levels: Mapping[Place, StockLevel], moves: Sequence[StockMove]) -> None:
    for one in moves:
        level = levels[one.product_id, one.warehouse_id]
        level.on_hand = quantity(level.on_hand + one.quantity)
    uow.session.add_all(moves)


def _reversed(uow: UnitOfWork, move: StockMove) -> StockMove:
    return StockMove(
        product_id=move.product_id,
        warehouse_id=move.warehouse_id,
        quantity=quantity(-move.quantity),
        kind=move.kind,
        lot=move.lot,
        unit_cost=move.unit_cost,
        reason=move.reason,
        subject=MOVE,
        subject_id=move.id,
        key=_back(move),
        made_at=uow.now,
        made_by=uow.actor.person_id,
    )


def _undone(uow: UnitOfWork, move: StockMove, reason: str) -> StockMove:
    """Still a move of what the goods were sold for: its moves add up to what it has."""
    other_way = _reversed(uow, move)
    other_way.subject, other_way.subject_id, other_way.reason = move.subject, move.subject_id, reason
    other_way.kind = MoveKind.RETURN if move.kind is MoveKind.SALE else move.kind
    return other_way


async def _expect_possible(uow: UnitOfWork, moves: Sequence[StockMove], levels: Mapping[Place, StockLevel]) -> None:
    """Raise when what came has gone since."""
    labels = await labels_of(uow, {one.product_id for one in moves})
    company = await uow.session.get(Company, uow.actor.company_id)
    if company is not None and company.stock_may_lack:
        return
    came = [one for one in moves if one.quantity > 0]
    for one in came:
        left = levels[one.product_id, one.warehouse_id].on_hand
        if left < 0:
            there = quantity(left + one.quantity)
            raise StockShort((Shortage(one.product_id, labels[one.product_id], one.quantity, there),))
    for one in (one for one in came if one.lot):
        there_now = await balances(uow, [one.product_id], [one.lot], warehouse_id=one.warehouse_id)
        if there_now.get((one.product_id, one.lot), NOTHING) < 0:
            raise LotMissing(labels[one.product_id], one.lot)


async def _expect_once(uow: UnitOfWork, moves: Sequence[StockMove]) -> None:
    """Raise when a piece that had gone is back already: it would be there twice."""
    gone = {(one.product_id, one.lot) for one in moves if one.lot and one.quantity < 0}
    if not gone:
        return
    asked = select(Product).where(Product.id.in_(sorted({product_id for product_id, _lot in gone})))
    pieces = {one.id: one.label for one in await uow.session.scalars(asked.where(Product.tracking == Tracking.SERIAL))}
    there = await balances(uow, list(pieces), {lot for _product_id, lot in gone})
    for product_id, lot in sorted(gone):
        if product_id in pieces and there.get((product_id, lot), NOTHING) > ONE:
            raise SerialTaken(pieces[product_id], lot)
