"""What is done with reminders, tasks and appointments."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlalchemy import select

from core.agenda.errors import MomentPast, NotAColleague, NotYours
from core.agenda.events import AgendaGiven, AgendaMoved, AgendaNoted, AgendaStepped
from core.agenda.lifecycles import STANDING, AgendaAction, AgendaState
from core.agenda.models import AgendaItem, AgendaKind
from core.agenda.ringing import RING, about, ask, call_off, come_back, tell_other, wait
from core.agenda.rules import MEETING, MORNING, checked_recurrence, first_day
from core.alarms.alarms import drop_alarms
from core.company.hours import hours_of
from core.company.models import Member, Person
from core.history import open_to_readers
from core.kernel.errors import Invalid, NotFound
from core.kernel.hours import at_wall
from core.kernel.typed import line
from core.parties import customers
from core.permissions import OUTSIDE, Permission, requires
from core.uow import Reader, UnitOfWork

_SAID_TWICE: Final = timedelta(minutes=3)
_SAME: Final = ("kind", "text", "assignee_id", "day", "at", "recurrence", "urgent")
_SOON: Final = timedelta(hours=1)  # when something of today has no hour and the morning is over


@dataclass(frozen=True, slots=True)
class When:
    """A day as the clocks of whoever asks show it, perhaps its hour (minutes after midnight), and how it comes back."""

    day: date | None = None
    at: int | None = None
    recurrence: str = ""


NO_MOMENT: Final = When()


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody wants to be thought of: as `create` takes it."""

    kind: AgendaKind
    text: str
    when: When = NO_MOMENT
    assignee_id: int | None = None
    minutes: int = 0
    customer_id: int | None = None
    subject: str = ""
    urgent: bool = False


@requires(Permission.AGENDA_OWN)
async def create(uow: UnitOfWork, wanted: Wanted) -> AgendaItem:
    """Note something to think of, for oneself when no assignee is named; who is asked is told at once, or when he works
    again unless it is urgent.

    The same said once more within minutes, on a bad network, is what was noted then. Raises Invalid, MomentPast,
    NotAColleague, NotFound (of the customer).
    """
    author_id = _person(uow)
    facts = await _facts(uow, wanted, author_id)
    if (twin := await _said_before(uow, author_id, facts)) is not None:
        return twin
    item = AgendaItem(author_id=author_id, created_at=uow.now, **facts)
    uow.session.add(item)
    await uow.session.flush()
    await _begin(uow, item)
    return item


@requires(Permission.AGENDA_OWN)
async def rewrite(uow: UnitOfWork, item_id: int, wanted: Wanted) -> AgendaItem:
    """Its author has put it in other words, about something else or for somebody else: it stays one thing, and whoever
    is asked hears. Raises what `create` does, NotFound, NotYours, IllegalTransition."""
    item = await _mine(uow, item_id, None)
    author_id = _person(uow)
    if item.author_id != author_id:
        raise NotYours
    facts = await _facts(uow, wanted, author_id)
    if item.is_given and item.assignee_id != facts["assignee_id"]:
        await call_off(uow, item)
    item.apply(AgendaAction.GIVE)
    for name, value in facts.items():
        setattr(item, name, value)
    item.rung_at = item.answered_at = item.escalated_at = None
    await drop_alarms(uow, about(item))
    await _begin(uow, item)
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
    """It needs not be done any more, nor come back, also once an occurrence has rung; who was asked hears. Its
    author's, or with agenda:all.

    Raises NotFound, NotYours, Changed, IllegalTransition.
    """
    item = await _called_off(uow, item_id, AgendaAction.CANCEL, version)
    for later in await _to_come(uow, item):
        later.apply(AgendaAction.CANCEL)
        await drop_alarms(uow, about(later))
        uow.record(AgendaStepped(later.id, action=AgendaAction.CANCEL))
    return item


@requires(Permission.AGENDA_OWN)
async def skip(uow: UnitOfWork, item_id: int, *, version: int | None = None) -> AgendaItem:
    """It needs not be done this time, and comes back all the same. Raises what `cancel` does."""
    item = await _called_off(uow, item_id, "skip", version)
    if item.recurrence:
        await come_back(uow, item)
    return item


async def _called_off(uow: UnitOfWork, item_id: int, action: str, version: int | None) -> AgendaItem:
    item = await _mine(uow, item_id, version)
    if uow.actor.person_id != item.author_id and not uow.actor.may(Permission.AGENDA_ALL):
        raise NotYours
    item.apply(AgendaAction.CANCEL)
    await drop_alarms(uow, about(item))
    uow.record(AgendaStepped(item.id, action=action))
    await call_off(uow, item)
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
    await tell_other(uow, item, "accepted" if accepted else "refused")
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
    await tell_other(uow, item, "when")
    return item


@requires(Permission.AGENDA_OWN)
async def relate(uow: UnitOfWork, item_id: int, *, customer_id: int, version: int | None = None) -> AgendaItem:
    """Say which customer it is about. Raises NotFound, Changed."""
    item = await _mine(uow, item_id, version)
    await customers.read(uow, customer_id)
    item.customer_id = customer_id
    item.touch()
    await tell_other(uow, item, "about")
    return item


@requires(Permission.AGENDA_OWN)
async def move(uow: UnitOfWork, item_id: int, *, when: When, version: int | None = None) -> AgendaItem:
    """Another day, or another hour; what was done or cancelled is to be done again. The other one hears.

    A day alone keeps the hour that was said. Raises NotFound, Changed, MomentPast, Invalid.
    """
    return await _moved(uow, await _mine(uow, item_id, version), when, after=uow.now)


async def _moved(uow: UnitOfWork, item: AgendaItem, when: When, *, after: datetime) -> AgendaItem:
    """`after` tells which of two same hours is meant in the night that has one twice."""
    keeps_hour = when.at is None and item.at is not None and when.day is not None
    moved = _settled(uow, When(when.day or item.day, item.at if keeps_hour else when.at), item.zone, after)
    if moved.day is None:
        raise Invalid("moment", "")
    before, before_at = item.day, item.at
    item.apply(AgendaAction.MOVE)
    item.day, item.at, item.rung_at = moved.day, moved.at, None
    uow.record(AgendaMoved(item.id, before=before, before_at=before_at, day=moved.day, at=moved.at))
    asks_again = item.is_given and uow.actor.person_id == item.author_id
    await drop_alarms(uow, about(item), kind="" if asks_again else RING)  # silence is noticed whoever moves it
    await wait(uow, item, after=after)
    if asks_again:
        await ask(uow, item)
    else:
        await tell_other(uow, item, "moved")
    return item


@requires(Permission.AGENDA_OWN)
async def snooze(uow: UnitOfWork, item_id: int, *, minutes: int, version: int | None = None) -> AgendaItem:
    """So many minutes from now, or from its own moment when that is still to come. Raises as `move`."""
    item = await _mine(uow, item_id, version)
    planned = None if item.day is None else at_wall(item.day, MORNING if item.at is None else item.at, item.zone)
    start = uow.now if planned is None else max(planned, uow.now)
    there = (start + timedelta(minutes=minutes)).astimezone(ZoneInfo(item.zone))
    return await _moved(uow, item, When(there.date(), there.hour * 60 + there.minute), after=start)


@requires(Permission.AGENDA_OWN)
async def give(uow: UnitOfWork, item_id: int, *, assignee_id: int, version: int | None = None) -> AgendaItem:
    """Ask somebody else, or do it oneself. Raises NotFound, NotAColleague, Changed, IllegalTransition."""
    item = await _mine(uow, item_id, version)
    await _expect_colleague(uow, assignee_id)
    item.apply(AgendaAction.GIVE)
    item.assignee_id, item.answered_at, item.escalated_at = assignee_id, None, None
    uow.record(AgendaGiven(item.id, assignee_id=assignee_id))
    if item.is_given:
        await ask(uow, item)
    return item


async def _to_come(uow: UnitOfWork, item: AgendaItem) -> Sequence[AgendaItem]:
    """The occurrences after this one that have not rung."""
    series = item.series_id or item.id
    later = select(AgendaItem).where(
        AgendaItem.series_id == series, AgendaItem.id > item.id, AgendaItem.state.in_(STANDING)
    )
    return (await uow.session.scalars(later.where(AgendaItem.rung_at.is_(None)).with_for_update())).all()


async def _facts(uow: UnitOfWork, wanted: Wanted, author_id: int) -> dict[str, Any]:
    """The columns of what is wanted, checked. Raises Invalid, MomentPast, NotAColleague, NotFound."""
    assignee_id = wanted.assignee_id or author_id
    await _expect_colleague(uow, assignee_id)
    if wanted.customer_id is not None:
        await customers.read(uow, wanted.customer_id)
    zone = (await hours_of(uow, author_id)).zone
    when = _settled(uow, wanted.when, zone)
    return {
        "kind": wanted.kind,
        "text": line("text", wanted.text, longest=500, required=True),
        "assignee_id": assignee_id,
        "zone": zone,
        "day": when.day,
        "at": when.at,
        "minutes": wanted.minutes or (MEETING if wanted.kind is AgendaKind.APPOINTMENT else 0),
        "recurrence": when.recurrence,
        "anchor": when.day if when.recurrence else None,
        "customer_id": wanted.customer_id,
        "subject": wanted.subject,
        "urgent": wanted.urgent,
    }


async def _said_before(uow: UnitOfWork, author_id: int, facts: Mapping[str, Any]) -> AgendaItem | None:
    same = [getattr(AgendaItem, name) == facts[name] for name in _SAME]
    since = AgendaItem.created_at > uow.now - _SAID_TWICE
    found = select(AgendaItem).where(
        AgendaItem.author_id == author_id, since, AgendaItem.state.in_(STANDING), AgendaItem.rung_at.is_(None), *same
    )
    twin: AgendaItem | None = await uow.session.scalar(found.limit(1))
    return twin


async def _begin(uow: UnitOfWork, item: AgendaItem) -> None:
    """It is written down, waits for its moment, and whoever does it is asked."""
    noted = AgendaNoted(item.id, what=item.kind, text=item.text, assignee_id=item.assignee_id, day=item.day, at=item.at)
    uow.record(noted)
    await wait(uow, item)
    if item.is_given:
        await ask(uow, item)


async def _step(uow: UnitOfWork, item_id: int, action: AgendaAction, *, version: int | None) -> AgendaItem:
    item = await _mine(uow, item_id, version)
    item.apply(action)
    item.done_at = uow.now
    comes_back = item.recurrence and item.rung_at is None
    if not comes_back:
        await drop_alarms(uow, about(item))
    uow.record(AgendaStepped(item.id, action=action))
    await tell_other(uow, item, "done")
    if comes_back:  # done before its hour: the next one is noted now
        await drop_alarms(uow, about(item))
        await come_back(uow, item)
    return item


def _settled(uow: UnitOfWork, when: When, zone: str, after: datetime | None = None) -> When:
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
    if day is not None:
        moment = at_wall(day, MORNING if at is None else at, zone, after=after or uow.now)
        if moment <= uow.now - timedelta(minutes=1):
            raise MomentPast(moment.astimezone(ZoneInfo(zone)))
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


def _person(uow: UnitOfWork) -> int:
    if uow.actor.person_id is None:
        raise NotAColleague(0)
    return uow.actor.person_id


async def _expect_colleague(uow: UnitOfWork, person_id: int) -> None:
    here = Member.person_id == person_id, Member.active.is_(True), Member.role.not_in(OUTSIDE)
    if await uow.session.scalar(select(Member.id).where(*here)) is None:
        raise NotAColleague(person_id)


async def names_of(db: Reader, person_ids: Sequence[int]) -> dict[int, str]:
    """The names of people, for the screens."""
    rows = await db.session.execute(select(Person.id, Person.name).where(Person.id.in_(person_ids)))
    return {row.id: row.name for row in rows}


open_to_readers("agenda", read)
