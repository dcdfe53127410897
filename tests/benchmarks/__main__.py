"""`make bench`: everything measured in one run, side by side."""

import asyncio
import os
import platform
import tempfile
import time
from pathlib import Path
from statistics import median

from tests.benchmarks import bots, figures, leaving, printing, reading, ringing, searching, talking, trading
from tests.benchmarks.people import People
from tests.benchmarks.telegram import Telegram, listen
from tests.benchmarks.world import furnish

WRITERS = range(3001, 3051)
TAPPERS = range(3101, 3106)
READER, SALESPERSON = 3201, 3202
_STARTS = 3
_LONG_QUOTES = 6


async def main() -> None:
    telegram = await listen()
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        print(f"{platform.python_implementation()} {platform.python_version()}, {os.cpu_count()} cores, {_fsync(data)}")
        await _conversation(telegram, data)
        await _starts(telegram, data)
    with tempfile.TemporaryDirectory() as folder:
        await leaving.beside(telegram, Path(folder))
    print("\nPrinting (the pool, all its processes)")
    for lines, count in ((5, 60), (200, 6)):
        print(f"  quotes of {lines:3} lines          {await printing.pdfs_per_second(lines, count):6.1f} per second")
    for lines, aim in ((5, 80), (200, 600)):
        spent = printing.invoice_cpu(lines) * 1000
        said = f"aim: {aim}, {figures.verdict(spent, aim)}"
        print(f"  invoice of {lines:3} lines with its data  {spent:6.1f} ms of CPU  ({said})")
    telegram.close()
    reading.report()
    with tempfile.TemporaryDirectory() as folder:
        await searching.report(Path(folder))
        await trading.report(Path(folder))
        await ringing.report(Path(folder))
        await asyncio.to_thread(leaving.report, Path(folder))  # which has a loop of its own


async def _conversation(telegram: Telegram, data: Path) -> None:
    everybody = [*WRITERS, *TAPPERS, READER, SALESPERSON]
    tapped, long = await furnish(data, everybody, tapped=len(TAPPERS), long=_LONG_QUOTES)
    async with bots.echo(telegram) as echo, bots.carnet(telegram, data) as carnet:
        carnet_people = People(carnet.line)
        kept = await talking.rounds(People(echo.line), carnet_people, WRITERS)
        _print_rounds(kept)
        toasts = await talking.toasts(carnet_people, WRITERS, TAPPERS, tapped)
        p95 = figures.percentile(toasts, 0.95) * 1000
        print(f"\nTap → toast, {len(WRITERS)} people writing at once      p50 p95 p99  {figures.spread(toasts)} ms")
        print(f"  p95 under 300 ms: {figures.verdict(p95, 300)}")
        own = carnet.megabytes()[0]
        _print_delays(await talking.delays(carnet_people, READER, SALESPERSON, long))
        after, whole = carnet.megabytes()
        print(f"\nMemory  Carnet {own:.0f} MB, {after:.0f} MB after printing, {whole:.0f} MB with its printers", end="")
        print(f"; echo bot {echo.megabytes()[0]:.0f} MB  (aim: under 200 MB, {figures.verdict(whole, 200)})")


def _print_rounds(kept: talking.Rounds) -> None:
    print(f"\nMessages answered, {len(WRITERS)} people at once      per second  × echo    p50     p95     p99 ms")
    for name, rounds, aim in (
        ("bare PTB echo bot", kept.echo, 1.0),
        ("Carnet reads a product", kept.read, 1.0),
        ("Carnet adds a quote line", kept.write, 0.6),
    ):
        compared = figures.ratio(rounds, kept.echo)
        spread = figures.spread(figures.pooled(rounds))
        said = "" if rounds is kept.echo else f"  aim {aim}: {figures.verdict(compared, aim, at_most=False)}"
        print(f"  {name:34} {figures.rate(rounds):12.0f} {compared:8.2f}   {spread}{said}")


def _print_delays(measured: talking.Delays) -> None:
    added = (max(measured.beside) - median(measured.alone)) * 1000
    print(f"\nA 200-line PDF ({median(measured.pdf) * 1000:.0f} ms until it arrives) beside somebody who reads")
    print(f"  alone                                         p50 p95 p99  {figures.spread(measured.alone)} ms")
    print(f"  meanwhile                                     p50 p95 p99  {figures.spread(measured.beside)} ms")
    verdict = figures.verdict(added, 50)
    print(f"  longest wait added {added:.1f} ms over {len(measured.beside)} answers (aim: 50 ms, {verdict})")


async def _starts(telegram: Telegram, data: Path) -> None:
    print("\nCold start, until the first poll for messages")
    began: list[float] = []
    for number in range(_STARTS):
        async with bots.carnet(telegram, data, number=2100 + number) as carnet:
            began.append(carnet.started_in)
    fresh: list[float] = []
    for number in range(_STARTS):
        with tempfile.TemporaryDirectory() as empty:
            async with bots.carnet(telegram, Path(empty), number=2200 + number) as carnet:
                fresh.append(carnet.started_in)
    for name, seconds in (("on a database in use", median(began)), ("on an empty folder", median(fresh))):
        print(f"  {name:34} {seconds:6.2f} s  (aim: 2 s, {figures.verdict(seconds, 2)})")


def _fsync(folder: Path) -> str:
    """How long this disk takes to keep a page: it bounds what can be committed."""
    seconds: list[float] = []
    with (folder / "fsync").open("wb") as file:
        for _ in range(100):
            file.write(bytes(4096))
            file.flush()
            began = time.perf_counter()
            os.fsync(file.fileno())
            seconds.append(time.perf_counter() - began)
    return f"fsync of 4 KB {median(seconds) * 1000:.2f} ms"


if __name__ == "__main__":
    asyncio.run(main())
