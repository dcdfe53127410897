"""Marks of what has been said and answered, written together: many messages, one commit."""

import asyncio
import logging
from dataclasses import dataclass, field
from typing import Final

from sqlalchemy import Table, bindparam, update
from sqlalchemy.dialects import postgresql, sqlite

from core.db import Base, Database
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
    _writing: asyncio.Lock = field(default_factory=asyncio.Lock)

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
                await self.flush()
        finally:
            await asyncio.shield(self.flush())

    async def flush(self) -> None:
        """Write what is collected now; when it returns, nothing marked before is still being written."""
        async with self._writing:
            if self._said or self._answered or self._cards:
                await self._write_all()

    async def _write_all(self) -> None:
        said, answered, cards = self._said, self._answered, self._cards
        self._said, self._answered, self._cards = [], [], {}
        self._wanted.clear()
        try:
            await self._write(said, answered, cards)
        except Exception as fault:
            log.warning("marks could not be written, they are tried again: %s", fault)
            self._take_back(said, answered, cards)
            await asyncio.sleep(1)
        except asyncio.CancelledError:
            self._take_back(said, answered, cards)
            raise

    def _take_back(self, said: list[tuple[int, str]], answered: list[int], cards: dict[tuple[int, str], int]) -> None:
        self._said, self._answered = said + self._said, answered + self._answered
        self._cards = {**cards, **self._cards}
        self._wanted.set()

    async def _write(self, said: list[tuple[int, str]], answered: list[int], cards: dict[tuple[int, str], int]) -> None:
        now = self.clock()
        async with self.database.writing() as session:
            if said:
                await session.execute(_SAID, [{"row": row, "why": why, "now": now} for row, why in said])
            if answered:
                await session.execute(_ANSWERED, [{"row": row, "now": now} for row in answered])
            if cards:
                shown = [
                    {"chat_id": chat_id, "message_id": message_id, "key": key, "live": True}
                    for (chat_id, key), message_id in cards.items()
                ]
                await session.execute(_REPLACED, [{"chat": row["chat_id"], "card": row["key"]} for row in shown])
                await session.execute(_SHOWN[session.get_bind().dialect.name], shown)


def _table(model: type[Base]) -> Table:
    assert isinstance(model.__table__, Table)
    return model.__table__


def _upsert(insert: type[sqlite.Insert] | type[postgresql.Insert]) -> sqlite.Insert | postgresql.Insert:
    asked = insert(_table(Card))
    said = {"key": asked.excluded.key, "live": asked.excluded.live}
    return asked.on_conflict_do_update(index_elements=["chat_id", "message_id"], set_=said)


# Built once, run with many rows: building a statement costs more than running it.
_SAID: Final = (
    update(_table(Outbox)).where(Outbox.id == bindparam("row")).values(sent_at=bindparam("now"), error=bindparam("why"))
)
_ANSWERED: Final = update(_table(Inbox)).where(Inbox.update_id == bindparam("row")).values(done_at=bindparam("now"))
_REPLACED: Final = (
    update(_table(Card))
    .where(Card.chat_id == bindparam("chat"), Card.key == bindparam("card"), Card.live.is_(True))
    .values(live=False)
)
_SHOWN: Final = {"sqlite": _upsert(sqlite.Insert), "postgresql": _upsert(postgresql.Insert)}
