"""What the buttons of the agenda do, and how it is moved by words."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from typing import Final

from bot.agenda.moments import WhenStep, moment_in, when_of
from bot.agenda.screens import card, day_screen, give_rows, list_screen, week_screen
from bot.flows import Flow
from bot.flows.engine import begin
from bot.flows.steps import Given, Text
from bot.outgoing.say import Say, Show
from bot.outgoing.screen import Button, Screen, bold, plain_screen
from bot.talk.buttons import button, planned
from bot.talk.pages import PAGE, page_row
from bot.talk.talks import focus_on
from bot.talk.taps import Tap
from bot.talk.visit import Plan, Visit, object_id
from bot.understanding.agenda import REFUSED, SAID_DONE, SAID_NO, SAID_OFF, SAID_WHEN, SAID_YES
from bot.understanding.words import fold
from core.agenda import items, planning
from core.agenda.items import When
from core.agenda.models import AgendaItem
from core.i18n import N_, _
from core.kernel.errors import NotFound
from core.kernel.text import words
from core.uow import Reader, UnitOfWork

_LATEST: Final = date.max.toordinal() - 400


async def _stale(db: Reader, visit: Visit, tap: Tap) -> Sequence[Say]:
    return [visit.show(await card(db, await items.read(db, tap.object_id)))]


async def _shown(uow: UnitOfWork, visit: Visit, item: AgendaItem, toast: str) -> Sequence[Say]:
    await focus_on(uow, visit.turn.chat_id, f"agenda:{item.id}")
    return [visit.toast(toast), visit.show(await card(uow, item))]


@button("agenda-open", writes=True)
async def _open(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    return await opened(uow, visit, tap.object_id)


async def opened(uow: UnitOfWork, visit: Visit, item_id: int) -> Sequence[Say]:
    """Its card, which the next words may be about."""
    item = await items.read(uow, item_id)
    await focus_on(uow, visit.turn.chat_id, f"agenda:{item.id}")
    return [Show(await card(uow, item), fresh=True)]


@button("agenda-done", writes=True, stale=_stale)
async def _done(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    return await _shown(uow, visit, await items.finish(uow, tap.object_id, version=tap.version), _("Fait."))


@button("agenda-later", writes=True, stale=_stale)
async def _later(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    minutes = min(max(tap.number(0), 1), 24 * 60)
    item = await items.snooze(uow, tap.object_id, minutes=minutes, version=tap.version)
    return await _shown(uow, visit, item, _("Plus tard."))


@button("agenda-tomorrow", writes=True, stale=_stale)
async def _tomorrow(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    """The next day from today, at the same hour."""
    item = await items.read(uow, tap.object_id)
    day = max(uow.today, item.day or uow.today) + timedelta(days=1)
    moved = await items.move(uow, tap.object_id, when=When(day), version=tap.version)
    return await _shown(uow, visit, moved, _("Demain.") if day == uow.today + timedelta(days=1) else _("Déplacé."))


@button("agenda-move", writes=True)
async def _move(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    await items.read(uow, tap.object_id)
    return await begin(uow, _asking(visit), AGENDA_MOVE, {"item_id": tap.object_id})


@button("agenda-cancel", writes=True, stale=_stale)
async def _cancel(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    goes_on = await planning.goes_on(uow, await items.read(uow, tap.object_id))
    item = await items.cancel(uow, tap.object_id, version=tap.version)
    return await _shown(uow, visit, item, _("Annulé : cela ne revient plus.") if goes_on else _("Annulé."))


@button("agenda-skip", writes=True, stale=_stale)
async def _skip(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    return await _shown(uow, visit, await items.skip(uow, tap.object_id, version=tap.version), _("Pas cette fois."))


@button("agenda-yes", writes=True, stale=_stale)
async def _yes(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    item = await items.answer(uow, tap.object_id, accepted=True, version=tap.version)
    return await _shown(uow, visit, item, _("C'est dit."))


@button("agenda-no", writes=True)
async def _no(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    await items.read(uow, tap.object_id)
    return await begin(uow, _asking(visit), AGENDA_REFUSE, {"item_id": tap.object_id})


@button("agenda-when", writes=True, stale=_stale)
async def _when(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    return await _shown(uow, visit, await items.ask_when(uow, tap.object_id, version=tap.version), _("C'est demandé."))


@button("agenda-whom", writes=False)
async def _whom(db: Reader, visit: Visit, tap: Tap) -> Sequence[Say]:
    item = await items.read(db, tap.object_id)
    return [Show(plain_screen(bold(_("À qui le confier ?")), item.text, rows=await give_rows(db, item)))]


@button("agenda-give", writes=True, stale=_stale)
async def _give(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    await items.read(uow, tap.object_id)
    given = await items.give(uow, tap.object_id, assignee_id=tap.number(0), version=tap.version)
    return await _shown(uow, visit, given, _("Confié."))


@button("agenda-about", writes=True, stale=_stale)
async def _about(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    item = await items.relate(uow, tap.object_id, customer_id=tap.number(0), version=tap.version)
    return await _shown(uow, visit, item, _("C'est noté."))


@button("agenda-day", writes=False)
async def _day(db: Reader, visit: Visit, tap: Tap) -> Sequence[Say]:
    """`object_id` is the person; the argument counts days since the year 1."""
    ordinal = tap.number(0)
    if not 400 <= ordinal <= _LATEST:
        raise NotFound("button", tap.verb)
    return [visit.show(await day_of(db, tap.object_id, date.fromordinal(ordinal)))]


@button("agenda-week", writes=False)
async def _week(db: Reader, visit: Visit, tap: Tap) -> Sequence[Say]:
    """The same of a week."""
    ordinal = tap.number(0)
    if not 400 <= ordinal <= _LATEST:
        raise NotFound("button", tap.verb)
    return [visit.show(await week_of(db, tap.object_id, date.fromordinal(ordinal)))]


@button("agenda-asked", writes=False)
async def _asked(db: Reader, visit: Visit, tap: Tap) -> Sequence[Say]:
    found = await planning.asked(db)
    names = await items.names_of(db, [one.assignee_id for one in found])
    nothing = _("Vous n'avez rien demandé à personne.")
    return [Show(list_screen(_("Demandé à d'autres"), found, nothing, await planning.customers_of(db, found), names))]


@planned("agenda-paper")
async def _paper(visit: Visit, tap: Tap) -> Plan:
    """The document that it is about, as if its number had been typed."""
    from bot.staff import said  # which reads the agenda's sentences

    number = (await items.read(visit.db, tap.object_id)).subject
    turn = replace(visit.turn, text=number)
    return await said(replace(visit, turn=turn, question=None), number)


@button("agenda-todo", writes=False)
async def _todo(db: Reader, visit: Visit, tap: Tap) -> Sequence[Say]:
    return [visit.show(await todo_of(db, tap.number(0)))]


async def todo_of(db: Reader, page: int = 0) -> Screen:
    """What the actor has to do, however far ahead, a page at a time."""
    found, company_id = await planning.to_do(db), db.actor.company_id or 0
    page = page if 0 <= page * PAGE < len(found) else 0
    here = found[page * PAGE : (page + 1) * PAGE]
    nothing = _("Rien à faire. Écrivez par exemple : rappelle-moi demain 9h d'appeler Girard")
    screen = list_screen(_("À faire"), here, nothing, await planning.customers_of(db, here))
    rows = [
        *screen.rows,
        *page_row(
            page,
            more=len(found) > (page + 1) * PAGE,
            tap=lambda other: Tap("agenda-todo", company_id, 0, 0, (str(other),)).packed(),
        ),
    ]
    if given := await planning.asked(db):
        label = _("👥 Demandé à d'autres ({count})").format(count=len(given))
        rows.append((Button(label, Tap("agenda-asked", company_id).packed()),))
    return replace(screen, rows=tuple(rows))


async def day_of(db: Reader, person_id: int, day: date) -> Screen:
    (found,) = await planning.of_person(db, person_id=person_id, first=day, last=day)
    own = person_id == db.actor.person_id
    whom = await planning.customers_of(db, (*found.items, *found.late))
    return day_screen(found, db.today, whom, own=own, company_id=db.actor.company_id or 0)


async def week_of(db: Reader, person_id: int, day: date) -> Screen:
    """The week of that day, from its Monday."""
    monday = day - timedelta(days=day.weekday())
    days = await planning.of_person(db, person_id=person_id, first=monday, last=monday + timedelta(days=6))
    whom = await planning.customers_of(db, [one for found in days for one in (*found.items, *found.late)])
    return week_screen(days, db.today, whom, own=person_id == db.actor.person_id, company_id=db.actor.company_id or 0)


async def moved_by_words(visit: Visit, text: str) -> Plan | None:
    """« plutôt vendredi » about the thing replied to, or the last one worked on; None for anything else."""
    item_id = object_id(visit.card or "", "agenda") if visit.card_is_object else object_id(visit.focus, "agenda")
    if item_id is None or (visit.question is not None and not visit.card_is_object):
        return None
    said = await moment_in(visit.db, text)
    if said is None:
        return None
    try:
        await items.read(visit.db, item_id)
    except NotFound:  # of a company that is no longer in view
        return None
    return Plan(act=lambda uow: _moved(uow, visit, item_id, when_of(said)))


async def answered_by_words(visit: Visit, text: str) -> Plan | None:
    """« fait », « ok », « pas possible, en congé », « quand ? », « annule » in reply to a card of the agenda; about the
    one in view « annule » alone too."""
    said = " ".join(words(fold(text)))
    item_id = object_id(visit.card or "", "agenda") if visit.card_is_object else None
    if item_id is None and visit.question is None and SAID_OFF.fullmatch(said):
        item_id = object_id(visit.focus, "agenda")
    if item_id is None:
        return None
    try:
        item = await items.read(visit.db, item_id)
    except NotFound:  # of a company that is no longer in view
        return None
    asked = item.is_given and item.assignee_id == visit.actor.person_id
    for pattern, step in (
        (SAID_DONE, items.finish),
        (SAID_YES, partial(items.answer, accepted=True) if asked else None),
        (SAID_NO, partial(items.answer, accepted=False, reason=_reason(text)) if asked else None),
        (SAID_WHEN, items.ask_when if asked else None),
        (SAID_OFF, items.cancel),
    ):
        if step is not None and pattern.fullmatch(said):
            return Plan(act=partial(_stepped, visit, item_id, step))
    return None


def _reason(text: str) -> str:
    """What stands behind « non, » or « pas possible : », as it was typed."""
    return REFUSED.sub("", text.strip(), count=1)[:300]


async def _stepped(
    visit: Visit, item_id: int, step: Callable[[UnitOfWork, int], Awaitable[AgendaItem]], uow: UnitOfWork
) -> Sequence[Say]:
    item = await step(uow, item_id)
    await focus_on(uow, visit.turn.chat_id, f"agenda:{item.id}")
    return [Show(await card(uow, item), fresh=True)]


async def _moved(uow: UnitOfWork, visit: Visit, item_id: int, when: When) -> Sequence[Say]:
    item = await items.move(uow, item_id, when=when)
    await focus_on(uow, visit.turn.chat_id, f"agenda:{item.id}")
    return [Show(await card(uow, item), fresh=True)]


async def _refused(uow: UnitOfWork, visit: Visit, item_id: int, reason: str) -> Sequence[Say]:
    item = await items.answer(uow, item_id, accepted=False, reason=reason)
    return [Show(await card(uow, item), fresh=True)]


async def _moved_to(uow: UnitOfWork, visit: Visit, item_id: int, when: When) -> Sequence[Say]:
    return await _moved(uow, visit, item_id, when)


def _asking(visit: Visit) -> Visit:
    """A question stands below the card that it is about, not in its place."""
    return replace(visit, turn=replace(visit.turn, callback_id=""))


AGENDA_MOVE: Final = Flow("agenda:move", (Given("item_id"), WhenStep()), _moved_to, N_("Changer le moment"))
AGENDA_REFUSE: Final = Flow(
    "agenda:refuse",
    (Given("item_id"), Text("reason", N_("Pourquoi ?"), skip=N_("Sans raison"), limit=300)),
    _refused,
    N_("Pas possible"),
)
