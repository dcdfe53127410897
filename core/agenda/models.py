"""The agenda: one table for reminders, tasks and appointments."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from core.agenda.lifecycles import AGENDA, AgendaAction, AgendaState
from core.db import Base, CompanyRow, Versioned
from core.db.columns import Word


class AgendaKind(StrEnum):
    REMINDER = "reminder"  # for oneself
    TASK = "task"  # something to do, by oneself or by a colleague
    APPOINTMENT = "appointment"  # takes its time
    CALL = "call"  # somebody was called: done as soon as it is noted


class AgendaItem(Base, CompanyRow, Versioned):
    """`day` and `at` (minutes after midnight) are what the clocks show in `zone`; `rings_at` is when it is said.

    Of what comes back each occurrence is a row of its own, written when the one before it rings; `series_id` is the
    first one. `subject` names a document ("order:12").
    """

    __tablename__ = "agenda_item"
    __table_args__ = (
        Index("ix_agenda_item_assignee", "company_id", "assignee_id", "state", "day"),
        Index("ix_agenda_item_day", "company_id", "day"),
        Index("ix_agenda_item_customer", "company_id", "customer_id"),
    )

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    kind: Mapped[AgendaKind] = mapped_column(Word(AgendaKind))
    state: Mapped[AgendaState] = mapped_column(Word(AgendaState), default=AgendaState.OPEN)
    text: Mapped[str] = mapped_column(String(500))
    author_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    assignee_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    zone: Mapped[str] = mapped_column(String(50))
    day: Mapped[date | None] = mapped_column(default=None)
    at: Mapped[int | None] = mapped_column(default=None)
    minutes: Mapped[int] = mapped_column(default=0)  # that it takes; 0 when nobody knows
    recurrence: Mapped[str] = mapped_column(String(40), default="")
    series_id: Mapped[int | None] = mapped_column(default=None)
    anchor: Mapped[date | None] = mapped_column(default=None)  # the first day of what comes back
    customer_id: Mapped[int | None] = mapped_column(default=None)
    subject: Mapped[str] = mapped_column(String(60), default="")
    urgent: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]
    rings_at: Mapped[datetime | None] = mapped_column(default=None)
    rung_at: Mapped[datetime | None] = mapped_column(default=None)
    answered_at: Mapped[datetime | None] = mapped_column(default=None)
    escalated_at: Mapped[datetime | None] = mapped_column(default=None)
    done_at: Mapped[datetime | None] = mapped_column(default=None)
    reason: Mapped[str] = mapped_column(String(300), default="")  # why somebody cannot

    def on(self, day: date, *, now: datetime) -> "AgendaItem":
        """What comes back, on another day: a row that is in no session yet."""
        return AgendaItem(
            kind=self.kind,
            text=self.text,
            author_id=self.author_id,
            assignee_id=self.assignee_id,
            zone=self.zone,
            day=day,
            at=self.at,
            minutes=self.minutes,
            recurrence=self.recurrence,
            series_id=self.series_id or self.id,
            anchor=self.anchor,
            customer_id=self.customer_id,
            subject=self.subject,
            urgent=self.urgent,
            created_at=now,
        )

    @property
    def is_given(self) -> bool:
        """Whether somebody else than its author does it."""
        return self.author_id != self.assignee_id

    def apply(self, action: AgendaAction) -> None:
        """Raises IllegalTransition."""
        self.state = AGENDA.after(self.state, action)
        self.touch()
