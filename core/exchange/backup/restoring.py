"""`carnet restore FILE`: an installation as a backup found it. What stood in its place is set aside, not deleted."""

import asyncio
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from core import migrations
from core.db import Database, connect
from core.db.engine import reach
from core.exchange.backup import postgresql, sqlite
from core.exchange.backup.archive import BackupRefused, Manifest, read
from core.exchange.backup.places import CHAT, DATABASE, FOLDERS, kind, sqlite_file, stamp
from core.settings import Settings
from core.uow import Clock, system_clock

_RUNNING = "Carnet tourne encore sur cette installation : arrêtez-le, puis recommencez."


async def restore(settings: Settings, archive: Path, *, replace: bool = False, clock: Clock = system_clock) -> Manifest:
    """Put a backup in place; every byte and every row of it is checked first.

    Raises BackupRefused, with nothing changed, when the archive is damaged or of the other kind of database, when
    Carnet is running here, and, unless `replace`, when there is anything here already. Raises SchemaTooNew.
    """
    database = connect(settings.database_url)
    try:
        await _check_place(settings, database, replace)
        with tempfile.TemporaryDirectory(dir=settings.data, prefix=".restore-") as scratch:
            manifest = await asyncio.to_thread(_unpack, archive, Path(scratch), kind(database))
            await _put(settings, database, Path(scratch), manifest, stamp(clock()))
        return manifest
    finally:
        await database.close()


async def _check_place(settings: Settings, database: Database, replace: bool) -> None:
    if not database.is_sqlite:
        await reach(database)
    chat = settings.data / CHAT
    if (chat.exists() and sqlite.in_use(chat)) or await _in_use(database):
        raise BackupRefused(_RUNNING)
    if not replace and (found := [*_occupied(settings), *await _occupied_database(database)]):
        raise BackupRefused(
            f"Il y a déjà une installation ici ({', '.join(found)}) : "
            "ajoutez --replace pour la mettre de côté et restaurer à sa place."
        )


async def _in_use(database: Database) -> bool:
    if database.is_sqlite:
        file = sqlite_file(database)
        return file.exists() and sqlite.in_use(file)
    return await postgresql.in_use(database)


def _occupied(settings: Settings) -> Iterator[str]:
    for name in FOLDERS:
        folder = settings.data / name
        if folder.is_dir() and any(folder.iterdir()):
            yield str(folder)


async def _occupied_database(database: Database) -> list[str]:
    if database.is_sqlite:
        file = sqlite_file(database)
        return [str(file)] if file.exists() else []
    return ["la base PostgreSQL"] if await postgresql.occupied(database) else []


def _unpack(archive: Path, folder: Path, expected: str) -> Manifest:
    """The whole archive in a folder, checked: hashes, schema, and the rows of its SQLite files."""
    manifest = read(archive, folder)
    if manifest.kind != expected:
        raise BackupRefused(
            f"Cette sauvegarde vient d'une base {manifest.kind}, DATABASE_URL désigne une base {expected}."
        )
    if manifest.schema > migrations.head():
        raise migrations.SchemaTooNew(manifest.schema)
    for name, rows in manifest.rows.items():
        if name != DATABASE["postgresql"] and sqlite.check(folder / name) != rows:
            raise BackupRefused(f"{name} n'a pas les lignes que la sauvegarde annonce.")
    os.sync()  # on the disk for good before anything takes its place
    return manifest


async def _put(settings: Settings, database: Database, source: Path, manifest: Manifest, moment: str) -> None:
    """The database first: it is what may still fail."""
    name = DATABASE[manifest.kind]
    if database.is_sqlite:
        _exchange(source / name, sqlite_file(database), moment)
    else:
        aside = f"{postgresql.ASIDE}{moment.replace('-', '_')}"
        await postgresql.load(database, source / name, manifest.rows[name], aside)
    for folder in FOLDERS:
        _exchange(source / folder, settings.data / folder, moment)


def _exchange(source: Path, target: Path, moment: str) -> None:
    """Set aside what is at the target, and put the source there if there is one."""
    if target.exists():
        target.rename(target.with_name(f"{target.name}.replaced-{moment}"))
    if source.exists():
        shutil.move(source, target)  # a SQLite file may live on another disk than CARNET_DATA
