"""An order passes its control, or waits; and those are told whom it concerns."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlalchemy import bindparam, or_, select

from core.company import companies, links
from core.company.models import LinkPurpose, Member
from core.kernel.amounts import ZERO, Amount
from core.notices.models import Notice
from core.notices.notices import tell
from core.permissions import Permission, Role, holds
from core.sales.deliveries.steps import UNTOLD
from core.sales.events import OrderConfirmed, OrderSent
from core.sales.lifecycles import DeliveryState, Engagement, OrderAction, OrderState
from core.sales.models import Delivery, DeliveryStep, Order, Quote
from core.sales.orders.control import CheckKind, Control, control_of_order, waits_for_his_yes
from core.sales.orders.goods import LineGoods
from core.sales.orders.holding import look_up, take
from core.sales.orders.reads import given, unasked
from core.sales.quotes.issuing import people_of
from core.uow import Reader, UnitOfWork


async def controlled(uow: UnitOfWork, order: Order, quote: Quote | None = None, *, coming: Amount = ZERO) -> Control:
    """Make the checks of a waiting order, whole and locked, and confirm it when none fails; returns what they found.

    `coming` is money of the customer's that is booked with it.
    """
    company = await companies.read(uow)
    made_of = await look_up(uow, order)
    found = await control_of_order(uow, order, quote, coming=coming, made_of=made_of)
    order.control = found.kept()
    if not found.failed:
        order.apply(OrderAction.CONFIRM)
        await take(uow, order, made_of, may_lack=company.stock_may_lack)
        await _tell_confirmed(uow, order, made_of)
    return found


async def control_again(uow: UnitOfWork, order: Order, *, coming: Amount = ZERO) -> None:
    """A waiting order has changed, or money is `coming`: its checks are made anew; once none fails it is confirmed and
    its salesperson is told."""
    found = await controlled(uow, order, coming=coming)
    if order.state is OrderState.CONFIRMED:
        uow.record(OrderConfirmed(order.id, number=order.number))
        await tell_salesperson(uow, order, "order_confirmed")
    if found.failed in ((), (CheckKind.CONDITIONS,)):  # nobody but the customer keeps it
        await recap(uow, order)


async def force(uow: UnitOfWork, order: Order) -> None:
    """A waiting order passes whatever its checks say: what is not there is promised all the same.

    Raises IllegalTransition; StockShort when goods that leave at once are not there and the company lets none lack.
    """
    company = await companies.read(uow)
    made_of = await look_up(uow, order)
    order.apply(OrderAction.CONFIRM)
    await take(uow, order, made_of, may_lack=company.stock_may_lack, forced=True)
    await _tell_confirmed(uow, order, made_of)
    await recap(uow, order)


async def give(uow: UnitOfWork, order: Order, *, by: str) -> str:
    """Give an order to its customer: his people in the chat are told, once for each version; returns the secret of a
    link for one person more. `by` is who gives it, by name."""
    token = await links.share(uow, purpose=LinkPurpose.ORDER, subject_id=order.id, customer_id=order.customer_id)
    uow.record(OrderSent(order.id, number=order.number))
    told = {"order_id": order.id, "by": by}
    for person_id in await uow.session.scalars(people_of(order.customer_id)):
        key = f"order:{order.id}:sent:{order.version}"
        await tell(uow, person_id=person_id, key=key, kind="order_sent", facts=told)
    return token


async def tell_salesperson(uow: UnitOfWork, order: Order, kind: str, **facts: str) -> None:
    """Tell whoever sold it what became of his order, unless he did it himself."""
    if order.salesperson_id is not None and order.salesperson_id != uow.actor.person_id:
        key = f"order:{order.id}:{kind}:{order.version}"
        told = {"order_id": order.id, "by": uow.actor.name, **facts}
        await tell(uow, person_id=order.salesperson_id, key=key, kind=kind, facts=told)


async def tell_deciders(uow: UnitOfWork, order: Order, **paid: str) -> None:
    """Tell those who may release it that an order waits; whoever has just recorded it sees that himself.

    `paid`: the `amount` of a deposit that came, and it waits all the same.
    """
    kind = "order_paid" if paid else "order_waiting"
    key = f"order:{order.id}:paid:{order.version}" if paid else f"order:{order.id}:waiting"
    await _tell_all(uow, await deciders(uow), key, kind, {"order_id": order.id, "by": uow.actor.name, **paid})


async def tell_deposit_gone(uow: UnitOfWork, order: Order, **gone: str) -> None:
    """Tell whoever sold it and those who decide that a deposit went back which it rested on: the `amount`, and the
    `reason`."""
    people = dict.fromkeys((*filter(None, (order.salesperson_id,)), *await deciders(uow)))
    told = {"order_id": order.id, "by": uow.actor.name, **gone}
    await _tell_all(uow, list(people), f"order:{order.id}:unpaid:{order.version}", "order_unpaid", told)


async def tell_refund(uow: UnitOfWork, order: Order) -> None:
    """Tell those who look after the money when some of it is to be given back."""
    if not order.owed_back:
        return
    told = {"order_id": order.id, "by": uow.actor.name, "amount": str(order.owed_back)}
    await _tell_all(uow, await deciders(uow), f"order:{order.id}:refund:{order.version}", "order_refund", told)


async def tell_customer(uow: UnitOfWork, order: Order, kind: str) -> None:
    """Tell the customer's people once what became of the order, when they know of it; why is the company's own."""
    people = (await uow.session.scalars(people_of(order.customer_id))).all()
    if not people or not await _known(uow, order):
        return
    told = {"order_id": order.id, "number": order.number, "back": str(order.owed_back)}
    await _tell_all(uow, people, f"order:{order.id}:{kind}", kind, told)


async def recap(uow: UnitOfWork, order: Order) -> None:
    """What was told in his name and had to wait, or waits for nothing but his agreement to newer conditions, is given
    to the customer's people in the chat now; once."""
    asked = await unasked(uow, order) or (waits_for_his_yes(order) and not await given(uow, order.id))
    if asked and (await uow.session.scalars(people_of(order.customer_id))).first() is not None:
        await give(uow, order, by=order.salesperson or uow.actor.name)


async def tell_changed(uow: UnitOfWork, order: Order) -> None:
    """Tell the customer's people, once for each agreement of his, that the order is no more what he had agreed to."""
    if order.state is OrderState.CLOSED:
        await tell_customer(uow, order, "order_yours_cancelled")  # of the rest
    elif order.to_sign_again and await _shown(uow, order):
        await _tell_change(uow, order, confirmed=False)


async def told_of_change(db: Reader, order: Order) -> bool:
    """Whether the customer's people were told that an order was changed after they had agreed to it."""
    return await db.session.scalar(select(Notice.id).where(Notice.key == _change_key(order)).limit(1)) is not None


async def deciders(uow: UnitOfWork, *also: Permission) -> Sequence[int]:
    """The persons who may release orders, and do these things too."""
    needed = (Permission.ORDERS_RELEASE, *also)
    members = await uow.session.scalars(select(Member).where(Member.active.is_(True)).order_by(Member.id))
    return [one.person_id for one in members if all(_may(one, each) for each in needed)]


async def _tell_confirmed(uow: UnitOfWork, order: Order, made_of: Sequence[LineGoods]) -> None:
    """The customer, and the depot that has goods of it to prepare."""
    if not await unasked(uow, order):
        await _tell_him_confirmed(uow, order)
    if not any(one.goods or one.untracked for one in made_of):
        return
    wanting = [
        one.person_id
        for one in await uow.session.scalars(_STOREKEEPERS)
        if _may(one, Permission.DELIVERIES_WRITE) and UNTOLD not in one.refusals
    ]
    await _tell_all(uow, wanting, f"order:{order.id}:prepare", "order_prepare", {"order_id": order.id})


async def _tell_him_confirmed(uow: UnitOfWork, order: Order) -> None:
    """In one message with what has changed since he agreed, when he has not been told that yet."""
    if order.to_sign_again and await _known(uow, order) and not await told_of_change(uow, order):
        await _tell_change(uow, order, confirmed=True)
    else:
        await tell_customer(uow, order, "order_yours_confirmed")


async def _tell_change(uow: UnitOfWork, order: Order, *, confirmed: bool) -> None:
    people = (await uow.session.scalars(people_of(order.customer_id))).all()
    told = {"order_id": order.id, "by": order.salesperson or uow.actor.name}
    now = {"confirmed": True, "back": str(order.owed_back)} if confirmed else {}
    await _tell_all(uow, people, _change_key(order), "order_sent", {**told, **now})


def _change_key(order: Order) -> str:
    agreed = int(order.agreed_at.timestamp()) if order.agreed_at else 0
    return f"order:{order.id}:changed:{agreed}"


async def _known(uow: UnitOfWork, order: Order) -> bool:
    """Whether the customer expects it: he ordered or paid himself, was given it, or was told that some of it comes.
    What somebody told in his name, he is asked about first."""
    if order.engagement not in (Engagement.NONE, Engagement.ORAL) or order.confirmed_at or order.deposit_received:
        return True
    return await given(uow, order.id) or await uow.session.scalar(_BROUGHT, {"order_id": order.id}) is not None


async def _shown(uow: UnitOfWork, order: Order) -> bool:
    """Whether the customer may look at it, and knows of it."""
    return await given(uow, order.id) or (order.state is OrderState.CONFIRMED and await _known(uow, order))


async def _tell_all(uow: UnitOfWork, people: Sequence[int], key: str, kind: str, told: Mapping[str, Any]) -> None:
    """Each but whoever does it."""
    for person_id in people:
        if person_id != uow.actor.person_id:
            await tell(uow, person_id=person_id, key=key, kind=kind, facts=told)


def _may(member: Member, permission: Permission) -> bool:
    return holds(permission, member.role, member.grants, member.refusals)


_STOREKEEPERS: Final = (
    select(Member).where(Member.active.is_(True), Member.role == Role.STOREKEEPER).order_by(Member.id)
)
_TOLD: Final = (DeliveryState.ON_WAY, DeliveryState.PROBLEM, DeliveryState.DELIVERED, DeliveryState.CLOSED)
_BROUGHT: Final = (  # a delivery of which he was told, also when it was called off afterwards
    select(Delivery.id)
    .outerjoin(DeliveryStep, DeliveryStep.delivery_id == Delivery.id)
    .where(Delivery.order_id == bindparam("order_id"))
    .where(or_(Delivery.state.in_(_TOLD), DeliveryStep.state.in_(_TOLD)))
    .limit(1)
)
