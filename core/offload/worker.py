"""The process that works: takes tasks from the pipe named by its argument, gives back what was made or what went wrong.

It ends with the pipe, which the system closes when the process at the other end dies, however that happens.
"""

import os
import resource
import signal
import sys
import traceback
from contextlib import suppress
from multiprocessing.connection import Connection
from typing import Any, TypeAlias

from core.kernel.errors import BusinessError
from core.offload.job import resolved

Task: TypeAlias = tuple[str, int, tuple[Any, ...], dict[str, Any]]  # function, bytes of memory, arguments
Answer: TypeAlias = tuple[bool, Any]  # what was made; or, after False, a refusal, or the trace of a fault


def main() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole terminal; the parent decides when to stop
    os.nice(5)  # the chat goes first
    resolved(sys.argv[2])  # after nice: reading the fonts must not disturb either
    pipe: Connection[Answer, Task] = Connection(int(sys.argv[1]))
    with suppress(EOFError, OSError):  # nobody at the other end
        while True:
            pipe.send(_answer(*pipe.recv()))


def _answer(function: str, memory: int, given: tuple[Any, ...], named: dict[str, Any]) -> Answer:
    _limit(memory)
    try:
        return True, resolved(function)(*given, **named)
    except BusinessError as refusal:
        return False, refusal
    except Exception:
        return False, traceback.format_exc()


def _limit(memory: int) -> None:
    """From here on so many bytes of address space, where the system knows such a limit; more raises MemoryError."""
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (memory, resource.getrlimit(resource.RLIMIT_AS)[1]))


if __name__ == "__main__":
    main()
