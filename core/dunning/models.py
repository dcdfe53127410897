"""How a company chases what is late, what it has sent, what keeps it from sending, and what it has handed over."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Base, CompanyRow
from core.db.columns import Word
from core.dunning.rules import USUAL_DAYS
from core.kernel.amounts import ZERO, Amount


class DunningSettings(Base, CompanyRow):
    """`days` after the due day, one for each level; `formal`: the last level is the formal notice.

    `automatic`: reminders leave by themselves, but for formal notices. `ran_on` and `told_on` are the last day of the
    daily run, and of what salespeople are told each week.
    """

    __tablename__ = "dunning_settings"
    __table_args__ = (UniqueConstraint("company_id"),)

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    days: Mapped[list[Any]] = mapped_column(default_factory=lambda: list(USUAL_DAYS))
    formal: Mapped[bool] = mapped_column(default=True)
    automatic: Mapped[bool] = mapped_column(default=False)
    ran_on: Mapped[date | None] = mapped_column(default=None)
    told_on: Mapped[date | None] = mapped_column(default=None)


class DunningLetter(Base, CompanyRow):
    """One message to one customer about all that he is late with; frozen but for its files and a merged customer.

    `items` are its lines as JSON, amounts as text: invoice_id, number, issued_on, due_on, payable, left, days, level (0
    where the invoice is only recalled), penalty, indemnity. `due`, `penalty` and `indemnity` are their sums.
    """

    __tablename__ = "dunning_letter"
    __table_args__ = (Index("ix_dunning_letter_customer", "company_id", "customer_id"),)

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id"))
    level: Mapped[int]
    formal: Mapped[bool]
    sent_at: Mapped[datetime]
    sent_on: Mapped[date]
    sent_by: Mapped[int | None]  # person; None: by itself
    language: Mapped[str] = mapped_column(String(10))
    channels: Mapped[list[str]]
    items: Mapped[list[Any]]
    due: Mapped[Amount]
    penalty: Mapped[Amount]
    indemnity: Mapped[Amount]
    seller: Mapped[dict[str, Any]]
    buyer: Mapped[dict[str, Any]]
    demo: Mapped[bool] = mapped_column(default=False)
    pdf_sha256: Mapped[str | None] = mapped_column(String(64), default=None)
    statement_sha256: Mapped[str | None] = mapped_column(String(64), default=None)


class Reminder(Base, CompanyRow):
    """A level of an invoice that has left, once; never changed. Amounts are as the letter said them."""

    __tablename__ = "dunning_reminder"
    __table_args__ = (
        UniqueConstraint("company_id", "invoice_id", "level"),
        Index("ix_dunning_reminder_letter", "company_id", "letter_id"),
    )

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    letter_id: Mapped[int] = mapped_column(ForeignKey("dunning_letter.id"))
    invoice_id: Mapped[int] = mapped_column(ForeignKey("invoice.id"))
    level: Mapped[int]
    formal: Mapped[bool]
    sent_at: Mapped[datetime]
    sent_on: Mapped[date]
    due_on: Mapped[date]
    owed: Mapped[Amount]
    penalty: Mapped[Amount] = mapped_column(default=ZERO)
    indemnity: Mapped[Amount] = mapped_column(default=ZERO)


class Why(StrEnum):
    """What keeps reminders from leaving."""

    DISPUTE = "dispute"
    PROMISE = "promise"
    CREDIT = "credit"  # a credit note is on its way
    HOLD = "hold"  # somebody wants it so
    SKIPPED = "skipped"  # left out of today's batch


class DunningPause(Base, CompanyRow):
    """Nothing is sent of an invoice, or of a whole customer, up to the day `until`; without one, until it is ended.

    `promised_on` is when the customer said that he pays. `by` is who noted it.
    """

    __tablename__ = "dunning_pause"
    __table_args__ = (Index("ix_dunning_pause_customer", "company_id", "customer_id"),)

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id"))
    invoice_id: Mapped[int | None] = mapped_column(ForeignKey("invoice.id"), default=None)
    why: Mapped[Why] = mapped_column(Word(Why))
    until: Mapped[date | None] = mapped_column(default=None)
    promised_on: Mapped[date | None] = mapped_column(default=None)
    note: Mapped[str] = mapped_column(String(300), default="")
    begun_at: Mapped[datetime]
    begun_by: Mapped[int | None]  # person
    by: Mapped[str] = mapped_column(String(200))
    ended_at: Mapped[datetime | None] = mapped_column(default=None)
    ended_by: Mapped[int | None] = mapped_column(default=None)  # person

    def holds(self, day: date) -> bool:
        return self.ended_at is None and (self.until is None or day <= self.until)


class Litigation(Base, CompanyRow):
    """A customer who was handed over: nothing is sent to him any more, and he is given no credit until it is over."""

    __tablename__ = "dunning_litigation"
    __table_args__ = (Index("ix_dunning_litigation_customer", "company_id", "customer_id"),)

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id"))
    amount: Mapped[Amount]
    opened_at: Mapped[datetime]
    opened_on: Mapped[date]
    opened_by: Mapped[int | None]  # person
    by: Mapped[str] = mapped_column(String(200))
    file_sha256: Mapped[str | None] = mapped_column(String(64), default=None)
    closed_at: Mapped[datetime | None] = mapped_column(default=None)
    closed_by: Mapped[int | None] = mapped_column(default=None)  # person
