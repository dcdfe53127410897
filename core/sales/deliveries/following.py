"""Beside the steps: where the last one was taken, and who wants to hear of them."""

from datetime import timedelta
from typing import Final

from sqlalchemy import select

from core.company.models import Member
from core.kernel.errors import NotFound
from core.permissions import Permission, requires
from core.sales.deliveries.events import DeliveryLocated, DeliveryNewsChosen
from core.sales.deliveries.reads import load
from core.sales.deliveries.steps import UNTOLD, Place, stamp
from core.sales.models import DeliveryStep
from core.uow import UnitOfWork

TOLD_WITHIN: Final = timedelta(minutes=30)  # a place shared later is of somewhere else


@requires(Permission.DELIVERIES_WRITE)
async def locate(uow: UnitOfWork, delivery_id: int, *, place: Place) -> DeliveryStep | None:
    """Where the actor took the delivery's last step: shared just after. Steps never change: it is one more row.

    None when that step has a place already, is somebody else's or is too old. Raises NotFound, Invalid (place).
    """
    delivery = await load(uow, delivery_id, locked=True)
    latest = select(DeliveryStep).where(DeliveryStep.delivery_id == delivery.id).order_by(DeliveryStep.id.desc())
    step: DeliveryStep | None = await uow.session.scalar(latest.limit(1))
    if step is None or step.latitude is not None or step.by != uow.actor.person_id or uow.now - step.at > TOLD_WITHIN:
        return None
    stamp(uow, delivery, place=place)
    uow.record(DeliveryLocated(delivery.id, state=step.state))
    return step


@requires(Permission.ORDERS_SIGN)
async def follow(uow: UnitOfWork, *, wanted: bool) -> None:
    """The actor, somebody of a customer, is told of the steps of his deliveries from now on, or no longer."""
    await _choose(uow, wanted)


@requires(Permission.DELIVERIES_WRITE)
async def hear(uow: UnitOfWork, *, wanted: bool) -> None:
    """The actor, who prepares deliveries, is told of each order to prepare from now on, or no longer."""
    await _choose(uow, wanted)


async def _choose(uow: UnitOfWork, wanted: bool) -> None:
    """Raises NotFound for somebody who is not of the company."""
    own = Member.person_id == uow.actor.person_id, Member.active.is_(True)
    member = await uow.session.scalar(select(Member).where(*own))
    if member is None:
        raise NotFound("person", uow.actor.person_id or 0)
    others = [word for word in member.refusals if word != UNTOLD]
    refusals = others if wanted else [*others, UNTOLD]
    if refusals != member.refusals:
        member.refusals = refusals
        uow.record(DeliveryNewsChosen(member.id, wanted=wanted))
