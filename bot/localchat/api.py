"""The Bot API's own routes: /bot<token>/<method> and /file/bot<token>/<path>."""

from __future__ import annotations

import asyncio
import hmac
import logging
from typing import Any

from aiohttp import web

from bot.localchat.errors import Refused, forbidden, too_many_requests
from bot.localchat.faults import Fault
from bot.localchat.keys import WORLD
from bot.localchat.methods import METHODS
from bot.localchat.params import read_params
from bot.localchat.wire import RawJson, dumps
from bot.localchat.world import World

_log = logging.getLogger(__name__)
_UNAUTHORIZED = Refused(401, "Unauthorized")
_NOT_FOUND = Refused(404, "Not Found")
_TOO_LARGE = Refused(413, "Request Entity Too Large")
_BROKEN = Refused(500, "Internal Server Error")
_GATEWAY_PAGE = (
    "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad Gateway</h1></center>\r\n"
    "<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n"
)


async def call_method(request: web.Request) -> web.StreamResponse:
    """Execute one Bot API call, or the fault set for it."""
    world, method = request.app[WORLD], request.match_info["method"]
    if request.method not in ("GET", "POST"):
        return _refusal(world, method, Refused(405, "Method Not Allowed"))
    if not _knows(world, request.match_info["token"]):
        return _refusal(world, method, _UNAUTHORIZED)
    fault = world.faults.strike(method.lower())
    if fault is not None and (answer := await _instead(world, request, method, fault)) is not None:
        return answer
    answer = await _execute(world, request, method)
    if fault is not None and fault.effect == "drop_after":
        _hang_up(request)
    return answer


async def unknown_address(_: web.Request) -> web.Response:
    """An address under /bot that names no method."""
    return _answer(_NOT_FOUND.body(), 404)


async def serve_file(request: web.Request) -> web.StreamResponse:
    """A file by the file_path that getFile gave."""
    world = request.app[WORLD]
    if not _knows(world, request.match_info["token"]):
        return _answer(_UNAUTHORIZED.body(), 401)
    file = world.files.find_path(request.match_info["path"])
    if file is None:
        return _answer(_NOT_FOUND.body(), 404)
    return web.FileResponse(world.files.location(file), headers={"Content-Type": "application/octet-stream"})


async def _execute(world: World, request: web.Request, method: str) -> web.Response:
    run = METHODS.get(method.lower())
    if run is None:
        return _refusal(world, method, _NOT_FOUND)
    try:
        result: Any = await run(world, await read_params(request))
    except Refused as refusal:
        if request.transport is None:  # a poll left hanging by a bot that died: nobody is refused anything
            return _answer(refusal.body(), refusal.code)
        return _refusal(world, method, refusal)
    except web.HTTPRequestEntityTooLarge:
        return _refusal(world, method, _TOO_LARGE)
    except Exception:
        _log.exception("%s failed", method)
        return _refusal(world, method, _BROKEN)
    world.calls.note(method)
    return _answer(RawJson('{"ok":true,"result":' + dumps(result) + "}"))


async def _instead(world: World, request: web.Request, method: str, fault: Fault) -> web.Response | None:
    """What a fault answers before the call is executed; None when the call goes on."""
    match fault.effect:
        case "403":
            return _refusal(world, method, forbidden("bot was blocked by the user"))
        case "429":
            return _refusal(world, method, too_many_requests(fault.retry_after))
        case "500":
            return _refusal(world, method, _BROKEN)
        case "502":
            world.calls.note(method, 502, "Bad Gateway")
            return web.Response(status=502, text=_GATEWAY_PAGE, content_type="text/html")
        case "drop_before":
            world.calls.note(method, 0, "connection closed before the call")
            _hang_up(request)
            return web.Response()
        case "slow":
            await asyncio.sleep(fault.seconds)
    return None


def _hang_up(request: web.Request) -> None:
    """Close the connection; whatever is written to it later goes nowhere."""
    if request.transport is not None:
        request.transport.close()


def _knows(world: World, token: str) -> bool:
    return hmac.compare_digest(token.encode(), world.bot.token.encode())


def _refusal(world: World, method: str, refusal: Refused) -> web.Response:
    world.calls.note(method, refusal.code, refusal.description)
    return _answer(refusal.body(), refusal.code)


def _answer(body: Any, status: int = 200) -> web.Response:
    return web.Response(status=status, body=dumps(body).encode(), content_type="application/json")
