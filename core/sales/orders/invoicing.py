"""The fourth way in which goods leave the stock: with the invoice, where the company chose so."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from sqlalchemy import func, select

from core.kernel.amounts import ONE, Quantity, quantity
from core.sales.models import Order
from core.sales.orders.goods import goods_by_line
from core.sales.orders.progress import SUBJECT, items_of
from core.stock.goods import Goods
from core.stock.models import StockMove
from core.stock.reservations import release
from core.stock.selling import Moving, take_out
from core.stock.warehouses import in_use
from core.uow import UnitOfWork


async def invoiced_goods_out(uow: UnitOfWork, order: Order, line_ids: Sequence[int], *, key: str) -> None:
    """What is invoiced by now of these lines, and has not left before or came back since, leaves the order's warehouse.

    Once for each `key`. It is with the customer, so the stock may lack it, and nobody says any more which pieces it
    was. The order is locked, and its `invoiced` quantities are those of now. Raises WarehouseWrong.
    """
    order.warehouse_id = (await in_use(uow, order.warehouse_id)).id
    lines = [line for line in items_of(order) if line.id in line_ids]
    of_one = await goods_by_line(uow, [(line, ONE) for line in lines])
    out = await _out(uow, line_ids)
    moving = []
    for line, one in zip(lines, of_one, strict=True):
        goods = [_lacking(each, line.invoiced, out.get((line.id, each.product_id), Decimal(0))) for each in one.goods]
        leaving = [each for each in goods if each.quantity > 0]
        if leaving:
            moving.append(Moving(line.id, f"{SUBJECT}:{line.id}:{key}", leaving))
    promised = not order.direct
    await take_out(
        uow, moving, subject=SUBJECT, warehouse_id=order.warehouse_id, promised=promised, may_lack=True, unsaid=True
    )
    done = [line.id for line in lines if line.invoiced >= line.quantity]
    if promised and done:
        await release(uow, subject=SUBJECT, subject_ids=done)


async def _out(uow: UnitOfWork, line_ids: Sequence[int]) -> Mapping[tuple[int, int], Decimal]:
    """What has left for these lines and did not come back, by line and product."""
    moved = (
        select(StockMove.subject_id, StockMove.product_id, func.sum(StockMove.quantity))
        .where(StockMove.subject == SUBJECT, StockMove.subject_id.in_(line_ids))
        .group_by(StockMove.subject_id, StockMove.product_id)
    )
    return {(int(line_id or 0), product_id): -count for line_id, product_id, count in await uow.session.execute(moved)}


def _lacking(of_one: Goods, invoiced: Quantity, out: Decimal) -> Goods:
    return Goods(of_one.product_id, quantity(of_one.quantity * invoiced - out))
