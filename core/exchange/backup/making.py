"""`carnet backup FOLDER`: everything as it stands at one moment, while the program goes on."""

import asyncio
import sqlite3
import tempfile
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from core import migrations
from core.db import Database, connect
from core.db.engine import reach
from core.exchange.backup import postgresql, sqlite
from core.exchange.backup.archive import BackupRefused, Facts, Manifest, pack
from core.exchange.backup.places import CHAT, DATABASE, kind, sqlite_file, stamp, stored_files
from core.settings import Settings
from core.uow import Clock, system_clock


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup that was written and read back. `altered`: stored files whose content had changed on the disk before."""

    path: Path
    manifest: Manifest
    altered: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Frozen:
    database: sqlite.Frozen | postgresql.Frozen
    chat: sqlite.Frozen | None

    async def write(self, folder: Path, name: str) -> Mapping[str, Mapping[str, int]]:
        """Write the databases into the folder under their names in the backup; returns their numbers of rows."""
        if isinstance(self.database, postgresql.Frozen):
            rows = {name: await self.database.write(folder / name)}
        else:
            rows = {name: await asyncio.to_thread(self.database.write, folder / name)}
        if self.chat is not None:
            (folder / CHAT).parent.mkdir()
            rows[CHAT] = await asyncio.to_thread(self.chat.write, folder / CHAT)
        return rows


async def back_up(settings: Settings, folder: Path, clock: Clock = system_clock) -> Backup:
    """Save the installation into one new file of this folder. Raises BackupRefused, DatabaseUnusable.

    Stored files are never changed or removed and are written before the row that names them: copied after the
    databases, none is missing.
    """
    database = connect(settings.database_url)
    try:
        schema = await _schema(database)
        with _scratch(folder) as scratch:
            now = clock()
            async with _frozen(settings, database) as frozen:
                rows = await frozen.write(Path(scratch), DATABASE[kind(database)])
            facts = Facts(
                made_at=now.isoformat(), version=version("carnet"), kind=kind(database), schema=schema, rows=rows
            )
            target = folder / f"carnet-{stamp(now)}.tar.gz"
            return await asyncio.to_thread(_pack, settings, target, facts, {row: Path(scratch) / row for row in rows})
    except (OSError, sqlite3.Error) as error:
        raise BackupRefused(f"La sauvegarde n'a pas pu être écrite dans {folder} : {error}.") from error
    finally:
        await database.close()


def _pack(settings: Settings, target: Path, facts: Facts, databases: Mapping[str, Path]) -> Backup:
    stored = stored_files(settings)
    manifest = pack(target, facts, {**databases, **stored})
    altered = tuple(name for name, path in stored.items() if manifest.files[name] != path.name)
    return Backup(target, manifest, altered)


async def _schema(database: Database) -> str:
    if database.is_sqlite and not sqlite_file(database).exists():
        raise BackupRefused(f"Rien à sauvegarder : {sqlite_file(database)} n'existe pas.")
    await reach(database)
    schema = await migrations.current(database)
    if schema is None:
        raise BackupRefused("Rien à sauvegarder : la base de données est vide.")
    return schema


def _scratch(folder: Path) -> "tempfile.TemporaryDirectory[str]":
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        return tempfile.TemporaryDirectory(dir=folder, prefix=".carnet-")
    except OSError as error:
        raise BackupRefused(f"Le dossier {folder} n'est pas utilisable : {error.strerror}.") from error


@asynccontextmanager
async def _frozen(settings: Settings, database: Database) -> AsyncIterator[_Frozen]:
    """Both databases at the same moment: the local chat stands still while they are frozen, a few milliseconds."""
    chat = settings.data / CHAT
    async with AsyncExitStack() as stack:
        if not chat.exists():
            yield _Frozen(await _freeze(stack, database), None)
            return
        with sqlite.unwritten(chat):
            found = _Frozen(await _freeze(stack, database), stack.enter_context(sqlite.frozen(chat)))
        yield found


async def _freeze(stack: AsyncExitStack, database: Database) -> sqlite.Frozen | postgresql.Frozen:
    if database.is_sqlite:
        return stack.enter_context(sqlite.frozen(sqlite_file(database)))
    return await stack.enter_async_context(postgresql.frozen(database))
