"""Installations on SQLite and on PostgreSQL, and empty places of the same kind to restore them to."""

import asyncio
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests import postgresql
from tests.deploy.installation import POSTGRESQL_TOOLS, Installation

Place = Callable[[str], Installation]


@pytest.fixture(autouse=True)
def tools(monkeypatch: pytest.MonkeyPatch) -> None:
    """pg_dump and pg_restore of the same version as the test run's server."""
    monkeypatch.setenv("PATH", f"{POSTGRESQL_TOOLS}:{os.environ['PATH']}")


@pytest.fixture
def on_sqlite(tmp_path: Path) -> Place:
    def place(name: str) -> Installation:
        folder = tmp_path / name
        folder.mkdir()
        return Installation(folder, f"sqlite:///{folder}/carnet.db")

    return place


@pytest.fixture
def on_postgresql(tmp_path: Path, postgresql_server: postgresql.Server) -> Place:
    names = {name: asyncio.run(postgresql_server.copy("empty")) for name in ("here", "elsewhere")}

    def place(name: str) -> Installation:
        folder = tmp_path / name
        folder.mkdir()
        return Installation(folder, postgresql_server.url(names[name]))

    return place


@pytest.fixture(params=["sqlite", "postgresql"])
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def here(request: pytest.FixtureRequest, kind: str) -> Installation:
    """An empty place, once for each kind of database."""
    found: Installation = request.getfixturevalue(f"on_{kind}")("here")
    return found


@pytest.fixture
def elsewhere(request: pytest.FixtureRequest, kind: str) -> Installation:
    """Another empty place for the same kind of database."""
    found: Installation = request.getfixturevalue(f"on_{kind}")("elsewhere")
    return found
