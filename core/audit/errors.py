"""What the audit room refuses."""

from dataclasses import dataclass
from datetime import date

from core.kernel.errors import BusinessError


@dataclass(eq=False)
class PeriodNotOver(BusinessError):
    """A closing of a day, a month or a year that still goes on, to its end: `ends_on`."""

    ends_on: date


@dataclass(eq=False)
class NothingToClose(BusinessError):
    """A closing of days without a document and without a payment."""

    starts_on: date
    ends_on: date


@dataclass(eq=False)
class NothingToArchive(BusinessError):
    """The archive of a year in which nothing joined the chain."""

    year: int
