"""When the people of a company work: the company's hours, and what each has changed for himself."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import and_, select
from sqlalchemy.sql.elements import ColumnElement

from core.company.models import Company, Person, WorkingHours
from core.company.rules import checked_time, checked_zone
from core.db.upsert import inserting
from core.kernel.errors import Invalid
from core.kernel.hours import WORKWEEK, Hours, Leave
from core.permissions import Permission, requires
from core.uow import Reader, UnitOfWork


@dataclass(frozen=True, slots=True)
class Changes:
    """What one changes of one's own hours; None leaves as it is. Times are minutes after midnight in the zone."""

    zone: str | None = None
    days: str | None = None
    quiet_from: int | None = None
    quiet_to: int | None = None
    postcode: str | None = None
    leave: Leave | None = None  # one more
    back: bool = False  # at work again today; on no leave that is planned, for whoever is on none


async def hours_of(db: Reader, person_id: int) -> Hours:
    """One person's hours in this company; the company's own where he has said nothing."""
    return (await hours_of_all(db, [person_id]))[person_id]


async def hours_of_all(db: Reader, person_ids: Collection[int]) -> dict[int, Hours]:
    """The same of several, in one statement."""
    rows = await db.session.execute(_HOURS.where(Person.id.in_(person_ids), Company.id == db.actor.company_id))
    return {
        row.person_id: Hours(
            zone=row.own_zone or row.zone,
            days=row.days or WORKWEEK,
            quiet_from=row.quiet_from if row.own_from is None else row.own_from,
            quiet_to=row.quiet_to if row.own_to is None else row.own_to,
            postcode=row.postcode or row.zip,
            leaves=tuple((date.fromisoformat(first), date.fromisoformat(last)) for first, last in row.leaves or ()),
        )
        for row in rows
    }


@requires(Permission.AGENDA_OWN)
async def change_hours(uow: UnitOfWork, changes: Changes) -> Hours:
    """Change one's own working hours. Raises Invalid."""
    person_id = uow.actor.person_id
    assert person_id is not None, "somebody's hours"
    values = _checked(changes)
    values["company_id"] = uow.session.info["company_id"]
    if changes.leave is not None or changes.back:
        own = await hours_of(uow, person_id)
        today = uow.now.astimezone(ZoneInfo(changes.zone or own.zone)).date()
        leaves = without_today(own.leaves, today) if changes.back else with_leave(own.leaves, changes.leave, today)
        values["leaves"] = [[first.isoformat(), last.isoformat()] for first, last in leaves]
    insert = inserting(uow.session, WorkingHours, person_id=person_id, **values)
    await uow.session.execute(
        insert.on_conflict_do_update(index_elements=["company_id", "person_id"], set_=values),
        execution_options={"synchronize_session": False},
    )
    return await hours_of(uow, person_id)


def with_leave(leaves: Sequence[Leave], more: Leave | None, today: date) -> list[Leave]:
    """What is over is forgotten; leaves that touch are one."""
    found: list[Leave] = []
    for first, last in sorted([one for one in (*leaves, more) if one is not None and one[1] >= today]):
        if found and first <= found[-1][1] + timedelta(days=1):
            found[-1] = (found[-1][0], max(found[-1][1], last))
        else:
            found.append((first, last))
    return found


def without_today(leaves: Sequence[Leave], today: date) -> list[Leave]:
    """Without the one that covers today; without any, when none does."""
    others = [one for one in leaves if not one[0] <= today <= one[1]]
    return others if len(others) < len(leaves) else []


def _checked(changes: Changes) -> dict[str, object]:
    values: dict[str, object] = {}
    if changes.zone is not None:
        values["zone"] = checked_zone(changes.zone)
    if changes.days is not None:
        if not changes.days or set(changes.days) - set("1234567"):
            raise Invalid("days", changes.days)
        values["days"] = "".join(sorted(set(changes.days)))
    if changes.quiet_from is not None and changes.quiet_to is not None:
        values["quiet_from"], values["quiet_to"] = checked_time(changes.quiet_from), checked_time(changes.quiet_to)
    if changes.postcode is not None:
        if not (changes.postcode == "" or (changes.postcode.isdecimal() and len(changes.postcode) == 5)):
            raise Invalid("postcode", changes.postcode)
        values["postcode"] = changes.postcode
    return values


_OWN: Final[ColumnElement[bool]] = and_(WorkingHours.person_id == Person.id, WorkingHours.company_id == Company.id)
_HOURS: Final = (
    select(
        Person.id.label("person_id"),
        Company.zone,
        Company.quiet_from,
        Company.quiet_to,
        Company.zip,
        WorkingHours.zone.label("own_zone"),
        WorkingHours.days,
        WorkingHours.quiet_from.label("own_from"),
        WorkingHours.quiet_to.label("own_to"),
        WorkingHours.postcode,
        WorkingHours.leaves,
    )
    .select_from(Person)
    .join(Company, Company.id > 0)
    .outerjoin(WorkingHours, _OWN)
)
