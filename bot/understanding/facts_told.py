"""One fact of a customer's card said in a sentence: whose card, and what a reply to it would say."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from bot.understanding.countries import country_code


@dataclass(frozen=True, slots=True)
class FactTold:
    """`who` is a name as typed, "" for whom the card right above is about; `change` reads like a reply to a card."""

    who: str
    change: str
    limit: bool = False  # how much he may owe


def facts_told(text: str) -> Iterator[FactTold]:
    """What a sentence may say of a customer: « plafond girard 3500 », « dupont est en belgique », « dupont en
    autoliquidation »; whoever is named may be nobody."""
    yield from (told for read in _SENTENCES if (told := read(text)) is not None)
    yield from _noted(text)


def _limit(text: str) -> FactTold | None:
    found = _LIMIT.fullmatch(text)
    return FactTold(found["who"] or "", f"plafond {found['limit'].strip()}", limit=True) if found else None


def _place(text: str) -> FactTold | None:
    found = _PLACE.fullmatch(text)
    code = country_code(found["country"]) if found else None
    return FactTold(found["who"], f"pays {code}") if found and code else None


def _country(text: str) -> FactTold | None:
    """« pays dupont belgique »: the longest country's name at the end, and whose it is before it."""
    found = _COUNTRY.fullmatch(text)
    said = re.split(r"[\s:=]+", found["rest"]) if found else []
    for at in range(len(said)):
        if (code := country_code(" ".join(said[at:]))) is not None:
            named = [word for word in said[:at] if word not in ("est", "la", "le", "les")]
            return FactTold(_WHOSE.sub("", " ".join(named)), f"pays {code}")
    return None


def _country_behind(text: str) -> FactTold | None:
    found = _COUNTRY_BEHIND.fullmatch(text)
    code = country_code(found["country"]) if found else None
    return FactTold(found["who"], f"pays {code}") if found and code else None


def _reversed(text: str) -> FactTold | None:
    found = _REVERSE.fullmatch(text) or _REVERSE_BEHIND.fullmatch(text)
    if found is None:
        return None
    return FactTold((found["who"] or "").strip(), "pas d'autoliquidation" if found["no"] else "autoliquidation")


def _reached(text: str) -> FactTold | None:
    found = next((found for one in _REACHES if (found := one.fullmatch(text)) is not None), None)
    return FactTold(found["who"], f"{found['what']} {found['value']}") if found else None


def _noted(text: str) -> Iterator[FactTold]:
    """« note girard : préfère le matin », « note que girard préfère le matin »: where no mark ends the name, it may be
    one word or several, the longest first."""
    if _TO_DO.search(text):
        return
    if (found := _NOTE.fullmatch(text) or _NOTE_BEHIND.fullmatch(text)) is not None:
        yield FactTold(found["who"].strip(), f"note : {found['what'].strip()}")
    elif (found := _NOTE_THAT.fullmatch(text)) is not None:
        said = found["rest"].split()
        for many in range(min(_LONGEST_NAME, len(said) - _LEAST_SAID), 0, -1):
            yield FactTold(" ".join(said[:many]), f"note : {' '.join(said[many:])}")


_OF: Final = r"(?:(?:de|du|pour|chez)\s+|d['’])"
_WHOSE: Final = re.compile(rf"^{_OF}", re.IGNORECASE)
_NAME: Final = r"(?!(?:de|il|elle|on|client|cliente)\s)[^\d\s:=,][^\d:=,]*?"
_LIMIT: Final = re.compile(
    rf"\s*(?:plafond|encours max\w*)\s+{_OF}?(?P<who>(?!de\s)[^\d\s:=][^\d:=]*?\s+)??"
    r"(?:[àa:=]\s*)?(?P<limit>\d[\d\s.,]*k?|aucun)\s*(?:€|euros?|eur)?\s*",
    re.IGNORECASE,
)
_PLACE: Final = re.compile(
    rf"\s*(?:clients?\s+|cliente\s+)?(?P<who>{_NAME})\s+(?:est|habite|se trouve|bas[ée]e?|situ[ée]e?|install[ée]e?)"
    r"(?:\s+(?:bas[ée]e?|situ[ée]e?|install[ée]e?))?\s+(?:en|aux?|à(?: la| l['’])?)\s+(?P<country>[^\d,]+?)\s*[.!]?\s*",
    re.IGNORECASE,
)
_COUNTRY: Final = re.compile(r"\s*(?:le\s+)?pays\s*[:=]?\s+(?P<rest>[^\d,]+?)\s*[.!]?\s*", re.IGNORECASE)
_COUNTRY_BEHIND: Final = re.compile(
    rf"\s*(?:client\s+|cliente\s+)?(?P<who>{_NAME})\s*[:,]?\s+pays\s*[:=]?\s+(?P<country>[^\d,]+?)\s*", re.IGNORECASE
)
_NO: Final = r"(?P<no>(?:n['’]est\s+)?(?:pas|plus|sans|fin)\s+)?"
_TURNED: Final = rf"{_NO}(?:en\s+|avec\s+|d['’]|de\s+l['’]|l['’])?auto-?liquid(?:ation|[ée]e?)"
_REVERSE: Final = re.compile(rf"\s*{_TURNED}(?:\s+{_OF}?(?P<who>{_NAME}))?\s*", re.IGNORECASE)
_REVERSE_BEHIND: Final = re.compile(
    rf"\s*(?:client\s+|cliente\s+)?(?P<who>{_NAME})\s*[:,]?\s+(?:est\s+)?{_TURNED}\s*", re.IGNORECASE
)
_WHAT: Final = (
    r"(?:(?:l['’]|son\s+|nouvel(?:le)?\s+)?(?:adresse\s+)?(?P<what>e-?mail|mail|courriel|t[ée]l(?:[ée]phone)?))"
)
_VALUE: Final = r"(?P<value>[^\s@]+@[^\s@]+\.[a-z]+|(?:\+\d\d ?\d|0\d)(?:[ .-]?\d\d){4})"
_REGISTER: Final = r"(?:(?:le|son|n°|num[ée]ro)\s+)*(?P<what>siret|siren|rna|tva(?:\s+intra\w*)?)"
_REGISTERED: Final = r"(?P<value>(?:[A-Z]{2}\s?)?[A-Z]?\d[\d .]{7,20}\d)"
_IDENTITY: Final = re.compile(rf"\s*{_REGISTER}\s+{_OF}?(?P<who>{_NAME})\s*[:=,]?\s+{_REGISTERED}\s*", re.IGNORECASE)
_IDENTITY_BEHIND: Final = re.compile(
    rf"\s*(?:client\s+|cliente\s+)?(?P<who>{_NAME})\s*[:,]?\s+{_REGISTER}\s*[:=]?\s+{_REGISTERED}\s*", re.IGNORECASE
)
_REACH: Final = re.compile(rf"\s*{_WHAT}\s+{_OF}?(?P<who>{_NAME})\s*(?:\s+est|[:=,])?\s+{_VALUE}\s*", re.IGNORECASE)
_REACH_BEHIND: Final = re.compile(
    rf"\s*(?:client\s+|cliente\s+)?(?P<who>{_NAME})\s*[:,]?\s+{_WHAT}\s*[:=]?\s+{_VALUE}\s*", re.IGNORECASE
)
_REACHES: Final = (_REACH, _REACH_BEHIND, _IDENTITY, _IDENTITY_BEHIND)
_LONGEST_NAME, _LEAST_SAID = 3, 2  # words
_TO_DO: Final = re.compile(r"\b(?:r?appel|relanc|rdv|rendez|devis|commande|facture|frais|avoir\b)", re.IGNORECASE)
_WHOM: Final = r"(?:(?:sur|pour|chez|au|à|la|le|fiche|client|cliente|de|du)\s+)*"
_MEMO: Final = r"(?:note[rz]?|m[ée]mo|retien[ts]|m[ée]morise)"
_NOTE: Final = re.compile(rf"\s*{_MEMO}\s+(?:bien\s+)?{_WHOM}(?P<who>{_NAME})\s*:\s*(?P<what>.+)", re.IGNORECASE)
_NOTE_BEHIND: Final = re.compile(
    rf"\s*{_WHOM}(?P<who>{_NAME})\s*[:,]?\s+(?:note|m[ée]mo)\s*:\s*(?P<what>.+)", re.IGNORECASE
)
_NOTE_THAT: Final = re.compile(
    rf"\s*{_MEMO}\s+(?:bien\s+)?(?:que\s+|qu['’]|(?:(?:sur|pour|chez)\s+)?(?=cliente?\s))(?:(?:le|la)\s+|l['’])?"
    r"(?:cliente?\s+)?(?P<rest>\w.+)",
    re.IGNORECASE,
)
_SENTENCES: Final[tuple[Callable[[str], FactTold | None], ...]] = (
    _limit,
    _place,
    _country,
    _country_behind,
    _reversed,
    _reached,
)
