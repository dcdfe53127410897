"""SQLite under SQLAlchemy's async session, without a thread hop for each statement.

A statement of ours takes some 30 µs in SQLite; handing it to a thread and back costs ten times that. So statements run
in place, and only what waits for the disk or for another process leaves the event loop: BEGIN IMMEDIATE and COMMIT.
"""

import asyncio
import sqlite3
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from sqlalchemy import Engine, event
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.sqlite.base import SQLiteExecutionContext
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.engine import Connection
from sqlalchemy.pool import AsyncAdaptedQueuePool
from sqlalchemy.sql.compiler import InsertmanyvaluesSentinelOpts
from sqlalchemy.util import await_only

IMMEDIATE = "immediate"  # execution option of an engine whose transactions write

_PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    "PRAGMA busy_timeout=10000",
    "PRAGMA cache_size=-16000",
    "PRAGMA temp_store=MEMORY",
)


class _Cursor(sqlite3.Cursor):
    async def _async_soft_close(self) -> None:
        """Asked of an async driver's cursor before its rows are handed out; ours are read in place."""


class _ExecutionContext(SQLiteExecutionContext):
    def create_default_cursor(self) -> Any:
        return self._dbapi_connection.cursor(_Cursor)


class InPlaceSQLite(SQLiteDialect_pysqlite):
    """`sqlite+inplace`: the standard library's driver, awaited only where it may wait."""

    driver = "inplace"
    is_async = True
    execution_ctx_cls = _ExecutionContext
    supports_statement_cache = True
    # Rows of one INSERT are numbered in their order, so several go in one and each gets its id back.
    insertmanyvalues_implicit_sentinel = InsertmanyvaluesSentinelOpts.ANY_AUTOINCREMENT

    @classmethod
    def get_pool_class(cls, url: Any) -> type[AsyncAdaptedQueuePool]:
        return AsyncAdaptedQueuePool

    def create_connect_args(self, url: Any) -> Any:
        arguments, options = super().create_connect_args(url)
        return arguments, {**options, "isolation_level": None, "check_same_thread": False, "cached_statements": 512}

    def on_connect(self) -> Callable[[Any], None]:
        prepare = super().on_connect()

        def connected(connection: sqlite3.Connection) -> None:
            if prepare is not None:
                prepare(connection)  # type: ignore[arg-type]  # the stub wants a wider protocol than sqlite3's
            for pragma in _PRAGMAS:
                connection.execute(pragma).close()

        return connected

    def do_commit(self, dbapi_connection: Any) -> None:
        if dbapi_connection.in_transaction:
            _elsewhere(dbapi_connection.commit)

    def get_driver_connection(self, connection: Any) -> Any:
        return connection


def announce_transactions(engine: Engine) -> None:
    """SQLite's driver is told to begin nothing by itself; each transaction says how it begins.

    One that writes takes the write lock at once, so that it can never fail half-way for having read before.
    """

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        driver = connection.connection.driver_connection
        assert isinstance(driver, sqlite3.Connection)
        if connection.get_execution_options().get(IMMEDIATE):
            _elsewhere(driver.execute, "BEGIN IMMEDIATE")
        else:
            driver.execute("BEGIN").close()


def _elsewhere(call: Callable[..., Any], *arguments: Any) -> None:
    await_only(_to_its_end(asyncio.get_running_loop().run_in_executor(None, call, *arguments)))


async def _to_its_end(running: "asyncio.Future[Any]") -> None:
    """Wait for the thread even when cancelled: until it is done, the connection is not free to be rolled back."""
    try:
        await asyncio.shield(running)
    except asyncio.CancelledError:
        while not running.done():
            with suppress(asyncio.CancelledError):
                await asyncio.wait([running])
        running.exception()
        raise


registry.register("sqlite.inplace", __name__, InPlaceSQLite.__name__)
