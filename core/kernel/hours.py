"""When somebody works: his days, his quiet hours, his holidays, his leave. Wall times become moments here. Pure."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from core.kernel.workdays import is_holiday

WORKWEEK: Final = "12345"  # ISO days: Monday is 1
_DAY: Final = 24 * 60
Leave = tuple[date, date]  # the first and the last day of it
_LONGEST_LEAVE: Final = 400  # days looked ahead for the next one at work


@dataclass(frozen=True, slots=True)
class Hours:
    """`days` are ISO weekdays at work; times are minutes after midnight in `zone`; `postcode` decides the holidays."""

    zone: str
    days: str = WORKWEEK
    quiet_from: int = 20 * 60
    quiet_to: int = 7 * 60
    postcode: str = ""
    leaves: tuple[Leave, ...] = ()

    def is_away(self, day: date) -> bool:
        """Whether he is on leave that day."""
        return any(first <= day <= last for first, last in self.leaves)

    def is_off(self, day: date) -> bool:
        """Whether he does not work that day."""
        if self.is_away(day):
            return True
        return str(day.isoweekday()) not in self.days or is_holiday(day, self.postcode)

    def is_quiet(self, moment: datetime) -> bool:
        """Whether he rests at that time of day, or all day long."""
        local = moment.astimezone(ZoneInfo(self.zone))
        return self.is_off(local.date()) or self._rests(local.hour * 60 + local.minute)

    def awake(self, moment: datetime) -> datetime:
        """That moment, or the first one after it at which he may be disturbed, in UTC."""
        local = moment.astimezone(ZoneInfo(self.zone))
        day, minute = local.date(), local.hour * 60 + local.minute
        if not self.is_off(day):
            if not self._rests(minute):
                return moment.astimezone(UTC)
            if minute < self.quiet_to:
                return at_wall(day, self.quiet_to, self.zone)
        return at_wall(self.next_day_at_work(day), self.quiet_to, self.zone)

    def next_day_at_work(self, day: date) -> date:
        """The first day after this one at which he works; the very next one for somebody who never does."""
        ahead = (day + timedelta(days=days) for days in range(1, _LONGEST_LEAVE))
        return next((one for one in ahead if not self.is_off(one)), day + timedelta(days=1))

    def _rests(self, minute: int) -> bool:
        if self.quiet_from <= self.quiet_to:
            return self.quiet_from <= minute < self.quiet_to
        return minute >= self.quiet_from or minute < self.quiet_to


def at_wall(day: date, minutes: int, zone: str, *, after: datetime | None = None) -> datetime:
    """When the clocks of a zone show so many minutes after midnight, in UTC.

    An hour that the change to summer time leaves out is as much later (02:30 is 03:30); one that the change to winter
    time shows twice is the first, or the second when the first is not `after` that moment.
    """
    hour, minute = divmod(minutes % _DAY, 60)
    shown = datetime.combine(day + timedelta(days=minutes // _DAY), time(hour, minute), ZoneInfo(zone))
    first = shown.astimezone(UTC)
    return max(first, shown.replace(fold=1).astimezone(UTC)) if after is not None and first <= after else first
