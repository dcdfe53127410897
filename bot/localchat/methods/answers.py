"""What the bot answers to a tap or to an inline search."""

from __future__ import annotations

from typing import Any

from bot.localchat.entities import formatted, utf16_length
from bot.localchat.errors import Refused, bad_request
from bot.localchat.markup import checked_markup, start_payload
from bot.localchat.params import Params
from bot.localchat.posts import MAX_TEXT, caption_content
from bot.localchat.wire import Json
from bot.localchat.world import World

MAX_RESULTS = 50
_MAX_ANSWER = 200
_MAX_OFFSET = 64
_RESULT_FIELDS = {
    "article": ("title", "input_message_content"),
    "contact": ("phone_number", "first_name"),
    "location": ("latitude", "longitude", "title"),
    "venue": ("latitude", "longitude", "title", "address"),
    "document": ("title", "document_file_id"),
    "photo": ("photo_file_id",),
}
_CONTENT_FIELDS = {"location": ("latitude", "longitude"), "contact": ("phone_number", "first_name")}


async def answer_callback_query(world: World, params: Params) -> bool:
    text, url = params.text("text"), params.text("url")
    if utf16_length(text) > _MAX_ANSWER:
        raise bad_request("MESSAGE_TOO_LONG")
    if url and not _is_own_link(world, url):
        raise bad_request("URL_INVALID")
    said: Json = {"show_alert": params.flag("show_alert")}
    said |= {name: value for name, value in (("text", text), ("url", url)) if value}
    world.callbacks.answer(params.text("callback_query_id"), said)
    return True


async def answer_inline_query(world: World, params: Params) -> bool:
    results = params.json("results", "can't parse JSON encoded inline query results")
    if not isinstance(results, list):
        raise bad_request("expected an Array of inline query results")
    if len(results) > MAX_RESULTS:
        raise bad_request("too many inline query results specified")
    checked = [_checked(world, result) for result in results]
    if len({result["id"] for result in checked}) < len(checked):
        raise bad_request("RESULT_ID_DUPLICATE")
    next_offset = params.text("next_offset")
    if len(next_offset.encode()) > _MAX_OFFSET:
        raise bad_request("NEXT_OFFSET_INVALID")
    answer: Json = {"results": checked, "next_offset": next_offset}
    if button := _button(params):
        answer["button"] = button
    world.inline.answer(params.text("inline_query_id"), answer)
    return True


def _is_own_link(world: World, url: str) -> bool:
    for prefix in (f"https://t.me/{world.bot.username}?start=", f"tg://resolve?domain={world.bot.username}&start="):
        if url.startswith(prefix):
            return start_payload(url.removeprefix(prefix))
    return False


def _button(params: Params) -> Json | None:
    button = params.json("button", "can't parse inline query results button JSON object")
    if button is None:
        return None
    if not isinstance(button, dict):
        raise bad_request("InlineQueryResultsButton must be an Object")
    text, payload = button.get("text"), button.get("start_parameter")
    if not isinstance(text, str) or not text:
        raise bad_request("can't parse inline query results button: Can't find field \"text\"")
    if payload is None:
        raise bad_request("InlineQueryResultsButton must have exactly one optional field")
    if not start_payload(str(payload)):
        raise bad_request("START_PARAM_INVALID")
    return {"text": text, "start_parameter": payload}


def _checked(world: World, result: Any) -> Json:
    """The result with its text parsed, ready to be posted when a person chooses it."""
    if not isinstance(result, dict):
        raise _unreadable("Inline query result must be an object")
    kind = str(result.get("type", "")).removeprefix("cached_")
    if kind not in _RESULT_FIELDS:
        raise _unreadable(f"type {kind} is not supported by this server")
    identifier = result.get("id")
    if not isinstance(identifier, str) or not 1 <= len(identifier.encode()) <= 64:
        raise bad_request("RESULT_ID_INVALID")
    for field in _RESULT_FIELDS[kind]:
        if result.get(field) in (None, ""):
            raise _unreadable(f'Can\'t find field "{field}"')
    if (file_id := result.get(f"{kind}_file_id")) and world.files.find(str(file_id)) is None:
        raise bad_request("wrong file identifier/HTTP URL specified")
    markup = checked_markup(result["reply_markup"]) if result.get("reply_markup") else None
    if markup and "inline_keyboard" not in markup:
        raise bad_request("inline keyboard expected")
    checked = result | {"type": kind, "message": _message(world, kind, result)}
    return checked | ({"reply_markup": markup} if markup else {})


def _message(world: World, kind: str, result: Json) -> Json:
    """The content of the message that choosing the result posts."""
    content = result.get("input_message_content")
    if content is not None:
        return _input_content(content)
    if kind in ("document", "photo"):
        file = world.files.sent_again(kind, str(result[f"{kind}_file_id"]))
        return file | caption_content(str(result.get("caption") or ""), str(result.get("parse_mode") or ""))
    place: Json = {name: result[name] for name in _CONTENT_FIELDS["location"] if name in result}
    if kind == "venue":
        return {"venue": {"location": place, "title": result["title"], "address": result["address"]}, "location": place}
    return {kind: place or {name: result[name] for name in _CONTENT_FIELDS["contact"]}}


def _input_content(content: Any) -> Json:
    if not isinstance(content, dict):
        raise _unreadable('Field "input_message_content" must be of type Object')
    if "message_text" in content:
        text, entities = formatted(
            str(content["message_text"]), str(content.get("parse_mode") or ""), content.get("entities")
        )
        if not text:
            raise bad_request("message text is empty")
        if utf16_length(text) > MAX_TEXT:
            raise bad_request("MESSAGE_TOO_LONG")
        return {"text": text, "entities": entities} if entities else {"text": text}
    for kind, fields in _CONTENT_FIELDS.items():
        if all(content.get(field) not in (None, "") for field in fields):
            return {kind: {field: content[field] for field in fields}}
    raise _unreadable("Input message content is not specified")


def _unreadable(reason: str) -> Refused:
    return bad_request(f"can't parse inline query result: {reason}")
