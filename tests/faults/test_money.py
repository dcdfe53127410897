"""Killed while people invoice and take money, at the worst places: nothing is lost, and nothing is charged twice."""

import asyncio
import time
from itertools import cycle, islice
from typing import Final

from tests.faults.audit_money import audit_money
from tests.faults.charging import Clerk
from tests.faults.delivering import fill_depot
from tests.faults.stage import KARIM, LONG_RUN, OWNER, Stage
from tests.faults.test_replays import deliver_again, keep_updates

_CUSTOMERS: Final = {OWNER: "dupont menuiserie", KARIM: "carrosserie girard"}
_NO_PAPER: Final = "SELECT id FROM invoice WHERE state = 'issued' AND pdf_sha256 IS NULL"
_PLACES: Final = (  # in the order in which a clerk comes to them
    _NO_PAPER,
    "SELECT id FROM payment WHERE reverses_id IS NOT NULL AND EXISTS (SELECT 1 FROM outbox WHERE sent_at IS NULL)",
    f"{_NO_PAPER} AND kind = 'credit'",
    "SELECT id FROM notice WHERE kind = 'invoice_sent' AND said_at IS NULL",
)
_SOON: Final = 8.0  # seconds in which a place is come to, or else it is killed all the same


async def test_what_is_charged_and_paid_while_it_is_killed_is_charged_and_paid_once(on_both: Stage) -> None:
    stage, over = on_both, asyncio.Event()
    clerks = [Clerk(stage, person, name) for person, name in _CUSTOMERS.items()]
    await stage.program.start()
    await fill_depot(stage)
    async with asyncio.TaskGroup() as group:
        for clerk in clerks:
            group.create_task(clerk.charge_until(over))
        await _kill_at_places(stage, LONG_RUN or len(_PLACES))
        over.set()
    await stage.quiet()
    await audit_money(stage, clerks)


async def _kill_at_places(stage: Stage, times: int) -> None:
    """As soon as it is in the middle of something; all messages since the last time then come again."""
    for place in islice(cycle(_PLACES), times):
        keep_updates(stage)
        await stage.program.ready()
        limit = time.monotonic() + _SOON
        while not await stage.rows(place) and time.monotonic() < limit:
            await asyncio.sleep(0)
        await stage.program.kill()
        deliver_again(stage)
        await stage.program.start(wait=False)
