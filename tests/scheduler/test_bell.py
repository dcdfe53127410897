"""Alarms ring at their moment, once, and what they bring about is written with them."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import event

from core.agenda import items, ringing
from core.agenda.items import Wanted, When
from core.agenda.models import AgendaKind
from core.alarms import alarms
from core.alarms.models import Alarm
from core.permissions import SYSTEM, Actor
from core.uow import UnitOfWork, Work
from scheduler.bell import Bell, seconds_until
from scheduler.reactions import REACTIONS
from tests.clockwork import pass_days, told
from tests.companies import SettableClock, an_owner

_Reaction = Callable[[UnitOfWork, Alarm], Awaitable[None]]


@pytest.fixture
def rung(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The facts of the alarms of kind "test" that rang."""
    heard: list[int] = []

    async def hear(uow: UnitOfWork, alarm: Alarm) -> None:
        heard.append(alarm.facts["n"])

    monkeypatch.setitem(REACTIONS, "test", hear)
    return heard


async def _set(work: Work, actor: Actor, n: int, due_at: datetime) -> None:
    async with work.begin(replace(SYSTEM, company_id=actor.company_id)) as uow:
        await alarms.set_alarm(uow, kind="test", about="test:1", key=f"test:{n}", due_at=due_at, facts={"n": n})


async def test_the_same_occasion_rings_once_whoever_sets_it(work: Work, clock: SettableClock, rung: list[int]) -> None:
    owner = await an_owner(work)
    for _again in range(3):
        await _set(work, owner, 1, clock() + timedelta(minutes=5))
    await pass_days(work, clock, 1)
    await _set(work, owner, 1, clock() - timedelta(days=2))
    await pass_days(work, clock, 1)
    assert rung == [1]


async def test_several_that_ring_together_ring_once_each(work: Work, clock: SettableClock, rung: list[int]) -> None:
    """Two processes that both think that they lead."""
    owner = await an_owner(work)
    for n in range(30):
        await _set(work, owner, n, clock())
    await asyncio.gather(*(Bell(work).ring() for _process in range(3)))
    while await Bell(work).ring():
        pass
    assert sorted(rung) == list(range(30))


async def test_what_fails_is_tried_again_and_keeps_nobody_else(
    work: Work, clock: SettableClock, rung: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    owner = await an_owner(work)
    tries: list[datetime] = []

    async def fail(uow: UnitOfWork, alarm: Alarm) -> None:
        tries.append(uow.now)
        raise RuntimeError("a fault of ours")

    monkeypatch.setitem(REACTIONS, "fails", fail)
    async with work.begin(replace(SYSTEM, company_id=owner.company_id)) as uow:
        await alarms.set_alarm(uow, kind="fails", about="x:1", key="fails", due_at=uow.now, facts={})
    await _set(work, owner, 1, clock())
    await pass_days(work, clock, 2)
    assert rung == [1]
    assert len(tries) == alarms.MOST_TRIES
    async with work.database.reading() as session:
        assert await alarms.waiting(session) == 0, "it is given up"
    assert all(later > before for before, later in pairwise(tries))


async def test_a_crash_in_the_middle_leaves_nothing_behind(
    work: Work, clock: SettableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner = await an_owner(work)
    async with work.begin(owner) as uow:
        await items.create(uow, Wanted(kind=AgendaKind.REMINDER, text="x", when=When(None, 10 * 60, "daily")))
    clock.advance(hours=2)
    reaction = REACTIONS[ringing.RING]

    async def killed(uow: UnitOfWork, alarm: Alarm) -> None:
        await reaction(uow, alarm)
        raise asyncio.CancelledError

    monkeypatch.setitem(REACTIONS, ringing.RING, killed)
    with suppress(asyncio.CancelledError):
        await Bell(work).ring()
    assert await told(work) == []
    monkeypatch.setitem(REACTIONS, ringing.RING, reaction)
    await Bell(work).ring()
    assert len(await told(work)) == 1


async def test_it_sleeps_until_the_next_one_and_wakes_for_an_earlier(work: Work) -> None:
    """In real time: within a second of its moment, without looking again and again."""
    work = replace(work, clock=Work(work.database).clock)
    owner = await an_owner(work)
    heard: list[float] = []
    looked = 0

    async def hear(uow: UnitOfWork, alarm: Alarm) -> None:
        heard.append(time.monotonic())

    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(REACTIONS, "test", hear)
        bell = Bell(work)
        work.listeners.append(bell.heard)
        async with _running(bell):
            await asyncio.sleep(0.3)

            def count(*_about: Any) -> None:
                nonlocal looked
                looked += 1

            event.listen(work.database.engine.sync_engine, "after_cursor_execute", count)
            begun = time.monotonic()
            await _set(work, owner, 1, work.clock() + timedelta(seconds=1))
            after_setting = looked
            await asyncio.sleep(0.7)
            idle = looked - after_setting
            await asyncio.sleep(0.8)
            event.remove(work.database.engine.sync_engine, "after_cursor_execute", count)
    assert len(heard) == 1
    assert 0.9 <= heard[0] - begun < 2
    assert idle <= 6, "it looks once when it is woken, not each moment"


async def test_the_next_one_is_found_at_once_however_many_there_are(work: Work, clock: SettableClock) -> None:
    owner = await an_owner(work)
    await _set(work, owner, 1, clock() + timedelta(days=1))
    seen: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        seen.append(statement)

    event.listen(work.database.engine.sync_engine, "after_cursor_execute", note)
    try:
        assert await Bell(work).ring() == 0
    finally:
        event.remove(work.database.engine.sync_engine, "after_cursor_execute", note)
    assert len([one for one in seen if "alarm" in one]) == 1


@given(st.integers(-(10**6), 10**6))
def test_it_never_sleeps_less_than_nothing_nor_for_long(seconds: int) -> None:
    now = datetime.fromisoformat("2026-11-23T09:00:00+00:00")
    assert 0 <= seconds_until(now + timedelta(seconds=seconds), now) <= 60


@asynccontextmanager
async def _running(bell: Bell) -> Any:
    task = asyncio.create_task(bell.run())
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
