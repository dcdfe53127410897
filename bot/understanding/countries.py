"""Countries as people name them: « belgique », « la Belgique », « UK », « BE »."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Final

from babel import Locale

from bot.understanding.reach import Rest
from bot.understanding.words import fold

# Words that Babel's lists of names do not have.
_ALSO: Final = {
    "angleterre": "GB", "grande bretagne": "GB", "ecosse": "GB", "pays de galles": "GB", "uk": "GB", "england": "GB",
    "hollande": "NL", "usa": "US", "etats unis d amerique": "US", "chine": "CN", "tchequie": "CZ",
    "republique tcheque": "CZ", "reunion": "RE", "france metropolitaine": "FR", "corse": "FR",
}  # fmt: skip
_ARTICLES: Final = frozenset({"la", "le", "les", "l"})


def country_code(typed: str) -> str | None:
    """The ISO 3166-1 code of a country named in French or English, or of the code itself; None for anything else."""
    said = _words(typed)
    if not said:
        return None
    return _by_name().get(" ".join(said)) or _by_name().get(" ".join(said[1:] if said[0] in _ARTICLES else said))


def take_country(rest: Rest) -> tuple[str | None, Rest]:
    """« pays : Belgique », « il est en Belgique », or a stretch that is nothing but a country's name."""
    for pattern in (_LABELLED, _INSIDE):
        code, shorter = _taken(pattern, rest)
        if code is not None:
            return code, shorter
    for found in _STRETCH.finditer(rest.text):
        if len(found.group().strip()) > _CODE and (code := country_code(found.group())) is not None:
            return code, Rest(f"{rest.text[: found.start()]} | {rest.text[found.end() :]}")
    return None, rest


def take_labelled(rest: Rest) -> tuple[str | None, Rest]:
    """« pays : Belgique », « basé en Belgique »: behind a name, « en » alone may be a part of it."""
    for pattern in (_LABELLED, _BASED):
        code, shorter = _taken(pattern, rest)
        if code is not None:
            return code, shorter
    return None, rest


def _taken(pattern: re.Pattern[str], rest: Rest) -> tuple[str | None, Rest]:
    for found in pattern.finditer(rest.text):
        if (code := country_code(found["name"])) is not None:
            return code, Rest(f"{rest.text[: found.start()]} | {rest.text[found.end() :]}")
    return None, rest


@cache
def _by_name() -> Mapping[str, str]:
    """Codes by folded name; two letters are a code before they are anything else."""
    found: dict[str, str] = {}
    for locale in ("en", "fr"):
        for code, name in Locale.parse(locale).territories.items():
            if len(code) == 2 and code.isalpha() and code not in _NO_COUNTRIES:
                found[" ".join(_words(str(name)))] = code
                found[code.lower()] = code
    return {**found, **_ALSO}


_CODE: Final = 2  # letters: alone they may be anything, « be » or « de »
_LABELLED: Final = re.compile(r"(?<!\w)(?:pays|country)\s*[:=]?\s+(?P<name>[^,;|\d\n]+)", re.IGNORECASE)
_INSIDE: Final = re.compile(
    r"(?<!\w)(?:(?:il |elle |ils |elles )?(?:est|sont|habite|bas[ée]e?|situ[ée]e?|install[ée]e?)\s+)*"
    r"(?:en|aux?|à(?: la| l['’])?)\s+(?P<name>[^,;|\d\n]+)",
    re.IGNORECASE,
)
_BASED: Final = re.compile(
    r"(?<!\w)(?:(?:est|habite|bas[ée]e?|situ[ée]e?|install[ée]e?)\s+)+"
    r"(?:en|aux?|à(?: la| l['’])?)\s+(?P<name>[^,;|\d\n]+)",
    re.IGNORECASE,
)
_STRETCH: Final = re.compile(r"[^,;|\n]+")
_NO_COUNTRIES: Final = frozenset({"EU", "EZ", "UN", "XA", "XB", "ZZ", "QO"})


def _words(typed: str) -> list[str]:
    kept = "".join(letter if letter.isalnum() else " " for letter in fold(typed))
    return kept.split()
