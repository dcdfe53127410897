"""What a customer may owe is not exceeded by people who do something about several of his orders at one moment."""

import asyncio
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import pytest

from core.kernel.amounts import amount, percent, quantity
from core.sales import orders
from core.sales.lifecycles import OrderState
from core.sales.orders.control import owed_by
from tests.core.sales.orders.counter import Counter, pay

on_both = pytest.mark.parametrize("database_url", ["sqlite", "postgresql"], indirect=True)
_THINKS = 0.3  # seconds between what is done and its commit


async def _at_once(counter: Counter, verb: Any, *asked: Sequence[Any], **facts: Any) -> Decimal:
    """Do it to all at one moment, by people whose lines are slow; returns what the customer owes then."""

    async def one(about: Sequence[Any]) -> None:
        async with counter.trade.work.begin(counter.trade.seller) as uow:
            await verb(uow, *about, **facts)
            await asyncio.sleep(_THINKS)

    await asyncio.gather(*map(one, asked), return_exceptions=True)
    async with counter.trade.work.read(counter.trade.seller) as db:
        return await owed_by(db, counter.trade.customer_id)


@on_both
async def test_two_orders_enlarged_at_once_do_not_both_take_what_is_left_of_the_credit(counter: Counter) -> None:
    placed = [await counter.placed(counter.trade.radiators("1")) for _time in range(2)]
    await counter.set_customer(credit_limit=amount("700"))
    asked = [(order.id, order.lines[0].id) for order in placed]
    owed = await _at_once(counter, orders.set_quantity, *asked, quantity=quantity(2))
    assert owed == Decimal("680.40"), "one of them is enlarged"


@on_both
async def test_two_deposits_noted_at_once_do_not_confirm_more_than_the_credit_allows(counter: Counter) -> None:
    await counter.set_customer(credit_limit=amount("250"))
    placed = [
        await counter.place((await counter.quote(counter.trade.radiators("1"), deposit=percent(10))).id)
        for _time in range(2)
    ]
    assert [order.state for order in placed] == [OrderState.WAITING] * 2
    asked = [(order.id, order.customer_id, f"test:{order.id}") for order in placed]
    owed = await _at_once(counter, pay, *asked, amount=amount("22.68"))
    assert owed == Decimal("181.44"), "one of them is confirmed"
