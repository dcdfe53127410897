"""What becomes of a row."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from core.kernel.errors import BusinessError


class Verdict(StrEnum):
    CREATED = "created"
    CHANGED = "changed"
    SAME = "same"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Tried:
    """`values` are the facts of what is created, or those that change; `error` says why a row is refused."""

    line: int
    verdict: Verdict
    values: Mapping[str, Any] = field(default_factory=dict)
    object_id: int | None = None
    error: BusinessError | None = None


def refused(line: int, error: BusinessError) -> Tried:
    return Tried(line, Verdict.REFUSED, error=error)


def counted(tried: Iterable[Tried], before: Mapping[str, int] | None = None) -> dict[str, int]:
    """How many of each verdict, added to those of before."""
    counts = Counter(before or {})
    counts.update(str(one.verdict) for one in tried)
    return {str(verdict): counts[verdict] for verdict in Verdict}


def differing(thing: object, facts: Mapping[str, Any]) -> dict[str, Any]:
    """The facts that are not the thing's already; a no-break space is a space like others."""
    return {name: value for name, value in facts.items() if _bare(getattr(thing, name)) != _bare(value)}


def _bare(value: Any) -> Any:
    return " ".join(value.split()) if isinstance(value, str) else value
