"""Questions that somebody wants answered each week without asking."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Base, CompanyRow


class SavedQuestion(Base, CompanyRow):
    """`text` as it was typed; asked again on `weekday` (ISO: Monday is 1), `at` minutes after midnight on the clocks of
    whoever saved it."""

    __tablename__ = "saved_question"
    __table_args__ = (Index("ix_saved_question_person", "company_id", "person_id"),)

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    text: Mapped[str] = mapped_column(String(300))
    weekday: Mapped[int]
    at: Mapped[int]
    created_at: Mapped[datetime]
    ended_at: Mapped[datetime | None] = mapped_column(default=None)
