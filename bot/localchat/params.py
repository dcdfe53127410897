"""The parameters of one call, whichever way they came: query, form, multipart or JSON."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

from aiohttp import web

from bot.localchat.errors import bad_request
from bot.localchat.wire import dumps, loads

_TRUE = {"true", "yes", "1"}
_MAX_INTEGER = (1 << 63) - 1
_NOT_UTF8 = "strings must be encoded in UTF-8"


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that came with the call."""

    name: str
    content_type: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Params:
    """Every value as text, as in a form; nested values as JSON text."""

    values: Mapping[str, str]
    uploads: Mapping[str, Upload] = field(default_factory=dict)

    def text(self, name: str) -> str:
        """The value, or an empty string."""
        return self.values.get(name, "")

    def number(self, name: str) -> int:
        """The whole number; 0 when absent or unreadable, as Telegram reads it."""
        try:
            value = int(self.values.get(name, "0"))
        except ValueError:
            return 0
        return value if abs(value) <= _MAX_INTEGER else 0

    def decimal(self, name: str) -> float | None:
        """The number, for coordinates; None when absent or unreadable."""
        try:
            value = float(self.values[name])
        except (KeyError, ValueError):
            return None
        return value if abs(value) <= 1e9 else None

    def flag(self, name: str) -> bool:
        return self.values.get(name, "").lower() in _TRUE

    def json(self, name: str, refusal: str) -> Any:
        """The parsed JSON value, or None when absent; bad JSON is refused with `refusal`."""
        text = self.values.get(name)
        if not text:
            return None
        try:
            return loads(text)
        except ValueError as error:
            raise bad_request(refusal) from error


async def read_params(request: web.Request) -> Params:
    """Read the query and the body. Raises Refused when the body cannot be read."""
    values = dict(request.query)
    if not request.body_exists:
        return Params(values)
    kind = request.content_type
    if kind == "multipart/form-data":
        return await _multipart(request, values)
    body = await request.read()
    try:
        values.update(_from_json(body.decode()) if kind == "application/json" else _from_form(body))
    except UnicodeError as error:
        raise bad_request(_NOT_UTF8) from error
    return Params(values)


def _from_form(body: bytes) -> dict[str, str]:
    return dict(parse_qsl(body.decode(), keep_blank_values=True, errors="strict"))


def _from_json(body: str) -> dict[str, str]:
    if not body:
        return {}
    try:
        value = loads(body)
    except UnicodeError:
        raise
    except ValueError as error:
        raise bad_request("can't parse JSON object") from error
    if not isinstance(value, dict):
        raise bad_request("JSON object expected")
    return {name: _as_text(item) for name, item in value.items() if item is not None}


def _as_text(value: Any) -> str:
    return value if isinstance(value, str) else dumps(value)


async def _multipart(request: web.Request, values: dict[str, str]) -> Params:
    uploads: dict[str, Upload] = {}
    try:
        form = await request.post()
        for name, item in form.items():
            if isinstance(item, web.FileField):
                data = await asyncio.to_thread(item.file.read)
                uploads[name] = Upload(item.filename or "file", item.content_type, data)
            else:
                values[name] = item if isinstance(item, str) else bytes(item).decode()
    except UnicodeError as error:
        raise bad_request(_NOT_UTF8) from error
    except ValueError as error:
        raise bad_request("can't parse multipart form data") from error
    return Params(values, uploads)
