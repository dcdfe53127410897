"""Work for the workers of these tests."""

import os
import sys
import time
from dataclasses import dataclass

from core.kernel.errors import BusinessError


@dataclass(eq=False)
class Refused(BusinessError):
    """With facts, like those of the product."""

    reason: str
    most: int


def doubled(text: str, *, times: int = 2) -> str:
    return text * times


def refusing(reason: str) -> None:
    raise Refused(reason, 3)


def broken() -> None:
    raise LookupError("in the middle of it")


def long(seconds: float) -> None:
    time.sleep(seconds)


def greedy(size: int) -> int:
    return len(bytes(size))


def dying() -> None:
    os._exit(1)


def imported() -> set[str]:
    return set(sys.modules)


def process() -> int:
    return os.getpid()
