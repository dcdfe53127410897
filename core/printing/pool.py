"""Printing in processes of its own, so that a long document never holds the event loop.

The workers are plain subprocesses: they import the layout and nothing of the application, know no secret of its
environment, and end when it does. Those of multiprocessing import the main module and outlive a killed parent.
"""

import asyncio
import os
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from queue import SimpleQueue
from typing import Final, TypeAlias, TypeVar

from core.printing.paper import Paper

_Given = TypeVar("_Given")
_Pipe: TypeAlias = "Connection[Paper, bytes | str]"  # a PDF, or what went wrong
_DIED: Final = (EOFError, ConnectionError)
_PATIENCE: Final = 60.0  # seconds; five hundred lines take less than one


class PrintingError(Exception):
    """The paper could not be printed; the message says why, for the log."""


class PrintingPool:
    """Prints papers in `workers` processes, started when first needed and replaced when they die."""

    def __init__(self, workers: int = 1) -> None:
        self._workers = [_Worker() for _index in range(workers)]
        self._idle = SimpleQueue[_Worker]()
        for worker in self._workers:
            self._idle.put(worker)
        self._threads = ThreadPoolExecutor(workers, thread_name_prefix="printing")  # each waits for one worker

    def warm(self) -> None:
        """Start one worker now, in the background, so that the first paper finds the fonts already read."""
        self._threads.submit(self._with_worker, _Worker.start)

    async def pdf(self, paper: Paper) -> bytes:
        """What `layout.pdf` gives, made in a worker; tried once more if that worker dies. Raises PrintingError."""
        run = asyncio.get_running_loop().run_in_executor
        return await run(self._threads, self._with_worker, lambda worker: worker.pdf(paper))

    def close(self) -> None:
        """Wait for the papers being printed, give up those that wait, end the workers."""
        self._threads.shutdown(cancel_futures=True)
        for worker in self._workers:
            worker.stop()

    def _with_worker(self, use: "Callable[[_Worker], _Given]") -> _Given:
        worker = self._idle.get()
        try:
            return use(worker)
        finally:
            self._idle.put(worker)


class _Worker:
    """One process and the pipe to it, used by one thread at a time."""

    def __init__(self) -> None:
        self._running: tuple[subprocess.Popen[bytes], _Pipe] | None = None

    def pdf(self, paper: Paper) -> bytes:
        try:
            return self._asked(paper)
        except _DIED:
            self.stop()  # its pipe may close a moment before it counts as dead
        try:
            return self._asked(paper)
        except _DIED as error:
            self.stop()
            raise PrintingError("the worker died twice on this paper") from error

    def start(self) -> _Pipe:
        """The pipe to the worker, which is started unless it is alive."""
        if self._running and self._running[0].poll() is None:
            return self._running[1]
        self.stop()
        ours, theirs = Pipe()
        with theirs:
            process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
                [sys.executable, "-m", "core.printing.worker", str(theirs.fileno())],
                env={"PYTHONPATH": os.pathsep.join(sys.path)},
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
            )
        self._running = process, ours
        return ours

    def stop(self) -> None:
        """End the process, if any; it holds nothing worth a farewell."""
        if self._running:
            process, pipe = self._running
            pipe.close()
            process.kill()
            process.wait()
        self._running = None

    def _asked(self, paper: Paper) -> bytes:
        pipe = self.start()
        pipe.send(paper)
        if not pipe.poll(_PATIENCE):
            self.stop()
            raise PrintingError(f"no answer in {_PATIENCE:.0f} s")
        answer = pipe.recv()
        if isinstance(answer, str):
            raise PrintingError(answer)
        return answer
