"""Sums of money and ways to pay in words: « 1 250,50 ttc », « 1,2k », « 3 balles 50 », « chq », « cb boite »."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from bot.understanding.frames.sheet import Sheet
from bot.understanding.words import decimal_of

_FIGURES: Final = r"\d{1,3}(?:[ .]\d{3})+(?:,\d{1,2})?(?!\d)|\d+(?:[.,]\d{1,2})?(?![\d])"
# « le 3e étage », « au 2e trimestre » are ranks.
_RANKED: Final = r"(?:etage|niveau|trimestre|arrondissement|semestre|mois|semaine|lot|bat|classe|relance|fois|tranche)"
_EURO: Final = rf"(?:€|eur(?:os?)?\b|balles?\b|e(?! {_RANKED})(?=\d\d(?!\d)|\b))"
_SUM: Final = re.compile(
    rf"(?<![\w.,/-])(?!\d+e {_RANKED})(?:(?P<ahead>ht|ttc)\s?:?\s?(?=\d))?"
    rf"(?:(?P<euros>\d+)\s?{_EURO}\s?(?P<cents>\d{{2}})(?!\d)"
    rf"|(?P<thousands>\d+(?:[.,]\d+)?)\s?k(?:€|eur|euros?)?\b"
    rf"|(?P<sum>{_FIGURES})\s?(?P<mark>{_EURO})?)(?:\s?(?P<basis>ht|ttc|net)\b(?:\s?{_EURO})?)?(?!\s?%)(?![\w/])"
)
_BROUGHT: Final = re.compile(
    r"\s?(?:est |a ete |bien )*(?:livree?s?|complete?s?|recuee?s?)\b"
)  # behind an order's number
_NUMBERED: Final = re.compile(
    r"\b(?:la|commande|cde|cmd|facture|fact|fa|devis|bl|bi|inter|livraison|n°)\s?$"
)  # a document's number
_CORRECTS: Final = re.compile(
    r"(?<!\w)(?:non|nan|pardon|plutot|attends?|je voulais dire|je veux dire|sorry|no|i mean)[ ,:]*(?:c'est |de )?$"
)
_TAX: Final = re.compile(
    rf"(?:dont|soit|y compris|avec)\s(?P<ahead>{_FIGURES})\s?{_EURO}?\s(?:de )?tva(?!\w)|"
    rf"\b(?:dont )?tva(?: de)?\s?:?\s?(?P<sum>{_FIGURES})\s?{_EURO}?(?!\s?%)"
)
METHODS: Final = (
    ("CB", r"cb|c\.b\.|cartes?(?: bleue| bancaire)?|tpe|sans contact|card"),
    ("CHQ", r"chqs?|cheques?|chks?|cheq|check"),
    ("ESP", r"esp|especes?|liquide|cash"),
    ("VIR", r"vir|virt|vrt|vire[esr]*|virements?|wire|transfer"),
    ("PRLV", r"(?:prlv|prelevements?|prlvt|prelvt)(?: sepa)?|sepa"),
)
_METHODS: Final = tuple(
    (code, re.compile(rf"(?<![\w-])(?:(?:par|en|au|d'un|un|le|by|in) )?(?:{words})(?![\w-])"))
    for code, words in METHODS
)


@dataclass(frozen=True, slots=True)
class Sum:
    """Euros, and « HT » or « TTC » when it was said."""

    amount: Decimal
    basis: str | None = None


def take_sum(sheet: Sheet, *, marked: bool = False, largest: bool = False) -> Sum | None:
    """The amount said, taken out: one with euros or a basis before a bare number.

    `marked`: never a bare number; `largest`: of those the largest.
    """
    found = [one for one in _SUM.finditer(sheet.flat) if _value(one) is not None]
    clear = [one for one in found if one["euros"] or one["thousands"] or one["mark"] or one["basis"] or one["ahead"]]
    bare = (
        []
        if marked
        else sorted(
            [
                one
                for one in found
                if not _NUMBERED.search(sheet.flat[: one.start()]) and not _BROUGHT.match(sheet.flat, one.end())
            ],
            key=lambda one: "," not in one.group() and "." not in one.group(),
        )
    )
    if largest:
        bare.sort(key=lambda one: -(_value(one) or 0))
    last = next((one for one in reversed(found[1:]) if _CORRECTS.search(sheet.flat[: one.start()])), None)
    if last is not None:  # « 145 non pardon 154 »
        for one in found[: found.index(last)]:
            sheet.cut(*one.span())
    for one in (last,) if last is not None else (*clear, *bare):
        sheet.cut(*one.span())
        basis = one["basis"] or one["ahead"]
        value = _value(one)
        assert value is not None, "checked above"
        return Sum(value, basis.upper() if basis in ("ht", "ttc") else None)
    return None


def take_tax(sheet: Sheet) -> Decimal | None:
    """« dont tva 8,09 »."""
    found = sheet.take(_TAX)
    return decimal_of((found["ahead"] or found["sum"]).replace(" ", "")) if found else None


def take_method(sheet: Sheet) -> str | None:
    """The way to pay that is said first, taken out."""
    found = [(one.start(), code, pattern) for code, pattern in _METHODS if (one := sheet.find(pattern))]
    if not found:
        return None
    _at, code, pattern = min(found)
    sheet.take(pattern)
    return code


def _value(found: re.Match[str]) -> Decimal | None:
    if found["euros"]:
        return decimal_of(f"{found['euros']}.{found['cents']}")
    if found["thousands"]:
        value = decimal_of(found["thousands"])
        return None if value is None else value * 1000
    return decimal_of(found["sum"].replace(" ", ""))
