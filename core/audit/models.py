"""Closings of days, months and years (BOI-TVA-DECLA-30-10-30)."""

from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar

from sqlalchemy import String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Base, CompanyRow
from core.db.columns import Word
from core.kernel.amounts import Amount


class Period(StrEnum):
    DAY = "day"
    MONTH = "month"
    YEAR = "year"


class Closing(Base, CompanyRow):
    """What a period came to, and all before it (`perpetual_…`): never changed. Credit notes and refunds are deducted.

    `starts_on` and `ends_on` are its first and last day; `last_sequence` is the last link of the chain then.
    """

    UNCHAINED: ClassVar = frozenset({"archive_sha256"})

    __tablename__ = "closing"
    __table_args__ = (UniqueConstraint("company_id", "period", "starts_on"),)

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    period: Mapped[Period] = mapped_column(Word(Period))
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    made_at: Mapped[datetime]
    documents: Mapped[int]
    net: Mapped[Amount]
    tax: Mapped[Amount]
    gross: Mapped[Amount]
    received: Mapped[Amount]
    perpetual_gross: Mapped[Amount]
    perpetual_received: Mapped[Amount]
    last_sequence: Mapped[int]
    archive_sha256: Mapped[str | None] = mapped_column(String(64), default=None)  # of a year, once it is archived
