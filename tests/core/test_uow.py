"""A unit of work is all or nothing; writers take turns, readers wait for nobody."""

import asyncio
import sqlite3
import subprocess
import sys

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError, InvalidRequestError

from core.db import Database
from core.journal import Entry
from core.permissions import Actor
from core.search import SearchWord
from core.uow import Work
from tests.companies import SettableClock, an_owner

sqlite_only = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
async def owner(work: Work) -> Actor:
    return await an_owner(work)


async def write(work: Work, owner: Actor, word: str) -> None:
    async with work.begin(owner) as uow:
        uow.session.add(SearchWord(kind="customer", object_id=1, word=word))


async def words(work: Work, owner: Actor) -> list[str]:
    async with work.read(owner) as db:
        return list(await db.session.scalars(select(SearchWord.word).order_by(SearchWord.id)))


async def test_whoever_reads_on_after_the_block_is_refused_and_holds_no_connection(work: Work, owner: Actor) -> None:
    async with work.read(owner) as db:
        await db.session.scalar(select(func.count()).select_from(Entry))
    with pytest.raises(InvalidRequestError):
        await db.session.scalar(select(func.count()).select_from(Entry))


async def test_what_a_block_wrote_is_there_afterwards(work: Work, owner: Actor) -> None:
    await write(work, owner, "dupont")
    assert await words(work, owner) == ["dupont"]


async def test_a_block_that_fails_leaves_nothing(work: Work, owner: Actor) -> None:
    async def half_way() -> None:
        async with work.begin(owner) as uow:
            uow.session.add(SearchWord(kind="customer", object_id=1, word="dupont"))
            await uow.session.flush()
            raise LookupError

    with pytest.raises(LookupError):
        await half_way()
    assert await words(work, owner) == []


async def test_what_a_reader_writes_is_not_kept(work: Work, owner: Actor) -> None:
    async with work.read(owner) as db:
        db.session.add(SearchWord(kind="customer", object_id=1, word="dupont"))
    assert await words(work, owner) == []


async def test_a_reader_keeps_one_view_while_others_write(work: Work, owner: Actor) -> None:
    count = select(func.count(SearchWord.id))
    async with work.read(owner) as db:
        assert await db.session.scalar(count) == 0
        await asyncio.wait_for(write(work, owner, "dupont"), 2)
        assert await db.session.scalar(count) == 0
    assert await words(work, owner) == ["dupont"]


async def test_a_reader_does_not_wait_for_a_writer(work: Work, owner: Actor) -> None:
    async with work.begin(owner) as uow:
        uow.session.add(SearchWord(kind="customer", object_id=1, word="dupont"))
        await uow.session.flush()
        assert await asyncio.wait_for(words(work, owner), 2) == []


@sqlite_only
async def test_writers_take_turns_in_the_order_of_their_asking(work: Work, owner: Actor) -> None:
    expected = [f"w{n:02}" for n in range(20)]
    async with asyncio.TaskGroup() as group:
        for word in expected:
            group.create_task(write(work, owner, word))
    assert await words(work, owner) == expected


async def test_a_cancelled_writer_leaves_nothing_and_lets_the_next_one_in(work: Work, owner: Actor) -> None:
    inside = asyncio.Event()

    async def never_ends() -> None:
        async with work.begin(owner) as uow:
            uow.session.add(SearchWord(kind="customer", object_id=1, word="lost"))
            await uow.session.flush()
            inside.set()
            await asyncio.Event().wait()

    task = asyncio.create_task(never_ends())
    await inside.wait()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    await asyncio.wait_for(write(work, owner, "kept"), 2)
    assert await words(work, owner) == ["kept"]


@sqlite_only
async def test_a_writer_cancelled_while_it_waits_for_the_file_leaves_no_lock_behind(work: Work, owner: Actor) -> None:
    elsewhere = sqlite3.connect(_file(work), isolation_level=None)
    elsewhere.execute("BEGIN IMMEDIATE")
    task = asyncio.create_task(write(work, owner, "lost"))
    await asyncio.sleep(0.1)
    task.cancel()
    await asyncio.sleep(0.05)
    elsewhere.execute("ROLLBACK")
    await asyncio.gather(task, return_exceptions=True)
    assert task.cancelled()
    elsewhere.execute("PRAGMA busy_timeout=0")
    elsewhere.execute("BEGIN IMMEDIATE")
    elsewhere.execute("ROLLBACK")
    elsewhere.close()
    await asyncio.gather(*(write(work, owner, "kept") for _ in range(3)))
    assert await words(work, owner) == ["kept"] * 3


@sqlite_only
async def test_another_process_that_writes_is_waited_for_without_stopping_the_loop(work: Work, owner: Actor) -> None:
    program = (
        "import sqlite3, sys, time; c = sqlite3.connect(sys.argv[1], isolation_level=None);"
        "c.execute('BEGIN IMMEDIATE'); print('locked', flush=True); time.sleep(0.4); c.execute('COMMIT'); c.close()"
    )
    other = subprocess.Popen([sys.executable, "-c", program, _file(work)], stdout=subprocess.PIPE)
    assert other.stdout is not None
    assert other.stdout.readline() == b"locked\n"
    writer = asyncio.create_task(write(work, owner, "dupont"))
    beats = 0
    while not writer.done():
        beats += 1
        await asyncio.sleep(0.01)
    await writer
    other.communicate()
    assert beats > 10
    assert await words(work, owner) == ["dupont"]


async def test_rows_of_plain_sql_can_be_read(database: Database) -> None:
    async with database.reading() as session:
        assert (await session.execute(text("SELECT 1 UNION SELECT 2 ORDER BY 1"))).all() == [(1,), (2,)]


async def test_today_is_the_day_in_the_company_s_zone(work: Work, owner: Actor, clock: SettableClock) -> None:
    clock.now = clock.now.replace(hour=0, minute=30)
    async with work.read(owner) as db:
        assert str(db.now) == "2026-11-22 23:30:00+00:00"
        assert str(db.today) == "2026-11-23"
        assert db.local(db.now).hour == 0


async def test_a_refused_journal_entry_takes_the_whole_block_with_it(work: Work, owner: Actor) -> None:
    with pytest.raises(DBAPIError, match="journal"):
        async with work.begin(owner) as uow:
            uow.session.add(SearchWord(kind="customer", object_id=1, word="dupont"))
            await uow.session.execute(text("INSERT INTO journal (id) VALUES (1)"))
    async with work.read(owner) as db:
        assert await db.session.scalar(select(func.count(SearchWord.id))) == 0
        assert await db.session.scalar(select(func.count(Entry.id))) == 0


def _file(work: Work) -> str:
    return str(work.database.engine.url.database)
