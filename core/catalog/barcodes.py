"""Bar codes: the GTIN that is printed under one (GS1 General Specifications, section 7.9: the check digit)."""

from dataclasses import dataclass
from typing import Final

from stdnum import ean

from core.kernel.errors import BusinessError

_LENGTHS: Final = (8, 12, 13, 14)  # of a GTIN


@dataclass(eq=False)
class BarcodeWrong(BusinessError):
    """Not 8, 12, 13 or 14 digits whose check digit is right."""

    value: str


def gtin(value: str) -> str:
    """The digits, whatever the spaces and hyphens. Empty stays empty. Raises BarcodeWrong."""
    digits = "".join(c for c in value if c not in " -.\u00a0\u202f")
    if digits and not (digits.isascii() and ean.is_valid(digits)):
        raise BarcodeWrong(value)
    return digits


def written(digits: str) -> frozenset[str]:
    """All ways to write the same GTIN: zeros in front make a short one long (General Specifications, section 3)."""
    number = digits.lstrip("0")
    return frozenset({digits, *(number.zfill(length) for length in _LENGTHS if 0 < len(number) <= length)})


def looks_like_gtin(value: str) -> bool:
    """Whether somebody who types this alone may mean a bar code: its digits are there and its check digit is right."""
    try:
        return bool(gtin(value.strip()))
    except BarcodeWrong:
        return False
