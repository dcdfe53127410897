"""A notice: one fact that one person must be told. Written with the fact; said by the conversation's speaker."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Base, CompanyRow
from core.kernel.priority import Priority


class Notice(Base, CompanyRow):
    """`key` names the fact; a person is told a fact once, whoever repeats it. `priority` is a `kernel.Priority`."""

    __tablename__ = "notice"
    __table_args__ = (
        UniqueConstraint("company_id", "person_id", "key"),
        Index("ix_notice_due", "said_at", "priority", "due_at"),
    )

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    key: Mapped[str] = mapped_column(String(120))
    kind: Mapped[str] = mapped_column(String(60))
    facts: Mapped[dict[str, Any]]
    due_at: Mapped[datetime]
    said_at: Mapped[datetime | None] = mapped_column(default=None)
    priority: Mapped[int] = mapped_column(default=Priority.ALERT, server_default="1")
