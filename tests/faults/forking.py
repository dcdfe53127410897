"""Programs without their start: one process imports Carnet, and each program is a fork of it.

Importing costs three seconds, and these tests start Carnet some hundred times. That the `carnet` command itself starts
is seen in `tests/deploy` and in the tests of bad starts.
"""

import asyncio
import faulthandler
import gc
import json
import os
import select
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path


@dataclass
class Forked:
    """A running program, to be used like a process of asyncio."""

    pid: int
    returncode: int | None
    _status: "asyncio.Task[int]"

    def send_signal(self, number: int) -> None:
        os.kill(self.pid, number)

    async def wait(self) -> int:
        return await asyncio.shield(self._status)


@dataclass(frozen=True)
class Nursery:
    """The process whose forks the programs are; it listens at this address."""

    address: str

    async def launch(self, environment: Mapping[str, str], log: Path) -> Forked:
        """Start `carnet run`; what it says goes into the log."""
        reader, writer = await asyncio.open_unix_connection(self.address)
        writer.write(json.dumps([dict(environment), str(log)]).encode() + b"\n")
        pid = int(await reader.readline())
        forked = Forked(pid, None, asyncio.create_task(_ended(reader, writer)))
        forked._status.add_done_callback(lambda task: setattr(forked, "returncode", task.result()))
        return forked


@contextmanager
def nursery() -> Iterator[Nursery]:
    with tempfile.TemporaryDirectory() as folder, socket.socket(socket.AF_UNIX) as listener:
        address = f"{folder}/nursery"
        listener.bind(address)
        listener.listen()
        number = listener.fileno()
        command = [sys.executable, "-m", __name__, str(number)]
        with subprocess.Popen(command, pass_fds=[number], stdin=subprocess.PIPE):  # left at the end of its input
            yield Nursery(address)


async def _ended(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> int:
    status = int(await reader.readline())
    writer.close()
    await writer.wait_closed()
    return status


def _fork_until_end_of_input(listener: socket.socket) -> bool:
    """True in each fork that is to be a program, False at the end."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for those that wait for a program
    while True:
        ready, _, _ = select.select([listener, sys.stdin], [], [])
        if sys.stdin in ready:
            return False
        connection, _ = listener.accept()
        if os.fork() == 0:
            listener.close()
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            _fork_and_tell(connection)
            return True
        connection.close()


def _fork_and_tell(connection: socket.socket) -> None:
    """Comes back in the program only; the other process tells its number, then how it ended, and ends."""
    with connection, connection.makefile("rw") as lines:
        environment, log = json.loads(lines.readline())
        if (pid := os.fork()) != 0:
            print(pid, file=lines, flush=True)
            print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), file=lines, flush=True)
            os._exit(0)
    os.setsid()
    os.environ.clear()
    os.environ.update(environment)
    for number, path, mode in ((0, os.devnull, "rb"), (1, os.devnull, "wb"), (2, log, "ab")):
        with open(path, mode) as file:
            os.dup2(file.fileno(), number)
    faulthandler.enable()


if __name__ == "__main__":
    from bot.app import main

    gc.freeze()  # a fork that collects garbage leaves these pages shared
    if _fork_until_end_of_input(socket.socket(fileno=int(sys.argv[1]))):
        main(["run"])
