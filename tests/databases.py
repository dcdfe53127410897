"""Databases of the tests: a migrated SQLite file to copy, a PostgreSQL to empty, and one engine for each place.

Each process of the run has one place for each kind, so that the engine there keeps the SQL it has compiled: a fresh
engine compiles each statement anew, which is a quarter of the time of a test.
"""

import shutil
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncEngine

from core import migrations
from core.db import Database, connect

_ENGINES: dict[str, AsyncEngine] = {}


def opened(url: str) -> Database:
    """As `connect`, with the engine that was there before. Closed, it has no connection and knows no event loop."""
    if url not in _ENGINES:
        _ENGINES[url] = connect(url).engine
    return Database(_ENGINES[url])


def copied(template: Path, place: Path) -> str:
    """The address of a new file at this place, whatever was there."""
    for beside in ("", "-wal", "-shm"):
        place.with_name(place.name + beside).unlink(missing_ok=True)
    return f"sqlite:///{shutil.copyfile(template, place)}"


async def migrate(url: str) -> None:
    database = connect(url)
    await migrations.upgrade(database)
    await database.close()
