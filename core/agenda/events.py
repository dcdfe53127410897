"""What happens in the agenda."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from core.journal import Fact


@dataclass(frozen=True, slots=True)
class AgendaFact(Fact):
    subject: ClassVar[str] = "agenda"


@dataclass(frozen=True, slots=True)
class AgendaNoted(AgendaFact):
    """A reminder, a task or an appointment; `at` are minutes after midnight."""

    what: str
    text: str
    assignee_id: int
    day: date | None
    at: int | None


@dataclass(frozen=True, slots=True)
class AgendaStepped(AgendaFact):
    """Accepted, refused, done, cancelled: `action` is the step."""

    action: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class AgendaMoved(AgendaFact):
    before: date | None
    before_at: int | None
    day: date
    at: int | None


@dataclass(frozen=True, slots=True)
class AgendaGiven(AgendaFact):
    """To somebody else than before."""

    assignee_id: int
