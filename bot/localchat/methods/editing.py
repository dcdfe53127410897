"""Changing what stands in a chat: text, caption, file, buttons, reactions; and deleting."""

from __future__ import annotations

import re
import time
from typing import Any

from bot.localchat.errors import bad_request
from bot.localchat.markup import inline_markup
from bot.localchat.methods.media import input_media
from bot.localchat.params import Params
from bot.localchat.posts import MEDIA, caption_content, known_chat, recipient, remove, rewrite, text_content
from bot.localchat.wire import Json
from bot.localchat.world import World

_DELETABLE_SECONDS = 48 * 3600
_MAX_DELETED = 100
_REACTIONS = {
    "👍", "👎", "❤", "🔥", "🥰", "👏", "😁", "🤔", "🤯", "😱", "🤬", "😢", "🎉", "🤩", "🤮", "💩", "🙏",
    "👌", "🕊", "🤡", "🥱", "🥴", "😍", "🐳", "❤\u200d🔥", "🌚", "🌭", "💯", "🤣", "⚡", "🍌", "🏆", "💔", "🤨",
    "😐", "🍓", "🍾", "💋", "🖕", "😈", "😴", "😭", "🤓", "👻", "👨\u200d💻", "👀", "🎃", "🙈", "😇", "😨", "🤝",
    "✍", "🤗", "🫡", "🎅", "🎄", "☃", "💅", "🤪", "🗿", "🆒", "💘", "🙉", "🦄", "😘", "💊", "🙊", "😎",
    "👾", "🤷\u200d♂", "🤷", "🤷\u200d♀", "😡",
}  # fmt: skip
_VARIATION = "\ufe0f"  # "show as a picture", which Telegram does not count as part of a reaction


async def edit_message_text(world: World, params: Params) -> Json | bool:
    content, markup = text_content(params), inline_markup(params)
    message = _own_message(world, params, "edit")
    if "text" not in message:
        raise bad_request("there is no text in the message to edit")
    return _edited(world, params, message, content, markup)


async def edit_message_caption(world: World, params: Params) -> Json | bool:
    stated = params.json("caption_entities", "can't parse entities JSON object")
    caption = caption_content(params.text("caption"), params.text("parse_mode"), stated)
    markup = inline_markup(params)
    message = _own_message(world, params, "edit")
    files = {name: message[name] for name in MEDIA if name in message}
    if not files:
        raise bad_request("there is no caption in the message to edit")
    return _edited(world, params, message, files | caption, markup)


async def edit_message_media(world: World, params: Params) -> Json | bool:
    item = params.json("media", "can't parse input media JSON object")
    if item is None:
        raise bad_request("input media is not specified")
    markup = inline_markup(params)
    _own_message(world, params, "edit")
    content = await input_media(world, params, item)
    message = _own_message(world, params, "edit")  # read again: storing the file took time
    return _edited(world, params, message, content, markup)


async def edit_message_reply_markup(world: World, params: Params) -> Json | bool:
    markup = inline_markup(params)
    return _edited(world, params, _own_message(world, params, "edit"), None, markup)


async def delete_message(world: World, params: Params) -> bool:
    chat = known_chat(world, params.text("chat_id"))
    message = world.store.message(chat.id, _message_id(params))
    if message is None:
        raise bad_request("message to delete not found")
    if message["date"] < time.time() - _DELETABLE_SECONDS:
        raise bad_request("message can't be deleted")
    remove(world, chat.id, [message["message_id"]])
    return True


async def delete_messages(world: World, params: Params) -> bool:
    ids = params.json("message_ids", "can't parse message identifiers JSON object")
    if not ids:
        raise bad_request("message identifiers are not specified")
    if not isinstance(ids, list):
        raise bad_request("expected an Array of message identifiers")
    if len(ids) > _MAX_DELETED:
        raise bad_request("too many message identifiers specified")
    if not all(isinstance(number, int) and number > 0 for number in ids):
        raise bad_request("invalid message identifier specified")
    chat = known_chat(world, params.text("chat_id"))
    remove(world, chat.id, [number for number in ids if world.store.message(chat.id, number)])
    return True


async def set_message_reaction(world: World, params: Params) -> bool:
    wanted = params.json("reaction", "can't parse reaction types JSON object") or []
    if not isinstance(wanted, list):
        raise bad_request("expected an Array of ReactionType")
    emoji = [_reaction(item) for item in wanted]
    if len(emoji) > 1:
        raise bad_request("REACTIONS_TOO_MANY")
    person = recipient(world, params)
    message = world.store.message(person.id, _message_id(params))
    if message is None:
        raise bad_request("message to react not found")
    with world.store.db:
        world.store.set_reaction(message["message_id"], emoji)
        world.events.add("reaction", person.id, {"reaction": emoji}, message["message_id"])
    return True


def _reaction(item: Any) -> str:
    if not isinstance(item, dict):
        raise bad_request("can't parse ReactionType: expected an Object")
    if item.get("type") != "emoji":
        raise bad_request("can't parse ReactionType: invalid reaction type specified")
    emoji = str(item.get("emoji", ""))
    if emoji.replace(_VARIATION, "") not in _REACTIONS:
        raise bad_request("REACTION_INVALID")
    return emoji


def _own_message(world: World, params: Params, verb: str) -> Json:
    """The bot's message the call names, by chat and number or by inline_message_id."""
    if inline := params.text("inline_message_id"):
        return _inline_message(world, inline)
    number = _message_id(params)
    person = recipient(world, params)
    message = world.store.message(person.id, number)
    if message is None:
        raise bad_request(f"message to {verb} not found")
    if message["from"]["id"] != world.bot.id or "forward_origin" in message:
        raise bad_request("message can't be edited")
    return message


def _inline_message(world: World, inline_message_id: str) -> Json:
    found = re.fullmatch(r"inline-([0-9]{1,18})-([0-9]{1,18})", inline_message_id)
    message = world.store.message(int(found[1]), int(found[2])) if found else None
    if message is None or "via_bot" not in message:
        raise bad_request("MESSAGE_ID_INVALID")
    return message


def _edited(world: World, params: Params, message: Json, content: Json | None, markup: Json | None) -> Json | bool:
    edited = rewrite(world, message, content, markup)
    return True if params.text("inline_message_id") else edited


def _message_id(params: Params) -> int:
    number = params.number("message_id")
    if number <= 0:
        raise bad_request("message identifier is not specified")
    return number
