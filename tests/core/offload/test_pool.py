"""Work in another process: the same results, whatever happens to that process or to ours."""

import asyncio
import importlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import date
from inspect import signature
from pathlib import Path
from typing import Any, Final, cast, get_args, get_type_hints

import pytest

from core.offload.job import MEGABYTE, Job, resolved
from core.offload.pool import JobFailed, Pool
from core.printing.jobs import PDF
from core.printing.layout import pdf
from tests.core.offload import work
from tests.core.printing.papers import quote
from tests.modules import ROOT, modules

PARENT = """
import asyncio, time
from core.offload.pool import Pool
from core.printing.jobs import PDF
from tests.core.printing.papers import quote
asyncio.run(Pool().run(PDF, quote()))
print("printed", flush=True)
time.sleep(60)
"""
WORK: Final = "tests.core.offload.work"
DOUBLED: Final = Job[[str], str](f"{WORK}:doubled")
IMPORTED: Final = Job[[], set[str]](f"{WORK}:imported")
PROCESS: Final = Job[[], int](f"{WORK}:process")

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks for the workers in /proc")


@pytest.fixture
def pool() -> Iterator[Pool]:
    pool = Pool()
    yield pool
    pool.close()


def _workers(parent: int) -> set[int]:
    lists = Path(f"/proc/{parent}/task").glob("*/children")
    children = {int(pid) for each in lists for pid in each.read_text().split()}
    return {pid for pid in children if b"core.offload.worker" in Path(f"/proc/{pid}/cmdline").read_bytes()}


def _alive(pid: int) -> bool:
    with suppress(FileNotFoundError, ProcessLookupError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    return False


async def _until_ended(pid: int, seconds: float = 10) -> None:
    deadline = time.monotonic() + seconds
    while _alive(pid):
        assert time.monotonic() < deadline, "the worker is still there"
        await asyncio.sleep(0.02)


async def test_a_worker_gives_the_very_bytes_that_printing_here_gives(pool: Pool) -> None:
    printed = await asyncio.gather(*(pool.run(PDF, quote(n)) for n in (1, 5, 60)))
    assert printed == [pdf(quote(n)) for n in (1, 5, 60)]


async def test_nothing_starts_before_it_is_needed(pool: Pool) -> None:
    before = _workers(os.getpid())
    pool.warm(PDF)
    await pool.run(PDF, quote())
    assert len(_workers(os.getpid()) - before) == 1


async def test_a_worker_does_one_job_after_the_other(pool: Pool) -> None:
    first = await pool.run(PROCESS)
    assert await pool.run(DOUBLED, "ab") == "abab"
    assert await pool.run(PROCESS) == first


async def test_a_worker_killed_while_idle_is_replaced(pool: Pool) -> None:
    os.kill(await pool.run(PROCESS), signal.SIGKILL)
    assert await pool.run(DOUBLED, "ab") == "abab"


async def test_a_paper_whose_worker_is_killed_is_printed_by_the_next(pool: Pool) -> None:
    worker = await pool.run(PROCESS)
    os.kill(worker, signal.SIGSTOP)  # the paper is sent, the answer cannot come
    printing = asyncio.create_task(pool.run(PDF, quote(60)))
    await asyncio.sleep(0.1)
    os.kill(worker, signal.SIGKILL)
    assert await printing == pdf(quote(60))


async def test_what_kills_its_worker_twice_is_given_up(pool: Pool) -> None:
    with pytest.raises(JobFailed, match="died twice"):
        await pool.run(Job[[], None](f"{WORK}:dying"))
    assert await pool.run(DOUBLED, "ab") == "abab"


async def test_a_paper_that_cannot_be_printed_says_why_and_harms_no_other(pool: Pool) -> None:
    with pytest.raises(JobFailed, match="in reminder"):
        await pool.run(PDF, replace(quote(), issued_on=cast(date, "no day")))
    assert await pool.run(PDF, quote()) == pdf(quote())


async def test_a_refusal_arrives_with_its_facts_and_a_fault_with_its_trace(pool: Pool) -> None:
    with pytest.raises(work.Refused) as refusal:
        await pool.run(Job[[str], None](f"{WORK}:refusing"), "no")
    assert (refusal.value.reason, refusal.value.most) == ("no", 3)
    with pytest.raises(JobFailed, match="in the middle of it"):
        await pool.run(Job[[], None](f"{WORK}:broken"))


async def test_patience_has_an_end_and_the_worker_ends_with_it(pool: Pool) -> None:
    worker = await pool.run(PROCESS)
    with pytest.raises(JobFailed, match=r"no answer in 0\.2 s"):
        await pool.run(Job[[float], None](f"{WORK}:long", patience=0.2), 30)
    await _until_ended(worker)
    assert await pool.run(DOUBLED, "ab") == "abab"


async def test_a_job_has_the_memory_that_it_says_and_not_a_byte_more(pool: Pool) -> None:
    greedy = Job[[int], int](f"{WORK}:greedy", memory=400 * MEGABYTE)
    assert await pool.run(greedy, 50 * MEGABYTE) == 50 * MEGABYTE
    with pytest.raises(JobFailed, match="MemoryError"):
        await pool.run(greedy, 500 * MEGABYTE)
    assert await pool.run(replace(greedy, memory=800 * MEGABYTE), 500 * MEGABYTE) == 500 * MEGABYTE


async def test_a_foreign_file_has_a_process_of_its_own_that_ends_with_it(pool: Pool) -> None:
    usual = await pool.run(PROCESS)
    foreign = replace(PROCESS, foreign=True)
    first, second = await pool.run(foreign), await pool.run(foreign)
    assert len({usual, first, second}) == 3
    assert not any(map(_alive, (usual, first, second)))


async def test_ctrl_c_does_not_end_a_worker_and_close_does(pool: Pool) -> None:
    worker = await pool.run(PROCESS)
    os.kill(worker, signal.SIGINT)
    assert await pool.run(PROCESS) == worker
    pool.close()
    assert not _alive(worker)


async def test_a_close_is_soon_whatever_is_at_hand(pool: Pool) -> None:
    worker = await pool.run(PROCESS)
    at_hand = asyncio.create_task(pool.run(Job[[float], None](f"{WORK}:long"), 30))
    waiting = asyncio.create_task(pool.run(DOUBLED, "ab"))
    await asyncio.sleep(0.1)
    asked = time.monotonic()
    await asyncio.to_thread(pool.close)
    assert time.monotonic() - asked < 5
    with pytest.raises(JobFailed, match="the program stops"):
        await at_hand
    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert not _alive(worker)
    assert not _workers(os.getpid())


async def test_a_worker_gives_way_to_the_chat(pool: Pool) -> None:
    worker = await pool.run(PROCESS)
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


async def test_a_worker_imports_what_its_job_needs_and_nothing_of_the_application(pool: Pool) -> None:
    before = await pool.run(IMPORTED)
    assert not before & {"core.printing.layout", "reportlab", "PIL", "openpyxl"}
    await pool.run(PDF, quote())
    after = await pool.run(IMPORTED)
    assert "core.printing.layout" in after
    assert not after & {"sqlalchemy", "telegram", "aiohttp", "openpyxl", "bot", "core.sales", "core.db"}


def jobs() -> dict[str, Job[..., Any]]:
    """Each job that a room of core declares."""
    return {
        f"{module.__name__}.{name}": thing
        for module in modules("core")
        for name, thing in vars(module).items()
        if isinstance(thing, Job)
    }


@pytest.mark.parametrize("name", jobs())
def test_a_job_is_declared_with_the_types_of_its_function(name: str) -> None:
    function = resolved(jobs()[name].function)
    given, made = declared(name)
    hints = get_type_hints(function)
    assert [hints[parameter] for parameter in signature(function).parameters] == list(given)
    assert hints["return"] == made


def declared(name: str) -> Any:
    """The types in `NAME: Final = Job[[given, …], made](…)`."""
    module = importlib.import_module(name.rpartition(".")[0])
    source = Path(str(module.__file__)).read_text()
    types = source.partition(f"{name.rpartition('.')[2]}: Final = ")[2].partition("](")[0] + "]"
    return get_args(eval(types, vars(module)))
