"""Whom news of dunning concern: those who may do something about it, and whoever follows the customer."""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import select

from core.company.members import those_who
from core.company.models import Member
from core.company.seats import permissions_in
from core.dunning.reading import Arrears
from core.parties.models import Customer
from core.permissions import Actor, Permission, Role
from core.uow import Reader


async def concerned(db: Reader, customer: Customer, found: Arrears | None) -> Sequence[int]:
    """Whoever follows the customer, or has sold what is late; who sends reminders where nobody has."""
    sellers = found.sellers if found is not None else [one for one in (customer.salesperson_id,) if one is not None]
    here = select(Member.person_id).where(Member.active.is_(True), Member.person_id.in_(sorted(sellers)))
    seated = set(await db.session.scalars(here)) if sellers else set()
    return [one for one in sellers if one in seated] or await those_who(db, Permission.DUNNING_WRITE)


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
