"""What stands in the agenda, found by words: of a day, a week, a month, or about somebody; to be seen or cancelled."""

import re
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

from bot.agenda.buttons import day_of, opened, week_of
from bot.agenda.moments import moment_in
from bot.agenda.screens import list_screen
from bot.outgoing.say import Say, Show
from bot.talk.visit import Plan, Visit, answer
from bot.understanding.agenda import WEEK
from bot.understanding.periods import Period, read_period
from bot.understanding.words import fold
from core.agenda import items, planning
from core.agenda.models import AgendaItem, AgendaKind
from core.i18n import N_, _
from core.kernel.text import words
from core.uow import UnitOfWork

_KINDS: Final = {
    "rap": (AgendaKind.REMINDER,),
    "rem": (AgendaKind.REMINDER,),
    "tac": (AgendaKind.TASK,),
    "tas": (AgendaKind.TASK,),
    "rdv": (AgendaKind.APPOINTMENT,),
    "ren": (AgendaKind.APPOINTMENT,),
    "app": (AgendaKind.APPOINTMENT,),
}
_BESIDE: Final = frozenset(("de", "du", "des", "d", "avec", "chez", "pour", "a", "l", "le", "la", "les", "of", "with"))
_NONE: Final = N_("Rien de tel dans votre agenda. Pour voir tout ce qui vous attend : à faire")


async def listed(visit: Visit, found: re.Match[str]) -> Plan | None:
    """« mes rappels de demain », « mes rdv de la semaine », « mes rappels de janvier », « mes tâches chez girard »."""
    rest, own = found["rest"].strip(), visit.actor.person_id or 0
    if (week := WEEK.fullmatch(rest)) is not None:
        later = 7 if week["next"] or week["next_week"] else 0
        monday = visit.db.today + timedelta(days=later)
        return answer(Show(await week_of(visit.db, own, monday), fresh=True))
    if (when := await day_named(visit, rest)) is not None:
        return answer(Show(await day_of(visit.db, own, when), fresh=True))
    return await _list(visit, await _meant(visit, found["what"], rest))


async def dropped(visit: Visit, found: re.Match[str]) -> Plan:
    """« annule mon rappel de demain », « supprime le rdv girard »: its card, where a tap or « annule » does it; of
    several, which."""
    matching = await _meant(visit, found["what"], (found["rest"] or "").strip())
    if len(matching) != 1:
        return await _list(visit, matching)

    async def act(uow: UnitOfWork) -> Sequence[Say]:
        return await opened(uow, visit, matching[0].id)

    return Plan(act=act)


async def day_named(visit: Visit, typed: str) -> date | None:
    """The day that the words name, today without any; None for other words, and for what comes back."""
    if not typed:
        return visit.db.today
    moment = await moment_in(visit.db, typed)
    if moment is None or moment.get("recurrence"):
        return None
    return visit.db.today if moment["day"] is None else date.fromisoformat(moment["day"])


async def _meant(visit: Visit, what: str, rest: str) -> Sequence[AgendaItem]:
    """What the actor has to do, or has asked for, of this kind, that day or month, or that the words are about."""
    kinds = _KINDS[what[:3]]
    standing = {one.id: one for one in (*await planning.to_do(visit.db), *await planning.asked(visit.db))}
    found = [one for one in standing.values() if one.kind in kinds]
    if not rest:
        return found
    if (when := await day_named(visit, rest)) is not None:
        return [one for one in found if one.day == when]
    if (period := _ahead(read_period(rest, visit.db.today), visit.db.today)) is not None:
        return [one for one in found if one.day is not None and period.first <= one.day <= period.last]
    said = set(words(fold(rest))) - _BESIDE
    whom = await planning.customers_of(visit.db, found)
    names = await items.names_of(visit.db, [one.assignee_id for one in found])
    about = {one.id: f"{one.text} {whom.get(one.customer_id or 0, '')} {names[one.assignee_id]}" for one in found}
    return [one for one in found if said and said <= set(words(fold(about[one.id])))]


def _ahead(period: Period | None, today: date) -> Period | None:
    """Of the months of this name the next, where the last one is over."""
    if period is None or period.last >= today or period.span != "month":
        return period
    return read_period(f"{period.first:%m}/{period.first.year + 1}", today)


async def _list(visit: Visit, found: Sequence[AgendaItem]) -> Plan:
    names = await items.names_of(visit.db, [one.assignee_id for one in found])
    whom = await planning.customers_of(visit.db, found)
    others = any(one.assignee_id != visit.actor.person_id for one in found)
    return answer(Show(list_screen(_("Agenda"), found, _(_NONE), whom, names if others else None), fresh=True))
