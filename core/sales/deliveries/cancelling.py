"""A delivery given up before it is brought, or taken back when it was said to be delivered by mistake."""

from core.company.models import StockOut
from core.permissions import Permission, requires
from core.sales.deliveries.errors import AlreadySigned
from core.sales.deliveries.fitting import give_up
from core.sales.deliveries.leaving import goods_back
from core.sales.deliveries.reads import load, standings
from core.sales.deliveries.rules import expect_returnable
from core.sales.deliveries.steps import tell_customer
from core.sales.lifecycles import DeliveryState
from core.sales.models import Delivery
from core.sales.orders.holding import follow
from core.sales.orders.progress import settle_progress
from core.uow import UnitOfWork


@requires(Permission.DELIVERIES_WRITE)
async def cancel(uow: UnitOfWork, delivery_id: int, *, version: int | None = None) -> Delivery:
    """Give up a delivery: its goods are still to be delivered.

    One that was delivered is taken back until it is signed or closed: its moves are reversed, its goods are promised to
    the order again, which is open once more, and the customer is told; it keeps its number. Raises NotFound, Changed,
    IllegalTransition, AlreadySigned, MoreThanDelivered (some of it has come back already).
    """
    delivery = await load(uow, delivery_id, locked=True)
    delivery.expect(version)
    if delivery.signed_at is not None:
        raise AlreadySigned(delivery.number or "", delivery.signed_by)
    if delivery.state is not DeliveryState.DELIVERED:
        give_up(uow, delivery)
        return delivery
    await _take_back(uow, delivery)
    return delivery


async def _take_back(uow: UnitOfWork, delivery: Delivery) -> None:
    order = delivery.order
    brought = {line.order_line_id: line.delivered for line in delivery.lines if line.delivered}
    for line_id, one in (await standings(uow, order)).items():
        if line_id in brought:
            expect_returnable(one, brought[line_id])
    give_up(uow, delivery)
    await uow.session.flush()
    await goods_back(uow, order, delivery)
    await settle_progress(uow, order)
    if order.stock_out is not StockOut.ORDER:
        again = [(line, line.quantity) for line in order.lines if line.id in brought]
        await follow(uow, order, again, may_lack=True)
    await tell_customer(uow, delivery, "delivery_undone", number=delivery.number)
