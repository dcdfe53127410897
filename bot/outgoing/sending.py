"""How each kind of parcel is sent: one function per kind, and where the cards stand on people's screens."""

import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any, Final, Protocol

from sqlalchemy import select
from telegram import (
    Bot,
    BotCommand,
    BotCommandScopeChat,
    InlineKeyboardMarkup,
    InlineQueryResultArticle,
    InputTextMessageContent,
)
from telegram.constants import ChatAction, ParseMode
from telegram.error import BadRequest

from bot.outgoing.calls import call
from bot.outgoing.documents import FileLost
from bot.outgoing.marks import Marks
from core.db import Database
from core.messages.models import Card
from core.offload.pool import JobFailed
from core.printing.qr import qr_png

log = logging.getLogger(__name__)

_REMEMBERED: Final = 20_000  # messages; beyond, the table is read again
_INLINE_CACHE: Final = 5  # seconds: prices and stock change


class FileSource(Protocol):
    async def pdf(self, kind: str, company_id: int, subject_id: int) -> tuple[str, bytes]:
        """File name and bytes of a document's PDF, printed now if it never was."""
        ...

    async def kept(self, sha256: str) -> bytes:
        """The bytes of a stored file; raises FileLost."""
        ...

    async def chart(self, facts: dict[str, Any]) -> bytes:
        """The picture of a chart as it was written down; raises JobFailed."""
        ...


@dataclass
class CardsOnScreen:
    """Which message shows which card, and what it shows: the speaker's memory over the `card` table."""

    database: Database
    marks: Marks
    _live: dict[tuple[int, str], int] = field(default_factory=dict)
    _shown: dict[tuple[int, int], tuple[str, bytes]] = field(default_factory=dict)
    _bare: set[tuple[int, int]] = field(default_factory=set)  # messages without buttons

    async def live(self, chat_id: int, key: str) -> int | None:
        """The message that shows this card now."""
        if (chat_id, key) not in self._live:
            query = select(Card.message_id).where(Card.chat_id == chat_id, Card.key == key, Card.live.is_(True))
            async with self.database.reading() as session:
                found = await session.scalar(query.order_by(Card.message_id.desc()).limit(1))
            if found is None:
                return None
            self._live[chat_id, key] = found
        return self._live[chat_id, key]

    def shows(self, chat_id: int, message_id: int, key: str, content: bytes, *, buttons: bool = True) -> None:
        """Remember what this message shows from now on, and whether it has buttons."""
        if len(self._shown) > _REMEMBERED:
            self._shown.clear()
            self._live.clear()
            self._bare.clear()
        (self._bare.discard if buttons else self._bare.add)((chat_id, message_id))
        before = self.shown_by(chat_id, message_id)  # a question in its place took it out of the table
        self._shown[chat_id, message_id] = (key, content)
        if key and (before != key or self._live.get((chat_id, key)) != message_id):
            self._live[chat_id, key] = message_id
            self.marks.card(chat_id, key, message_id)

    def take_buttons(self, chat_id: int, message_id: int) -> None:
        """It shows the same words without its buttons."""
        key = self._shown.get((chat_id, message_id), ("", b""))[0]
        self._shown[chat_id, message_id] = (key, b"")
        self._bare.add((chat_id, message_id))

    def bare(self, chat_id: int, message_id: int) -> bool:
        return (chat_id, message_id) in self._bare

    def same(self, chat_id: int, message_id: int, content: bytes) -> bool:
        return self._shown.get((chat_id, message_id), ("", b""))[1] == content

    def shown_by(self, chat_id: int, message_id: int) -> str | None:
        return self._shown.get((chat_id, message_id), (None, b""))[0]


async def _at_once() -> None:
    """Nobody counts."""


@dataclass(frozen=True, slots=True)
class Sending:
    """One parcel on its way."""

    bot: Bot
    cards: CardsOnScreen
    files: FileSource
    chat_id: int
    payload: dict[str, Any]
    web: str = ""  # the public address of our pages; none: they are not offered
    payment_token: str = field(default="", repr=False)
    allowed: Callable[[], Awaitable[None]] = _at_once  # before each message and each edit: waits until it may be sent

    async def call(self, method: str, **parameters: object) -> Any:
        """Send a message into the chat, or edit one there, once that is allowed; the result."""
        await self.allowed()
        return await call(self.bot, method, chat_id=self.chat_id, **parameters)


async def _show(sending: Sending) -> None:
    """Edit the card where it stands, or send the screen anew at the bottom."""
    payload, cards, chat_id = sending.payload, sending.cards, sending.chat_id
    if payload["retires"]:
        await _retire(sending, await cards.live(chat_id, payload["retires"]))
    standing = payload["target"]
    if standing is None and payload["card"]:
        standing = await cards.live(chat_id, payload["card"])
    content, buttons = _content(payload), bool(payload["keyboard"])
    edited = None if payload["fresh"] else standing
    if edited is not None and (cards.same(chat_id, edited, content) or await _edit(sending, edited)):
        cards.shows(chat_id, edited, payload["card"], content, buttons=buttons)
        return
    if payload.get("standing"):
        return
    if payload["fresh"]:
        await _retire(sending, standing)  # before, so that a fault here does not send the card a second time
    sent = await _send(sending)
    cards.shows(chat_id, sent, payload["card"], content, buttons=buttons)


async def _edit(sending: Sending, message_id: int) -> bool:
    """True when the message now shows the screen; False when it can no longer be edited."""
    payload = sending.payload
    arguments = {"message_id": message_id, "reply_markup": _markup(sending)}
    try:
        await sending.call("editMessageText", text=payload["html"], parse_mode=ParseMode.HTML, **arguments)
    except BadRequest as refusal:
        if "not modified" in refusal.message:
            return True
        if "no text in the message" in refusal.message:
            return await _edit_caption(sending, message_id)
        if "parse entities" in refusal.message:
            await sending.call("editMessageText", text=payload["plain"], **arguments)
            return True
        return False
    return True


async def _edit_caption(sending: Sending, message_id: int) -> bool:
    """The same for a message that shows a picture: its words are a caption, and may be too long for one."""
    payload = sending.payload
    try:
        await sending.call(
            "editMessageCaption",
            message_id=message_id,
            caption=payload["html"],
            parse_mode=ParseMode.HTML,
            reply_markup=_markup(sending),
        )
    except BadRequest as refusal:
        if "not modified" not in refusal.message:
            await _retire(sending, message_id)
            return False
    return True


async def _send(sending: Sending) -> int:
    """Send the screen; returns the message's id."""
    payload = sending.payload
    arguments = {"reply_markup": _markup(sending), **_without_sound(payload)}
    try:
        sent = await sending.call("sendMessage", text=payload["html"], parse_mode=ParseMode.HTML, **arguments)
    except BadRequest as refusal:
        if "parse entities" not in refusal.message:
            raise
        sent = await sending.call("sendMessage", text=payload["plain"], **arguments)
    return int(sent["message_id"])


async def _retire(sending: Sending, message_id: int | None) -> None:
    """Take the buttons off a message that something newer replaces."""
    if message_id is None or sending.cards.bare(sending.chat_id, message_id):
        return
    with suppress(BadRequest):  # it had none, or is gone: either way nobody can tap it
        await sending.call("editMessageReplyMarkup", message_id=message_id)
    sending.cards.take_buttons(sending.chat_id, message_id)


async def _keys(sending: Sending) -> None:
    """A screen with keys under the writing field, or one that takes them away; it is never edited."""
    payload = sending.payload
    if payload["share"]:
        rows = [[{"text": payload["share"], "request_contact": True}], [{"text": payload["leave"]}]]
        markup: dict[str, Any] = {"keyboard": rows, "resize_keyboard": True}
    else:
        markup = {"remove_keyboard": True}
    arguments = {"parse_mode": ParseMode.HTML, "reply_markup": markup}
    await sending.call("sendMessage", text=payload["html"], **arguments)


async def _toast(sending: Sending) -> None:
    payload = sending.payload
    await call(
        sending.bot,
        "answerCallbackQuery",
        callback_query_id=payload["callback_id"],
        text=payload["text"] or None,
        show_alert=payload["alert"] or None,
    )


async def _document(sending: Sending) -> None:
    payload, chat_id = sending.payload, sending.chat_id
    await sending.bot.send_chat_action(chat_id, ChatAction.UPLOAD_DOCUMENT)
    kind, subject_id = payload.get("document", "quote"), payload.get("subject_id") or payload["quote_id"]
    name, content = await sending.files.pdf(kind, payload["company_id"], subject_id)
    await sending.allowed()
    message = await sending.bot.send_document(chat_id, document=content, filename=name, caption=payload["caption"])
    sending.cards.shows(chat_id, message.message_id, f"{kind}-pdf:{subject_id}", b"")


async def _file(sending: Sending) -> None:
    payload, chat_id = sending.payload, sending.chat_id
    await sending.bot.send_chat_action(chat_id, ChatAction.UPLOAD_DOCUMENT)
    content = await sending.files.kept(payload["sha256"])
    caption = payload["caption"] or None
    await sending.allowed()
    await sending.bot.send_document(chat_id, document=content, filename=payload["name"], caption=caption)


async def _qr(sending: Sending) -> None:
    await _send_picture(sending, qr_png(sending.payload["qr"]))


async def _picture(sending: Sending) -> None:
    """A picture that is lost, or that Telegram does not take, leaves its words."""
    payload, cards, chat_id = sending.payload, sending.cards, sending.chat_id
    try:
        if "chart" in payload:
            content = await sending.files.chart(payload["chart"])
        else:
            content = await sending.files.kept(payload["sha256"])
        if payload["card"]:
            await _retire(sending, await cards.live(chat_id, payload["card"]))
        sent = await _send_picture(sending, content)
    except (FileLost, JobFailed, BadRequest) as fault:
        log.error("a picture in chat %s was not sent: %s", chat_id, fault)
        await _show(sending)
        return
    cards.shows(chat_id, sent, payload["card"], _content(payload), buttons=bool(payload["keyboard"]))


async def _send_picture(sending: Sending, picture: bytes) -> int:
    """Send a picture with its caption and buttons; returns the message's id."""
    payload = sending.payload
    keyboard = _markup(sending)
    await sending.allowed()
    sent = await sending.bot.send_photo(
        sending.chat_id,
        photo=picture,
        caption=payload["html"],
        parse_mode=ParseMode.HTML,
        reply_markup=InlineKeyboardMarkup.de_json(keyboard) if keyboard else None,
        disable_notification=payload.get("silent") or None,
    )
    return sent.message_id


async def _reaction(sending: Sending) -> None:
    payload = sending.payload
    await sending.bot.set_message_reaction(sending.chat_id, payload["message_id"], payload["emoji"])


async def _commands(sending: Sending) -> None:
    commands = [BotCommand(command, description) for command, description in sending.payload["commands"]]
    await sending.bot.set_my_commands(commands, scope=BotCommandScopeChat(sending.chat_id))


async def _inline(sending: Sending) -> None:
    payload = sending.payload
    results = [
        InlineQueryResultArticle(
            found["key"],
            found["title"],
            InputTextMessageContent(found["words"]),
            description=found["description"],
        )
        for found in payload["found"]
    ]
    await sending.bot.answer_inline_query(
        payload["query_id"],
        results,
        cache_time=_INLINE_CACHE,
        is_personal=True,
        next_offset=payload["next_offset"],
    )


async def _payment(sending: Sending) -> None:
    """The request of before goes, so that nobody pays twice; where none can be made its words say how to pay."""
    payload, cards, chat_id = sending.payload, sending.cards, sending.chat_id
    key = f"ask-{payload['card']}"
    before = await cards.live(chat_id, key)
    try:
        sent = await sending.call(
            "sendInvoice",
            title=payload["title"],
            description=payload["description"],
            payload=payload["data"],
            provider_token=sending.payment_token,
            currency="EUR",
            prices=[{"label": payload["title"], "amount": payload["cents"]}],
            protect_content=True,  # a forwarded request could be paid by somebody else
        )
    except BadRequest as refusal:
        log.error("a payment in chat %s cannot be asked for: %s", chat_id, refusal.message)
        await _show(sending)
        return
    cards.shows(chat_id, sent["message_id"], key, b"")
    if before is not None:
        with suppress(BadRequest):  # older than Telegram lets go, or gone
            await sending.call("deleteMessage", message_id=before)


async def _checkout(sending: Sending) -> None:
    refusal = sending.payload["refusal"]
    await call(
        sending.bot,
        "answerPreCheckoutQuery",
        pre_checkout_query_id=sending.payload["query_id"],
        ok=not refusal,
        error_message=refusal or None,
    )


def _without_sound(payload: dict[str, Any]) -> dict[str, bool]:
    """For what is said in quiet hours."""
    return {"disable_notification": True} if payload.get("silent") else {}


def _content(payload: dict[str, Any]) -> bytes:
    return blake2b(repr((payload["html"], payload["keyboard"])).encode(), digest_size=16).digest()


def _markup(sending: Sending) -> dict[str, Any] | None:
    """The keyboard with whole addresses; buttons of our pages are left out where phones cannot reach them."""
    rows = [
        [_addressed(button, sending.web) for button in row if sending.web or "web_app" not in button]
        for row in sending.payload["keyboard"]
    ]
    return {"inline_keyboard": [row for row in rows if row]} if any(rows) else None


def _addressed(button: dict[str, Any], web: str) -> dict[str, Any]:
    return {**button, "web_app": {"url": web + button["web_app"]["url"]}} if "web_app" in button else button


SENDERS: Final[dict[str, Callable[[Sending], Awaitable[None]]]] = {
    "show": _show,
    "keys": _keys,
    "toast": _toast,
    "document": _document,
    "file": _file,
    "photo": _qr,
    "picture": _picture,
    "commands": _commands,
    "inline": _inline,
    "reaction": _reaction,
    "payment": _payment,
    "checkout": _checkout,
}
