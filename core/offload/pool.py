"""Work in processes of its own, so that a long document or a hostile file never holds the event loop.

The workers are plain subprocesses: they import the job's function and nothing of the application, know no secret of
its environment, and end when it does. Those of multiprocessing import the main module and outlive a killed parent.
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
from typing import Any, Final, TypeAlias, TypeVar

from core.kernel.errors import BusinessError
from core.offload.job import Given, Job, Made_co
from core.offload.worker import Answer, Task

_Used = TypeVar("_Used")
_Pipe: TypeAlias = "Connection[Task, Answer]"
_AnyJob: TypeAlias = Job[..., Any]
_DIED: Final = (EOFError, OSError)  # also in the middle of an answer


class JobFailed(Exception):
    """The job could not be done; the message says why, for the log."""


class Pool:
    """Does jobs in `workers` processes, started when first needed and replaced when they die."""

    def __init__(self, workers: int = 1) -> None:
        self._workers = [_Worker() for _index in range(workers)]
        self._idle = SimpleQueue[_Worker]()
        for worker in self._workers:
            self._idle.put(worker)
        self._threads = ThreadPoolExecutor(workers, thread_name_prefix="offload")  # each waits for one worker

    def warm(self, job: _AnyJob) -> None:
        """Start one worker now, in the background, so that the first such job finds what it needs already imported."""
        self._threads.submit(self._with_worker, lambda worker: worker.start(job))

    async def run(self, job: Job[Given, Made_co], *given: Given.args, **named: Given.kwargs) -> Made_co:
        """What the job's function gives, made in a worker; tried once more if that worker dies.

        Raises JobFailed, and whatever BusinessError the function raises.
        """
        run = asyncio.get_running_loop().run_in_executor
        made: Made_co = await run(self._threads, self._with_worker, lambda worker: worker.made(job, given, named))
        return made

    def close(self) -> None:
        """End the workers, with the jobs at hand: whoever asked asks again at the next start, and a stop is soon."""
        self._threads.shutdown(wait=False, cancel_futures=True)
        for worker in self._workers:
            worker.end()
        self._threads.shutdown()
        for worker in self._workers:
            worker.stop()

    def _with_worker(self, use: "Callable[[_Worker], _Used]") -> _Used:
        worker = self._idle.get()
        try:
            return use(worker)
        finally:
            self._idle.put(worker)


class _Worker:
    """One process and the pipe to it, used by one thread at a time."""

    def __init__(self) -> None:
        self._running: tuple[subprocess.Popen[bytes], _Pipe] | None = None
        self._ended = False

    def made(self, job: _AnyJob, given: tuple[Any, ...], named: dict[str, Any]) -> Any:
        task = (job.function, job.memory, given, named)
        try:
            return self._asked(job, task)
        except _DIED:
            self.stop()  # its pipe may close a moment before it counts as dead
        try:
            return self._asked(job, task)
        except _DIED as error:
            self.stop()
            raise JobFailed(f"the worker died twice on {job.function}") from error

    def start(self, job: _AnyJob) -> _Pipe:
        """The pipe to the worker, which is started unless it is alive."""
        if self._running and self._running[0].poll() is None:
            return self._running[1]
        self.stop()
        if self._ended:
            raise JobFailed("the program stops")
        ours, theirs = Pipe()
        with theirs:
            process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
                [sys.executable, "-m", "core.offload.worker", str(theirs.fileno()), job.function],
                env={"PYTHONPATH": os.pathsep.join(sys.path)},
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
            )
        self._running = process, ours
        if self._ended:
            process.kill()
        return ours

    def end(self) -> None:
        """Kill the process under the thread that waits for it, which hears the end of the pipe; start no other."""
        self._ended = True
        if running := self._running:
            running[0].kill()

    def stop(self) -> None:
        """End the process, if any; it holds nothing worth a farewell."""
        if self._running:
            process, pipe = self._running
            pipe.close()
            process.kill()
            process.wait()
        self._running = None

    def _asked(self, job: _AnyJob, task: Task) -> Any:
        if job.foreign:
            self.stop()
        pipe = self.start(job)
        pipe.send(task)
        if not pipe.poll(job.patience):
            self.stop()
            raise JobFailed(f"{job.function}: no answer in {job.patience:g} s")
        done, answer = pipe.recv()
        if job.foreign:
            self.stop()
        if done:
            return answer
        raise answer if isinstance(answer, BusinessError) else JobFailed(answer)
