"""What is true of an order while somebody looks at it: its checks with the facts of this moment."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from sqlalchemy import select

from core.company.models import AccessLink, LinkPurpose
from core.permissions import Permission, requires
from core.sales.lifecycles import OrderState
from core.sales.models import Order
from core.sales.orders.confirming import told_of_change
from core.sales.orders.control import (
    Case,
    Check,
    CheckKind,
    Control,
    Verdict,
    control_of_order,
    credit,
    stock_line,
    waits_for_his_yes,
)
from core.sales.orders.progress import SUBJECT, items_of
from core.sales.orders.reads import given, unasked
from core.sales.orders.unpaid import lacks_deposit
from core.stock.availability import availability
from core.stock.goods import Goods, labels_of
from core.stock.reservations import reserved_for
from core.uow import Reader

_CONCEDED: Final = (CheckKind.CONDITIONS, CheckKind.DEPOSIT)


@requires(Permission.ORDERS_READ)
async def standing(db: Reader, order: Order) -> Control:
    """The checks of a whole order that was read, as they stand now: all five of one that waits, what is amiss of one
    that is confirmed, and none of any other. What the order keeps is what they were when it was recorded or changed.
    """
    if order.state is OrderState.WAITING:
        return await control_of_order(db, order)
    if order.state is not OrderState.CONFIRMED:
        return Control(())
    return Control((*await _lacking(db, order), *await _beyond(db, order), *await _conceded(db, order)))


@requires(Permission.ORDERS_READ)
async def to_recap(db: Reader, order: Order) -> bool:
    """Whether the customer is still to be asked about an order that was read: he said nothing of what was told in his
    name, or nothing but his agreement to newer conditions keeps it; and it was not sent to him."""
    if waits_for_his_yes(order):
        return not await given(db, order.id)
    return order.state is OrderState.CONFIRMED and await unasked(db, order)


@requires(Permission.ORDERS_READ)
async def knows_change(db: Reader, order: Order) -> bool:
    """Whether the customer was told, or sent the order, since it was changed after his agreement."""
    since = AccessLink.created_at >= order.changed_at
    sent = select(AccessLink.id).where(
        AccessLink.purpose == LinkPurpose.ORDER, AccessLink.subject_id == order.id, since
    )
    return await told_of_change(db, order) or await db.session.scalar(sent.limit(1)) is not None


async def _conceded(db: Reader, order: Order) -> Sequence[Check]:
    """What somebody let pass and is still not so: a deposit that has not come, conditions that he has not agreed to;
    and a deposit that went back, or is too small for what was added since."""
    if order.forced_by is None and not lacks_deposit(order):
        return ()
    checks = (await control_of_order(db, order)).checks
    if order.forced_by is None:
        return [one for one in checks if one.kind is CheckKind.DEPOSIT and one.verdict is Verdict.FAIL]
    left = [one for one in checks if one.kind in _CONCEDED and one.verdict is Verdict.FAIL]
    return [replace(one, verdict=Verdict.WARN) for one in left]


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
        invoiced=order.invoiced,
        order_id=order.id,
    )
    found = await credit(db, case)
    return (replace(found, verdict=Verdict.WARN),) if found.verdict is Verdict.FAIL else ()
