"""The conversation's own tables: what came in, what must go out, what each chat shows and talks about.

They belong to chats, not to companies: a message is kept before anybody knows who wrote it.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Base
from core.kernel.priority import Priority


class Inbox(Base):
    """An update as received, kept before it is acknowledged. `done_at` is set with its effects, in one commit."""

    __tablename__ = "inbox"
    __table_args__ = (Index("ix_inbox_waiting", "done_at", "update_id"),)

    update_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    payload: Mapped[dict[str, Any]]
    received_at: Mapped[datetime]
    done_at: Mapped[datetime | None] = mapped_column(default=None)
    error: Mapped[str] = mapped_column(String(40), default="")  # reference of the log line, when handling failed


class Outbox(Base):
    """Something to say in a chat, written with the facts it speaks of; `sent_at` is set once it has been said.

    `error` says why it was given up (blocked by the person, refused by Telegram). `priority` is a `kernel.Priority`;
    `notice_id` is the notice that it says, if it says one: refused, it is told another day.
    """

    __tablename__ = "outbox"
    __table_args__ = (Index("ix_outbox_waiting", "sent_at", "id"), Index("ix_outbox_chat", "chat_id", "sent_at"))

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    chat_id: Mapped[int] = mapped_column(BigInteger)
    kind: Mapped[str] = mapped_column(String(20))
    payload: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None] = mapped_column(default=None)
    error: Mapped[str] = mapped_column(String(300), default="")
    priority: Mapped[int] = mapped_column(default=Priority.ANSWER, server_default="0")
    notice_id: Mapped[int | None] = mapped_column(default=None)


class Card(Base):
    """A message of ours that shows an object ("quote:12"); the live one is the one edited in place."""

    __tablename__ = "card"
    __table_args__ = (Index("ix_card_key", "chat_id", "key", "live"),)

    chat_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    message_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    key: Mapped[str] = mapped_column(String(60))
    live: Mapped[bool]


class Talk(Base):
    """Where the conversation of one chat stands: small, and never timed out.

    `focus` is the object that the next words are about; `question` the open question of a flow, see `bot.flows`.
    """

    __tablename__ = "talk"

    chat_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    focus: Mapped[str] = mapped_column(String(60), default="")
    question: Mapped[dict[str, Any] | None] = mapped_column(default=None)
    parked: Mapped[list[Any]] = mapped_column(default_factory=list)  # questions left open for something more urgent
    asked: Mapped[int] = mapped_column(default=0)  # counts the questions, so that an old answer button is recognised
