"""The journal keeps what happened, as it happened: the databases themselves refuse to change it."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import ClassVar

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError

from core.history import history, open_to_readers
from core.journal import Entry, Fact
from core.kernel.errors import NotAllowed
from core.permissions import Actor, Role
from core.uow import Reader, Work
from tests.companies import SettableClock, a_member, an_owner, two_companies


@dataclass(frozen=True, slots=True)
class ThingWeighed(Fact):
    subject: ClassVar[str] = "thing"
    weight: Decimal
    on: date
    parts: tuple[Decimal, ...] = ()


async def _anybody_reads(db: Reader, thing_id: int) -> None:
    """Things are no rows: whoever asks may read them."""


open_to_readers("thing", _anybody_reads)


async def weigh(work: Work, owner: Actor, weight: str, *, thing: int = 1) -> None:
    async with work.begin(owner) as uow:
        uow.record(ThingWeighed(thing, Decimal(weight), uow.today, (Decimal("0.5"),)))


async def test_an_entry_says_who_when_from_which_message_and_what(work: Work) -> None:
    owner = await an_owner(work)
    await weigh(work, owner, "1.250")
    async with work.read(owner) as db:
        (entry,) = await history(db, "thing", 1)
        assert (entry.actor, entry.source) == (owner.name, owner.source)
        assert (entry.kind, entry.at) == ("ThingWeighed", db.now)
    assert entry.facts == {"weight": "1.250", "on": "2026-11-23", "parts": ["0.5"]}


async def test_history_gives_the_newest_facts_oldest_first(work: Work, clock: SettableClock) -> None:
    owner = await an_owner(work)
    for weight in ("1", "2", "3"):
        await weigh(work, owner, weight)
        clock.advance(minutes=1)
    await weigh(work, owner, "9", thing=2)
    async with work.read(owner) as db:
        entries = await history(db, "thing", 1, limit=2)
    assert [entry.facts["weight"] for entry in entries] == ["2", "3"]


async def test_history_is_for_those_who_may_read_it(work: Work) -> None:
    owner = await an_owner(work)
    assert owner.company_id is not None
    storekeeper = await a_member(work, owner.company_id, role=Role.STOREKEEPER)
    with pytest.raises(NotAllowed):
        async with work.read(storekeeper) as db:
            await history(db, "thing", 1)


async def test_a_company_does_not_see_the_history_of_another(work: Work) -> None:
    first, second = await two_companies(work)
    await weigh(work, first, "1")
    async with work.read(second) as db:
        assert await history(db, "thing", 1) == []


@pytest.mark.parametrize("change", ["UPDATE journal SET actor = 'somebody else'", "DELETE FROM journal"])
async def test_the_database_refuses_to_change_the_journal(work: Work, change: str) -> None:
    owner = await an_owner(work)
    await weigh(work, owner, "1")
    with pytest.raises(DBAPIError, match="append-only"):
        async with work.begin(owner) as uow:
            await uow.session.execute(text(change))
    async with work.read(owner) as db:
        assert await db.session.scalar(select(func.count()).select_from(Entry).where(Entry.actor == owner.name)) == 1


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_postgresql_refuses_to_empty_the_journal(work: Work) -> None:
    with pytest.raises(DBAPIError, match="append-only"):
        async with work.begin(await an_owner(work)) as uow:
            await uow.session.execute(text("TRUNCATE journal"))
