"""Setting alarms, taking them away, and what the clock needs to ring them.

Internal to `core` and to the clock: who sets an alarm has checked what the actor may do.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import delete, func, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from core.alarms.models import Alarm
from core.company.models import Company
from core.db.scope import ALL_COMPANIES
from core.db.upsert import inserting
from core.permissions import SYSTEM, Actor
from core.uow import UnitOfWork

SET: Final = "alarm_set"  # in a session's info: this transaction has set an alarm
CHANNEL: Final = "carnet_alarm"  # PostgreSQL tells the process that keeps the clock
MOST_TRIES: Final = 8
_FIRST_PAUSE: Final = timedelta(seconds=30)  # doubled at each try: the last comes an hour after the first


@dataclass(frozen=True, slots=True)
class DueAlarm:
    """An alarm whose moment has come, and who acts for its company."""

    id: int
    actor: Actor


async def set_alarm(
    uow: UnitOfWork, *, kind: str, about: str, key: str, due_at: datetime, facts: Mapping[str, Any]
) -> None:
    """Have the reaction of this kind run at that moment, once for this key. `facts` are JSON values."""
    insert = inserting(
        uow.session,
        Alarm,
        company_id=uow.session.info["company_id"],
        kind=kind,
        about=about,
        key=key,
        facts=dict(facts),
        due_at=due_at,
        ring_at=due_at,
        rung_at=None,
        tries=0,
    )
    await uow.session.execute(insert.on_conflict_do_nothing(), execution_options={ALL_COMPANIES: True})
    uow.session.info[SET] = True
    if uow.session.get_bind().dialect.name == "postgresql":
        await uow.session.execute(text(f"NOTIFY {CHANNEL}"))


async def drop_alarms(uow: UnitOfWork, about: str, *, kind: str = "", after: datetime | None = None) -> None:
    """What was to be done about this object, or that kind of it, or only `after` that moment, is not to be done any
    more."""
    which = ((Alarm.kind == kind,) if kind else ()) + ((Alarm.due_at > after,) if after is not None else ())
    await uow.session.execute(
        delete(Alarm).where(Alarm.about == about, Alarm.rung_at.is_(None), *which),
        execution_options={"synchronize_session": False},
    )


async def next_moment(session: AsyncSession) -> datetime | None:
    """When the next alarm of any company rings."""
    found: datetime | None = await session.scalar(
        select(Alarm.ring_at).where(Alarm.rung_at.is_(None)).order_by(Alarm.ring_at).limit(1),
        execution_options={ALL_COMPANIES: True},
    )
    return found


async def due(session: AsyncSession, now: datetime, limit: int = 200) -> Sequence[DueAlarm]:
    """The alarms of all companies whose moment has come, oldest first."""
    rows = await session.execute(
        select(Alarm.id, Alarm.company_id, Company.zone)
        .join(Company, Company.id == Alarm.company_id)
        .where(Alarm.rung_at.is_(None), Alarm.ring_at <= now)
        .order_by(Alarm.ring_at, Alarm.id)
        .limit(limit),
        execution_options={ALL_COMPANIES: True},
    )
    return [DueAlarm(row.id, replace(SYSTEM, company_id=row.company_id, zone=row.zone)) for row in rows]


async def take(uow: UnitOfWork, alarm_id: int) -> Alarm | None:
    """The alarm, marked as rung in this transaction; None when it has rung, is gone, or another process has it."""
    query = select(Alarm).where(Alarm.id == alarm_id, Alarm.rung_at.is_(None)).with_for_update(skip_locked=True)
    alarm: Alarm | None = await uow.session.scalar(query)
    if alarm is not None:
        alarm.rung_at = uow.now
    return alarm


async def put_off(uow: UnitOfWork, alarm_id: int) -> bool:
    """What was to be done has failed: it is tried again later. False when it was the last try."""
    query = select(Alarm).where(Alarm.id == alarm_id, Alarm.rung_at.is_(None)).with_for_update()
    alarm = await uow.session.scalar(query)
    if alarm is None:
        return True
    alarm.ring_at = uow.now + _FIRST_PAUSE * 2**alarm.tries
    alarm.tries += 1
    if alarm.tries >= MOST_TRIES:
        alarm.rung_at = uow.now
    return alarm.tries < MOST_TRIES


async def forget(uow: UnitOfWork, *, before: datetime) -> None:
    """Alarms that rang before that moment are of no use any more, whatever the company."""
    await uow.session.execute(
        delete(Alarm).where(Alarm.rung_at < before),
        execution_options={ALL_COMPANIES: True, "synchronize_session": False},
    )


async def waiting(session: AsyncSession) -> int:
    """How many alarms of all companies wait."""
    counted = select(func.count()).select_from(Alarm).where(Alarm.rung_at.is_(None))
    return await session.scalar(counted, execution_options={ALL_COMPANIES: True}) or 0
