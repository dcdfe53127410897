"""The fourth way in which goods leave the stock: with the invoice, where the company chose so. `gone` has the rule."""

from collections.abc import Collection, Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Final

from core.kernel.amounts import NOTHING, Quantity, quantity
from core.sales.lifecycles import OrderState
from core.sales.models import Order
from core.sales.orders.gone import Gone, gone_of, out_of, out_under, wanted
from core.sales.orders.goods import goods_by_line
from core.sales.orders.progress import SUBJECT, items_of
from core.stock.goods import Goods
from core.stock.reservations import held, release, reserve
from core.stock.selling import Moving, put_back, take_out
from core.stock.warehouses import in_use
from core.uow import UnitOfWork

Lots = Mapping[int, Mapping[int, tuple[str, ...]]]  # numbers, by order line and product

_UNSAID: Final[Lots] = MappingProxyType({})
_BOUND: Final = (OrderState.CONFIRMED, OrderState.CLOSED)


async def invoiced_goods_move(
    uow: UnitOfWork, order: Order, before: Mapping[int, Gone], *, key: str, lots: Lots = _UNSAID, undoes: str = ""
) -> None:
    """Something happened to lines that stood so `before`: goods leave the order's warehouse, or are there again, and
    what has not left is promised. Once for each `key`.

    What leaves is with the customer, or asked for, so the stock may lack it, and nobody need say which pieces it
    is; `lots` does, where it is known. `undoes`: the key under which some had moved that did not after all. The
    order is locked. Raises WarehouseWrong, LotsWrong.
    """
    now = await gone_of(uow, order, before.keys())
    undone = await out_under(uow, before, undoes) if undoes else {}
    gone = {one: wanted(before[one], each, undone=undone.get(one, NOTHING)) for one, each in now.items()}
    await _move(uow, order, now, gone, key=key, lots=lots)


async def all_there_is_gone(uow: UnitOfWork, order: Order, line_ids: Collection[int], *, key: str) -> None:
    """Some of these lines is to come back: all of them that is with the customer leaves first, in the same way."""
    now = await gone_of(uow, order, line_ids)
    await _move(uow, order, now, {one: max(each.out, each.there) for one, each in now.items()}, key=key)


async def _move(
    uow: UnitOfWork,
    order: Order,
    now: Mapping[int, Gone],
    gone: Mapping[int, Quantity],
    *,
    key: str,
    lots: Lots = _UNSAID,
) -> None:
    order.warehouse_id = there = (await in_use(uow, order.warehouse_id)).id
    places = {(goods.product_id, there) for each in now.values() for goods in each.of_one}
    await held(uow, SUBJECT, sorted(now), places, coming_in=True)
    out = await out_of(uow, list(now))
    moving = [_lacking(one, each, gone[one], out.get(one, {}), key, lots.get(one, {})) for one, each in now.items()]
    told: dict[str, Any] = {"subject": SUBJECT, "warehouse_id": there, "unsaid": True}
    await put_back(uow, [less for _more, less in moving if less.goods], **told)
    promised = not order.direct
    await take_out(uow, [more for more, _less in moving if more.goods], promised=promised, may_lack=True, **told)
    if promised:
        still = {one: quantity(max(each.ordered - each.returned - gone[one], NOTHING)) for one, each in now.items()}
        again = {less.subject_id for _more, less in moving if less.goods}
        await _promise(uow, order, {one: count for one, count in still.items() if one in again or not count}, there)


def _lacking(
    line_id: int,
    each: Gone,
    gone: Quantity,
    out: Mapping[int, Decimal],
    key: str,
    lots: Mapping[int, tuple[str, ...]],
) -> tuple[Moving, Moving]:
    """What is to leave so that so much of a line is gone, and what is to come back."""
    by = {one.product_id: one.quantity * gone - out.get(one.product_id, Decimal(0)) for one in each.of_one}
    more = [
        Goods(product_id, quantity(count), lots.get(product_id, ()))
        for product_id, count in by.items()
        if count > 0 and gone > each.out
    ]
    less = [Goods(product_id, quantity(-count)) for product_id, count in by.items() if count < 0 and gone < each.out]
    moves = f"{SUBJECT}:{line_id}:{key}"
    return Moving(line_id, moves, more), Moving(line_id, moves, less)


async def _promise(uow: UnitOfWork, order: Order, still: Mapping[int, Quantity], there: int) -> None:
    """Exactly so much of these lines is promised, from there."""
    bound = order.state in _BOUND
    await release(uow, subject=SUBJECT, subject_ids=[one for one, count in still.items() if not count or not bound])
    lines = [(line, still[line.id]) for line in items_of(order) if bound and still.get(line.id)]
    if lines:
        made_of = await goods_by_line(uow, lines)
        goods = {line.id: one.goods for (line, _count), one in zip(lines, made_of, strict=True)}
        await reserve(uow, goods, subject=SUBJECT, warehouse_id=there, may_lack=True)
