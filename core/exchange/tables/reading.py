"""From a file to a table: what it is, where its header stands, how much of it is read."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from itertools import chain, islice
from pathlib import PurePath
from typing import Final

from core.exchange.tables.cells import unguarded
from core.exchange.tables.delimited import delimited_rows
from core.exchange.tables.errors import Reason, TableUnreadable
from core.exchange.tables.limits import (
    LARGEST_FILE,
    LONGEST_CELL,
    MOST_CELLS,
    MOST_COLUMNS,
    MOST_ROWS,
    MOST_TEXT,
)
from core.exchange.tables.table import Numbered, Table

_ZIP: Final = b"PK\x03\x04"
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_PART: Final = "EncryptedPackage".encode("utf-16-le")
_OTHERS: Final = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"\x1f\x8b", b"Rar!", b"7z\xbc\xaf", b"{\\rtf")
_TEXT_NAMES: Final = frozenset({".csv", ".txt", ".tsv", ".tab", ".xls", ""})  # many programs call their text .xls
_TITLES: Final = 30  # rows among which the header is looked for


def read_table(content: bytes, name: str) -> Table:
    """The table in a CSV or XLSX file; `name` is the file's. Raises TableUnreadable.

    The first sheet that holds anything is read. Titles above the header and rows without words are left out.
    """
    if len(content) > LARGEST_FILE:
        raise TableUnreadable(Reason.TOO_LARGE)
    with _within_memory():
        return _workbook(content) if content.startswith(_ZIP) else _text(content, name)


@contextmanager
def _within_memory() -> Iterator[None]:
    try:
        yield
    except MemoryError:
        raise TableUnreadable(Reason.TOO_LARGE) from None


def _text(content: bytes, name: str) -> Table:
    if content.startswith(_OLE):
        raise TableUnreadable(Reason.ENCRYPTED if _ENCRYPTED_PART in content else Reason.OLD_EXCEL)
    if content.startswith(_OTHERS) or PurePath(name).suffix.lower() not in _TEXT_NAMES:
        raise TableUnreadable(Reason.NOT_A_TABLE)
    return _table(delimited_rows(content))


def _workbook(content: bytes) -> Table:
    from core.exchange.tables.workbook import opened  # openpyxl takes as long to import as most files to read

    with opened(content) as sheets:
        for name, rows in sheets.rows:
            filled = _filled(rows)
            first = next(filled, None)
            if first is not None:
                return replace(_table(chain((first,), filled)), sheet=name, sheets=sheets.names)
    raise TableUnreadable(Reason.EMPTY)


def _table(rows: Iterable[Numbered]) -> Table:
    filled = _filled(rows)
    head = list(islice(filled, _TITLES))
    start = _header_at(head)
    header = [" ".join(cell.split()) for cell in _read(head[start][1])] if head else []
    body = _body(chain(head[start + 1 :], filled))
    if not body:
        raise TableUnreadable(Reason.EMPTY)
    width = max(len(header), *(len(row) for _line, row in body))
    lines, cells = zip(*((line, _wide(row, width)) for line, row in body), strict=True)
    return Table(_wide(header, width), cells, lines)


def _filled(rows: Iterable[Numbered]) -> Iterator[Numbered]:
    return ((line, row) for line, row in rows if any(map(str.strip, row)))


def _header_at(head: Sequence[Numbered]) -> int:
    """Titles fill a cell or two; the first row that fills nearly as many as the fullest names the columns."""
    counts = [sum(1 for cell in row if cell.strip()) for _line, row in head]
    return next((index for index, count in enumerate(counts) if count * 3 > max(counts) * 2), 0)


def _body(rows: Iterable[Numbered]) -> list[Numbered]:
    body: list[Numbered] = []
    cells = text = 0
    for line, row in rows:
        read = _read(row)
        body.append((line, read))
        cells += len(read)
        text += sum(map(len, read))
        if len(body) > MOST_ROWS:
            raise TableUnreadable(Reason.TOO_MANY_ROWS)
        if cells > MOST_CELLS or text > MOST_TEXT:
            raise TableUnreadable(Reason.TOO_LARGE)
    return body


def _read(row: Sequence[str]) -> list[str]:
    """The row up to its last cell that says anything."""
    cells = list(map(unguarded, row))
    while cells and not cells[-1]:
        cells.pop()
    if len(cells) > MOST_COLUMNS:
        raise TableUnreadable(Reason.TOO_MANY_COLUMNS)
    if any(len(cell) > LONGEST_CELL for cell in cells):
        raise TableUnreadable(Reason.CELL_TOO_LONG)
    return cells


def _wide(row: list[str], width: int) -> tuple[str, ...]:
    return (*row, *[""] * (width - len(row)))
