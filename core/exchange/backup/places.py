"""Where the parts of an installation live, and the names they bear in a backup."""

import re
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Final

from core.db import Database
from core.exchange.backup.archive import BackupRefused
from core.settings import Settings

DATABASE: Final = {"sqlite": "database.sqlite3", "postgresql": "database.pgdump"}
CHAT: Final = "localchat/localchat.sqlite3"
FOLDERS: Final = ("files", "localchat")  # of CARNET_DATA, moved as they are
_STORES: Final = ("files", "localchat/files")  # folders of files named by the SHA-256 of their content
_STORED: Final = re.compile(r"[0-9a-f]{64}")  # not the files being written


def kind(database: Database) -> str:
    """sqlite or postgresql."""
    return database.engine.dialect.name


def sqlite_file(database: Database) -> Path:
    """The file of a SQLite database; raises BackupRefused for one that lives in memory."""
    name = database.engine.url.database
    if not name or name == ":memory:":
        raise BackupRefused("Cette base de données n'existe qu'en mémoire (DATABASE_URL) : il n'y a pas de fichier.")
    return Path(name)


def stored_files(settings: Settings) -> Mapping[str, Path]:
    """The stored files, under their names in a backup."""
    return {
        str(path.relative_to(settings.data)): path
        for store in _STORES
        for path in sorted((settings.data / store).rglob("*"))
        if _STORED.fullmatch(path.name) and path.is_file()
    }


def stamp(moment: datetime) -> str:
    """A moment in a file's name: 20261123-081500, in UTC."""
    return moment.strftime("%Y%m%d-%H%M%S")
