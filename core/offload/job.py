"""What a worker can be asked to do: a function of ours, by its dotted name, so that only the worker imports it."""

from dataclasses import dataclass
from importlib import import_module
from typing import Any, Final, Generic, ParamSpec, TypeVar

Given = ParamSpec("Given")
Made_co = TypeVar("Made_co", covariant=True)

MEGABYTE: Final = 1024 * 1024


@dataclass(frozen=True)
class Job(Generic[Given, Made_co]):
    """A pure module-level function, "core.printing.layout:pdf"; arguments and result are picklable.

    `patience` is in seconds, `memory` in bytes of address space (a limit on Linux only). What reads a `foreign` file
    has a process of its own that ends with it: nothing of one file reaches the next, and its memory is given back.
    """

    function: str
    patience: float = 60.0
    memory: int = 1024 * MEGABYTE
    foreign: bool = False


def resolved(function: str) -> Any:
    """The function with this dotted name, its module imported now."""
    module, _colon, name = function.partition(":")
    return getattr(import_module(module), name)
