"""Accounts, entries with their lines, fiscal years, and what was handed to the accountant."""

from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.db import Base, CompanyRow
from core.db.columns import Word
from core.kernel.amounts import ZERO, Amount


class AccountUse(StrEnum):
    """What Carnet posts by itself; each company says on which account (the chart gives the usual number)."""

    CUSTOMERS = "customers"  # 411
    ADVANCES = "advances"  # 4191, deposits invoiced and not yet deducted
    GOODS = "goods"  # 707
    SERVICES = "services"  # 706
    REBATES = "rebates"  # 7097, credit notes on the price alone
    VAT_DUE = "vat-due"  # 44571
    VAT_PENDING = "vat-pending"  # 4458, due once it is paid
    BANK = "bank"  # 512
    CASH = "cash"  # 53
    LOSSES = "losses"  # 658, small differences written off
    GAINS = "gains"  # 758
    BANK_FEES = "bank-fees"  # 627
    PROFIT = "profit"  # 120
    LOSS = "loss"  # 129


class Journal(StrEnum):
    """Journals by their usual codes; each bank account and each till may have one of its own beside."""

    SALES = "VE"
    PURCHASES = "AC"
    BANK = "BQ"
    CASH = "CA"
    OTHER = "OD"
    OPENING = "AN"


class LedgerAccount(Base, CompanyRow):
    """An account of the chart, once it is used or named. One label for one number (FEC: CompteLib)."""

    __tablename__ = "ledger_account"
    __table_args__ = (UniqueConstraint("company_id", "number"), UniqueConstraint("company_id", "use"))

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    number: Mapped[str] = mapped_column(String(20))
    label: Mapped[str] = mapped_column(String(100))
    use: Mapped[AccountUse | None] = mapped_column(Word(AccountUse), default=None)


class FiscalYear(Base, CompanyRow):
    """`starts_on` and `ends_on` are its first and last day. Closed, nothing is posted into it any more."""

    __tablename__ = "fiscal_year"
    __table_args__ = (UniqueConstraint("company_id", "starts_on"),)

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    closed_at: Mapped[datetime | None] = mapped_column(default=None)
    closed_by: Mapped[int | None] = mapped_column(default=None)  # person


class LedgerLock(Base, CompanyRow):
    """From then on nothing was posted up to `until`, included; with `fiscal_year_id` that year was closed. Never
    changed."""

    __tablename__ = "ledger_lock"

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    until: Mapped[date]
    made_at: Mapped[datetime]
    made_by: Mapped[int | None]  # person
    starts_on: Mapped[date | None] = mapped_column(default=None)  # the first day of the year
    fiscal_year_id: Mapped[int | None] = mapped_column(ForeignKey("fiscal_year.id"), unique=True, default=None)


class LedgerEntry(Base, CompanyRow):
    """A balanced entry, validated when it is posted and never changed: another one reverses it (PCG 921-3).

    `number` counts the company's entries without a gap, in the order of validation. `on` is the day of the books,
    `piece` and `piece_on` the document; `subject` and `subject_id` name it, ("invoice", 12).
    """

    UNCHAINED: ClassVar = frozenset({"export_id"})

    __tablename__ = "ledger_entry"
    __table_args__ = (
        UniqueConstraint("company_id", "number"),
        Index("ix_ledger_entry_on", "company_id", "on", "journal"),
        Index("ix_ledger_entry_subject", "company_id", "subject", "subject_id"),
    )

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    number: Mapped[int]
    journal: Mapped[str] = mapped_column(String(8))
    on: Mapped[date]
    piece: Mapped[str] = mapped_column(String(60))
    piece_on: Mapped[date]
    label: Mapped[str] = mapped_column(String(200))
    subject: Mapped[str] = mapped_column(String(20), default="")
    subject_id: Mapped[int | None] = mapped_column(default=None)
    posted_at: Mapped[datetime]
    posted_by: Mapped[int | None]  # person
    export_id: Mapped[int | None] = mapped_column(ForeignKey("ledger_export.id"), default=None)  # handed over with
    lines: Mapped[list["LedgerLine"]] = relationship(
        default_factory=list, back_populates="entry", lazy="raise", order_by="LedgerLine.id"
    )


class LedgerLine(Base, CompanyRow):
    """One side of an entry: either `debit` or `credit` is filled, and not less than nothing.

    A line on the customers' account names the customer, and what is due on which day. `letter` groups lines that
    settle each other.
    """

    UNCHAINED: ClassVar = frozenset({"customer_id", "letter", "lettered_on"})  # merged customers: `auxiliary` stays

    __tablename__ = "ledger_line"
    __table_args__ = (
        Index("ix_ledger_line_account", "company_id", "account"),
        Index("ix_ledger_line_customer", "company_id", "customer_id", "account"),
        Index("ix_ledger_line_letter", "company_id", "letter"),
    )

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("ledger_entry.id"), init=False, index=True)
    entry: Mapped[LedgerEntry] = relationship(init=False, back_populates="lines", lazy="raise", repr=False)
    account: Mapped[str] = mapped_column(String(20))
    customer_id: Mapped[int | None] = mapped_column(ForeignKey("customer.id"), default=None)
    auxiliary: Mapped[str] = mapped_column(String(20), default="")  # the customer's code then
    auxiliary_label: Mapped[str] = mapped_column(String(200), default="")
    debit: Mapped[Amount] = mapped_column(default=ZERO)
    credit: Mapped[Amount] = mapped_column(default=ZERO)
    due_on: Mapped[date | None] = mapped_column(default=None)
    letter: Mapped[str | None] = mapped_column(String(10), default=None)
    lettered_on: Mapped[date | None] = mapped_column(default=None)


class LedgerExport(Base, CompanyRow):
    """A file handed to the accountant: the entries that bear its id, those of these days then not handed over yet."""

    __tablename__ = "ledger_export"

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    at: Mapped[datetime]
    by: Mapped[int | None]  # person
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    entries: Mapped[int]
    numbers_sha256: Mapped[str] = mapped_column(String(64), default="")  # which: see rules.numbers_hash
