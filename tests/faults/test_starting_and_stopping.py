"""Bad starts end with one clear sentence; a stop ends in order, soon, and loses nothing."""

import asyncio
import os
import signal
import socket
import sqlite3
import time
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest

from bot.app import main
from tests.faults.audit import audit
from tests.faults.program import environment, finished
from tests.faults.selling import CUSTOMERS, Seller
from tests.faults.stage import BUYERS, TOKEN, Stage, open_chat

Setup = Callable[[Path], dict[str, str]]


def _file_in_the_way(folder: Path) -> dict[str, str]:
    (folder / "file").write_text("")
    return {"CARNET_DATA": str(folder / "file" / "data")}


def _no_database_file(folder: Path) -> dict[str, str]:
    (folder / "carnet.db").mkdir()
    return {"DATABASE_URL": f"sqlite:///{folder / 'carnet.db'}"}


def _not_a_database(folder: Path) -> dict[str, str]:
    (folder / "carnet.db").write_bytes(b"a letter to my aunt, " * 300)
    return {"DATABASE_URL": f"sqlite:///{folder / 'carnet.db'}"}


def _schema_of_tomorrow(folder: Path) -> dict[str, str]:
    with sqlite3.connect(folder / "carnet.db") as database:
        database.execute("CREATE TABLE alembic_version (version_num VARCHAR(32))")
        database.execute("INSERT INTO alembic_version VALUES ('9999')")
    database.close()
    return {"DATABASE_URL": f"sqlite:///{folder / 'carnet.db'}"}


BAD_STARTS: dict[str, tuple[Setup, str]] = {
    "unknown scheme": (lambda _: {"DATABASE_URL": "mysql://a@localhost/b"}, "mysql"),
    "no address": (lambda _: {"DATABASE_URL": "carnet"}, "DATABASE_URL"),
    "nobody listens": (lambda _: {"DATABASE_URL": "postgresql://a:secret@127.0.0.1:1/b"}, "ne répond pas"),
    "no such host": (lambda _: {"DATABASE_URL": "postgresql://a:secret@nowhere.invalid/b"}, "ne répond pas"),
    "no such folder": (lambda folder: {"DATABASE_URL": f"sqlite:///{folder}/none/carnet.db"}, "n'existe pas"),
    "a folder as database": (_no_database_file, "ne répond pas"),
    "a letter as database": (_not_a_database, "ne répond pas"),
    "schema of tomorrow": (_schema_of_tomorrow, "plus récente"),
    "unwritable folder": (_file_in_the_way, "CARNET_DATA"),
    "port that is no number": (lambda _: {"CARNET_PORT": "chat"}, "CARNET_PORT"),
    "base without a server": (
        lambda _: {"TELEGRAM_BOT_TOKEN": TOKEN, "TELEGRAM_API_BASE": "http://127.0.0.1:1"},
        "TELEGRAM_API_BASE",
    ),
}


@pytest.mark.parametrize("case", BAD_STARTS)
def test_a_bad_configuration_is_said(case: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    setup, word = BAD_STARTS[case]
    settings = {"CARNET_DATA": str(tmp_path), "CARNET_PORT": "0", **setup(tmp_path)}
    for name in os.environ.keys() - environment({}).keys():
        monkeypatch.delenv(name)
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(SystemExit) as end:
        main(["run"])
    assert str(end.value).startswith("carnet : ")
    assert word in str(end.value)
    assert "secret" not in str(end.value)


async def test_a_bad_configuration_ends_the_program_with_one_sentence(tmp_path: Path) -> None:
    settings, word = BAD_STARTS["nobody listens"]
    await expect_one_sentence({"CARNET_DATA": str(tmp_path), "CARNET_PORT": "0", **settings(tmp_path)}, word)


async def test_a_port_that_is_taken_is_said(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        await expect_one_sentence({"CARNET_DATA": str(tmp_path), "CARNET_PORT": port}, port)


@pytest.mark.parametrize("token", ["4242424242:another", "nonsense"])
async def test_a_token_that_telegram_does_not_know_is_said(token: str, tmp_path: Path) -> None:
    chat = await open_chat(tmp_path)
    try:
        settings = {"CARNET_DATA": str(tmp_path), "TELEGRAM_BOT_TOKEN": token, "TELEGRAM_API_BASE": chat.url}
        await expect_one_sentence(settings, "TELEGRAM_BOT_TOKEN")
    finally:
        await chat.close()


async def test_a_stop_in_the_middle_of_the_work_is_soon_and_loses_nothing(on_both: Stage) -> None:
    stage, over = on_both, asyncio.Event()
    await stage.program.start()
    sellers = [Seller(stage, person, name, Random(person)) for person, name in zip(BUYERS, CUSTOMERS, strict=True)]
    async with asyncio.TaskGroup() as group:
        for seller in sellers:
            group.create_task(seller.trade_until(over))
        for pause in (0.7, 1.1):
            await asyncio.sleep(pause)
            assert await stage.program.stop() < 5
            await stage.program.start()
        over.set()
    await stage.quiet()
    await audit(stage, sellers)
    pdfs = [message["document"]["file_name"] for seller in sellers for message in stage.documents(seller.person, "DE")]
    assert len(pdfs) == len(set(pdfs)), "what was being said when it stopped is not said again"


async def test_a_stop_is_soon_when_telegram_is_away(on_sqlite: Stage) -> None:
    stage = on_sqlite
    await stage.program.start()
    await stage.say(1002, "devis dupont menuiserie 2 radiateurs 1000w")
    await stage.server_goes()
    await asyncio.sleep(0.5)
    assert await stage.program.stop() < 5
    await stage.server_comes_back()
    await stage.program.start()
    await stage.quiet()
    assert stage.button(1002, "quote-validate")


async def expect_one_sentence(settings: dict[str, str], word: str) -> None:
    begun = time.monotonic()
    status, _output, errors = await finished("run", settings=settings, seconds=40)
    assert status not in (0, -signal.SIGTERM)
    said = [line for line in errors.splitlines() if " INFO " not in line]
    assert len(said) == 1, errors
    assert said[0].startswith("carnet : ")
    assert word in said[0]
    assert "secret" not in errors
    assert time.monotonic() - begun < 40
