"""What waits for the bot: updates kept until a later offset confirms them, handed out by long polling."""

from __future__ import annotations

import asyncio
import time

from bot.localchat.errors import CONFLICT, Refused
from bot.localchat.store import Store
from bot.localchat.wire import Json, RawJson, dumps, loads

KEPT_SECONDS = 24 * 3600
MAX_BATCH = 100
MAX_TIMEOUT = 50
_EXCLUDED_BY_DEFAULT = {"chat_member", "message_reaction", "message_reaction_count"}
_MAX_ID = (1 << 63) - 1


class Updates:
    """The bot's queue. `push` belongs inside the transaction of what the update tells."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._poll: asyncio.Future[None] | None = None
        self._allowed: set[str] = set(loads(store.setting("allowed_updates") or "[]"))

    def push(self, kind: str, body: Json) -> None:
        """Queue an update of a kind the bot asked for; others are dropped, as Telegram drops them."""
        if kind in self._allowed or (not self._allowed and kind not in _EXCLUDED_BY_DEFAULT):
            self._store.db.execute(
                "insert into pending_update (kind, body, at) values (?, ?, ?)", (kind, dumps(body), time.time())
            )
            self._wake()

    def allow(self, kinds: list[str]) -> None:
        """Remember which kinds the bot wants from now on; empty means Telegram's default."""
        if set(kinds) != self._allowed:
            self._allowed = set(kinds)
            with self._store.db:
                self._store.set_setting("allowed_updates", dumps(sorted(self._allowed)))

    def allowed(self) -> list[str]:
        return sorted(self._allowed)

    def count(self) -> int:
        row = self._store.db.execute("select count(*) from pending_update").fetchone()
        return int(row[0])

    def drop_all(self) -> None:
        with self._store.db:
            self._store.db.execute("delete from pending_update")

    async def poll(self, offset: int, limit: int, seconds: int) -> RawJson:
        """Confirm what lies before `offset`, then the JSON array of what waits, after at most `seconds`.

        A negative offset counts from the end of the queue. A poll that is waiting already is refused with 409.
        """
        self._settle(Refused(409, CONFLICT))
        self._confirm(offset)
        limit = limit if 1 <= limit <= MAX_BATCH else MAX_BATCH
        batch = self._waiting(limit)
        if not batch and seconds > 0:
            poll = self._poll = asyncio.get_running_loop().create_future()
            await asyncio.wait((poll,), timeout=min(seconds, MAX_TIMEOUT))
            self._finish(poll)
            batch = self._waiting(limit)
        return RawJson("[" + ",".join(batch) + "]")

    def close(self) -> None:
        """Answer the poll that waits."""
        self._wake()

    def _finish(self, poll: asyncio.Future[None]) -> None:
        if not poll.done():
            self._poll = None
            poll.cancel()
        elif (refusal := poll.exception()) is not None:
            raise refusal

    def _wake(self) -> None:
        self._settle(None)

    def _settle(self, refusal: Refused | None) -> None:
        poll, self._poll = self._poll, None
        if poll is None or poll.done():
            return
        if refusal is None:
            poll.set_result(None)
        else:
            poll.set_exception(refusal)

    def _confirm(self, offset: int) -> None:
        db = self._store.db
        with db:
            db.execute("delete from pending_update where at < ?", (time.time() - KEPT_SECONDS,))
            if offset > 0:
                db.execute("delete from pending_update where id < ?", (min(offset, _MAX_ID),))
            elif offset < 0:
                db.execute(
                    "delete from pending_update where id not in"
                    " (select id from pending_update order by id desc limit ?)",
                    (min(-offset, _MAX_ID),),
                )

    def _waiting(self, limit: int) -> list[str]:
        rows = self._store.db.execute("select id, kind, body from pending_update order by id limit ?", (limit,))
        return [f'{{"update_id":{row["id"]},"{row["kind"]}":{row["body"]}}}' for row in rows]
