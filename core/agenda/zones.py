"""What becomes of the agenda of somebody whose clocks change."""

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select

from core.agenda.lifecycles import STANDING
from core.agenda.models import AgendaItem
from core.agenda.ringing import RING, about, wait
from core.alarms.alarms import drop_alarms
from core.kernel.hours import at_wall
from core.permissions import Permission, requires
from core.uow import UnitOfWork


@requires(Permission.AGENDA_OWN)
async def follow_clocks(uow: UnitOfWork, zone: str) -> int:
    """The actor's clocks are those of `zone` from now on: what was set for a moment stays at that moment, which they
    show otherwise; what comes back, and what has a day alone, goes with them. Returns how many moments they show
    otherwise."""
    mine = select(AgendaItem).where(
        AgendaItem.assignee_id == uow.actor.person_id,
        AgendaItem.state.in_(STANDING),
        AgendaItem.day.is_not(None),
        AgendaItem.zone != zone,
    )
    shown = 0
    for item in (await uow.session.scalars(mine.with_for_update())).all():
        if item.day is not None and item.at is not None and not item.recurrence:
            there = at_wall(item.day, item.at, item.zone).astimezone(ZoneInfo(zone))
            shown += _minutes(there) != item.at
            item.day, item.at = there.date(), _minutes(there)
        item.zone = zone
        item.touch()
        if item.rung_at is None:
            await drop_alarms(uow, about(item), kind=RING)
            await wait(uow, item)
    return shown


def _minutes(moment: datetime) -> int:
    return moment.hour * 60 + moment.minute
