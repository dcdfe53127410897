"""Formatted text: from what a bot sends (HTML or explicit entities) to clean text with entities."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from bot.localchat.entities.detect import detect
from bot.localchat.entities.html import parse_html, utf16_length
from bot.localchat.errors import bad_request
from bot.localchat.wire import Json

__all__ = ["detect", "formatted", "parse_html", "utf16_length"]

# An entity the sender may state himself, and the field it cannot do without.
_STATED = {
    "bold": None, "italic": None, "underline": None, "strikethrough": None, "spoiler": None, "code": None, "pre": None,
    "blockquote": None, "expandable_blockquote": None, "text_link": "url", "text_mention": "user",
    "custom_emoji": "custom_emoji_id",
}  # fmt: skip
_DETECTED = {"mention", "hashtag", "cashtag", "bot_command", "url", "email", "phone_number", "bank_card_number"}
_SIMPLE = {"bold", "italic", "underline", "strikethrough", "spoiler"}
_QUOTES = {"blockquote", "expandable_blockquote"}
_CONTROL = {code: " " for code in range(32) if chr(code) != "\n"} | {ord("\r"): None}
_BORDER = " \n"
MAX_ENTITIES = 100


def formatted(text: str, parse_mode: str = "", stated: Any = None) -> tuple[str, list[Json]]:
    """Clean text and its entities, in Telegram's order.

    `parse_mode` is empty or HTML; `stated` are explicit MessageEntity objects, used without a parse mode.
    Raises Refused for markup that cannot be parsed.
    """
    mode = parse_mode.lower()
    if mode in ("markdown", "markdownv2"):
        raise bad_request("can't parse entities: this server reads HTML and explicit entities only, not Markdown")
    if mode not in ("", "none", "html"):
        raise bad_request("unsupported parse_mode")
    if mode == "html":
        text, entities = parse_html(text)
    else:
        entities = [entity for entity in map(_stated_entity, stated or ()) if entity]
    text, entities = _cleaned(text, entities)
    entities = _merged(_outside_code(entities))
    entities += detect(text, entities)
    entities.sort(key=lambda e: (e["offset"], -e["length"]))
    return text, entities[:MAX_ENTITIES]


def _stated_entity(entity: Any) -> Json | None:
    if not isinstance(entity, dict):
        raise bad_request("can't parse MessageEntity: expected an Object")
    kind = entity.get("type")
    for name, expected in (("offset", int), ("length", int), ("type", str)):
        if not isinstance(entity.get(name), expected):
            raise bad_request(f'can\'t parse MessageEntity: Field "{name}" must be of type {_json_type(expected)}')
    if kind in _DETECTED:
        return None
    if kind not in _STATED:
        raise bad_request("can't parse MessageEntity: Unsupported type specified")
    needed = _STATED[kind]
    if needed and not entity.get(needed):
        raise bad_request(f"can't parse MessageEntity: Can't find field \"{needed}\"")
    kept = {"offset", "length", "type", needed, "language" if kind == "pre" else None}
    return {name: value for name, value in entity.items() if name in kept}


def _json_type(expected: type) -> str:
    return "Number" if expected is int else "String"


def _cleaned(text: str, entities: Sequence[Json]) -> tuple[str, list[Json]]:
    """Without control characters and outer blanks; the entities follow and stay inside the text."""
    if "\r" in text:
        entities = _shifted_over(text, "\r", entities)
    text = text.translate(_CONTROL) if not text.isprintable() else text
    start = utf16_length(text) - utf16_length(text.lstrip(_BORDER))
    text = text.strip(_BORDER)
    end = utf16_length(text)
    kept = []
    for entity in entities:
        first = max(0, entity["offset"] - start)
        last = min(end, entity["offset"] + entity["length"] - start)
        if last > first:
            kept.append({**entity, "offset": first, "length": last - first})
    return text, kept


def _shifted_over(text: str, removed: str, entities: Sequence[Json]) -> list[Json]:
    units = text.encode("utf-16-le")
    mark = removed.encode("utf-16-le")
    gone = [at // 2 for at in range(0, len(units), 2) if units[at : at + 2] == mark]

    def moved(at: int) -> int:
        return at - sum(1 for place in gone if place < at)

    return [
        {**e, "offset": moved(e["offset"]), "length": moved(e["offset"] + e["length"]) - moved(e["offset"])}
        for e in entities
    ]


def _outside_code(entities: Iterable[Json]) -> list[Json]:
    """Nothing is formatted inside code, and a quote holds no other quote."""
    kept: list[Json] = []
    code_end = quote_end = 0
    for entity in sorted(entities, key=lambda e: (e["offset"], -e["length"])):
        end = entity["offset"] + entity["length"]
        if entity["offset"] < code_end or (entity["type"] in _QUOTES and entity["offset"] < quote_end):
            continue
        if entity["type"] in ("code", "pre"):
            code_end = end
        elif entity["type"] in _QUOTES:
            quote_end = end
        kept.append(entity)
    return kept


def _merged(entities: Sequence[Json]) -> list[Json]:
    """Touching or overlapping entities of one simple kind become one."""
    merged: list[Json] = []
    last: dict[str, Json] = {}
    for entity in entities:
        before = last.get(entity["type"])
        if before and entity["offset"] <= before["offset"] + before["length"]:
            end = max(before["offset"] + before["length"], entity["offset"] + entity["length"])
            before["length"] = end - before["offset"]
            continue
        merged.append(entity)
        if entity["type"] in _SIMPLE:
            last[entity["type"]] = entity
    return merged
