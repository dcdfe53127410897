"""The team: roles, rights of one's own, being blocked, leaving; a company always keeps an owner."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from core.company import invitations, members, people
from core.company.errors import InvitationOver, LastOwner, RightNotOwn, RightNotSingle, RoleWrong
from core.company.members import Colleague
from core.company.models import Person
from core.company.people import Known
from core.history import history
from core.kernel.errors import NotAllowed, NotFound
from core.permissions import ADJUSTABLE, ROLES, STAFF, SYSTEM, Actor, Permission, Role, holds
from core.uow import UnitOfWork, Work
from tests.companies import a_member, an_owner, two_companies

Verb = Callable[[UnitOfWork, int], Awaitable[Colleague]]


async def _id(work: Work, owner: Actor, person: Actor) -> int:
    async with work.read(owner) as db:
        return next(one.id for one in await members.team(db) if one.person_id == person.person_id)


async def _done(work: Work, owner: Actor, person: Actor, verb: Verb) -> Colleague:
    member_id = await _id(work, owner, person)
    async with work.begin(owner) as uow:
        return await verb(uow, member_id)


async def _seen_as(work: Work, person: Actor) -> Known:
    async with work.read(SYSTEM) as db:
        telegram_id = await db.session.scalar(select(Person.telegram_id).where(Person.id == person.person_id))
        assert telegram_id is not None
        return await people.recognise(db.session, telegram_id=telegram_id, name="?", language="fr")


def _role(role: Role) -> Verb:
    return lambda uow, member_id: members.change_role(uow, member_id, role=role)


def _right(permission: Permission, *, allowed: bool) -> Verb:
    return lambda uow, member_id: members.adjust(uow, member_id, permission=permission, allowed=allowed)


async def _team(work: Work, role: Role = Role.SALES) -> tuple[Actor, Actor]:
    owner = await an_owner(work)
    assert owner.company_id is not None
    return owner, await a_member(work, owner.company_id, role=role)


async def test_the_next_recognition_has_the_new_role_and_the_adjustments(work: Work) -> None:
    owner, karim = await _team(work)
    await _done(work, owner, karim, _right(Permission.MARGINS_READ, allowed=True))
    await _done(work, owner, karim, _right(Permission.CUSTOMERS_WRITE, allowed=False))
    actor = (await _seen_as(work, karim)).actor
    assert (actor.grants, actor.refusals) == (
        frozenset({Permission.MARGINS_READ}),
        frozenset({Permission.CUSTOMERS_WRITE}),
    )
    assert actor.may(Permission.MARGINS_READ)
    assert not actor.may(Permission.CUSTOMERS_WRITE)
    await _done(work, owner, karim, _role(Role.TECHNICIAN))
    actor = (await _seen_as(work, karim)).actor
    assert (actor.role, actor.grants, actor.refusals) == (Role.TECHNICIAN, frozenset(), frozenset())


async def test_whoever_may_write_quotes_may_see_them(work: Work) -> None:
    owner, julien = await _team(work, Role.TECHNICIAN)
    given_both = await _done(work, owner, julien, _right(Permission.QUOTES_WRITE, allowed=True))
    assert given_both.grants == {Permission.QUOTES_WRITE, Permission.QUOTES_READ}
    taken_both = await _done(work, owner, julien, _right(Permission.QUOTES_READ, allowed=False))
    assert taken_both.grants == frozenset()


async def test_a_permission_that_comes_with_a_role_is_not_given_alone(work: Work) -> None:
    owner, karim = await _team(work)
    with pytest.raises(RightNotSingle):
        await _done(work, owner, karim, _right(Permission.MEMBERS_WRITE, allowed=True))


async def test_nobody_gives_a_right_that_he_does_not_have(work: Work) -> None:
    owner, karim = await _team(work)
    await _done(work, owner, owner, _right(Permission.MARGINS_READ, allowed=False))
    limited = (await _seen_as(work, owner)).actor
    for verb in (_right(Permission.MARGINS_READ, allowed=True), _role(Role.MANAGER)):
        with pytest.raises(RightNotOwn):
            await _done(work, limited, karim, verb)
    with pytest.raises(RightNotOwn):
        await _done(work, limited, limited, _right(Permission.MARGINS_READ, allowed=True))
    async with work.begin(limited) as uow:
        with pytest.raises(RightNotOwn):
            await invitations.invite(uow, role=Role.OWNER)


@pytest.mark.parametrize("role", [Role.CUSTOMER, Role.VISITOR, Role.SYSTEM])
async def test_roles_from_outside_are_not_given_to_colleagues(work: Work, role: Role) -> None:
    owner, karim = await _team(work)
    with pytest.raises(RoleWrong):
        await _done(work, owner, karim, _role(role))


async def test_the_last_owner_keeps_his_role_and_his_seat(work: Work) -> None:
    owner, karim = await _team(work)
    for verb in (_role(Role.SALES), members.block):
        with pytest.raises(LastOwner):
            await _done(work, owner, owner, verb)
    with pytest.raises(LastOwner):
        async with work.begin(owner) as uow:
            await members.leave(uow)
    await _done(work, owner, karim, _role(Role.OWNER))
    await _done(work, owner, owner, _role(Role.SALES))


async def test_of_two_owners_who_block_each_other_at_once_one_stays(work: Work) -> None:
    owner, other = await _team(work, Role.OWNER)
    both = [(owner, other), (other, owner)]
    ends = await asyncio.gather(*(_done(work, who, whom, members.block) for who, whom in both), return_exceptions=True)
    assert sorted(type(end).__name__ for end in ends) == ["Colleague", "LastOwner"]


async def test_somebody_blocked_is_a_visitor_at_once_and_comes_back_when_unblocked(work: Work) -> None:
    owner, karim = await _team(work)
    await _done(work, owner, karim, members.block)
    shut_out = await _seen_as(work, karim)
    assert (shut_out.actor.role, shut_out.actor.company_id) == (Role.VISITOR, None)
    assert shut_out.ended_in == owner.company_id
    async with work.begin(shut_out.actor) as uow:
        await members.turned_away(uow, owner.company_id or 0)
    async with work.read(owner) as db:
        facts = [fact.kind for fact in await history(db, "member", await _id(work, owner, karim))]
    assert facts == ["MemberBlocked", "EntryRefused"]
    await _done(work, owner, karim, members.unblock)
    assert (await _seen_as(work, karim)).actor.role is Role.SALES


async def test_nobody_is_turned_away_from_a_company_that_he_was_never_in(work: Work) -> None:
    one, other = await two_companies(work)
    async with work.begin(Actor(Role.VISITOR, "Paul", other.person_id)) as uow:
        with pytest.raises(NotFound):
            await members.turned_away(uow, one.company_id or 0)


async def test_whoever_is_blocked_or_loses_the_right_leaves_no_open_invitation(work: Work) -> None:
    owner, second = await _team(work, Role.OWNER)
    for verb in (_role(Role.SALES), members.block):
        await _done(work, owner, second, _role(Role.OWNER))
        async with work.begin(second) as uow:
            _invitation, token = await invitations.invite(uow, role=Role.OWNER)
        await _done(work, owner, second, verb)
        async with work.begin(Actor(Role.VISITOR, "Zoé")) as uow:
            await people.register(uow, telegram_id=77, name="Zoé", language="fr")
            with pytest.raises(InvitationOver):
                await invitations.open_invitation(uow, token)


async def test_leaving_takes_the_company_out_of_view_and_old_buttons_with_it(work: Work) -> None:
    _owner, karim = await _team(work)
    async with work.begin(karim) as uow:
        await members.leave(uow)
    gone = await _seen_as(work, karim)
    assert (gone.actor.role, gone.actor.company_id, gone.ended_in) == (Role.VISITOR, None, None)
    async with work.begin(karim) as uow:
        with pytest.raises(NotFound):
            await members.leave(uow)


async def test_the_team_of_another_company_is_out_of_reach(work: Work) -> None:
    one, other = await two_companies(work)
    their_id = await _id(work, other, other)
    verbs = (_role(Role.SALES), members.block, members.unblock, _right(Permission.DATA_EXPORT, allowed=False))
    for verb in verbs:
        async with work.begin(one) as uow:
            with pytest.raises(NotFound):
                await verb(uow, their_id)
    async with work.read(one) as db:
        with pytest.raises(NotFound):
            await members.read(db, their_id)
        assert [colleague.name for colleague in await members.team(db)] == [one.name]


async def test_a_person_switches_between_his_own_companies_only(work: Work) -> None:
    one, other = await two_companies(work)
    async with work.begin(_nowhere(one)) as uow:
        with pytest.raises(NotFound):
            await people.switch(uow, other.company_id or 0)
    async with work.begin(other) as uow:
        await people.join(uow, person_id=one.person_id or 0, role=Role.TECHNICIAN)
    async with work.begin(one) as uow:
        assert [place.role for place in await people.seats(uow)] == [Role.OWNER, Role.TECHNICIAN]
        assert uow.actor.company_id == one.company_id
        await people.switch(uow, other.company_id or 0)
        assert (uow.actor.role, uow.actor.company_id) == (Role.TECHNICIAN, other.company_id)
        with pytest.raises(NotAllowed):
            await members.team(uow)
    assert (await _seen_as(work, one)).actor.role is Role.TECHNICIAN


def _nowhere(actor: Actor) -> Actor:
    """The same person, with no company in view."""
    return Actor(Role.VISITOR, actor.name, actor.person_id)


@given(st.sampled_from(STAFF), st.lists(st.tuples(st.sampled_from(ADJUSTABLE), st.booleans()), max_size=8))
def test_a_refusal_wins_and_only_what_is_adjustable_ever_moves(
    role: Role, changes: list[tuple[Permission, bool]]
) -> None:
    grants = {permission for permission, allowed in changes if allowed}
    refusals = {permission for permission, allowed in changes if not allowed}
    for permission in Permission:
        expected = permission not in refusals and (permission in ROLES[role] or permission in grants)
        assert holds(permission, role, grants, refusals) is expected
        if permission not in ADJUSTABLE:
            assert holds(permission, role, grants, refusals) is (permission in ROLES[role])
