"""Telegram's HTML: the few tags it knows, parsed into text and entities.

Offsets in refusals count bytes of the UTF-8 source; offsets of entities count UTF-16 units of the text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from bot.localchat.errors import bad_request
from bot.localchat.links import checked_link
from bot.localchat.wire import Json

_SIMPLE = {
    "b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline", "ins": "underline",
    "s": "strikethrough", "strike": "strikethrough", "del": "strikethrough", "tg-spoiler": "spoiler",
    "span": "spoiler", "code": "code", "pre": "pre",
}  # fmt: skip
_SUPPORTED = {*_SIMPLE, "a", "tg-emoji", "blockquote"}
_REFERENCE = re.compile(r"&(?:#x([0-9a-fA-F]+)|#([0-9]+)|(lt|gt|amp|quot));?")
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_LANGUAGE = "_language"  # of a `code`, until it is known whether a `pre` takes it
_SPACES = " \t\r\n"
_NAME = re.compile(r"[^\s>]*")
_ATTRIBUTE = re.compile(r"""[^\s=>]*""")
_TOKEN = re.compile(r"[A-Za-z0-9._-]*")


def parse_html(source: str) -> tuple[str, list[Json]]:
    """Text without its tags, and its entities, outer ones first. Raises Refused for what Telegram cannot parse."""
    reading = _Reading(source)
    for mark in re.finditer(r"[<&]", source):
        if mark.start() < reading.at:
            continue
        reading.keep(source[reading.at : mark.start()])
        reading.at = mark.start()
        if mark[0] == "&":
            reading.reference()
        elif source.startswith("</", mark.start()):
            reading.close_tag()
        else:
            reading.open_tag()
    reading.keep(source[reading.at :])
    if reading.opened:
        raise _unparsable(f'Can\'t find end tag corresponding to start tag "{reading.opened[-1].tag}"')
    reading.entities.reverse()  # of two that cover the same words, the one closed last is the outer one
    entities = sorted(reading.entities, key=lambda e: (e["offset"], -e["length"]))
    for entity in entities:
        entity.pop(_LANGUAGE, None)
    return "".join(reading.parts), entities


def utf16_length(text: str) -> int:
    """Length in UTF-16 code units, the unit of entities."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le")) // 2


@dataclass(slots=True)
class _Tag:
    tag: str
    attributes: dict[str, str]
    offset: int  # UTF-16 units
    part: int  # index of its first piece of text


@dataclass(slots=True)
class _Reading:
    source: str
    at: int = 0
    length: int = 0
    parts: list[str] = field(default_factory=list)
    opened: list[_Tag] = field(default_factory=list)
    entities: list[Json] = field(default_factory=list)

    def keep(self, text: str) -> None:
        if text:
            self.parts.append(text)
            self.length += utf16_length(text)

    def byte(self, at: int) -> int:
        return len(self.source[:at].encode())

    def reference(self) -> None:
        found = _REFERENCE.match(self.source, self.at)
        character = _referenced(found) if found else None
        if found is None or character is None:
            self.keep("&")
            self.at += 1
        else:
            self.keep(character)
            self.at = found.end()

    def open_tag(self) -> None:
        start = self.at
        name = _NAME.match(self.source, start + 1)
        if name is None or name.end() == len(self.source):
            raise _unparsable(f"Unclosed start tag at byte offset {self.byte(start)}")
        tag = name[0].lower()
        if tag not in _SUPPORTED:
            raise _unparsable(f'Unsupported start tag "{tag}" at byte offset {self.byte(start)}')
        self.at = name.end()
        attributes = self._attributes(tag, start)
        if tag == "span" and attributes.get("class") != "tg-spoiler":
            raise _unparsable(f'Tag "span" must have class "tg-spoiler" at byte offset {self.byte(start)}')
        self.opened.append(_Tag(tag, attributes, self.length, len(self.parts)))

    def _attributes(self, tag: str, start: int) -> dict[str, str]:
        attributes: dict[str, str] = {}
        while True:
            self._skip_spaces()
            if self.source.startswith(">", self.at):
                self.at += 1
                return attributes
            if self.at >= len(self.source):
                raise _unparsable(f'Unclosed start tag "{tag}" at byte offset {self.byte(start)}')
            name, value = self._attribute(tag, start)
            attributes[name] = value

    def _attribute(self, tag: str, start: int) -> tuple[str, str]:
        found = _ATTRIBUTE.match(self.source, self.at)
        name = found[0].lower() if found else ""
        if not name:
            raise _unparsable(f'Empty attribute name in the tag "{tag}" at byte offset {self.byte(start)}')
        self.at += len(name)
        self._skip_spaces()
        if not self.source.startswith("=", self.at):
            if name == "expandable" and tag == "blockquote":
                return name, ""
            raise _unparsable(
                f'Expected equal sign in declaration of an attribute of the tag "{tag}" at byte offset '
                f"{self.byte(start)}"
            )
        self.at += 1
        self._skip_spaces()
        return name, self._value(tag, start)

    def _value(self, tag: str, start: int) -> str:
        quote = self.source[self.at : self.at + 1]
        if quote and quote in "\"'":
            end = self.source.find(quote, self.at + 1)
            if end < 0:
                raise _unparsable(f"Unclosed start tag at byte offset {self.byte(start)}")
            value = _REFERENCE.sub(lambda m: _referenced(m) or m[0], self.source[self.at + 1 : end])
            self.at = end + 1
            return value
        token = _TOKEN.match(self.source, self.at)
        value = token[0].lower() if token else ""
        if not value:
            raise _unparsable(f'Unexpected end of name token at byte offset {self.byte(self.at)} in the tag "{tag}"')
        self.at += len(value)
        return value

    def close_tag(self) -> None:
        start = self.at
        if not self.opened:
            raise _unparsable(f"Unexpected end tag at byte offset {self.byte(start)}")
        name = _NAME.match(self.source, start + 2)
        self.at = name.end() if name else start + 2
        self._skip_spaces()
        if not self.source.startswith(">", self.at):
            raise _unparsable(f"Unclosed end tag at byte offset {self.byte(start)}")
        self.at += 1
        tag, found = self.opened.pop(), name[0].lower() if name else ""
        if found not in ("", tag.tag):
            raise _unparsable(
                f'Unmatched end tag at byte offset {self.byte(start)}, expected "</{tag.tag}>", found "</{found}>"'
            )
        if self.length > tag.offset:
            self._add_entity(tag)

    def _add_entity(self, tag: _Tag) -> None:
        kind = _kind(tag, "".join(self.parts[tag.part :]))
        if kind is None:
            return
        entity: Json = {"offset": tag.offset, "length": self.length - tag.offset, **kind}
        if tag.tag == "pre" and (language := self._swallowed_language(entity)):
            entity["language"] = language
        self.entities.append(entity)

    def _swallowed_language(self, pre: Json) -> str:
        """The language of a `code` filling the whole `pre`, which Telegram merges into the latter."""
        last = self.entities[-1] if self.entities else {}
        if last.get("type") != "code" or (last["offset"], last["length"]) != (pre["offset"], pre["length"]):
            return ""
        return str(self.entities.pop().get(_LANGUAGE, ""))

    def _skip_spaces(self) -> None:
        while self.source[self.at : self.at + 1] in {*_SPACES}:
            self.at += 1


def _kind(tag: _Tag, inner: str) -> Json | None:
    """The entity's type and its own fields; None for a link that leads nowhere."""
    attributes = tag.attributes
    if tag.tag == "a":
        url = attributes.get("href") or inner
        return _link(url)
    if tag.tag == "tg-emoji":
        if not attributes.get("emoji-id", "").isdigit():
            raise _unparsable("Invalid custom emoji identifier specified")
        return {"type": "custom_emoji", "custom_emoji_id": attributes["emoji-id"]}
    if tag.tag == "blockquote":
        return {"type": "expandable_blockquote" if "expandable" in attributes else "blockquote"}
    kind: Json = {"type": _SIMPLE[tag.tag]}
    if tag.tag == "code" and attributes.get("class", "").startswith("language-"):
        kind[_LANGUAGE] = attributes["class"].removeprefix("language-")
    return kind


def _link(url: str) -> Json | None:
    if user := re.fullmatch(r"tg://user\?id=(\d+)", url):
        return {"type": "text_mention", "user": {"id": int(user[1])}}
    link = url if re.match(r"(?:mailto|tel):\S", url) else checked_link(url)
    return {"type": "text_link", "url": link} if link else None


def _referenced(found: re.Match[str]) -> str | None:
    if found[3]:
        return _NAMED[found[3]]
    digits, base = (found[1], 16) if found[1] else (found[2], 10)
    code = int(digits, base) if len(digits) <= 8 else 0
    return chr(code) if 0 < code < 0x10FFFF and not 0xD800 <= code <= 0xDFFF else None


def _unparsable(reason: str) -> Exception:
    return bad_request(f"can't parse entities: {reason}")
