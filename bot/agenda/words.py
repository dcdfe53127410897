"""How the agenda says what something is, when, and how often."""

from collections.abc import Mapping
from typing import Final

from core.agenda.lifecycles import AgendaState
from core.agenda.models import AgendaItem, AgendaKind
from core.agenda.rules import MEETING, Recurrence
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
_WEEKLY: Final = (
    N_("tous les lundis"),
    N_("tous les mardis"),
    N_("tous les mercredis"),
    N_("tous les jeudis"),
    N_("tous les vendredis"),
    N_("tous les samedis"),
    N_("tous les dimanches"),
)
_DAYS: Final = (
    N_("lundi"),
    N_("mardi"),
    N_("mercredi"),
    N_("jeudi"),
    N_("vendredi"),
    N_("samedi"),
    N_("dimanche"),
)
_NTH: Final = {1: N_("premier"), 2: N_("deuxième"), 3: N_("troisième"), 4: N_("quatrième"), -1: N_("dernier")}
_EVERY: Final = {
    "daily": N_("tous les {many} jours"),
    "weekly": N_("toutes les {many} semaines"),
    "monthly": N_("tous les {many} mois"),
    "yearly": N_("tous les {many} ans"),
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
    """« tous les lundis », « toutes les 2 semaines : mardi », « le dernier vendredi de chaque mois », « tous les jours,
    jusqu'au mer. 31 mars 2027 »."""
    said = Recurrence.of(recurrence)
    often = _often(said)
    return often if said.until is None else _("{often}, jusqu'au {day}").format(often=often, day=day(said.until))


def _often(said: Recurrence) -> str:
    *others, last = [_(_DAYS[one]) for one in said.weekdays] or [""]
    days = f"{', '.join(others)}{_(' et ')}{last}" if others else last
    if said.every > 1:
        often = _(_EVERY[said.kind]).format(many=said.every)
        which = _("le {number}").format(number=said.date) if said.date else days
        return f"{often}{_(' : ')}{which}" if which else often
    if said.kind == "weekly" and days:
        return (
            _("chaque semaine : {days}").format(days=days) if len(said.weekdays) > 1 else _(_WEEKLY[said.weekdays[0]])
        )
    if said.nth is not None:
        return _("le {nth} {day} de chaque mois").format(nth=_(_NTH[said.nth]), day=days)
    if said.date is not None:
        return _("le {number} de chaque mois").format(number=said.date)
    return _(_RECURRENT[said.kind])


def hour(minutes: int | None) -> str:
    return "" if minutes is None else f"{minutes // 60:02}:{minutes % 60:02}"
