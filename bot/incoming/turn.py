"""One thing a person said or did, read from an update: all that handlers need, and nothing of Telegram's classes."""

import logging
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

log = logging.getLogger(__name__)


class Kind(StrEnum):
    TEXT = "text"
    EDIT = "edit"
    TAP = "tap"
    INLINE = "inline"
    OTHER = "other"  # a photo, a file, a contact … what we cannot use yet
    BLOCKED = "blocked"  # the person has blocked the bot
    UNBLOCKED = "unblocked"
    NONE = "none"  # nothing to answer


@dataclass(frozen=True, slots=True)
class Turn:
    """`message_id` is the message written, edited or tapped; `reply_to` the message of ours that it answers."""

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
        Kind.NONE if anonymous else (kind if text else Kind.OTHER),
        update_id,
        **_person(sender),
        chat_id=message["chat"]["id"],
        at=datetime.fromtimestamp(message.get("edit_date") or message["date"], UTC),
        message_id=message["message_id"],
        text=text,
        reply_to=(message.get("reply_to_message") or {}).get("message_id"),
        album=message.get("media_group_id", ""),
        private=message["chat"]["type"] == "private",
    )


def _edited(update_id: int, message: dict[str, Any]) -> Turn:
    return _message(update_id, message, Kind.EDIT)


def _tap(update_id: int, query: dict[str, Any]) -> Turn:
    message = query.get("message") or {}
    return Turn(
        Kind.TAP,
        update_id,
        **_person(query["from"]),
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
        **_person(query["from"]),
        chat_id=query["from"]["id"],
        at=datetime.now(UTC),
        text=query.get("query", ""),
        callback_id=query["id"],
    )


def _membership(update_id: int, change: dict[str, Any]) -> Turn:
    kinds = {"kicked": Kind.BLOCKED, "member": Kind.UNBLOCKED}
    kind = kinds.get(change["new_chat_member"]["status"], Kind.NONE)
    private = change["chat"]["type"] == "private"
    return Turn(
        kind if private else Kind.NONE,
        update_id,
        **_person(change["from"]),
        chat_id=change["chat"]["id"],
        at=datetime.fromtimestamp(change["date"], UTC),
    )


def _person(user: dict[str, Any]) -> dict[str, Any]:
    name = f"{user.get('first_name', '')} {user.get('last_name', '')}".strip()
    language = "en" if str(user.get("language_code", "fr")).startswith("en") else "fr"
    return {"telegram_id": user.get("id", 0), "name": name[:200] or "?", "language": language}


_READERS = {
    "message": _message,
    "edited_message": _edited,
    "callback_query": _tap,
    "inline_query": _inline,
    "my_chat_member": _membership,
}

ALLOWED_UPDATES = list(_READERS)  # named one by one: Telegram's default leaves some out
