"""Persons: who is writing, which company is in view, what they are there."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy import BigInteger, and_, bindparam, func, select, update
from sqlalchemy.engine import Row
from sqlalchemy.ext.asyncio import AsyncSession

from core.company.companies import read
from core.company.models import Company, Member, Person
from core.company.seats import act_as, enter, expect_own, permissions_in, seat
from core.db.engine import scope
from core.db.scope import ALL_COMPANIES
from core.db.upsert import inserting
from core.i18n import LANGUAGES
from core.kernel.errors import Invalid, NotFound
from core.kernel.typed import line
from core.permissions import Actor, Permission, Role, requires
from core.uow import Reader, UnitOfWork


@dataclass(frozen=True, slots=True)
class Known:
    """Who is writing. `person_id` None: never registered. A visitor has no company: `company` is empty.

    `unreachable`: had blocked the bot; whoever writes again is reachable again. `ended_in`: the company in view, or the
    one of the button, in which this person no longer has a seat.
    """

    person_id: int | None
    actor: Actor
    company: str = ""
    demo: bool = False
    unreachable: bool = False
    ended_in: int | None = None


async def recognise(
    session: AsyncSession,
    *,
    telegram_id: int,
    name: str,
    language: str,
    source: str = "",
    company_id: int | None = None,
) -> Known:
    """Who this Telegram account is, in one statement; for the gate, before there is an actor.

    `company_id` is the company of the button that was tapped; without it, the one in the person's view. Somebody
    unknown, of no company or no longer active there is a visitor, with the name and language Telegram tells.
    """
    who = {"asked_company": company_id, "asked_person": telegram_id}
    row = (await session.execute(_WHO, who)).one_or_none()
    if row is None:
        return Known(None, Actor(Role.VISITOR, name, language=language, source=source))
    if not row.active:
        visitor = Actor(Role.VISITOR, row.person, row.id, language=row.language, source=source)
        ended_in = None if row.role is None else row.company_id
        return Known(row.id, visitor, unreachable=row.unreachable_since is not None, ended_in=ended_in)
    return Known(row.id, _actor(row, source), row.company, row.demo, row.unreachable_since is not None)


@requires(Permission.PERSON_REGISTER)
async def register(uow: UnitOfWork, *, telegram_id: int, name: str, language: str) -> Person:
    """Know this Telegram account by its name and language; the same person when known already, with the new name.

    The language is Telegram's at first, and then the person's own choice, see `speak`.

    An unregistered visitor acts as that person from here on.
    """
    named, spoken = _name(name, telegram_id), line("language", language, longest=10) or "fr"
    facts = {"telegram_id": telegram_id, "name": named, "language": spoken, "created_at": uow.now}
    insert = inserting(uow.session, Person, **facts)
    upsert = insert.on_conflict_do_update(index_elements=[Person.telegram_id], set_={"name": named}).returning(Person)
    person = (await uow.session.scalars(upsert, execution_options={"populate_existing": True})).one()
    if uow.actor.role is Role.VISITOR and uow.actor.person_id is None:
        uow.actor = replace(uow.actor, person_id=person.id, name=person.name, language=person.language)
    return person


@requires(Permission.PERSON_REGISTER)
async def speak(uow: UnitOfWork, language: str) -> None:
    """Talk to the actor in this language from now on, whatever Telegram says. Raises Invalid."""
    if language not in LANGUAGES:
        raise Invalid("language", language)
    await uow.session.execute(update(Person).where(Person.id == uow.actor.person_id).values(language=language))
    uow.actor = replace(uow.actor, language=language)


@dataclass(frozen=True, slots=True)
class Place:
    """A company where the person has a seat."""

    company_id: int
    company: str
    demo: bool
    role: Role


@requires(Permission.PERSON_REGISTER)
async def seats(db: Reader) -> Sequence[Place]:
    """The companies where the actor is somebody, by name."""
    await scope(db.session, None)  # row-level security too lets the other companies be seen, for this statement
    rows = (await db.session.execute(_PLACES, {"person": db.actor.person_id})).all()
    await scope(db.session, db.actor.company_id)
    return [Place(row.id, row.name, row.demo, row.role) for row in rows]


@requires(Permission.PERSON_REGISTER)
async def switch(uow: UnitOfWork, company_id: int) -> Company:
    """Put another of the actor's companies into his view; he acts there from here on. Raises NotFound."""
    company = await uow.session.get(Company, company_id)
    if company is None or uow.actor.person_id is None:
        raise NotFound("company", company_id)
    await enter(uow, company)
    mine = select(Member).where(Member.person_id == uow.actor.person_id, Member.active.is_(True))
    member = await uow.session.scalar(mine)
    if member is None:
        raise NotFound("company", company_id)
    act_as(uow, member)
    in_view = update(Person).where(Person.id == uow.actor.person_id).values(company_id=company.id)
    await uow.session.execute(in_view)
    return company


@requires(Permission.MEMBERS_WRITE)
async def join(uow: UnitOfWork, *, person_id: int, role: Role, customer_id: int | None = None) -> Member:
    """Give somebody a role in the actor's company, which comes into their view.

    Raises RoleWrong, RightNotOwn, NotFound.
    """
    if role is not Role.CUSTOMER:
        expect_own(uow.actor, role)
    company = await read(uow)
    return await seat(uow, company, person_id=person_id, role=role, customer_id=customer_id)


@requires(Permission.UPKEEP)
async def unreachable(uow: UnitOfWork, telegram_id: int) -> int | None:
    """They have blocked the bot: nothing is sent to them until they write again.

    Returns the person's id; None when nobody has this account, or it was known.
    """
    gone: int | None = await uow.session.scalar(
        update(Person)
        .where(Person.telegram_id == telegram_id, Person.unreachable_since.is_(None))
        .values(unreachable_since=uow.now)
        .returning(Person.id)
    )
    return gone


@requires(Permission.UPKEEP)
async def reachable(uow: UnitOfWork, telegram_id: int) -> None:
    """They write again."""
    await uow.session.execute(update(Person).where(Person.telegram_id == telegram_id).values(unreachable_since=None))


_WHO = (
    select(
        Person.id,
        Person.name.label("person"),
        Person.language,
        Company.id.label("company_id"),
        Person.unreachable_since,
        Member.role,
        Member.customer_id,
        Member.active,
        Member.grants,
        Member.refusals,
        Company.name.label("company"),
        Company.demo,
        Company.zone,
    )
    .outerjoin(Company, Company.id == func.coalesce(bindparam("asked_company", type_=BigInteger), Person.company_id))
    .outerjoin(Member, and_(Member.company_id == Company.id, Member.person_id == Person.id))
    .where(Person.telegram_id == bindparam("asked_person"))
    .execution_options(**{ALL_COMPANIES: True})
)


_PLACES = (
    select(Company.id, Company.name, Company.demo, Member.role)
    .join(Member, Member.company_id == Company.id)
    .where(Member.person_id == bindparam("person"), Member.active.is_(True))
    .order_by(Company.name, Company.id)
    .execution_options(**{ALL_COMPANIES: True})
)


def _actor(row: Row[*tuple[object, ...]], source: str) -> Actor:
    return Actor(
        role=row.role,
        name=row.person,
        person_id=row.id,
        company_id=row.company_id,
        customer_id=row.customer_id,
        zone=row.zone,
        language=row.language,
        source=source,
        grants=permissions_in(row.grants),
        refusals=permissions_in(row.refusals),
    )


def _name(name: str, telegram_id: int) -> str:
    return line("name", name[:200], longest=200) or str(telegram_id)
