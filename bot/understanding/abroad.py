"""Addresses outside France: the country's name at the end, and a postcode as that country writes it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from bot.understanding.countries import country_code, take_labelled
from bot.understanding.reach import Rest, take_street
from bot.understanding.vocabulary import STREETS
from bot.understanding.words import fold

HOME: Final = "FR"


@dataclass(frozen=True, slots=True)
class Abroad:
    """Where somebody is; what was not said is empty."""

    country: str = ""
    street: str = ""
    zip: str = ""
    city: str = ""


def take_abroad(rest: Rest) -> tuple[Abroad, Rest]:
    """The country that stands at the end of an address behind a name, and the place and street before it."""
    country, rest = _take_named(rest)
    if country in ("", HOME):
        return Abroad(country), rest
    place, before, behind = _placed(rest.text, country)
    if place is None:
        return Abroad(country, city=_city_states().get(country, "")), rest
    street, before = _street_before(before)
    return Abroad(country, street, place["zip"], place["town"].strip()), Rest(f"{before} | {behind}")


def take_address_in(rest: Rest, country: str) -> tuple[Abroad | None, Rest]:
    """Street and place as they are written in a country other than France; None where no place is read."""
    place, before, behind = _placed(rest.text, country)
    if place is None:
        return None, rest
    street, before = _street_before(before, named=False)
    return Abroad(country, street, place["zip"], place["town"].strip()), Rest(f"{before} | {behind}")


def _take_named(rest: Rest) -> tuple[str, Rest]:
    """« pays : Belgique », a stretch behind the first that is a country's name, or the last words of a place."""
    code, shorter = take_labelled(rest)
    if code is not None:
        return code, shorter
    for found in list(_STRETCH.finditer(rest.text))[1:]:
        if (named := _named(found.group())) is not None:
            return named, Rest(f"{rest.text[: found.start()]} | {rest.text[found.end() :]}")
    behind, rest = take_country_behind(rest)
    return behind or "", rest


def take_country_behind(rest: Rest) -> tuple[str | None, Rest]:
    """The last words of a place: « 1204 Genève Suisse »."""
    for start, end in _tails(rest.text):
        if (named := _named(rest.text[start:end])) is not None:
            return named, Rest(f"{rest.text[:start]} | {rest.text[end:]}")
    return None, rest


def _tails(text: str) -> Iterator[tuple[int, int]]:
    """Where the last four to one words of a stretch lie that has a postcode followed by a town."""
    for found in _STRETCH.finditer(text):
        numbered = _POSTED.search(found.group())
        if numbered is None:
            continue
        starts = [one.start() for one in re.finditer(r"(?<!\S)\S", found.group()) if one.start() >= numbered.end()]
        for start in starts[-4:]:
            yield found.start() + start, found.end()


def _named(typed: str) -> str | None:
    """Two letters may be anything, and some names are those of French towns too."""
    said = typed.strip(" .()")
    code = country_code(said) if len(said) > len(HOME) else None
    return None if code in _TOWNS_TOO and fold(said) != "france" else code


def _placed(text: str, country: str) -> tuple[Mapping[str, str] | None, str, str]:
    """The last postcode with its town, what stands before it and what behind."""
    for pattern in (_POSTCODES.get(country, _ANY), *((_ANY,) if country in _BEHIND else ())):
        found = list(pattern.finditer(text))
        if found:
            return found[-1].groupdict(), text[: found[-1].start()], text[found[-1].end() :]
    return None, text, ""


def _street_before(text: str, *, named: bool = True) -> tuple[str, str]:
    """The street at the end of what stands before the place; `named`: a name stands before it and stays."""
    stretches = list(_STRETCH.finditer(text))
    last = next((one for one in reversed(stretches) if one.group().strip()), None)
    if last is None:
        return "", text
    if not named or any(one.group().strip() for one in stretches if one.end() <= last.start()):
        street = " ".join(last.group().split())
        return (street, text[: last.start()]) if _NUMBERED.search(street) else ("", text)
    french, rest = take_street(Rest(text))
    if french is not None:
        return french, rest.text
    for pattern in (_BEHIND_FORM, _NUMBER_FIRST, _NUMBER_LAST):
        if (found := pattern.search(text)) is not None:
            return " ".join(found["street"].split()), text[: found.start("street")]
    return "", text


def _city_states() -> Mapping[str, str]:
    return {"LU": "Luxembourg", "MC": "Monaco", "SG": "Singapour", "SM": "Saint-Marin", "VA": "Vatican"}


_STRETCH: Final = re.compile(r"[^,;|\n]+")
_NUMBERED: Final = re.compile(r"(?<!\w)\d+\s*[a-z]?(?!\w)", re.IGNORECASE)
_POSTED: Final = re.compile(
    r"(?<!\w)(?:\d{4,6}(?:-\d{3}| [A-Z]{2}(?!\w))?|\d{2}-\d{3}|\d{3} \d{2})\s+"
    rf"(?!(?:{'|'.join(STREETS)})\s)[^\W\d]\S*\s+",
    re.IGNORECASE,
)
_TOWN: Final = r"(?P<town>[^\W\d](?:[^\W\d]|[-'’./ ])*)"
_TOWNS_TOO: Final = frozenset({"MF", "BL", "GE"})  # Saint-Martin, Saint-Barthélemy; « Georgia » is a first name


def _first(zip: str, prefix: str = r"(?:[A-Z]{1,2}[- ])?") -> re.Pattern[str]:
    """A postcode in front of its town."""
    return re.compile(rf"(?<![\w-]){prefix}(?P<zip>{zip})\s+{_TOWN}", re.IGNORECASE)


def _last(zip: str) -> re.Pattern[str]:
    """A postcode behind its town."""
    return re.compile(rf"(?<![\w-])(?P<town>[^\W\d](?:[^\W\d]|[-'’. ])*?),?\s+(?P<zip>{zip})(?!\w)", re.IGNORECASE)


_ANY: Final = _first(r"\d{4,6}")
_POSTCODES: Final[Mapping[str, re.Pattern[str]]] = {
    **dict.fromkeys(("BE", "CH", "LU", "AT", "DK", "NO", "HU", "SI", "BG", "CY", "LI", "TN", "LV"), _first(r"\d{4}")),
    **dict.fromkeys(("DE", "ES", "IT", "FI", "EE", "HR", "MC", "SM", "MA", "DZ", "LT", "UA"), _first(r"\d{5}")),
    **dict.fromkeys(("SE", "CZ", "SK", "GR"), _first(r"\d{3} ?\d{2}")),
    "NL": _first(r"\d{4} ?[A-Z]{2}(?!\w)|\d{4}"),
    "PT": _first(r"\d{4}(?:-\d{3})?"),
    "PL": _first(r"\d{2}-?\d{3}"),
    "RO": _first(r"\d{6}"),
    "GB": _last(r"[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}"),
    "IE": _last(r"[A-Z]\d[\dW] ?[A-Z\d]{4}"),
    "US": _last(r"(?:[A-Z]{2} )?\d{5}(?:-\d{4})?"),
    "CA": _last(r"(?:[A-Z]{2} )?[A-Z]\d[A-Z] ?\d[A-Z]\d"),
}
_BEHIND: Final = frozenset({"GB", "IE", "US", "CA"})  # where the postcode stands behind the town
_FORMS: Final = (
    r"GmbH(?:\s*&\s*Co\.?\s*KG)?|UG|KG|OHG|AG|NV|BVBA|BV|SRL|SPRL|S\.?p\.?A\.?|S\.?A\.?R\.?L\.?|S\.?à\.?r\.?l\.?|SA|SL|"
    r"Ltd\.?|Limited|Inc\.?|LLC|ApS|A/S|AB|Oy|Lda|SE"
)
_BEHIND_FORM: Final = re.compile(rf"(?<!\w)(?:{_FORMS})\s+(?P<street>[^,;|\n]*\d[^,;|\n]*)\s*$", re.IGNORECASE)
_NUMBER_FIRST: Final = re.compile(r"(?<!\w)(?P<street>\d+\s*[a-z]?\s+[^\W\d][^,;|\n\d]*)\s*$", re.IGNORECASE)
_NUMBER_LAST: Final = re.compile(
    r"(?P<street>[^\W\d]*(?:stra(?:ss|ß)e|straat|str\.|weg|platz|plein|laan|gasse|allee|ring|damm)\s+\d+\s*[a-z]?)\s*$",
    re.IGNORECASE,
)
