"""Goods that come back from an order, to stock or to quarantine."""

from collections.abc import Mapping, Sequence
from typing import Final

from sqlalchemy import func, select

from core.catalog.units import expect_whole
from core.company.models import StockOut
from core.kernel.amounts import NOTHING, Quantity, quantity
from core.kernel.errors import Invalid, NotFound
from core.kernel.typed import line as one_line
from core.numbering import take_number
from core.permissions import Permission, requires
from core.sales.deliveries.events import OrderGoodsReturned
from core.sales.deliveries.leaving import brought, goods_in, goods_out, hold_for_return, numbers_out
from core.sales.deliveries.lots import checked_lots, numbers_of
from core.sales.deliveries.reads import standings
from core.sales.deliveries.rules import Back, Standing, expect_returnable
from core.sales.deliveries.with_customer import expect_there
from core.sales.errors import QuantityWrong
from core.sales.models import Order, Return, ReturnLine
from core.sales.orders.invoicing import all_there_is_gone
from core.sales.orders.reads import load as load_order
from core.stock import warehouses
from core.uow import UnitOfWork

LONGEST_REASON: Final = 300


@requires(Permission.DELIVERIES_WRITE)
async def give_back(
    uow: UnitOfWork, order_id: int, *, lines: Sequence[Back], reason: str, to_quarantine: bool = False
) -> Return:
    """These quantities of order lines came back, to the order's warehouse or to quarantine; the return gets its number.

    Pieces of several lots are several Backs of their line. Never more than was delivered and has not come back, over
    all returns. Goods whose leaving was not booked yet are booked out first, so that both moves tell what happened.
    Raises NotFound, MoreThanDelivered, QuantityWrong, NotWhole, LotsWrong, LotUnknown, StockShort, Invalid (lines,
    reason).
    """
    why = one_line("reason", reason, longest=LONGEST_REASON, required=True)
    order = await load_order(uow, order_id, locked=True)
    standing = await standings(uow, order)
    _expect_returnable(standing, lines)
    warehouse_id = await _warehouse(uow, order, to_quarantine)
    await _book_out(uow, order, lines, warehouse_id)
    checked = await _with_lots(uow, order, lines)
    made = Return(
        order_id=order.id,
        number=await take_number(uow, "return", on=uow.today),
        warehouse_id=warehouse_id,
        reason=why,
        returned_at=uow.now,
        returned_by=uow.actor.person_id,
        lines=[ReturnLine(order_line_id=one.line_id, quantity=one.quantity, lots=list(one.lots)) for one in checked],
    )
    uow.session.add(made)
    await uow.session.flush()
    await goods_in(uow, order, made)
    said = [(standing[one.line_id].label, one.quantity) for one in checked]
    uow.record(OrderGoodsReturned(order.id, number=made.number, reason=why, to_quarantine=to_quarantine, lines=said))
    return made


def _expect_returnable(standing: Mapping[int, Standing], lines: Sequence[Back]) -> None:
    asked: dict[int, Quantity] = {}
    for back in lines:
        if back.line_id not in standing:
            raise NotFound("order_line", back.line_id)
        if back.quantity <= 0:
            raise QuantityWrong(standing[back.line_id].label)
        asked[back.line_id] = quantity(asked.get(back.line_id, NOTHING) + back.quantity)
    if not asked:
        raise Invalid("lines", "")
    for line_id, count in asked.items():
        one = standing[line_id]
        expect_returnable(one, count)
        expect_whole(one.label, one.unit, count, most=one.returnable)


async def _with_lots(uow: UnitOfWork, order: Order, lines: Sequence[Back]) -> Sequence[Back]:
    numbered = await numbers_of(uow, order.lines)
    labels = {line.id: line.label for line in order.lines}
    checked = []
    for back in lines:
        label, numbers = labels[back.line_id], numbered.get(back.line_id)
        lots = checked_lots(back.lots, label, count=back.quantity, numbers=numbers)
        checked.append(Back(back.line_id, back.quantity, lots))
    if any(one.lots for one in checked):
        await expect_there(uow, order, checked, numbered, labels)
    return checked


async def _book_out(uow: UnitOfWork, order: Order, lines: Sequence[Back], warehouse_id: int) -> None:
    """Whose goods are with the customer, and may be in the stock's books still; all levels are held from here on."""
    line_ids = {back.line_id for back in lines}
    booked_out = await brought(uow, order) if order.stock_out is StockOut.CLOSED else ()
    await hold_for_return(uow, order, booked_out, lines, warehouse_id=warehouse_id)
    for delivery in booked_out:
        await goods_out(uow, order, delivery, line_ids=line_ids)
    if order.stock_out is StockOut.INVOICE:
        returns = select(func.count()).select_from(Return).where(Return.order_id == order.id)
        await all_there_is_gone(uow, order, line_ids, key=f"back:{await uow.session.scalar(returns)}")
        await numbers_out(uow, order, await brought(uow, order))


async def _warehouse(uow: UnitOfWork, order: Order, to_quarantine: bool) -> int:
    if to_quarantine:
        return (await warehouses.quarantine(uow)).id
    return (await warehouses.in_use(uow, order.warehouse_id)).id
