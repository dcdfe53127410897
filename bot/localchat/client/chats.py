"""What a person does in the chat with the bot: read, write, edit, send files, contacts and places, tap buttons."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from bot.localchat.client.requests import (
    Rejected,
    answer,
    decimal_field,
    number_field,
    path_number,
    person_numbered,
    query_number,
    read_object,
    text_field,
    world_of,
    writer,
)
from bot.localchat.entities import formatted, utf16_length
from bot.localchat.markup import start_payload
from bot.localchat.methods.commands import resolved
from bot.localchat.params import read_form
from bot.localchat.posts import MAX_CAPTION, MAX_TEXT, MEDIA, pinned, receive, retype
from bot.localchat.wire import Json
from bot.localchat.world import World

_PAGE_SIZE = 60
_MAX_PAGE = 200
_MAX_TAP = 64
_LONG = 16  # digits: beyond, it is no message's number


async def history(request: web.Request) -> web.Response:
    world = world_of(request)
    person = person_numbered(world, path_number(request, "chat_id"))
    limit = max(1, min(query_number(request, "limit", _PAGE_SIZE), _MAX_PAGE))
    pins = pinned(world, person.id)
    return answer(
        {
            "messages": world.store.shown_messages(person.id, query_number(request, "before", 0) or None, limit),
            "reply_keyboard": world.store.chat_value(person.id, "reply_keyboard"),
            "force_reply": world.store.chat_value(person.id, "force_reply"),
            "commands": resolved(world, person),
            "pinned_message_id": pins[-1] if pins else None,
        }
    )


async def write(request: web.Request) -> web.Response:
    """{text} or {start}: the payload of a deep link, 1 to 64 of A-Z a-z 0-9 _ -"""
    world, person, body = world_of(request), writer(request), await read_object(request)
    payload = body.get("start")
    if payload is not None and not (isinstance(payload, str) and start_payload(payload)):
        raise Rejected(400, "Un lien de démarrage porte de 1 à 64 lettres, chiffres, « _ » ou « - ».")
    content = _typed(f"/start {payload}" if payload else body.get("text"))
    message = receive(world, person, content, reply_to=number_field(body, "reply_to_message_id"))
    return _shown(world, message)


async def edit(request: web.Request) -> web.Response:
    world, person, body = world_of(request), writer(request), await read_object(request)
    message = world.store.message(person.id, path_number(request, "message_id"))
    if message is None:
        raise Rejected(404, "Ce message n’existe plus.")
    if message["from"]["id"] != person.id or not ("text" in message or any(kind in message for kind in MEDIA)):
        raise Rejected(403, "On ne modifie que ses propres textes.")
    return _shown(world, retype(world, person, message, _typed(body.get("text"))["text"]))


async def send_file(request: web.Request) -> web.Response:
    """multipart: kind (photo, document or voice), file, caption?, reply_to_message_id?, duration? (seconds)"""
    world, person = world_of(request), writer(request)
    try:
        form = await read_form(request)
    except ValueError as error:
        raise Rejected(400, "Le fichier n’est pas arrivé entier.") from error
    kind, file = form.text("kind"), form.uploads.get("file")
    if kind not in MEDIA or file is None:
        raise Rejected(400, "Il faut un fichier, et « kind » : photo, document ou voice.")
    duration, reply_to = form.text("duration"), form.text("reply_to_message_id")
    content = await world.files.keep(kind, file, int(duration) if duration.isdecimal() else 0)
    answered = int(reply_to) if reply_to.isdecimal() and len(reply_to) < _LONG else None
    return _shown(world, receive(world, person, content | _captioned(form.text("caption")), reply_to=answered))


async def send_contact(request: web.Request) -> web.Response:
    world, person, body = world_of(request), writer(request), await read_object(request)
    contact: Json = {name: text_field(body, name, required=True) for name in ("phone_number", "first_name")}
    if last_name := text_field(body, "last_name"):
        contact["last_name"] = last_name
    if user_id := number_field(body, "user_id"):
        contact["user_id"] = user_id
    reply_to = number_field(body, "reply_to_message_id")
    return _shown(world, receive(world, person, {"contact": contact}, reply_to=reply_to))


async def send_location(request: web.Request) -> web.Response:
    world, person, body = world_of(request), writer(request), await read_object(request)
    location = {"latitude": decimal_field(body, "latitude", 90), "longitude": decimal_field(body, "longitude", 180)}
    reply_to = number_field(body, "reply_to_message_id")
    return _shown(world, receive(world, person, {"location": location}, reply_to=reply_to))


async def tap(request: web.Request) -> web.Response:
    """A tap on a button, even one that no message shows: anybody can forge one, and the bot must bear it."""
    world, person, body = world_of(request), writer(request), await read_object(request)
    message_id, data = number_field(body, "message_id"), body.get("data")
    if message_id is None or not isinstance(data, str) or not 1 <= len(data.encode()) <= _MAX_TAP:
        raise Rejected(400, "Un appui porte « message_id » et « data », de 1 à 64 octets.")
    gone = {"chat": person.chat(), "message_id": message_id, "date": 0}
    with world.store.db:
        query_id = world.callbacks.open(person.id, message_id)
        query = {
            "id": query_id,
            "from": person.user(),
            "message": world.store.message(person.id, message_id) or gone,
            "chat_instance": str(person.id * 7_919_000_000_003 % (1 << 62)),
            "data": data,
        }
        world.updates.push("callback_query", query)
    return answer({"callback_query_id": query_id})


def _typed(text: Any) -> Json:
    if not isinstance(text, str):
        raise Rejected(400, "« text » est obligatoire.")
    words, entities = formatted(text)
    if not words:
        raise Rejected(400, "Le message est vide.")
    if utf16_length(words) > MAX_TEXT:
        raise Rejected(400, f"Le message dépasse {MAX_TEXT} caractères.")
    return {"text": words, "entities": entities} if entities else {"text": words}


def _captioned(caption: str) -> Json:
    if not caption.strip():
        return {}
    words, entities = formatted(caption)
    if utf16_length(words) > MAX_CAPTION:
        raise Rejected(400, f"La légende dépasse {MAX_CAPTION} caractères.")
    return {"caption": words, "caption_entities": entities} if entities else {"caption": words}


def _shown(world: World, message: Json) -> web.Response:
    return answer({"message": world.store.shown_message(message["chat"]["id"], message["message_id"])})
