"""Where updates come in: each is a row before Telegram hears that we have it."""

import asyncio
import logging
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession
from telegram import Bot
from telegram.error import Conflict, InvalidToken, NetworkError, RetryAfter, TelegramError

from bot.incoming.turn import ALLOWED_UPDATES
from bot.outgoing.calls import call
from core.db import Database
from core.db.engine import passing
from core.messages.models import Inbox
from core.uow import Clock

log = logging.getLogger(__name__)

_LONG_POLL = 25  # seconds
_PATIENCE = 20  # seconds beyond, before the connection counts as lost
_BATCH = 100
_FIRST_PAUSE, _LONGEST_PAUSE = 0.5, 30.0  # seconds between tries
_UNSTORABLE: Final = re.compile("[\x00\ud800-\udfff]")  # PostgreSQL keeps no NUL, no database half a character


@dataclass
class Intake:
    """Polls, keeps, then acknowledges; `deliver` gets each update once per process."""

    bot: Bot
    database: Database
    clock: Clock
    deliver: Callable[[Sequence[dict[str, Any]]], None]
    _in_doubt: frozenset[int] = frozenset()  # updates whose commit failed, and may have gone through unheard

    async def resume(self) -> int:
        """Deliver what was kept and not answered before this process started; returns how many."""
        async with self.database.reading() as session:
            waiting = (
                await session.scalars(select(Inbox).where(Inbox.done_at.is_(None)).order_by(Inbox.update_id))
            ).all()
        self.deliver([row.payload for row in waiting])
        return len(waiting)

    async def run(self) -> None:
        """Poll for ever, patient when the network fails. Raises InvalidToken when Telegram no longer knows the bot."""
        offset, pause = 0, _FIRST_PAUSE
        while True:
            try:
                updates = await self._poll(offset)
                if updates:
                    await self.keep(updates)
                    offset = updates[-1]["update_id"] + 1
                pause = _FIRST_PAUSE
            except InvalidToken:
                raise
            except RetryAfter as wait:
                after = wait.retry_after
                await asyncio.sleep(after if isinstance(after, int) else after.total_seconds())
            except Exception as fault:
                if not (isinstance(fault, TelegramError) or passing(fault)):
                    raise
                log.warning("no updates, next try in %.1f s: %s", pause, fault)
                if isinstance(fault, Conflict) and "webhook" in fault.message:
                    await self._take_webhook_off()
                await asyncio.sleep(pause)
                pause = min(pause * 2, _LONGEST_PAUSE)

    async def keep(self, updates: Sequence[dict[str, Any]]) -> None:
        """Write the updates down and deliver those never seen before."""
        now, updates = self.clock(), [_storable(update) for update in updates]
        rows = [{"update_id": u["update_id"], "payload": u, "received_at": now, "error": ""} for u in updates]
        in_doubt, self._in_doubt = self._in_doubt, self._in_doubt | {row["update_id"] for row in rows}
        async with self.database.writing() as session:
            fresh = set(await session.scalars(_KEEP[session.get_bind().dialect.name], rows))
            seen = [row for row in rows if row["update_id"] not in fresh]
            fresh |= await _taken_over(session, seen) if seen else set()
        self._in_doubt = frozenset()
        self.deliver([update for update in updates if update["update_id"] in fresh | in_doubt])

    async def _take_webhook_off(self) -> None:
        """Another program had the updates sent elsewhere; this one polls."""
        try:
            await call(self.bot, "deleteWebhook")
        except TelegramError as fault:
            log.warning("the webhook stays: %s", fault)

    async def _poll(self, offset: int) -> Sequence[dict[str, Any]]:
        """What has come since, once something has; as the Bot API writes it, for that is what is kept."""
        updates: Sequence[dict[str, Any]] = await call(
            self.bot,
            "getUpdates",
            read_timeout=_LONG_POLL + _PATIENCE,
            offset=offset,
            limit=_BATCH,
            timeout=_LONG_POLL,
            allowed_updates=ALLOWED_UPDATES,
        )
        if not all(isinstance(update, dict) and isinstance(update.get("update_id"), int) for update in updates):
            raise NetworkError("unreadable updates")
        return updates


async def _taken_over(session: AsyncSession, seen: Sequence[dict[str, Any]]) -> set[int]:
    """Of updates whose number was seen before, those that say something else: another bot, or a server that began anew.

    A redelivered update is the same to the letter. The answered row of before gives its number up.
    """
    before = await session.scalars(select(Inbox).where(Inbox.update_id.in_([row["update_id"] for row in seen])))
    answered = {row.update_id: row.payload for row in before if row.done_at is not None}
    new = [row for row in seen if answered.get(row["update_id"], row["payload"]) != row["payload"]]
    if new:
        await session.execute(delete(Inbox).where(Inbox.update_id.in_([row["update_id"] for row in new])))
        await session.execute(_KEEP[session.get_bind().dialect.name], new)
    return {row["update_id"] for row in new}


def _storable(said: Any) -> Any:
    """The same with a replacement for each character that no row can hold: anybody may put one in a button's data."""
    if isinstance(said, str):
        return said if said.isprintable() else _UNSTORABLE.sub("\N{REPLACEMENT CHARACTER}", said)
    if isinstance(said, dict):
        return {name: _storable(value) for name, value in said.items()}
    return [_storable(value) for value in said] if isinstance(said, list) else said


# The new ones among many updates; a form that SQLAlchemy compiles once, however many they are.
_KEEP: Final = {
    name: insert(Inbox.__table__).on_conflict_do_nothing().returning(Inbox.update_id)  # type: ignore[arg-type]
    for name, insert in (("sqlite", sqlite.insert), ("postgresql", postgresql.insert))
}
