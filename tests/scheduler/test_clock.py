"""The cron table: what was missed while nothing ran is caught up once."""

from datetime import datetime, timedelta

from core.alarms.runs import last_runs
from core.permissions import Actor
from core.uow import Work
from scheduler.clock import Job, catch_up, run_job
from tests.companies import SettableClock


def _job(ran: list[datetime]) -> Job:
    async def run(work: Work, actor: Actor) -> None:
        ran.append(work.clock())

    return Job("nightly", "30 2 * * *", run)


async def test_a_job_that_has_never_run_has_missed_nothing(work: Work) -> None:
    ran: list[datetime] = []
    assert await catch_up(work, [_job(ran)]) == []
    assert ran == []


async def test_what_was_missed_runs_once_however_long_nothing_ran(work: Work, clock: SettableClock) -> None:
    ran: list[datetime] = []
    job = _job(ran)
    await run_job(work, job)
    clock.advance(hours=2)
    assert await catch_up(work, [job]) == [], "its hour has not come again"
    clock.advance(days=20)
    assert await catch_up(work, [job]) == ["nightly"]
    assert len(ran) == 2
    assert await catch_up(work, [job]) == []
    assert (await last_runs(work))["nightly"] == clock()


async def test_it_is_due_by_its_own_hour(work: Work, clock: SettableClock) -> None:
    ran: list[datetime] = []
    job = _job(ran)
    await run_job(work, job)  # at 8:00 UTC
    clock.advance(hours=18)  # 2:00
    assert await catch_up(work, [job]) == []
    clock.advance(minutes=30)
    assert await catch_up(work, [job]) == ["nightly"]
    assert ran[-1] - ran[0] == timedelta(hours=18, minutes=30)
