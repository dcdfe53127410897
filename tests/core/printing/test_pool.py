"""Printing in another process: the same bytes, whatever happens to that process or to ours."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import cast

import pytest

from core.printing.layout import pdf
from core.printing.pool import PrintingError, PrintingPool
from tests.core.printing.papers import quote

ROOT = Path(__file__).parents[3]
PARENT = """
import asyncio, time
from core.printing.pool import PrintingPool
from tests.core.printing.papers import quote
asyncio.run(PrintingPool().pdf(quote()))
print("printed", flush=True)
time.sleep(60)
"""

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks for the workers in /proc")


@pytest.fixture
def pool() -> Iterator[PrintingPool]:
    pool = PrintingPool()
    yield pool
    pool.close()


def _workers(parent: int) -> set[int]:
    lists = Path(f"/proc/{parent}/task").glob("*/children")
    children = {int(pid) for each in lists for pid in each.read_text().split()}
    return {pid for pid in children if b"core.printing.worker" in Path(f"/proc/{pid}/cmdline").read_bytes()}


def _alive(pid: int) -> bool:
    with suppress(FileNotFoundError, ProcessLookupError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    return False


async def _until_ended(pid: int, seconds: float = 10) -> None:
    deadline = time.monotonic() + seconds
    while _alive(pid):
        assert time.monotonic() < deadline, "the worker is still there"
        await asyncio.sleep(0.02)


async def test_a_worker_gives_the_very_bytes_that_printing_here_gives(pool: PrintingPool) -> None:
    assert await asyncio.gather(*(pool.pdf(quote(n)) for n in (1, 5, 60))) == [pdf(quote(n)) for n in (1, 5, 60)]


async def test_nothing_starts_before_it_is_needed(pool: PrintingPool) -> None:
    before = _workers(os.getpid())
    pool.warm()
    await pool.pdf(quote())
    assert len(_workers(os.getpid()) - before) == 1


async def test_a_worker_killed_while_idle_is_replaced(pool: PrintingPool) -> None:
    await pool.pdf(quote())
    [worker] = _workers(os.getpid())
    os.kill(worker, signal.SIGKILL)
    assert await pool.pdf(quote()) == pdf(quote())


async def test_a_paper_whose_worker_is_killed_is_printed_by_the_next(pool: PrintingPool) -> None:
    await pool.pdf(quote())
    [worker] = _workers(os.getpid())
    os.kill(worker, signal.SIGSTOP)  # the paper is sent, the answer cannot come
    printing = asyncio.create_task(pool.pdf(quote(60)))
    await asyncio.sleep(0.1)
    os.kill(worker, signal.SIGKILL)
    assert await printing == pdf(quote(60))


async def test_a_paper_that_cannot_be_printed_says_why_and_harms_no_other(pool: PrintingPool) -> None:
    with pytest.raises(PrintingError, match="in reminder"):
        await pool.pdf(replace(quote(), issued_on=cast(date, "no day")))
    assert await pool.pdf(quote()) == pdf(quote())


async def test_ctrl_c_does_not_end_a_worker_and_close_does(pool: PrintingPool) -> None:
    await pool.pdf(quote())
    [worker] = _workers(os.getpid())
    os.kill(worker, signal.SIGINT)
    await pool.pdf(quote())
    assert _workers(os.getpid()) == {worker}
    pool.close()
    assert not _alive(worker)


async def test_a_worker_gives_way_to_the_chat(pool: PrintingPool) -> None:
    await pool.pdf(quote())
    [worker] = _workers(os.getpid())
    assert os.getpriority(os.PRIO_PROCESS, worker) == min(19, os.getpriority(os.PRIO_PROCESS, 0) + 5)


async def test_a_worker_ends_when_its_parent_is_killed() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", PARENT], cwd=ROOT, env={"PYTHONPATH": str(ROOT)}, stdout=subprocess.PIPE
    ) as parent:
        assert parent.stdout is not None
        assert parent.stdout.readline() == b"printed\n"
        [worker] = _workers(parent.pid)
        parent.kill()
    await _until_ended(worker)


def test_a_worker_imports_nothing_of_the_application() -> None:
    check = "import sys, core.printing.worker, core.printing.layout; print(*sorted(sys.modules))"
    run = subprocess.run(
        [sys.executable, "-c", check],
        cwd=ROOT,
        env={"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    loaded = set(run.stdout.split())
    assert not loaded & {"sqlalchemy", "telegram", "aiohttp", "bot", "core.sales", "core.db"}
