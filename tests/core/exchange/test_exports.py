"""Tables of what is in the base: whole, and nobody waits for them."""

import asyncio

from core.exchange import exports
from core.exchange.models import ImportKind
from core.parties.many import checked_card, create_many
from core.uow import Work
from tests.companies import an_owner

_MANY = 450


async def test_a_long_table_is_whole_and_others_are_answered_while_it_is_read(work: Work) -> None:
    owner = await an_owner(work)
    async with work.begin(owner) as uow:
        await create_many(uow, [checked_card({"name": f"Client {number}"}) for number in range(_MANY)])
    turns = 0

    async def others() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    async with work.read(owner) as db:
        answering = asyncio.create_task(others())
        sheet = await exports.sheet(db, ImportKind.CUSTOMERS)
        answering.cancel()
    assert len(set(sheet.rows)) == _MANY
    assert turns >= 2
