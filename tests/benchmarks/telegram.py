"""The least Bot API server that a bot cannot tell from a real one: lean, so that what is measured is the bot."""

import asyncio
import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

Json = dict[str, Any]
Params = dict[str, str]

_LONGEST_ANSWER = 100  # updates
_HTTP = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"


@dataclass
class BotLine:
    """One bot's side of the server: updates that wait for it, and who hears of its calls."""

    id: int
    on_call: Callable[[str, Params], None] = lambda _method, _params: None
    polled: asyncio.Event = field(default_factory=asyncio.Event)
    calls: int = 0
    _waiting: list[Json] = field(default_factory=list)
    _poll: asyncio.Future[None] | None = None
    _last_update: int = 1000
    _last_message: int = 0

    def message_id(self) -> int:
        self._last_message += 1
        return self._last_message

    def push(self, kind: str, body: Json) -> None:
        """Give the bot an update."""
        self._last_update += 1
        self._waiting.append({"update_id": self._last_update, kind: body})
        if self._poll is not None and not self._poll.done():
            self._poll.set_result(None)

    async def poll(self, params: Params) -> list[Json]:
        """The updates from an offset on, once there are some, as long polling gives them."""
        offset = int(params.get("offset", 0))
        self._waiting = [update for update in self._waiting if update["update_id"] >= offset]
        self.polled.set()
        if not self._waiting:
            self._poll = asyncio.get_running_loop().create_future()
            await asyncio.wait((self._poll,), timeout=float(params.get("timeout", 0)))
        return self._waiting[:_LONGEST_ANSWER]

    def answer(self, method: str, params: Params) -> Any:
        """The result of any other call."""
        self.calls += 1
        if method in ("sendmessage", "senddocument", "sendphoto", "editmessagetext", "editmessagereplymarkup"):
            result: Any = self._message(params)
        elif method == "getme":
            result = {**self._user(), "can_join_groups": True, "can_read_all_group_messages": False}
        else:
            result = True
        self.on_call(method, params)
        return result

    def _message(self, params: Params) -> Json:
        chat = {"id": int(params["chat_id"]), "type": "private", "first_name": "Karim"}
        message_id = int(params.get("message_id") or self.message_id())
        sent = {"message_id": message_id, "from": self._user(), "chat": chat, "date": int(time.time())}
        if "reply_markup" in params:
            sent["reply_markup"] = json.loads(params["reply_markup"])
        return {**sent, "text": params.get("text", "")}

    def _user(self) -> Json:
        return {"id": self.id, "is_bot": True, "first_name": "Carnet", "username": f"bench_{self.id}_bot"}


class Connection(asyncio.Protocol):
    """One kept-alive HTTP connection of a bot, one call at a time."""

    def __init__(self, lines: dict[str, BotLine]) -> None:
        self._lines = lines
        self._buffer = b""
        self._tasks: set[asyncio.Task[None]] = set()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        head, found, rest = self._buffer.partition(b"\r\n\r\n")
        if not found:
            return
        headers = _headers(head)
        length = int(headers.get(b"content-length", b"0"))
        if len(rest) >= length:
            self._buffer = rest[length:]
            token, method = head.split(b" ", 2)[1].decode().removeprefix("/bot").split("/")[:2]
            self._call(self._lines[token], method.lower(), _params(headers, rest[:length]))

    def _call(self, line: BotLine, method: str, params: Params) -> None:
        if method == "getupdates":
            task = asyncio.get_running_loop().create_task(self._poll(line, params))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        else:
            self._respond(line.answer(method, params))

    async def _poll(self, line: BotLine, params: Params) -> None:
        self._respond(await line.poll(params))

    def _respond(self, result: Any) -> None:
        body = json.dumps({"ok": True, "result": result}).encode()
        self._transport.write(_HTTP % len(body) + body)


def _headers(head: bytes) -> dict[bytes, bytes]:
    pairs = (line.partition(b":") for line in head.split(b"\r\n")[1:])
    return {name.lower(): value.strip() for name, _, value in pairs}


def _params(headers: dict[bytes, bytes], body: bytes) -> Params:
    kind, _, boundary = headers.get(b"content-type", b"").partition(b"boundary=")
    if not kind.startswith(b"multipart"):
        return dict(parse_qsl(body.decode()))
    parts = (part.partition(b"\r\n\r\n") for part in body.split(b"--" + boundary.strip(b'"')))
    named = ((head, value) for head, _, value in parts if value)
    return {_part_name(head): "" if b"filename" in head else value.strip().decode() for head, value in named}


def _part_name(head: bytes) -> str:
    return head.partition(b'name="')[2].partition(b'"')[0].decode()


@dataclass(frozen=True)
class Telegram:
    """The server, listening on a free port of the loopback."""

    base: str
    lines: dict[str, BotLine]
    _server: asyncio.Server

    def line(self, number: int) -> tuple[str, BotLine]:
        """A new bot: its token and its side of the server."""
        token = f"{number}:BENCH-{'x' * 28}"
        self.lines[token] = BotLine(number)
        return token, self.lines[token]

    def close(self) -> None:
        self._server.close()


async def listen() -> Telegram:
    lines: dict[str, BotLine] = {}
    server = await asyncio.get_running_loop().create_server(lambda: Connection(lines), "127.0.0.1", 0, backlog=512)
    return Telegram(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", lines, server)
