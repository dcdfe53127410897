"""Persons: who is writing, which company is in view, what they are there."""

from dataclasses import dataclass, replace

from sqlalchemy import BigInteger, and_, bindparam, func, select, update
from sqlalchemy.engine import Row
from sqlalchemy.ext.asyncio import AsyncSession

from core.company.companies import read
from core.company.models import Company, Member, Person
from core.company.seats import seat
from core.db.scope import ALL_COMPANIES
from core.db.upsert import inserting
from core.kernel.typed import line
from core.permissions import Actor, Permission, Role, requires
from core.uow import UnitOfWork


@dataclass(frozen=True, slots=True)
class Known:
    """Who is writing. `person_id` None: never registered. A visitor has no company: `company` is empty.

    `unreachable`: had blocked the bot; whoever writes again is reachable again.
    """

    person_id: int | None
    actor: Actor
    company: str = ""
    demo: bool = False
    unreachable: bool = False


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
    if row.role is None:
        visitor = Actor(Role.VISITOR, row.person, row.id, language=row.language, source=source)
        return Known(row.id, visitor, unreachable=row.unreachable_since is not None)
    return Known(row.id, _actor(row, source), row.company, row.demo, row.unreachable_since is not None)


@requires(Permission.PERSON_REGISTER)
async def register(uow: UnitOfWork, *, telegram_id: int, name: str, language: str) -> Person:
    """Know this Telegram account by its name and language; the same person when known already, with the new name.

    An unregistered visitor acts as that person from here on.
    """
    told = {"name": _name(name, telegram_id), "language": line("language", language, longest=10) or "fr"}
    insert = inserting(uow.session, Person, telegram_id=telegram_id, created_at=uow.now, **told)
    upsert = insert.on_conflict_do_update(index_elements=[Person.telegram_id], set_=told).returning(Person)
    person = (await uow.session.scalars(upsert, execution_options={"populate_existing": True})).one()
    if uow.actor.role is Role.VISITOR and uow.actor.person_id is None:
        uow.actor = replace(uow.actor, person_id=person.id, name=person.name, language=person.language)
    return person


@requires(Permission.MEMBERS_WRITE)
async def join(uow: UnitOfWork, *, person_id: int, role: Role, customer_id: int | None = None) -> Member:
    """Give somebody a role in the actor's company, which comes into their view. Raises RoleWrong, NotFound."""
    company = await read(uow)
    return await seat(uow, company, person_id=person_id, role=role, customer_id=customer_id)


@requires(Permission.UPKEEP)
async def unreachable(uow: UnitOfWork, telegram_id: int) -> None:
    """They have blocked the bot: nothing is sent to them until they write again."""
    await uow.session.execute(
        update(Person)
        .where(Person.telegram_id == telegram_id, Person.unreachable_since.is_(None))
        .values(unreachable_since=uow.now)
    )


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
        Company.name.label("company"),
        Company.demo,
        Company.zone,
    )
    .outerjoin(Company, Company.id == func.coalesce(bindparam("asked_company", type_=BigInteger), Person.company_id))
    .outerjoin(Member, and_(Member.company_id == Company.id, Member.person_id == Person.id, Member.active.is_(True)))
    .where(Person.telegram_id == bindparam("asked_person"))
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
    )


def _name(name: str, telegram_id: int) -> str:
    return line("name", name[:200], longest=200) or str(telegram_id)
