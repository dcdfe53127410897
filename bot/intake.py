"""Where updates come in: each is a row before Telegram hears that we have it."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from telegram import Bot
from telegram.error import Conflict, InvalidToken, NetworkError, RetryAfter, TelegramError

from bot.turn import ALLOWED_UPDATES
from core.db import Database
from core.messages.models import Inbox
from core.uow import Clock

log = logging.getLogger(__name__)

_LONG_POLL = 25  # seconds
_BATCH = 100
_LONGEST_PAUSE = 30.0


@dataclass
class Intake:
    """Polls, keeps, then acknowledges; `deliver` gets each update once per process."""

    bot: Bot
    database: Database
    clock: Clock
    deliver: Callable[[Sequence[dict[str, Any]]], None]

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
        offset, pause = 0, 0.5
        while True:
            try:
                updates = await self.bot.get_updates(
                    offset=offset, limit=_BATCH, timeout=_LONG_POLL, allowed_updates=ALLOWED_UPDATES
                )
            except InvalidToken:
                raise
            except RetryAfter as wait:
                after = wait.retry_after
                await asyncio.sleep(after if isinstance(after, int) else after.total_seconds())
            except (Conflict, NetworkError, TelegramError) as fault:
                log.warning("no updates, next try in %.1f s: %s", pause, fault)
                await asyncio.sleep(pause)
                pause = min(pause * 2, _LONGEST_PAUSE)
            else:
                pause = 0.5
                if updates:
                    await self.keep([update.to_dict() for update in updates])
                    offset = updates[-1].update_id + 1

    async def keep(self, updates: Sequence[dict[str, Any]]) -> None:
        """Write the updates down and deliver those never seen before."""
        now = self.clock()
        async with self.database.writing() as session:
            insert = sqlite.insert if self.database.is_sqlite else postgresql.insert
            rows = [{"update_id": u["update_id"], "payload": u, "received_at": now, "error": ""} for u in updates]
            kept = await session.scalars(insert(Inbox).values(rows).on_conflict_do_nothing().returning(Inbox.update_id))
            fresh = set(kept)
        self.deliver([update for update in updates if update["update_id"] in fresh])
