"""Who is writing, and what they are in the company in view."""

import asyncio

import pytest
from sqlalchemy import event, func, select

from core.company import people
from core.company.errors import RoleWrong
from core.company.models import Member, Person
from core.company.people import Known
from core.journal import Entry
from core.kernel.errors import NotAllowed, NotFound
from core.permissions import SYSTEM, Actor, Role
from core.uow import Work
from tests.companies import a_member, an_owner, two_companies

VISITOR = Actor(Role.VISITOR, "?")


async def _recognised(work: Work, telegram_id: int) -> Known:
    async with work.read(SYSTEM) as db:
        return await people.recognise(db.session, telegram_id=telegram_id, name="Zoé", language="en", source="5:7")


async def _registered(work: Work, telegram_id: int, name: str = "Zoé Petit") -> Person:
    async with work.begin(VISITOR) as uow:
        return await people.register(uow, telegram_id=telegram_id, name=name, language="fr")


async def test_somebody_unknown_is_a_visitor_without_company(work: Work) -> None:
    assert await _recognised(work, 42) == Known(None, Actor(Role.VISITOR, "Zoé", language="en", source="5:7"))


async def test_somebody_registered_without_company_is_a_visitor_with_a_name(work: Work) -> None:
    person = await _registered(work, 42)
    known = await _recognised(work, 42)
    assert known == Known(person.id, Actor(Role.VISITOR, "Zoé Petit", person.id, source="5:7"))


async def test_a_member_is_recognised_with_role_company_and_zone(work: Work) -> None:
    owner = await an_owner(work, company="Plomberie Martin")
    person = await _registered(work, 42)
    async with work.begin(owner) as uow:
        await people.join(uow, person_id=person.id, role=Role.TECHNICIAN)
    known = await _recognised(work, 42)
    assert (known.company, known.actor.company_id, known.actor.role) == (
        "Plomberie Martin",
        owner.company_id,
        Role.TECHNICIAN,
    )
    assert known.actor.zone == "Europe/Paris"


async def test_a_member_no_longer_active_is_a_visitor(work: Work) -> None:
    owner = await an_owner(work)
    person = await _registered(work, 42)
    async with work.begin(owner) as uow:
        member = await people.join(uow, person_id=person.id, role=Role.SALES)
        member.active = False
    known = await _recognised(work, 42)
    assert (known.person_id, known.actor.role, known.actor.company_id) == (person.id, Role.VISITOR, None)


async def test_a_person_of_two_companies_acts_in_the_one_in_view(work: Work) -> None:
    one, other = await two_companies(work)
    person = await _registered(work, 42)
    for owner, role in ((one, Role.SALES), (other, Role.ACCOUNTANT)):
        async with work.begin(owner) as uow:
            await people.join(uow, person_id=person.id, role=role)
    known = await _recognised(work, 42)
    assert (known.actor.company_id, known.actor.role) == (other.company_id, Role.ACCOUNTANT)


async def test_recognising_takes_one_statement(work: Work) -> None:
    await an_owner(work)
    said: list[str] = []
    async with work.read(SYSTEM) as db:
        event.listen(
            work.database.engine.sync_engine, "before_cursor_execute", lambda *args: said.append(args[2]), named=False
        )
        await people.recognise(db.session, telegram_id=42, name="Zoé", language="fr")
    assert len(said) == 1


async def test_registering_twice_keeps_one_person_with_the_new_name(work: Work) -> None:
    first = await _registered(work, 42, "Zoé")
    second = await _registered(work, 42, "Zoé Petit")
    assert (first.id, second.name) == (second.id, "Zoé Petit")
    async with work.read(SYSTEM) as db:
        assert await db.session.scalar(select(func.count()).select_from(Person)) == 1


async def test_registering_at_the_same_time_keeps_one_person(work: Work) -> None:
    registered = await asyncio.gather(*(_registered(work, 42) for _ in range(6)))
    assert len({person.id for person in registered}) == 1


async def test_a_visitor_who_registers_acts_under_that_name(work: Work) -> None:
    async with work.begin(VISITOR) as uow:
        person = await people.register(uow, telegram_id=42, name="Zoé\x00\nPetit", language="fr")
        assert (uow.actor.person_id, uow.actor.name) == (person.id, "Zoé Petit")


async def test_the_clock_registers_people_without_becoming_them(work: Work) -> None:
    async with work.begin(SYSTEM) as uow:
        await people.register(uow, telegram_id=42, name="", language="")
        assert uow.actor == SYSTEM
    assert (await _recognised(work, 42)).actor.name == "42"


@pytest.mark.parametrize(
    ("role", "customer_id"), [(Role.VISITOR, None), (Role.SYSTEM, None), (Role.CUSTOMER, None), (Role.SALES, 3)]
)
async def test_some_roles_cannot_be_given(work: Work, role: Role, customer_id: int | None) -> None:
    owner = await an_owner(work)
    person = await _registered(work, 42)
    async with work.begin(owner) as uow:
        with pytest.raises(RoleWrong):
            await people.join(uow, person_id=person.id, role=role, customer_id=customer_id)


async def test_nobody_joins_who_is_not_registered(work: Work) -> None:
    async with work.begin(await an_owner(work)) as uow:
        with pytest.raises(NotFound):
            await people.join(uow, person_id=999_999, role=Role.SALES)


async def test_only_the_owner_gives_roles(work: Work) -> None:
    owner = await an_owner(work)
    assert owner.company_id is not None
    person = await _registered(work, 42)
    for role in set(Role) - {Role.OWNER, Role.SYSTEM}:
        async with work.begin(Actor(role, "X", company_id=owner.company_id)) as uow:
            with pytest.raises(NotAllowed):
                await people.join(uow, person_id=person.id, role=Role.OWNER)


async def test_joining_again_changes_the_role_and_repeating_it_changes_nothing(work: Work) -> None:
    owner = await an_owner(work)
    person = await _registered(work, 42)
    for role in (Role.SALES, Role.SALES, Role.MANAGER):
        async with work.begin(owner) as uow:
            await people.join(uow, person_id=person.id, role=role)
    async with work.read(owner) as db:
        roles = (await db.session.scalars(select(Member.role).where(Member.person_id == person.id))).all()
        facts = (await db.session.scalars(select(Entry.facts).where(Entry.kind == "MemberJoined"))).all()
    assert roles == [Role.MANAGER]
    assert [fact["role"] for fact in facts] == ["sales", "manager"]


async def test_whoever_blocked_the_bot_is_unreachable_until_they_write(work: Work) -> None:
    person = await _registered(work, 42)
    async with work.begin(SYSTEM) as uow:
        await people.unreachable(uow, 42)
    assert (await _recognised(work, 42)).unreachable
    async with work.begin(SYSTEM) as uow:
        await people.reachable(uow, 42)
    assert await _recognised(work, 42) == Known(person.id, Actor(Role.VISITOR, "Zoé Petit", person.id, source="5:7"))


async def test_two_companies_do_not_see_each_others_members(work: Work) -> None:
    one, other = await two_companies(work)
    assert one.company_id is not None
    sales = await a_member(work, one.company_id)
    async with work.read(other) as db:
        seen = (await db.session.scalars(select(Member.person_id))).all()
    assert seen == [other.person_id]
    assert sales.person_id not in seen
