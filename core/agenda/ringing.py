"""What the agenda says and when: an item waits for its moment, rings, comes back; whoever is asked hears.

Internal to `core` and to the clock.
"""

from collections import defaultdict
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import select

from core.agenda.lifecycles import STANDING, AgendaState
from core.agenda.models import AgendaItem, AgendaKind
from core.agenda.rules import BEFORE_MEETING, MORNING, SILENCE, following, rings_at
from core.alarms.alarms import set_alarm
from core.company.events import MemberBlocked, MemberLeft
from core.company.hours import hours_of
from core.company.members import those_who
from core.company.models import Member, Person
from core.kernel.hours import at_wall
from core.notices.notices import take_back, tell
from core.permissions import Permission
from core.uow import UnitOfWork

RING: Final = "agenda-ring"
UNANSWERED: Final = "agenda-unanswered"


async def ring(uow: UnitOfWork, item_id: int, due_at: datetime) -> None:
    """Say what is due, and note when it comes back; for the clock. What has been moved or done since says nothing;
    what a colleague has asked for waits until one may be disturbed."""
    item = await _locked(uow, item_id)
    if item is None or item.rings_at != due_at or item.state not in STANDING:
        return
    item.rung_at = uow.now
    facts = {"item_id": item.id, "due_at": due_at.isoformat()}
    rings = f"agenda-rings:{item.series_id or item.id}:"
    key = f"{rings}{item.id}:{due_at.isoformat()}"
    await take_back(uow, person_id=item.assignee_id, key=rings)  # unheard till now: the last one is enough
    told_at = (await hours_of(uow, item.assignee_id)).awake(uow.now) if item.is_given and not item.urgent else uow.now
    await tell(uow, person_id=item.assignee_id, key=key, kind="agenda_due", facts=facts, due_at=told_at)
    if item.recurrence:
        await come_back(uow, item)


async def unanswered(uow: UnitOfWork, item_id: int) -> None:
    """Who was asked has said nothing: he is asked once more, the author and the company's leaders hear, once."""
    item = await _locked(uow, item_id)
    if item is None or item.state is not AgendaState.OPEN or not item.is_given:
        return
    if item.escalated_at is not None or item.answered_at is not None:
        return
    item.escalated_at = uow.now
    leaders = await those_who(uow, Permission.AGENDA_ALL)
    for person_id in dict.fromkeys((item.author_id, item.assignee_id, *leaders)):
        await _tell(uow, item, person_id, "unanswered")


async def hand_back(uow: UnitOfWork) -> None:
    """Whoever leaves or is shut out leaves things behind: their authors hear, or the leaders when he or somebody who
    has gone too asked for them. His own reminders are nobody else's business."""
    gone = [fact.id for fact in uow.facts if isinstance(fact, MemberBlocked | MemberLeft)]
    for member in (await uow.session.scalars(select(Member).where(Member.id.in_(gone)))).all() if gone else ():
        here = set(await those_who(uow, Permission.AGENDA_OWN)) - {member.person_id}
        left: defaultdict[int, list[int]] = defaultdict(list)
        for item in (await uow.session.scalars(_LEFT.where(AgendaItem.assignee_id == member.person_id))).all():
            told = [item.author_id] if item.author_id in here else await those_who(uow, Permission.AGENDA_ALL)
            for person_id in told:
                left[person_id].append(item.id)
        name = await uow.session.scalar(select(Person.name).where(Person.id == member.person_id)) or ""
        for person_id, item_ids in left.items():
            facts = {"items": item_ids, "name": name}
            key = f"agenda:left:{member.id}:{uow.now.isoformat()}"
            await tell(uow, person_id=person_id, key=key, kind="agenda_left", facts=facts)


async def come_back(uow: UnitOfWork, item: AgendaItem) -> None:
    """The next occurrence, if it goes on; those that were missed meanwhile are one, the one that has just been said."""
    assert item.day is not None
    assert item.anchor is not None, "what comes back has a first day"
    today = uow.now.astimezone(ZoneInfo(item.zone)).date()
    after = max(item.day, today - timedelta(days=1))
    day = following(item.recurrence, item.anchor, after)
    if day is not None and at_wall(day, MORNING if item.at is None else item.at, item.zone) <= uow.now:
        day = following(item.recurrence, item.anchor, day)
    following_one = item.on(day, now=uow.now) if day is not None else None
    item.recurrence = ""  # the series goes on with the next one
    if following_one is None:
        return
    uow.session.add(following_one)
    await uow.session.flush()
    await wait(uow, following_one)


async def wait(uow: UnitOfWork, item: AgendaItem, *, after: datetime | None = None) -> None:
    """Set the alarm for when it is to be said."""
    item.rings_at = None
    if item.day is None:
        return
    before = BEFORE_MEETING if item.kind is AgendaKind.APPOINTMENT and item.at is not None else 0
    item.rings_at = rings_at(
        day=item.day, at=item.at, before=before, zone=item.zone, now=uow.now, after=after or uow.now
    )
    await set_alarm(
        uow,
        kind=RING,
        about=about(item),
        key=f"{about(item)}:{item.rings_at.isoformat()}:{item.version}",
        due_at=item.rings_at,
        facts={"item_id": item.id},
    )


async def ask(uow: UnitOfWork, item: AgendaItem) -> None:
    """Tell a colleague what he is asked for, when he may be disturbed; his silence is noticed a day later."""
    hours = await hours_of(uow, item.assignee_id)
    told_at = uow.now if item.urgent else hours.awake(uow.now)
    await _tell(uow, item, item.assignee_id, "asked", due_at=told_at)
    await set_alarm(
        uow,
        kind=UNANSWERED,
        about=about(item),
        key=f"{about(item)}:unanswered:{item.version}",
        due_at=told_at + SILENCE,
        facts={"item_id": item.id},
    )


async def call_off(uow: UnitOfWork, item: AgendaItem) -> None:
    """Who was asked hears that he is no more; who had not heard of it yet hears nothing at all."""
    if not await take_back(uow, person_id=item.assignee_id, key=f"agenda:{item.id}:asked:"):
        await tell_other(uow, item, "cancelled")


async def tell_other(uow: UnitOfWork, item: AgendaItem, what: str) -> None:
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


async def _locked(uow: UnitOfWork, item_id: int) -> AgendaItem | None:
    item: AgendaItem | None = await uow.session.scalar(
        select(AgendaItem).where(AgendaItem.id == item_id).with_for_update()
    )
    return item


_LEFT: Final = (
    select(AgendaItem)
    .where(AgendaItem.state.in_(STANDING))
    .where((AgendaItem.kind != AgendaKind.REMINDER) | (AgendaItem.author_id != AgendaItem.assignee_id))
    .order_by(AgendaItem.day.is_(None), AgendaItem.day, AgendaItem.at, AgendaItem.id)
    .limit(100)
)


def about(item: AgendaItem) -> str:
    return f"agenda:{item.id}"
