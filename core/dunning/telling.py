"""Whom news of dunning concern: those who may do something about it, and whoever follows the customer."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import select

from core.company.models import Member
from core.company.seats import permissions_in
from core.dunning.reading import Arrears
from core.notices.notices import tell
from core.parties.models import Customer
from core.permissions import OUTSIDE, Actor, Permission, Role, holds
from core.uow import Reader, UnitOfWork


async def those_who(db: Reader, permission: Permission) -> Sequence[int]:
    """The colleagues who have this permission."""
    members = await db.session.scalars(select(Member).where(Member.active.is_(True)).order_by(Member.id))
    return [
        one.person_id
        for one in members
        if one.role not in OUTSIDE and holds(permission, one.role, one.grants, one.refusals)
    ]


async def tell_each(uow: UnitOfWork, persons: Iterable[int], *, key: str, kind: str, facts: Mapping[str, Any]) -> None:
    """Each of them once, but not whoever has just done it."""
    for person_id in dict.fromkeys(persons):
        if person_id != uow.actor.person_id:
            await tell(uow, person_id=person_id, key=key, kind=kind, facts=facts)


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
