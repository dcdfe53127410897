"""Rows of an XLSX workbook: the first sheet that holds anything, each cell as somebody in France would have typed it.

The archive is looked at before anything of it is unpacked, and each of its parts before it is parsed: none may declare
entities. Nothing is calculated: a formula gives the result that the file holds. openpyxl reads what the sheets are and
how they look; the cells are read here, three times as fast as its general reader and without its floats.
"""

import re
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import IO, Any, Final
from xml.etree.ElementTree import Element, iterparse
from xml.parsers import expat
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from openpyxl.reader.excel import ExcelReader
from openpyxl.styles.numbers import BUILTIN_FORMATS
from openpyxl.styles.stylesheet import apply_stylesheet
from openpyxl.utils.cell import coordinate_to_tuple
from openpyxl.xml.constants import SHARED_STRINGS

from core.exchange.tables.errors import Reason, TableUnreadable
from core.exchange.tables.limits import LARGEST_UNZIPPED, LAST_ROW, MOST_COLUMNS, MOST_PARTS
from core.exchange.tables.table import Numbered
from core.exchange.tables.typed import typed

_ENCRYPTED_BIT: Final = 0x1
_PIECE: Final = 16_384  # bytes
_ESCAPED: Final = re.compile("_x([0-9A-Fa-f]{4})_")  # ECMA-376 part 1, 22.9.2.19
_TRUTH: Final = {"0": "non", "1": "oui"}


@dataclass(frozen=True, slots=True)
class Sheets:
    """The names of a workbook's sheets, and of each the rows that hold anything, those in view first."""

    names: tuple[str, ...]
    rows: Iterator[tuple[str, Iterator[Numbered]]]


@contextmanager
def opened(content: bytes) -> Iterator[Sheets]:
    """A workbook's sheets, read as they are asked for. Raises TableUnreadable, also while they are."""
    try:
        with warnings.catch_warnings(), ZipFile(BytesIO(content)) as archive:
            warnings.simplefilter("ignore")  # of what is lost: looks, links, pictures
            _expect_harmless(archive)
            yield _sheets(ExcelReader(BytesIO(content), read_only=True, data_only=True, keep_links=False))
    except (TableUnreadable, MemoryError):
        raise
    except Exception as error:  # whatever a parser stumbles over in bytes from anywhere
        raise TableUnreadable(Reason.DAMAGED) from error


def _expect_harmless(archive: ZipFile) -> None:
    """Raise TableUnreadable unless this is an XLSX that unpacks to a size we can hold, and declares nothing."""
    parts = archive.infolist()
    if reason := next((reason for reason, harms in _HARMS.items() if harms(parts)), None):
        raise TableUnreadable(reason)
    for part in parts:
        with archive.open(part) as source:
            if _declares(source):
                raise TableUnreadable(Reason.DAMAGED)


def _has(*names: str) -> Callable[[list[ZipInfo]], bool]:
    return lambda parts: any(part.filename.endswith(names) for part in parts)


# What an archive is refused for, before any of it is unpacked; no part unpacks to more than it says.
_HARMS: Final[dict[Reason, Callable[[list[ZipInfo]], bool]]] = {
    Reason.TOO_LARGE: lambda parts: len(parts) > MOST_PARTS or sum(p.file_size for p in parts) > LARGEST_UNZIPPED,
    Reason.ENCRYPTED: lambda parts: any(part.flag_bits & _ENCRYPTED_BIT for part in parts),
    Reason.OPEN_DOCUMENT: _has("META-INF/manifest.xml"),
    Reason.OLD_EXCEL: _has("xl/workbook.bin"),
    Reason.MACROS: _has("vbaProject.bin"),
    Reason.NOT_A_TABLE: lambda parts: not any(part.filename.startswith("xl/") for part in parts),
    Reason.DAMAGED: lambda parts: any(part.compress_type not in (ZIP_STORED, ZIP_DEFLATED) for part in parts),
}


def _declares(source: IO[bytes]) -> bool:
    """Whether an XML part has a document type, the one place for entities; it stands before the first element."""
    found: list[bool] = []
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = lambda *_declared: found.append(True)
    parser.StartElementHandler = lambda *_began: found.append(False)
    try:
        while not found and (piece := source.read(_PIECE)):
            parser.Parse(piece)
    except expat.ExpatError:
        pass  # no XML, or broken: whoever needs this part will find out
    return bool(found) and found[0]


def _sheets(reader: ExcelReader) -> Sheets:
    reader.read_manifest()
    reader.read_workbook()
    apply_stylesheet(reader.archive, reader.wb)
    book = _Book(_strings(reader), _formats(reader.wb), reader.wb.epoch.date())
    sheets = [(sheet, rel.target) for sheet, rel in reader.parser.find_sheets() if "worksheet" in rel.Type]
    in_view = sorted(sheets, key=lambda found: found[0].state != "visible")
    names = tuple(sheet.name for sheet, _part in sheets)
    return Sheets(names, ((sheet.name, book.rows(reader.archive, part)) for sheet, part in in_view))


def _strings(reader: ExcelReader) -> list[str]:
    """The texts that cells name by their number."""
    part: Any = reader.package.find(SHARED_STRINGS)  # type: ignore[no-untyped-call]
    if part is None:
        return []
    with reader.archive.open(part.PartName[1:]) as source:
        return [_text(item) for item in _each(source, "si")]


def _formats(book: Any) -> list[str]:
    """The number format of each style; those of the file's own begin at 164 (ECMA-376 part 1, 18.8.30)."""
    known = dict(enumerate(book._number_formats, 164)) | BUILTIN_FORMATS
    return [known.get(style.numFmtId, "General") for style in book._cell_styles]


@dataclass(frozen=True, slots=True)
class _Book:
    """What the cells of all sheets refer to: texts, formats by style, the day from which days are counted."""

    strings: list[str]
    formats: list[str]
    epoch: date

    def rows(self, archive: ZipFile, part: str) -> Iterator[Numbered]:
        """The rows that the file has, with their numbers; gaps between them are no rows."""
        before = 0
        with archive.open(part) as source:
            for row in _each(source, "row"):
                number = int(row.get("r", before + 1))
                if not before < number <= LAST_ROW:
                    raise TableUnreadable(Reason.DAMAGED)
                yield number, self._row(row)
                before = number

    def _row(self, row: Element) -> list[str]:
        cells: list[str] = []
        for cell in row:
            place = cell.get("r")
            column = coordinate_to_tuple(place)[1] if place else len(cells) + 1
            said = self._said(cell)
            if said and column > MOST_COLUMNS:
                raise TableUnreadable(Reason.TOO_MANY_COLUMNS)
            if said or not place:
                cells.extend([""] * (column - len(cells)))
                cells[column - 1] = said
        return cells

    def _said(self, cell: Element) -> str:
        parts = {_local(part): part for part in cell}
        kind, value = cell.get("t", "n"), parts.get("v")
        if "f" in parts and (value is None or not (value.text or kind == "str")):
            raise TableUnreadable(Reason.FORMULA)  # without its result it would pass for an empty cell
        if kind == "inlineStr":
            return _text(parts["is"]) if "is" in parts else ""
        text = value.text if value is not None else None
        if not text:
            return ""
        match kind:
            case "s":
                return self.strings[int(text)]
            case "n":
                return typed(Decimal(text), self.formats[int(cell.get("s", 0))], self.epoch)
            case "b":
                return _TRUTH[text]
            case "d":
                return f"{date.fromisoformat(text[:10]):%d/%m/%Y}"
            case _:
                return _unescaped(text)


def _each(source: IO[bytes], name: str) -> Iterator[Element]:
    """The elements of this name, one after the other, each forgotten after its turn."""
    ending = f"}}{name}"
    for _event, element in iterparse(source):  # noqa: S314 - no part declares entities, see _expect_harmless
        if element.tag.endswith(ending):
            yield element
            element.clear()


def _text(element: Element) -> str:
    """The words of a text in one or several styles; how they are pronounced (rPh) is not said."""
    runs = [part if _local(part) == "t" else part.find("{*}t") for part in element if _local(part) in ("t", "r")]
    return _unescaped("".join(run.text or "" for run in runs if run is not None))


def _unescaped(text: str) -> str:
    return _ESCAPED.sub(lambda escaped: chr(int(escaped[1], 16)), text) if "_x" in text else text


def _local(element: Element) -> str:
    """The name without its namespace: strict and usual workbooks have different ones."""
    return element.tag.rpartition("}")[2]
