"""Messages with files, and the files themselves."""

from __future__ import annotations

from typing import Any

from bot.localchat.errors import bad_request
from bot.localchat.files import MAX_DOWNLOAD
from bot.localchat.params import Params
from bot.localchat.posts import MEDIA, caption_content, deliver, deliver_all
from bot.localchat.wire import Json
from bot.localchat.world import World

_GROUP = range(2, 11)


async def send_photo(world: World, params: Params) -> Json:
    return await _send(world, params, "photo")


async def send_document(world: World, params: Params) -> Json:
    return await _send(world, params, "document")


async def send_voice(world: World, params: Params) -> Json:
    return await _send(world, params, "voice")


async def send_media_group(world: World, params: Params) -> list[Json]:
    items = params.json("media", "can't parse media JSON object")
    if not isinstance(items, list):
        raise bad_request("expected an Array of InputMedia")
    if len(items) not in _GROUP:
        raise bad_request("group send failed: 2-10 media are expected")
    kinds = {item.get("type") if isinstance(item, dict) else None for item in items}
    if "document" in kinds and len(kinds) > 1:
        raise bad_request("document can't be mixed with other media types")
    contents = [await input_media(world, params, item) for item in items]
    group = str(world.events.cursor + (1 << 40))
    return deliver_all(world, params, [content | {"media_group_id": group} for content in contents])


async def input_media(world: World, params: Params, item: Any) -> Json:
    """The content an InputMedia object describes: its file and caption."""
    if not isinstance(item, dict):
        raise bad_request("can't parse InputMedia: expected an Object")
    kind = item.get("type")
    if kind not in ("photo", "document"):
        raise bad_request(f"can't parse InputMedia: type {kind} is not supported by this server")
    source = item.get("media")
    if not isinstance(source, str) or not source:
        raise bad_request("can't parse InputMedia: media not found")
    caption = caption_content(
        str(item.get("caption") or ""), str(item.get("parse_mode") or ""), item.get("caption_entities")
    )
    return await world.files.sent_by_bot(params, kind, source, source) | caption


async def get_file(world: World, params: Params) -> Json:
    file_id = params.text("file_id")
    if not file_id:
        raise bad_request("file_id not specified")
    file = world.files.find(file_id)
    if file is None:
        raise bad_request("invalid file_id")
    if file.size > MAX_DOWNLOAD:
        raise bad_request("file is too big")
    return file.identity() | {"file_path": file.path}


async def _send(world: World, params: Params, kind: str) -> Json:
    assert kind in MEDIA
    stated = params.json("caption_entities", "can't parse entities JSON object")
    caption = caption_content(params.text("caption"), params.text("parse_mode"), stated)
    content = await world.files.sent_by_bot(params, kind, params.text(kind), kind)
    if kind == "voice":
        content["voice"]["duration"] = params.number("duration") or content["voice"]["duration"]
    return deliver(world, params, content | caption)
