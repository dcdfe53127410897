"""Goods that leave the stock with a delivery and come back with a return, each once."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from core.company import companies
from core.company.models import StockOut
from core.kernel.amounts import NOTHING, ONE, Quantity
from core.sales.deliveries.rules import Back
from core.sales.models import Delivery, Order, OrderLine, Return
from core.sales.orders.goods import goods_by_line, together
from core.sales.orders.progress import SUBJECT, delivery_key, return_key, taken_of
from core.stock.errors import LotMissing
from core.stock.goods import Goods, exploded
from core.stock.lots import going
from core.stock.reservations import held, release
from core.stock.reversing import moved_for, undo
from core.stock.selling import Moving, by_source, levels_of, put_back, take_out
from core.stock.warehouses import in_use, van_of
from core.stock.writing import products_of
from core.uow import Reader, UnitOfWork


async def goods_out(
    uow: UnitOfWork, order: Order, delivery: Delivery, *, line_ids: Collection[int] | None = None
) -> None:
    """What was delivered leaves the delivery's warehouse, and its order lines are promised so much less.

    A line that the order's own depot does not hold leaves the van of whoever brings it, when that does; a warehouse
    that somebody has named is where all leaves from. Once, however often asked. Kits leave by their parts; services,
    and what is not kept in stock, never do. `line_ids` narrows it to some order lines; the order is locked. Raises
    StockShort, LotsWrong, LotMissing, WarehouseWrong.
    """
    lines = [line for line in _left(delivery) if line_ids is None or line[1] in line_ids]
    leaving, may_lack = await _moved(uow, order, lines), (await companies.read(uow)).stock_may_lack
    sources = await by_source(uow, leaving, subject=SUBJECT, warehouse_ids=await _sources(uow, order, delivery))
    for there, some in sorted(sources.items()):
        await take_out(uow, some, subject=SUBJECT, warehouse_id=there, promised=True, may_lack=may_lack)
    taken, ordered = await taken_of(uow, order), {line.id: line.quantity for line in order.lines}
    done = [line_id for _key, line_id, *_rest in lines if taken.get(line_id, NOTHING) >= ordered[line_id]]
    await release(uow, subject=SUBJECT, subject_ids=done)  # what kits were made of when they were promised, say


async def expect_numbered(
    db: Reader, order: Order, line_id: int, count: Quantity, lots: Sequence[str], *, warehouse_ids: Sequence[int]
) -> None:
    """So many of an order line may leave one of these warehouses under these numbers; nothing is locked or written.

    Only where they would leave with the delivery. Raises LotsWrong, LotMissing.
    """
    if order.stock_out is not StockOut.DELIVERY or (await companies.read(db)).stock_may_lack:
        return
    (leaving,) = await _moved(db, order, [("", line_id, count, lots)])
    if not leaving.goods:
        return
    products, missing = await products_of(db, leaving.goods), None
    for warehouse_id in warehouse_ids:
        try:
            await going(db, leaving.goods, products, warehouse_id=warehouse_id)
            return
        except LotMissing as refusal:
            missing = missing or refusal
    if missing is not None:
        raise missing


async def goods_back(uow: UnitOfWork, order: Order, delivery: Delivery) -> None:
    """What left the stock with a delivery is where it was before: it was never delivered.

    The levels are locked of all that this order's lines are promised now, or are to be promised again. Raises
    SerialTaken, WarehouseWrong.
    """
    left, of_order = _left(delivery), {line.id: line for line in order.lines}
    line_ids = [line_id for _key, line_id, *_rest in left]
    gone = await moved_for(uow, SUBJECT, line_ids, [key for key, *_rest in left])
    made_of = await goods_by_line(uow, [(of_order[line_id], of_order[line_id].quantity) for line_id in line_ids])
    there = (await in_use(uow, order.warehouse_id)).id
    places = {(one.product_id, there) for one in together(made_of)}
    places |= {(one.product_id, one.warehouse_id) for one in gone}
    await held(uow, SUBJECT, line_ids, places, coming_in=True)
    await undo(uow, gone, reason=delivery.number or "")


async def hold_for_return(
    uow: UnitOfWork, order: Order, leaving: Sequence[Delivery], back: Sequence[Back], *, warehouse_id: int
) -> None:
    """Hold all the levels that these deliveries take from, and what comes back changes: the number is taken after."""
    of_order, line_ids = {line.id: line for line in order.lines}, {one.line_id for one in back}
    moved, vans = [(warehouse_id, one.line_id, one.quantity) for one in back], set[int]()
    for delivery in leaving:
        first, *others = await _sources(uow, order, delivery)
        moved += [(first, line[1], line[2]) for line in _left(delivery) if line[1] in line_ids]
        vans |= {*others}
    made_of = await goods_by_line(uow, [(of_order[line_id], count) for _there, line_id, count in moved])
    places = {
        (goods.product_id, there)
        for (there, _line_id, _count), one in zip(moved, made_of, strict=True)
        for goods in one.goods
    }
    in_vans = await levels_of(uow, {product_id for product_id, _there in places}, sorted(vans)) if vans else set()
    await held(uow, SUBJECT, sorted(line_ids), {*places, *in_vans}, coming_in=True)


async def goods_in(uow: UnitOfWork, order: Order, back: Return) -> None:
    """What a return brings is in its warehouse. Raises LotsWrong, SerialTaken, WarehouseWrong."""
    lines = [
        (return_key(line.order_line_id, line.id), line.order_line_id, line.quantity, line.lots) for line in back.lines
    ]
    coming = await _moved(uow, order, lines)
    await put_back(uow, coming, subject=SUBJECT, warehouse_id=back.warehouse_id, reason=back.reason[:200])


_Line = tuple[str, int, Quantity, Sequence[str]]  # the key of its move, the order line, so many of it, their numbers


def _left(delivery: Delivery) -> Sequence[_Line]:
    return [
        (delivery_key(line.order_line_id, line.id), line.order_line_id, line.delivered, line.lots)
        for line in delivery.lines
        if line.delivered
    ]


async def _sources(db: Reader, order: Order, delivery: Delivery) -> Sequence[int]:
    """The delivery's warehouse; behind the order's own, the vans of who was to bring it and of who did."""
    if order.warehouse_id not in (None, delivery.warehouse_id):
        return [delivery.warehouse_id]
    vans = [await van_of(db, person_id) for person_id in dict.fromkeys((delivery.driver_id, delivery.delivered_by))]
    return list(dict.fromkeys([delivery.warehouse_id, *(van.id for van in vans if van is not None)]))


async def _moved(db: Reader, order: Order, lines: Sequence[_Line]) -> Sequence[Moving]:
    """The goods of lines of a delivery or a return: none of what the stock knows nothing of."""
    of_order = {line.id: line for line in order.lines}
    made_of = await goods_by_line(db, [(of_order[order_line_id], count) for _key, order_line_id, count, _lots in lines])
    numbers = await _numbers(db, [(of_order[order_line_id], lots) for _key, order_line_id, _count, lots in lines])
    return [
        Moving(order_line_id, key, [replace(each, lots=said.get(each.product_id, ())) for each in one.goods])
        for (key, order_line_id, _count, _lots), one, said in zip(lines, made_of, numbers, strict=True)
    ]


async def _numbers(
    db: Reader, said: Sequence[tuple[OrderLine, Sequence[str]]]
) -> Sequence[Mapping[int, tuple[str, ...]]]:
    """The numbers that were said of each line, by product; those said of a kit go to its parts."""
    asked = [Goods(line.product_id or 0, ONE, tuple(lots)) for line, lots in said if lots]
    parts = iter(await exploded(db, asked) if asked else ())
    return [{one.product_id: one.lots for one in next(parts)} if lots else {} for _line, lots in said]
