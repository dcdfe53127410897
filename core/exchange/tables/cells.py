"""What a cell says, on its way out and back in: never a formula, no character that a format cannot hold.

A text that a spreadsheet would calculate gets an apostrophe in front, which reading takes away again
(OWASP, "CSV Injection"). Texts that begin so already get one more, so that each text comes back as it was.
"""

import re
from datetime import date
from decimal import Decimal
from typing import Final, TypeAlias

Cell: TypeAlias = str | Decimal | date  # words; numbers and days that a spreadsheet can sum and sort
_CALCULATED: Final = re.compile(r"'*[=+\-@\t\r\n]")
_GUARDED: Final = re.compile(r"'+[=+\-@\t\r\n]")
_NUMBER: Final = re.compile(r"[+-] ?\d[\d .,\u00a0\u202f]*[%€]?")  # a negative amount, a phone number
_UNWRITABLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def guarded(text: str) -> str:
    """The text as a cell that no spreadsheet calculates."""
    text = storable(text)
    return f"'{text}" if _CALCULATED.match(text) and not _NUMBER.fullmatch(text) else text


def unguarded(text: str) -> str:
    """The text of a cell, without the apostrophe that `guarded` put there."""
    text = storable(text)
    return text[1:] if _GUARDED.match(text) else text


def worded(cell: Cell) -> str:
    """A cell as somebody in France types it: « 1250,5 », « 31/12/2026 »."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, date):
        return f"{cell:%d/%m/%Y}"
    plain = f"{cell:f}"
    return (plain.rstrip("0").rstrip(".") if "." in plain else plain).replace(".", ",")


def storable(text: str) -> str:
    """The text with a replacement for each control character: neither XML nor a database holds them all."""
    return text if text.isprintable() else _UNWRITABLE.sub("\N{REPLACEMENT CHARACTER}", text)
