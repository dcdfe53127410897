"""What the chat page must see, as a numbered feed that survives restarts."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator

from bot.localchat.store import Store
from bot.localchat.wire import Json, dumps

KEPT = 20_000
TRANSIENT = frozenset({"chat_action", "callback_answer", "callback_expired"})
QUIET_SECONDS = 15.0
_BATCH = 200
_WITH_MESSAGE = {"message", "edited_message"}


class Events:
    """The feed. `add` belongs inside the transaction of what the event tells."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._news = asyncio.Event()
        self._closed = False
        row = store.db.execute("select seq from sqlite_sequence where name = 'event'").fetchone()
        self.cursor = 0 if row is None else int(row[0])

    def add(self, kind: str, chat_id: int, body: Json | None = None, message_id: int | None = None) -> None:
        """Append an event; its message, if any, is read when it is sent, so that readers see it as it is now."""
        db = self._store.db
        row = db.execute(
            "insert into event (kind, chat_id, message_id, body) values (?, ?, ?, ?)",
            (kind, chat_id, message_id, dumps(body) if body else "{}"),
        )
        self.cursor = row.lastrowid or self.cursor
        if self.cursor % 1000 == 0:
            db.execute("delete from event where n <= ?", (self.cursor - KEPT,))
        self._news.set()

    async def follow(self, after: int) -> AsyncIterator[tuple[int, Json] | None]:
        """Events after the cursor `after`, then new ones as they come, until the server closes; None when all is quiet.

        Transient events of the past are left out. A cursor too old, or from another store, gets one `reset` event.
        """
        start = self.cursor
        if self._lost(after):
            yield start, {"type": "reset"}
            after = start
        while not self._closed:
            news = self._news
            batch = self._after(after)
            for n, kind, event in batch:
                after = n
                if event is not None and (n > start or kind not in TRANSIENT):
                    yield n, event
            if not batch:
                if not await _set_within(news, QUIET_SECONDS):
                    yield None
                elif self._news is news:
                    self._news = asyncio.Event()

    def close(self) -> None:
        self._closed = True
        self._news.set()

    def _lost(self, after: int) -> bool:
        row = self._store.db.execute("select min(n) from event").fetchone()
        oldest = row[0] if row[0] is not None else self.cursor + 1
        return after > self.cursor or after < oldest - 1

    def _after(self, after: int) -> list[tuple[int, str, Json | None]]:
        rows = self._store.db.execute("select * from event where n > ? order by n limit ?", (after, _BATCH)).fetchall()
        return [
            (row["n"], row["kind"], self._event(row["kind"], row["chat_id"], row["message_id"], row["body"]))
            for row in rows
        ]

    def _event(self, kind: str, chat_id: int, message_id: int | None, body: str) -> Json | None:
        event: Json = {"type": kind, "chat_id": chat_id, **json.loads(body)}
        if message_id is not None:
            event["message_id"] = message_id
        if kind in _WITH_MESSAGE and message_id is not None:
            message = self._store.shown_message(chat_id, message_id)
            if message is None:
                return None
            event["message"] = message
        return event


async def _set_within(news: asyncio.Event, seconds: float) -> bool:
    try:
        await asyncio.wait_for(news.wait(), seconds)
    except TimeoutError:
        return False
    return True
