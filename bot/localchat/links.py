"""Addresses as Telegram judges them."""

from __future__ import annotations

import re

_HTTP = re.compile(r"https?://(?:[^\s/?#]*\.[^\s/?#]+|\[[0-9a-f:]+\](?::\d+)?)(?:[/?#]\S*)?", re.IGNORECASE)
_BARE = re.compile(r"(?:[^\s./:?#]+\.)+[^\s./:?#]{2,}(?::\d+)?(?:[/?#]\S*)?")
_OTHER = re.compile(r"(?:tg|ton)://\S+", re.IGNORECASE)


_SECURE = re.compile(r"https://[^\s/?#]+(?:[/?#]\S*)?", re.IGNORECASE)
_OWN_MACHINE = re.compile(r"http://(?:127\.0\.0\.1|localhost)(?::\d+)?(?:[/?#]\S*)?", re.IGNORECASE)


def is_web_app(text: str) -> bool:
    """Whether a Web App may be at this address: https; also http of this machine, as Telegram's test servers allow."""
    return _SECURE.fullmatch(text) is not None or _OWN_MACHINE.fullmatch(text) is not None


def checked_link(text: str) -> str | None:
    """The address as Telegram keeps it, or None when it refuses it: http(s) with a dot in its host, tg or ton."""
    if _OTHER.fullmatch(text):
        return text
    if not _HTTP.fullmatch(text):
        if not _BARE.fullmatch(text):
            return None
        text = f"http://{text}"
    return text if re.search(r"[^/:][/?#]", text) else f"{text}/"
