"""A stage for each test, on SQLite and where it matters on PostgreSQL; `carnet demo` is run once for each kind."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from tests import postgresql
from tests.faults.forking import Nursery, nursery
from tests.faults.program import finished
from tests.faults.stage import SEATS, Stage, staged


@pytest.fixture(scope="session")
def programs() -> Iterator[Nursery]:
    with nursery() as found:
        yield found


@pytest.fixture(scope="session")
def demo_file(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file in which the demonstration company has its people."""
    folder = tmp_path_factory.mktemp("demo")
    _demo(folder, f"sqlite:///{shutil.copyfile(sqlite_template, folder / 'carnet.db')}")
    return folder / "carnet.db"


@pytest.fixture(scope="session")
def demo_database(postgresql_server: postgresql.Server, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The name of a PostgreSQL database in which the demonstration company has its people."""
    name = asyncio.run(postgresql_server.copy("template"))
    _demo(tmp_path_factory.mktemp("demo"), postgresql_server.url(name))
    return name


@pytest.fixture
def demo_sqlite_url(demo_file: Path, tmp_path: Path) -> str:
    return f"sqlite:///{shutil.copyfile(demo_file, tmp_path / 'carnet.db')}"


@pytest.fixture
def demo_postgresql_url(postgresql_server: postgresql.Server, demo_database: str) -> str:
    return postgresql_server.url(asyncio.run(postgresql_server.copy(demo_database)))


@pytest.fixture
async def on_sqlite(demo_sqlite_url: str, tmp_path: Path, programs: Nursery) -> AsyncIterator[Stage]:
    async with staged(tmp_path, demo_sqlite_url, programs) as stage:
        yield stage


@pytest.fixture
async def on_postgresql(demo_postgresql_url: str, tmp_path: Path, programs: Nursery) -> AsyncIterator[Stage]:
    async with staged(tmp_path, demo_postgresql_url, programs) as stage:
        yield stage


@pytest.fixture(params=["sqlite", "postgresql"])
def demo_url(request: pytest.FixtureRequest) -> str:
    address: str = request.getfixturevalue(f"demo_{request.param}_url")
    return address


@pytest.fixture
async def on_both(demo_url: str, tmp_path: Path, programs: Nursery) -> AsyncIterator[Stage]:
    async with staged(tmp_path, demo_url, programs) as stage:
        yield stage


def _demo(folder: Path, url: str) -> None:
    status, _output, errors = asyncio.run(
        finished("demo", *SEATS, settings={"CARNET_DATA": str(folder), "DATABASE_URL": url})
    )
    assert status == 0, errors
