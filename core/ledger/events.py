"""What has happened to accounts and fiscal years, and what was handed to the accountant."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from core.journal import Fact
from core.kernel.amounts import Amount


@dataclass(frozen=True, slots=True)
class AccountNamed(Fact):
    subject: ClassVar[str] = "account"
    number: str
    label: str


@dataclass(frozen=True, slots=True)
class AccountAssigned(Fact):
    """From now on `use` is posted to `number`, no longer to `before`."""

    subject: ClassVar[str] = "account"
    use: str
    number: str
    before: str


@dataclass(frozen=True, slots=True)
class FiscalYearSet(Fact):
    subject: ClassVar[str] = "fiscal_year"
    starts_on: date
    ends_on: date


@dataclass(frozen=True, slots=True)
class FiscalYearClosed(Fact):
    """`result` is a profit, or less than nothing."""

    subject: ClassVar[str] = "fiscal_year"
    starts_on: date
    ends_on: date
    result: Amount


@dataclass(frozen=True, slots=True)
class BooksClosedUntil(Fact):
    subject: ClassVar[str] = "company"
    until: date


@dataclass(frozen=True, slots=True)
class EntriesHandedOver(Fact):
    subject: ClassVar[str] = "ledger_export"
    starts_on: date
    ends_on: date
    entries: int
