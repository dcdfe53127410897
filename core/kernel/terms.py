"""Payment terms: a short code and what it means.

Codes: `COMPTANT` (at once), `30J` (30 days), `30J_FDM` (30 days, end of month), `3X` (three monthly payments).
"""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from core.kernel.errors import Invalid

AT_ONCE: Final = "COMPTANT"
LONGEST: Final = 365  # days; what the law allows depends on the buyer, see `core.parties.delays`
MOST_PAYMENTS: Final = 12

_CODE: Final = re.compile(r"(?P<days>\d{1,3})J(?P<end>_FDM)?|(?P<payments>\d{1,2})X|COMPTANT")


class EndOfMonth(StrEnum):
    """What « 30 jours fin de mois » means: the law leaves the reading to the parties."""

    DAYS_THEN_END = "days-then-end"  # the date plus 30 days, then the end of that month
    END_THEN_DAYS = "end-then-days"  # the end of the month, plus 30 days


@dataclass(frozen=True, slots=True)
class PaymentTerms:
    """What a code means: days, to the end of a month or not, in one payment or several (then one each month)."""

    days: int = 0
    end_of_month: bool = False
    payments: int = 1


def read_terms(code: str) -> PaymentTerms:
    """The meaning of a code; raises Invalid("payment_terms") for no code, or one longer than anybody agrees."""
    found = _CODE.fullmatch(code)
    if found is None:
        raise Invalid("payment_terms", code)
    terms = PaymentTerms(int(found["days"] or 0), found["end"] is not None, int(found["payments"] or 1))
    if terms.days > LONGEST or not 1 <= terms.payments <= MOST_PAYMENTS:
        raise Invalid("payment_terms", code)
    return terms


def due_dates(code: str, on: date, reading: EndOfMonth = EndOfMonth.DAYS_THEN_END) -> tuple[date, ...]:
    """When what is invoiced `on` that day is to be paid, one day for each payment; without a code at once.

    Raises Invalid for no code of ours.
    """
    terms = read_terms(code) if code else PaymentTerms()
    if terms.payments > 1:
        return tuple(_months_after(on, months) for months in range(terms.payments))
    if not terms.end_of_month:
        return (on + timedelta(days=terms.days),)
    if reading == EndOfMonth.END_THEN_DAYS:
        return (_month_end(on) + timedelta(days=terms.days),)
    return (_month_end(on + timedelta(days=terms.days)),)


def due_on(code: str, on: date, reading: EndOfMonth = EndOfMonth.DAYS_THEN_END) -> date:
    """The day by which all of it is to be paid. Raises Invalid for no code of ours."""
    return due_dates(code, on, reading)[-1]


def checked_terms(code: str) -> str:
    """The same code, or nothing for nothing; raises Invalid."""
    if code:
        read_terms(code)
    return code


def _month_end(on: date) -> date:
    return on.replace(day=monthrange(on.year, on.month)[1])


def _months_after(on: date, months: int) -> date:
    """The same day of a later month, or its last one where that month is shorter."""
    year, month = divmod(on.month - 1 + months, 12)
    first = date(on.year + year, month + 1, 1)
    return first.replace(day=min(on.day, _month_end(first).day))
