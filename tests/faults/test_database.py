"""A database that is locked, cut off or restarted in the middle: nothing lost, nothing twice."""

import asyncio
import sqlite3
from random import Random

import asyncpg
from sqlalchemy import make_url

from tests import postgresql
from tests.faults.audit import audit
from tests.faults.selling import CUSTOMERS, Seller
from tests.faults.stage import BUYERS, KARIM, LONG_RUN, Stage


async def test_a_file_locked_by_another_program_delays_and_loses_nothing(on_sqlite: Stage) -> None:
    stage = on_sqlite
    await stage.program.start()
    seller = Seller(stage, KARIM, CUSTOMERS[0], Random(2))
    quote = await seller.draft()
    locking = sqlite3.connect(make_url(stage.database_url).database or "", isolation_level=None)
    try:
        before = await stage.rows(_LINES)
        locking.execute("BEGIN IMMEDIATE")
        await seller.correct(quote)
        await stage.say(BUYERS[KARIM], "bonjour")
        await asyncio.sleep(11)  # longer than SQLite itself waits for a lock
        assert await stage.rows(_LINES) == before
        locking.execute("ROLLBACK")
    finally:
        locking.close()
    await seller.validate(quote)
    await seller.send(quote)
    await seller.answer(quote)
    await stage.quiet()
    await audit(stage, [seller])
    assert len(await stage.rows(_LINES)) == len(before) + 1
    assert list(seller.finished) == [quote]


async def test_connections_cut_in_the_middle_again_and_again_lose_and_repeat_nothing(
    on_postgresql: Stage, postgresql_server: postgresql.Server
) -> None:
    stage = on_postgresql
    await stage.program.start()
    sellers = [Seller(stage, person, name, Random(person)) for person, name in zip(BUYERS, CUSTOMERS, strict=True)]
    over = asyncio.Event()
    async with asyncio.TaskGroup() as group:
        for seller in sellers:
            group.create_task(seller.trade_until(over))
        await _cut_often(stage, postgresql_server, Random(1), LONG_RUN * 4 or 25)
        over.set()
    await stage.quiet()
    await audit(stage, sellers)
    assert all(seller.finished for seller in sellers)


async def test_a_server_that_takes_no_connection_for_a_while_is_waited_for(
    on_postgresql: Stage, postgresql_server: postgresql.Server
) -> None:
    stage = on_postgresql
    await stage.program.start()
    seller = Seller(stage, KARIM, CUSTOMERS[0], Random(2))
    quote = await seller.draft()
    name = make_url(stage.database_url).database
    await _command(postgresql_server, f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
    await stage.database.close()
    await _command(postgresql_server, _CUT.format(name=name))
    await seller.correct(quote)
    await asyncio.sleep(4)
    stage.program.expect_alive()
    await _command(postgresql_server, f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")
    await seller.validate(quote)
    await stage.quiet()
    await seller.send(quote)
    await seller.answer(quote)
    await stage.quiet()
    await audit(stage, [seller])


_LINES = "SELECT id FROM quote_line ORDER BY id"
_CUT = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}' AND pid <> pg_backend_pid()"


async def _cut_often(stage: Stage, server: postgresql.Server, chance: Random, times: int) -> None:
    """Cut all connections of the database at any instant, those in a transaction too."""
    name = make_url(stage.database_url).database
    for _time in range(times):
        await asyncio.sleep(chance.uniform(0.0, 0.4))
        await _command(server, _CUT.format(name=name))


async def _command(server: postgresql.Server, sql: str) -> None:
    connection = await asyncpg.connect(host=server.socket, user="postgres", database="postgres")
    try:
        await connection.execute(sql)
    finally:
        await connection.close()
