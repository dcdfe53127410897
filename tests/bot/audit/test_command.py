"""`carnet verify` and `carnet archive`, and what the clock tells in the morning."""

import argparse
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.audit.command import NAMES, Outcome, add_to, run
from bot.audit.news import AUDIT_SCREENS
from bot.outgoing.say import Show
from core.audit.models import Closing
from core.files import FileStore
from core.notices.models import Notice
from core.notices.notices import due
from core.uow import Work
from scheduler.clock import JOBS, archiving, run_job
from tests.companies import SettableClock
from tests.core.audit.books import Books, some_books


@pytest.fixture
async def books(work: Work, clock: SettableClock) -> Books:
    books = await some_books(work, clock)
    await books.pay(await books.invoice("100"), "60")
    return books


async def _said(books: Books, folder: Path, *words: str) -> Outcome:
    parser = argparse.ArgumentParser()
    add_to(parser.add_subparsers(dest="command"))
    options = parser.parse_args(words)
    assert options.command in NAMES
    return await run(books.work, FileStore(folder / "files"), options)


async def test_whole_books_end_with_nought_and_altered_ones_with_one(books: Books, tmp_path: Path) -> None:
    told = await _said(books, tmp_path, "verify")
    assert (told.status, told.text) == (0, "Menuiserie Dupont : 6 maillons, 6 lignes relues. Tout est intact.")
    await books.tamper("UPDATE payment SET amount = amount + 1")
    told = await _said(books, tmp_path, "verify")
    assert told.status == 1
    assert "Première : Règlement RG2611-0001 (table payment, id 1) : son contenu" in told.text


async def test_an_archive_is_written_where_it_was_asked(books: Books, tmp_path: Path) -> None:
    told = await _said(books, tmp_path, "archive", "2026", str(tmp_path / "here"))
    (written,) = (tmp_path / "here").iterdir()
    assert told.status == 0
    assert str(written) in told.text
    assert (await _said(books, tmp_path, "archive", "2031")).text == "Menuiserie Dupont : rien à archiver pour 2031."


async def test_nothing_to_verify_is_no_fault(work: Work, tmp_path: Path) -> None:
    told = await run(work, FileStore(tmp_path), argparse.Namespace(command="verify"))
    assert (told.status, told.text) == (0, "Aucune facture, aucun règlement : la chaîne est vide.")


async def test_the_owner_is_told_once_a_day_of_what_was_altered(books: Books) -> None:
    job = next(job for job in JOBS if job.name == "verify-books")
    await run_job(books.work, job)
    async with books.work.read(books.auditor) as db:
        assert (await db.session.scalars(select(Notice))).all() == []
    await books.tamper("UPDATE invoice SET subject = 'autre' WHERE id = 1")
    for _night in range(2):
        await run_job(books.work, job)
    async with books.work.begin(books.auditor) as db:
        (notice,) = await due(db.session, db.now)
        (shown,) = await AUDIT_SCREENS[notice.kind](db, notice)
    assert isinstance(shown, Show)
    assert "Comptes : 1 anomalie" in str(shown)
    assert "Facture ou avoir FA2611-0001" in str(shown)


async def test_the_clock_closes_what_is_over_and_archives_the_year(books: Books, tmp_path: Path) -> None:
    closing, files = next(job for job in JOBS if job.name == "close-periods"), FileStore(tmp_path)
    books.clock.advance(days=60)
    for _time in range(2):
        await run_job(books.work, closing)
        await run_job(books.work, archiving(files))
    async with books.work.read(books.auditor) as db:
        closings = (await db.session.scalars(select(Closing).order_by(Closing.id))).all()
    assert [one.period.value for one in closings] == ["day", "month", "year"]
    assert closings[-1].archive_sha256 is not None
    assert files.path(closings[-1].archive_sha256).is_file()
