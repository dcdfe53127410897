"""The server's life: opening, listening on the loopback, closing."""

from __future__ import annotations

import socket
from dataclasses import dataclass
from pathlib import Path

from aiohttp import web

from bot.localchat.api import call_method, serve_file, unknown_address
from bot.localchat.client import add_client_routes
from bot.localchat.events import Events
from bot.localchat.faults import Faults
from bot.localchat.files import MAX_UPLOAD, Files
from bot.localchat.keys import WORLD
from bot.localchat.payments import Checkouts, Invoices
from bot.localchat.queries import CALLBACK_SECONDS, CallbackQueries, InlineQueries
from bot.localchat.store import Store
from bot.localchat.updates import Updates
from bot.localchat.world import BotIdentity, Calls, World

HOST = "127.0.0.1"
_FORM_MARGIN = 1024 * 1024  # what a form may weigh besides its largest file
_SHUTDOWN_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class LocalChat:
    """A running local chat. Give `f"{url}/bot"` and `f"{url}/file/bot"` to the bot's library as base addresses."""

    url: str
    port: int
    world: World
    _runner: web.AppRunner

    async def close(self) -> None:
        """Stop listening, let go of those who wait, and close the file."""
        self.world.updates.close()
        self.world.events.close()
        self.world.callbacks.close()
        await self._runner.cleanup()
        self.world.store.close()


async def start(
    data: Path,
    *,
    port: int,
    token: str,
    bot_username: str = "carnet_local_bot",
    bot_name: str = "Carnet",
    callback_seconds: float = CALLBACK_SECONDS,
) -> LocalChat:
    """Open the local chat kept under `data` and listen on 127.0.0.1; port 0 takes a free one.

    A tap not answered within `callback_seconds` expires. Raises OSError, nothing touched, when the port is taken.
    """
    listener = _listen(port)
    try:
        world = _open(data, BotIdentity(token, bot_username, bot_name), callback_seconds)
    except BaseException:
        listener.close()
        raise
    runner = web.AppRunner(
        _application(world), access_log=None, shutdown_timeout=_SHUTDOWN_SECONDS, handle_signals=False
    )
    await runner.setup()
    await web.SockSite(runner, listener, backlog=512).start()
    bound = int(listener.getsockname()[1])
    return LocalChat(f"http://{HOST}:{bound}", bound, world, runner)


def _listen(port: int) -> socket.socket:
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((HOST, port))
        listener.listen(512)
    except BaseException:
        listener.close()
        raise
    return listener


def _open(data: Path, bot: BotIdentity, callback_seconds: float) -> World:
    data.mkdir(parents=True, exist_ok=True)
    store = Store(data / "localchat.sqlite3")
    events = Events(store)
    return World(
        bot=bot,
        store=store,
        updates=Updates(store),
        events=events,
        files=Files(store, data / "files"),
        callbacks=CallbackQueries(store, events, callback_seconds),
        inline=InlineQueries(),
        invoices=Invoices(store),
        checkouts=Checkouts(),
        faults=Faults(),
        calls=Calls(),
    )


def _application(world: World) -> web.Application:
    app = web.Application(client_max_size=MAX_UPLOAD + _FORM_MARGIN)
    app[WORLD] = world
    app.router.add_route("*", "/bot{token}/{method}", call_method)
    app.router.add_route("*", "/bot{rest:.*}", unknown_address)
    app.router.add_get("/file/bot{token}/{path:.+}", serve_file)
    add_client_routes(app)
    return app
