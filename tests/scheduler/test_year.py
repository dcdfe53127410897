"""A whole year passes: every day has its reminder, both changes of the clocks, and the program dies at any moment."""

import random
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from core.agenda import items, ringing
from core.agenda.items import Wanted, When
from core.agenda.models import AgendaItem, AgendaKind
from core.alarms import alarms
from core.notices.models import Notice
from core.permissions import Actor
from core.uow import Work
from scheduler.bell import Bell
from scheduler.reactions import REACTIONS
from tests.companies import SettableClock, an_owner

PARIS = ZoneInfo("Europe/Paris")
YEAR = datetime(2027, 1, 1, 12, tzinfo=PARIS)


class _Killed(BaseException):
    """The program is gone."""


async def _every(work: Work, owner: Actor, recurrence: str, at: int) -> None:
    async with work.begin(owner) as uow:
        await items.create(uow, Wanted(kind=AgendaKind.REMINDER, text=recurrence, when=When(None, at, recurrence)))


async def _live(work: Work, clock: SettableClock, until: datetime, dice: random.Random) -> int:
    """Ring each alarm at its moment; now and then the program dies before it commits, or is away for hours."""
    deaths = 0
    while True:
        async with work.database.reading() as session:
            moment = await alarms.next_moment(session)
        if moment is None or moment > until:
            return deaths
        clock.now = max(clock.now, moment)
        if dice.random() < 0.1:  # away, and started again later
            clock.advance(minutes=dice.randrange(1, 200))
        try:
            await Bell(work).ring()
        except _Killed:
            deaths += 1


async def test_a_year_of_reminders_with_restarts_at_random_moments(
    work: Work, clock: SettableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock.now = YEAR
    owner = await an_owner(work)
    await _every(work, owner, "daily", 2 * 60 + 30)  # an hour that one night has not, and another has twice
    await _every(work, owner, "weekly:MO", 8 * 60)
    await _every(work, owner, "monthly:31", 18 * 60)
    dice = random.Random(2027)
    reaction = REACTIONS[ringing.RING]

    async def dies_now_and_then(uow: object, alarm: object) -> None:
        await reaction(uow, alarm)  # type: ignore[arg-type]
        if dice.random() < 0.05:
            raise _Killed

    monkeypatch.setitem(REACTIONS, ringing.RING, dies_now_and_then)
    deaths = await _live(work, clock, YEAR + timedelta(days=365), dice)
    assert deaths > 5
    async with work.read(owner) as db:
        rung = (await db.session.scalars(select(AgendaItem).where(AgendaItem.rung_at.is_not(None)))).all()
        told = (await db.session.scalars(select(Notice.key))).all()
    days: dict[str, Counter[date]] = {"daily": Counter(), "weekly:MO": Counter(), "monthly:31": Counter()}
    for item in rung:
        assert item.day is not None
        days[item.text][item.day] += 1
    assert len(told) == len(set(told)) == len(rung), "each is told once"
    assert all(count == 1 for counted in days.values() for count in counted.values())
    first, last = date(2027, 1, 2), date(2028, 1, 1)
    assert set(days["daily"]) == {first + timedelta(days=n) for n in range((last - first).days + 1)}
    assert all(day.weekday() == 0 for day in days["weekly:MO"])
    assert len(days["weekly:MO"]) == 52
    assert sorted(day.month for day in days["monthly:31"]) == list(range(1, 13))
    nights = {item.day: item.rings_at for item in rung if item.text == "daily"}
    assert nights[date(2027, 3, 28)] == datetime(2027, 3, 28, 1, 30, tzinfo=UTC), "02:30 is 03:30 that night"
    assert nights[date(2027, 10, 31)] == datetime(2027, 10, 31, 0, 30, tzinfo=UTC), "the first 02:30 of two"
    assert nights[date(2027, 3, 29)] == datetime(2027, 3, 29, 0, 30, tzinfo=UTC)
