"""What a handler wants said: values, turned into outbox rows by the edge and sent by the speaker."""

from dataclasses import asdict, dataclass
from typing import Any, Final, Literal

from bot.outgoing.render import CAPTION_LIMIT, TEXT_LIMIT, clip, html, keyboard, plain
from bot.outgoing.screen import Screen
from core.reporting.chart import Chart

Kind = Literal[
    "show",
    "toast",
    "document",
    "file",
    "photo",
    "picture",
    "commands",
    "inline",
    "reaction",
    "payment",
    "checkout",
    "keys",
]


@dataclass(frozen=True, slots=True)
class Show:
    """Show a screen. A card is edited where it stands; `fresh` sends it anew at the bottom and retires the old one.

    `target` is the message to edit (the one tapped), when it is known. `retires` is a card that is over: a question
    that has been answered loses its buttons. `standing`: only where the card stands, nothing is sent when it does not.
    """

    screen: Screen
    fresh: bool = False
    target: int | None = None
    retires: str = ""
    standing: bool = False


@dataclass(frozen=True, slots=True)
class Toast:
    """Answer a tap, at most 200 characters; an alert must be closed by hand."""

    callback_id: str
    text: str = ""
    alert: bool = False


@dataclass(frozen=True, slots=True)
class SendQuotePdf:
    """Send the quote's PDF, printed first when it never was."""

    company_id: int
    quote_id: int
    caption: str


@dataclass(frozen=True, slots=True)
class SendPdf:
    """Send the PDF of an order, of a delivery (its preparation slip, or its note), of a return or of an invoice; of a
    reminder, or of the account that goes with it; the file of a customer who was handed over."""

    document: Literal[
        "order",
        "slip",
        "delivery",
        "return",
        "invoice",
        "receipt",
        "reminder",
        "reminder-statement",
        "litigation",
    ]
    company_id: int
    subject_id: int
    caption: str = ""


@dataclass(frozen=True, slots=True)
class SendQr:
    """Send a link as a QR picture with its caption and buttons."""

    link: str
    screen: Screen


@dataclass(frozen=True, slots=True)
class SendFile:
    """Send a file of the file store (`sha256`) as a document under this name; its caption in plain words."""

    name: str
    sha256: str
    caption: str = ""


@dataclass(frozen=True, slots=True)
class SendPicture:
    """Send a picture of the file store (`sha256`) with the screen below it, anew: an older message of its card retires.

    A later `Show` of the same card changes the words and buttons below the picture.
    """

    sha256: str
    screen: Screen


@dataclass(frozen=True, slots=True)
class SendChart:
    """Send a chart, drawn on its way, with the screen below it: otherwise as `SendPicture`."""

    chart: Chart
    screen: Screen


@dataclass(frozen=True, slots=True)
class AskNumber:
    """Show a screen with two keys under the writing field: `share` sends one's own telephone number, `leave` its words.

    Without `share` the keys that are there go away.
    """

    screen: Screen
    share: str = ""
    leave: str = ""


@dataclass(frozen=True, slots=True)
class SetCommands:
    """The command menu of this chat: (command, description) in the person's language."""

    commands: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Found:
    """One result of the inline mode: choosing it writes `words` into the chat, as if they had been typed."""

    key: str
    title: str
    description: str
    words: str


@dataclass(frozen=True, slots=True)
class InlineAnswer:
    """A page of what `@bot words` finds, for this person alone; `next_offset` asks for the next, empty at the end."""

    query_id: str
    found: tuple[Found, ...] = ()
    next_offset: str = ""


@dataclass(frozen=True, slots=True)
class React:
    """Put an emoji on the person's message: the cheapest way to say that it has arrived."""

    message_id: int
    emoji: str


@dataclass(frozen=True, slots=True)
class AskMoney:
    """Ask for so many euro cents through the messenger, for what `data` names (128 bytes); one such request of a card
    stands in a chat. `instead` is what is shown when the messenger takes no payment."""

    title: str
    description: str
    data: str
    cents: int
    instead: Screen


@dataclass(frozen=True, slots=True)
class AllowMoney:
    """Let the provider take the money that it asks about, or not: `refusal` says why, and is empty when it may."""

    query_id: str
    refusal: str = ""


Say = (
    React
    | Show
    | Toast
    | SendQuotePdf
    | SendPdf
    | SendFile
    | SendQr
    | SendPicture
    | SendChart
    | SetCommands
    | InlineAnswer
    | AskMoney
    | AllowMoney
    | AskNumber
)


_ANEW: Final = {"fresh": True, "target": None, "retires": ""}


def written(say: Say) -> tuple[Kind, dict[str, Any]]:
    """The kind and the JSON of an outbox row: drawn now, in the language of the person spoken to."""
    match say:
        case Show(screen, fresh, target, retires, standing):
            only = {"standing": True} if standing else {}
            return "show", {**_drawn(screen), "fresh": fresh, "target": target, "retires": retires, **only}
        case AskNumber(screen, share, leave):
            return "keys", {"html": html(screen), "plain": plain(screen), "share": share, "leave": leave}
        case Toast(callback_id, text, alert):
            return "toast", {"callback_id": callback_id, "text": clip(text, 200), "alert": alert}
        case SendQuotePdf() | SendPdf() | SendFile():
            return _written_file(say)
        case SendQr(link, screen):
            return "photo", {"qr": link, **_drawn(screen, CAPTION_LIMIT)}
        case SendPicture(sha256, screen):
            return "picture", {"sha256": sha256, **_drawn(screen, CAPTION_LIMIT), **_ANEW}
        case SendChart(chart, screen):
            return "picture", {"chart": asdict(chart), **_drawn(screen, CAPTION_LIMIT), **_ANEW}
        case InlineAnswer(query_id, found, next_offset):
            page = [asdict(one) for one in found]
            return "inline", {"query_id": query_id, "found": page, "next_offset": next_offset}
        case AskMoney(title, description, data, cents, instead):
            asked = {"title": clip(title, 32), "description": clip(description, 255), "data": data, "cents": cents}
            return "payment", {**asked, **_drawn(instead), "fresh": False, "target": None, "retires": ""}
        case AllowMoney(query_id, refusal):
            return "checkout", {"query_id": query_id, "refusal": clip(refusal, 200)}
        case React(message_id, emoji):
            return "reaction", {"message_id": message_id, "emoji": emoji}
        case SetCommands(commands):
            return "commands", {"commands": [list(command) for command in commands]}


def _written_file(say: SendQuotePdf | SendPdf | SendFile) -> tuple[Kind, dict[str, Any]]:
    caption = clip(say.caption, CAPTION_LIMIT)
    match say:
        case SendQuotePdf(company_id, quote_id):
            return "document", {"company_id": company_id, "quote_id": quote_id, "caption": caption}
        case SendPdf(document, company_id, subject_id):
            named = {"document": document, "company_id": company_id, "subject_id": subject_id}
            return "document", {**named, "caption": caption}
        case SendFile(name, sha256):
            return "file", {"name": name, "sha256": sha256, "caption": caption}


def _drawn(screen: Screen, limit: int = TEXT_LIMIT) -> dict[str, Any]:
    words = {"html": html(screen, limit), "plain": plain(screen, limit)}
    return {**words, "keyboard": keyboard(screen), "card": screen.card}
