"""From the rows of a table to values, before any database is asked: pure, read in a worker of its own.

A row's `line` is where people see it in their file: see `tables.table.Table`.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from core.exchange.columns import NAMED_BY, column
from core.exchange.errors import CellWrong, NameMissing, TwiceInFile
from core.exchange.imports.sums import is_sum
from core.exchange.models import ImportKind
from core.kernel.amounts import PriceBasis
from core.kernel.errors import BusinessError
from core.kernel.text import folded
from core.offload.job import Job


@dataclass(frozen=True, slots=True)
class RowRead:
    """A row as the use cases take it; an empty cell is left out."""

    line: int
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class RowRefused:
    line: int
    error: BusinessError


@dataclass(frozen=True, slots=True)
class RowAside:
    """A row that adds others up: nobody is to be made of it, and nothing is wrong with it."""

    line: int


Row = RowRead | RowRefused | RowAside


def read_rows(
    kind: ImportKind, mapping: Mapping[int, str], rows: Sequence[Sequence[str]], lines: Sequence[int]
) -> list[Row]:
    """Each row read, refused or left aside; one that means what an earlier one means is refused: order decides nothing.

    `lines` says where each row stands.
    """
    sums = _sums(kind, mapping, rows)
    readers = {index: (field, column(kind, field).read) for index, field in mapping.items()}
    first: dict[tuple[str, ...], int] = {}
    return [
        RowAside(line) if place in sums else _once(kind, _read(line, row, readers, kind), first)
        for place, (line, row) in enumerate(zip(lines, rows, strict=True))
    ]


ROWS: Final = Job[[ImportKind, Mapping[int, str], Sequence[Sequence[str]], Sequence[int]], list[Row]](
    "core.exchange.imports.rows:read_rows"
)


def meanings(kind: ImportKind, values: Mapping[str, Any]) -> Iterator[tuple[str, ...]]:
    """What identifies a row: each of its numbers, or else its name with its town."""
    numbers = _NUMBERS[kind]
    found = [(field, _bare(str(values[field]))) for field in numbers if values.get(field)]
    yield from found
    if not found:
        place = str(values.get("zip") or values.get("city") or "")
        yield "name", folded(str(values.get(NAMED_BY[kind], ""))), folded(place)


def _read(
    line: int, row: Sequence[str], readers: Mapping[int, tuple[str, Callable[[str], Any]]], kind: ImportKind
) -> RowRead | RowRefused:
    values: dict[str, Any] = {}
    for index, (field, read) in readers.items():
        said = row[index].strip()
        if not said:
            continue
        try:
            values[field] = read(said)
        except BusinessError:
            return RowRefused(line, CellWrong(kind, field, said))
    if not any(values.get(field) for field in (*_NUMBERS[kind], NAMED_BY[kind])):
        return RowRefused(line, NameMissing())
    return RowRead(line, _SETTLED[kind](values))


def _sums(kind: ImportKind, mapping: Mapping[int, str], rows: Sequence[Sequence[str]]) -> frozenset[int]:
    """The places of the rows that add others up; a sum needs rows above it."""
    filled = ({index: cell for index, said in enumerate(row) if (cell := said.strip())} for row in rows)
    last = len(rows) - 1
    return frozenset(
        place
        for place, cells in enumerate(filled)
        if place and cells and is_sum(kind, cells, mapping, last=place == last)
    )


def _once(kind: ImportKind, row: RowRead | RowRefused, first: dict[tuple[str, ...], int]) -> RowRead | RowRefused:
    if isinstance(row, RowRefused):
        return row
    own = list(meanings(kind, row.values))
    earlier = next((first[one] for one in own if one in first), None)
    if earlier is not None:
        return RowRefused(row.line, TwiceInFile(earlier))
    first.update(dict.fromkeys(own, row.line))
    return row


def _as_read(values: dict[str, Any]) -> dict[str, Any]:
    return values


def _one_price(values: dict[str, Any]) -> dict[str, Any]:
    """One price with its basis; of two the one before tax."""
    before, after = values.pop("price_ht", None), values.pop("price_ttc", None)
    if before is not None:
        values.update(price=before, basis=PriceBasis.HT)
    elif after is not None:
        values.update(price=after, basis=PriceBasis.TTC)
    return values


def _bare(number: str) -> str:
    return "".join(c for c in folded(number) if c.isalnum())


_NUMBERS: Final[Mapping[ImportKind, tuple[str, ...]]] = {
    ImportKind.CUSTOMERS: ("code", "siret"),
    ImportKind.PRODUCTS: ("reference", "barcode"),
}
_SETTLED: Final[Mapping[ImportKind, Callable[[dict[str, Any]], dict[str, Any]]]] = {
    ImportKind.CUSTOMERS: _as_read,
    ImportKind.PRODUCTS: _one_price,
}
