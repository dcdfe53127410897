"""What a customer has written of himself is made an order of once, whoever of the company is told of it."""

import asyncio
from dataclasses import replace

import pytest

from core.permissions import Actor, Role
from core.sales import orders, quotes
from core.sales.quotes.by_customer import latest
from tests.companies import a_member
from tests.core.sales.orders.counter import Counter

on_both = pytest.mark.parametrize("database_url", ["sqlite", "postgresql"], indirect=True)


async def _told(counter: Counter) -> list[int]:
    """The notices by which two people are told of one message."""
    trade = counter.trade
    await a_member(trade.work, trade.company_id, role=Role.MANAGER, name="Léa Martin")
    await a_member(trade.work, trade.company_id, role=Role.MANAGER, name="Hugo Roy")
    writer = await a_member(trade.work, trade.company_id, role=Role.CUSTOMER, name="Marc")
    await counter.set_customer(salesperson_id=None)  # nobody follows him
    async with trade.work.begin(replace(writer, customer_id=trade.customer_id)) as uow:
        await orders.ask(uow, text="2 radiateurs")
    return [notice.id for notice in await counter.notices("order_asked")]


@on_both
async def test_two_who_make_an_order_of_it_at_once_make_one(counter: Counter) -> None:
    notices = await _told(counter)
    assert len(notices) > 1

    async def make(notice_id: int, actor: Actor) -> None:
        async with counter.trade.work.begin(actor) as uow:
            asked = await orders.still_asked(uow, notice_id)
            await asyncio.sleep(0.2)
            if asked.quote_id is None:
                made = await quotes.draft(uow, customer_id=asked.customer.id, lines=(), for_order=True)
                await orders.take(uow, notice_id, made.id)

    seller = counter.trade.seller
    await asyncio.gather(*(make(notice_id, seller) for notice_id in notices))
    async with counter.trade.work.read(seller) as db:
        taken = {(one.quote_id, one.taken_by) for one in [await orders.asked(db, each) for each in notices]}
        made = await latest(db, [counter.trade.customer_id], each=5)
    assert taken == {(made[0].id, seller.name)}
    assert len(made) == 1


async def test_a_draft_that_is_given_up_leaves_it_to_be_made_again(counter: Counter) -> None:
    (notice_id, *_others), seller = await _told(counter), counter.trade.seller
    async with counter.trade.work.begin(seller) as uow:
        asked = await orders.asked(uow, notice_id)
        made = await quotes.draft(uow, customer_id=asked.customer.id, lines=(), for_order=True)
        await orders.take(uow, notice_id, made.id)
    async with counter.trade.work.begin(seller) as uow:
        await quotes.cancel(uow, made.id)
    async with counter.trade.work.read(seller) as db:
        assert (await orders.asked(db, notice_id)).quote_id is None
