"""One's own agenda as a calendar that other programs read (iCalendar, RFC 5545), by a secret address."""

import hashlib
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from icalendar import Calendar, Event, vDuration
from sqlalchemy import ForeignKey, String, UniqueConstraint, select, update
from sqlalchemy.orm import Mapped, mapped_column

from core.agenda.lifecycles import STANDING, AgendaState
from core.agenda.models import AgendaItem
from core.agenda.planning import with_coming
from core.company.models import Company, Member, Person
from core.db import Base, CompanyRow
from core.db.engine import scope
from core.db.scope import ALL_COMPANIES
from core.kernel.errors import NotFound
from core.kernel.hours import at_wall
from core.kernel.identifiers import national
from core.parties.models import Customer
from core.permissions import OUTSIDE, SYSTEM, Permission, requires
from core.uow import Reader, UnitOfWork, Work

_BEFORE: Final = timedelta(days=60)  # how far back a calendar is given
_AHEAD: Final = timedelta(days=92)  # how far what comes back is given
_MOST: Final = 2_000
_SHORTEST: Final = 15  # minutes: calendars draw nothing for less


class CalendarFeed(Base, CompanyRow):
    """The secret address of one person's calendar in a company; only its hash is kept."""

    __tablename__ = "calendar_feed"
    __table_args__ = (UniqueConstraint("token_hash"),)

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    token_hash: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None] = mapped_column(default=None)


@requires(Permission.AGENDA_OWN)
async def open_feed(uow: UnitOfWork) -> str:
    """The secret of a new address for the actor's own calendar, 43 characters; those of before end."""
    await close_feeds(uow)
    token = secrets.token_urlsafe(32)
    assert uow.actor.person_id is not None, "somebody's calendar"
    uow.session.add(CalendarFeed(person_id=uow.actor.person_id, token_hash=_hashed(token), created_at=uow.now))
    return token


@requires(Permission.AGENDA_OWN)
async def close_feeds(uow: UnitOfWork) -> None:
    """The actor's addresses give nothing any more."""
    open_ones = CalendarFeed.person_id == uow.actor.person_id, CalendarFeed.revoked_at.is_(None)
    await uow.session.execute(
        update(CalendarFeed).where(*open_ones).values(revoked_at=uow.now),
        execution_options={"synchronize_session": False},
    )


async def calendar_of(work: Work, token: str) -> bytes:
    """The calendar behind a secret address, UTF-8. Raises NotFound: unknown, revoked, or no longer of the company."""
    async with work.read(SYSTEM) as db:
        row = (await db.session.execute(_WHOSE.where(CalendarFeed.token_hash == _hashed(token)))).one_or_none()
        if row is None:
            raise NotFound("calendar", "")
        await scope(db.session, row.company_id)
        actor = replace(SYSTEM, company_id=row.company_id, person_id=row.person_id, zone=row.zone)
        here = Reader(db.session, actor, db.now)
        items = with_coming(await _items(here, row.person_id), here.today + _AHEAD)
        whom = await _customers(here, items)
        return _written(items, whom, name=f"{row.company} · {row.person}", now=db.now)


async def _items(db: Reader, person_id: int) -> Sequence[AgendaItem]:
    query = select(AgendaItem).where(
        AgendaItem.assignee_id == person_id,
        AgendaItem.day >= db.today - _BEFORE,
        AgendaItem.state.in_((*STANDING, AgendaState.DONE)),
    )
    return (await db.session.scalars(query.order_by(AgendaItem.day, AgendaItem.id).limit(_MOST))).all()


async def _customers(db: Reader, items: Sequence[AgendaItem]) -> Mapping[int, Customer]:
    wanted = {one.customer_id for one in items if one.customer_id is not None}
    rows = await db.session.scalars(select(Customer).where(Customer.id.in_(wanted)))
    return {one.id: one for one in rows}


def _written(items: Sequence[AgendaItem], whom: Mapping[int, Customer], *, name: str, now: datetime) -> bytes:
    calendar = Calendar()
    calendar.add("prodid", "-//Carnet//FR")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", name)
    refresh = vDuration(timedelta(minutes=15))
    refresh.params["VALUE"] = "DURATION"  # RFC 7986, 5.7
    calendar.add("refresh-interval", refresh)
    for item in items:
        calendar.add_component(_event(item, whom.get(item.customer_id or 0), now))
    return bytes(calendar.to_ical())


def _event(item: AgendaItem, customer: Customer | None, now: datetime) -> Event:
    """Moments in UTC: no calendar program needs to know our zones. A day without an hour is a whole day. What comes
    back is an event for each of its days: a rule of RFC 5545 would need the zone, for summer time."""
    assert item.day is not None, "what is in a calendar has a day"
    event = Event()
    event.add("uid", f"{_number(item)}@carnet")
    event.add("dtstamp", now)
    event.add("created", item.created_at)
    event.add("sequence", item.version - 1)
    text = item.text if customer is None or customer.name in item.text else f"{item.text} · {customer.name}"
    event.add("summary", f"✓ {text}" if item.state is AgendaState.DONE else text)
    if customer is not None:
        address = ", ".join(part for part in (customer.street, f"{customer.zip} {customer.city}".strip()) if part)
        told = [national(number) for number in (customer.mobile, customer.phone) if number]
        for name, value in (("location", address), ("description", "\n".join((customer.name, *told)))):
            if value:
                event.add(name, value)
    if item.at is None:
        event.add("dtstart", item.day)
        event.add("dtend", item.day + timedelta(days=1))
        event.add("transp", "TRANSPARENT")
    else:
        begins = at_wall(item.day, item.at, item.zone)
        event.add("dtstart", begins)
        event.add("dtend", begins + timedelta(minutes=max(item.minutes, _SHORTEST)))
    event.add("status", "TENTATIVE" if item.state is AgendaState.REFUSED else "CONFIRMED")
    return event


def _number(item: AgendaItem) -> str:
    """The same for a day of a series before and after it has a row of its own."""
    if item.anchor is None or item.day is None:
        return f"agenda-{item.company_id}-{item.id}"
    return f"agenda-{item.company_id}-{item.series_id or item.id}-{item.day:%Y%m%d}"


def _hashed(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


_WHOSE: Final = (
    select(
        CalendarFeed.company_id,
        CalendarFeed.person_id,
        Company.name.label("company"),
        Company.zone,
        Person.name.label("person"),
    )
    .join(Company, Company.id == CalendarFeed.company_id)
    .join(Person, Person.id == CalendarFeed.person_id)
    .join(Member, (Member.company_id == CalendarFeed.company_id) & (Member.person_id == CalendarFeed.person_id))
    .where(CalendarFeed.revoked_at.is_(None), Member.active.is_(True), Member.role.not_in(OUTSIDE))
    .execution_options(**{ALL_COMPANIES: True})
)
