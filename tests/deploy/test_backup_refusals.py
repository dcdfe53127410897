"""A backup is checked before it is believed, and a restoration destroys nothing."""

import tarfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.localchat.store import Store
from core import migrations
from core.db import connect
from core.exchange.backup import BackupRefused, back_up, restore
from core.exchange.backup.archive import read
from core.files import FileStore
from tests.deploy.conftest import Place
from tests.deploy.installation import Installation


async def test_nothing_there_is_nothing_to_save(here: Installation, tmp_path: Path) -> None:
    with pytest.raises(BackupRefused, match="Rien à sauvegarder"):
        await back_up(here.settings, tmp_path / "backups")


async def test_a_place_that_is_not_empty_is_refused_and_left_as_it_is(here: Installation, tmp_path: Path) -> None:
    archive = await _saved(here, tmp_path)
    await _found(here, "after the backup")
    with pytest.raises(BackupRefused, match="--replace"):
        await restore(here.settings, archive)
    assert await _names(here) == ["after the backup", "before the backup"]


async def test_when_told_the_place_is_taken_and_what_stood_there_is_set_aside(
    here: Installation, tmp_path: Path
) -> None:
    archive = await _saved(here, tmp_path)
    await _found(here, "after the backup")
    await FileStore(here.folder / "files").put(b"after the backup")
    await restore(here.settings, archive, replace=True)
    assert await _names(here) == ["before the backup"]
    assert list(here.files().values()) == [b"a stored file"]
    (aside,) = here.folder.glob("files.replaced-*")
    assert len([path for path in aside.rglob("*") if path.is_file()]) == 2


async def test_a_second_restoration_and_its_backup_leave_out_what_was_set_aside(
    here: Installation, tmp_path: Path
) -> None:
    archive = await _saved(here, tmp_path)
    await restore(here.settings, archive, replace=True)
    again = await back_up(here.settings, tmp_path / "again")
    assert (again.manifest.rows, set(again.manifest.files)) == (read(archive).rows, set(read(archive).files))


async def test_a_program_that_runs_there_is_not_replaced_under_its_feet(here: Installation, tmp_path: Path) -> None:
    archive = await _saved(here, tmp_path)
    database = connect(here.database_url)
    async with database.reading() as session:
        await session.execute(text("SELECT count(*) FROM company"))
        with pytest.raises(BackupRefused, match="tourne encore"):
            await restore(here.settings, archive, replace=True)
    await database.close()
    assert await _names(here) == ["before the backup"]


async def test_an_open_local_chat_is_a_program_that_runs(here: Installation, tmp_path: Path) -> None:
    archive = await _saved(here, tmp_path)
    chat = Store(here.folder / "localchat" / "localchat.sqlite3")
    try:
        with pytest.raises(BackupRefused, match="tourne encore"):
            await restore(here.settings, archive, replace=True)
    finally:
        chat.close()


async def test_a_backup_of_the_other_kind_of_database_is_refused(
    on_sqlite: Place, on_postgresql: Place, tmp_path: Path
) -> None:
    archive = await _saved(on_sqlite("here"), tmp_path)
    with pytest.raises(BackupRefused, match="base sqlite, DATABASE_URL désigne une base postgresql"):
        await restore(on_postgresql("elsewhere").settings, archive)


async def test_a_backup_of_a_newer_carnet_is_refused(
    on_sqlite: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive = await _saved(on_sqlite("here"), tmp_path)
    monkeypatch.setattr(migrations, "head", lambda: "0000")
    with pytest.raises(migrations.SchemaTooNew):
        await restore(on_sqlite("elsewhere").settings, archive)


async def test_a_dump_that_fails_half_way_leaves_the_database_as_it_was(
    on_postgresql: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = on_postgresql("here")
    archive = await _saved(here, tmp_path)
    monkeypatch.setattr(
        "core.exchange.backup.postgresql._LOAD", ("--single-transaction", "--exit-on-error", "--schema=absent")
    )
    with pytest.raises(BackupRefused, match="lignes"):
        await restore(here.settings, archive, replace=True)
    assert await _names(here) == ["before the backup"]
    assert list(here.files().values()) == [b"a stored file"]


async def test_any_damage_to_a_backup_is_seen_before_anything_is_touched(on_sqlite: Place, tmp_path: Path) -> None:
    archive = await _saved(on_sqlite("here"), tmp_path)
    place = on_sqlite("elsewhere")
    for damaged in _damaged(archive.read_bytes()):
        archive.write_bytes(damaged)
        with pytest.raises(BackupRefused):
            await restore(place.settings, archive)
        assert list(place.folder.iterdir()) == []


async def test_a_backup_never_writes_outside_the_place_it_is_restored_to(on_sqlite: Place, tmp_path: Path) -> None:
    archive = tmp_path / "foreign.tar.gz"
    with tarfile.open(archive, "w:gz") as tar:
        tar.add(__file__, arcname="../outside")
    with pytest.raises(BackupRefused, match="outside"):
        await restore(on_sqlite("here").settings, archive)
    assert not (tmp_path / "outside").exists()


async def test_a_stored_file_that_the_disk_altered_is_saved_and_told(here: Installation, tmp_path: Path) -> None:
    await _saved(here, tmp_path)
    name = next(iter(here.files()))
    (here.folder / name).write_bytes(b"altered")
    assert (await back_up(here.settings, tmp_path / "later")).altered == (name,)


async def test_only_the_newest_backups_are_kept(on_sqlite: Place, tmp_path: Path) -> None:
    here = on_sqlite("here")
    await _saved(here, tmp_path)
    for year in (2023, 2024, 2025):
        (tmp_path / "backups" / f"carnet-{year}0101-000000.tar.gz").touch()
    status, said = await here.script("backup.sh", str(tmp_path / "backups"), "2")
    assert status == 0, said
    kept = sorted(path.name[:11] for path in (tmp_path / "backups").iterdir())
    assert len(kept) == 2
    assert kept[0] > "carnet-2025"


async def _saved(installation: Installation, tmp_path: Path) -> Path:
    """A backup of an installation that has a company, a stored file and a local chat."""
    database = connect(installation.database_url)
    await migrations.upgrade(database)
    await database.close()
    await _found(installation, "before the backup")
    await FileStore(installation.folder / "files").put(b"a stored file")
    (installation.folder / "localchat").mkdir()
    Store(installation.folder / "localchat" / "localchat.sqlite3").close()
    return (await back_up(installation.settings, tmp_path / "backups")).path


async def _found(installation: Installation, name: str) -> None:
    database = connect(installation.database_url)
    async with database.writing() as session:
        await session.execute(
            text("INSERT INTO setup_code (code_hash, created_at) VALUES (:name, CURRENT_TIMESTAMP)"), {"name": name}
        )
    await database.close()


async def _names(installation: Installation) -> list[str]:
    database = connect(installation.database_url)
    async with database.reading() as session:
        names = (await session.scalars(text("SELECT code_hash FROM setup_code ORDER BY code_hash"))).all()
    await database.close()
    return list(names)


def _damaged(whole: bytes) -> Iterator[bytes]:
    """The content cut short, empty, and with one byte changed here and there."""
    yield b""
    yield whole[: len(whole) // 2]
    yield whole[:-20]
    for place in range(20, len(whole), len(whole) // 12):
        yield whole[:place] + bytes([whole[place] ^ 0x55]) + whole[place + 1 :]
