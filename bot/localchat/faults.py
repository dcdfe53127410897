"""Faults on demand: answers a real network or a busy Telegram would give, for tests."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

EFFECTS = ("403", "429", "500", "502", "drop_before", "drop_after", "slow")


@dataclass(slots=True)
class Fault:
    """Strikes `times` calls of `method` ("*": any), after letting `skip` of them pass."""

    method: str
    effect: str
    retry_after: int = 1  # seconds, for 429
    seconds: float = 1.0  # for slow
    times: int = 1
    skip: int = 0

    def concerns(self, method: str) -> bool:
        return self.method in ("*", method)


class Faults:
    """The faults that are set; each is forgotten once it has struck as often as asked."""

    def __init__(self) -> None:
        self._set: list[Fault] = []

    def add(self, fault: Fault) -> None:
        self._set.append(fault)

    def clear(self) -> None:
        self._set.clear()

    def strike(self, method: str) -> Fault | None:
        """The fault that strikes this call (`method` in lower case), if any."""
        for fault in self._set:
            if not fault.concerns(method):
                continue
            if fault.skip > 0:
                fault.skip -= 1
                continue
            fault.times -= 1
            if fault.times <= 0:
                self._set.remove(fault)
            return fault
        return None


def read_fault(body: Mapping[str, Any]) -> Fault:
    """A fault from its JSON; ValueError with a sentence when it makes no sense."""
    effect = str(body.get("effect", ""))
    if effect not in EFFECTS:
        raise ValueError(f"Effet inconnu : {effect!r}. Possibles : {', '.join(EFFECTS)}.")
    fault = Fault(str(body.get("method", "*")).lower(), effect)
    for name, kind, least in (("retry_after", int, 0), ("seconds", float, 0), ("times", int, 1), ("skip", int, 0)):
        if name in body:
            value = kind(body[name])
            if value < least:
                raise ValueError(f"{name} doit être au moins {least}.")
            setattr(fault, name, value)
    return fault
