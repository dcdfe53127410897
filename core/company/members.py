"""The team: who is of the company, in which role, with which rights of their own; blocking, and leaving."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import select, update
from sqlalchemy.engine import Row

from core.company.errors import LastOwner, RightNotOwn, RightNotSingle
from core.company.events import EntryRefused, MemberBlocked, MemberLeft, MemberUnblocked, RightChanged, RoleChanged
from core.company.models import Company, Invitation, Member, Person
from core.company.seats import alone, enter, expect_another_owner, expect_own
from core.history import open_to_readers
from core.kernel.errors import NotFound
from core.permissions import ADJUSTABLE, OUTSIDE, ROLES, Permission, Role, holds, requires
from core.uow import Reader, UnitOfWork


@dataclass(frozen=True, slots=True)
class Colleague:
    """A person of the company. `ended_at`: when they were blocked, or left; then `active` is False."""

    id: int  # of the member
    person_id: int
    name: str
    role: Role
    active: bool
    grants: frozenset[str]
    refusals: frozenset[str]
    created_at: datetime
    ended_at: datetime | None

    def may(self, permission: Permission) -> bool:
        return holds(permission, self.role, self.grants, self.refusals)


@requires(Permission.MEMBERS_WRITE)
async def team(db: Reader) -> Sequence[Colleague]:
    """The company's own people by name, those blocked or gone last; customers are not among them."""
    rows = await db.session.execute(_TEAM.order_by(Member.active.desc(), Person.name, Member.id))
    return [_colleague(row) for row in rows.all()]


@requires(Permission.MEMBERS_WRITE)
async def read(db: Reader, member_id: int) -> Colleague:
    """One of the company's own people. Raises NotFound."""
    row = (await db.session.execute(_TEAM.where(Member.id == member_id))).one_or_none()
    if row is None:
        raise NotFound("member", member_id)
    return _colleague(row)


@requires(Permission.MEMBERS_WRITE)
async def change_role(uow: UnitOfWork, member_id: int, *, role: Role) -> Colleague:
    """Give a colleague another role, which begins with what it usually allows: rights of their own are gone.

    Raises NotFound, RoleWrong, RightNotOwn, LastOwner.
    """
    member = await _load(uow, member_id)
    expect_own(uow.actor, role)
    if member.role is not role:
        if member.role is Role.OWNER and member.active:
            await expect_another_owner(uow, member)
        uow.record(RoleChanged(member.id, before=member.role, role=role))
        member.role, member.grants, member.refusals = role, [], []
        await _keep_to_rights(uow, member)
    return await read(uow, member_id)


@requires(Permission.MEMBERS_WRITE)
async def adjust(uow: UnitOfWork, member_id: int, *, permission: Permission, allowed: bool) -> Colleague:
    """Give a colleague one permission, or take it away, apart from his role; what depends on it follows.

    Raises NotFound, RightNotSingle, RightNotOwn.
    """
    member = await _load(uow, member_id)
    if permission not in ADJUSTABLE:
        raise RightNotSingle(permission)
    for each in (permission, *_FOLLOWING[allowed].get(permission, ())):
        if holds(each, member.role, member.grants, member.refusals) is allowed:
            continue
        if allowed and not uow.actor.may(each):
            raise RightNotOwn(each)
        _set(member, each, allowed=allowed)
        uow.record(RightChanged(member.id, permission=each, allowed=allowed))
    return await read(uow, member_id)


@requires(Permission.MEMBERS_WRITE)
async def block(uow: UnitOfWork, member_id: int) -> Colleague:
    """Shut a colleague out, from his next tap on; invitations he gave are void. Raises NotFound, LastOwner."""
    member = await _load(uow, member_id)
    if member.active:
        await _end(uow, member)
        uow.record(MemberBlocked(member.id))
    return await read(uow, member_id)


@requires(Permission.MEMBERS_WRITE)
async def unblock(uow: UnitOfWork, member_id: int) -> Colleague:
    """Let a colleague in again, in his role. Raises NotFound, RightNotOwn."""
    member = await _load(uow, member_id)
    if not member.active:
        expect_own(uow.actor, member.role)
        member.active = True
        await uow.session.execute(
            update(Person)
            .where(Person.id == member.person_id, Person.company_id.is_(None))
            .values(company_id=uow.actor.company_id)
        )
        uow.record(MemberUnblocked(member.id))
    return await read(uow, member_id)


@requires(Permission.ACCESS_LEAVE)
async def leave(uow: UnitOfWork) -> None:
    """Give up the actor's own seat in the company in view, for customers too. Raises NotFound, LastOwner."""
    await alone(uow)  # two owners who block each other do not both go
    mine = select(Member).where(Member.person_id == uow.actor.person_id, Member.active.is_(True)).with_for_update()
    member = await uow.session.scalar(mine)
    if member is None:
        raise NotFound("member", uow.actor.person_id or "")
    await _end(uow, member)
    gone = update(Person).where(Person.id == member.person_id, Person.company_id == uow.actor.company_id)
    await uow.session.execute(gone.values(company_id=None))
    uow.record(MemberLeft(member.id))


@requires(Permission.ACCESS_LEAVE)
async def expect_may_leave(db: Reader) -> None:
    """Raise LastOwner when nobody else could lead the company in view; NotFound for whoever has no seat there."""
    owners = select(Member.person_id).where(Member.role == Role.OWNER, Member.active.is_(True)).limit(2)
    if db.actor.role in {Role.VISITOR, Role.SYSTEM}:
        raise NotFound("member", db.actor.person_id or "")
    if db.actor.role is Role.OWNER and set(await db.session.scalars(owners)) == {db.actor.person_id}:
        raise LastOwner


@requires(Permission.ACCESS_ASK)
async def turned_away(uow: UnitOfWork, company_id: int) -> str:
    """Write down that somebody whose seat has ended tried to come in; returns the company's name. Raises NotFound."""
    company = await uow.session.get(Company, company_id)
    if company is None or uow.actor.person_id is None:
        raise NotFound("company", company_id)
    await enter(uow, company)
    ended = select(Member.id).where(Member.person_id == uow.actor.person_id, Member.active.is_(False))
    member_id = await uow.session.scalar(ended)
    if member_id is None:
        raise NotFound("company", company_id)
    uow.record(EntryRefused(member_id))
    return company.name


async def those_who(db: Reader, permission: Permission) -> Sequence[int]:
    """The people of the company who have this permission."""
    members = await db.session.scalars(select(Member).where(Member.active.is_(True)).order_by(Member.id))
    return [
        one.person_id
        for one in members
        if one.role not in OUTSIDE and holds(permission, one.role, one.grants, one.refusals)
    ]


@requires(Permission.UPKEEP)
async def seat_of(db: Reader, person_id: int) -> Member | None:
    """What a person is in this company, customers' people too; for telling them."""
    seat: Member | None = await db.session.scalar(select(Member).where(Member.person_id == person_id))
    return seat


_STAFF_ONLY: Final = Member.role.not_in(OUTSIDE)
_TEAM: Final = (
    select(
        Member.id,
        Member.person_id,
        Person.name,
        Member.role,
        Member.active,
        Member.grants,
        Member.refusals,
        Member.created_at,
        Member.ended_at,
    )
    .join(Person, Person.id == Member.person_id)
    .where(_STAFF_ONLY)
)
# Whoever may write quotes must see them: the one brings the other, and goes with it.
_FOLLOWING: Final[dict[bool, dict[Permission, tuple[Permission, ...]]]] = {
    True: {Permission.QUOTES_WRITE: (Permission.QUOTES_READ,)},
    False: {Permission.QUOTES_READ: (Permission.QUOTES_WRITE,)},
}


def _colleague(row: Row[*tuple[object, ...]]) -> Colleague:
    facts = row._asdict()
    return Colleague(**{**facts, "grants": frozenset(facts["grants"]), "refusals": frozenset(facts["refusals"])})


async def _load(uow: UnitOfWork, member_id: int) -> Member:
    await alone(uow)
    found = select(Member).where(Member.id == member_id, _STAFF_ONLY).with_for_update()
    member: Member | None = await uow.session.scalar(found)
    if member is None:
        raise NotFound("member", member_id)
    return member


def _set(member: Member, permission: Permission, *, allowed: bool) -> None:
    """Only what differs from the role is kept."""
    by_role = permission in ROLES[member.role]
    grants = [one for one in member.grants if one != permission]
    refusals = [one for one in member.refusals if one != permission]
    member.grants = [*grants, permission] if allowed and not by_role else grants
    member.refusals = [*refusals, permission] if by_role and not allowed else refusals


async def _end(uow: UnitOfWork, member: Member) -> None:
    if member.role is Role.OWNER:
        await expect_another_owner(uow, member)
    member.active, member.ended_at = False, uow.now
    await _keep_to_rights(uow, member)


async def _keep_to_rights(uow: UnitOfWork, member: Member) -> None:
    """Invitations of somebody who may no longer invite let nobody in."""
    await uow.session.flush()
    if member.active and holds(Permission.MEMBERS_WRITE, member.role, member.grants, member.refusals):
        return
    given = Invitation.created_by == member.person_id, Invitation.used_at.is_(None), Invitation.revoked_at.is_(None)
    await uow.session.execute(update(Invitation).where(*given).values(revoked_at=uow.now))


open_to_readers("member", read)
