"""Plans that follow: open deliveries bring no more than what is left of their order."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from core.journal import Entry
from core.kernel.amounts import NOTHING, Quantity, quantity
from core.sales.deliveries.events import DeliveryCancelled, DeliveryGaveWay
from core.sales.deliveries.rules import giving_way
from core.sales.deliveries.steps import take_step
from core.sales.lifecycles import DELIVERY, DeliveryAction
from core.sales.models import Delivery, DeliveryLine, Order
from core.uow import Reader, UnitOfWork

_GIVEN_WAY: Final = (DeliveryGaveWay.__name__, DeliveryCancelled.__name__)
OPEN: Final = tuple(state for state, action, _ in DELIVERY.rows if action is DeliveryAction.DELIVER)


async def fit(uow: UnitOfWork, order: Order, left: Mapping[int, Quantity], *, besides: int | None = None) -> None:
    """Have the open deliveries of a locked order bring at most so much of each line, by order line; lines that are not
    named stay as they are.

    The latest plans give way first. A delivery that would bring nothing any more is cancelled, with its lines as they
    were. `besides` names one that is left alone.
    """
    labels = {line.id: line.label for line in order.lines}
    for delivery, less in await too_much(uow, order.id, left, besides=besides):
        if all(less.get(line, NOTHING) == line.planned for line in delivery.lines):
            give_up(uow, delivery, to=besides)
        else:
            by_label = {labels[line.order_line_id]: by for line, by in less.items()}
            by_line = [(line.order_line_id, by) for line, by in less.items()]
            uow.record(DeliveryGaveWay(delivery.id, by_label, to=besides, lines=by_line))
            _lower(delivery, less)


async def too_much(
    db: Reader, order_id: int, left: Mapping[int, Quantity], *, besides: int | None = None
) -> Sequence[tuple[Delivery, Mapping[DeliveryLine, Quantity]]]:
    """The open deliveries that are to bring more than what is left, by order line, and how much of which lines it is;
    the latest plans give way first. `besides` names one that is left alone."""
    deliveries = await open_of(db, order_id, besides=besides)
    kept = {line_id: count for line in left for line_id, count in _kept(deliveries, line, left[line]).items()}
    found = []
    for delivery in deliveries:
        less = {line: quantity(line.planned - kept.get(line.id, line.planned)) for line in delivery.lines}
        found.append((delivery, {line: by for line, by in less.items() if by > 0}))
    return [(delivery, less) for delivery, less in found if less]


def give_up(uow: UnitOfWork, delivery: Delivery, *, to: int | None = None) -> None:
    """Cancel a locked delivery; `to` is another one that brings all of it. Raises IllegalTransition."""
    take_step(uow, delivery, DeliveryAction.CANCEL)
    uow.record(DeliveryCancelled(delivery.id, to=to))


@dataclass(frozen=True, slots=True)
class GivenWay:
    """What a delivery was to bring, by order line, until another one brought it; `cancelled`: all of it."""

    delivery_id: int
    cancelled: bool
    lines: Mapping[int, Quantity]


async def given_way(db: Reader, delivery: Delivery) -> Sequence[GivenWay]:
    """The others of its order that have given way to this delivery, in the order of their making."""
    others = select(Delivery.id).where(Delivery.order_id == delivery.order_id, Delivery.id != delivery.id)
    written = select(Entry).where(
        Entry.subject == DeliveryGaveWay.subject, Entry.subject_id.in_(others), Entry.kind.in_(_GIVEN_WAY)
    )
    found = []
    for one in await db.session.scalars(written.order_by(Entry.subject_id, Entry.id)):
        if one.facts.get("to") == delivery.id:
            cancelled = one.kind == DeliveryCancelled.__name__
            lines = await _planned(db, one.subject_id) if cancelled else one.facts["lines"]
            by_line = {line_id: quantity(count) for line_id, count in lines}
            found.append(GivenWay(one.subject_id, cancelled, by_line))
    return found


async def open_of(db: Reader, order_id: int, *, besides: int | None = None) -> Sequence[Delivery]:
    """The deliveries of an order that are still to be brought, oldest first, with their lines, as they are now."""
    query = select(Delivery).where(Delivery.order_id == order_id, Delivery.state.in_(OPEN)).order_by(Delivery.id)
    if besides is not None:
        query = query.where(Delivery.id != besides)
    fresh = query.options(selectinload(Delivery.lines)).execution_options(populate_existing=True)
    return (await db.session.scalars(fresh)).all()


def plan_more(delivery: Delivery, more: Mapping[int, Quantity]) -> None:
    """Have an open delivery bring so many more, by order line; what lay ready of them lies there still."""
    lines = {line.order_line_id: line for line in delivery.lines}
    for line_id, count in more.items():
        line = lines.get(line_id)
        if line is None:
            delivery.lines.append(DeliveryLine(order_line_id=line_id, planned=count))
            continue
        if line.picked == line.planned:
            line.picked = quantity(line.picked + count)
        line.planned = quantity(line.planned + count)
    if more:
        delivery.touch()


async def _planned(db: Reader, delivery_id: int) -> Sequence[tuple[int, Quantity]]:
    lines = select(DeliveryLine.order_line_id, DeliveryLine.planned).where(DeliveryLine.delivery_id == delivery_id)
    return [(line_id, count) for line_id, count in await db.session.execute(lines)]


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
