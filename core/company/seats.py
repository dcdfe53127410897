"""Taking a seat in a company: what founding, joining and opening a link have in common.

Internal to `core`: these writers check no permission, their callers have.
"""

from dataclasses import replace

from sqlalchemy import select

from core.company.errors import RoleWrong
from core.company.events import MemberJoined
from core.company.models import Company, Member, Person
from core.db.engine import scope
from core.kernel.errors import NotFound
from core.permissions import Role
from core.uow import UnitOfWork


async def enter(uow: UnitOfWork, company: Company) -> None:
    """From here on this unit of work sees and writes the rows of that company.

    What somebody is elsewhere counts for nothing here: without a seat he is a visitor.
    """
    if uow.actor.company_id == company.id:
        return
    await uow.session.flush()  # rows of before are of the company of before
    await scope(uow.session, company.id)
    role = Role.SYSTEM if uow.actor.role is Role.SYSTEM else Role.VISITOR
    uow.actor = replace(uow.actor, company_id=company.id, customer_id=None, role=role, zone=company.zone)


async def seat(
    uow: UnitOfWork, company: Company, *, person_id: int, role: Role, customer_id: int | None = None
) -> Member:
    """Enter the company, make somebody a member of it and put it into his view; a member changes role.

    When it is the actor himself, he acts in that role from here on. Raises RoleWrong, NotFound, and then nothing moved.
    """
    if role in {Role.VISITOR, Role.SYSTEM} or (role is Role.CUSTOMER) != (customer_id is not None):
        raise RoleWrong(role)
    person = await uow.session.get(Person, person_id)
    if person is None:
        raise NotFound("person", person_id)
    await enter(uow, company)
    member = await _member(uow, person_id, role, customer_id)
    if role is not Role.CUSTOMER or person.company_id is None:  # being somebody's customer hides nobody's own company
        person.company_id = company.id
    if person_id == uow.actor.person_id:
        uow.actor = replace(uow.actor, role=role, customer_id=customer_id)
    return member


async def _member(uow: UnitOfWork, person_id: int, role: Role, customer_id: int | None) -> Member:
    member = await uow.session.scalar(select(Member).where(Member.person_id == person_id))
    if member is None:
        member = Member(person_id=person_id, role=role, customer_id=customer_id, created_at=uow.now)
        uow.session.add(member)
    elif (member.role, member.customer_id, member.active) == (role, customer_id, True):
        return member
    member.role, member.customer_id, member.active = role, customer_id, True
    await uow.session.flush()
    uow.record(MemberJoined(member.id, person_id=person_id, role=role))
    return member
