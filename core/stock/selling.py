"""Goods that were sold leave, and come back: each once for what asked for it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import islice
from typing import Final

from sqlalchemy import bindparam, func, select

from core.kernel.amounts import NOTHING, Quantity, quantity
from core.kernel.typed import line
from core.stock.errors import WarehouseWrong
from core.stock.events import GoodsPutBack, GoodsTaken
from core.stock.goods import Goods
from core.stock.levels import Place, hold
from core.stock.lots import Balances, Share, balances, coming, going
from core.stock.models import MoveKind, Reservation, StockLevel, StockMove, WarehouseKind
from core.stock.reservations import held, lower
from core.stock.warehouses import usable
from core.stock.writing import LONGEST_REASON, Why, expect_key, expect_there, products_of, summed, write
from core.uow import Reader, UnitOfWork


@dataclass(frozen=True, slots=True)
class Moving:
    """Goods, as `exploded` gives them, that move for one thing, once under this key."""

    subject_id: int
    key: str
    goods: Sequence[Goods]


async def take_out(
    uow: UnitOfWork,
    moving: Sequence[Moving],
    *,
    subject: str,
    warehouse_id: int,
    promised: bool = False,
    may_lack: bool = False,
    unsaid: bool = False,
) -> bool:
    """Goods that were sold and leave. `promised`: by as much less is promised to their subjects, wherever it is.

    What is promised leaves when it lies there, else nothing does that is promised to others. `unsaid`: nobody knows yet
    which numbers these are. False when all was done before, or nothing is to leave. As many statements for many things
    as for one. Raises StockShort, WarehouseWrong, LotsWrong, LotMissing, NotFound.
    """
    asked = _goods(moving)
    if not asked:
        return False
    warehouse = await usable(uow, warehouse_id)
    if warehouse.kind is WarehouseKind.QUARANTINE:
        raise WarehouseWrong(warehouse.name)
    products = await products_of(uow, asked)
    owners = [one.subject_id for one in moving] if promised else []
    levels, reserved = await held(uow, subject, owners, _places(asked, warehouse_id))
    fresh = await _fresh(uow, moving)
    goods = _goods(fresh)
    if not may_lack:
        own = _by_product(reserved, warehouse_id)
        free = {one: _free(levels[one, warehouse_id], own.get(one, Decimal(0))) for one in products}
        expect_there(goods, products, free)
    shares = await going(uow, goods, products, warehouse_id=warehouse_id, may_lack=may_lack, unsaid=unsaid)
    for one, gone in _each(fresh, shares):
        why = Why(MoveKind.SALE, one.key, out=True, subject=subject, subject_id=one.subject_id)
        write(uow, gone, warehouse_id, levels, why)
        await _redeem(uow, levels, [row for row in reserved if row.subject_id == one.subject_id], one, warehouse_id)
        taken = GoodsTaken(warehouse_id, asked_by=[subject, one.subject_id], key=one.key, goods=_pairs(one.goods))
        uow.record(taken)
    await uow.session.flush()
    return bool(fresh)


async def name(uow: UnitOfWork, moving: Sequence[Moving], *, subject: str, warehouse_id: int) -> None:
    """Goods that left a warehouse without their numbers have left under these: once for each key, nothing else moves.

    Where not so many have left without, nothing is written. Whether the numbers may be is not asked again.
    """
    named = [replace(one, goods=[goods for goods in one.goods if goods.lots]) for one in moving]
    asked = _goods(named)
    if not asked:
        return
    products = await products_of(uow, asked)
    levels = await hold(uow, _places(asked, warehouse_id), coming_in=True)
    owners = [one.subject_id for one in named]
    left = {place: -count for place, count in (await unnamed(uow, subject, owners, warehouse_id)).items()}
    for one in await _fresh(uow, named):
        counts = summed(one.goods)
        if any(left.get((one.subject_id, product_id), 0) < count for product_id, count in counts.items()):
            continue
        why = Why(MoveKind.RETURN, one.key, subject=subject, subject_id=one.subject_id)
        back = write(uow, [Share(*each) for each in counts.items()], warehouse_id, levels, why)
        await uow.session.flush()
        shares = await going(uow, one.goods, products, warehouse_id=warehouse_id, may_lack=True)
        gone = [share for each in shares for share in each]
        write(uow, gone, warehouse_id, levels, replace(why, kind=MoveKind.SALE, out=True, first=len(back) + 1))
        for product_id, count in counts.items():
            left[one.subject_id, product_id] -= count
    await uow.session.flush()


async def unnamed(
    db: Reader, subject: str, subject_ids: Sequence[int], warehouse_id: int | None = None
) -> Mapping[tuple[int, int], Decimal]:
    """What has moved without a number for these things, by thing and product; what has left is below nothing."""
    moved = select(StockMove.subject_id, StockMove.product_id, func.sum(StockMove.quantity)).where(
        StockMove.subject == subject, StockMove.subject_id.in_(sorted(set(subject_ids))), StockMove.lot == ""
    )
    if warehouse_id is not None:
        moved = moved.where(StockMove.warehouse_id == warehouse_id)
    rows = await db.session.execute(moved.group_by(StockMove.subject_id, StockMove.product_id))
    return {(int(subject_id or 0), product_id): Decimal(count) for subject_id, product_id, count in rows}


async def by_source(
    uow: UnitOfWork, moving: Sequence[Moving], *, subject: str, warehouse_ids: Sequence[int]
) -> Mapping[int, Sequence[Moving]]:
    """Whence each of these leaves that has not left yet: the first of these warehouses that holds all of it and the
    numbers that were said; the first one when none does.

    What counts as held is what `take_out` lets leave for its subjects. The levels are locked from here on.
    """
    first, *others = warehouse_ids
    goods = _goods(moving)
    elsewhere = await levels_of(uow, {one.product_id for one in goods}, others) if goods else set()
    if not elsewhere:
        return {first: moving}
    owners = [one.subject_id for one in moving]
    levels, reserved = await held(uow, subject, owners, {*_places(goods, first), *elsewhere})
    own = {warehouse_id: _by_product(reserved, warehouse_id) for warehouse_id in warehouse_ids}
    free = {
        place: Decimal(_free(level, own.get(place[1], {}).get(place[0], Decimal(0)))) for place, level in levels.items()
    }
    numbers = await _numbers_there(uow, goods, warehouse_ids)
    found: dict[int, list[Moving]] = {}
    for one in await _fresh(uow, moving):
        there = next((here for here in warehouse_ids if _holds(one, here, free, numbers)), first)
        found.setdefault(there, []).append(one)
        for each in one.goods:
            free[each.product_id, there] = free.get((each.product_id, there), Decimal(0)) - each.quantity
    return found


async def put_back(
    uow: UnitOfWork,
    moving: Sequence[Moving],
    *,
    subject: str,
    warehouse_id: int,
    kind: MoveKind = MoveKind.RETURN,
    reason: str = "",
    unsaid: bool = False,
) -> bool:
    """Goods that come back; goods of two lots are two Goods of one product.

    `unsaid`: nobody knows which numbers these are. False when all was done before, or nothing comes. Raises
    WarehouseWrong, LotsWrong, SerialTaken, NotFound.
    """
    asked = _goods(moving)
    if not asked:
        return False
    said = line("reason", reason, longest=LONGEST_REASON)
    await usable(uow, warehouse_id)
    products = await products_of(uow, asked)
    levels = await hold(uow, _places(asked, warehouse_id), coming_in=True)
    fresh = await _fresh(uow, moving)
    shares = await coming(uow, _goods(fresh), products, back_to=warehouse_id, unsaid=unsaid)
    for one, back in _each(fresh, shares):
        why = Why(kind, one.key, subject=subject, subject_id=one.subject_id, reason=said)
        write(uow, back, warehouse_id, levels, why)
        asked_by, goods = [subject, one.subject_id], _pairs(one.goods)
        uow.record(GoodsPutBack(warehouse_id, asked_by=asked_by, key=one.key, goods=goods, reason=said))
    await uow.session.flush()
    return bool(fresh)


async def _fresh(uow: UnitOfWork, moving: Sequence[Moving]) -> Sequence[Moving]:
    """Those with goods under whose key nothing has moved; asked while the levels are held."""
    for one in moving:
        expect_key(one.key)
    done = set(await uow.session.scalars(_DONE, {"keys": [one.key for one in moving]}))
    return [one for one in moving if one.goods and one.key not in done]


async def levels_of(uow: UnitOfWork, product_ids: set[int], warehouse_ids: Sequence[int]) -> set[Place]:
    """Where any of these lies among those warehouses."""
    if not warehouse_ids:
        return set()
    asked = select(StockLevel.product_id, StockLevel.warehouse_id).where(
        StockLevel.product_id.in_(sorted(product_ids)),
        StockLevel.warehouse_id.in_(warehouse_ids),
        StockLevel.on_hand > 0,
    )
    return {(row[0], row[1]) for row in await uow.session.execute(asked)}


async def _numbers_there(
    uow: UnitOfWork, goods: Sequence[Goods], warehouse_ids: Sequence[int]
) -> Mapping[int, Balances]:
    """How much each warehouse has of the lots that were said."""
    ids, lots = {one.product_id for one in goods if one.lots}, {lot for one in goods for lot in one.lots}
    if not lots:
        return {}
    return {here: await balances(uow, ids, lots, warehouse_id=here) for here in warehouse_ids}


def _holds(one: Moving, warehouse_id: int, free: Mapping[Place, Decimal], numbers: Mapping[int, Balances]) -> bool:
    """All of it lies there; and no other place has more of the numbers that were said."""

    def named(each: Goods, here: int) -> Decimal:
        there = sum((max(numbers[here].get((each.product_id, lot), NOTHING), NOTHING) for lot in each.lots), Decimal(0))
        return min(there, Decimal(each.quantity))

    needed = summed(one.goods)
    enough = all(free.get((product_id, warehouse_id), Decimal(0)) >= count for product_id, count in needed.items())
    return enough and all(
        named(each, warehouse_id) >= max(named(each, here) for here in numbers) for each in one.goods if each.lots
    )


def _goods(moving: Sequence[Moving]) -> list[Goods]:
    return [goods for one in moving for goods in one.goods]


def _each(moving: Sequence[Moving], shares: Sequence[Sequence[Share]]) -> Sequence[tuple[Moving, Sequence[Share]]]:
    """Each with its own of the shares, which are those of all their goods in order."""
    left = iter(shares)
    return [(one, [share for mine in islice(left, len(one.goods)) for share in mine]) for one in moving]


def _by_product(promised: Sequence[Reservation], warehouse_id: int) -> Mapping[int, Decimal]:
    """What is promised there."""
    there: dict[int, Decimal] = {}
    for one in promised:
        if one.warehouse_id == warehouse_id:
            there[one.product_id] = there.get(one.product_id, Decimal(0)) + one.quantity
    return there


def _free(level: StockLevel, own: Decimal) -> Quantity:
    """What lies there and is promised to nobody else; and where more is promised than there is, what oneself is."""
    return quantity(max(level.on_hand - level.reserved + own, min(own, level.on_hand)))


async def _redeem(
    uow: UnitOfWork,
    levels: Mapping[Place, StockLevel],
    promised: Sequence[Reservation],
    gone: Moving,
    warehouse_id: int,
) -> None:
    """Less is promised by as much as has left, first in the warehouse that it has left."""
    left = {product_id: Decimal(count) for product_id, count in summed(gone.goods).items()}
    for one in sorted(promised, key=lambda row: (row.warehouse_id != warehouse_id, row.warehouse_id)):
        share = min(left.get(one.product_id, Decimal(0)), Decimal(one.quantity))
        if not share:
            continue
        lower(levels[one.product_id, one.warehouse_id], share)
        one.quantity = quantity(one.quantity - share)
        left[one.product_id] -= share
        if one.quantity == NOTHING:
            await uow.session.delete(one)


def _places(goods: Sequence[Goods], warehouse_id: int) -> set[Place]:
    return {(one.product_id, warehouse_id) for one in goods}


def _pairs(goods: Sequence[Goods]) -> list[list[object]]:
    return [[product_id, count] for product_id, count in sorted(summed(goods).items())]


_DONE: Final = select(StockMove.key).where(StockMove.key.in_(bindparam("keys", expanding=True)))
