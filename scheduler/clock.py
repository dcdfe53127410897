"""The cron table, in memory: what is due is computed from rows at each run, nothing is lost with the process."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.cron import CronTrigger

from core.messages.upkeep import forget
from core.permissions import SYSTEM
from core.uow import UnitOfWork, Work

KEPT: Final = timedelta(days=90)  # how long messages are kept: they are personal data


@dataclass(frozen=True, slots=True)
class Job:
    """`cron` in UTC, as crontab writes it."""

    name: str
    cron: str
    run: Callable[[UnitOfWork], Awaitable[None]]


async def _forget(uow: UnitOfWork) -> None:
    await forget(uow, before=uow.now - KEPT)


JOBS: Final = (Job("forget-messages", "30 2 * * *", _forget),)


def start(work: Work) -> AsyncIOScheduler:
    """Start the clock in the running loop; `shutdown()` stops it."""
    scheduler = AsyncIOScheduler(timezone="UTC")
    for job in JOBS:
        trigger = CronTrigger.from_crontab(job.cron, timezone="UTC")
        scheduler.add_job(run_job, trigger, args=(work, job), id=job.name, coalesce=True, misfire_grace_time=3600)
    scheduler.start()
    return scheduler


async def run_job(work: Work, job: Job) -> None:
    """Run one job in its own transaction."""
    async with work.begin(SYSTEM) as uow:
        await job.run(uow)
