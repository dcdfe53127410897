"""The one door out: sends what the outbox holds, in order within a chat, the most urgent first, as fast as is allowed.

It edits cards where they stand, waits exactly as long as Telegram asks, tries again when the network fails, and marks
what has been said. After a crash a message may be repeated, or edited to the same text; none is left out.
"""

import asyncio
import logging
import secrets
from collections.abc import Awaitable, Callable, Collection, Iterable
from dataclasses import dataclass, field

from sqlalchemy import select
from telegram import Bot
from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken, RetryAfter, TelegramError

from bot.outgoing.marks import Marks
from bot.outgoing.pace import Limits
from bot.outgoing.parcel import Parcel
from bot.outgoing.say import Show, written
from bot.outgoing.screen import plain_screen
from bot.outgoing.sending import SENDERS, CardsOnScreen, FileSource, Sending
from bot.outgoing.waiting import Waiting
from core.db import Database
from core.db.engine import passing
from core.i18n import _
from core.kernel.priority import Priority
from core.messages.models import Card, Outbox

log = logging.getLogger(__name__)

_FILES = ("document", "file", "picture")
_AHEAD = 2  # seconds of work that may wait here: more would only be held in memory
_LAST_WORDS = 2.0  # seconds to finish a call when the program stops: cut off, it would be made again at the next start
_FIRST_PAUSE, _LONGEST_PAUSE = 0.5, 30.0  # seconds between tries

Unreachable = Callable[[int, str], Awaitable[Collection[int]]]  # chat, why: which of its outbox rows are given up


@dataclass
class Speaker:
    """`limits` are those of Telegram; none for a server that has none."""

    bot: Bot
    database: Database
    marks: Marks
    files: FileSource
    on_unreachable: Unreachable
    web: str = ""  # the public address of our pages
    payment_token: str = field(default="", repr=False)  # of the payment provider: in no row, in no log
    limits: Limits | None = None
    on_room: Callable[[], None] = lambda: None  # there is room again for what is not urgent
    _in_hand: set[int] = field(default_factory=set)  # outbox rows submitted and not said yet
    _tries: dict[int, int] = field(default_factory=dict)  # how often in a row the network failed, by chat
    _stopping: bool = False
    _full: bool = False  # somebody was told that there is no room
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)
    _timer: asyncio.TimerHandle | None = None
    _waiting: Waiting = field(init=False)
    _cards: CardsOnScreen = field(init=False)

    def __post_init__(self) -> None:
        self._cards = CardsOnScreen(self.database, self.marks)
        self._waiting = Waiting(self.limits)
        self._ahead = _AHEAD * (self.limits or Limits()).overall

    async def resume(self) -> int:
        """Take up what was written and never handed over; returns how many.

        At start, and when a commit failed that may have gone through: nobody then has its parcels in hand.
        """
        in_hand = frozenset(self._in_hand)
        await self.marks.flush()
        async with self.database.reading() as session:
            waiting = (await session.scalars(select(Outbox).where(Outbox.sent_at.is_(None)).order_by(Outbox.id))).all()
        left = [row for row in waiting if row.id not in in_hand]
        self.submit(
            Parcel(row.chat_id, row.kind, row.payload, outbox_id=row.id, priority=Priority(row.priority))
            for row in left
        )
        return len(left)

    def submit(self, parcels: Iterable[Parcel]) -> None:
        """Say these soon. Answers to taps do not queue behind a document of the same chat."""
        now = _now()
        for parcel in parcels:
            if parcel.outbox_id in self._in_hand:
                continue
            if parcel.outbox_id is not None:
                self._in_hand.add(parcel.outbox_id)
            for replaced in self._waiting.put(parcel, now):
                self._mark(replaced, "")
        self._go_on()

    def room_for(self) -> Priority | None:
        """The least urgent that it makes sense to submit now; None: not even alerts, but answers always."""
        fitting = [one for one in Priority if one and self._waiting.as_urgent_as(one) < self._ahead]
        self._full = Priority.MAILING not in fitting
        return max(fitting, default=None)

    def crowded(self) -> list[int]:
        """The chats that have enough to hear for some seconds: more of what can wait would only be held in memory."""
        return self._waiting.crowded()

    async def stop(self) -> None:
        """Finish what is being said, if that takes no more than a moment; what is left stays in the outbox."""
        self._stopping = True
        if self._timer is not None:
            self._timer.cancel()
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

    def _go_on(self) -> None:
        """Start whatever may leave now, and come back when more may."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if self._stopping:
            return
        now = _now()
        while (parcel := self._waiting.take(now)) is not None:
            task = asyncio.create_task(self._speak(parcel))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        if self._full and len(self._waiting) <= self._ahead // 2:
            self._full = False
            self.on_room()
        at = self._waiting.next_at(now)
        if at is not None:
            self._timer = asyncio.get_running_loop().call_at(at, self._go_on)

    async def _speak(self, parcel: Parcel) -> None:
        """Say it, or have it wait for another try: as long as Telegram asks, or longer and longer."""
        try:
            again = await self._say(parcel)
        except RetryAfter as wait:
            again = _now() + _seconds(wait)
            self._waiting.refused(parcel.chat_id, again, _now())
        if again is None:
            self._waiting.done(parcel, _now())
        else:
            self._waiting.again(parcel, again, _now())
        self._go_on()

    async def _say(self, parcel: Parcel) -> float | None:
        """Say it and mark it. Returns when to try again; None when it is said, given up, or waits for a start."""
        try:
            await self._send(parcel)
            self._mark(parcel, "")
        except (RetryAfter, asyncio.CancelledError):
            raise
        except InvalidToken:
            return None
        except Exception as fault:
            try:
                self._mark(parcel, await self._refused(parcel, fault))
            except Exception as other:
                if isinstance(other, TelegramError) or passing(other):
                    return self._later(parcel, other)
                if (reference := self._failed(parcel)) is not None:
                    self._mark(parcel, reference)
        self._tries.pop(parcel.chat_id, None)
        return None

    async def _refused(self, parcel: Parcel, fault: Exception) -> str:
        """Why it is given up. Raises whatever else it may be."""
        if isinstance(fault, Forbidden):
            await self._give_up_on(parcel.chat_id, fault.message)
            return fault.message
        if isinstance(fault, BadRequest | ChatMigrated):
            if not parcel.at_once:  # one that comes too late has nobody waiting for it
                log.error("a %s in chat %s was refused: %s", parcel.kind, parcel.chat_id, fault.message)
            return fault.message
        raise fault

    def _later(self, parcel: Parcel, fault: Exception) -> float:
        tries = self._tries.get(parcel.chat_id, 0)
        self._tries[parcel.chat_id] = tries + 1
        pause = min(_FIRST_PAUSE * 2.0 ** min(tries, 10), _LONGEST_PAUSE)
        log.warning("a %s in chat %s was not sent, next try in %.1f s: %s", parcel.kind, parcel.chat_id, pause, fault)
        return _now() + pause

    async def _send(self, parcel: Parcel) -> None:
        sending = Sending(
            self.bot,
            self._cards,
            self.files,
            parcel.chat_id,
            parcel.payload,
            self.web,
            self.payment_token,
            self._pacing(parcel),
        )
        await SENDERS[parcel.kind](sending)

    def _pacing(self, parcel: Parcel) -> Callable[[], Awaitable[None]]:
        """Each message and edit counts: one was counted when the parcel was taken, others wait for their turn."""
        counted = parcel.counted_when_taken

        async def allowed() -> None:
            nonlocal counted
            if not counted:
                await self._turn(parcel)
                self._waiting.spend(parcel.chat_id, _now())
            counted = False

        return allowed

    async def _turn(self, parcel: Parcel) -> None:
        while (wait := self._waiting.free_at(_now(), parcel.priority) - _now()) > 0:  # noqa: ASYNC110 - it moves on
            await asyncio.sleep(wait)

    async def _give_up_on(self, chat_id: int, why: str) -> None:
        """Nobody is there: what waits for this chat is kept as notices, or given up."""
        await self.marks.flush()
        given_up = await self.on_unreachable(chat_id, why)
        self._waiting.drop(chat_id, given_up)
        self._in_hand.difference_update(given_up)

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


def _seconds(wait: RetryAfter) -> float:
    after = wait.retry_after
    return float(after) if isinstance(after, int) else after.total_seconds()


def _now() -> float:
    return asyncio.get_running_loop().time()
