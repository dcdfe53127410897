"""Taking a seat in a company and giving it up: what founding, joining, leaving and opening a link have in common.

Internal to `core`: these writers check no permission, their callers have.
"""

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from sqlalchemy import select

from core.company.errors import LastOwner, RightNotOwn, RoleWrong
from core.company.events import MemberJoined
from core.company.models import Company, Member, Person
from core.db.engine import scope
from core.kernel.errors import NotFound
from core.permissions import ROLES, STAFF, Actor, Permission, Role
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
    blank = Actor(role, uow.actor.name, uow.actor.person_id, language=uow.actor.language, source=uow.actor.source)
    uow.actor = replace(blank, company_id=company.id, zone=company.zone)


async def alone(uow: UnitOfWork) -> None:
    """One change at a time of what is the company's as a whole, team, families, references: who comes second waits.

    Two who change it crosswise each see what the other did. Those who only write rows of this company hold its key,
    which this lock leaves to them.
    """
    mine = select(Company.id).where(Company.id == uow.actor.company_id)
    await uow.session.execute(mine.with_for_update(key_share=True))


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
    shut_out = uow.actor.person_id == person_id and uow.actor.role is Role.VISITOR  # of the company in his view
    await enter(uow, company)
    member = await _member(uow, person_id, role, customer_id)
    # Being somebody's customer hides nobody's own company, unless there is nothing left of it to be seen.
    if role is not Role.CUSTOMER or person.company_id is None or shut_out:
        person.company_id = company.id
    if person_id == uow.actor.person_id:
        act_as(uow, member)
    return member


def act_as(uow: UnitOfWork, member: Member) -> None:
    """From here on the actor does what this seat of his allows; the unit of work is in the seat's company."""
    uow.actor = replace(
        uow.actor,
        role=member.role,
        customer_id=member.customer_id,
        grants=permissions_in(member.grants),
        refusals=permissions_in(member.refusals),
    )


def permissions_in(words: Iterable[str] | None) -> frozenset[Permission]:
    """The permissions that these words of a member's row name; one that no longer exists counts for nothing."""
    return frozenset(Permission(word) for word in words or () if word in _WORDS)


async def expect_another_owner(uow: UnitOfWork, member: Member) -> None:
    """Raise LastOwner when the company would have no owner without this one."""
    owners = select(Member.id).where(Member.role == Role.OWNER, Member.active.is_(True))
    if set(await uow.session.scalars(owners.order_by(Member.id).with_for_update())) == {member.id}:
        raise LastOwner


def expect_own(actor: Actor, role: Role) -> None:
    """Raise RightNotOwn when the role would give what the actor himself may not; RoleWrong when nobody is given it."""
    if role not in STAFF:
        raise RoleWrong(role)
    for permission in sorted(ROLES[role]):
        if not actor.may(permission):
            raise RightNotOwn(permission)


_WORDS: Final = frozenset(Permission)


async def _member(uow: UnitOfWork, person_id: int, role: Role, customer_id: int | None) -> Member:
    member = await uow.session.scalar(select(Member).where(Member.person_id == person_id))
    if member is None:
        member = Member(person_id=person_id, role=role, customer_id=customer_id, created_at=uow.now)
        uow.session.add(member)
    elif (member.role, member.customer_id, member.active) == (role, customer_id, True):
        return member
    member.role, member.customer_id, member.active = role, customer_id, True
    member.grants, member.refusals = [], []  # a new role begins with what it usually allows
    await uow.session.flush()
    uow.record(MemberJoined(member.id, person_id=person_id, role=role))
    return member
