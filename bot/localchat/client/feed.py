"""What the page follows and fetches: events, files; and what tests look at and set: calls, faults."""

from __future__ import annotations

from urllib.parse import quote

from aiohttp import web

from bot.localchat.client.requests import Rejected, answer, query_number, read_object, world_of
from bot.localchat.faults import read_fault
from bot.localchat.wire import dumps

# Shown in place; everything else is kept from running as a page of this address.
_VIEWED = {"application/pdf", "image/jpeg", "image/png", "image/gif", "image/webp", "audio/ogg", "audio/mpeg"}


async def events(request: web.Request) -> web.StreamResponse:
    """Server-sent events after the cursor `after`, or after the last one a reconnecting browser has seen."""
    seen = request.headers.get("Last-Event-ID", "")
    after = max(query_number(request, "after", 0), int(seen) if seen.isdecimal() and len(seen) <= 15 else 0)
    response = web.StreamResponse(headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"})
    await response.prepare(request)
    await response.write(b"retry: 1000\n\n")
    try:
        async for item in world_of(request).events.follow(after):
            line = ":\n\n" if item is None else f"id: {item[0]}\ndata: {dumps(item[1])}\n\n"
            await response.write(line.encode())
    except ConnectionError:
        pass  # the page has gone
    return response


async def file(request: web.Request) -> web.StreamResponse:
    world = world_of(request)
    stored = world.files.find(request.match_info["file_id"])
    if stored is None:
        raise Rejected(404, "Ce fichier n’existe pas.")
    headers = {
        "Content-Type": stored.mime_type,
        "Content-Disposition": f"inline; filename*=UTF-8''{quote(stored.name)}",
        "Cache-Control": "private, max-age=31536000, immutable",
        "X-Content-Type-Options": "nosniff",
    }
    if stored.mime_type not in _VIEWED:
        headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return web.FileResponse(world.files.location(stored), headers=headers)


async def calls(request: web.Request) -> web.Response:
    after = query_number(request, "after", 0)
    return answer({"calls": [call for call in world_of(request).calls.newest if call["n"] > after]})


async def set_fault(request: web.Request) -> web.Response:
    try:
        fault = read_fault(await read_object(request))
    except (ValueError, TypeError) as error:
        raise Rejected(400, str(error)) from error
    world_of(request).faults.add(fault)
    return answer({})


async def clear_faults(request: web.Request) -> web.Response:
    world_of(request).faults.clear()
    return answer({})
