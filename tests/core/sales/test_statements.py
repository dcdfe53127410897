"""A long order is confirmed, brought and taken back with as many statements as a short one."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import pytest
from sqlalchemy import event

from core.company.models import StockOut
from core.db import Database
from core.kernel.amounts import quantity
from core.sales import orders
from core.uow import Work
from tests.core.sales.deliveries.shop import Shop, a_shop, back, some
from tests.core.sales.trade import work_hours

SHORT, LONG = 2, 12


@pytest.fixture
async def shop(work: Work) -> Shop:
    return await a_shop(work)


@contextmanager
def counted(database: Database) -> Iterator[list[str]]:
    """The statements sent meanwhile; of rows written together, which SQLite takes one by one, only the first."""
    sent: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        words = " ".join(statement.split())
        if not (words.startswith("INSERT") and sent and sent[-1].split("(")[0] == words.split("(")[0]):
            sent.append(words)

    event.listen(database.engine.sync_engine, "before_cursor_execute", note)
    yield sent
    event.remove(database.engine.sync_engine, "before_cursor_execute", note)


async def _goods(shop: Shop, many: int) -> Sequence[int]:
    """So many products of which every second one is a kit of something."""
    parts = [await shop.product(f"Article {number}", "900") for number in range(many)]
    return [await shop.kit((part, "2"), label=f"Lot {part}") if part % 2 else part for part in parts]


@pytest.mark.parametrize("way", [StockOut.DELIVERY, StockOut.ORDER])
async def test_the_statements_of_an_order_do_not_grow_with_its_lines(shop: Shop, way: StockOut) -> None:
    first = await shop.order(work_hours())  # the year's first number costs more
    await shop.deliver_order(first.id)
    goods = await _goods(shop, LONG)
    _first, short, long = [await _cycle(shop, goods[:many], way) for many in (SHORT, SHORT, LONG)]
    assert {step: more for step, more in long.items() if more > short[step]} == {}


async def _cycle(shop: Shop, goods: Sequence[int], way: StockOut) -> dict[str, int]:
    """Statements of each step of an order of these goods."""
    await shop.trade.set_company(stock_out=way)
    draft = await shop.trade.draft(*(some(one, "3") for one in goods), for_order=True)
    sent: dict[str, list[str]] = {}
    with counted(shop.work.database) as sent["place"]:
        async with shop.work.begin(shop.seller) as uow:
            order = await orders.place(uow, draft.id)
    with counted(shop.work.database) as sent["change"]:
        async with shop.work.begin(shop.seller) as uow:
            await orders.set_quantity(uow, order.id, order.lines[0].id, quantity=quantity(2))
    with counted(shop.work.database) as sent["control"]:
        async with shop.work.read(shop.seller) as db:
            await orders.control(db, order.quote_id)
            await orders.progress(db, [order.id])
    with counted(shop.work.database) as sent["deliver"]:
        await shop.deliver_order(order.id)
    with counted(shop.work.database) as sent["return"]:
        await shop.give_back(order.id, *(back(line.id, "1") for line in order.lines))
    again = await shop.order(*(some(one, "3") for one in goods), stock_out=way)
    with counted(shop.work.database) as sent["cancel"]:
        async with shop.work.begin(shop.seller) as uow:
            await orders.cancel(uow, again.id, reason="abandon")
    return {step: len(statements) for step, statements in sent.items()}
