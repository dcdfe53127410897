"""The table of buttons: each verb, what it does, and whether it writes. Rooms add their rows."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from bot.outgoing.say import Say
from bot.talk.taps import Tap
from bot.talk.visit import Plan, Visit

Planned = Callable[[Visit, Tap], Awaitable[Plan]]
Press = Callable[[Any, Visit, Tap], Awaitable[Sequence[Say]]]  # first argument: Reader, or UnitOfWork when it writes


@dataclass(frozen=True, slots=True)
class Pressed:
    """`stale` answers a tap on an object that has changed since: the fresh card, and a toast that says so."""

    run: Press
    writes: bool
    stale: Press | None = None


BUTTONS: Final[dict[str, Pressed]] = {}
PLANNED: Final[dict[str, Planned]] = {}  # buttons of work that is done before a transaction begins


def button(verb: str, *, writes: bool, stale: Press | None = None) -> Callable[[Press], Press]:
    """Enter a handler under its verb."""

    def enter(run: Press) -> Press:
        assert verb not in BUTTONS.keys() | PLANNED.keys(), f"two buttons called {verb}"
        BUTTONS[verb] = Pressed(run, writes, stale)
        return run

    return enter


def planned(verb: str) -> Callable[[Planned], Planned]:
    """Enter a handler that plans: it may read, fetch and make files before its plan acts in a transaction."""

    def enter(run: Planned) -> Planned:
        assert verb not in BUTTONS.keys() | PLANNED.keys(), f"two buttons called {verb}"
        PLANNED[verb] = run
        return run

    return enter
