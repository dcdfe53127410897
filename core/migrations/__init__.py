"""The schema, one numbered revision after another: `upgrade` at each start, `downgrade` by hand.

Alembic is imported only when there is something to do: a start on an up-to-date database costs one small query.
"""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import Connection, column, inspect, select, table, text
from sqlalchemy.ext.asyncio import AsyncConnection

from core.db import Database, DatabaseUnusable
from core.db.sqlite import IMMEDIATE

if TYPE_CHECKING:
    from alembic.config import Config

_FOLDER: Final = Path(__file__).parent
_VERSION: Final = table("alembic_version", column("version_num"))
_LOCK: Final = 0x6361726E6574  # PostgreSQL's advisory lock of whoever migrates: "carnet"


class SchemaTooNew(DatabaseUnusable):
    """The database was migrated by a later version of the program."""

    def __init__(self, found: str) -> None:
        super().__init__(
            f"La base de données a été mise à jour par une version plus récente de Carnet (schéma {found}, "
            f"celui-ci connaît jusqu'à {head()}) : installez cette version, ou restaurez une sauvegarde."
        )


def head() -> str:
    """The newest revision that this code knows, such as "0001"."""
    return _known()[-1]


async def current(database: Database) -> str | None:
    """The revision of this database; None when it is empty."""
    async with database.engine.connect() as connection:
        return await connection.run_sync(_current)


async def upgrade(database: Database, revision: str | None = None) -> bool:
    """Bring the schema up to a revision, the newest if not said, all of it or nothing; False if it was there already.

    Processes that start together wait for one another. Raises SchemaTooNew when the code does not know the schema.
    """
    target = revision or head()
    if _refuse_unknown(await current(database)) == target:
        return False
    async with _alone(database) as connection:
        if _refuse_unknown(await connection.run_sync(_current)) == target:  # another process has just done it
            return False
        await connection.run_sync(_run, "upgrade", target)
    return True


async def downgrade(database: Database, revision: str) -> None:
    """Bring the schema back to an older revision, "base" for an empty database. What it adds is lost with its rows.

    Raises SchemaTooNew when the code does not know the schema.
    """
    async with _alone(database) as connection:
        _refuse_unknown(await connection.run_sync(_current))
        await connection.run_sync(_run, "downgrade", revision)


@cache
def _known() -> tuple[str, ...]:
    """The revisions in order, as the files are named: r0001_foundation.py is 0001."""
    return tuple(sorted(path.stem[1:5] for path in (_FOLDER / "versions").glob("r[0-9]*.py")))


def _refuse_unknown(revision: str | None) -> str | None:
    if revision is not None and revision not in _known():
        raise SchemaTooNew(revision)
    return revision


def _current(connection: Connection) -> str | None:
    if not inspect(connection).has_table(_VERSION.name):
        return None
    found: str | None = connection.execute(select(_VERSION.c.version_num)).scalar()
    return found


@asynccontextmanager
async def _alone(database: Database) -> AsyncIterator[AsyncConnection]:
    """A transaction that no other process migrates beside.

    SQLite changes a column by making the table anew, which its foreign keys would forbid: they are checked at the end.
    """
    async with database.engine.execution_options(**{IMMEDIATE: True}).connect() as connection:
        if not database.is_sqlite:
            async with connection.begin():
                await connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
                yield connection
            return
        await _without_transaction(connection, "PRAGMA foreign_keys=OFF")
        try:
            async with connection.begin():
                yield connection
                await connection.run_sync(_check_parents)
        finally:
            await _without_transaction(connection, "PRAGMA foreign_keys=ON")


def _check_parents(connection: Connection) -> None:
    orphans = connection.execute(text("PRAGMA foreign_key_check")).all()
    assert not orphans, f"the migration leaves rows without their parent: {orphans[:5]}"


async def _without_transaction(connection: AsyncConnection, pragma: str) -> None:
    raw = await connection.get_raw_connection()
    assert raw.driver_connection is not None
    raw.driver_connection.execute(pragma)


def _run(connection: Connection, direction: str, revision: str) -> None:
    from alembic import command

    steps: dict[str, Callable[[Config, str], Any]] = {"upgrade": command.upgrade, "downgrade": command.downgrade}
    steps[direction](_configuration(connection), revision)


def _configuration(connection: Connection) -> "Config":
    from alembic.config import Config

    configuration = Config(attributes={"connection": connection})
    configuration.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    configuration.set_main_option("path_separator", "os")
    return configuration
