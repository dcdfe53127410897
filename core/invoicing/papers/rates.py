"""Interest on late payment, by half-year (C. com. L441-10 II, CCP R2192-31)."""

from bisect import bisect_right
from datetime import date
from decimal import Decimal
from typing import Final

from core.kernel.amounts import Rate, percent

OVER_ECB: Final = 10  # points that professionals owe
OVER_ECB_PUBLIC: Final = 8  # points that public bodies owe


def ecb_rate(on: date) -> tuple[date, Rate] | None:
    """The first day of the half-year, and the main refinancing rate that holds for it; None for one not yet known."""
    at = bisect_right(_STARTS, on) - 1
    if at < 0 or _half(on) != _STARTS[at]:
        return None
    return _STARTS[at], percent(Decimal(_ECB[at][1]))


def newest_ecb_rate(on: date) -> Rate:
    """The rate of that day's half-year; the newest one known where that is not published yet, the oldest before all."""
    at = max(bisect_right(_STARTS, on) - 1, 0)
    return percent(Decimal(_ECB[at][1]))


def half_year(on: date) -> date:
    """The first day of the half-year that a day is in."""
    return _half(on)


def _half(on: date) -> date:
    return date(on.year, 1 if on.month <= 6 else 7, 1)


# Main refinancing operations on 1 January and 1 July, in percent (European Central Bank).
_ECB: Final = (
    (date(2015, 1, 1), "0.05"),
    (date(2015, 7, 1), "0.05"),
    (date(2016, 1, 1), "0.05"),
    (date(2016, 7, 1), "0.00"),
    (date(2017, 1, 1), "0.00"),
    (date(2017, 7, 1), "0.00"),
    (date(2018, 1, 1), "0.00"),
    (date(2018, 7, 1), "0.00"),
    (date(2019, 1, 1), "0.00"),
    (date(2019, 7, 1), "0.00"),
    (date(2020, 1, 1), "0.00"),
    (date(2020, 7, 1), "0.00"),
    (date(2021, 1, 1), "0.00"),
    (date(2021, 7, 1), "0.00"),
    (date(2022, 1, 1), "0.00"),
    (date(2022, 7, 1), "0.00"),
    (date(2023, 1, 1), "2.50"),
    (date(2023, 7, 1), "4.00"),
    (date(2024, 1, 1), "4.50"),
    (date(2024, 7, 1), "4.25"),
    (date(2025, 1, 1), "3.15"),
    (date(2025, 7, 1), "2.15"),
    (date(2026, 1, 1), "2.15"),
    (date(2026, 7, 1), "2.40"),
)
_STARTS: Final = tuple(start for start, _rate in _ECB)
