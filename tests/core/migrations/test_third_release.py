"""What a company has sold in the third release is there after the fourth one came, and is invoiced."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import Connection, MetaData, select

from core import migrations
from core.db import Database, connect
from core.invoicing import drafting, issuing
from core.kernel.amounts import quantity
from core.sales.models import Order
from core.uow import Work
from tests.companies import SettableClock
from tests.core.sales.deliveries.shop import Shop, a_shop, back, some
from tests.postgresql import Server

_NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
_Rows = dict[str, list[dict[str, Any]]]


@pytest.fixture(params=["sqlite", "postgresql"])
def own_url(request: pytest.FixtureRequest) -> str:
    address: str = request.getfixturevalue(f"own_{request.param}")
    return address


@pytest.fixture
def own_sqlite(tmp_path: Any) -> str:
    return f"sqlite:///{tmp_path / 'third.db'}"


@pytest.fixture
def own_postgresql(postgresql_server: Server) -> Any:
    name = asyncio.run(postgresql_server.copy("empty"))
    yield postgresql_server.url(name)
    asyncio.run(postgresql_server.drop(name))


@pytest.fixture
async def own(own_url: str) -> AsyncIterator[Database]:
    opened = connect(own_url)
    await migrations.upgrade(opened)
    yield opened
    await opened.close()


async def _sold(shop: Shop) -> Order:
    """Three are ordered and delivered, one comes back; another order is still to be delivered."""
    product = await shop.product(many="9")
    order = await shop.order(some(product, "3"))
    await shop.deliver_order(order.id)
    await shop.give_back(order.id, back(order.lines[0].id, "1"))
    await shop.order(some(product, "2"))
    return order


async def _rows(database: Database, columns: _Rows | None = None) -> _Rows:
    """All rows of all tables, or of those and their columns that are given."""
    async with database.engine.connect() as connection:
        return await connection.run_sync(_read, columns)


def _read(connection: Connection, known: _Rows | None) -> _Rows:
    schema = MetaData()
    schema.reflect(connection)
    found: _Rows = {}
    for table in schema.sorted_tables:
        if table.name == "alembic_version" or (known is not None and table.name not in known):
            continue
        every = connection.execute(select(table).order_by(*table.primary_key.columns)).mappings()
        names = known[table.name][0].keys() if known is not None and known[table.name] else table.columns.keys()
        found[table.name] = [{name: row[name] for name in names} for row in every]
    return found


async def test_what_was_sold_before_is_there_and_can_be_invoiced(own: Database) -> None:
    shop = await a_shop(Work(own, SettableClock(_NOW)))
    order = await _sold(shop)
    await migrations.downgrade(own, "0003")
    third = await _rows(own)
    assert "invoice" not in third
    assert "ledger_entry" not in third
    assert "invoiced" not in third["sales_order"][0]
    await migrations.upgrade(own)
    assert await _rows(own, third) == third
    async with shop.work.begin(shop.owner) as uow:
        invoice = await issuing.issue(uow, (await drafting.draft_of_order(uow, order.id)).id)
    assert invoice.number == "FA2611-0001"
    assert [line.quantity for line in invoice.lines] == [quantity(2)]


async def test_going_back_keeps_what_the_third_release_knows(own: Database) -> None:
    shop = await a_shop(Work(own, SettableClock(_NOW)))
    await _sold(shop)
    await migrations.downgrade(own, "0003")
    third = await _rows(own)
    for step in ("0004", "0003"):
        await (migrations.downgrade(own, step) if step == "0003" else migrations.upgrade(own, step))
    assert await _rows(own) == third
    await migrations.upgrade(own)
    await migrations.downgrade(own, "0003")
    assert await _rows(own) == third
