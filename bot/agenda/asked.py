"""What is asked of the agenda in words: whose day looks how, what is to be done, one's own hours, the calendar."""

import re
from collections.abc import Awaitable, Callable, Sequence
from datetime import date, timedelta
from typing import Final

from bot.agenda.buttons import answered_by_words, day_of, moved_by_words, todo_of, week_of
from bot.agenda.calls import called
from bot.agenda.finding import day_named, dropped, listed
from bot.agenda.screens import list_screen, team_screen
from bot.outgoing.say import Say, Show
from bot.outgoing.screen import Button, bold, code, plain_screen
from bot.talk.visit import Plan, Visit, answer, tell
from bot.understanding.agenda import (
    ASKED_OF_OTHERS,
    BACK,
    CALLED,
    DAY,
    DROPPED,
    FEED,
    HOLIDAYS_OF,
    LEAVE,
    LISTED,
    NO_FEED,
    POSTCODES,
    QUIET,
    SPAN,
    TEAM,
    TODO,
    WEEK,
    WEEKDAYS,
    WORKDAYS,
    ZONE,
    ZONES,
)
from bot.understanding.words import fold
from core.agenda import feed, items, planning
from core.agenda.zones import follow_clocks
from core.company import hours
from core.company.hours import Changes
from core.i18n import _, day, ngettext
from core.kernel.text import words
from core.parties import customers
from core.permissions import Permission
from core.uow import UnitOfWork

_Read = Callable[[Visit, "re.Match[str]"], Awaitable[Plan | None]]


async def asked(visit: Visit, text: str) -> Plan | None:
    """The plan for words about the agenda; None for other words."""
    if not visit.actor.may(Permission.AGENDA_OWN):
        return None
    if (about := await answered_by_words(visit, text) or await moved_by_words(visit, text)) is not None:
        return about
    if (call := CALLED.fullmatch(text.strip())) is not None and (plan := await called(visit, call)) is not None:
        return plan
    said = " ".join(words(fold(text)))
    for pattern, plan_for in _ROWS:
        found = pattern.fullmatch(said)
        if found is not None and (planned := await plan_for(visit, found)) is not None:
            return planned
    return None


async def _day(visit: Visit, found: re.Match[str]) -> Plan | None:
    """« planning julien jeudi », « mon planning demain »; a week shows day after day by its buttons."""
    rest = (found["rest"] or found["mine"] or "").strip()
    week = WEEK.search(rest)
    person_id, left = await _somebody(visit, rest if week is None else WEEK.sub(" ", rest))
    if person_id is None:
        person_id = visit.actor.person_id or 0
    if week is not None and not left:
        later = 7 if week["next"] or week["next_week"] else 0
        return answer(Show(await week_of(visit.db, person_id, visit.db.today + timedelta(days=later)), fresh=True))
    when = await day_named(visit, left)
    if when is None:
        return None
    screen = await day_of(visit.db, person_id, when)
    return answer(Show(screen, fresh=True))


async def _team(visit: Visit, found: re.Match[str]) -> Plan | None:
    visit.actor.expect(Permission.AGENDA_ALL)
    when = await day_named(visit, (found["rest"] or "").strip())
    if when is None:
        return None
    days = await planning.of_everybody(visit.db, when)
    found_items = [one for found_day in days for one in (*found_day.items, *found_day.late)]
    whom = await planning.customers_of(visit.db, found_items)
    return answer(Show(team_screen(days, when, whom, visit.actor.company_id or 0), fresh=True))


async def _todo(visit: Visit, found: re.Match[str]) -> Plan:
    return answer(Show(await todo_of(visit.db), fresh=True))


async def _given(visit: Visit, found: re.Match[str]) -> Plan:
    listed = await planning.asked(visit.db)
    names = await items.names_of(visit.db, [one.assignee_id for one in listed])
    nothing = _("Vous n'avez rien demandé à personne.")
    whom = await planning.customers_of(visit.db, listed)
    return answer(Show(list_screen(_("Demandé à d'autres"), listed, nothing, whom, names), fresh=True))


async def _feed(visit: Visit, found: re.Match[str]) -> Plan:
    if not visit.means.address:
        return tell(visit, _("Votre agenda n'a pas d'adresse : ce serveur n'est pas visible d'Internet."))

    async def act(uow: UnitOfWork) -> Sequence[Say]:
        link = f"{visit.means.address}/calendar/{await feed.open_feed(uow)}.ics"
        lines = (
            bold(_("🗓 Votre agenda dans votre calendrier")),
            code(link),
            _("Ajoutez-la à votre calendrier (« s'abonner »). Qui a cette adresse voit votre agenda."),
            _("L'adresse d'avant ne vaut plus. Pour tout fermer : ferme le lien du calendrier"),
        )
        return [Show(plain_screen(*lines, rows=((Button(_("📋 Copier"), copy=link),),)))]

    return Plan(act=act)


async def _no_feed(visit: Visit, found: re.Match[str]) -> Plan:
    async def act(uow: UnitOfWork) -> Sequence[Say]:
        await feed.close_feeds(uow)
        return [Show(plain_screen(_("Votre calendrier n'est plus visible de l'extérieur.")))]

    return Plan(act=act)


async def _leave(visit: Visit, found: re.Match[str]) -> Plan | None:
    """« congés du 3 au 10 décembre », « absent demain »."""
    span = SPAN.fullmatch(found["rest"])
    if span is None:
        first = last = await day_named(visit, found["rest"])
    else:
        last = await day_named(visit, span["last"])
        month = span["last"].partition(" ")[2]
        named = span["first"]
        first = await day_named(visit, f"{named} {month}".strip() if named.isdecimal() else named)
    if first is None or last is None:
        return None
    if last < first:
        return tell(visit, _("Rien n'est noté : ces congés finissent avant de commencer."))

    async def act(uow: UnitOfWork) -> Sequence[Say]:
        own = await hours.change_hours(uow, Changes(leave=(first, last)))
        said = _("🏖 Absent {when} : vos rappels sonnent, le reste attend votre retour.")
        away = _(" et ").join(_away(*one) for one in own.leaves)
        return [Show(plain_screen(said.format(when=away)))]

    return Plan(act=act)


def _away(first: date, last: date) -> str:
    if last == first:
        return _("le {day}").format(day=day(first))
    return _("du {first} au {last}").format(first=day(first), last=day(last))


async def _back(visit: Visit, found: re.Match[str]) -> Plan:
    return _hours(visit, Changes(back=True), _("Vous n'êtes plus absent."))


async def _days(visit: Visit, found: re.Match[str]) -> Plan | None:
    first, last = (_weekday(found[name]) for name in ("first", "last"))
    if first is None or last is None:
        return None
    days = "".join(str(1 + (first + n) % 7) for n in range((last - first) % 7 + 1))
    return _hours(visit, Changes(days=days), _("C'est noté : vos autres jours sont libres."))


async def _quiet(visit: Visit, found: re.Match[str]) -> Plan:
    start, end = (int(found[name]) * 60 + int(found[f"{name}_min"] or 0) for name in ("from", "to"))
    return _hours(visit, Changes(quiet_from=start, quiet_to=end), _("C'est noté : rien ne vous dérange à ces heures."))


async def _zone(visit: Visit, found: re.Match[str]) -> Plan | None:
    zone = ZONES.get(found["zone"].strip())
    if zone is None:
        return tell(visit, _("Je connais : {places}.").format(places=", ".join(sorted(ZONES))))
    told = _("C'est noté : vos heures sont celles de {zone}.").format(zone=zone)

    async def act(uow: UnitOfWork) -> Sequence[Say]:
        await hours.change_hours(uow, Changes(zone=zone))
        shown = await follow_clocks(uow, zone)
        stays = ngettext(
            "{count} moment déjà noté reste le même, à vos nouvelles heures ; ce qui revient les suit.",
            "{count} moments déjà notés restent les mêmes, à vos nouvelles heures ; ce qui revient les suit.",
            shown,
        )
        return [Show(plain_screen(told, *((stays.format(count=shown),) if shown else ())))]

    return Plan(act=act)


async def _holidays(visit: Visit, found: re.Match[str]) -> Plan:
    postcode = found["postcode"] or POSTCODES[found["place"] or found["there"]]
    place = (found["place"] or found["there"] or postcode).title()
    return _hours(visit, Changes(postcode=postcode), _("C'est noté, vos jours fériés : {place}.").format(place=place))


def _hours(visit: Visit, changes: Changes, said: str) -> Plan:
    async def act(uow: UnitOfWork) -> Sequence[Say]:
        await hours.change_hours(uow, changes)
        return [Show(plain_screen(said))]

    return Plan(act=act)


async def _somebody(visit: Visit, typed: str) -> tuple[int | None, str]:
    """The colleague whom the words name first or last, and the words beside."""
    said = [word for word in typed.split() if word not in ("de", "d", "of")]
    for person_id, name in await customers.colleagues(visit.db):
        for part in words(fold(name)):
            if part in said:
                return person_id, " ".join(word for word in said if word not in words(fold(name)))
    return None, " ".join(said)


def _weekday(name: str) -> int | None:
    return next((number for number, start in enumerate(WEEKDAYS) if name.startswith(start)), None)


_ROWS: Final[Sequence[tuple[re.Pattern[str], _Read]]] = (
    (TEAM, _team),
    (DAY, _day),
    (TODO, _todo),
    (LISTED, listed),
    (DROPPED, dropped),
    (ASKED_OF_OTHERS, _given),
    (NO_FEED, _no_feed),
    (FEED, _feed),
    (BACK, _back),
    (LEAVE, _leave),
    (WORKDAYS, _days),
    (QUIET, _quiet),
    (ZONE, _zone),
    (HOLIDAYS_OF, _holidays),
)
