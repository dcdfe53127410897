"""The words of the calendar: days, months, parts of the day, as patterns of folded words, French before English."""

from collections.abc import Mapping
from datetime import time
from typing import Final

DAYS: Final = (
    "lundis?|lun|monday", "mardis?|mar|tuesday|tue", "mercredis?|merc?|wednesday|wed", "jeudis?|jeu|thursday|thu",
    "vendredis?|vend?|friday|fri", "samedis?|sam|saturday|sat", "dimanches?|dim|sunday|sun",
)  # fmt: skip
MONTHS: Final = (
    "janvier|janv|jan|january", "fevrier|fevr|fev|february|feb", "mars|march", "avril|avr|april|apr", "mai|may",
    "juin|june|jun", "juillet|juil|july|jul", "aout|august|aug", "septembre|sept|sep|september",
    "octobre|oct|october", "novembre|nov|november", "decembre|dec|december",
)  # fmt: skip
DAY: Final = "|".join(DAYS)
MONTH: Final = "|".join(MONTHS)
# Parts of the day, the more precise first, and the hour that they mean.
PARTS: Final[Mapping[str, time]] = {
    r"(?:en )?fin de matinee": time(11),
    r"(?:en )?debut d'(?:apres[- ]?midi|aprem)": time(14),
    r"(?:en )?fin d'(?:apres[- ]?midi|aprem)": time(17),
    r"(?:en )?fin de journee|end of day|eod": time(17),
    r"(?:a la |des la )?premiere heure|a l'ouverture": time(8),
    r"(?:dans la |en )?matinee|(?:le |au )?matin|morning": time(9),
    r"(?:a |le )?midi|noon": time(12),
    r"(?:dans |en )?(?:l')?(?:apres[- ]?midi|aprem|apm)|afternoon": time(14),
    r"(?:en |dans la )?soiree|(?:le |au )?soir|evening|night": time(18),
    r"(?:a )?minuit": time(0),
}
PART: Final = "|".join(PARTS)
