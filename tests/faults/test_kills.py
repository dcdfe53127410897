"""Killed at any instant, again and again: nothing is lost, nothing happens twice."""

import asyncio
from random import Random

from tests.faults.audit import audit
from tests.faults.audit_goods import audit_goods
from tests.faults.delivering import BUYING, Bringers, fill_depot
from tests.faults.selling import CUSTOMERS, Seller
from tests.faults.stage import BUYERS, DRIVERS, LONG_RUN, Stage

SEED = 2611


async def test_a_conversation_killed_again_and_again_loses_nothing_and_repeats_nothing(on_both: Stage) -> None:
    stage, chance = on_both, Random(SEED)
    sellers = [
        Seller(stage, person, name, Random(SEED + person)) for person, name in zip(BUYERS, CUSTOMERS, strict=True)
    ]
    bringers = [
        Bringers(stage, seller, driver, name) for (seller, driver), name in zip(DRIVERS.items(), BUYING, strict=True)
    ]
    over = asyncio.Event()
    await stage.program.start()
    await fill_depot(stage)
    async with asyncio.TaskGroup() as group:
        for seller in sellers:
            group.create_task(seller.trade_until(over))
        for one in bringers:
            group.create_task(one.bring_until(over))
        await _kill_often(stage, chance, LONG_RUN or 5)
        over.set()
    await stage.quiet()
    await audit(stage, sellers, bringers)
    await audit_goods(stage, bringers)
    assert all(seller.finished for seller in sellers)


async def _kill_often(stage: Stage, chance: Random, times: int) -> None:
    """Mostly in the middle of the work, sometimes while it starts."""
    for _time in range(times):
        if chance.random() < 0.8:
            await stage.program.ready()
        await asyncio.sleep(chance.uniform(0.05, 1.2))
        await stage.program.kill()
        await stage.program.start(wait=False)
