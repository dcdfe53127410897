"""What Telegram recognises by itself in plain text: commands, links, mentions, addresses, numbers."""

from __future__ import annotations

import re
from collections.abc import Iterable

from bot.localchat.entities.html import utf16_length
from bot.localchat.wire import Json

_DOMAINS = (
    "com|org|net|fr|eu|be|ch|lu|de|es|it|uk|io|me|app|dev|info|biz|pro|shop|store|paris|bzh|corsica|alsace|re|ai|co"
)
_PATTERN = re.compile(
    rf"""
    (?P<email>(?<![\w.+-])[\w.+-]{{1,64}}@(?:[a-z0-9-]{{1,63}}\.)+[a-z]{{2,24}}(?![\w-]))
  | (?P<url>(?<![\w@.-])(?:
        (?:https?|tg|ton)://[^\s<>"«»]+
      | (?:[a-z0-9](?:[a-z0-9-]{{0,61}}[a-z0-9])?\.)+(?:{_DOMAINS})(?![\w-])(?:[/?\#][^\s<>"«»]*)?
    ))
  | (?P<bot_command>(?<![\w/<>])/[a-z0-9_]{{1,64}}(?:@[a-z0-9_]{{3,32}})?(?![\w/]))
  | (?P<mention>(?<![\w@])@[a-z][a-z0-9_]{{2,31}}(?!\w))
  | (?P<hashtag>(?<!\w)\#(?!\d+(?!\w))\w{{1,256}})
  | (?P<phone_number>(?<![\w+])(?:\+\d|0\d)(?:[ .\-\u00a0\u202f]?\d){{8,13}}(?!\w))
    """,
    re.VERBOSE | re.IGNORECASE,
)
_TELLTALE = re.compile(r"[/@#.+]|\d\d")  # nothing is found without one of these
_TAIL = ".,;:!?'…"
_OPAQUE = {"code", "pre", "text_link", "text_mention"}


def detect(text: str, formatted: Iterable[Json] = ()) -> list[Json]:
    """Entities found in `text`, except inside code and links that `formatted` already marks; UTF-16 offsets."""
    if not _TELLTALE.search(text):
        return []
    taken = [(e["offset"], e["offset"] + e["length"]) for e in formatted if e["type"] in _OPAQUE]
    found = []
    for match in _PATTERN.finditer(text):
        kind, words = match.lastgroup or "", match[0]
        if kind == "url":
            words = _without_tail(words)
        offset = utf16_length(text[: match.start()])
        length = utf16_length(words)
        if not any(start < offset + length and offset < end for start, end in taken):
            found.append({"offset": offset, "length": length, "type": kind})
    return found


def _without_tail(url: str) -> str:
    """A link without the punctuation of the sentence around it."""
    surplus = url.count(")") - url.count("(")
    shorter = url.rstrip(_TAIL)
    while surplus > 0 and shorter.endswith(")"):
        shorter, surplus = shorter[:-1].rstrip(_TAIL), surplus - 1
    return shorter
