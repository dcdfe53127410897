"""The parameters of one call, whichever way they came: query, form, multipart or JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

from aiohttp import BodyPartReader, web
from aiohttp.hdrs import CONTENT_TYPE

from bot.localchat.errors import bad_request
from bot.localchat.wire import dumps, loads

_TRUE = {"true", "yes", "1"}
_MAX_INTEGER = (1 << 63) - 1
_MAX_FIELDS = 100
_ANY_TYPE = "application/octet-stream"
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
    try:
        form = await read_form(request)
    except UnicodeError as error:
        raise bad_request(_NOT_UTF8) from error
    except ValueError as error:
        raise bad_request("can't parse multipart form data") from error
    return Params({**values, **form.values}, form.uploads)


async def read_form(request: web.Request) -> Params:
    """The fields of a multipart body, in memory: a file of its own would stay open when the caller dies halfway.

    Raises ValueError for what is no such body, HTTPRequestEntityTooLarge.
    """
    values: dict[str, str] = {}
    uploads: dict[str, Upload] = {}
    if request.content_type != "multipart/form-data":
        raise ValueError("no multipart body")
    async for part in await request.multipart():
        if not isinstance(part, BodyPartReader) or part.name is None:
            raise ValueError("a part without a name, or with parts of its own")
        data = bytes(await part.read(decode=True))
        if part.filename:
            uploads[part.name] = Upload(part.filename, part.headers.get(CONTENT_TYPE, _ANY_TYPE), data)
        else:
            values[part.name] = data.decode()
        if len(values) + len(uploads) > _MAX_FIELDS:
            raise ValueError("too many fields")
    return Params(values, uploads)
