"""The day's summary and the morning's brief: told at each person's moment by an alarm that sets the next one."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlalchemy import and_, select

from core.alarms.alarms import drop_alarms, set_alarm
from core.alarms.models import Alarm
from core.company.hours import hours_of
from core.company.models import Company, Member, WorkingHours
from core.company.rules import checked_time
from core.company.seats import permissions_in
from core.db.scope import ALL_COMPANIES
from core.db.upsert import inserting
from core.kernel.hours import at_wall
from core.kernel.priority import Priority
from core.notices.notices import take_back, tell
from core.permissions import OUTSIDE, SYSTEM, Actor, Permission, holds, requires
from core.uow import Reader, UnitOfWork

NEVER: Final = -1
_LONGEST_SLEEP: Final = timedelta(days=31)  # what was missed before is of no use any more


class Digest(StrEnum):
    SUMMARY = "summary"  # of the day that ends, for who leads
    BRIEF = "brief"  # of the day that begins, for everybody


USUAL: Final[Mapping[Digest, int]] = {Digest.SUMMARY: 18 * 60 + 30, Digest.BRIEF: 7 * 60 + 30}
_NOON: Final = 12 * 60
_NEEDED: Final = {Digest.SUMMARY: Permission.REPORTS_READ, Digest.BRIEF: Permission.AGENDA_OWN}


@dataclass(frozen=True, slots=True)
class Timing:
    """When somebody gets a digest: minutes after midnight on the clocks of `zone`."""

    at: int
    zone: str

    def moment(self, day: date) -> datetime:
        return at_wall(day, self.at, self.zone)

    def day(self, moment: datetime) -> date:
        return moment.astimezone(ZoneInfo(self.zone)).date()

    def after(self, moment: datetime) -> datetime:
        """The next moment after that one."""
        day = self.day(moment)
        here = self.moment(day)
        return here if here > moment else self.moment(day + timedelta(days=1))


@requires(Permission.AGENDA_OWN)
async def set_time(uow: UnitOfWork, digest: Digest, *, at: int | None) -> Timing | None:
    """When the actor gets it from now on, or never for None. Raises Invalid, NotAllowed."""
    uow.actor.expect(_NEEDED[digest])
    person_id = uow.actor.person_id
    assert person_id is not None, "somebody's hours"
    column = f"{digest}_at"
    values = {column: NEVER if at is None else checked_time(at), "company_id": uow.session.info["company_id"]}
    insert = inserting(uow.session, WorkingHours, person_id=person_id, **values)
    await uow.session.execute(
        insert.on_conflict_do_update(index_elements=["company_id", "person_id"], set_=values),
        execution_options={"synchronize_session": False, "populate_existing": True},
    )
    return await wait_for(uow, digest, person_id)


async def wait_for(uow: UnitOfWork, digest: Digest, person_id: int) -> Timing | None:
    """Have it told at its next moment; None when this person gets none."""
    about, timing = f"{digest}:{person_id}", await timing_of(uow, digest, person_id)
    await drop_alarms(uow, about, after=uow.now)  # what is due and has not rung yet is told all the same
    if timing is not None:
        await _set(uow, digest, person_id, timing.after(uow.now))
    return timing


async def timing_of(db: Reader, digest: Digest, person_id: int) -> Timing | None:
    """None for somebody who does not want it, may not read it, or is not of the company's people any more."""
    query = (
        select(Member, WorkingHours, Company.zone)
        .join(Company, Company.id == Member.company_id)
        .outerjoin(WorkingHours, _HIS_HOURS)
        .where(Member.person_id == person_id, Member.active.is_(True))
        .execution_options(populate_existing=True)
    )
    row = (await db.session.execute(query)).one_or_none()
    return None if row is None else _timing(digest, *row)


async def ring(uow: UnitOfWork, alarm: Alarm) -> None:
    """At the moment: it is told once for its day, if that is a day of work; what was missed meanwhile is told once, and
    the next moment waits."""
    digest, person_id = Digest(alarm.facts["digest"]), int(alarm.facts["person_id"])
    timing = await timing_of(uow, digest, person_id)
    if timing is None:
        return
    day = await _day_to_tell(uow, digest, person_id, timing, since=alarm.due_at)
    if day is not None:
        about = await _day_before(uow, person_id, day) if digest is Digest.SUMMARY and timing.at < _NOON else day
        facts = {"day": about.isoformat(), "due_at": timing.moment(day).isoformat()}
        key = f"{digest}:{day.isoformat()}"
        await take_back(uow, person_id=person_id, key=f"{digest}:", but=key)  # who was out of reach gets the last one
        await tell(uow, person_id=person_id, key=key, kind=digest, facts=facts, priority=Priority.DIGEST)
    await _set(uow, digest, person_id, timing.after(uow.now))


@requires(Permission.UPKEEP)
async def companies_with_people(db: Reader) -> list[Actor]:
    """Who acts for each company but the fictitious ones, where people only look around."""
    query = select(Company.id, Company.zone).where(Company.demo.is_(False)).execution_options(**{ALL_COMPANIES: True})
    return [replace(SYSTEM, company_id=row.id, zone=row.zone) for row in await db.session.execute(query)]


@requires(Permission.UPKEEP)
async def wait_for_all(uow: UnitOfWork) -> int:
    """Everybody's next digests wait at the right moment: of who is new, or whose hours or zone have changed. Returns
    how many were set."""
    query = (
        select(Member, WorkingHours, Company.zone)
        .join(Company, Company.id == Member.company_id)
        .outerjoin(WorkingHours, _HIS_HOURS)
        .where(Member.active.is_(True), Member.role.not_in(OUTSIDE))
        .order_by(Member.id)
    )
    rows = (await uow.session.execute(query)).all()
    waiting = select(Alarm.about, Alarm.due_at).where(Alarm.kind.in_(list(KINDS)), Alarm.rung_at.is_(None))
    known = {(about, due_at) for about, due_at in await uow.session.execute(waiting)}
    set_ = 0
    for member, hours, zone in rows:
        for digest in Digest:
            timing, about = _timing(digest, member, hours, zone), f"{digest}:{member.person_id}"
            wanted = {(about, timing.after(uow.now))} if timing is not None else set()
            if {one for one in known if one[0] == about and one[1] > uow.now} != wanted:
                await wait_for(uow, digest, member.person_id)
                set_ += 1
    return set_


KINDS: Final[Mapping[str, Digest]] = {f"digest-{one}": one for one in Digest}  # of alarms


async def _set(uow: UnitOfWork, digest: Digest, person_id: int, moment: datetime) -> None:
    facts: dict[str, Any] = {"digest": digest.value, "person_id": person_id}
    about = f"{digest}:{person_id}"
    key = f"{about}:{moment.isoformat()}"
    await set_alarm(uow, kind=f"digest-{digest}", about=about, key=key, due_at=moment, facts=facts)


async def _day_to_tell(
    uow: UnitOfWork, digest: Digest, person_id: int, timing: Timing, *, since: datetime
) -> date | None:
    """The last day of work whose moment has come since then; a brief is of today or of no use."""
    hours = await hours_of(uow, person_id)
    today, first = timing.day(uow.now), timing.day(max(since, uow.now - _LONGEST_SLEEP))
    day = today
    while day >= first:
        if timing.moment(day) <= uow.now and not hours.is_off(day):
            return day if digest is Digest.SUMMARY or day == today else None
        day -= timedelta(days=1)
    return None


async def _day_before(uow: UnitOfWork, person_id: int, day: date) -> date:
    """The last day of work before it: what is told in the morning has ended the evening before."""
    hours = await hours_of(uow, person_id)
    days = (day - timedelta(days=back) for back in range(1, _LONGEST_SLEEP.days))
    return next((one for one in days if not hours.is_off(one)), day - timedelta(days=1))


def _timing(digest: Digest, member: Member, hours: WorkingHours | None, zone: str) -> Timing | None:
    """The summary is of the company's day, the brief of one's own."""
    if member.role in OUTSIDE or not holds(
        _NEEDED[digest], member.role, permissions_in(member.grants), permissions_in(member.refusals)
    ):
        return None
    own = (hours.summary_at if digest is Digest.SUMMARY else hours.brief_at) if hours is not None else None
    at = USUAL[digest] if own is None else own
    if at == NEVER:
        return None
    return Timing(at, hours.zone if digest is Digest.BRIEF and hours is not None and hours.zone else zone)


_HIS_HOURS: Final = and_(WorkingHours.person_id == Member.person_id, WorkingHours.company_id == Member.company_id)
