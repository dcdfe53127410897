"""When: « demain aprem », « lundi 9h30 », « le 12/12 »."""

from __future__ import annotations

import re
from datetime import date, time
from typing import Final

from bot.understanding.dates import read_day
from bot.understanding.deliveries.said import When
from bot.understanding.words import fold
from core.i18n import N_


def read_when(text: str, today: date) -> When | None:
    """« demain aprem », « lundi 9h30 »."""
    said = f" {fold(text)} "
    hour = _HOUR.search(said)
    part = _PART.search(said)
    rest = _HOUR.sub(" ", _PART.sub(" ", said))
    named = " ".join(word for word in re.sub(r"[,:]", " ", rest).split() if word not in _AROUND_DAY)
    day = today if not named and (part or hour) else read_day(named, today) if named not in _TODAY else today
    if day is None:
        return None
    at = time(int(hour["hour"]), int(hour["minutes"] or 0)) if hour else None
    return When(day, at, _PARTS[part.group().split()[-1]] if part and at is None else "")


_HOUR: Final = re.compile(r"(?<= )(?:(?:a|vers) )?(?P<hour>[01]?\d|2[0-3]) ?h(?:eures?)? ?(?P<minutes>[0-5]\d)?(?= )")
_PARTS: Final = {
    **dict.fromkeys(("matin", "matinee"), N_("matin")),
    **dict.fromkeys(("aprem", "apres-midi", "midi"), N_("après-midi")),
    **dict.fromkeys(("soir", "soiree"), N_("soir")),
}
_PART: Final = re.compile(
    r"(?<= )(?:dans |en |le |la |l |cet |cette |ce |fin de )*(?:matinee|matin|aprem|apres[- ]midi|soiree|soir)(?= )"
)
_TODAY: Final = ("aujourd hui", "auj", "ajd", "jour", "ce jour", "aujourdhui")
_AROUND_DAY: Final = frozenset(
    {"le", "la", "de", "du", "d", "pour", "a", "au", "vers", "l", "ce", "cet", "cette", "en", "prevues", "prevue"}
)
