"""What the agenda refuses."""

from dataclasses import dataclass
from datetime import datetime

from core.kernel.errors import BusinessError


@dataclass(eq=False)
class MomentPast(BusinessError):
    """Nobody can be reminded at a moment that is over; `moment` in the zone of whoever asked."""

    moment: datetime


@dataclass(eq=False)
class NotAColleague(BusinessError):
    """Only people of the company are given something to do."""

    person_id: int


@dataclass(eq=False)
class NotYours(BusinessError):
    """Only who asked for it, or who does it, may do that."""
