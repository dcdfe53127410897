"""Time that passes in a test: the clock is set to each moment at which something is due, and what is due is run."""

from datetime import datetime, timedelta

from core.alarms import alarms
from core.notices import notices
from core.uow import Work
from scheduler.bell import Bell
from tests.companies import SettableClock


async def pass_time(work: Work, clock: SettableClock, *, until: datetime) -> list[datetime]:
    """Ring every alarm up to that moment, each at its own; returns the moments."""
    bell, rung = Bell(work), []
    while True:
        async with work.database.reading() as session:
            moment = await alarms.next_moment(session)
        if moment is None or moment > until:
            break
        clock.now = max(clock.now, moment)
        if await bell.ring():
            rung.append(clock.now)
    clock.now = max(clock.now, until)
    return rung


async def pass_days(work: Work, clock: SettableClock, days: float) -> list[datetime]:
    return await pass_time(work, clock, until=clock.now + timedelta(days=days))


async def told(work: Work) -> list[tuple[int, str, str]]:
    """What is due to be said and was not said in this test before: whom to, what, and the news in it."""
    async with work.database.writing() as session:
        due = await notices.due(session, work.clock(), limit=1000)
        await notices.mark_said(session, [one.id for one in due], work.clock())
    return [(one.person_id, one.kind, one.facts.get("what", "")) for one in due]
