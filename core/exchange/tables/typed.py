"""Numbers of a workbook's cells as people in France type them: amounts, days, hours, phone numbers."""

import re
from datetime import date, timedelta
from decimal import Context, Decimal
from functools import cache
from typing import Final

from openpyxl.styles.numbers import is_date_format, is_timedelta_format

_BESIDE: Final = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')  # what a format says beside the number
_KEPT: Final = Context(prec=15)  # digits that a spreadsheet keeps of a number; the sixteenth is noise
_LARGEST: Final = 300  # digits before the comma
_LEAP: Final = 60  # the 29th of February 1900, which Excel believes in


def typed(number: Decimal, number_format: str, epoch: date) -> str:
    """A decimal comma, the zeros and the percent sign that its format adds; a day as 31/12/2026, a duration as 30:05.

    Days are counted from `epoch`. Raises ValueError for what is no number and no day.
    """
    if not number.is_finite() or number.adjusted() > _LARGEST:
        raise ValueError(f"{number} is no number")
    kind, zeros = _kind(number_format)
    if kind == "day":
        return _moment(number, epoch)
    if kind == "duration":
        return _clock(number)
    shown = _decimal(_KEPT.plus(number) * (100 if kind == "percent" else 1), zeros)
    return f"{shown} %" if kind == "percent" else shown


def _decimal(number: Decimal, zeros: int) -> str:
    words = f"{number:f}"
    if "." in words:
        words = words.rstrip("0").rstrip(".").replace(".", ",")
    return words if "," in words or words.startswith("-") else words.zfill(zeros)


def _moment(number: Decimal, epoch: date) -> str:
    if 0 <= number < 1:
        return _clock(number).zfill(len("08:05"))
    whole = int(number)
    day = epoch + timedelta(days=whole + (whole < _LEAP and epoch == date(1899, 12, 30)))
    hours = _clock(number - whole).zfill(len("08:05"))
    return f"{day:%d/%m/%Y}" if hours == "00:00" else f"{day:%d/%m/%Y} {hours}"


def _clock(days: Decimal) -> str:
    minutes = round(days * 24 * 60)
    return f"{minutes // 60}:{minutes % 60:02}"


@cache
def _kind(number_format: str) -> tuple[str, int]:
    """What a format shows, and how many digits at least for a code of digits: 00000, 0# ## ## ## ##."""
    if is_timedelta_format(number_format):
        return "duration", 0
    if is_date_format(number_format):
        return "day", 0
    first = _BESIDE.sub("", number_format.partition(";")[0])
    places = "".join(sign for sign in first if sign in "0#")
    is_code = set(first) <= set("0# -()\u00a0\u202f") and "0" in places
    return "percent" if "%" in first else "number", len(places) - places.index("0") if is_code else 0
