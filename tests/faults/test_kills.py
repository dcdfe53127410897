"""Killed at any instant, again and again: nothing is lost, nothing happens twice."""

import asyncio
from random import Random

import pytest

from tests.faults.audit import audit
from tests.faults.selling import CUSTOMERS, Seller
from tests.faults.stage import BUYERS, LONG_RUN, Stage


@pytest.mark.parametrize("seed", range(1))
async def test_a_conversation_killed_again_and_again_loses_nothing_and_repeats_nothing(on_both: Stage, seed: int) -> None:
    stage, chance = on_both, Random(seed)
    sellers = [Seller(stage, person, name, Random(person + seed)) for person, name in zip(BUYERS, CUSTOMERS, strict=True)]
    over = asyncio.Event()
    await stage.program.start()
    async with asyncio.TaskGroup() as group:
        for seller in sellers:
            group.create_task(_trade_until(seller, over))
        await _kill_often(stage, chance, LONG_RUN or 5)
        over.set()
    await stage.quiet()
    await audit(stage, sellers)
    assert all(seller.finished for seller in sellers)


async def _trade_until(seller: Seller, over: asyncio.Event) -> None:
    while not over.is_set() or not seller.finished:
        await seller.trade()


async def _kill_often(stage: Stage, chance: Random, times: int) -> None:
    """Also while it starts, and at once after."""
    for _time in range(times):
        await asyncio.sleep(chance.uniform(0.2, 2.5))
        await stage.program.kill()
        await stage.program.start(wait=False)
