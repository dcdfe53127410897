"""Companies and people for the tests, and the clock that they set."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any, Final
from zoneinfo import ZoneInfo

from core.company.models import Company, Member, Person
from core.permissions import SYSTEM, Actor, Role
from core.uow import Work

# What the law wants to read of a company on its invoices.
SELLER: Final[dict[str, Any]] = {
    "street": "12 rue des Tests",
    "zip": "69003",
    "city": "Lyon",
    "siren": "732829320",
    "vat_number": "FR44732829320",
}
_telegram_ids = count(7_000_000_001)


@dataclass
class SettableClock:
    """A clock that stands still until it is moved."""

    now: datetime = datetime(2026, 11, 23, 9, tzinfo=ZoneInfo("Europe/Paris"))

    def __call__(self) -> datetime:
        return self.now.astimezone(UTC)

    def advance(self, **duration: float) -> None:
        """`advance(days=1, hours=2)`"""
        self.now += timedelta(**duration)


async def an_owner(work: Work, *, company: str = "Menuiserie Dupont", name: str = "Marie Dupont") -> Actor:
    """The owner of a new company."""
    async with work.begin(SYSTEM) as uow:
        founded = Company(name=company, created_at=uow.now, **SELLER)
        uow.session.add(founded)
        await uow.session.flush()
    return await a_member(work, founded.id, role=Role.OWNER, name=name)


async def a_member(work: Work, company_id: int, *, role: Role = Role.SALES, name: str = "Karim Benali") -> Actor:
    """Somebody with this role in an existing company."""
    async with work.begin(replace(SYSTEM, company_id=company_id)) as uow:
        person = Person(telegram_id=next(_telegram_ids), name=name, company_id=company_id, created_at=uow.now)
        uow.session.add(person)
        await uow.session.flush()
        uow.session.add(Member(person_id=person.id, role=role, created_at=uow.now))
    return Actor(role, name, person_id=person.id, company_id=company_id, source="1:1")


async def two_companies(work: Work) -> tuple[Actor, Actor]:
    """The owners of two companies that must never see each other."""
    return (
        await an_owner(work, company="Menuiserie Dupont", name="Marie Dupont"),
        await an_owner(work, company="Plomberie Martin", name="Paul Martin"),
    )
