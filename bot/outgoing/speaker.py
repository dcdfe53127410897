"""The one door out: sends what the outbox holds, in order within a chat, chats in parallel.

It edits cards where they stand, waits exactly as long as Telegram asks, tries again when the network fails, and marks
what has been said. After a crash a message may be repeated, or edited to the same text; none is left out.
"""

import asyncio
import logging
import secrets
from collections import deque
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from telegram import Bot
from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken, RetryAfter, TelegramError

from bot.outgoing.marks import Marks
from bot.outgoing.say import Show, written
from bot.outgoing.screen import plain_screen
from bot.outgoing.sending import SENDERS, CardsOnScreen, FileSource, Sending
from core.db import Database
from core.db.engine import passing
from core.i18n import _
from core.messages.models import Card, Outbox

log = logging.getLogger(__name__)

_PARALLEL = 30  # chats spoken to at once: Telegram takes about 30 messages per second overall
_FILES = ("document", "file", "picture")
_URGENT = ("toast", "inline", "reaction", "checkout")  # somebody is looking at a spinner, and a moment later nobody is
_LAST_WORDS = 2.0  # seconds to finish a call when the program stops: cut off, it would be made again at the next start
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
    files: FileSource
    on_unreachable: Callable[[int], Awaitable[None]]
    web: str = ""  # the public address of our pages
    payment_token: str = field(default="", repr=False)  # of the payment provider: in no row, in no log
    _lanes: dict[tuple[int, bool], deque[Parcel]] = field(default_factory=dict)
    _in_hand: set[int] = field(default_factory=set)  # outbox rows submitted and not said yet
    _stopping: bool = False
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)
    _slots: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(_PARALLEL))
    _cards: CardsOnScreen = field(init=False)

    def __post_init__(self) -> None:
        self._cards = CardsOnScreen(self.database, self.marks)

    async def resume(self) -> int:
        """Take up what was written and never handed over; returns how many.

        At start, and when a commit failed that may have gone through: nobody then has its parcels in hand.
        """
        in_hand = frozenset(self._in_hand)
        await self.marks.flush()
        async with self.database.reading() as session:
            waiting = (await session.scalars(select(Outbox).where(Outbox.sent_at.is_(None)).order_by(Outbox.id))).all()
        left = [row for row in waiting if row.id not in in_hand]
        self.submit(Parcel(row.chat_id, row.kind, row.payload, outbox_id=row.id) for row in left)
        return len(left)

    def submit(self, parcels: Iterable[Parcel]) -> None:
        """Say these soon. Answers to taps do not queue behind a document of the same chat."""
        for parcel in parcels:
            if parcel.outbox_id in self._in_hand:
                continue
            if parcel.outbox_id is not None:
                self._in_hand.add(parcel.outbox_id)
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
        """Finish what is being said, if that takes no more than a moment; what is left stays in the outbox."""
        self._stopping = True
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=_LAST_WORDS)
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
        try:
            while queue and not self._stopping:
                parcel = queue.popleft()
                error = "" if _overtaken(parcel, queue) else await self._say(parcel)
                if error is not None:
                    self._mark(parcel, error)
        finally:
            del self._lanes[lane]

    async def _say(self, parcel: Parcel) -> str | None:
        """Say it, however often it takes. Returns "" when said, why it was given up, or None: it waits for a start."""
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
            except (Forbidden, BadRequest, ChatMigrated) as refusal:
                return await self._refused(parcel, refusal)
            except Exception as fault:
                if not (isinstance(fault, TelegramError) or passing(fault)):
                    return self._failed(parcel)
                log.warning(
                    "a %s in chat %s was not sent, next try in %.1f s: %s", parcel.kind, parcel.chat_id, pause, fault
                )
                await asyncio.sleep(pause)
                pause = min(pause * 2, _LONGEST_PAUSE)

    async def _send(self, parcel: Parcel) -> None:
        sending = Sending(
            self.bot, self._cards, self.files, parcel.chat_id, parcel.payload, self.web, self.payment_token
        )
        await SENDERS[parcel.kind](sending)

    async def _refused(self, parcel: Parcel, refusal: TelegramError) -> str:
        if isinstance(refusal, Forbidden):
            await self._give_up_on(parcel.chat_id)
        elif parcel.kind not in _URGENT:  # one that comes too late has nobody waiting for it
            log.error("a %s in chat %s was refused: %s", parcel.kind, parcel.chat_id, refusal.message)
        return refusal.message

    async def _give_up_on(self, chat_id: int) -> None:
        try:
            await self.on_unreachable(chat_id)
        except Exception as fault:
            if not passing(fault):
                raise
            log.warning("chat %s is not noted as unreachable: %s", chat_id, fault)  # the next refusal notes it

    def _failed(self, parcel: Parcel) -> str | None:
        """A fault of ours. Instead of a document its reader gets a reference; the rest waits for the next start."""
        reference = secrets.token_hex(3).upper()
        log.exception("a %s in chat %s cannot be said, reference %s", parcel.kind, parcel.chat_id, reference)
        if parcel.kind not in _FILES:
            return None
        sorry = _("Je n'arrive pas à préparer ce document. Rien n'est perdu ; réessayez. Référence : {reference}")
        kind, payload = written(Show(plain_screen(sorry.format(reference=reference))))
        self.submit([Parcel(parcel.chat_id, kind, payload)])
        return reference

    def _mark(self, parcel: Parcel, error: str) -> None:
        if parcel.outbox_id is not None:
            self._in_hand.discard(parcel.outbox_id)
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
