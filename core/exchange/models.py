"""Imports: a file that was dropped, what its columns mean, how far it has got."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Base, CompanyRow, Versioned
from core.db.columns import Word
from core.exchange.lifecycles import ImportState


class ImportKind(StrEnum):
    CUSTOMERS = "customers"
    PRODUCTS = "products"


class ImportJob(Base, CompanyRow, Versioned):
    """One file on its way into the base. `mapping` gives each column, by its index as text, the field it fills.

    `done_rows` rows of the file have been tried, or are in the base: written in the transaction that put them there, so
    that a job that was killed goes on behind them. `outcome` counts {"created", "changed", "same", "refused",
    "aside"} and holds the first reasons ("told"); all reasons are facts of the journal.
    `header` and `sample` (the first rows) are shown while the columns are chosen.
    """

    __tablename__ = "import_job"
    __table_args__ = (Index("ix_import_job_state", "company_id", "state"),)

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    kind: Mapped[ImportKind | None] = mapped_column(Word(ImportKind), default=None)  # None: not known yet
    state: Mapped[ImportState] = mapped_column(Word(ImportState), default=ImportState.READING)
    file_name: Mapped[str] = mapped_column(String(200))
    file_sha256: Mapped[str] = mapped_column(String(64))
    header: Mapped[list[str]] = mapped_column(default_factory=list)
    sample: Mapped[list[Any]] = mapped_column(default_factory=list)
    mapping: Mapped[dict[str, Any]] = mapped_column(default_factory=dict)
    rows: Mapped[int] = mapped_column(default=0)
    done_rows: Mapped[int] = mapped_column(default=0)
    outcome: Mapped[dict[str, Any]] = mapped_column(default_factory=dict)
    refused_sha256: Mapped[str | None] = mapped_column(String(64), default=None)  # the refused rows, as a file
    chat_id: Mapped[int] = mapped_column(BigInteger)  # where progress is shown
    created_by: Mapped[int | None]  # person
    created_at: Mapped[datetime]
    done_at: Mapped[datetime | None] = mapped_column(default=None)
