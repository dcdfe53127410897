"""What each kind of alarm is for: the use case that runs at its moment."""

from collections.abc import Awaitable, Callable
from typing import Final

from core.agenda import ringing
from core.alarms.models import Alarm
from core.reporting import digests, questions
from core.uow import UnitOfWork


async def _agenda_due(uow: UnitOfWork, alarm: Alarm) -> None:
    await ringing.ring(uow, alarm.facts["item_id"], alarm.due_at)


async def _agenda_unanswered(uow: UnitOfWork, alarm: Alarm) -> None:
    await ringing.unanswered(uow, alarm.facts["item_id"])


REACTIONS: Final[dict[str, Callable[[UnitOfWork, Alarm], Awaitable[None]]]] = {
    ringing.RING: _agenda_due,
    ringing.UNANSWERED: _agenda_unanswered,
    **dict.fromkeys(digests.KINDS, digests.ring),
    questions.RING: questions.ring,
}
