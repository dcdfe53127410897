"""Lot and serial numbers: what each product asks for, and which numbers are where. Balances of moves, never stored."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from math import ceil
from types import MappingProxyType

from sqlalchemy import func, select

from core.catalog.models import Product, Tracking
from core.kernel.amounts import ONE, Quantity, quantity
from core.kernel.typed import line
from core.stock.errors import LotMissing, LotsWrong, SerialSold, SerialTaken
from core.stock.goods import Goods
from core.stock.models import MoveKind, StockMove
from core.uow import Reader

Balances = Mapping[tuple[int, str], Quantity]  # by product and lot; "" are the pieces whose number nobody has said


@dataclass(frozen=True, slots=True)
class Share:
    """So much of one lot; `named` now: until here it was among the pieces that are there, or are gone, without one."""

    product_id: int
    quantity: Quantity
    lot: str = ""
    named: bool = False


async def balances(
    db: Reader, product_ids: Collection[int], lots: Iterable[str], *, warehouse_id: int | None = None
) -> Balances:
    """How much there is of these lots in one warehouse, or in all."""
    asked = select(StockMove.product_id, StockMove.lot, func.sum(StockMove.quantity)).where(
        StockMove.product_id.in_(sorted(product_ids)), StockMove.lot.in_(sorted(set(lots)))
    )
    if warehouse_id is not None:
        asked = asked.where(StockMove.warehouse_id == warehouse_id)
    rows = await db.session.execute(asked.group_by(StockMove.product_id, StockMove.lot))
    return {(product_id, lot): quantity(count) for product_id, lot, count in rows}


async def going(
    db: Reader,
    goods: Sequence[Goods],
    products: Mapping[int, Product],
    *,
    warehouse_id: int,
    may_lack: bool = False,
    unsaid: bool = False,
    without: Mapping[int, Decimal] = MappingProxyType({}),
) -> Sequence[Sequence[Share]]:
    """Which lots each of these goods are of when they leave a warehouse; several lots in the order said.

    A number that nobody has said before names a piece without one; one that was sold does not. `unsaid`: numbers may be
    left out. What the product has no numbers for is not kept. `without`: so many of a product have left without their
    numbers, and these are theirs. Raises LotsWrong, LotMissing, SerialSold.
    """
    checked = _numbered(goods, products, unsaid=unsaid)
    numbered = [one for one in checked if one.lots]
    there: dict[tuple[int, str], Quantity] = {}
    known: Balances = {}
    if numbered:
        ids, lots = {one.product_id for one in numbered}, {lot for one in numbered for lot in one.lots}
        there = {**await balances(db, ids, {"", *lots}, warehouse_id=warehouse_id)}
        for product_id, count in without.items():
            there[product_id, ""] = quantity(there.get((product_id, ""), Decimal(0)) + count)
        known = await balances(db, ids, lots)
    pieces = {place for place, many in known.items() if many > 0 and products[place[0]].tracking is Tracking.SERIAL}
    shares = [
        _drawn(one, products, there, pieces, may_lack=may_lack) if one.lots else [Share(one.product_id, one.quantity)]
        for one in checked
    ]
    await _expect_unsold(db, [share for one in shares for share in one if share.named], products)
    return shares


async def on_hand(db: Reader, product_ids: Collection[int], warehouse_id: int) -> Sequence[tuple[int, str]]:
    """The products and numbers of what lies there, what came first first."""
    asked = (
        select(StockMove.product_id, StockMove.lot)
        .where(StockMove.product_id.in_(sorted(product_ids)), StockMove.lot != "")
        .where(StockMove.warehouse_id == warehouse_id)
        .group_by(StockMove.product_id, StockMove.lot)
        .having(func.sum(StockMove.quantity) > 0)
        .order_by(func.min(StockMove.id))
    )
    return [(product_id, lot) for product_id, lot in await db.session.execute(asked)]


async def expect_unsold(db: Reader, goods: Sequence[Goods], products: Mapping[int, Product]) -> None:
    """No piece of these serial numbers was sold and is still gone. Raises SerialSold."""
    await _expect_unsold(db, [Share(one.product_id, ONE, lot) for one in goods for lot in one.lots], products)


def expect_each_once(goods: Sequence[Goods], products: Mapping[int, Product]) -> None:
    """No serial number is said of two pieces. Raises LotsWrong."""
    said: set[tuple[int, str]] = set()
    for one in goods:
        pieces = {(one.product_id, lot) for lot in cleaned(one.lots)}
        if products[one.product_id].tracking is Tracking.SERIAL and said & pieces:
            raise LotsWrong(products[one.product_id].label, len(pieces), len(pieces - said))
        said |= pieces


async def coming(
    db: Reader,
    goods: Sequence[Goods],
    products: Mapping[int, Product],
    *,
    back_to: int | None = None,
    unsaid: bool = False,
) -> Sequence[Sequence[Share]]:
    """Which lots each of these goods are of when they come in: one lot, or as many serial numbers as pieces.

    What comes back to a warehouse whence a piece has gone without a number is that piece. `unsaid`: numbers may be left
    out. Raises LotsWrong, SerialTaken.
    """
    shares = [_brought(one, products[one.product_id]) for one in _numbered(goods, products, unsaid=unsaid)]
    there = await _there_already(db, [share for one in shares for share in one], products)
    if not there:
        return shares
    gone = await _gone_without(db, there, back_to) if back_to else {}
    for product_id, lot in sorted(there):
        gone[product_id] = gone.get(product_id, 0) - 1
        if gone[product_id] < 0:
            raise SerialTaken(products[product_id].label, lot)
    return [[replace(each, named=(each.product_id, each.lot) in there) for each in one] for one in shares]


def cleaned(lots: Iterable[str]) -> tuple[str, ...]:
    """The numbers as they are kept. Raises Invalid."""
    return tuple(line("lot", lot, longest=60, required=True) for lot in lots)


async def _expect_unsold(db: Reader, named: Sequence[Share], products: Mapping[int, Product]) -> None:
    """A serial number that was sold is with the customer, unless a piece came back whose number nobody said.

    Raises SerialSold.
    """
    serial = [one for one in named if products[one.product_id].tracking is Tracking.SERIAL]
    if not serial:
        return
    sold = (
        select(StockMove.product_id, StockMove.lot, func.sum(StockMove.quantity).label("moved"))
        .where(StockMove.product_id.in_(sorted({one.product_id for one in serial})))
        .where(StockMove.kind.in_((MoveKind.SALE, MoveKind.RETURN)))
        .group_by(StockMove.product_id, StockMove.lot)
        .subquery()
    )
    asked = select(sold.c.product_id, sold.c.lot).where(sold.c.lot.in_([one.lot for one in serial]), sold.c.moved < 0)
    gone = {(product_id, lot) for product_id, lot in await db.session.execute(asked)}
    if not gone:
        return
    back: dict[int, Decimal] = {}
    rows = await db.session.execute(select(sold.c.product_id, sold.c.lot, sold.c.moved).where(sold.c.moved != 0))
    for product_id, lot, moved in rows:  # the numbers that are out, beyond the pieces that are
        back[product_id] = back.get(product_id, Decimal(0)) + moved + (1 if lot and moved < 0 else 0)
    for one in (one for one in serial if (one.product_id, one.lot) in gone):
        back[one.product_id] -= 1
        if back[one.product_id] < 0:
            raise SerialSold(products[one.product_id].label, one.lot)


async def _there_already(db: Reader, shares: Sequence[Share], products: Mapping[int, Product]) -> set[tuple[int, str]]:
    """The pieces among these, by product and serial number, that the moves say are in stock."""
    serial = [one for one in shares if one.lot and products[one.product_id].tracking is Tracking.SERIAL]
    if not serial:
        return set()
    there = await balances(db, {one.product_id for one in serial}, {one.lot for one in serial})
    return {(one.product_id, one.lot) for one in serial if there.get((one.product_id, one.lot), 0) > 0}


async def _gone_without(db: Reader, there: set[tuple[int, str]], warehouse_id: int) -> dict[int, int]:
    """How many pieces have gone from here without a number, of each product whose asked pieces all seem to be here."""
    ids = {product_id for product_id, _lot in there}
    here = await balances(db, ids, {"", *(lot for _id, lot in there)}, warehouse_id=warehouse_id)
    elsewhere = {place[0] for place in there if here.get(place, 0) <= 0}
    return {one: int(-here.get((one, ""), Decimal(0))) for one in ids - elsewhere}


def _brought(one: Goods, product: Product) -> list[Share]:
    if not one.lots:
        return [Share(one.product_id, one.quantity)]
    if product.tracking is Tracking.LOT and len(one.lots) > 1:
        raise LotsWrong(product.label, 1, len(one.lots))
    each = one.quantity if product.tracking is Tracking.LOT else ONE
    return [Share(one.product_id, each, lot) for lot in one.lots]


def _numbered(goods: Sequence[Goods], products: Mapping[int, Product], *, unsaid: bool) -> list[Goods]:
    """The goods with the numbers that count, each checked against what its product asks for."""
    checked = []
    said: set[tuple[int, str]] = set()
    for one in goods:
        product, lots = products[one.product_id], cleaned(one.lots)
        if product.tracking is Tracking.NONE or (unsaid and not lots):
            checked.append(Goods(product.id, one.quantity))
            continue
        wanted = 1 if product.tracking is Tracking.LOT else ceil(one.quantity)
        fresh = {(product.id, lot) for lot in lots} - (said if product.tracking is Tracking.SERIAL else set())
        serial = product.tracking is Tracking.SERIAL
        if len(fresh) < wanted or (serial and (len(lots) != wanted or one.quantity != wanted)):
            raise LotsWrong(product.label, wanted, len(fresh))
        said |= fresh
        checked.append(Goods(product.id, one.quantity, tuple(dict.fromkeys(lots))))
    return checked


def _drawn(
    one: Goods,
    products: Mapping[int, Product],
    there: dict[tuple[int, str], Quantity],
    pieces: Collection[tuple[int, str]],
    *,
    may_lack: bool,
) -> list[Share]:
    """What is drawn from each lot; `there` is lowered by it. `pieces`: the serial numbers in stock, here or elsewhere,
    which name no other piece.
    """
    product, shares, left = products[one.product_id], list[Share](), Decimal(one.quantity)
    serial = product.tracking is Tracking.SERIAL
    for lot in one.lots:
        asked = Decimal(ONE) if serial else left
        had = min(asked, max(_draw(there, (product.id, lot)), Decimal(0)))
        rest = asked - had if serial or lot == one.lots[-1] else Decimal(0)
        named = (product.id, lot) not in pieces and 0 < rest <= _draw(there, (product.id, ""))
        if rest and not (named or may_lack):
            raise LotMissing(product.label, lot)
        shares += [Share(product.id, quantity(had), lot)] if had else []
        shares += [Share(product.id, quantity(rest), lot, named)] if rest else []
        _lower(there, (product.id, lot), had)
        _lower(there, (product.id, ""), rest if named else Decimal(0))
        left -= had + rest
    return shares


def _draw(there: Mapping[tuple[int, str], Quantity], place: tuple[int, str]) -> Decimal:
    return there.get(place, Decimal(0))


def _lower(there: dict[tuple[int, str], Quantity], place: tuple[int, str], count: Decimal) -> None:
    there[place] = quantity(_draw(there, place) - count)
