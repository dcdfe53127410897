"""Killed at any instant, again and again: nothing is lost, nothing happens twice."""

import asyncio
from collections.abc import Sequence
from random import Random

from sqlalchemy import insert, select

from core.company.models import Person
from core.kernel.priority import Priority
from core.notices.models import Notice
from core.uow import system_clock
from tests.faults.audit import audit
from tests.faults.audit_goods import audit_goods
from tests.faults.delivering import BUYING, Bringers, fill_depot
from tests.faults.selling import CUSTOMERS, Seller
from tests.faults.stage import BUYERS, DRIVERS, LONG_RUN, Stage

SEED = 2611
KILLS, NOTICES = 4, 12


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


async def test_a_sending_at_telegrams_pace_killed_again_and_again_reaches_everybody(on_sqlite: Stage) -> None:
    stage, chance, people = on_sqlite, Random(SEED), list(BUYERS)
    stage.program.settings = {**stage.program.settings, "CARNET_SEND_RATE": "30"}
    await stage.program.start()
    for person in people:
        await stage.say(person, "/start")
    await stage.quiet()
    await _write_notices(stage, people)
    await _kill_often(stage, chance, KILLS)
    await stage.quiet()
    for person in people:
        said = [len(stage.said(person, f"n{number}x a ouvert")) for number in range(NOTICES)]
        assert min(said) == 1
        assert sum(said) <= NOTICES + KILLS  # cut off while it was being said, it is said again


async def _write_notices(stage: Stage, people: Sequence[int]) -> None:
    async with stage.database.writing() as session:
        known = await session.execute(select(Person.id, Person.company_id).where(Person.telegram_id.in_(people)))
        for person_id, company_id in known.all():
            rows = [
                {"person_id": person_id, "company_id": company_id, "key": f"n{number}", "facts": {"by": f"n{number}x"}}
                for number in range(NOTICES)
            ]
            usual = {"kind": "invitation_tried", "due_at": system_clock(), "priority": int(Priority.MAILING)}
            await session.execute(insert(Notice), [{**row, **usual} for row in rows])


async def _kill_often(stage: Stage, chance: Random, times: int) -> None:
    """Mostly in the middle of the work, sometimes while it starts."""
    for _time in range(times):
        if chance.random() < 0.8:
            await stage.program.ready()
        await asyncio.sleep(chance.uniform(0.05, 1.2))
        await stage.program.kill()
        await stage.program.start(wait=False)
