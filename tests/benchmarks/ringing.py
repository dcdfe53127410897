"""What a clock of rows costs: a tick with few and with many alarms waiting, and many that are due in one minute."""

import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Final

from sqlalchemy import insert

from core import migrations
from core.agenda import items, ringing
from core.agenda.items import Wanted, When
from core.agenda.models import AgendaItem, AgendaKind
from core.alarms.models import Alarm
from core.db import connect
from core.db.scope import ALL_COMPANIES
from core.permissions import SYSTEM, Actor
from core.uow import Work
from scheduler.bell import Bell
from tests.benchmarks.figures import verdict
from tests.companies import SettableClock, an_owner

MANY: Final = 100_000
DUE: Final = 10_000
_TICKS: Final = 200
_BATCH: Final = 5_000


async def report(folder: Path) -> None:
    address = f"sqlite:///{folder / 'ringing.db'}"
    database = connect(address)
    await migrations.upgrade(database)
    clock = SettableClock(datetime(2026, 11, 23, 8, tzinfo=UTC))
    work = Work(database, clock)
    owner = await an_owner(work)
    await _wait(work, owner, 100, clock.now + timedelta(days=30))
    few = await _tick(work)
    await _wait(work, owner, MANY, clock.now + timedelta(days=30))
    many = await _tick(work)
    print(f"\nThe clock, {MANY:,} reminders waiting")
    print(f"  a tick with nothing due         {few * 1000:6.2f} ms with 100, {many * 1000:6.2f} ms with all", end="")
    print(f"  (aim: at most twice, {verdict(many / few, 2)})")
    await _due(work, owner)
    print(f"  {DUE:,} due in one minute       {await _rung(work):6.0f} rung per second")
    await database.close()


async def _tick(work: Work) -> float:
    """Seconds to look what is due, and when the next is."""
    bell, spent = Bell(work), []
    for _tick in range(_TICKS):
        began = time.perf_counter()
        await bell.ring()
        await bell._pause()
        spent.append(time.perf_counter() - began)
    return median(spent)


async def _wait(work: Work, owner: Actor, count: int, due_at: datetime) -> None:
    """So many alarms of reminders that are far away."""
    async with work.database.writing() as session:
        for start in range(0, count, _BATCH):
            await session.execute(
                insert(Alarm),
                _rows(owner, due_at, range(start, min(start + _BATCH, count)), f"w{count}"),
                execution_options={ALL_COMPANIES: True},
            )


def _rows(owner: Actor, due_at: datetime, numbers: Sequence[int], name: str) -> list[dict[str, object]]:
    moment = {"due_at": due_at, "ring_at": due_at, "rung_at": None, "tries": 0, "company_id": owner.company_id}
    return [
        {"kind": ringing.RING, "about": f"agenda:{n}", "key": f"{name}:{n}", "facts": {"item_id": n}, **moment}
        for n in numbers
    ]


async def _due(work: Work, owner: Actor) -> None:
    """Reminders that are due at once, made by the use case."""
    async with work.begin(owner) as uow:
        item = await items.create(uow, Wanted(kind=AgendaKind.REMINDER, text="x", when=When(None, 9 * 60 + 30)))
    assert item.rings_at is not None
    columns = [column.name for column in AgendaItem.__table__.columns if column.name != "id"]
    async with work.begin(replace(SYSTEM, company_id=owner.company_id)) as uow:
        values = {name: getattr(item, name) for name in columns}
        for _batch in range(0, DUE, _BATCH):
            await uow.session.execute(insert(AgendaItem), [values] * _BATCH)
        numbers = range(item.id + 1, item.id + 1 + DUE)
        for start in range(0, DUE, _BATCH):
            await uow.session.execute(insert(Alarm), _rows(owner, item.rings_at, numbers[start : start + _BATCH], "d"))
    assert isinstance(work.clock, SettableClock)
    work.clock.now = item.rings_at


async def _rung(work: Work) -> float:
    bell, rung, began = Bell(work), 0, time.perf_counter()
    while now := await bell.ring():
        rung += now
    return rung / (time.perf_counter() - began)
