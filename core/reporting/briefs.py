"""The morning's brief of one person: his day, and what of his own needs him. Reads only."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from core.agenda import planning
from core.agenda.lifecycles import STANDING
from core.agenda.planning import Day
from core.permissions import Permission, requires
from core.reporting.alerts import Alert, own_alerts
from core.uow import Reader

MOST_LINES: Final = 5
_MONDAY: Final = 1


@dataclass(frozen=True, slots=True)
class Brief:
    """`day` is his, None when nothing of it is left to do; `alerts` the most money first. Five lines at most."""

    day: Day | None
    alerts: Sequence[Alert]

    @property
    def is_empty(self) -> bool:
        return self.day is None and not self.alerts


@requires(Permission.AGENDA_OWN)
async def brief(db: Reader) -> Brief:
    """The actor's own, as it is now: what is done is not in it any more. His late customers each Monday."""
    assert db.actor.person_id is not None, "somebody's own"
    (day,) = await planning.of_person(db, person_id=db.actor.person_id, first=db.today, last=db.today)
    ahead = [one for one in (*day.late, *day.items) if one.state in STANDING]
    found = await own_alerts(db, arrears=db.today.isoweekday() == _MONDAY)
    return Brief(day if ahead else None, found[: MOST_LINES - bool(ahead)])
