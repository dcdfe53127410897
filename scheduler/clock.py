"""The cron table, in memory: what is due is computed from rows at each run, nothing is lost with the process.

When a job has last run is a row: what was missed while nothing ran is caught up once at the next start. Alarms (what is
due at a moment of its own) are rung beside it, see `bell`. One process does both, see `leading`.
"""

import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.cron import CronTrigger

from core.alarms import alarms
from core.alarms.runs import last_runs, ran_job
from core.audit import closings, verifying
from core.audit.archive import making
from core.audit.archive.printing import Press
from core.dunning import daily as dunning
from core.files import FileStore
from core.messages.upkeep import forget
from core.permissions import SYSTEM, Actor
from core.reporting import digests
from core.sales import quotes
from core.stock import checking
from core.uow import Reader, UnitOfWork, Work
from scheduler.bell import Bell
from scheduler.leading import lead

log = logging.getLogger(__name__)

KEPT: Final = timedelta(days=90)  # how long messages are kept: they are personal data


@dataclass(frozen=True, slots=True)
class Job:
    """`cron` in UTC, as crontab writes it. With `actors` it runs once for each of them."""

    name: str
    cron: str
    run: Callable[[Work, Actor], Awaitable[object]]
    actors: Callable[[Reader], Awaitable[Sequence[Actor]]] | None = None


def _writing(run: Callable[[UnitOfWork], Awaitable[object]]) -> Callable[[Work, Actor], Awaitable[object]]:
    """What is done in one transaction."""

    async def in_one(work: Work, actor: Actor) -> None:
        async with work.begin(actor) as uow:
            await run(uow)

    return in_one


async def _forget(uow: UnitOfWork) -> None:
    await forget(uow, before=uow.now - KEPT)
    await alarms.forget(uow, before=uow.now - KEPT)


async def _check_stock(work: Work, actor: Actor) -> None:
    """Whether the stock says what its moves and promises add up to, some products at a time; nobody waits meanwhile."""
    wrong: list[checking.Difference] = []
    after: int | None = 0
    while after is not None:
        async with work.read(actor) as db:
            checked = await checking.differences(db, after=after)
        wrong += checked.differences
        after = checked.after
    if wrong:
        log.error("stock of company %s: %s levels are not what their moves add up to", actor.company_id, len(wrong))
        async with work.begin(actor) as uow:
            await checking.report(uow, wrong)


async def _verify(work: Work, actor: Actor) -> None:
    """Whether the chain, the numbers and the sums are whole; the stock has its own check."""
    async with work.read(actor) as db:
        findings = await verifying.verify(db, stock=False)
    if findings.first is not None:
        many = len(findings.broken)
        log.error("books of company %s: %s rows are wrong, first %s", actor.company_id, many, findings.first)
        async with work.begin(actor) as uow:
            await verifying.report(uow, findings)


JOBS: Final = (
    Job("forget-messages", "30 2 * * *", _writing(_forget)),
    Job("expire-quotes", "0,30 * * * *", _writing(quotes.expire_due), quotes.companies_to_expire),  # each midnight
    Job("dun", "9 * * * *", _writing(dunning.run_daily), dunning.companies_to_dun),  # eight o'clock of each zone
    Job("set-digests", "2 * * * *", _writing(digests.wait_for_all), digests.companies_with_people),  # of who is new
    Job("check-stock", "0 3 * * *", _check_stock, checking.companies_with_stock),
    Job("close-periods", "7 * * * *", _writing(closings.close_due), verifying.companies_with_books),  # hourly: the same
    Job("verify-books", "20 3 * * *", _verify, verifying.companies_with_books),
)


def archiving(files: FileStore, press: Press | None = None) -> Job:
    """The archive of each year that was closed."""

    async def run(work: Work, actor: Actor) -> None:
        async with work.read(actor) as db:
            years = await making.years_to_archive(db)
        for year in years:
            made = await making.archive(work, actor, files, year=year, press=press)
            log.info("archive of %s for company %s: %s", year, actor.company_id, made.sha256)
            if made.missing:
                log.error("archive of %s for company %s lacks %s", year, actor.company_id, ", ".join(made.missing))

    return Job("archive-years", "40 3 * * *", run, verifying.companies_with_books)


@dataclass(frozen=True, slots=True)
class Clock:
    """Everything that happens by itself in one running program."""

    work: Work
    files: FileStore
    bell: Bell
    press: Press | None = None

    async def run(self) -> None:
        """Keep the clock for ever, in the one process that leads."""
        self.work.listeners.append(self.bell.heard)
        await lead(self.work.database, self._keep, self.bell.wake)

    async def _keep(self) -> None:
        jobs = (*JOBS, archiving(self.files, self.press))
        cron = AsyncIOScheduler(timezone="UTC")
        for job in jobs:
            cron.add_job(self._job, trigger(job), args=(job,), id=job.name, coalesce=True, misfire_grace_time=3600)
        cron.add_job(self._catch_up, args=(jobs,))
        cron.start()
        try:
            await self.bell.run()
        finally:
            cron.shutdown(wait=False)

    async def _catch_up(self, jobs: Sequence[Job]) -> None:
        if await catch_up(self.work, jobs):
            self.bell.on_told()

    async def _job(self, job: Job) -> None:
        await run_job(self.work, job)
        self.bell.on_told()


async def catch_up(work: Work, jobs: Sequence[Job]) -> Sequence[str]:
    """Run once each job whose hour has passed while nothing ran; returns their names."""
    ran = await last_runs(work)
    missed = [job for job in jobs if _missed(job, ran.get(job.name), work.clock())]
    for job in missed:
        log.warning("%s was due while nothing ran: it runs now, once", job.name)
        await run_job(work, job)
    return [job.name for job in missed]


async def run_job(work: Work, job: Job) -> None:
    """Run one job; a company where it fails keeps no other from its own."""
    began = work.clock()
    for actor in await _actors(work, job):
        try:
            await job.run(work, actor)
        except Exception:
            log.exception("%s failed for company %s, it runs again at its next hour", job.name, actor.company_id)
    await ran_job(work, job.name, began)


def _missed(job: Job, ran_at: datetime | None, now: datetime) -> bool:
    """Whether it should have run since it last did; a job that has never run has missed nothing."""
    due = None if ran_at is None else trigger(job).get_next_fire_time(ran_at, ran_at)
    return due is not None and due <= now


def trigger(job: Job) -> CronTrigger:
    return CronTrigger.from_crontab(job.cron, timezone="UTC")


async def _actors(work: Work, job: Job) -> Sequence[Actor]:
    if job.actors is None:
        return [SYSTEM]
    async with work.read(SYSTEM) as db:
        return await job.actors(db)
