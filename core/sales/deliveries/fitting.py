"""Plans that follow: open deliveries bring no more than what is left of their order."""

from collections.abc import Mapping, Sequence
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from core.kernel.amounts import NOTHING, Quantity, quantity
from core.sales.deliveries.events import DeliveryCancelled, DeliveryGaveWay
from core.sales.deliveries.rules import giving_way
from core.sales.deliveries.steps import take_step
from core.sales.lifecycles import DELIVERY, DeliveryAction
from core.sales.models import Delivery, DeliveryLine, Order
from core.uow import Reader, UnitOfWork

OPEN: Final = tuple(state for state, action, _ in DELIVERY.rows if action is DeliveryAction.DELIVER)


async def fit(uow: UnitOfWork, order: Order, left: Mapping[int, Quantity], *, besides: int | None = None) -> None:
    """Have the open deliveries of a locked order bring at most so much of each line, by order line; lines that are not
    named stay as they are.

    The latest plans give way first. A delivery that would bring nothing any more is cancelled, with its lines as they
    were. `besides` names one that is left alone.
    """
    deliveries = await open_of(uow, order.id, besides=besides)
    kept = {line_id: count for line in left for line_id, count in _kept(deliveries, line, left[line]).items()}
    labels = {line.id: line.label for line in order.lines}
    for delivery in deliveries:
        less = {
            line: quantity(line.planned - kept[line.id])
            for line in delivery.lines
            if kept.get(line.id, line.planned) < line.planned
        }
        if less and not any(kept.get(line.id, line.planned) for line in delivery.lines):
            give_up(uow, delivery)
        elif less:
            uow.record(DeliveryGaveWay(delivery.id, {labels[line.order_line_id]: by for line, by in less.items()}))
            _lower(delivery, less)


def give_up(uow: UnitOfWork, delivery: Delivery) -> None:
    """Cancel a locked delivery. Raises IllegalTransition."""
    take_step(uow, delivery, DeliveryAction.CANCEL)
    uow.record(DeliveryCancelled(delivery.id))


async def open_of(db: Reader, order_id: int, *, besides: int | None = None) -> Sequence[Delivery]:
    """The deliveries of an order that are still to be brought, oldest first, with their lines, as they are now."""
    query = select(Delivery).where(Delivery.order_id == order_id, Delivery.state.in_(OPEN)).order_by(Delivery.id)
    if besides is not None:
        query = query.where(Delivery.id != besides)
    fresh = query.options(selectinload(Delivery.lines)).execution_options(populate_existing=True)
    return (await db.session.scalars(fresh)).all()


def _kept(deliveries: Sequence[Delivery], line_id: int, left: Quantity) -> Mapping[int, Quantity]:
    """What each delivery line of an order line keeps, by its id."""
    lines = [line for one in deliveries for line in one.lines if line.order_line_id == line_id]
    excess = quantity(sum((line.planned for line in lines), NOTHING) - left)
    return giving_way({line.id: line.planned for line in lines}, max(excess, NOTHING))


def _lower(delivery: Delivery, less: Mapping[DeliveryLine, Quantity]) -> None:
    delivery.touch()
    for line, by in less.items():
        line.planned = quantity(line.planned - by)
        if line.picked is not None:
            line.picked = min(line.picked, line.planned)
        if not line.planned:
            delivery.lines.remove(line)
