"""What is true of an order while somebody looks at it: its checks with the facts of this moment."""

from collections.abc import Sequence
from dataclasses import replace

from core.permissions import Permission, requires
from core.sales.lifecycles import OrderState
from core.sales.models import Order
from core.sales.orders.control import Case, Check, CheckKind, Control, Verdict, control_of_order, credit, stock_line
from core.sales.orders.progress import SUBJECT, items_of
from core.stock.availability import availability
from core.stock.goods import Goods, labels_of
from core.stock.reservations import reserved_for
from core.uow import Reader


@requires(Permission.ORDERS_READ)
async def standing(db: Reader, order: Order) -> Control:
    """The checks of a whole order that was read, as they stand now: all five of one that waits, what is amiss of one
    that is confirmed, and none of any other. What the order keeps is what they were when it was recorded or changed.
    """
    if order.state is OrderState.WAITING:
        return await control_of_order(db, order)
    if order.state is not OrderState.CONFIRMED:
        return Control(())
    return Control((*await _lacking(db, order), *await _beyond(db, order)))


async def _lacking(db: Reader, order: Order) -> Sequence[Check]:
    """What is promised to the order and is not there."""
    promised = await reserved_for(db, subject=SUBJECT, subject_ids=[line.id for line in items_of(order)])
    if not promised or order.warehouse_id is None:
        return ()
    goods = [Goods(product_id, many) for one in promised.values() for product_id, many in one.items()]
    own = [(SUBJECT, line_id) for line_id in promised]
    found = await availability(db, goods, warehouse_id=order.warehouse_id, but=own)
    if not all(one.enough for one in found):  # whoever was promised some later has no part in it
        found = await availability(db, goods, warehouse_id=order.warehouse_id, but=own, in_turn=True)
    short = [one for one in found if not one.enough]
    if not short:
        return ()
    labels = await labels_of(db, [one.product_id for one in short])
    lines = [stock_line(one, labels[one.product_id]) for one in short]
    return (Check(CheckKind.STOCK, Verdict.WARN, {"lines": lines, "untracked": []}),)


async def _beyond(db: Reader, order: Order) -> Sequence[Check]:
    """His credit, when he owes more than he may."""
    if order.customer.credit_limit is None:
        return ()
    case = Case(
        customer=order.customer,
        lines=(),
        gross=order.gross,
        deposit=order.deposit,
        received=order.deposit_received,
        order_id=order.id,
    )
    found = await credit(db, case)
    return (replace(found, verdict=Verdict.WARN),) if found.verdict is Verdict.FAIL else ()
