"""Questions a person's client puts to the bot and waits for: taps on buttons, and inline searches."""

from __future__ import annotations

import asyncio
import secrets
import time
from collections import OrderedDict

from bot.localchat.errors import QUERY_TOO_OLD, bad_request
from bot.localchat.events import Events
from bot.localchat.store import Store
from bot.localchat.wire import Json

CALLBACK_SECONDS = 30.0
INLINE_SECONDS = 10.0
_REMEMBERED_SEARCHES = 500


class CallbackQueries:
    """Taps that wait for their answer; rows, so that a restart forgets none. Each can be answered once."""

    def __init__(self, store: Store, events: Events, seconds: float) -> None:
        self._store = store
        self._events = events
        self._seconds = seconds
        self._timers: dict[str, asyncio.TimerHandle] = {}
        for row in store.db.execute("select id, at from callback_query"):
            self._arm(row["id"], row["at"] + seconds - time.time())

    def open(self, chat_id: int, message_id: int) -> str:
        """A new query's id. Belongs inside the transaction that queues its update."""
        query_id = str(secrets.randbits(62))
        self._store.db.execute(
            "insert into callback_query values (?, ?, ?, ?)", (query_id, chat_id, message_id, time.time())
        )
        self._arm(query_id, self._seconds)
        return query_id

    def answer(self, query_id: str, said: Json) -> None:
        """Tell the person's client; Refused when the query is unknown, too old or answered already."""
        self._close(query_id, "callback_answer", said)

    def close(self) -> None:
        for timer in self._timers.values():
            timer.cancel()

    def _arm(self, query_id: str, seconds: float) -> None:
        loop = asyncio.get_running_loop()
        self._timers[query_id] = loop.call_later(max(0.0, seconds), self._expire, query_id)

    def _expire(self, query_id: str) -> None:
        self._close(query_id, "callback_expired", {})

    def _close(self, query_id: str, kind: str, said: Json) -> None:
        db = self._store.db
        row = db.execute("select * from callback_query where id = ?", (query_id,)).fetchone()
        timer = self._timers.pop(query_id, None)
        if row is None:
            raise bad_request(QUERY_TOO_OLD)
        if timer is not None:
            timer.cancel()
        with db:
            db.execute("delete from callback_query where id = ?", (query_id,))
            self._events.add(kind, row["chat_id"], {"callback_query_id": query_id, **said}, row["message_id"])


class InlineQueries:
    """Inline searches: the one that waits, and the results shown last, from which a person chooses."""

    def __init__(self) -> None:
        self._waiting: dict[str, asyncio.Future[Json]] = {}
        self._results: OrderedDict[tuple[int, str], dict[str, Json]] = OrderedDict()

    def open(self) -> str:
        query_id = str(secrets.randbits(62))
        self._waiting[query_id] = asyncio.get_running_loop().create_future()
        return query_id

    async def answered(self, query_id: str, person_id: int, query: str, seconds: float) -> Json:
        """The bot's answer {results, next_offset, button?}; TimeoutError when it does not come."""
        try:
            answer = await asyncio.wait_for(self._waiting[query_id], seconds)
        finally:
            del self._waiting[query_id]
        shown = self._results.setdefault((person_id, query), {})
        shown.update({result["id"]: result for result in answer["results"]})
        self._results.move_to_end((person_id, query))
        if len(self._results) > _REMEMBERED_SEARCHES:
            self._results.popitem(last=False)
        return answer

    def answer(self, query_id: str, answer: Json) -> None:
        """Refused when nobody waits for it any more."""
        waiting = self._waiting.get(query_id)
        if waiting is None or waiting.done():
            raise bad_request(QUERY_TOO_OLD)
        waiting.set_result(answer)

    def result(self, person_id: int, query: str, result_id: str) -> Json | None:
        return self._results.get((person_id, query), {}).get(result_id)
