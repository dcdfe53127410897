"""Opening a Web App from a button: the words that Telegram signs about whoever opens it."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import time
from urllib.parse import urlencode

from aiohttp import web

from bot.localchat.client.requests import (
    Rejected,
    answer,
    number_field,
    read_object,
    text_field,
    world_of,
    writer,
)
from bot.localchat.store import Person
from bot.localchat.wire import Json, dumps


async def launch(request: web.Request) -> web.Response:
    """{message_id, url}: a button of this message. The answer has `init_data`, for the page's fragment."""
    world, person, body = world_of(request), writer(request), await read_object(request)
    message = world.store.message(person.id, number_field(body, "message_id") or 0)
    if message is None or text_field(body, "url", required=True) not in _addresses(message):
        raise Rejected(404, "Ce bouton n’existe plus.")
    return answer({"init_data": init_data(person, world.bot.token)})


def init_data(person: Person, token: str) -> str:
    """As Telegram writes and signs it: https://core.telegram.org/bots/webapps#validating-data-received-via-the-mini-app"""
    user = {name: value for name, value in person.user().items() if name != "is_bot"}
    fields = {
        "query_id": secrets.token_urlsafe(12),
        "user": dumps(user | {"allows_write_to_pm": True}),
        "auth_date": str(int(time.time())),
    }
    said = "\n".join(f"{name}={fields[name]}" for name in sorted(fields))
    secret = hmac.digest(b"WebAppData", token.encode(), hashlib.sha256)
    return urlencode(fields | {"hash": hmac.new(secret, said.encode(), hashlib.sha256).hexdigest()})


def _addresses(message: Json) -> list[str]:
    rows = message.get("reply_markup", {}).get("inline_keyboard", ())
    return [button["web_app"]["url"] for row in rows for button in row if "web_app" in button]
