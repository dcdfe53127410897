"""When each job of the cron table has last run."""

from datetime import datetime

from sqlalchemy import String, select
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Base
from core.db.upsert import inserting
from core.uow import Work


class JobRun(Base):
    """A job of the program, of no company, and when it last began a run that ended."""

    __tablename__ = "job_run"

    name: Mapped[str] = mapped_column(String(60), primary_key=True)
    ran_at: Mapped[datetime]


async def last_runs(work: Work) -> dict[str, datetime]:
    async with work.database.reading() as session:
        return {row.name: row.ran_at for row in await session.execute(select(JobRun.name, JobRun.ran_at))}


async def ran_job(work: Work, name: str, began: datetime) -> None:
    async with work.database.writing() as session:
        insert = inserting(session, JobRun, name=name, ran_at=began)
        await session.execute(insert.on_conflict_do_update(index_elements=["name"], set_={"ran_at": began}))
