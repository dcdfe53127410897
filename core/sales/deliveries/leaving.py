"""Goods that leave the stock with a delivery and come back with a return, each once."""

from collections.abc import Collection, Sequence

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from core.company import companies
from core.company.models import StockOut
from core.kernel.amounts import NOTHING, Quantity
from core.sales.deliveries.lots import numbered_goods
from core.sales.deliveries.rules import Back
from core.sales.deliveries.with_customer import expect_with_nobody
from core.sales.lifecycles import BROUGHT
from core.sales.models import Delivery, Order, Return
from core.sales.orders.gone import taken_of
from core.sales.orders.goods import goods_by_line, together
from core.sales.orders.progress import SUBJECT, delivery_key, return_key
from core.stock.errors import LotMissing
from core.stock.lots import expect_each_once, going
from core.stock.reservations import held, release, reservations_of
from core.stock.reversing import moved_for, undo
from core.stock.selling import Moving, by_source, levels_of, name, put_back, take_out, unnamed
from core.stock.warehouses import in_use, vans_in_use
from core.stock.writing import products_of
from core.uow import Reader, UnitOfWork


async def goods_out(
    uow: UnitOfWork, order: Order, delivery: Delivery, *, line_ids: Collection[int] | None = None
) -> None:
    """What was delivered leaves the delivery's warehouse, and its order lines are promised so much less.

    A line that the order's own depot does not hold leaves the van of whoever brings it, when that does, else
    another van that it was loaded into; a warehouse that somebody has named is where all leaves from. Once, however
    often asked. Kits leave by their parts; services, and what is not kept in stock, never do. `line_ids` narrows it
    to some order lines; the order is locked. Raises StockShort, LotsWrong, LotMissing, WarehouseWrong.
    """
    lines = [line for line in _left(delivery) if line_ids is None or line[1] in line_ids]
    leaving, may_lack = await _moved(uow, order, lines), (await companies.read(uow)).stock_may_lack
    sources = await by_source(uow, leaving, subject=SUBJECT, warehouse_ids=await _sources(uow, order, delivery))
    for there, some in sorted(sources.items()):
        await take_out(uow, some, subject=SUBJECT, warehouse_id=there, promised=True, may_lack=may_lack)
    await _release_rest(uow, order, [line_id for _key, line_id, *_rest in lines])


async def expect_numbered(
    db: Reader, order: Order, line_id: int, count: Quantity, lots: Sequence[str], *, warehouse_ids: Sequence[int]
) -> None:
    """So many of an order line may be left with the customer under these numbers, whenever they leave the stock: one of
    these warehouses has them, and no other customer. Nothing is locked or written. Raises LotsWrong, LotMissing,
    SerialSold.
    """
    if not lots or (await companies.read(db)).stock_may_lack:
        return
    (leaving,) = await _moved(db, order, [("", line_id, count, lots)])
    goods = [one for one in leaving.goods if one.lots]
    if not goods:
        return
    products = await products_of(db, goods)
    await expect_with_nobody(db, goods, products)
    without = {product_id: -by for (_line, product_id), by in (await unnamed(db, SUBJECT, [line_id])).items() if by < 0}
    missing = None
    for warehouse_id in warehouse_ids:
        try:
            await going(db, goods, products, warehouse_id=warehouse_id, without=without)
            return
        except LotMissing as refusal:
            missing = missing or refusal
    if missing is not None:
        raise missing


async def expect_numbers(db: Reader, order: Order, delivery: Delivery) -> None:
    """The same of all that a delivery is to leave there, each piece once. Raises LotsWrong, LotMissing, SerialSold."""
    lines = [line for line in _left(delivery) if line[-1]]
    if not lines:
        return
    there = await _sources(db, order, delivery)
    for _key, line_id, count, lots in lines:
        await expect_numbered(db, order, line_id, count, lots, warehouse_ids=there)
    goods = [one for each in await _moved(db, order, lines) for one in each.goods]
    expect_each_once(goods, await products_of(db, goods))


async def numbers_out(uow: UnitOfWork, order: Order, deliveries: Sequence[Delivery]) -> None:
    """What these deliveries brought and had left the stock without its numbers has left under those that were said."""
    lines = [line for delivery in deliveries for line in _left(delivery) if line[-1]]
    if lines:
        there = (await in_use(uow, order.warehouse_id)).id
        await name(uow, await _moved(uow, order, lines), subject=SUBJECT, warehouse_id=there)


async def brought(db: Reader, order: Order) -> Sequence[Delivery]:
    """The deliveries that are with the customer, with their lines."""
    query = select(Delivery).where(Delivery.order_id == order.id, Delivery.state.in_(BROUGHT))
    return (await db.session.scalars(query.order_by(Delivery.id).options(selectinload(Delivery.lines)))).all()


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
    if order.stock_out is StockOut.INVOICE:
        depot = (await in_use(uow, order.warehouse_id)).id
        moved += [(depot, one.line_id, one.quantity) for one in back]
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


async def _release_rest(uow: UnitOfWork, order: Order, line_ids: Sequence[int]) -> None:
    """Of these lines, those of which all has left are promised nothing more: what kits were made of once, say."""
    promised = {row.subject_id for row in await reservations_of(uow, SUBJECT, line_ids)}
    if not promised:
        return
    taken, ordered = await taken_of(uow, order), {line.id: line.quantity for line in order.lines}
    done = [line_id for line_id in sorted(promised) if taken.get(line_id, NOTHING) >= ordered[line_id]]
    await release(uow, subject=SUBJECT, subject_ids=done)


_Line = tuple[str, int, Quantity, Sequence[str]]  # the key of its move, the order line, so many of it, their numbers


def _left(delivery: Delivery) -> Sequence[_Line]:
    return [
        (delivery_key(line.order_line_id, line.id), line.order_line_id, line.delivered, line.lots)
        for line in delivery.lines
        if line.delivered
    ]


async def _sources(db: Reader, order: Order, delivery: Delivery) -> Sequence[int]:
    """The delivery's warehouse; behind the order's own, the vans of who was to bring it and of who did, and all others:
    what is promised may have been moved there."""
    if order.warehouse_id not in (None, delivery.warehouse_id):
        return [delivery.warehouse_id]
    people = [one for one in dict.fromkeys((delivery.driver_id, delivery.delivered_by)) if one is not None]
    vans = sorted(await vans_in_use(db), key=lambda van: people.index(van.person_id) if van.person_id in people else 2)
    return list(dict.fromkeys([delivery.warehouse_id, *(van.id for van in vans)]))


async def _moved(db: Reader, order: Order, lines: Sequence[_Line]) -> Sequence[Moving]:
    """The goods of lines of a delivery or a return: none of what the stock knows nothing of."""
    of_order = {line.id: line for line in order.lines}
    made_of = await numbered_goods(db, [(of_order[line_id], count, lots) for _key, line_id, count, lots in lines])
    return [Moving(line[1], line[0], goods) for line, goods in zip(lines, made_of, strict=True)]
