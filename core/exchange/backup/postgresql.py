"""A PostgreSQL database as it stands at one moment, written and read by PostgreSQL's own tools.

The role of Carnet obeys row-level security; outside any company its policy shows every row, as a backup needs.
"""

import asyncio
import tempfile
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sqlalchemy import URL, text
from sqlalchemy.ext.asyncio import AsyncConnection

from core.db import Database
from core.exchange.backup.archive import BackupRefused

ASIDE: Final = "replaced_"  # prefix of the schemas that a restoration set aside
_ONE_VIEW = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
_TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename"
_OTHERS = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
_DUMP = ("--format=custom", "--enable-row-security", f"--exclude-schema={ASIDE}*")
_LOAD = ("--single-transaction", "--exit-on-error", "--schema=public")
_UNOWNED = ("--no-owner", "--no-privileges", "--no-password")


@dataclass(frozen=True, slots=True)
class Frozen:
    """A database as it stood when it was frozen, whatever is written to it since."""

    connection: AsyncConnection
    snapshot: str

    async def write(self, target: Path) -> Mapping[str, int]:
        """Dump it into a file; returns the number of rows of each table."""
        await _run("pg_dump", self.connection.engine.url, *_DUMP, f"--snapshot={self.snapshot}", f"--file={target}")
        return await _rows(self.connection)


@asynccontextmanager
async def frozen(database: Database) -> AsyncIterator[Frozen]:
    """Freeze the database from here to the end of the block; nobody has to wait for it."""
    async with database.engine.execution_options(**_ONE_VIEW).connect() as connection:
        yield Frozen(connection, str(await connection.scalar(text("SELECT pg_export_snapshot()"))))


async def occupied(database: Database) -> bool:
    """Whether there are tables in the database."""
    async with database.engine.connect() as connection:
        return await connection.scalar(text(_TABLES)) is not None


async def in_use(database: Database) -> bool:
    """Whether another program is connected to this database."""
    async with database.engine.connect() as connection:
        return bool(await connection.scalar(text(_OTHERS)))


async def load(database: Database, dump: Path, rows: Mapping[str, int], aside: str) -> None:
    """Put a dump in the place of what there is, which stays in the schema `aside`. All of it or nothing."""
    async with database.engine.begin() as connection:
        await connection.execute(text(f"ALTER SCHEMA public RENAME TO {aside}"))
        await connection.execute(text("CREATE SCHEMA public"))
    try:
        await _run("pg_restore", database.engine.url, *_LOAD, str(dump))
        await _expect(database, rows)
    except BaseException:
        async with database.engine.begin() as connection:
            await connection.execute(text("DROP SCHEMA public CASCADE"))
            await connection.execute(text(f"ALTER SCHEMA {aside} RENAME TO public"))
        raise


async def _expect(database: Database, rows: Mapping[str, int]) -> None:
    async with database.engine.connect() as connection:
        if await _rows(connection) != rows:
            raise BackupRefused("La base restaurée n'a pas les lignes que la sauvegarde annonce : rien n'a été changé.")


async def _rows(connection: AsyncConnection) -> Mapping[str, int]:
    tables = (await connection.scalars(text(_TABLES))).all()
    count = 'SELECT count(*) FROM public."{}"'
    return {name: int(await connection.scalar(text(count.format(name))) or 0) for name in tables}


async def _run(tool: str, url: URL, *arguments: str) -> None:
    """Run a tool of PostgreSQL on this database; raises BackupRefused with its last words when it fails."""
    with _conninfo(url) as conninfo:
        try:
            process = await asyncio.create_subprocess_exec(
                tool, *_UNOWNED, *arguments, f"--dbname={conninfo}", stderr=asyncio.subprocess.PIPE
            )
        except FileNotFoundError as error:
            raise BackupRefused(f"La commande {tool} manque : installez les outils clients de PostgreSQL.") from error
        _, said = await process.communicate()
    if process.returncode:
        last = (said.decode(errors="replace").strip() or "sans un mot").splitlines()[-1]
        raise BackupRefused(f"{tool} a échoué : {last}")


@contextmanager
def _conninfo(url: URL) -> Iterator[str]:
    """The address as libpq writes it; the password goes by a file only we can read, never by the command line."""
    words = {"host": url.host, "port": url.port, "user": url.username, "dbname": url.database, **url.query}
    if "ssl" in words:
        words["sslmode"] = words.pop("ssl")  # asyncpg's word for it
    with tempfile.NamedTemporaryFile("w", prefix="carnet-", encoding="utf-8") as passfile:
        if url.password is not None:
            passfile.write(f"*:*:*:*:{_escaped(str(url.password), ':')}\n")
            passfile.flush()
            words["passfile"] = passfile.name
        yield " ".join(
            f"{word}='{_escaped(str(value), chr(39))}'" for word, value in words.items() if value is not None
        )


def _escaped(value: str, sign: str) -> str:
    return value.replace("\\", "\\\\").replace(sign, f"\\{sign}")
