"""Addresses as Telegram judges them."""

from __future__ import annotations

import re

_HTTP = re.compile(r"https?://(?:[^\s/?#]*\.[^\s/?#]+|\[[0-9a-f:]+\](?::\d+)?)(?:[/?#]\S*)?", re.IGNORECASE)
_BARE = re.compile(r"(?:[^\s./:?#]+\.)+[^\s./:?#]{2,}(?::\d+)?(?:[/?#]\S*)?")
_OTHER = re.compile(r"(?:tg|ton)://\S+", re.IGNORECASE)


def checked_link(text: str) -> str | None:
    """The address as Telegram keeps it, or None when it refuses it: http(s) with a dot in its host, tg or ton."""
    if _OTHER.fullmatch(text):
        return text
    if not _HTTP.fullmatch(text):
        if not _BARE.fullmatch(text):
            return None
        text = f"http://{text}"
    return text if re.search(r"[^/:][/?#]", text) else f"{text}/"
