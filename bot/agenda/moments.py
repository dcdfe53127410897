"""When something is to be: asked, and read from what people type, in the zone of whoever says it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from bot.flows import Option, Question, Reply, Unreadable
from bot.flows.engine import Answers
from bot.understanding.agenda import BESIDE_A_MOMENT, IN_AN_HOUR, MONDAY, THIS_EVENING, TOMORROW
from bot.understanding.frames.sheet import Sheet
from bot.understanding.frames.spelling import respelled
from bot.understanding.frames.when import take_moment
from bot.understanding.frames.world import World
from bot.understanding.linking import Index
from core.agenda.items import When
from core.company.hours import hours_of
from core.i18n import N_, _
from core.uow import Reader

Said = Mapping[str, Any]  # a moment as an open question keeps it: day (ISO), at (minutes), recurrence

_LIKELY: Final = (
    (N_("Dans 1 h"), IN_AN_HOUR),
    (N_("Ce soir 18 h"), THIS_EVENING),
    (N_("Demain 9 h"), TOMORROW),
    (N_("Lundi 9 h"), MONDAY),
)
_EXAMPLE: Final = N_("Par exemple : demain 9h, jeudi, le 12 à 14h, tous les lundis 8h")


@dataclass(frozen=True, slots=True)
class WhenStep:
    """The moment. `needed` says of the answers so far whether it has to be known."""

    name: str = "when"

    def ask(self, answers: Answers) -> Question | None:
        if self.name in answers:
            return None
        options = tuple(Option(_(label), words) for label, words in _LIKELY)
        return Question((_("Quand ?"), _(_EXAMPLE)), options, width=2)

    async def take(self, db: Reader, answers: Answers, reply: Reply) -> Any:
        said = await moment_in(db, str(reply.option or reply.text))
        if said is None:
            raise Unreadable(N_("Je n'ai pas compris le moment."))
        return said

    def value(self, answers: Answers) -> When:
        return when_of(answers[self.name])


async def moment_in(db: Reader, text: str) -> Said | None:
    """The moment that the words name, and nothing but a moment; None for other words."""
    assert db.actor.person_id is not None, "somebody's moment"
    now = db.now.astimezone(ZoneInfo((await hours_of(db, db.actor.person_id)).zone))
    sheet = Sheet(respelled(text, World(now, str(db.actor.person_id), Index(()), Index(()))))
    found = take_moment(sheet, now)
    if found is None or any(sign.isalnum() for sign in _rest(sheet.flat)):
        return None
    at = None if found.at is None else found.at.hour * 60 + found.at.minute
    return {"day": None if found.day is None else found.day.isoformat(), "at": at, "recurrence": found.recurrence}


def _rest(flat: str) -> str:
    """What stands beside the moment, without what leads to it: « plutôt », « pour », « remets à »."""
    words = "".join(sign if sign.isalnum() else " " for sign in flat).split()
    return " ".join(word for word in words if word not in BESIDE_A_MOMENT)


def when_of(said: Said) -> When:
    day = said.get("day")
    return When(None if day is None else date.fromisoformat(day), said.get("at"), said.get("recurrence") or "")


def said_in(slots: Mapping[str, Any]) -> Said | None:
    """The moment among what a sentence says: datetime, date, due, time, recurrence; None when it says none."""
    moment = slots.get("datetime") or slots.get("date") or slots.get("due")
    recurrence = slots.get("recurrence", "")
    if moment is None and not recurrence and "time" not in slots:
        return None
    day, at = None, _minutes(slots["time"]) if "time" in slots else None
    if moment is not None:
        day = moment[:10]
        if "T" in moment:
            clock = datetime.fromisoformat(moment)
            at = clock.hour * 60 + clock.minute
    return {"day": day, "at": at, "recurrence": recurrence}


def _minutes(clock: str) -> int:
    hours, _colon, minutes = clock.partition(":")
    return int(hours) * 60 + int(minutes)
