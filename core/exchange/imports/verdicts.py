"""What becomes of a row."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, func
from sqlalchemy.orm import InstrumentedAttribute

from core.exchange.errors import CellWrong
from core.exchange.models import ImportKind
from core.kernel.errors import BusinessError, Invalid


class Verdict(StrEnum):
    CREATED = "created"
    CHANGED = "changed"
    SAME = "same"
    ASIDE = "aside"  # a sum of other rows: nothing is made of it
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


def placed(kind: ImportKind, error: BusinessError) -> BusinessError:
    """The refusal of a value, with the column it stands in; other refusals are clear by themselves."""
    return CellWrong(kind, error.field, error.value) if isinstance(error, Invalid) else error


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


def same_in_any_case(column: InstrumentedAttribute[str], names: Collection[str]) -> list[ColumnElement[bool]]:
    """The criterion that a name is one of these, « DUPONT » being « Dupont »; none for no names.

    SQLite lowers plain letters only: a name is looked for with its accented letters small and large.
    """
    lowered = {name.lower() for name in names} | {_plainly_lowered(name.upper()) for name in names}
    return [func.lower(column).in_(lowered)] if lowered else []


def _plainly_lowered(name: str) -> str:
    return "".join(c.lower() if c.isascii() else c for c in name)
