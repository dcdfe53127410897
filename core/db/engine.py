"""One database: where it is, how a transaction begins on it, and a clear sentence when it cannot be used."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import URL, make_url, text
from sqlalchemy.exc import ArgumentError, DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, create_async_engine

from core.db.scope import CompanySession
from core.db.sqlite import IMMEDIATE, announce_transactions

_DRIVERS = {"sqlite": "sqlite+inplace", "postgresql": "postgresql+asyncpg", "postgres": "postgresql+asyncpg"}

# SQLSTATE classes of faults that pass: connection, rolled back for others, short of something, locked, shut down.
_PASSING = {"08", "40", "53", "55", "57"}

# PostgreSQL shows each statement what was committed when that statement began, unless asked for one view.
_ONE_VIEW = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}


class DatabaseUnusable(Exception):
    """The configured database cannot be used; the text is one sentence for the person who starts the program."""


@dataclass
class Database:
    """The engine of one process. On SQLite one writer at a time, in the order of their asking."""

    engine: AsyncEngine
    _one_writer: asyncio.Lock = field(default_factory=asyncio.Lock)

    def __post_init__(self) -> None:
        self._for_reading = self.engine if self.is_sqlite else self.engine.execution_options(**_ONE_VIEW)
        self._for_writing = self.engine.execution_options(**{IMMEDIATE: True})

    @property
    def is_sqlite(self) -> bool:
        return self.engine.dialect.name == "sqlite"

    @asynccontextmanager
    async def reading(self, company_id: int | None = None) -> AsyncIterator[AsyncSession]:
        """A session that will not write: one consistent view, given back without a commit."""
        async with self._session(self._for_reading) as session:
            await scope(session, company_id)
            yield session

    @asynccontextmanager
    async def writing(self, company_id: int | None = None) -> AsyncIterator[AsyncSession]:
        """A transaction: committed when the block ends, nothing of it kept when the block raises."""
        turn = self._one_writer if self.is_sqlite else nullcontext()
        async with turn, self._session(self._for_writing) as session, session.begin():
            await scope(session, company_id)
            yield session

    async def close(self) -> None:
        await self.engine.dispose()

    @asynccontextmanager
    async def _session(self, engine: AsyncEngine) -> AsyncIterator[AsyncSession]:
        session = AsyncSession(
            engine,
            sync_session_class=CompanySession,
            expire_on_commit=False,
            autoflush=True,
            close_resets_only=False,  # whoever asks a closed one would take a connection that nobody gives back
        )
        if not self.is_sqlite:
            async with session:
                yield session
            return
        try:
            yield session
        finally:
            # In place: `async with` would close it in a task of its own, and the connection would be held meanwhile.
            await session.close()


async def scope(session: AsyncSession, company_id: int | None) -> None:
    """From here on this session sees one company only; PostgreSQL is told too, for its row-level security."""
    session.info["company_id"] = company_id
    if session.get_bind().dialect.name == "postgresql":
        await session.execute(
            text("SELECT set_config('carnet.company', :company, true)"),
            {"company": "" if company_id is None else str(company_id)},
        )


def connect(url: str) -> Database:
    """The database of a `DATABASE_URL`: sqlite:///path or postgresql://user:password@host/name.

    Raises DatabaseUnusable for an unknown scheme or a folder that does not exist. Connects to nothing yet.
    """
    target = _target(url)
    if target.get_backend_name() == "sqlite":
        engine = create_async_engine(target, pool_size=8, max_overflow=32, hide_parameters=True)
        announce_transactions(engine.sync_engine)
        return Database(engine)
    return Database(create_async_engine(target, pool_size=8, max_overflow=8, pool_pre_ping=True, hide_parameters=True))


async def reach(database: Database) -> None:
    """Raise DatabaseUnusable unless the database answers."""
    place = database.engine.url.render_as_string(hide_password=True)
    try:
        async with database.engine.connect() as connection:
            await connection.run_sync(lambda answering: answering.scalar(text("SELECT 1")))
    except (DBAPIError, OSError, TimeoutError) as error:
        reason = str(getattr(error, "orig", None) or error).splitlines()[0]
        raise DatabaseUnusable(f"La base de données {place} ne répond pas : {reason}") from error


def passing(error: BaseException) -> bool:
    """Whether the fault is the database's and passes: it is away, busy, or gave way to another transaction.

    The same work may be tried again; whether its commit went through is not known.
    """
    if not isinstance(error, DBAPIError):
        return isinstance(error, OSError | PoolTimeout | sqlite3.OperationalError)  # the last from our own BEGIN
    if isinstance(getattr(error.orig, "__cause__", None), ValueError):  # asyncpg's word for a value that fits no column
        return False
    state = str(getattr(error.orig, "sqlstate", None) or "")
    return error.connection_invalidated or isinstance(error, OperationalError | InterfaceError) or state[:2] in _PASSING


def _target(url: str) -> URL:
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise DatabaseUnusable(
            "DATABASE_URL n'est pas une adresse de base de données "
            "(sqlite:///chemin/carnet.db ou postgresql://utilisateur:motdepasse@serveur/base)."
        ) from None
    driver = _DRIVERS.get(parsed.drivername.split("+")[0])
    if driver is None:
        raise DatabaseUnusable(
            f"DATABASE_URL commence par « {parsed.drivername} » : Carnet connaît sqlite:///… et postgresql://…"
        )
    if driver.startswith("sqlite") and parsed.database and not Path(parsed.database).parent.is_dir():
        raise DatabaseUnusable(f"Le dossier {Path(parsed.database).parent} de la base de données n'existe pas.")
    return parsed.set(drivername=driver)
