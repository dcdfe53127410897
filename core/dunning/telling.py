"""Whom news of dunning concern: those who may do something about it, and whoever follows the customer."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from sqlalchemy import select

from core.company.members import those_who
from core.company.models import Member
from core.company.seats import permissions_in
from core.dunning.models import DunningLetter
from core.dunning.reading import Arrears
from core.notices.models import Notice
from core.notices.notices import tell
from core.parties.models import Customer
from core.permissions import Actor, Permission, Role
from core.uow import Reader, UnitOfWork

HIS: Final = "reminder_yours"  # the kind of the notice with which a letter comes into the customer's chat


async def concerned(db: Reader, customer: Customer, found: Arrears | None) -> Sequence[int]:
    """Whoever follows the customer, or has sold what is late; who sends reminders where nobody has."""
    sellers = found.sellers if found is not None else [one for one in (customer.salesperson_id,) if one is not None]
    here = select(Member.person_id).where(Member.active.is_(True), Member.person_id.in_(sorted(sellers)))
    seated = set(await db.session.scalars(here)) if sellers else set()
    return [one for one in sellers if one in seated] or await those_who(db, Permission.DUNNING_WRITE)


async def tell_unheard(uow: UnitOfWork, person_id: int) -> None:
    """This person's chat refuses messages: whoever sent him a letter there and nowhere else hears it; whoever sends
    reminders, where it left by itself."""
    for letter in await _unheard(uow, person_id):
        senders = await those_who(uow, Permission.DUNNING_WRITE) if letter.sent_by is None else [letter.sent_by]
        facts = {"letter_id": letter.id, "customer_id": letter.customer_id}
        for sender in senders:
            await tell(uow, person_id=sender, key=f"dunning-unheard:{letter.id}", kind="dunning_unheard", facts=facts)


async def _unheard(db: Reader, person_id: int) -> Sequence[DunningLetter]:
    waits = select(Notice.facts).where(Notice.person_id == person_id, Notice.kind == HIS, Notice.said_at.is_(None))
    ids = [int(facts["letter_id"]) for facts in await db.session.scalars(waits)]
    letters = await db.session.scalars(
        select(DunningLetter).where(DunningLetter.id.in_(ids)).order_by(DunningLetter.id)
    )
    return [one for one in letters if list(one.channels) == ["chat"]]


async def as_person(db: Reader, person_id: int) -> Actor:
    """Who a colleague is in this company, for what he is told: his role and his rights."""
    member = await db.session.scalar(select(Member).where(Member.person_id == person_id, Member.active.is_(True)))
    if member is None:
        return replace(db.actor, role=Role.VISITOR, person_id=person_id)
    return replace(
        db.actor,
        role=member.role,
        person_id=person_id,
        customer_id=member.customer_id,
        grants=permissions_in(member.grants),
        refusals=permissions_in(member.refusals),
    )
