"""An e-mail to send or sent, and the links in it."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Base, CompanyRow
from core.db.columns import Word

_LEFT = text("state IN ('waiting', 'handed')")


class EmailState(StrEnum):
    WAITING = "waiting"
    HANDED = "handed"  # its content is on its way to the server, which has not answered yet
    SENT = "sent"  # the server has taken it
    REFUSED = "refused"  # nobody got it
    WITHDRAWN = "withdrawn"  # what it says was true no more when it was to leave
    DOUBTFUL = "doubtful"  # the server had it and never answered: whether it left is not known, and it is not repeated


class Email(Base, CompanyRow):
    """`key` names the occasion, and is sent once whoever asks again. `about` names the object ("invoice:12").

    `attachments` are {"document": kind, "id": n} or {"sha256": hash, "name": file name}. `link` names what a page of
    ours shows ("invoice:12"): its address is made when the e-mail leaves, and stands where the text has a line of
    `LINK`. `refused` is what the server has said last, when it did not take it. `told_person_id` hears of a failure.
    """

    __tablename__ = "email"
    __table_args__ = (
        UniqueConstraint("company_id", "key"),
        Index("ix_email_about", "company_id", "about"),
        # Only of those that are left: they are found at once, however many have been sent.
        Index("ix_email_left", "due_at", sqlite_where=_LEFT, postgresql_where=_LEFT),
    )

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    key: Mapped[str] = mapped_column(String(120))
    to_address: Mapped[str] = mapped_column(String(254))
    subject: Mapped[str] = mapped_column(String(300))
    text: Mapped[str] = mapped_column(String(20_000))
    language: Mapped[str] = mapped_column(String(10))
    customer_id: Mapped[int | None]
    about: Mapped[str] = mapped_column(String(60))
    attachments: Mapped[list[Any]]
    link: Mapped[str] = mapped_column(String(60))
    state: Mapped[EmailState] = mapped_column(Word(EmailState))
    message_id: Mapped[str] = mapped_column(String(120))
    told_person_id: Mapped[int | None]
    created_at: Mapped[datetime]
    due_at: Mapped[datetime]
    claimed_at: Mapped[datetime | None] = mapped_column(default=None)
    sent_at: Mapped[datetime | None] = mapped_column(default=None)
    refused: Mapped[str] = mapped_column(String(500), default="")
    attempts: Mapped[int] = mapped_column(default=0)
    asked: Mapped[int] = mapped_column(default=1)  # how often somebody has asked for it


class WebLink(Base, CompanyRow):
    """A random token in an address that any browser opens: hashed at rest, expiring, revocable.

    Unlike `core.company.models.AccessLink` it makes nobody a person of the customer: whoever holds it reads this one
    document, and can do nothing else.
    """

    __tablename__ = "web_link"
    __table_args__ = (Index("ix_web_link_subject", "company_id", "kind", "subject_id"),)

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    kind: Mapped[str] = mapped_column(String(20))  # "quote", "order", "invoice"
    subject_id: Mapped[int]
    customer_id: Mapped[int]
    given_to: Mapped[str] = mapped_column(String(254))  # the address that it was sent to; "" for one that was copied
    created_by: Mapped[int | None]  # person
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None] = mapped_column(default=None)
    opened_at: Mapped[datetime | None] = mapped_column(default=None)  # last
