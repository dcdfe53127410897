"""The schema goes up and down on both databases, whole or not at all, and is what the models say."""

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, inspect, text
from sqlalchemy.exc import DBAPIError

from core import migrations
from core.db import Base, CompanyRow, Database, DatabaseUnusable, connect
from tests.modules import import_tables
from tests.postgresql import Server

UPGRADE = """
import asyncio, sys
from core import migrations
from core.db import connect
async def main():
    database = connect(sys.argv[1])
    print(await migrations.upgrade(database), "alembic" in sys.modules)
    await database.close()
asyncio.run(main())
"""


@pytest.fixture
def empty_sqlite(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'empty.db'}"


@pytest.fixture
def empty_postgresql(postgresql_server: Server) -> Any:
    name = asyncio.run(postgresql_server.copy("empty"))
    yield postgresql_server.url(name)
    asyncio.run(postgresql_server.drop(name))


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest) -> str:
    address: str = request.getfixturevalue(f"empty_{request.param}")
    return address


@pytest.fixture
async def empty(empty_url: str) -> AsyncIterator[Database]:
    """A database without any table."""
    opened = connect(empty_url)
    yield opened
    await opened.close()


async def tables_of(database: Database) -> set[str]:
    async with database.engine.connect() as connection:
        return set(await connection.run_sync(lambda answering: inspect(answering).get_table_names()))


async def run(database: Database, statement: str) -> list[Any]:
    async with database.writing() as session:
        result: Any = await session.execute(text(statement))
        return list(result.all()) if result.returns_rows else []


async def test_an_empty_database_is_brought_to_the_newest_revision(empty: Database) -> None:
    assert await migrations.current(empty) is None
    assert await migrations.upgrade(empty)
    assert await migrations.current(empty) == migrations.head()
    assert not await migrations.upgrade(empty)


async def test_up_down_and_up_again_leaves_what_was_there(empty: Database) -> None:
    await migrations.upgrade(empty)
    full = await tables_of(empty)
    await migrations.downgrade(empty, "base")
    assert await tables_of(empty) == {"alembic_version"}
    assert await migrations.current(empty) is None
    await migrations.upgrade(empty)
    assert await tables_of(empty) == full


async def test_the_revisions_build_exactly_what_the_models_say(database: Database) -> None:
    import_tables()
    async with database.engine.connect() as connection:
        missing = await connection.run_sync(_steps_to_the_models)
    assert not missing, f"a revision is missing:\n{missing}"


async def test_a_revision_that_fails_leaves_nothing(empty: Database) -> None:
    await run(empty, "CREATE TABLE quote_line (id INTEGER)")
    with pytest.raises(DBAPIError, match="already exists"):
        await migrations.upgrade(empty)
    assert await tables_of(empty) == {"quote_line"}
    assert await migrations.current(empty) is None


async def test_a_schema_newer_than_the_code_is_refused_with_a_sentence(database: Database) -> None:
    await run(database, "UPDATE alembic_version SET version_num = '9999'")
    try:
        for refused in (migrations.upgrade(database), migrations.downgrade(database, "base")):
            with pytest.raises(migrations.SchemaTooNew, match="schéma 9999") as error:
                await refused
            assert isinstance(error.value, DatabaseUnusable)
            assert "\n" not in str(error.value)
    finally:
        await run(database, f"UPDATE alembic_version SET version_num = '{migrations.head()}'")


async def test_foreign_keys_are_enforced_after_an_upgrade(empty: Database) -> None:
    await migrations.upgrade(empty)
    with pytest.raises(DBAPIError, match=r"(?i)foreign key"):
        await run(
            empty, "INSERT INTO counter (company_id, series, year, last, last_on) VALUES (1, 'q', 1, 1, '2026-11-23')"
        )


def test_processes_that_start_together_upgrade_once(empty_url: str) -> None:
    together = [
        subprocess.Popen([sys.executable, "-c", UPGRADE, empty_url], stdout=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    said = [process.communicate()[0].split()[:1] for process in together]
    assert sorted(said) == [["False"], ["True"]]


def test_an_up_to_date_database_is_recognised_without_alembic(database_url: str) -> None:
    said = subprocess.run([sys.executable, "-c", UPGRADE, database_url], capture_output=True, text=True, check=True)
    assert said.stdout.split() == ["False", "False"]


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_postgresql_separates_the_companies_in_each_of_their_tables(database: Database) -> None:
    import_tables()
    of_a_company = {
        str(mapper.local_table) for mapper in Base.registry.mappers if issubclass(mapper.class_, CompanyRow)
    }
    separated = await run(database, "SELECT relname FROM pg_class WHERE relrowsecurity AND relforcerowsecurity")
    assert {name for (name,) in separated} == of_a_company
    assert await run(database, "SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user") == [
        (False,)
    ]


def _steps_to_the_models(connection: Connection) -> str:
    from alembic.autogenerate import produce_migrations, render_python_code
    from alembic.migration import MigrationContext

    context = MigrationContext.configure(connection, opts={"compare_type": True, "target_metadata": Base.metadata})
    steps = produce_migrations(context, Base.metadata).upgrade_ops
    assert steps is not None
    return "" if steps.is_empty() else render_python_code(steps, migration_context=context)
