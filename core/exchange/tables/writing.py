"""From a table to a file that opens at a touch in a French spreadsheet, and calculates nothing of what it is told."""

import csv
import re
from collections.abc import Sequence
from io import BytesIO, StringIO
from typing import Final

from core.exchange.tables.cells import guarded

_LIKE_AN_ESCAPE: Final = re.compile("_(?=x[0-9A-Fa-f]{4}_)")


def write_csv(header: Sequence[str], rows: Sequence[Sequence[str]]) -> bytes:
    """UTF-8 with its mark, semicolons, CRLF: what Excel opens in France without a question."""
    out = StringIO(newline="")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n", quoting=csv.QUOTE_ALL)  # so no text is a separator
    writer.writerows([guarded(cell) for cell in row] for row in (header, *rows))
    return out.getvalue().encode("utf-8-sig")


def write_xlsx(header: Sequence[str], rows: Sequence[Sequence[str]]) -> bytes:
    """One sheet of text cells, its header bold and always in view."""
    from openpyxl import Workbook  # most who write a table write CSV
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font

    book = Workbook(write_only=True)
    sheet = book.create_sheet("Carnet")
    sheet.freeze_panes = "A2"
    named = [WriteOnlyCell(sheet, _escaped(name)) for name in header]
    for cell in named:
        cell.font = Font(bold=True)
    sheet.append(named)
    for row in rows:
        sheet.append([_escaped(cell) for cell in row])
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _escaped(text: str) -> str:
    """As a workbook holds it: a carriage return would become a line's end (ECMA-376 part 1, 22.9.2.19)."""
    return _LIKE_AN_ESCAPE.sub("_x005F_", guarded(text)).replace("\r", "_x000D_")
