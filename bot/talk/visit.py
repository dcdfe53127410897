"""What a handler works with, and what it answers: a turn with everything known around it, and a plan."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any

from bot.incoming.turn import SentFile, Turn
from bot.outgoing.say import Say, Show, Toast
from bot.outgoing.screen import Line, Screen, plain_screen
from bot.talk.means import Means, Provider
from core.company.people import Known
from core.files import FileStore
from core.offload.pool import Pool
from core.permissions import Actor
from core.uow import Reader, UnitOfWork


@dataclass(frozen=True, slots=True)
class Visit:
    """One turn of one person. `focus` is the object talked about; `question` the open question, see `bot.flows`.

    `card` is the object shown by the message that was tapped or replied to. `progress` shows a screen at once, before
    the turn is done, and may be lost: give it a card, so that the next one takes its place.
    """

    turn: Turn
    known: Known
    db: Reader
    means: Means
    progress: Callable[[Screen], None]
    focus: str = ""
    question: dict[str, Any] | None = None
    asked: int = 0
    card: str | None = None
    bot_username: str = ""
    open_signup: bool = False  # anybody may found a company here
    provider: Provider = Provider.NONE
    rephrased: bool = False  # the words are ours: what was typed, said again

    @property
    def actor(self) -> Actor:
        return self.known.actor

    @property
    def download(self) -> Callable[[SentFile], Awaitable[bytes]]:
        """Fetches a file that was sent; not inside a transaction. Raises FileTooLarge, FileUnavailable."""
        return self.means.download

    @property
    def files(self) -> FileStore:
        return self.means.files

    @property
    def pool(self) -> Pool:
        """For work on files from outside."""
        return self.means.pool

    @property
    def card_is_object(self) -> bool:
        """Whether the message replied to shows an object, so that the words are about it and not about the question."""
        return self.card is not None and not self.card_is_question

    @property
    def card_is_question(self) -> bool:
        """Whether the message replied to asks a question, or asked one that is over."""
        return self.card is not None and self.card.startswith("ask:")

    @property
    def tapped(self) -> int | None:
        """The message to edit in place, when a button was tapped."""
        return self.turn.message_id if self.turn.callback_id else None

    def show(self, screen: Screen, *, fresh: bool = False) -> Show:
        """Show a screen: where the person tapped, or else at its card's place."""
        return Show(screen, fresh=fresh and self.tapped is None, target=self.tapped)

    def toast(self, text: str, *, alert: bool = False) -> Toast:
        """A word over the screen of whoever tapped."""
        return Toast(self.turn.callback_id, text, alert)


Act = Callable[[UnitOfWork], Awaitable[Sequence[Say]]]


@dataclass(frozen=True, slots=True)
class Plan:
    """What to do about a turn: say something that was only read, or act in one transaction that says what it did.

    `unread`: nobody has understood the words, or nobody can do that yet, and they say so. `looks`: the act changes
    nothing but what is talked about from now on.
    """

    says: tuple[Say, ...] = ()
    act: Act | None = None
    unread: bool = False
    looks: bool = False


def answer(*says: Say) -> Plan:
    return Plan(says)


def tell(visit: Visit, *lines: Line) -> Plan:
    """Answer with a few lines that show no object."""
    return Plan((Show(plain_screen(*lines)),))


def looking(act: Act) -> Plan:
    """Show something, and keep in mind that it is what the next words are about."""
    return Plan(act=act, looks=True)


def object_key(kind: str, object_id: int) -> str:
    """How cards, focus and buttons name an object: "quote:12"."""
    return f"{kind}:{object_id}"


def object_id(key: str, kind: str) -> int | None:
    """The id in a key of this kind."""
    prefix, _, number = key.partition(":")
    return int(number) if prefix == kind and number.isdecimal() else None
