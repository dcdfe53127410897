"""One business transaction: who acts, when, on which company's rows, and what happened."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from core.db import Database
from core.journal import Fact, entry
from core.permissions import Actor

Clock = Callable[[], datetime]


def system_clock() -> datetime:
    return datetime.now(UTC)


@dataclass(slots=True)
class Reader:
    """Reads for one actor; `now` is in UTC, `today` is the day in the company's zone."""

    session: AsyncSession
    actor: Actor
    now: datetime

    @property
    def today(self) -> date:
        return self.local(self.now).date()

    def local(self, moment: datetime) -> datetime:
        """The moment as the company's clocks show it."""
        return moment.astimezone(ZoneInfo(self.actor.zone))


@dataclass(slots=True)
class UnitOfWork(Reader):
    """Writes for one actor: all of it or nothing, committed by whoever opened it, never by a use case.

    `changed` are the objects of the facts recorded until now: their kinds and ids.
    """

    changed: set[tuple[str, int]] = field(default_factory=set)

    def record(self, fact: Fact) -> None:
        """Write a fact down in the journal, in this transaction."""
        self.changed.add((fact.subject, fact.id))
        self.session.add(entry(fact, at=self.now, actor=self.actor))


@dataclass(frozen=True)
class Work:
    """The two doors to the database; the clock is the only one there is, and tests set it."""

    database: Database
    clock: Clock = system_clock

    @asynccontextmanager
    async def read(self, actor: Actor) -> AsyncIterator[Reader]:
        async with self.database.reading(actor.company_id) as session:
            yield Reader(session, actor, self.clock())

    @asynccontextmanager
    async def begin(self, actor: Actor) -> AsyncIterator[UnitOfWork]:
        async with self.database.writing(actor.company_id) as session:
            yield UnitOfWork(session, actor, self.clock())
