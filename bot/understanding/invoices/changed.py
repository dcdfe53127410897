"""A line of a draft that is said to have another rate or price: « tva 10 », « prix radiateur 9,50 ttc »."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Literal


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


def read_line_change(text: str) -> VatSaid | PriceSaid | None:
    """What a whole message says of a line's rate or price; None when it says something else."""
    if said := _VAT.fullmatch(text):
        return VatSaid(_decimal(said["number"]), said["after"] or "")
    if said := _PRICE.fullmatch(text):
        basis: Literal["HT", "TTC"] | None = None
        if said["basis"]:
            basis = "TTC" if said["basis"].casefold() == "ttc" else "HT"
        return PriceSaid(_decimal(said["number"]), basis, said["before"] or said["after"] or "")
    return None


def _decimal(typed: str) -> Decimal:
    return Decimal(typed.replace(",", "."))


_NUMBER: Final = r"(?P<number>\d{1,9}(?:[.,]\d{1,4})?)"
_OF: Final = r"(?: (?:sur|pour|de|du|des) (?:la |le |les |l['’])?(?P<after>.+?))?"
_VAT: Final = re.compile(rf"\s*tva (?:à |a |de )?{_NUMBER} ?%?{_OF}\s*", re.I)
_PRICE: Final = re.compile(
    rf"\s*prix (?:(?:sur |de |du |des )?(?:la |le |les |l['’])?(?P<before>[^\d]+?) )?(?:à |a |: )?{_NUMBER} ?"
    rf"(?:€|euros?)? ?(?P<basis>ht|ttc)?{_OF}\s*",
    re.I,
)
