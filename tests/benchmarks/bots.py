"""The bots under measure, each a process of its own."""

import asyncio
import os
import sys
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.telegram import BotLine, Telegram

_READY = 30.0  # seconds


@dataclass(frozen=True)
class Bot:
    """A running bot, and the seconds from its start to its first poll for updates."""

    line: BotLine
    started_in: float
    pid: int

    def megabytes(self) -> tuple[float, float]:
        """Resident memory of the bot's process, and with its children."""
        own = _resident(self.pid)
        return own, own + sum(_resident(child) for child in _descendants(self.pid))


@asynccontextmanager
async def echo(telegram: Telegram) -> AsyncIterator[Bot]:
    """The bare echo bot."""
    token, line = telegram.line(2001)
    async with _running(line, ("-m", "tests.benchmarks.echo", token, telegram.base), {}) as bot:
        yield bot


@asynccontextmanager
async def carnet(telegram: Telegram, data: Path, *, number: int = 2002, rate: int = 0) -> AsyncIterator[Bot]:
    """Carnet on SQLite in this folder, as `carnet run` starts it; `rate` messages per second, 0: as many as it can."""
    token, line = telegram.line(number)
    environment = {
        "CARNET_DATA": str(data),
        "TELEGRAM_BOT_TOKEN": token,
        "TELEGRAM_API_BASE": telegram.base,
        "CARNET_LOG": "WARNING",
        "CARNET_SEND_RATE": str(rate),
        "DATABASE_URL": "",
    }
    async with _running(line, ("-c", "from bot.app import main; main()", "run"), environment) as bot:
        yield bot


@asynccontextmanager
async def _running(line: BotLine, arguments: tuple[str, ...], environment: Mapping[str, str]) -> AsyncIterator[Bot]:
    began = time.perf_counter()
    process = await asyncio.create_subprocess_exec(
        sys.executable, *arguments, env={**os.environ, **environment}, stdout=asyncio.subprocess.DEVNULL
    )
    try:
        await asyncio.wait_for(line.polled.wait(), _READY)
        yield Bot(line, time.perf_counter() - began, process.pid)
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()


def _resident(pid: int) -> float:
    for fact in Path(f"/proc/{pid}/status").read_text().splitlines():
        if fact.startswith("VmRSS:"):
            return int(fact.split()[1]) / 1024
    return 0.0


def _descendants(pid: int) -> list[int]:
    """Processes started by any of its threads, and theirs."""
    started = " ".join(task.read_text() for task in Path(f"/proc/{pid}/task").glob("*/children"))
    children = [int(child) for child in started.split()]
    return children + [later for child in children for later in _descendants(child)]
