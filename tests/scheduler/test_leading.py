"""Of several processes on one PostgreSQL one keeps the clock; when it is gone, another does."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text

from core.alarms import alarms
from core.alarms.models import Alarm
from core.db import connect
from core.permissions import SYSTEM
from core.uow import UnitOfWork, Work
from scheduler.bell import Bell
from scheduler.leading import lead
from scheduler.reactions import REACTIONS
from tests.companies import an_owner

_KEEPERS = text(
    "SELECT pid FROM pg_locks JOIN pg_database ON pg_database.oid = pg_locks.database"
    " WHERE datname = current_database() AND locktype = 'advisory' AND granted AND objid = :key"
)  # other databases of the server have leaders of their own
_LOCK = 0x636C6F636B & 0xFFFFFFFF


@pytest.fixture
def rung(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    heard: list[int] = []

    async def hear(uow: UnitOfWork, alarm: Alarm) -> None:
        heard.append(alarm.facts["n"])

    monkeypatch.setitem(REACTIONS, "test", hear)
    return heard


@asynccontextmanager
async def _process(url: str) -> AsyncIterator[Work]:
    """Another process as far as the database can tell: connections of its own."""
    database = connect(url)
    work = Work(database)
    bell = Bell(work)
    leading = asyncio.create_task(lead(database, bell.run, bell.wake))
    try:
        yield work
    finally:
        leading.cancel()
        with suppress(asyncio.CancelledError):
            await leading
        await database.close()


async def _set(work: Work, company_id: int, n: int, seconds: float = 0) -> None:
    async with work.begin(replace(SYSTEM, company_id=company_id)) as uow:
        due_at = uow.now + timedelta(seconds=seconds)
        await alarms.set_alarm(uow, kind="test", about="test:1", key=f"test:{n}", due_at=due_at, facts={"n": n})


async def _until(rung: list[int], many: int) -> None:
    async with asyncio.timeout(15):
        while len(rung) < many:
            await asyncio.sleep(0.02)


async def test_one_leads_hears_of_alarms_of_others_and_another_takes_over(postgresql_url: str, rung: list[int]) -> None:
    async with _process(postgresql_url) as one, _process(postgresql_url), _process(postgresql_url) as third:
        owner = await an_owner(one)
        company = owner.company_id or 0
        await _set(one, company, 0)
        await _until(rung, 1)
        began = asyncio.get_running_loop().time()
        await _set(third, company, 1)  # whoever leads sleeps a minute unless it is told
        await _until(rung, 2)
        assert asyncio.get_running_loop().time() - began < 2
        async with one.database.engine.connect() as connection:
            keepers = (await connection.execute(_KEEPERS, {"key": _LOCK})).scalars().all()
            assert len(keepers) == 1, "one leads"
            await connection.execute(text("SELECT pg_terminate_backend(:pid)"), {"pid": keepers[0]})
        for n in range(2, 12):
            await _set(third, company, n)
        await _until(rung, 12)
        await asyncio.sleep(0.3)
    assert sorted(rung) == list(range(12)), "each once"


async def test_the_only_process_of_an_embedded_database_leads(sqlite_url: str, rung: list[int]) -> None:
    async with _process(sqlite_url) as work:
        owner = await an_owner(work)
        await _set(work, owner.company_id or 0, 0)
        await asyncio.sleep(0)
    async with _process(sqlite_url):
        await _until(rung, 1)
    assert rung == [0], "once, whichever of the two heard it"
