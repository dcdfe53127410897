"""What every step of a delivery does: the lifecycle, who, when, where, and the customer told."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import func, select

from core.company.models import Member
from core.kernel.errors import Invalid
from core.notices.notices import tell
from core.sales.lifecycles import DeliveryAction, DeliveryState
from core.sales.models import Delivery, DeliveryStep
from core.sales.quotes.issuing import people_of
from core.uow import Reader, UnitOfWork

UNTOLD: Final = "deliveries:told"  # among what somebody has refused: the news of the steps, or of what is to prepare
SIGNED_WITHIN: Final = timedelta(minutes=10)  # of the delivery: whoever sold then hears of both at once
_PLACES: Final = Decimal("0.000001")  # of a degree: some ten centimetres


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody was, in degrees, when he shared it."""

    latitude: Decimal
    longitude: Decimal


def take_step(
    uow: UnitOfWork,
    delivery: Delivery,
    action: DeliveryAction,
    *,
    at: datetime | None = None,
    place: Place | None = None,
    note: str = "",
) -> None:
    """Go on to the next state and write down who, when and where. Raises IllegalTransition, Invalid (place)."""
    delivery.apply(action)
    stamp(uow, delivery, at=at, place=place, note=note)


def stamp(
    uow: UnitOfWork, delivery: Delivery, *, at: datetime | None = None, place: Place | None = None, note: str = ""
) -> None:
    """Write down that the delivery came to its state: now or then, by the actor, there. Raises Invalid (place)."""
    latitude, longitude = _degrees(place)
    stamped = DeliveryStep(
        delivery_id=delivery.id,
        state=delivery.state,
        at=at or uow.now,
        by=uow.actor.person_id,
        latitude=latitude,
        longitude=longitude,
        note=note,
    )
    uow.session.add(stamped)


async def tell_customer(uow: UnitOfWork, delivery: Delivery, kind: str, **facts: Any) -> None:
    """Tell the customer's people who are in the chat, each once for this step of this attempt at bringing it."""
    people = (await uow.session.scalars(people_of(delivery.order.customer_id))).all()
    if not people:
        return
    key = f"delivery:{delivery.id}:{kind}:{await _failures(uow, delivery.id)}"
    told = {"delivery_id": delivery.id, "order_id": delivery.order_id, "order": delivery.order.number, **facts}
    muted = await _muted(uow, delivery.order.customer_id)
    for person_id in people:
        if person_id not in muted:
            await tell(uow, person_id=person_id, key=key, kind=kind, facts=told)


async def tell_seller(
    uow: UnitOfWork, delivery: Delivery, kind: str, *, after: timedelta = timedelta(0), nth: int = 0, **facts: Any
) -> None:
    """Tell whoever sold of this step of this attempt, once, unless it is he who took it; some time `after` it.

    `nth` tells apart what happens several times: another remark.
    """
    seller_id = delivery.order.salesperson_id
    if seller_id is None or seller_id == uow.actor.person_id:
        return
    key = f"delivery:{delivery.id}:{kind}:{await _failures(uow, delivery.id)}"
    key += f":{nth}" if nth else ""
    told = {"delivery_id": delivery.id, "order_id": delivery.order_id, "order": delivery.order.number, **facts}
    await tell(uow, person_id=seller_id, key=key, kind=kind, facts=told, due_at=uow.now + after)


async def tell_signed(uow: UnitOfWork, delivery: Delivery) -> None:
    """The signed note goes to the customer's people, to whoever sold and to whoever delivered: to each once.

    Whoever took the signature knows of it, and only gets the note.
    """
    told = {"delivery_id": delivery.id, "order_id": delivery.order_id, "order": delivery.order.number}
    knowing = {uow.actor.person_id, *await uow.session.scalars(people_of(delivery.order.customer_id))}
    ours = {delivery.order.salesperson_id, delivery.delivered_by} - knowing
    for kind, people in (("delivery_note", knowing), ("delivery_signed", ours)):
        for person_id in sorted(person_id for person_id in people if person_id is not None):
            await tell(uow, person_id=person_id, key=f"delivery:{delivery.id}:signed", kind=kind, facts=told)


async def _muted(db: Reader, customer_id: int) -> Collection[int]:
    """The customer's people who want to hear nothing of the steps."""
    rows = await db.session.execute(select(Member.person_id, Member.refusals).where(Member.customer_id == customer_id))
    return {person_id for person_id, refusals in rows if UNTOLD in refusals}


async def _failures(db: Reader, delivery_id: int) -> int:
    """How often it could not be delivered: whoever leaves once more says so once more."""
    failed = DeliveryStep.delivery_id == delivery_id, DeliveryStep.state == DeliveryState.PROBLEM
    return await db.session.scalar(select(func.count()).select_from(DeliveryStep).where(*failed)) or 0


def _degrees(place: Place | None) -> tuple[Decimal | None, Decimal | None]:
    if place is None:
        return None, None
    if abs(place.latitude) > 90 or abs(place.longitude) > 180:
        raise Invalid("place", f"{place.latitude}, {place.longitude}")
    return place.latitude.quantize(_PLACES), place.longitude.quantize(_PLACES)
