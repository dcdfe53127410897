"""Processes that issue invoices are killed in the middle of it, again and again: no number is lost or given twice."""

import asyncio
import os
import signal
import sys
import time
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Final

from sqlalchemy import func, select

from core.audit.verifying import verify
from core.db import Database
from core.invoicing.lifecycles import InvoiceState
from core.invoicing.models import Invoice
from core.numbering import Counter
from core.permissions import SYSTEM
from core.treasury.models import Payment
from core.uow import Work
from tests.core.invoicing.office import Office, an_office, sold
from tests.faults.program import environment

ISSUED: Final = int(os.environ.get("CARNET_FAULT_ISSUES", "60"))  # how many documents before it ends; 1 000 at length
_PATIENCE: Final = 60 + ISSUED  # seconds
_ROOT: Final = Path(__file__).parents[2]


async def test_numbers_are_continuous_whoever_is_killed_while_he_issues(database: Database, tmp_path: Path) -> None:
    work = Work(database)
    office = await an_office(work)
    for _order in range(4):
        await office.ordered(sold("900", "9.90"), sold("900", "3.33", vat="10"), delivered=False)
    log, chance = tmp_path / "committed.txt", Random(2611)
    processes = 1 if database.is_sqlite else 3
    async with _nursery(office, database, log) as start:
        alive = [await start() for _one in range(processes)]
        killed, limit = 0, time.monotonic() + _PATIENCE
        while await _issued(work, office) < ISSUED:
            await _committed(log, chance.randint(2, 12 + ISSUED // 20), limit)
            await asyncio.sleep(chance.uniform(0, 0.1))
            os.kill(alive.pop(chance.randrange(len(alive))), signal.SIGKILL)
            killed += 1
            alive.append(await start())
        for pid in alive:
            os.kill(pid, signal.SIGKILL)
    assert killed >= 3
    await _expect_whole(work, office, log)
    print(f"{database.engine.dialect.name}: {await _issued(work, office)} issued, {killed + len(alive)} killed")


async def _expect_whole(work: Work, office: Office, log: Path) -> None:
    """What was committed is there; each series of a year counts without a gap, in the order of its days."""
    async with work.read(replace(SYSTEM, company_id=office.shop.trade.company_id)) as db:
        issued = await db.session.execute(
            select(Invoice.number, Invoice.issued_on).where(Invoice.state == InvoiceState.ISSUED).order_by(Invoice.id)
        )
        documents = [(str(number), on) for number, on in issued if on is not None]
        paid = list(await db.session.scalars(select(Payment.number)))
        counters = {(one.series, one.year): one.last for one in await db.session.scalars(select(Counter))}
        findings = await verify(db)
    numbers = [number for number, _on in documents] + paid
    assert set(log.read_text().split()) <= set(numbers)
    series = defaultdict(list)
    for number, on in documents:
        assert number[2:6] == f"{on:%y%m}"
        series[number[:2], on.year].append((int(number[7:]), on))
    for key, found in series.items():
        assert [number for number, _on in sorted(found)] == list(range(1, len(found) + 1)), key
        days = [on for _number, on in sorted(found)]
        assert days == sorted(days), key
        assert counters[_SERIES[key[0]], key[1]] == len(found)
    assert findings.broken == []


async def _committed(log: Path, more: int, limit: float) -> None:
    """Wait until so many more were."""
    size = log.stat().st_size if log.exists() else 0
    while not log.exists() or log.stat().st_size < size + more * len("FA2611-0001\n"):
        assert time.monotonic() < limit, log.read_text() if log.exists() else "nothing was committed"
        await asyncio.sleep(0.02)


async def _issued(work: Work, office: Office) -> int:
    async with work.read(office.boss) as db:
        count = select(func.count()).select_from(Invoice).where(Invoice.state == InvoiceState.ISSUED)
        return await db.session.scalar(count) or 0


@asynccontextmanager
async def _nursery(office: Office, database: Database, log: Path) -> AsyncIterator["_Start"]:
    """Whence processes come: one that knows all modules, and splits."""
    company, person = office.boss.company_id, office.boss.person_id
    url = database.engine.url.render_as_string(hide_password=False)
    asked = (url, str(company), str(person), str(log), str(time.time()))
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.faults.issuing",
        *asked,
        cwd=_ROOT,
        env=environment({}),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        start_new_session=True,
    )
    try:
        yield _Start(process)
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        await process.wait()


class _Start:
    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process

    async def __call__(self) -> int:
        """One more; its id."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(b"\n")
        return int(await self._process.stdout.readline())


_SERIES: Final = {"FA": "invoice", "AC": "deposit", "AV": "credit"}
