"""The one door out: sends what the outbox holds, in order within a chat, chats in parallel.

It edits cards where they stand, waits exactly as long as Telegram asks, tries again when the network fails, and marks
what has been said. After a crash a message may be repeated, or edited to the same text; none is left out.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from telegram import Bot
from telegram.error import BadRequest, Forbidden, InvalidToken, NetworkError, RetryAfter, TelegramError

from bot.marks import Marks
from bot.sending import SENDERS, CardsOnScreen, PdfSource, Sending
from core.db import Database
from core.messages.models import Card, Outbox

log = logging.getLogger(__name__)

_PARALLEL = 30  # chats spoken to at once: Telegram takes about 30 messages per second overall
_URGENT = ("toast", "inline")  # somebody is looking at a spinner, and a moment later nobody is
_FIRST_PAUSE, _LONGEST_PAUSE = 0.5, 30.0  # seconds between tries


@dataclass(slots=True)
class Parcel:
    """Something to say. `outbox_id` is its row; without one it answers the turn `update_id`, done once it is said."""

    chat_id: int
    kind: str
    payload: dict[str, Any]
    outbox_id: int | None = None
    update_id: int | None = None
    last: bool = True  # of those that answer one turn


@dataclass
class Speaker:
    bot: Bot
    database: Database
    marks: Marks
    pdfs: PdfSource
    on_unreachable: Callable[[int], Awaitable[None]]
    _lanes: dict[tuple[int, bool], deque[Parcel]] = field(default_factory=dict)
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)
    _slots: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(_PARALLEL))
    _cards: CardsOnScreen = field(init=False)

    def __post_init__(self) -> None:
        self._cards = CardsOnScreen(self.database, self.marks)

    async def resume(self) -> int:
        """Take up what was written and not said before this process started; returns how many."""
        async with self.database.reading() as session:
            waiting = (await session.scalars(select(Outbox).where(Outbox.sent_at.is_(None)).order_by(Outbox.id))).all()
        self.submit(Parcel(row.chat_id, row.kind, row.payload, outbox_id=row.id) for row in waiting)
        return len(waiting)

    def submit(self, parcels: Iterable[Parcel]) -> None:
        """Say these soon. Answers to taps do not queue behind a document of the same chat."""
        for parcel in parcels:
            lane = (parcel.chat_id, parcel.kind in _URGENT)
            queue = self._lanes.get(lane)
            if queue is not None:
                queue.append(parcel)
                continue
            self._lanes[lane] = deque([parcel])
            task = asyncio.create_task(self._speak(lane))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def drain(self) -> None:
        """Wait until everything submitted has been said."""
        while self._tasks:
            await asyncio.gather(*self._tasks)

    async def stop(self) -> None:
        """Stop saying; what is left stays in the outbox."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def message_of(self, chat_id: int, message_id: int) -> str | None:
        """The card that this message shows, also when its mark is not written yet."""
        key = self._cards.shown_by(chat_id, message_id)
        if key is not None:
            return key
        async with self.database.reading() as session:
            card = await session.get(Card, (chat_id, message_id))
        return card.key if card else None

    async def _speak(self, lane: tuple[int, bool]) -> None:
        queue = self._lanes[lane]
        while queue:
            parcel = queue.popleft()
            error = "" if _overtaken(parcel, queue) else await self._say(parcel)
            if error is not None:
                self._mark(parcel, error)
        del self._lanes[lane]

    async def _say(self, parcel: Parcel) -> str | None:
        """Say it, however often it takes. Returns "" when said, why it was given up, or None: it waits for a restart."""
        pause = _FIRST_PAUSE
        while True:
            try:
                async with self._slots:
                    await self._send(parcel)
                return ""
            except RetryAfter as wait:
                await asyncio.sleep(_seconds(wait))
            except InvalidToken:
                return None
            except (Forbidden, BadRequest) as refusal:
                return await self._refused(parcel, refusal)
            except (NetworkError, OSError) as fault:
                log.warning(
                    "a %s in chat %s was not sent, next try in %.1f s: %s", parcel.kind, parcel.chat_id, pause, fault
                )
                await asyncio.sleep(pause)
                pause = min(pause * 2, _LONGEST_PAUSE)
            except TelegramError as refusal:
                return await self._refused(parcel, refusal)
            except Exception:
                log.exception("a %s in chat %s cannot be said, it stays in the outbox", parcel.kind, parcel.chat_id)
                return None

    async def _send(self, parcel: Parcel) -> None:
        sending = Sending(self.bot, self._cards, self.pdfs, parcel.chat_id, parcel.payload)
        await SENDERS[parcel.kind](sending)

    async def _refused(self, parcel: Parcel, refusal: TelegramError) -> str:
        if isinstance(refusal, Forbidden):
            await self.on_unreachable(parcel.chat_id)
        elif parcel.kind not in _URGENT:  # one that comes too late has nobody waiting for it
            log.error("a %s in chat %s was refused: %s", parcel.kind, parcel.chat_id, refusal.message)
        return refusal.message

    def _mark(self, parcel: Parcel, error: str) -> None:
        if parcel.outbox_id is not None:
            self.marks.said(parcel.outbox_id, error)
        if parcel.update_id is not None and parcel.last:
            self.marks.answered(parcel.update_id)


def _overtaken(parcel: Parcel, queue: deque[Parcel]) -> bool:
    """A card that a later parcel of the same chat shows again, in the same place, need not be shown."""
    if parcel.kind != "show" or not parcel.payload["card"] or parcel.payload["fresh"]:
        return False
    return any(
        later.kind == "show" and later.payload["card"] == parcel.payload["card"] and not later.payload["fresh"]
        for later in queue
    )


def _seconds(wait: RetryAfter) -> float:
    after = wait.retry_after
    return float(after) if isinstance(after, int) else after.total_seconds()
