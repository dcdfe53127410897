"""Telling people: a notice is written in the transaction of its fact, and said later.

Internal to `core` and to whoever speaks: the writer's caller has checked what the actor may do.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, cast

from sqlalchemy import CursorResult, and_, case, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from core.company.models import Company, Member, Person, WorkingHours
from core.company.rules import is_quiet
from core.db.scope import ALL_COMPANIES
from core.db.upsert import inserting
from core.kernel.priority import Priority
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
    own_zone: str  # of the person's clocks
    quiet_from: int  # minutes after midnight there
    quiet_to: int
    priority: int
    seated: bool  # False: he was shut out of this company
    company: str  # its name, when the person is of several, or of this fictitious one beside his own; "" otherwise

    def silent(self, now: datetime) -> bool:
        """Whether he rests: what is said then makes no sound."""
        return is_quiet(now, self.own_zone, quiet_from=self.quiet_from, quiet_to=self.quiet_to)


async def tell(
    uow: UnitOfWork,
    *,
    person_id: int,
    key: str,
    kind: str,
    facts: Mapping[str, Any],
    due_at: datetime | None = None,
    priority: Priority = Priority.ALERT,
) -> None:
    """Have a person of this company told a fact: at once, or from `due_at`; nothing for a key told before.

    `facts` are JSON values. The person may be unreachable: the notice then waits. What concerns nobody at this very
    moment (a digest, the same to many people) says so, and lets the rest go first.
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
        priority=int(priority),
    )
    await uow.session.execute(insert.on_conflict_do_nothing(), execution_options={ALL_COMPANIES: True})
    uow.session.info[TOLD] = True


async def tell_each(uow: UnitOfWork, persons: Iterable[int], *, key: str, kind: str, facts: Mapping[str, Any]) -> None:
    """Each of them once, but not whoever has just done it."""
    for person_id in dict.fromkeys(persons):
        if person_id != uow.actor.person_id:
            await tell(uow, person_id=person_id, key=key, kind=kind, facts=facts)


async def due(
    session: AsyncSession,
    now: datetime,
    limit: int = 100,
    *,
    least: Priority = Priority.MAILING,
    but: Iterable[int] = (),
    but_to: Iterable[int] = (),
) -> Sequence[DueNotice]:
    """The notices of all companies that are due and not said, the most urgent and the oldest first.

    None less urgent than `least`, none of those in `but`, none to the Telegram ids in `but_to`. Two speakers never get
    the same one.
    """
    asked = _DUE.where(Notice.due_at <= now, Notice.priority <= int(least))
    asked = asked.where(Notice.id.not_in(list(but)), Person.telegram_id.not_in(list(but_to)))
    rows = await session.execute(
        asked.order_by(Notice.priority, Notice.due_at, Notice.id).limit(limit),
        execution_options={ALL_COMPANIES: True},
    )
    return [DueNotice(**row._mapping) for row in rows]


async def mark_said(session: AsyncSession, notice_ids: Iterable[int], now: datetime) -> None:
    """These need not be said again; the first moment stays."""
    await session.execute(
        update(Notice).where(Notice.id.in_(list(notice_ids)), Notice.said_at.is_(None)).values(said_at=now),
        execution_options={ALL_COMPANIES: True, "synchronize_session": False},
    )


async def mark_unsaid(session: AsyncSession, notice_ids: Iterable[int]) -> None:
    """Whoever was told did not get them: they wait until he can be told."""
    await session.execute(
        update(Notice).where(Notice.id.in_(list(notice_ids))).values(said_at=None),
        execution_options={ALL_COMPANIES: True, "synchronize_session": False},
    )


async def take_back(uow: UnitOfWork, *, person_id: int, key: str, but: str = "") -> bool:
    """What waits to be said to somebody under keys that begin so, `but` this one, is not said any more; whether
    something waited."""
    mine = (Notice.person_id == person_id, Notice.key.startswith(key, autoescape=True), Notice.key != but)
    waits = (*mine, Notice.said_at.is_(None))
    taken = await uow.session.execute(
        update(Notice).where(*waits).values(said_at=uow.now), execution_options={"synchronize_session": False}
    )
    return bool(cast("CursorResult[Any]", taken).rowcount)


_seat, _seated_in = aliased(Member), aliased(Company)
_COMPANIES = (  # that somebody is of, without the fictitious ones, where people only look around
    select(func.count())
    .select_from(_seat)
    .join(_seated_in, _seated_in.id == _seat.company_id)
    .where(_seat.person_id == Notice.person_id, _seat.active.is_(True), _seated_in.demo.is_(False))
    .scalar_subquery()
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
        func.coalesce(func.nullif(WorkingHours.zone, ""), Company.zone).label("own_zone"),
        func.coalesce(WorkingHours.quiet_from, Company.quiet_from).label("quiet_from"),
        func.coalesce(WorkingHours.quiet_to, Company.quiet_to).label("quiet_to"),
        Notice.priority,
        case((Member.active.is_(False), False), else_=True).label("seated"),
        case((case((Company.demo.is_(True), 0), else_=1) < _COMPANIES, Company.name), else_="").label("company"),
    )
    .join(Person, Person.id == Notice.person_id)
    .join(Company, Company.id == Notice.company_id)
    .outerjoin(
        WorkingHours,
        and_(WorkingHours.person_id == Notice.person_id, WorkingHours.company_id == Notice.company_id),
    )
    .outerjoin(Member, and_(Member.person_id == Notice.person_id, Member.company_id == Notice.company_id))
    .where(Notice.said_at.is_(None), Person.unreachable_since.is_(None))
    .with_for_update(skip_locked=True, of=Notice)
)
