"""What the books refuse."""

from dataclasses import dataclass
from datetime import date

from core.kernel.amounts import Amount
from core.kernel.errors import BusinessError


@dataclass(eq=False)
class BooksClosed(BusinessError):
    """An entry dated in days that are closed: up to `until`, included."""

    on: date
    until: date


@dataclass(eq=False)
class NotBalanced(BusinessError):
    """An entry whose debits and credits differ."""

    debit: Amount
    credit: Amount


class NotLetterable(BusinessError):
    """Lines that cannot settle each other: of several accounts or customers, or settled already."""


@dataclass(eq=False)
class BooksClosedFurther(BusinessError):
    """Books closed up to `until`, that somebody wants closed up to an earlier day: they are never opened again."""

    until: date


@dataclass(eq=False)
class YearsOverlap(BusinessError):
    """A fiscal year that does not join the others: it shares days with one, or leaves some out.

    What is in the way is the entry of a day that no year would hold, or another year.
    """

    starts_on: date
    ends_on: date
    entry_on: date | None = None
    other: tuple[date, date] | None = None


@dataclass(eq=False)
class YearNotOver(BusinessError):
    """A fiscal year that cannot be closed before its last day has passed."""

    ends_on: date


@dataclass(eq=False)
class YearClosed(BusinessError):
    ends_on: date


@dataclass(eq=False)
class EarlierYearOpen(BusinessError):
    """Fiscal years are closed in order: the one that ends then comes first."""

    ends_on: date


@dataclass(eq=False)
class AccountWrong(BusinessError):
    """A number that cannot be the account of this use: it must begin with `prefix` (PCG)."""

    number: str
    prefix: str


@dataclass(eq=False)
class AccountUsed(BusinessError):
    """An account that has entries, or another use: its label and its use stay."""

    number: str


class NothingToExport(BusinessError):
    """A period whose entries were all handed over already, or that has none."""


class SirenNeeded(BusinessError):
    """The name of a FEC bears the company's SIREN (LPF A47 A-1)."""
