"""What people are told of the agenda, without having asked at that moment."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from bot.agenda.screens import card, list_screen
from bot.agenda.words import when_words
from bot.outgoing.say import Say, Show
from bot.outgoing.screen import bold, italic
from core.agenda import items, planning
from core.agenda.lifecycles import STANDING
from core.agenda.rules import LATE
from core.i18n import N_, _
from core.notices.notices import DueNotice
from core.uow import Reader

Tell = Callable[[Reader, DueNotice], Awaitable[Sequence[Say]]]

_TOLD: Final[Mapping[str, str]] = {
    "asked": N_("{name} vous demande :"),
    "accepted": N_("👍 {name} a dit oui."),
    "refused": N_("🚫 {name} ne peut pas."),
    "done": N_("✅ {name} l'a fait."),
    "moved": N_("🗓 {name} a changé le moment."),
    "cancelled": N_("✖️ {name} l'a annulé."),
    "about": N_("👤 {name} a précisé le client."),
    "when": N_("❓ {name} demande quand."),
    "unanswered": N_("⏳ Toujours sans réponse depuis hier."),
}


async def _due(db: Reader, notice: DueNotice) -> Sequence[Say]:
    """The reminder's card at the bottom; what comes after its hour says which hour that was."""
    item = await items.read(_as(db, notice), notice.facts["item_id"])
    if item.state not in STANDING:
        return []
    screen = await card(_as(db, notice), item)
    if db.now - datetime.fromisoformat(notice.facts["due_at"]) > LATE:
        screen = screen.noting(italic(_("En retard : c'était pour {moment}.").format(moment=when_words(item))))
    return [Show(screen, fresh=True)]


async def _told(db: Reader, notice: DueNotice) -> Sequence[Say]:
    item = await items.read(_as(db, notice), notice.facts["item_id"])
    if notice.facts["what"] == "asked" and item.state not in STANDING:
        return []
    screen = await card(_as(db, notice), item)
    told = bold(_(_TOLD[notice.facts["what"]]).format(name=notice.facts["by"]))
    return [Show(replace(screen, lines=(told, *screen.lines)), fresh=True)]


async def _left(db: Reader, notice: DueNotice) -> Sequence[Say]:
    """What somebody was to do who is gone: each with its button, to be given to another."""
    as_him = _as(db, notice)
    standing = [one for one in await planning.some(as_him, notice.facts["items"]) if one.state in STANDING]
    title = _("👋 {name} n'est plus de l'équipe. Cela attend quelqu'un :").format(name=notice.facts["name"])
    whom = await planning.customers_of(as_him, standing)
    return [Show(list_screen(title, standing, "", whom), fresh=True)] if standing else []


def _as(db: Reader, notice: DueNotice) -> Reader:
    """The reader sees what the person who is told sees: his own things, with his buttons."""
    return replace(db, actor=replace(db.actor, person_id=notice.person_id))


AGENDA_SCREENS: Final[dict[str, Tell]] = {"agenda_due": _due, "agenda_told": _told, "agenda_left": _left}
