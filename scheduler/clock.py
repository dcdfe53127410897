"""The cron table, in memory: what is due is computed from rows at each run, nothing is lost with the process."""

import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.cron import CronTrigger

from core.messages.upkeep import forget
from core.permissions import SYSTEM, Actor
from core.sales import quotes
from core.uow import Reader, UnitOfWork, Work

log = logging.getLogger(__name__)

KEPT: Final = timedelta(days=90)  # how long messages are kept: they are personal data


@dataclass(frozen=True, slots=True)
class Job:
    """`cron` in UTC, as crontab writes it. With `actors` it runs once for each of them, in a transaction of its own."""

    name: str
    cron: str
    run: Callable[[UnitOfWork], Awaitable[object]]
    actors: Callable[[Reader], Awaitable[Sequence[Actor]]] | None = None


async def _forget(uow: UnitOfWork) -> None:
    await forget(uow, before=uow.now - KEPT)


JOBS: Final = (
    Job("forget-messages", "30 2 * * *", _forget),
    Job("expire-quotes", "5 * * * *", quotes.expire_due, quotes.companies_to_expire),  # each hour: zones differ
)


def start(work: Work) -> AsyncIOScheduler:
    """Start the clock in the running loop; `shutdown()` stops it."""
    scheduler = AsyncIOScheduler(timezone="UTC")
    for job in JOBS:
        trigger = CronTrigger.from_crontab(job.cron, timezone="UTC")
        scheduler.add_job(run_job, trigger, args=(work, job), id=job.name, coalesce=True, misfire_grace_time=3600)
    scheduler.start()
    return scheduler


async def run_job(work: Work, job: Job) -> None:
    """Run one job; a company where it fails keeps no other from its own."""
    for actor in await _actors(work, job):
        try:
            async with work.begin(actor) as uow:
                await job.run(uow)
        except Exception:
            log.exception("%s failed for company %s, it runs again at its next hour", job.name, actor.company_id)


async def _actors(work: Work, job: Job) -> Sequence[Actor]:
    if job.actors is None:
        return [SYSTEM]
    async with work.read(SYSTEM) as db:
        return await job.actors(db)
