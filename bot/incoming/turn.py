"""One thing a person said or did, read from an update: all that handlers need, and nothing of Telegram's classes."""

import logging
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

log = logging.getLogger(__name__)


class Kind(StrEnum):
    TEXT = "text"
    EDIT = "edit"
    TAP = "tap"
    INLINE = "inline"
    PHOTO = "photo"  # its caption, if any, is the turn's text
    DOCUMENT = "document"  # any file; a caption as for a photo
    VOICE = "voice"  # a voice note, or a sound sent as such
    CONTACT = "contact"
    PLACE = "place"  # where somebody is, sent once or live
    CHECKOUT = "checkout"  # the provider asks whether it may take the money: answered within seconds, or it does not
    PAID = "paid"  # it has taken the money
    OTHER = "other"  # a sticker … what we cannot use yet
    BLOCKED = "blocked"  # the person has blocked the bot
    UNBLOCKED = "unblocked"
    NONE = "none"  # nothing to answer


@dataclass(frozen=True, slots=True)
class SentFile:
    """A file in Telegram's keeping; of a photo its largest size. `size` is in bytes, 0 when Telegram does not say."""

    file_id: str
    unique_id: str  # the same whoever sends the same file; cannot be downloaded by
    name: str
    mime: str
    size: int

    @property
    def is_picture(self) -> bool:
        """Whether it says that it is a picture; only reading it tells."""
        return self.mime.startswith("image/")


@dataclass(frozen=True, slots=True)
class SharedContact:
    """A visiting card. `telegram_id` is the person it shows, when Telegram knows them: 0 otherwise."""

    phone: str
    first_name: str
    last_name: str = ""
    vcard: str = ""
    telegram_id: int = 0


@dataclass(frozen=True, slots=True)
class SharedPlace:
    """Where somebody is, in degrees. `live` is for how many seconds from `since` it is shared, 0 when it was sent once.

    `moving`: it takes the place of one sent before; `over`: that sharing has ended.
    """

    latitude: Decimal
    longitude: Decimal
    since: datetime
    live: int = 0
    moving: bool = False
    over: bool = False


@dataclass(frozen=True, slots=True)
class Money:
    """What is paid through the messenger, in the currency's smallest unit; the charge's names once it is taken."""

    currency: str
    total: int
    charge_id: str = ""
    provider_id: str = ""


@dataclass(frozen=True, slots=True)
class Turn:
    """`message_id` is the message written, edited or tapped; `reply_to` the message of ours that it answers.

    `callback_id` names what waits for an answer: a tap, a search, a payment.
    """

    kind: Kind
    update_id: int
    telegram_id: int  # the person
    name: str
    language: str
    chat_id: int
    at: datetime
    message_id: int = 0
    text: str = ""
    data: str = ""
    callback_id: str = ""
    reply_to: int | None = None
    album: str = ""  # several photos sent together arrive one by one under this name
    private: bool = True
    file: SentFile | None = None
    contact: SharedContact | None = None
    place: SharedPlace | None = None
    money: Money | None = None  # `data` is then what we asked it for
    offset: str = ""  # of an inline query: where its next page begins

    @property
    def source(self) -> str:
        """How the journal names the message that asked."""
        return f"{self.chat_id}:{self.message_id}"


def read_update(update: dict[str, Any]) -> Turn:
    """The turn in an update, as the Bot API writes updates. What we do not know becomes a turn of kind NONE."""
    for field, read in _READERS.items():
        if field in update:
            try:
                return read(update["update_id"], update[field])
            except (KeyError, TypeError, ValueError, AttributeError):
                log.exception("update %s cannot be read", update["update_id"])
    return Turn(Kind.NONE, update["update_id"], 0, "", "fr", 0, datetime.now(UTC))


def _message(update_id: int, message: dict[str, Any], kind: Kind = Kind.TEXT) -> Turn:
    text = message.get("text") or message.get("caption") or ""
    sender = message.get("from") or {}
    anonymous = "sender_chat" in message or not sender or sender.get("is_bot")
    return Turn(
        Kind.NONE if anonymous else _kind(message, kind, text),
        update_id,
        **person(sender),
        chat_id=message["chat"]["id"],
        at=datetime.fromtimestamp(message.get("edit_date") or message["date"], UTC),
        message_id=message["message_id"],
        text=text,
        data=(message.get("successful_payment") or {}).get("invoice_payload", ""),
        reply_to=(message.get("reply_to_message") or {}).get("message_id"),
        album=message.get("media_group_id", ""),
        private=message["chat"]["type"] == "private",
        file=_file(message),
        contact=_contact(message.get("contact")),
        place=_place(message, is_edit=kind is Kind.EDIT),
        money=_money(message.get("successful_payment")),
    )


def _kind(message: dict[str, Any], kind: Kind, text: str) -> Kind:
    """What was sent tells the kind of a new message; of an edited one only the words count, or where it now is."""
    if message.get("location"):
        return Kind.PLACE
    if kind is Kind.TEXT and message.get("successful_payment"):
        return Kind.PAID
    if kind is Kind.TEXT:
        sent = next((attached for attached in _ATTACHED if message.get(attached)), None)
        kind = Kind.VOICE if message.get("audio") else sent or kind
    return kind if text or kind in _ATTACHED else Kind.OTHER


def _file(message: dict[str, Any]) -> SentFile | None:
    if photo := message.get("photo"):
        largest = max(photo, key=lambda size: size["width"] * size["height"])
        return _sent(largest, "photo.jpg", "image/jpeg")
    if voice := message.get("voice") or message.get("audio"):
        return _sent(voice, "note-vocale.ogg", "audio/ogg")
    document = message.get("document")
    return _sent(document, "", "application/octet-stream") if document else None


def _sent(file: dict[str, Any], name: str, mime: str) -> SentFile:
    return SentFile(
        file["file_id"],
        file["file_unique_id"],
        file.get("file_name", name)[:200],
        file.get("mime_type", mime)[:200],
        file.get("file_size", 0),
    )


def _contact(card: dict[str, Any] | None) -> SharedContact | None:
    if not card:
        return None
    first, last, vcard = (card.get(name, "") for name in ("first_name", "last_name", "vcard"))
    return SharedContact(card["phone_number"], first, last, vcard, card.get("user_id", 0))


def _place(message: dict[str, Any], *, is_edit: bool) -> SharedPlace | None:
    """A live place is edited as it moves; its last edit, once it is no longer shared, says no time any more."""
    location = message.get("location")
    if not location:
        return None
    latitude, longitude = (Decimal(str(location[name])) for name in ("latitude", "longitude"))
    live = int(location.get("live_period") or 0)
    since = datetime.fromtimestamp(message["date"], UTC)
    return SharedPlace(latitude, longitude, since, live, moving=is_edit, over=is_edit and not live)


def _money(paid: dict[str, Any] | None) -> Money | None:
    if not paid:
        return None
    names = (str(paid.get(name) or "") for name in ("telegram_payment_charge_id", "provider_payment_charge_id"))
    return Money(paid["currency"], int(paid["total_amount"]), *names)


def _checkout(update_id: int, query: dict[str, Any]) -> Turn:
    return Turn(
        Kind.CHECKOUT,
        update_id,
        **person(query["from"]),
        chat_id=query["from"]["id"],
        at=datetime.now(UTC),
        data=query["invoice_payload"],
        callback_id=query["id"],
        money=_money(query),
    )


def _edited(update_id: int, message: dict[str, Any]) -> Turn:
    return _message(update_id, message, Kind.EDIT)


def _tap(update_id: int, query: dict[str, Any]) -> Turn:
    message = query.get("message") or {}
    return Turn(
        Kind.TAP,
        update_id,
        **person(query["from"]),
        chat_id=(message.get("chat") or query["from"])["id"],
        at=datetime.now(UTC),
        message_id=message.get("message_id", 0),
        data=query.get("data", ""),
        callback_id=query["id"],
        private=(message.get("chat") or {}).get("type", "private") == "private",
    )


def _inline(update_id: int, query: dict[str, Any]) -> Turn:
    return Turn(
        Kind.INLINE,
        update_id,
        **person(query["from"]),
        chat_id=query["from"]["id"],
        at=datetime.now(UTC),
        text=query.get("query", ""),
        callback_id=query["id"],
        offset=query.get("offset", ""),
    )


def _membership(update_id: int, change: dict[str, Any]) -> Turn:
    kinds = {"kicked": Kind.BLOCKED, "member": Kind.UNBLOCKED}
    kind = kinds.get(change["new_chat_member"]["status"], Kind.NONE)
    private = change["chat"]["type"] == "private"
    return Turn(
        kind if private else Kind.NONE,
        update_id,
        **person(change["from"]),
        chat_id=change["chat"]["id"],
        at=datetime.fromtimestamp(change["date"], UTC),
    )


def person(user: dict[str, Any]) -> dict[str, Any]:
    """What a User of the Bot API says about somebody: telegram_id, name, language."""
    name = f"{user.get('first_name', '')} {user.get('last_name', '')}".strip()
    language = "en" if str(user.get("language_code", "fr")).startswith("en") else "fr"
    return {"telegram_id": user.get("id", 0), "name": name[:200] or "?", "language": language}


_ATTACHED = (Kind.PHOTO, Kind.DOCUMENT, Kind.VOICE, Kind.CONTACT)  # named as the Bot API names their fields
_READERS = {
    "message": _message,
    "edited_message": _edited,
    "callback_query": _tap,
    "inline_query": _inline,
    "pre_checkout_query": _checkout,
    "my_chat_member": _membership,
}

ALLOWED_UPDATES = list(_READERS)  # named one by one: Telegram's default leaves some out
