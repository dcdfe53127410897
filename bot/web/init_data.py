"""Who is looking at a page: Telegram's signed words about them, checked as it documents.

https://core.telegram.org/bots/webapps#validating-data-received-via-the-mini-app
"""

import hmac
import json
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any, Final
from urllib.parse import parse_qsl

from bot.incoming.turn import person

GOOD_FOR: Final = 3600  # seconds: as long as somebody may take to read and sign
_AHEAD: Final = 60  # seconds that Telegram's clock may be before ours
_LONGEST: Final = 4096


class InitDataWrong(Exception):
    """Not from Telegram, or not for this bot."""


class InitDataOld(InitDataWrong):
    """It was true once: the page has to be opened anew."""


@dataclass(frozen=True, slots=True)
class Looker:
    """Whoever opened the page."""

    telegram_id: int
    name: str
    language: str


def verified(init_data: str, token: str, now: datetime) -> Looker:
    """The person whom Telegram names. Raises InitDataWrong; InitDataOld an hour after the page was opened."""
    fields = _fields(init_data)
    given = fields.pop("hash", "")
    if not hmac.compare_digest(signature(fields, token).encode(), given.encode()):
        raise InitDataWrong
    signed_at, user = fields.get("auth_date", ""), _user(fields.get("user", ""))
    if not (signed_at.isascii() and signed_at.isdecimal() and len(signed_at) <= 12) or not user.get("id"):
        raise InitDataWrong
    if not -_AHEAD <= now.timestamp() - int(signed_at) <= GOOD_FOR:
        raise InitDataOld
    return Looker(**person(user))


def signature(fields: dict[str, str], token: str) -> str:
    """The hash of these fields, the hash itself not among them."""
    said = "\n".join(f"{name}={value}" for name, value in sorted(fields.items()))
    secret = hmac.digest(b"WebAppData", token.encode(), sha256)
    return hmac.new(secret, said.encode(), sha256).hexdigest()


def _fields(init_data: str) -> dict[str, str]:
    if len(init_data) > _LONGEST:
        raise InitDataWrong
    try:
        pairs = parse_qsl(init_data, keep_blank_values=True, strict_parsing=True)
    except ValueError as error:
        raise InitDataWrong from error
    fields = dict(pairs)
    if len(fields) != len(pairs):
        raise InitDataWrong
    return fields


def _user(text: str) -> dict[str, Any]:
    try:
        user = json.loads(text)
    except ValueError as error:
        raise InitDataWrong from error
    if not isinstance(user, dict) or not isinstance(user.get("id"), int):
        raise InitDataWrong
    return user
