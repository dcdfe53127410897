"""Messages without a file: texts, places, contacts, forwards, and the sign that the bot is busy."""

from __future__ import annotations

from bot.localchat.errors import bad_request
from bot.localchat.params import Params
from bot.localchat.posts import caption_content, deliver, known_chat, recipient, text_content
from bot.localchat.wire import Json
from bot.localchat.world import World

_ACTIONS = {
    "typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice", "upload_document",
    "choose_sticker", "find_location", "record_video_note", "upload_video_note", "record_audio", "upload_audio",
}  # fmt: skip
_OWN = {"message_id", "from", "chat", "date", "edit_date", "reply_to_message", "quote", "reply_markup", "via_bot"}


async def send_message(world: World, params: Params) -> Json:
    return deliver(world, params, text_content(params))


async def send_location(world: World, params: Params) -> Json:
    return deliver(world, params, {"location": _location(params)})


async def send_venue(world: World, params: Params) -> Json:
    location = _location(params)
    title, address = params.text("title"), params.text("address")
    if not title or not address:
        raise bad_request("VENUE_TITLE_INVALID" if not title else "VENUE_ADDRESS_INVALID")
    venue = {"location": location, "title": title, "address": address}
    return deliver(world, params, {"venue": venue, "location": location})


async def send_contact(world: World, params: Params) -> Json:
    phone, first_name = params.text("phone_number"), params.text("first_name")
    if not phone:
        raise bad_request("phone_number is empty")
    if not first_name:
        raise bad_request("first_name is empty")
    contact: Json = {"phone_number": phone, "first_name": first_name}
    contact |= {name: params.text(name) for name in ("last_name", "vcard") if params.text(name)}
    return deliver(world, params, {"contact": contact})


async def send_chat_action(world: World, params: Params) -> bool:
    action = params.text("action").lower()
    if action not in _ACTIONS:
        raise bad_request("wrong parameter action in request")
    person = recipient(world, params)
    with world.store.db:
        world.events.add("chat_action", person.id, {"action": action})
    return True


async def forward_message(world: World, params: Params) -> Json:
    source = _source(world, params, "forward")
    origin = {"type": "user", "sender_user": source["from"], "date": source["date"]}
    content = {name: value for name, value in source.items() if name not in _OWN}
    return deliver(world, params, content | {"forward_origin": content.get("forward_origin", origin)})


async def copy_message(world: World, params: Params) -> Json:
    source = _source(world, params, "copy")
    content = {name: value for name, value in source.items() if name not in _OWN | {"forward_origin"}}
    if "caption" in params.values and "text" not in content:
        stated = params.json("caption_entities", "can't parse entities JSON object")
        content = {name: value for name, value in content.items() if not name.startswith("caption")}
        content |= caption_content(params.text("caption"), params.text("parse_mode"), stated)
    return {"message_id": deliver(world, params, content)["message_id"]}


def _source(world: World, params: Params, verb: str) -> Json:
    chat = known_chat(world, params.text("from_chat_id"))
    message = world.store.message(chat.id, params.number("message_id"))
    if message is None:
        raise bad_request(f"message to {verb} not found")
    if message.get("has_protected_content"):
        raise bad_request(f"message can't be {'forwarded' if verb == 'forward' else 'copied'}")
    return message


def _location(params: Params) -> Json:
    latitude, longitude = params.decimal("latitude"), params.decimal("longitude")
    for name, value in (("latitude", latitude), ("longitude", longitude)):
        if value is None:
            raise bad_request(f"{name} is empty")
    if not (abs(latitude or 0) <= 90 and abs(longitude or 0) <= 180):
        raise bad_request("wrong location specified")
    return {"latitude": latitude, "longitude": longitude}
