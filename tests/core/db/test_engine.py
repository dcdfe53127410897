"""A database that cannot be used is one clear sentence for the person who starts the program."""

from pathlib import Path

import pytest
from sqlalchemy import text

from core.db import Database, DatabaseUnusable, connect
from core.db.engine import reach


async def test_a_database_that_answers_is_reached(database: Database) -> None:
    await reach(database)
    async with database.reading() as session:
        assert await session.scalar(text("SELECT 1")) == 1


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("", "n'est pas une adresse"),
        ("carnet.db", "n'est pas une adresse"),
        ("mysql://localhost/carnet", "commence par « mysql »"),
        ("sqlite:////nowhere/at/all/carnet.db", "n'existe pas"),
    ],
)
def test_an_address_that_cannot_be_used_is_refused_with_a_sentence(url: str, expected: str) -> None:
    with pytest.raises(DatabaseUnusable, match=expected) as refused:
        connect(url)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("scheme", ["postgresql", "postgres", "postgresql+psycopg2"])
async def test_the_usual_names_of_postgresql_are_known(scheme: str) -> None:
    opened = connect(f"{scheme}://carnet:secret@localhost/carnet")
    assert opened.engine.url.drivername == "postgresql+asyncpg"
    await opened.close()


async def test_a_server_that_does_not_answer_is_a_sentence_without_the_password(tmp_path: Path) -> None:
    opened = connect(f"postgresql://carnet:secret@/carnet?host={tmp_path}")
    with pytest.raises(DatabaseUnusable, match="ne répond pas") as refused:
        await reach(opened)
    assert "secret" not in str(refused.value)
    assert "\n" not in str(refused.value)
    await opened.close()


@pytest.mark.parametrize("content", [b"this is no database, it is some text" * 100, None])
async def test_a_file_that_is_no_database_is_a_sentence(tmp_path: Path, content: bytes | None) -> None:
    place = tmp_path / "carnet.db"
    place.mkdir() if content is None else place.write_bytes(content)
    opened = connect(f"sqlite:///{place}")
    with pytest.raises(DatabaseUnusable, match="ne répond pas") as refused:
        await reach(opened)
    assert "\n" not in str(refused.value)
    await opened.close()
