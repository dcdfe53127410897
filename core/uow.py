"""One business transaction: who acts, when, on which company's rows, and what happened."""

from collections.abc import AsyncIterator, Awaitable, Callable, Set
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from core.db import Database
from core.db.appending import append
from core.db.savepoint import savepoint
from core.journal import Entry, Fact, entry
from core.permissions import Actor

Clock = Callable[[], datetime]
Follow = Callable[["UnitOfWork"], Awaitable[None]]
Listener = Callable[[dict[str, Any]], None]

_FOLLOWERS: Final[list[Follow]] = []


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

    `facts` are those recorded until now, in their order.
    """

    facts: list[Fact] = field(default_factory=list)

    @property
    def changed(self) -> Set[tuple[str, int]]:
        """The objects of the facts: their kinds and ids."""
        return {(fact.subject, fact.id) for fact in self.facts}

    @asynccontextmanager
    async def attempt(self) -> AsyncIterator[None]:
        """What is refused within leaves nothing behind, neither rows nor facts; what was before it stays."""
        before = len(self.facts)
        try:
            async with savepoint(self.session):
                yield
        except BaseException:
            del self.facts[before:]
            raise

    def record(self, fact: Fact) -> None:
        """Write a fact down in the journal, in this transaction."""
        self.facts.append(fact)
        append(self.session, Entry, entry(fact, at=self.now, actor=self.actor))


@dataclass(frozen=True)
class Work:
    """The two doors to the database; the clock is the only one there is, and tests set it."""

    database: Database
    clock: Clock = system_clock
    listeners: list[Listener] = field(default_factory=list)  # hear what a transaction left behind, once it is committed

    @asynccontextmanager
    async def read(self, actor: Actor) -> AsyncIterator[Reader]:
        async with self.database.reading(actor.company_id) as session:
            yield Reader(session, actor, self.clock())

    @asynccontextmanager
    async def begin(self, actor: Actor) -> AsyncIterator[UnitOfWork]:
        async with self.database.writing(actor.company_id) as session:
            uow = UnitOfWork(session, actor, self.clock())
            yield uow
            for follow in _FOLLOWERS:
                await follow(uow)
        for listen in self.listeners:
            listen(session.info)


def follow_facts(follow: Follow) -> None:
    """Have `follow` called when a unit of work is done and not committed yet: what its facts bring about in rooms that
    those who recorded them do not know."""
    _FOLLOWERS.append(follow)
