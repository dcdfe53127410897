"""What is done with reminders, tasks and appointments."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import select

from core.agenda.errors import MomentPast, NotAColleague, NotYours
from core.agenda.events import AgendaGiven, AgendaMoved, AgendaNoted, AgendaStepped
from core.agenda.lifecycles import STANDING, AgendaAction, AgendaState
from core.agenda.models import AgendaItem, AgendaKind
from core.agenda.rules import (
    BEFORE_MEETING,
    MEETING,
    MORNING,
    SILENCE,
    checked_recurrence,
    first_day,
    following,
    rings_at,
)
from core.alarms.alarms import drop_alarms, set_alarm
from core.company.hours import hours_of
from core.company.models import Member, Person
from core.history import open_to_readers
from core.kernel.errors import Invalid, NotFound
from core.kernel.hours import at_wall
from core.kernel.typed import line
from core.notices.notices import tell
from core.parties import customers
from core.permissions import OUTSIDE, Permission, holds, requires
from core.uow import Reader, UnitOfWork

RING: Final = "agenda-ring"
UNANSWERED: Final = "agenda-unanswered"
_SOON: Final = timedelta(hours=1)  # when something of today has no hour and the morning is over


@dataclass(frozen=True, slots=True)
class When:
    """A day as the clocks of whoever asks show it, perhaps its hour (minutes after midnight), and how it comes back."""

    day: date | None = None
    at: int | None = None
    recurrence: str = ""


NO_MOMENT: Final = When()


@requires(Permission.AGENDA_OWN)
async def create(
    uow: UnitOfWork,
    *,
    kind: AgendaKind,
    text: str,
    when: When = NO_MOMENT,
    assignee_id: int | None = None,
    minutes: int = 0,
    customer_id: int | None = None,
    subject: str = "",
    urgent: bool = False,
) -> AgendaItem:
    """Note something to think of, for oneself when no assignee is named; who is asked is told at once, or when he works
    again unless it is urgent.

    Raises Invalid, MomentPast, NotAColleague, NotFound (of the customer).
    """
    author_id = _person(uow)
    assignee_id = assignee_id or author_id
    await _expect_colleague(uow, assignee_id)
    if customer_id is not None:
        await customers.read(uow, customer_id)
    zone = (await hours_of(uow, author_id)).zone
    when = _settled(uow, when, zone)
    item = AgendaItem(
        kind=kind,
        text=line("text", text, longest=500, required=True),
        author_id=author_id,
        assignee_id=assignee_id,
        zone=zone,
        day=when.day,
        at=when.at,
        minutes=minutes or (MEETING if kind is AgendaKind.APPOINTMENT else 0),
        recurrence=when.recurrence,
        anchor=when.day if when.recurrence else None,
        customer_id=customer_id,
        subject=subject,
        urgent=urgent,
        created_at=uow.now,
    )
    uow.session.add(item)
    await uow.session.flush()
    uow.record(AgendaNoted(item.id, what=kind, text=item.text, assignee_id=assignee_id, day=item.day, at=item.at))
    await _wait(uow, item)
    if item.is_given:
        await _ask(uow, item)
    return item


@requires(Permission.AGENDA_OWN)
async def log_call(uow: UnitOfWork, *, customer_id: int, text: str) -> AgendaItem:
    """Note that the actor has just called a customer. Raises NotFound, Invalid."""
    author_id = _person(uow)
    await customers.read(uow, customer_id)
    zone = (await hours_of(uow, author_id)).zone
    local = uow.now.astimezone(ZoneInfo(zone))
    call = AgendaItem(
        kind=AgendaKind.CALL,
        state=AgendaState.DONE,
        text=line("text", text, longest=500, required=True),
        author_id=author_id,
        assignee_id=author_id,
        zone=zone,
        day=local.date(),
        at=local.hour * 60 + local.minute,
        customer_id=customer_id,
        created_at=uow.now,
        done_at=uow.now,
    )
    uow.session.add(call)
    await uow.session.flush()
    uow.record(AgendaNoted(call.id, what=call.kind, text=call.text, assignee_id=author_id, day=call.day, at=call.at))
    return call


@requires(Permission.AGENDA_OWN)
async def read(db: Reader, item_id: int) -> AgendaItem:
    """One that the actor asked for or does, or anybody's tasks and appointments with agenda:all. Raises NotFound."""
    return await _seen(db, item_id)


@requires(Permission.AGENDA_OWN)
async def finish(uow: UnitOfWork, item_id: int, *, version: int | None = None) -> AgendaItem:
    """It is done; its author hears when somebody else did it. Of what comes back, this occurrence.

    Raises NotFound, Changed, IllegalTransition.
    """
    return await _step(uow, item_id, AgendaAction.FINISH, version=version)


@requires(Permission.AGENDA_OWN)
async def cancel(uow: UnitOfWork, item_id: int, *, version: int | None = None) -> AgendaItem:
    """It needs not be done any more, nor come back; who was asked hears. Its author's, or with agenda:all.

    Raises NotFound, NotYours, Changed, IllegalTransition.
    """
    item = await _mine(uow, item_id, version)
    if uow.actor.person_id != item.author_id and not uow.actor.may(Permission.AGENDA_ALL):
        raise NotYours
    item.apply(AgendaAction.CANCEL)
    await drop_alarms(uow, _about(item))
    uow.record(AgendaStepped(item.id, action=AgendaAction.CANCEL))
    await _tell_other(uow, item, "cancelled")
    return item


@requires(Permission.AGENDA_OWN)
async def answer(
    uow: UnitOfWork, item_id: int, *, accepted: bool, reason: str = "", version: int | None = None
) -> AgendaItem:
    """Who was asked says yes, or that he cannot; the author hears. Raises NotFound, NotYours, Changed,
    IllegalTransition, Invalid."""
    item = await _mine(uow, item_id, version)
    if uow.actor.person_id != item.assignee_id:
        raise NotYours
    item.reason = line("reason", reason, longest=300)
    item.apply(AgendaAction.ACCEPT if accepted else AgendaAction.REFUSE)
    item.answered_at = uow.now
    action = AgendaAction.ACCEPT if accepted else AgendaAction.REFUSE
    uow.record(AgendaStepped(item.id, action=action, reason=item.reason))
    await _tell_other(uow, item, "accepted" if accepted else "refused")
    return item


@requires(Permission.AGENDA_OWN)
async def ask_when(uow: UnitOfWork, item_id: int, *, version: int | None = None) -> AgendaItem:
    """Who was asked wants to know when; the author hears, and this is no silence.

    Raises NotFound, NotYours, Changed.
    """
    item = await _mine(uow, item_id, version)
    if uow.actor.person_id != item.assignee_id:
        raise NotYours
    item.answered_at = uow.now
    item.touch()
    uow.record(AgendaStepped(item.id, action="ask_when"))
    await _tell_other(uow, item, "when")
    return item


@requires(Permission.AGENDA_OWN)
async def relate(uow: UnitOfWork, item_id: int, *, customer_id: int, version: int | None = None) -> AgendaItem:
    """Say which customer it is about. Raises NotFound, Changed."""
    item = await _mine(uow, item_id, version)
    await customers.read(uow, customer_id)
    item.customer_id = customer_id
    item.touch()
    return item


@requires(Permission.AGENDA_OWN)
async def move(uow: UnitOfWork, item_id: int, *, when: When, version: int | None = None) -> AgendaItem:
    """Another day, or another hour; what was done or cancelled is to be done again. The other one hears.

    A day alone keeps the hour that was said. Raises NotFound, Changed, MomentPast, Invalid.
    """
    item = await _mine(uow, item_id, version)
    keeps_hour = when.at is None and item.at is not None and when.day is not None
    moved = _settled(uow, When(when.day or item.day, item.at if keeps_hour else when.at), item.zone)
    if moved.day is None:
        raise Invalid("moment", "")
    before, before_at = item.day, item.at
    item.apply(AgendaAction.MOVE)
    item.day, item.at, item.rung_at = moved.day, moved.at, None
    uow.record(AgendaMoved(item.id, before=before, before_at=before_at, day=moved.day, at=moved.at))
    await drop_alarms(uow, _about(item))
    await _wait(uow, item)
    if item.is_given and uow.actor.person_id == item.author_id:
        await _ask(uow, item)
    else:
        await _tell_other(uow, item, "moved")
    return item


@requires(Permission.AGENDA_OWN)
async def snooze(uow: UnitOfWork, item_id: int, *, minutes: int, version: int | None = None) -> AgendaItem:
    """So many minutes from now, or from its own moment when that is still to come. Raises as `move`."""
    item = await _mine(uow, item_id, version)
    planned = None if item.day is None else at_wall(item.day, MORNING if item.at is None else item.at, item.zone)
    start = uow.now if planned is None else max(planned, uow.now)
    there = (start + timedelta(minutes=minutes)).astimezone(ZoneInfo(item.zone))
    return await move(uow, item_id, when=When(there.date(), there.hour * 60 + there.minute))


@requires(Permission.AGENDA_OWN)
async def give(uow: UnitOfWork, item_id: int, *, assignee_id: int, version: int | None = None) -> AgendaItem:
    """Ask somebody else, or do it oneself. Raises NotFound, NotAColleague, Changed, IllegalTransition."""
    item = await _mine(uow, item_id, version)
    await _expect_colleague(uow, assignee_id)
    item.apply(AgendaAction.GIVE)
    item.assignee_id, item.answered_at, item.escalated_at = assignee_id, None, None
    uow.record(AgendaGiven(item.id, assignee_id=assignee_id))
    if item.is_given:
        await _ask(uow, item)
    return item


async def ring(uow: UnitOfWork, item_id: int, due_at: datetime) -> None:
    """Say what is due, and note when it comes back; for the clock. What has been moved or done since says nothing."""
    item = await _locked(uow, item_id)
    if item is None or item.rings_at != due_at or item.state not in STANDING:
        return
    item.rung_at = uow.now
    facts = {"item_id": item.id, "due_at": due_at.isoformat()}
    key = f"agenda:{item.id}:{due_at.isoformat()}"
    await tell(uow, person_id=item.assignee_id, key=key, kind="agenda_due", facts=facts)
    if item.recurrence:
        await _come_back(uow, item)


async def unanswered(uow: UnitOfWork, item_id: int) -> None:
    """Who was asked has said nothing: he is asked once more, the author and the company's leaders hear, once."""
    item = await _locked(uow, item_id)
    if item is None or item.state is not AgendaState.OPEN or not item.is_given:
        return
    if item.escalated_at is not None or item.answered_at is not None:
        return
    item.escalated_at = uow.now
    leaders = await _leaders(uow)
    for person_id in dict.fromkeys((item.author_id, item.assignee_id, *leaders)):
        await _tell(uow, item, person_id, "unanswered")


async def _come_back(uow: UnitOfWork, item: AgendaItem) -> None:
    """The next occurrence; those that were missed meanwhile are one, the one that has just been said."""
    assert item.day is not None
    assert item.anchor is not None, "what comes back has a first day"
    today = uow.now.astimezone(ZoneInfo(item.zone)).date()
    after = max(item.day, today - timedelta(days=1))
    day = following(item.recurrence, item.anchor, after)
    if at_wall(day, MORNING if item.at is None else item.at, item.zone) <= uow.now:
        day = following(item.recurrence, item.anchor, day)
    following_one = AgendaItem(
        kind=item.kind,
        text=item.text,
        author_id=item.author_id,
        assignee_id=item.assignee_id,
        zone=item.zone,
        day=day,
        at=item.at,
        minutes=item.minutes,
        recurrence=item.recurrence,
        series_id=item.series_id or item.id,
        anchor=item.anchor,
        customer_id=item.customer_id,
        subject=item.subject,
        urgent=item.urgent,
        created_at=uow.now,
    )
    item.recurrence = ""  # the series goes on with the next one
    uow.session.add(following_one)
    await uow.session.flush()
    await _wait(uow, following_one)


async def _wait(uow: UnitOfWork, item: AgendaItem) -> None:
    """Set the alarm for when it is to be said."""
    item.rings_at = None
    if item.day is None:
        return
    before = BEFORE_MEETING if item.kind is AgendaKind.APPOINTMENT and item.at is not None else 0
    item.rings_at = rings_at(day=item.day, at=item.at, before=before, zone=item.zone, now=uow.now)
    await set_alarm(
        uow,
        kind=RING,
        about=_about(item),
        key=f"{_about(item)}:{item.rings_at.isoformat()}:{item.version}",
        due_at=item.rings_at,
        facts={"item_id": item.id},
    )


async def _ask(uow: UnitOfWork, item: AgendaItem) -> None:
    """Tell a colleague what he is asked for, when he may be disturbed; his silence is noticed a day later."""
    hours = await hours_of(uow, item.assignee_id)
    told_at = uow.now if item.urgent else hours.awake(uow.now)
    await _tell(uow, item, item.assignee_id, "asked", due_at=told_at)
    await set_alarm(
        uow,
        kind=UNANSWERED,
        about=_about(item),
        key=f"{_about(item)}:unanswered:{item.version}",
        due_at=told_at + SILENCE,
        facts={"item_id": item.id},
    )


async def _step(uow: UnitOfWork, item_id: int, action: AgendaAction, *, version: int | None) -> AgendaItem:
    item = await _mine(uow, item_id, version)
    item.apply(action)
    item.done_at = uow.now
    comes_back = item.recurrence and item.rung_at is None
    if not comes_back:
        await drop_alarms(uow, _about(item))
    uow.record(AgendaStepped(item.id, action=action))
    await _tell_other(uow, item, "done")
    if comes_back:  # done before its hour: the next one is noted now
        await drop_alarms(uow, _about(item))
        await _come_back(uow, item)
    return item


async def _tell_other(uow: UnitOfWork, item: AgendaItem, what: str) -> None:
    """The author hears what the assignee does, and the other way round."""
    for person_id in {item.author_id, item.assignee_id} - {uow.actor.person_id}:
        await _tell(uow, item, person_id, what)


async def _tell(
    uow: UnitOfWork, item: AgendaItem, person_id: int, what: str, *, due_at: datetime | None = None
) -> None:
    if due_at is None:
        due_at = uow.now if item.urgent else (await hours_of(uow, person_id)).awake(uow.now)
    facts = {"item_id": item.id, "what": what, "by": uow.actor.name, "reason": item.reason}
    key = f"agenda:{item.id}:{what}:{item.version}"
    await tell(uow, person_id=person_id, key=key, kind="agenda_told", facts=facts, due_at=due_at)


def _settled(uow: UnitOfWork, when: When, zone: str) -> When:
    """The day of what comes back or has only an hour, an hour for today; raises MomentPast, Invalid."""
    recurrence = checked_recurrence(when.recurrence)
    local = uow.now.astimezone(ZoneInfo(zone))
    today, minute = local.date(), local.hour * 60 + local.minute
    at = when.at
    if at is not None and not 0 <= at < 24 * 60:
        raise Invalid("moment", str(at))
    day = when.day
    if day is None and (recurrence or at is not None):
        over = (MORNING if at is None else at) <= minute
        day = first_day(recurrence, today + timedelta(days=over)) if recurrence else today + timedelta(days=over)
    if day == today and at is None and minute >= MORNING:
        soon = (local + _SOON).replace(second=0, microsecond=0)
        at = soon.hour * 60 + soon.minute if soon.date() == today else 24 * 60 - 1
    if day is not None and at_wall(day, MORNING if at is None else at, zone) <= uow.now - timedelta(minutes=1):
        raise MomentPast(at_wall(day, MORNING if at is None else at, zone).astimezone(ZoneInfo(zone)))
    return When(day, at, recurrence)


async def _seen(db: Reader, item_id: int, *, locked: bool = False) -> AgendaItem:
    query = select(AgendaItem).where(AgendaItem.id == item_id)
    item: AgendaItem | None = await db.session.scalar(query.with_for_update() if locked else query)
    if item is None:
        raise NotFound("agenda", item_id)
    mine = db.actor.person_id in (item.author_id, item.assignee_id)
    shared = item.kind is not AgendaKind.REMINDER or item.is_given
    if not mine and not (shared and db.actor.may(Permission.AGENDA_ALL)):
        raise NotFound("agenda", item_id)
    return item


async def _mine(uow: UnitOfWork, item_id: int, version: int | None) -> AgendaItem:
    item = await _seen(uow, item_id, locked=True)
    item.expect(version)
    return item


async def _locked(uow: UnitOfWork, item_id: int) -> AgendaItem | None:
    item: AgendaItem | None = await uow.session.scalar(
        select(AgendaItem).where(AgendaItem.id == item_id).with_for_update()
    )
    return item


def _person(uow: UnitOfWork) -> int:
    if uow.actor.person_id is None:
        raise NotAColleague(0)
    return uow.actor.person_id


async def _expect_colleague(uow: UnitOfWork, person_id: int) -> None:
    here = Member.person_id == person_id, Member.active.is_(True), Member.role.not_in(OUTSIDE)
    if await uow.session.scalar(select(Member.id).where(*here)) is None:
        raise NotAColleague(person_id)


async def _leaders(uow: UnitOfWork) -> Sequence[int]:
    """The people who see everybody's agenda."""
    rows = await uow.session.execute(
        select(Member.person_id, Member.role, Member.grants, Member.refusals)
        .where(Member.active.is_(True), Member.role.not_in(OUTSIDE))
        .order_by(Member.id)
    )
    return [row.person_id for row in rows if holds(Permission.AGENDA_ALL, row.role, row.grants, row.refusals)]


def _about(item: AgendaItem) -> str:
    return f"agenda:{item.id}"


async def names_of(db: Reader, person_ids: Sequence[int]) -> dict[int, str]:
    """The names of people, for the screens."""
    rows = await db.session.execute(select(Person.id, Person.name).where(Person.id.in_(person_ids)))
    return {row.id: row.name for row in rows}


open_to_readers("agenda", read)
