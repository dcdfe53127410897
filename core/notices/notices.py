"""Telling people: a notice is written in the transaction of its fact, and said later.

Internal to `core` and to whoever speaks: the writer's caller has checked what the actor may do.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from core.company.models import Company, Person
from core.company.rules import is_quiet
from core.db.scope import ALL_COMPANIES
from core.db.upsert import inserting
from core.notices.models import Notice
from core.uow import UnitOfWork

TOLD: Final = "told"  # in a session's info: this transaction has something to tell


@dataclass(frozen=True, slots=True)
class DueNotice:
    """A notice to say now, and whom to: a reachable person, in his language, at his company's hours."""

    id: int
    company_id: int
    person_id: int
    telegram_id: int
    language: str
    zone: str
    key: str
    kind: str
    facts: dict[str, Any]
    due_at: datetime
    quiet_from: int  # minutes after midnight in the zone
    quiet_to: int

    def silent(self, now: datetime) -> bool:
        """Whether the company rests: what is said then makes no sound."""
        return is_quiet(now, self.zone, quiet_from=self.quiet_from, quiet_to=self.quiet_to)


async def tell(
    uow: UnitOfWork, *, person_id: int, key: str, kind: str, facts: Mapping[str, Any], due_at: datetime | None = None
) -> None:
    """Have a person of this company told a fact: at once, or from `due_at`; nothing for a key told before.

    `facts` are JSON values. The person may be unreachable: the notice then waits.
    """
    insert = inserting(
        uow.session,
        Notice,
        company_id=uow.session.info["company_id"],
        person_id=person_id,
        key=key,
        kind=kind,
        facts=dict(facts),
        due_at=due_at or uow.now,
        said_at=None,
    )
    await uow.session.execute(insert.on_conflict_do_nothing(), execution_options={ALL_COMPANIES: True})
    uow.session.info[TOLD] = True


async def due(session: AsyncSession, now: datetime, limit: int = 100) -> Sequence[DueNotice]:
    """The notices of all companies that are due and not said, oldest first; two speakers never get the same one."""
    rows = await session.execute(
        _DUE.where(Notice.due_at <= now).order_by(Notice.due_at, Notice.id).limit(limit),
        execution_options={ALL_COMPANIES: True},
    )
    return [DueNotice(**row._mapping) for row in rows]


async def mark_said(session: AsyncSession, notice_ids: Iterable[int], now: datetime) -> None:
    """These need not be said again; the first moment stays."""
    await session.execute(
        update(Notice).where(Notice.id.in_(list(notice_ids)), Notice.said_at.is_(None)).values(said_at=now),
        execution_options={ALL_COMPANIES: True, "synchronize_session": False},
    )


_DUE = (
    select(
        Notice.id,
        Notice.company_id,
        Notice.person_id,
        Person.telegram_id,
        Person.language,
        Company.zone,
        Notice.key,
        Notice.kind,
        Notice.facts,
        Notice.due_at,
        Company.quiet_from,
        Company.quiet_to,
    )
    .join(Person, Person.id == Notice.person_id)
    .join(Company, Company.id == Notice.company_id)
    .where(Notice.said_at.is_(None), Person.unreachable_since.is_(None))
    .with_for_update(skip_locked=True, of=Notice)
)
