"""Whose day looks how: what is planned, what is late, where there is room. Reads only."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from sqlalchemy import ColumnElement, and_, not_, or_, select

from core.agenda.lifecycles import STANDING, AgendaState
from core.agenda.models import AgendaItem, AgendaKind
from core.agenda.rules import following
from core.company.models import Member, Person
from core.parties.models import Customer
from core.permissions import OUTSIDE, Permission, requires
from core.uow import Reader

DAY_FROM: Final = 8 * 60  # where free time is looked for, in minutes after midnight
DAY_TO: Final = 18 * 60
LEAST_GAP: Final = 30  # minutes: less is no room for anything
_MOST: Final = 500
_BEHIND: Final = timedelta(days=60)  # what is late for longer is no news


@dataclass(frozen=True, slots=True)
class Gap:
    """Free time of a day, in minutes after midnight."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Day:
    """What one person has on a day, in its order: with an hour first. `late`: of days before, or whose hour is over."""

    person_id: int
    name: str
    day: date
    items: tuple[AgendaItem, ...]
    late: tuple[AgendaItem, ...]
    gaps: tuple[Gap, ...]


@requires(Permission.AGENDA_OWN)
async def of_person(db: Reader, *, person_id: int, first: date, last: date) -> Sequence[Day]:
    """One person's days; a colleague's tasks and appointments with agenda:all only. Raises NotAllowed."""
    own = person_id == db.actor.person_id
    if not own:
        db.actor.expect(Permission.AGENDA_ALL)
    items = await _items(db, and_(AgendaItem.assignee_id == person_id, _shown(db)), first, last)
    name = await db.session.scalar(select(Person.name).where(Person.id == person_id)) or ""
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return [_day(db, person_id, name, day, items) for day in days]


@requires(Permission.AGENDA_ALL)
async def of_everybody(db: Reader, day: date) -> Sequence[Day]:
    """Everybody's day, by name: the company's people, those without anything too."""
    people = (
        await db.session.execute(
            select(Person.id, Person.name)
            .join(Member, Member.person_id == Person.id)
            .where(Member.active.is_(True), Member.role.not_in(OUTSIDE))
            .order_by(Person.name, Person.id)
        )
    ).all()
    items = await _items(db, _shown(db), day, day)
    by_person: defaultdict[int, list[AgendaItem]] = defaultdict(list)
    for item in items:
        by_person[item.assignee_id].append(item)
    return [_day(db, row.id, row.name, day, by_person[row.id]) for row in people]


@requires(Permission.AGENDA_OWN)
async def asked(db: Reader) -> Sequence[AgendaItem]:
    """What the actor has asked others for and is not done, oldest first."""
    query = (
        select(AgendaItem)
        .where(
            AgendaItem.author_id == db.actor.person_id,
            AgendaItem.assignee_id != db.actor.person_id,
            AgendaItem.state.in_(STANDING),
        )
        .order_by(AgendaItem.day.is_(None), AgendaItem.day, AgendaItem.at, AgendaItem.id)
    )
    return (await db.session.scalars(query.limit(_MOST))).all()


@requires(Permission.AGENDA_OWN)
async def to_do(db: Reader) -> Sequence[AgendaItem]:
    """What the actor has to do: late, to come however far ahead (of what comes back, the next one), then some day.
    Appointments that are over are behind him."""
    over = and_(AgendaItem.kind == AgendaKind.APPOINTMENT, AgendaItem.day < db.today)
    since = or_(AgendaItem.day.is_(None), AgendaItem.day >= db.today - _BEHIND)
    query = (
        select(AgendaItem)
        .where(AgendaItem.assignee_id == db.actor.person_id, AgendaItem.state.in_(_OF_HIS), since, not_(over))
        .order_by(
            AgendaItem.day.is_(None),
            AgendaItem.day,
            AgendaItem.at.is_(None),
            AgendaItem.at,
            AgendaItem.urgent.desc(),
            AgendaItem.id,
        )
    )
    return (await db.session.scalars(query.limit(_MOST))).all()


@requires(Permission.AGENDA_OWN)
async def some(db: Reader, item_ids: Sequence[int]) -> Sequence[AgendaItem]:
    """Those of them that the actor may see, in their order in time."""
    query = select(AgendaItem).where(AgendaItem.id.in_(item_ids), _shown(db))
    return (await db.session.scalars(query.order_by(AgendaItem.day.is_(None), AgendaItem.day, AgendaItem.at))).all()


@requires(Permission.AGENDA_OWN)
async def of_customer(db: Reader, customer_id: int) -> Sequence[AgendaItem]:
    """What stands in the actor's own agenda, or that anybody has to do, about a customer."""
    query = (
        select(AgendaItem)
        .where(AgendaItem.customer_id == customer_id, AgendaItem.state.in_(STANDING), _shown(db))
        .order_by(AgendaItem.day.is_(None), AgendaItem.day, AgendaItem.at, AgendaItem.id)
    )
    return (await db.session.scalars(query.limit(_MOST))).all()


@requires(Permission.AGENDA_OWN)
async def overlapping(db: Reader, item: AgendaItem) -> Sequence[AgendaItem]:
    """Other appointments of the same person at the same time."""
    if item.day is None or item.at is None or not item.minutes:
        return []
    query = select(AgendaItem).where(
        AgendaItem.assignee_id == item.assignee_id,
        or_(AgendaItem.day == item.day, and_(AgendaItem.day < item.day, AgendaItem.recurrence != "")),
        AgendaItem.at.is_not(None),
        AgendaItem.minutes > 0,
        AgendaItem.state.in_(_OF_HIS),
        AgendaItem.id != item.id,
    )
    start, end = item.at, item.at + item.minutes
    return [
        one
        for one in with_coming((await db.session.scalars(query)).all(), item.day)
        if one.day == item.day and one.at is not None and one.at < end and start < one.at + one.minutes
    ]


@requires(Permission.AGENDA_OWN)
async def customers_of(db: Reader, found: Sequence[AgendaItem]) -> dict[int, str]:
    """The names of the customers that these are about, by id, for lists."""
    wanted = {one.customer_id for one in found if one.customer_id is not None}
    rows = await db.session.execute(select(Customer.id, Customer.name).where(Customer.id.in_(wanted)))
    return {row.id: row.name for row in rows}


@requires(Permission.AGENDA_OWN)
async def goes_on(db: Reader, item: AgendaItem) -> str:
    """The recurrence of the series that this is an occurrence of, while it goes on; "" when nothing comes back."""
    if item.recurrence or item.anchor is None:
        return item.recurrence
    later = select(AgendaItem.recurrence).where(
        AgendaItem.series_id == (item.series_id or item.id),
        AgendaItem.id > item.id,
        AgendaItem.state.in_(STANDING),
        AgendaItem.recurrence != "",
    )
    return await db.session.scalar(later.limit(1)) or ""


def with_coming(found: Sequence[AgendaItem], last: date) -> Sequence[AgendaItem]:
    """These, and behind each that comes back its later days until `last`: to look at, with the buttons of the next one,
    which alone is a row."""
    seen: list[AgendaItem] = []
    for item in found:
        seen.append(item)
        if not item.recurrence or item.anchor is None or item.day is None or item.state not in STANDING:
            continue
        day = following(item.recurrence, item.anchor, item.day)
        while day is not None and day <= last:
            later = item.on(day, now=item.created_at)
            later.id, later.company_id, later.version = item.id, item.company_id, item.version
            seen.append(later)
            day = following(item.recurrence, item.anchor, day)
    return seen


def gaps_between(busy: Sequence[tuple[int, int]], *, start: int = DAY_FROM, end: int = DAY_TO) -> tuple[Gap, ...]:
    """The free times between busy ones (from, to, in minutes), as far as anything fits in."""
    found: list[Gap] = []
    free_from = start
    for busy_from, busy_to in sorted(busy):
        if busy_from - free_from >= LEAST_GAP:
            found.append(Gap(free_from, min(busy_from, end)))
        free_from = max(free_from, busy_to)
    if end - free_from >= LEAST_GAP:
        found.append(Gap(free_from, end))
    return tuple(gap for gap in found if gap.end - gap.start >= LEAST_GAP)


_OF_HIS: Final = (AgendaState.OPEN, AgendaState.ACCEPTED)  # what he has not said no to


def _shown(db: Reader) -> ColumnElement[bool]:
    """A reminder for oneself is nobody else's business."""
    mine = or_(AgendaItem.assignee_id == db.actor.person_id, AgendaItem.author_id == db.actor.person_id)
    if not db.actor.may(Permission.AGENDA_ALL):
        return mine
    return or_(mine, AgendaItem.kind != AgendaKind.REMINDER, AgendaItem.assignee_id != AgendaItem.author_id)


async def _items(db: Reader, whose: ColumnElement[bool], first: date, last: date) -> Sequence[AgendaItem]:
    """What stands between the days, comes back until then, or stood before and was not done; done things too."""
    late = and_(AgendaItem.day < first, AgendaItem.day >= first - _BEHIND, AgendaItem.state.in_(_OF_HIS))
    within = and_(AgendaItem.day >= first, AgendaItem.day <= last, AgendaItem.state.in_((*_OF_HIS, AgendaState.DONE)))
    goes_on = and_(AgendaItem.day <= last, AgendaItem.recurrence != "", AgendaItem.state.in_(_OF_HIS))
    query = select(AgendaItem).where(whose, or_(within, late, goes_on))
    query = query.order_by(AgendaItem.day, AgendaItem.at, AgendaItem.id).limit(_MOST)
    return with_coming((await db.session.scalars(query)).all(), last)


def _day(db: Reader, person_id: int, name: str, day: date, items: Sequence[AgendaItem]) -> Day:
    here = sorted((one for one in items if one.day == day), key=lambda one: (one.at is None, one.at or 0, one.id))
    open_ = [one for one in items if one.state in _OF_HIS and one.kind is not AgendaKind.APPOINTMENT]
    late = [one for one in open_ if day == db.today and one.day is not None and _is_over(db, one)]
    busy = [(one.at, one.at + one.minutes) for one in here if one.at is not None and one.state in _OF_HIS]
    return Day(person_id, name, day, tuple(here), tuple(late), gaps_between(busy) if _has_hours(here) else ())


def _is_over(db: Reader, item: AgendaItem) -> bool:
    assert item.day is not None
    if item.day != db.today:
        return item.day < db.today
    local = db.local(db.now)
    return item.at is not None and item.at < local.hour * 60 + local.minute


def _has_hours(items: Sequence[AgendaItem]) -> bool:
    return any(one.at is not None and one.minutes for one in items)
