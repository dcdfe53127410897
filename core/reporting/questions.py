"""Questions that are asked again each week, and answered to whoever saved them. What they ask, the chat reads."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import select

from core.alarms.alarms import drop_alarms, set_alarm
from core.alarms.models import Alarm
from core.company.hours import hours_of
from core.company.rules import checked_time
from core.kernel.errors import Invalid, NotFound
from core.kernel.hours import at_wall
from core.kernel.priority import Priority
from core.kernel.typed import line
from core.notices.notices import take_back, tell
from core.permissions import Permission, requires
from core.reporting.errors import TooManyQuestions
from core.reporting.models import SavedQuestion
from core.uow import Reader, UnitOfWork

KIND: Final = "saved_question"
RING: Final = "question-ring"
ASK: Final = "question"  # the kind of the notice
MOST: Final = 20
LONGEST: Final = 300


@requires(Permission.REPORTS_READ)
async def save(uow: UnitOfWork, *, text: str, weekday: int = 1, at: int = 8 * 60) -> SavedQuestion:
    """Have the actor's question asked each week on that day (ISO), at that time of his own clocks; the same question at
    the same moment is the one of before. Raises Invalid, TooManyQuestions."""
    person_id = uow.actor.person_id
    assert person_id is not None, "somebody's question"
    if not 1 <= weekday <= 7:
        raise Invalid("weekday", str(weekday))
    asked = line("text", text, longest=LONGEST, required=True)
    kept = await listed(uow)
    for one in kept:
        if (one.text, one.weekday, one.at) == (asked, weekday, at):
            return one
    if len(kept) >= MOST:
        raise TooManyQuestions(MOST)
    question = SavedQuestion(person_id=person_id, text=asked, weekday=weekday, at=checked_time(at), created_at=uow.now)
    uow.session.add(question)
    await uow.session.flush()
    await _wait(uow, question)
    return question


@requires(Permission.REPORTS_READ)
async def listed(db: Reader) -> Sequence[SavedQuestion]:
    """The actor's own, by their moments in the week."""
    mine = select(SavedQuestion).where(SavedQuestion.person_id == db.actor.person_id, SavedQuestion.ended_at.is_(None))
    return (await db.session.scalars(mine.order_by(SavedQuestion.weekday, SavedQuestion.at, SavedQuestion.id))).all()


@requires(Permission.REPORTS_READ)
async def drop(uow: UnitOfWork, question_id: int) -> SavedQuestion:
    """Ask it no more. Raises NotFound for what is not the actor's."""
    question = await uow.session.get(SavedQuestion, question_id)
    if question is None or question.person_id != uow.actor.person_id:
        raise NotFound(KIND, question_id)
    if question.ended_at is None:
        question.ended_at = uow.now
        await drop_alarms(uow, _about(question))
    return question


async def ring(uow: UnitOfWork, alarm: Alarm) -> None:
    """At its moment it is asked, once however long nothing ran, and the next week waits; not while he is on leave."""
    question = await uow.session.get(SavedQuestion, int(alarm.facts["question_id"]))
    if question is None or question.ended_at is not None:
        return
    hours = await hours_of(uow, question.person_id)
    today = uow.now.astimezone(ZoneInfo(hours.zone)).date()
    if not hours.is_away(today):
        facts = {"question_id": question.id, "due_at": alarm.due_at.isoformat()}
        key = f"{ASK}:{question.id}:{today.isoformat()}"
        unheard = f"{ASK}:{question.id}:"
        await take_back(uow, person_id=question.person_id, key=unheard, but=key)  # it is asked once
        await tell(uow, person_id=question.person_id, key=key, kind=ASK, facts=facts, priority=Priority.DIGEST)
    await _wait(uow, question)


async def load(db: Reader, question_id: int) -> SavedQuestion | None:
    """The question that is answered now; None when it was given up meanwhile."""
    question = await db.session.get(SavedQuestion, question_id)
    return question if question is not None and question.ended_at is None else None


def next_moment(now: datetime, zone: str, *, weekday: int, at: int) -> datetime:
    """The first moment after now when that zone's clocks show that time of that weekday."""
    today: date = now.astimezone(ZoneInfo(zone)).date()
    day = today + timedelta(days=(weekday - today.isoweekday()) % 7)
    moment = at_wall(day, at, zone)
    return moment if moment > now else at_wall(day + timedelta(days=7), at, zone)


async def _wait(uow: UnitOfWork, question: SavedQuestion) -> None:
    zone = (await hours_of(uow, question.person_id)).zone
    moment = next_moment(uow.now, zone, weekday=question.weekday, at=question.at)
    key = f"{_about(question)}:{moment.isoformat()}"
    facts = {"question_id": question.id}
    await set_alarm(uow, kind=RING, about=_about(question), key=key, due_at=moment, facts=facts)


def _about(question: SavedQuestion) -> str:
    return f"question:{question.id}"
