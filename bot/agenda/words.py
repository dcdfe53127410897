"""How the agenda says what something is, when, and how often."""

from collections.abc import Mapping
from typing import Final

from core.agenda.lifecycles import AgendaState
from core.agenda.models import AgendaItem, AgendaKind
from core.agenda.rules import MEETING
from core.i18n import N_, _, day

TITLES: Final[Mapping[AgendaKind, str]] = {
    AgendaKind.REMINDER: N_("⏰ Rappel"),
    AgendaKind.TASK: N_("☑️ Tâche"),
    AgendaKind.APPOINTMENT: N_("🗓 Rendez-vous"),
    AgendaKind.CALL: N_("📞 Appel"),
}
STATES: Final[Mapping[AgendaState, str]] = {
    AgendaState.OPEN: "",
    AgendaState.ACCEPTED: N_("👍 Accepté"),
    AgendaState.REFUSED: N_("🚫 Pas possible"),
    AgendaState.DONE: N_("✅ Fait"),
    AgendaState.CANCELLED: N_("✖️ Annulé"),
}
_WEEKLY: Final = {
    "MO": N_("tous les lundis"),
    "TU": N_("tous les mardis"),
    "WE": N_("tous les mercredis"),
    "TH": N_("tous les jeudis"),
    "FR": N_("tous les vendredis"),
    "SA": N_("tous les samedis"),
    "SU": N_("tous les dimanches"),
}
_RECURRENT: Final = {
    "daily": N_("tous les jours"),
    "workdays": N_("du lundi au vendredi"),
    "weekly": N_("toutes les semaines"),
    "monthly": N_("tous les mois"),
    "yearly": N_("tous les ans"),
}


def icon(item: AgendaItem) -> str:
    return TITLES[item.kind].split()[0]


def when_words(item: AgendaItem) -> str:
    """« mar. 24 nov. 2026 à 09:00 »; of a day alone « mar. 24 nov. 2026 »; its end too if unusual."""
    if item.day is None:
        return _("sans date")
    if item.at is not None and item.minutes not in (0, MEETING):
        return _("{day}, {hour}–{end}").format(day=day(item.day), hour=hour(item.at), end=hour(item.at + item.minutes))
    return day(item.day) if item.at is None else _("{day} à {hour}").format(day=day(item.day), hour=hour(item.at))


def recurrence_words(recurrence: str) -> str:
    kind, _colon, detail = recurrence.partition(":")
    if kind == "weekly" and detail:
        return _(_WEEKLY[detail])
    if kind == "monthly" and detail:
        return _("le {number} de chaque mois").format(number=detail)
    return _(_RECURRENT[kind])


def hour(minutes: int | None) -> str:
    return "" if minutes is None else f"{minutes // 60:02}:{minutes % 60:02}"
