"""A line of a draft is said to have another rate, price, number or label: « tva 10 », « prix disj 16 9,50 »."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Literal, TypeAlias


@dataclass(frozen=True, slots=True)
class VatSaid:
    """A rate in per cent; `words` name a line, "" for all."""

    percent: Decimal
    words: str = ""


@dataclass(frozen=True, slots=True)
class PriceSaid:
    """A unit price in euros; `basis` None keeps what the price meant, `words` "" is the only line."""

    price: Decimal
    basis: Literal["HT", "TTC"] | None = None
    words: str = ""


@dataclass(frozen=True, slots=True)
class CountSaid:
    """How many are charged of the line that `words` name."""

    count: Decimal
    words: str


@dataclass(frozen=True, slots=True)
class LabelSaid:
    """What the line that `words` name is called from now on, as typed."""

    label: str
    words: str


LineSaid: TypeAlias = VatSaid | PriceSaid | CountSaid | LabelSaid


def read_line_change(text: str) -> LineSaid | None:
    """What a whole message says of one line; None when it says something else.

    The last number is the value, those before it belong to the name: « prix disj 16 9,50 ».
    """
    if said := _VAT.fullmatch(text) or _VAT_BEHIND.fullmatch(text):
        return VatSaid(_decimal(said["number"]), said["words"] or "")
    if said := _PRICE.fullmatch(text) or _PRICE_BEHIND.fullmatch(text):
        return PriceSaid(_decimal(said["number"]), _basis(said["basis"]), said["words"] or "")
    if said := _COUNT.fullmatch(text):
        return CountSaid(_decimal(said["number"]), said["words"])
    if said := _LABEL.fullmatch(text):
        return LabelSaid(said["label"].strip(), said["words"])
    return None


def _decimal(typed: str) -> Decimal:
    return Decimal(typed.replace(",", "."))


def _basis(typed: str | None) -> Literal["HT", "TTC"] | None:
    if not typed:
        return None
    return "TTC" if typed.casefold() == "ttc" else "HT"


_NUMBER: Final = r"(?P<number>\d{1,9}(?:[.,]\d{1,4})?)"
_ARTICLE: Final = r"(?:la |le |les |the |l['’])?"
_OF: Final = rf"(?: (?:sur|pour|de|du|des|on|of) {_ARTICLE}(?P<words>.+?))?"
_WORDS: Final = rf"(?:(?:sur|pour|de|du|des|on|of) |d['’])?{_ARTICLE}(?P<words>.*?[^\W\d].*?)"
_TO: Final = r"(?:(?:à|a|de|to|at) |[:=] ?)?"
_SUM: Final = rf"{_TO}{_NUMBER} ?(?:€|euros?)? ?(?P<basis>ht|ttc)?"
_RATE: Final = rf"{_TO}{_NUMBER} ?%?"
_VAT: Final = re.compile(rf"\s*(?:tva|vat) {_RATE}{_OF}\s*", re.I)
# A rate behind the name is one that exists, or says so: « tva novembre 2026 » asks for something else.
_VAT_BEHIND: Final = re.compile(
    rf"\s*(?:tva|vat) {_WORDS} {_TO}(?=\d+(?:[.,]\d+)? ?%|(?:20|10|5[.,]50?|2[.,]10?|8[.,]50?|0)\s*$){_NUMBER} ?%?\s*",
    re.I,
)
_PRICE: Final = re.compile(rf"\s*(?:prix|price) {_SUM}{_OF}\s*", re.I)
_PRICE_BEHIND: Final = re.compile(rf"\s*(?:prix|price) {_WORDS} {_SUM}\s*", re.I)
_COUNT: Final = re.compile(rf"\s*(?:qt[ée]s?|quantit[ée]s?|quantity|qty) {_WORDS} {_TO}{_NUMBER}\s*", re.I)
_LABEL: Final = re.compile(rf"\s*(?:libell[ée]|label) {_WORDS} ?(?::|=|→|->) ?(?P<label>\S.{{0,299}})", re.I | re.S)
