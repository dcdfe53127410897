"""The journal: every fact the business recorded, in order, never changed.

It is the audit trail, the history shown to people, and later the source of reactions. The databases themselves refuse
an update or a delete of its rows (see the migrations).
"""

from dataclasses import asdict, dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, ClassVar

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Base, CompanyRow
from core.permissions import Actor


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that has happened to one object, named in the past tense by its class."""

    subject: ClassVar[str]  # the kind of object: "quote", "customer" …
    id: int


class Entry(Base, CompanyRow):
    __tablename__ = "journal"
    __table_args__ = (
        Index("ix_journal_subject", "company_id", "subject", "subject_id"),
        Index("ix_journal_source", "company_id", "source"),
    )

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    at: Mapped[datetime]
    actor: Mapped[str] = mapped_column(String(200))
    person_id: Mapped[int | None]
    source: Mapped[str] = mapped_column(String(80))
    kind: Mapped[str] = mapped_column(String(80))
    subject: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[int]
    facts: Mapped[dict[str, Any]]


def entry(fact: Fact, *, at: datetime, actor: Actor) -> dict[str, Any]:
    """The row that keeps a fact: who, when, from which message."""
    return {
        "at": at,
        "actor": actor.name,
        "person_id": actor.person_id,
        "source": actor.source,
        "kind": type(fact).__name__,
        "subject": fact.subject,
        "subject_id": fact.id,
        "facts": {name: value for name, value in _plain(asdict(fact)).items() if name != "id"},
    }


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, dict):
        return {name: _plain(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    return value
