"""Messages enter and change here: from the bot, from a person, new or edited; rows, events and updates together."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any

from bot.localchat.entities import formatted, utf16_length
from bot.localchat.errors import CHAT_NOT_FOUND, NOT_MODIFIED, bad_request, forbidden
from bot.localchat.markup import reply_markup
from bot.localchat.params import Params
from bot.localchat.store import Person
from bot.localchat.wire import Json, dumps, loads
from bot.localchat.world import World

MAX_TEXT = 4096  # in UTF-16 units: the stricter reading of "characters", so that what passes here passes there
MAX_CAPTION = 1024
MEDIA = ("photo", "document", "voice")
_MAX_BYTES = 1 << 15
_CONTENT = {*MEDIA, "text", "entities", "caption", "caption_entities", "link_preview_options"}
_KEYBOARD_VALUES = ("reply_keyboard", "force_reply")


def recipient(world: World, params: Params) -> Person:
    """The person `chat_id` names, whom the bot may write to; Refused otherwise."""
    person = known_chat(world, params.text("chat_id"))
    if not person.started:
        raise forbidden("bot can't initiate conversation with a user")
    if person.blocked:
        raise forbidden("bot was blocked by the user")
    return person


def known_chat(world: World, chat_id: str) -> Person:
    if not chat_id:
        raise bad_request("chat_id is empty")
    number = chat_id.removeprefix("-")
    readable = number.isascii() and number.isdigit() and len(number) <= 18
    person = world.store.persons.get(int(chat_id)) if readable else None
    if person is None:
        raise bad_request(CHAT_NOT_FOUND)
    return person


def text_content(params: Params) -> Json:
    """{text, entities?, link_preview_options?} from the call's parameters, within Telegram's limits."""
    stated = params.json("entities", "can't parse entities JSON object")
    text, entities = _read_text(params.text("text"), params.text("parse_mode"), stated)
    if not text.strip():
        raise bad_request("message text is empty")
    if utf16_length(text) > MAX_TEXT:
        raise bad_request("message is too long")
    content: Json = {"text": text, "entities": entities} if entities else {"text": text}
    return content | _link_preview(params)


def caption_content(text: str, parse_mode: str, stated: Any = None) -> Json:
    """{caption, caption_entities?}, or nothing for an empty caption."""
    caption, entities = _read_text(text, parse_mode, stated)
    if utf16_length(caption) > MAX_CAPTION:
        raise bad_request("message caption is too long")
    if not caption:
        return {}
    return {"caption": caption, "caption_entities": entities} if entities else {"caption": caption}


def deliver(world: World, params: Params, content: Json) -> Json:
    """Post a message of the bot, with the call's keyboard and reply, and return it."""
    return deliver_all(world, params, [content], reply_markup(params))[0]


def deliver_all(world: World, params: Params, contents: Sequence[Json], markup: Json | None = None) -> list[Json]:
    """Post messages of the bot together, all or none."""
    person = recipient(world, params)
    head: Json = {"from": world.bot_user(), "chat": person.chat(), "date": int(time.time())}
    head |= _reply(world, params, person.id)
    if params.flag("protect_content"):
        head["has_protected_content"] = True
    tail = {"reply_markup": markup} if markup and "inline_keyboard" in markup else {}
    with world.store.db:
        bodies = [head | _with_known_users(world, content) | tail for content in contents]
        messages = [world.store.add_message(person.id, body) for body in bodies]
        for message in messages:
            world.events.add("message", person.id, message_id=message["message_id"])
        if markup and not tail:
            show_keyboard(world, person.id, markup)
    return messages


def receive(world: World, person: Person, content: Json, *, reply_to: int | None = None) -> Json:
    """Post a message of a person and queue its update; the answered message, if it exists, is quoted."""
    body: Json = {"from": person.user(), "chat": person.chat(), "date": int(time.time())}
    if reply_to is not None and (answered := world.store.message(person.id, reply_to)):
        body["reply_to_message"] = _quoted(answered)
    store = world.store
    with store.db:
        if not person.started:
            person.started = True
            store.save_person(person)
        message = store.add_message(person.id, body | content)
        world.updates.push("message", message)
        world.events.add("message", person.id, message_id=message["message_id"])
        _after_answer(world, person.id)
    return message


def rewrite(world: World, message: Json, content: Json | None, markup: Json | None) -> Json:
    """Give a bot's message new content (None: keep it) and its inline keyboard (None: take it away)."""
    kept = {name: value for name, value in message.items() if name not in _CONTENT and name != "reply_markup"}
    before = {name: value for name, value in message.items() if name in _CONTENT}
    after = before if content is None else _with_known_users(world, content)
    if after == before and markup == message.get("reply_markup"):
        raise bad_request(NOT_MODIFIED)
    edited = kept | after
    if content is not None:
        edited["edit_date"] = int(time.time())
    if markup:
        edited["reply_markup"] = markup
    save_edited(world, edited)
    return edited


def save_edited(world: World, message: Json) -> None:
    with world.store.db:
        world.store.save_message(message)
        world.events.add("edited_message", message["chat"]["id"], message_id=message["message_id"])


def retype(world: World, person: Person, message: Json, text: str) -> Json:
    """A person changes the text or caption of his own message; the bot gets an edited_message update."""
    field = "text" if "text" in message else "caption"
    names = {"text": "entities", "caption": "caption_entities"}
    edited = {name: value for name, value in message.items() if name not in (field, names[field], "edit_date")}
    words, entities = formatted(text)
    edited |= {field: words, "edit_date": int(time.time())}
    if entities:
        edited[names[field]] = entities
    with world.store.db:
        world.store.save_message(edited)
        world.updates.push("edited_message", edited)
        world.events.add("edited_message", person.id, message_id=edited["message_id"])
    return edited


def remove(world: World, chat_id: int, message_ids: Sequence[int]) -> None:
    """Delete messages, and their pins with them."""
    with world.store.db:
        for message_id in message_ids:
            world.store.delete_message(message_id)
            world.events.add("deleted", chat_id, message_id=message_id)
        pins = pinned(world, chat_id)
        kept = [pin for pin in pins if pin not in message_ids]
        if kept != pins:
            set_pinned(world, chat_id, kept)


def pinned(world: World, chat_id: int) -> list[int]:
    """Pinned messages, the one shown last."""
    return list(world.store.chat_value(chat_id, "pinned") or ())


def set_pinned(world: World, chat_id: int, message_ids: list[int]) -> None:
    """Inside a transaction: store the pins and tell the page which one shows."""
    world.store.set_chat_value(chat_id, "pinned", message_ids)
    world.events.add("pinned", chat_id, {"message_id": message_ids[-1] if message_ids else None})


def show_keyboard(world: World, chat_id: int, markup: Json | None) -> None:
    """Inside a transaction: replace what stands under the chat's text field; None or remove_keyboard clears it."""
    keyboard = markup if markup and "keyboard" in markup else None
    force_reply = markup if markup and "force_reply" in markup else None
    for name, value in zip(_KEYBOARD_VALUES, (keyboard, force_reply), strict=True):
        world.store.set_chat_value(chat_id, name, value)
    world.events.add("keyboard", chat_id, {"reply_keyboard": keyboard, "force_reply": force_reply})


def _after_answer(world: World, chat_id: int) -> None:
    """A one-time keyboard and a forced reply go once the person has written."""
    keyboard = world.store.chat_value(chat_id, "reply_keyboard")
    if (keyboard and keyboard.get("one_time_keyboard")) or world.store.chat_value(chat_id, "force_reply"):
        show_keyboard(world, chat_id, None)


def _with_known_users(world: World, content: Json) -> Json:
    """The content with whole users in its mentions; a mention of nobody known is plain text."""
    entities = content.get("entities", ())
    if all(entity["type"] != "text_mention" for entity in entities):
        return content
    known = [_known_mention(world, entity) for entity in entities]
    return content | {"entities": [entity for entity in known if entity]}


def _known_mention(world: World, entity: Json) -> Json | None:
    if entity["type"] != "text_mention":
        return entity
    user = entity["user"]
    person = world.store.persons.get(user.get("id", 0)) if isinstance(user, dict) else None
    return entity | {"user": person.user()} if person else None


def _read_text(text: str, parse_mode: str, stated: Any) -> tuple[str, list[Json]]:
    if len(text) > _MAX_BYTES or len(text.encode()) > _MAX_BYTES:
        raise bad_request("text is too long")
    return formatted(text, parse_mode, stated if isinstance(stated, list) else None)


def _link_preview(params: Params) -> Json:
    options = params.json("link_preview_options", "can't parse link preview options JSON object")
    if options is None and params.flag("disable_web_page_preview"):
        options = {"is_disabled": True}
    if options is None:
        return {}
    if not isinstance(options, dict):
        raise bad_request("object expected as link preview options")
    return {"link_preview_options": options} if options else {}


def _reply(world: World, params: Params, chat_id: int) -> Json:
    """{reply_to_message, quote?}, or nothing; Refused when the message is not there and must be."""
    wanted = _reply_parameters(params)
    if not wanted:
        return {}
    message_id = wanted.get("message_id")
    if not isinstance(message_id, int):
        raise bad_request('can\'t find field "message_id"')
    answered = world.store.message(chat_id, message_id)
    if answered is None:
        if wanted.get("allow_sending_without_reply"):
            return {}
        raise bad_request("message to be replied not found")
    return {"reply_to_message": _quoted(answered)} | _quote(wanted, answered)


def _reply_parameters(params: Params) -> Json:
    wanted = params.json("reply_parameters", "can't parse reply parameters JSON object")
    if wanted is None:
        number = params.number("reply_to_message_id")
        without = params.flag("allow_sending_without_reply")
        return {"message_id": number, "allow_sending_without_reply": without} if number else {}
    if not isinstance(wanted, dict):
        raise bad_request("object expected as reply parameters")
    return wanted


def _quote(wanted: Json, answered: Json) -> Json:
    quote = wanted.get("quote")
    if not quote:
        return {}
    text, _ = formatted(str(quote), str(wanted.get("quote_parse_mode") or ""), wanted.get("quote_entities"))
    source = str(answered.get("text", answered.get("caption", "")))
    place = source.find(text)
    if place < 0:
        raise bad_request("QUOTE_TEXT_INVALID")
    return {"quote": {"text": text, "position": utf16_length(source[:place]), "is_manual": True}}


def _quoted(message: Json) -> Json:
    """A message inside another one, without what it answered itself; a copy of its own."""
    inner = {name: value for name, value in message.items() if name not in ("reply_to_message", "quote")}
    return dict(loads(dumps(inner)))
