"""An alarm: at a moment, once, something is to be done. What is done stands in the clock's table of reactions."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Base, CompanyRow

_WAITING = text("rung_at IS NULL")


class Alarm(Base, CompanyRow):
    """`key` names the occasion, and rings once whoever sets it again. `about` names the object ("agenda:12").

    `due_at` is when it should ring; `ring_at` is later only when a try has failed. `tries` counts those.
    """

    __tablename__ = "alarm"
    __table_args__ = (
        UniqueConstraint("company_id", "key"),
        Index("ix_alarm_about", "company_id", "about"),
        # Only of those that wait: the next one is found at once, however many have rung.
        Index("ix_alarm_waiting", "ring_at", sqlite_where=_WAITING, postgresql_where=_WAITING),
    )

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    kind: Mapped[str] = mapped_column(String(60))
    about: Mapped[str] = mapped_column(String(60))
    key: Mapped[str] = mapped_column(String(120))
    facts: Mapped[dict[str, Any]]
    due_at: Mapped[datetime]
    ring_at: Mapped[datetime]
    rung_at: Mapped[datetime | None] = mapped_column(default=None)
    tries: Mapped[int] = mapped_column(default=0)
