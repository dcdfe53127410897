"""A migrated database of its own for each test, on SQLite and on PostgreSQL, and a clock that the test sets."""

import asyncio
import os
import shutil
import subprocess
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from hypothesis.configuration import set_hypothesis_home_dir

from core import hooks  # noqa: F401 - connects the rooms, as `bot.app` does
from core.db import Database
from core.uow import Work
from tests import postgresql
from tests.companies import SettableClock
from tests.databases import copied, migrate, opened

_MEMORY = Path("/dev/shm")
_ROOM = 6 * 2**30  # bytes: a run needs less than one of these gigabytes
_GUARD = pytest.StashKey[subprocess.Popen[bytes]]()

# Machines of all speeds run these tests; a database fixture is meant to serve all examples of a property.
hypothesis_settings.register_profile(
    "carnet",
    max_examples=int(os.environ.get("CARNET_EXAMPLES", "30")),  # `make thorough` asks for many more
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
hypothesis_settings.load_profile("carnet")


def pytest_configure(config: pytest.Config) -> None:
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # programs are started some hundred times: compiled once
    if _MEMORY.is_dir() and shutil.disk_usage(_MEMORY).free > _ROOM:
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(_MEMORY))  # databases in memory: nothing waits for a disk
    set_hypothesis_home_dir(config.rootpath / ".pytest_cache" / "hypothesis")  # no folder more beside the code
    if not hasattr(config, "workerinput"):  # one server for the whole run, whatever the number of workers
        config.stash[_GUARD] = postgresql.announce()


def pytest_unconfigure(config: pytest.Config) -> None:
    if _GUARD in config.stash:
        postgresql.dismiss(config.stash[_GUARD])


@pytest.fixture(scope="session")
def postgresql_server() -> postgresql.Server:
    """The test run's own PostgreSQL."""
    return postgresql.server()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file to copy."""
    file = tmp_path_factory.mktemp("template") / "carnet.db"
    asyncio.run(migrate(f"sqlite:///{file}"))
    return file


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """The address of a migrated, empty database, for this test only; once for each kind of database."""
    address: str = request.getfixturevalue(f"{request.param}_url")
    return address


@pytest.fixture
def sqlite_url(sqlite_template: Path) -> str:
    return copied(sqlite_template, sqlite_template.with_name("here.db"))


@pytest.fixture(scope="session")
def postgresql_database(postgresql_server: postgresql.Server) -> str:
    """The name of a migrated database for this process."""
    return asyncio.run(postgresql_server.copy("template"))


@pytest.fixture
def postgresql_url(postgresql_server: postgresql.Server, postgresql_database: str) -> str:
    asyncio.run(postgresql_server.clear(postgresql_database))
    return postgresql_server.url(postgresql_database)


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """A migrated, empty database, once for each kind."""
    here = opened(database_url)
    yield here
    await here.close()


@pytest.fixture
def clock() -> SettableClock:
    """Monday 23 November 2026, nine o'clock in Paris, until the test moves it."""
    return SettableClock()


@pytest.fixture
def work(database: Database, clock: SettableClock) -> Work:
    """The two doors to the database, with the test's clock."""
    return Work(database, clock)
