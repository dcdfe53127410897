"""What being late costs a year, by who owes and by half-year; dated tables, for the law changes its rates."""

from bisect import bisect_right
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Final

from core.invoicing.papers.rates import OVER_ECB, OVER_ECB_PUBLIC, newest_ecb_rate
from core.kernel.amounts import Amount, Rate, amount, percent, rate

LEAST_TIMES_LEGAL: Final = 3  # what is agreed is no less than so many times the legal rate (C. com. L441-10 II)
# The day since when, and what each late invoice costs a business beside the interest (C. com. D441-5, CCP D2192-35).
_INDEMNITIES: Final = ((date(2013, 1, 1), amount("40")),)


class Debtor(StrEnum):
    """Who owes, as the law on late payment sees him."""

    BUSINESS = "business"
    PUBLIC = "public"
    CONSUMER = "consumer"  # and an association that is no business


def yearly(debtor: Debtor, on: date, *, agreed: Rate | None) -> Rate:
    """The rate that runs on that day; `agreed` is the one of the seller's conditions.

    A business owes what was agreed where that is enough for the law, else the central bank's rate and ten points
    (C. com. L441-10 II); a public body the same and eight points (CCP R2192-31); a consumer the legal rate of those
    who are owed by trade (C. civ. 1231-6, CMF L313-2). A half-year whose rate is not published yet has the newest one.
    """
    if debtor is Debtor.PUBLIC:
        return rate(newest_ecb_rate(on) + Decimal(OVER_ECB_PUBLIC) / 100)
    if debtor is Debtor.CONSUMER:
        return legal_rate(on)
    if agreed is not None and agreed >= LEAST_TIMES_LEGAL * legal_rate(on):
        return agreed
    return rate(newest_ecb_rate(on) + Decimal(OVER_ECB) / 100)


def indemnity(debtor: Debtor, due_on: date) -> Amount:
    """What one late invoice costs for its recovery, outside VAT: nothing of a consumer."""
    held = [what for since, what in _INDEMNITIES if since <= due_on]
    return amount(0) if debtor is Debtor.CONSUMER or not held else held[-1]


def legal_rate(on: date) -> Rate:
    """The legal rate of interest that runs for whoever is owed by trade."""
    at = max(bisect_right(_STARTS, on) - 1, 0)
    return percent(Decimal(_LEGAL[at][1]))


# For all creditors but private persons, in percent, by half-year (order of the minister, CMF D313-1-A).
_LEGAL: Final = (
    (date(2015, 1, 1), "0.93"),
    (date(2015, 7, 1), "0.99"),
    (date(2016, 1, 1), "1.01"),
    (date(2016, 7, 1), "0.93"),
    (date(2017, 1, 1), "0.90"),
    (date(2017, 7, 1), "0.90"),
    (date(2018, 1, 1), "0.89"),
    (date(2018, 7, 1), "0.88"),
    (date(2019, 1, 1), "0.86"),
    (date(2019, 7, 1), "0.87"),
    (date(2020, 1, 1), "0.87"),
    (date(2020, 7, 1), "0.84"),
    (date(2021, 1, 1), "0.79"),
    (date(2021, 7, 1), "0.76"),
    (date(2022, 1, 1), "0.76"),
    (date(2022, 7, 1), "0.77"),
    (date(2023, 1, 1), "2.06"),
    (date(2023, 7, 1), "4.22"),
    (date(2024, 1, 1), "5.07"),
    (date(2024, 7, 1), "4.92"),
    (date(2025, 1, 1), "3.71"),
    (date(2025, 7, 1), "2.76"),
    (date(2026, 1, 1), "2.62"),
    (date(2026, 7, 1), "2.75"),
)
_STARTS: Final = tuple(start for start, _rate in _LEGAL)
