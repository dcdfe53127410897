"""A conversation without a network: turns go in, and what would be said is kept."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from typing import Any, cast

from telegram import Bot

from bot import demo_command
from bot.conversation import Conversation
from bot.incoming.turn import Kind, Turn
from bot.outgoing.marks import Marks
from bot.outgoing.parcel import Parcel
from bot.outgoing.sending import FileSource
from bot.outgoing.speaker import Speaker
from bot.talk.means import Means
from core.messages.models import Inbox
from core.permissions import Role
from core.uow import Work

IDS: Mapping[Role, int] = {role: 1000 + number for number, role in enumerate(Role)}
_BESIDES = ("commands", "reaction")  # the menu, and the sign that a slow answer is on its way


@dataclass
class SilentSpeaker(Speaker):
    """Keeps what it is given to say."""

    heard: list[Parcel] = field(default_factory=list)

    def submit(self, parcels: Iterable[Parcel]) -> None:
        self.heard += parcels


@dataclass
class Talking:
    """The fictitious company, with one person in each role; see `IDS`."""

    work: Work
    conversation: Conversation
    speaker: SilentSpeaker
    _numbers: "count[int]" = field(default_factory=lambda: count(1))
    _received: int = 0  # the number of the newest message in the inbox

    async def say(self, role: Role, words: str, **facts: Any) -> Sequence[Mapping[str, Any]]:
        """The payloads of what answers these words, what goes beside it apart."""
        return await self.take(role, Kind.TEXT, text=words, **facts)

    async def tap(self, role: Role, data: str) -> Sequence[Mapping[str, Any]]:
        """The payloads of what answers this button; a toast has a `callback_id`."""
        return await self.take(role, Kind.TAP, data=data, callback_id="7")

    async def take(self, role: Role, kind: Kind, **facts: Any) -> Sequence[Mapping[str, Any]]:
        return await self.hear(IDS[role], role.value, kind, **facts)

    async def hear(self, person: int, name: str, kind: Kind, **facts: Any) -> Sequence[Mapping[str, Any]]:
        """The payloads of what answers somebody of this Telegram id, in their private chat."""
        number = next(self._numbers)
        if number > self._received:
            await self.receive(1)
        turn = Turn(kind, number, person, name, "fr", person, datetime.now(UTC), **{"message_id": number, **facts})
        self.speaker.heard.clear()
        await self.conversation.handle(turn)
        return [parcel.payload for parcel in self.speaker.heard if parcel.kind not in _BESIDES]

    async def receive(self, many: int) -> None:
        """Put the next messages into the inbox in one go, before anybody says them."""
        numbers = range(self._received + 1, self._received + many + 1)
        async with self.work.database.writing() as session:
            session.add_all(Inbox(update_id=n, payload={}, received_at=self.work.clock()) for n in numbers)
        self._received += many


async def talking(work: Work, *roles: Role) -> Talking:
    """A conversation with the fictitious company's people, and with whoever has no role."""
    await demo_command.run(work, [(role, IDS[role]) for role in roles])
    return listening(work)


def listening(work: Work, means: Means | None = None) -> Talking:
    """A conversation with whoever the database knows."""
    marks = Marks(work.database, work.clock)
    speaker = SilentSpeaker(cast(Bot, None), work.database, marks, cast(FileSource, None), _unreachable)
    told = cast(Means, means)
    return Talking(work, Conversation(work, speaker, marks, "carnet_bot", lambda: None, told), speaker)


def data_of(payload: Mapping[str, Any], label: str) -> str:
    """What the button whose label contains these words sends."""
    return str(next(b["callback_data"] for row in payload["keyboard"] for b in row if label in b["text"]))


async def _unreachable(chat_id: int, why: str) -> Collection[int]:
    raise AssertionError(f"nothing is sent to {chat_id} in these tests")
