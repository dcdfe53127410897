"""Carnet as a process of its own: started, killed, stopped, read."""

import asyncio
import os
import signal
import sys
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

COMMAND = str(Path(sys.executable).with_name("carnet"))
_READY = " INFO carnet: ready: "
_FORGOTTEN = ("CARNET_", "DATABASE_", "TELEGRAM_")  # settings of whoever runs the tests


def environment(settings: Mapping[str, str]) -> dict[str, str]:
    """This process's environment with these settings of Carnet, and no others."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(_FORGOTTEN)}
    return {**kept, **settings}


async def finished(*arguments: str, settings: Mapping[str, str], seconds: float = 60) -> tuple[int, str, str]:
    """Run a command that ends by itself: its status, its output, its errors."""
    process = await asyncio.create_subprocess_exec(
        COMMAND,
        *arguments,
        env=environment(settings),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        output, errors = await asyncio.wait_for(process.communicate(), seconds)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    assert process.returncode is not None
    return process.returncode, output.decode(), errors.decode()


class Process(Protocol):
    """What is asked of a running program."""

    @property
    def returncode(self) -> int | None: ...
    def send_signal(self, number: int, /) -> None: ...
    async def wait(self) -> int: ...


async def launched(environment: Mapping[str, str], log: Path) -> Process:
    """The command, as everybody starts it; what it says goes into the log."""
    with log.open("ab") as errors:
        return await asyncio.create_subprocess_exec(
            COMMAND,
            "run",
            env={**environment, "PYTHONFAULTHANDLER": "1"},
            stdout=asyncio.subprocess.DEVNULL,
            stderr=errors,
            start_new_session=True,
        )


@dataclass
class Program:
    """`carnet run`, with a log that lasts over its restarts."""

    settings: Mapping[str, str]
    log: Path
    launch: Callable[[Mapping[str, str], Path], Awaitable[Process]] = launched
    _ready_before: int = field(default=0, init=False)  # how often it was ready before this start
    _process: Process | None = field(default=None, init=False)

    async def start(self, *, wait: bool = True) -> None:
        """Start it; `wait` until it serves."""
        self._ready_before = self.said(_READY)
        self._process = await self.launch(environment(self.settings), self.log)
        if wait:
            await self.ready()

    async def ready(self) -> None:
        """Wait until it serves."""
        while self.said(_READY) == self._ready_before:
            self.expect_alive()
            await asyncio.sleep(0.02)

    async def kill(self) -> None:
        """End it at this very instant."""
        self.expect_alive()
        await self._end(signal.SIGKILL)

    async def stop(self) -> float:
        """Ask it to end; how many seconds that took. It must end in order."""
        self.expect_alive()
        asked = time.monotonic()
        status = await self._end(signal.SIGTERM)
        assert status == 0, f"it ended with {status}:\n{self.end_of_log()}"
        return time.monotonic() - asked

    async def clear(self) -> None:
        """Leave nothing of it running, whatever state it is in."""
        if self._process is not None and self._process.returncode is None:
            await self._end(signal.SIGKILL)

    def expect_alive(self) -> None:
        assert self._process is not None
        assert self._process.returncode is None, f"it ended by itself:\n{self.end_of_log()}"

    def said(self, words: str) -> int:
        """How often the log says this."""
        return self.log.read_text().count(words) if self.log.exists() else 0

    def end_of_log(self) -> str:
        return self.log.read_text()[-6000:]

    async def _end(self, number: signal.Signals) -> int:
        process, self._process = self._process, None
        assert process is not None
        process.send_signal(number)
        try:
            return await asyncio.wait_for(process.wait(), 30)
        except TimeoutError:
            process.send_signal(signal.SIGABRT)  # the log then says where each of its threads stands
            await process.wait()
            raise AssertionError(f"it does not end:\n{self.end_of_log()}") from None
