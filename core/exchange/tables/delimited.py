"""Rows of a CSV file, whatever program wrote it: its encoding and its separator are found out."""

import codecs
import csv
from collections import Counter
from collections.abc import Iterator
from io import StringIO
from itertools import islice
from typing import Final

from core.exchange.tables.errors import Reason, TableUnreadable
from core.exchange.tables.limits import LONGEST_CELL
from core.exchange.tables.table import Numbered

_SEPARATORS: Final = (";", "\t", ",", "|")  # of two that fit alike, the first
_SAMPLE: Final = 100  # rows that tell the separator
_HEAD: Final = 65_536  # characters that hold them
_MARKS: Final = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


def delimited_rows(content: bytes) -> Iterator[Numbered]:
    """The rows with the lines they begin at, cells as they stand.

    Raises TableUnreadable for what is no text, and for broken or endless cells.
    """
    text = decoded(content)
    said = text[:_HEAD].partition("\n")[0].strip().lower()
    if len(said) == len("sep=;") and said.startswith("sep="):  # Excel's own hint, in a line of its own
        return _rows(text.partition("\n")[2], said[-1], first=2)
    return _rows(text, _separator(text), first=1)


def decoded(content: bytes) -> str:
    """The text in UTF-8, UTF-16 or else Windows-1252. Raises TableUnreadable when it is none, or a page."""
    encoding = next((name for mark, name in _MARKS if content.startswith(mark)), None) or _without_mark(content)
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        text = content.decode("cp1252", "replace")
    if "\0" in text or text.lstrip().startswith("<"):  # or a web page, as many programs write their .xls
        raise TableUnreadable(Reason.NOT_A_TABLE)
    return text


def _without_mark(content: bytes) -> str:
    """UTF-16 has a zero in nearly every second byte of Latin letters; UTF-8 and Windows-1252 have none at all."""
    even, odd = content[0:4096:2].count(0), content[1:4096:2].count(0)
    most = min(len(content), 4096) // 4
    if odd > most > even:
        return "utf-16-le"
    return "utf-16-be" if even > most > odd else "utf-8"


def _separator(text: str) -> str:
    """The one that cuts most rows into the same number of cells, more than one."""
    head = text[:_HEAD]
    if len(text) > _HEAD:
        head = head[: head.rfind("\n") + 1] or head
    return max(_SEPARATORS, key=lambda separator: (_fit(head, separator, True), _fit(head, separator, False)))


def _fit(head: str, separator: str, strict: bool) -> tuple[float, int]:
    """The share of rows that are as wide as most, and that width. Strictly, a quote ends where a separator follows."""
    widths = Counter[int]()
    try:
        for row in islice(csv.reader(StringIO(head, newline=""), delimiter=separator, strict=strict), _SAMPLE):
            if any(map(str.strip, row)):
                widths[len(row)] += 1
    except csv.Error as error:
        if "end of data" not in str(error):  # the sample ends within a cell
            return 0.0, 0
    width, count = max(widths.items(), key=lambda item: (item[1], item[0]), default=(0, 0))
    return (count / widths.total(), width) if width > 1 else (0.0, width)


def _rows(text: str, separator: str, *, first: int) -> Iterator[Numbered]:
    csv.field_size_limit(LONGEST_CELL)
    reader = csv.reader(StringIO(text, newline=""), delimiter=separator)
    begins = first
    try:
        for row in reader:
            yield begins, row
            begins = first + reader.line_num  # quotes may hold the ends of lines
    except csv.Error as error:
        raise TableUnreadable(Reason.CELL_TOO_LONG if "limit" in str(error) else Reason.DAMAGED) from error
