"""A SQLite file as it stands at one moment, while others go on writing to it."""

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from core.exchange.backup.archive import BackupRefused

_PATIENCE = 30.0  # seconds that a writer may hold the file


@dataclass(frozen=True, slots=True)
class Frozen:
    """A file as it stood when it was frozen, whatever is written to it since."""

    connection: sqlite3.Connection

    def write(self, target: Path) -> Mapping[str, int]:
        """Copy it into a new file that needs no other beside it; returns the number of rows of each table."""
        with closing(sqlite3.connect(target)) as copy:
            self.connection.backup(copy)
            copy.execute("PRAGMA journal_mode=DELETE")
        return check(target)


@contextmanager
def frozen(file: Path) -> Iterator[Frozen]:
    """Freeze the file from here to the end of the block; nobody has to wait for it."""
    with closing(sqlite3.connect(file, timeout=_PATIENCE, isolation_level=None, check_same_thread=False)) as connection:
        connection.execute("BEGIN")
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()  # the first read fixes what is seen
        yield Frozen(connection)


@contextmanager
def unwritten(file: Path) -> Iterator[None]:
    """Nobody writes to the file during the block: keep it short."""
    with closing(sqlite3.connect(file, timeout=_PATIENCE, isolation_level=None)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        yield
        connection.execute("ROLLBACK")


def check(file: Path) -> Mapping[str, int]:
    """The number of rows of each table of a file that is whole; raises BackupRefused when it is not."""
    with closing(sqlite3.connect(file)) as connection:
        try:
            found = [row[0] for row in connection.execute("PRAGMA integrity_check")]
            orphans = connection.execute("PRAGMA foreign_key_check").fetchall()
        except sqlite3.DatabaseError as error:
            raise BackupRefused(f"{file.name} n'est pas une base SQLite : {error}.") from error
        if found != ["ok"] or orphans:
            raise BackupRefused(f"{file.name} est abîmé : {(found if found != ['ok'] else orphans)[0]}.")
        return _rows(connection)


def in_use(file: Path) -> bool:
    """Whether a program has this file open. A file nobody has open is left whole, with no other beside it."""
    with closing(sqlite3.connect(file, timeout=0.5)) as connection:
        try:
            connection.execute("PRAGMA journal_mode=DELETE")
        except sqlite3.OperationalError:
            return True
        return False


def _rows(connection: sqlite3.Connection) -> Mapping[str, int]:
    tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'")
    names = sorted(row[0] for row in tables.fetchall())
    return {name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in names}  # noqa: S608 - the file's own tables
