"""Marks of what has been said and answered, written together: many messages, one commit."""

import asyncio
import logging
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import bindparam, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError

from core.db import Database
from core.messages.models import Card, Inbox, Outbox
from core.uow import Clock

log = logging.getLogger(__name__)


@dataclass
class Marks:
    """Collects marks and writes them a few milliseconds later; nothing is lost when the process dies before.

    What was not marked is said, or answered, once more.
    """

    database: Database
    clock: Clock
    _said: list[tuple[int, str]] = field(default_factory=list)  # outbox id, error
    _answered: list[int] = field(default_factory=list)  # update ids of turns that only read
    _cards: dict[tuple[int, str], int] = field(default_factory=dict)  # (chat, key) → live message
    _wanted: asyncio.Event = field(default_factory=asyncio.Event)

    def said(self, outbox_id: int, error: str = "") -> None:
        self._said.append((outbox_id, error[:300]))
        self._wanted.set()

    def answered(self, update_id: int) -> None:
        self._answered.append(update_id)
        self._wanted.set()

    def card(self, chat_id: int, key: str, message_id: int) -> None:
        self._cards[chat_id, key] = message_id
        self._wanted.set()

    async def run(self, pause: float = 0.01) -> None:
        """Write for ever, at most every `pause` seconds; cancelling it writes what is left."""
        try:
            while True:
                await self._wanted.wait()
                await asyncio.sleep(pause)
                await self._write_once()
        finally:
            await asyncio.shield(self.flush())

    async def flush(self) -> None:
        """Write what is collected now."""
        if self._said or self._answered or self._cards:
            await self._write_once()

    async def _write_once(self) -> None:
        said, answered, cards = self._said, self._answered, self._cards
        self._said, self._answered, self._cards = [], [], {}
        self._wanted.clear()
        try:
            await self._write(said, answered, cards)
        except DBAPIError:
            log.exception("marks could not be written, they are tried again")
            self._said, self._answered = said + self._said, answered + self._answered
            self._cards = {**cards, **self._cards}
            self._wanted.set()
            await asyncio.sleep(1)

    async def _write(self, said: list[tuple[int, str]], answered: list[int], cards: dict[tuple[int, str], int]) -> None:
        now = self.clock()
        async with self.database.writing() as session:
            if said:
                await session.execute(
                    update(Outbox.__table__)  # type: ignore[arg-type]
                    .where(Outbox.id == bindparam("row"))
                    .values(sent_at=now, error=bindparam("why")),
                    [{"row": row, "why": why} for row, why in said],
                )
            if answered:
                await session.execute(
                    update(Inbox.__table__)  # type: ignore[arg-type]
                    .where(Inbox.update_id == bindparam("row"))
                    .values(done_at=now),
                    [{"row": row} for row in answered],
                )
            for statement in _card_statements(cards, session.get_bind().dialect.name):
                await session.execute(statement)


def _card_statements(cards: dict[tuple[int, str], int], dialect: str) -> list[Any]:
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    statements: list[Any] = []
    for (chat_id, key), message_id in cards.items():
        statements.append(
            update(Card).where(Card.chat_id == chat_id, Card.key == key, Card.live.is_(True)).values(live=False)
        )
        row = {"chat_id": chat_id, "message_id": message_id, "key": key, "live": True}
        upsert = insert(Card).values(row)
        statements.append(
            upsert.on_conflict_do_update(index_elements=["chat_id", "message_id"], set_={"key": key, "live": True})
        )
    return statements
