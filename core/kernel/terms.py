"""Payment terms: a short code, what it means, and the days and amounts it leads to.

Codes: `COMPTANT` (at once), `30J` (30 days), `30J_FDM` (30 days, end of month), `3X` (three monthly payments).
"""

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from core.kernel.amounts import Amount, apportion
from core.kernel.errors import Invalid

AT_ONCE: Final = "COMPTANT"
LONGEST: Final = 60  # days from the invoice that may be agreed between professionals (C. com. L441-10)
LONGEST_END_OF_MONTH: Final = 45  # the same, when counted to the end of a month
MOST_PAYMENTS: Final = 12

_CODE: Final = re.compile(r"(?P<days>\d{1,3})J(?P<end>_FDM)?|(?P<payments>\d{1,2})X|COMPTANT")


class EndOfMonth(StrEnum):
    """What « 30 jours fin de mois » means: the law leaves the reading to the parties."""

    DAYS_THEN_END = "days-then-end"  # the date plus 30 days, then the end of that month
    END_THEN_DAYS = "end-then-days"  # the end of the month, plus 30 days


@dataclass(frozen=True, slots=True)
class Due:
    """One payment that is expected."""

    on: date
    amount: Amount


@dataclass(frozen=True, slots=True)
class PaymentTerms:
    """What a code means: days, to the end of a month or not, in one payment or several (then one each month)."""

    days: int = 0
    end_of_month: bool = False
    payments: int = 1


def read_terms(code: str) -> PaymentTerms:
    """The meaning of a code; raises Invalid("payment_terms") for no code, or one that the law does not allow."""
    found = _CODE.fullmatch(code)
    if found is None:
        raise Invalid("payment_terms", code)
    terms = PaymentTerms(int(found["days"] or 0), found["end"] is not None, int(found["payments"] or 1))
    longest = LONGEST_END_OF_MONTH if terms.end_of_month else LONGEST
    if terms.days > longest or not 1 <= terms.payments <= MOST_PAYMENTS:
        raise Invalid("payment_terms", code)
    return terms


def checked_terms(code: str) -> str:
    """The same code, or nothing for nothing; raises Invalid."""
    if code:
        read_terms(code)
    return code


def schedule(code: str, gross: Amount, on: date, reading: EndOfMonth) -> tuple[Due, ...]:
    """When how much is due for an amount dated `on`; the payments sum to it, to the cent."""
    terms = read_terms(code)
    shares = apportion(gross, [gross] * terms.payments) if terms.payments > 1 else [gross]
    return tuple(Due(_due_on(terms, _months_later(on, month), reading), share) for month, share in enumerate(shares))


def _due_on(terms: PaymentTerms, on: date, reading: EndOfMonth) -> date:
    if not terms.end_of_month:
        return on + timedelta(days=terms.days)
    if reading is EndOfMonth.DAYS_THEN_END:
        return _end_of_month(on + timedelta(days=terms.days))
    return _end_of_month(on) + timedelta(days=terms.days)


def _end_of_month(day: date) -> date:
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def _months_later(day: date, months: int) -> date:
    """The same day of a later month, or that month's last one."""
    year, month = divmod(day.month - 1 + months, 12)
    first = date(day.year + year, month + 1, 1)
    return first.replace(day=min(day.day, _end_of_month(first).day))
