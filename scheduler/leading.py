"""One process keeps the clock: on SQLite the only one, on PostgreSQL the one that holds the advisory lock."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any, Final

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, InterfaceError
from sqlalchemy.ext.asyncio import AsyncConnection

from core.alarms.alarms import CHANNEL
from core.db import Database

log = logging.getLogger(__name__)

_LOCK: Final = 0x636C6F636B  # PostgreSQL's advisory lock of whoever keeps the clock: "clock"
_EVERY: Final = 1.0  # seconds between tries to take the lock, and looks whether it is still held
_GONE: Final = (DBAPIError, InterfaceError, OSError)


async def lead(database: Database, keep: Callable[[], Awaitable[None]], wake: Callable[[], None]) -> None:
    """Run `keep` for ever in the one process that leads; another takes over within seconds when that one is gone.

    `wake` is called when another process has set an alarm.
    """
    if database.is_sqlite:
        await keep()
        return
    while True:
        with suppress(*_GONE):
            async with _elected(database, wake) as connection:
                log.info("this process keeps the clock")
                await _while_held(connection, keep)
        await asyncio.sleep(_EVERY)


@asynccontextmanager
async def _elected(database: Database, wake: Callable[[], None]) -> AsyncIterator[AsyncConnection]:
    """A connection that holds the lock and hears of alarms; waits until the lock is free."""
    async with database.engine.connect() as connection:
        await connection.execution_options(isolation_level="AUTOCOMMIT")
        asked = text("SELECT pg_try_advisory_lock(:key)")
        while not await connection.scalar(asked, {"key": _LOCK}):  # noqa: ASYNC110 - another process holds it
            await asyncio.sleep(_EVERY)
        raw: Any = (await connection.get_raw_connection()).driver_connection

        def heard(*_told: object) -> None:
            wake()

        await raw.add_listener(CHANNEL, heard)
        try:
            yield connection
        finally:
            with suppress(*_GONE):
                await raw.remove_listener(CHANNEL, heard)
            await connection.invalidate()  # closed, so that the lock is free at once


async def _while_held(connection: AsyncConnection, keep: Callable[[], Awaitable[None]]) -> None:
    """Keep the clock as long as the connection that holds the lock lives."""
    keeping = asyncio.ensure_future(keep())
    try:
        while not keeping.done():
            await asyncio.wait((keeping,), timeout=_EVERY)
            await connection.execute(text("SELECT 1"))
        keeping.result()
    except _GONE:
        log.warning("the connection that holds the clock is lost; another process takes over, or this one again")
        raise
    finally:
        keeping.cancel()
        with suppress(asyncio.CancelledError):
            await keeping
