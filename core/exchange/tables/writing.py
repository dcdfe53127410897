"""From a table to a file that opens at a touch in a French spreadsheet, and calculates nothing of what it is told."""

import csv
import re
from collections.abc import Sequence
from decimal import Decimal
from io import BytesIO, StringIO
from typing import Any, Final, cast

from core.exchange.tables.cells import Cell, guarded, worded

_WHOLE: Final = "#,##0"
_CENTS: Final = {2: 2, 4: 2}  # places shown at least of an amount and of a unit price, by the places that they have
_DAY: Final = "dd/mm/yyyy"
_LIKE_AN_ESCAPE: Final = re.compile("_(?=x[0-9A-Fa-f]{4}_)")


def write_csv(header: Sequence[str], rows: Sequence[Sequence[Cell]]) -> bytes:
    """UTF-8 with its mark, semicolons, CRLF: what Excel opens in France without a question."""
    out = StringIO(newline="")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n", quoting=csv.QUOTE_ALL)  # so no text is a separator
    writer.writerows([guarded(worded(cell)) for cell in row] for row in (header, *rows))
    return out.getvalue().encode("utf-8-sig")


def write_xlsx(header: Sequence[str], rows: Sequence[Sequence[Cell]]) -> bytes:
    """One sheet of text, numbers and days, its header bold and always in view."""
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

    def written(cell: Cell) -> Any:
        if isinstance(cell, str):
            return _escaped(cell)
        value = WriteOnlyCell(sheet, cast(Any, cell))  # its types know floats alone
        value.number_format = _shown(cell) if isinstance(cell, Decimal) else _DAY
        return value

    for row in rows:
        sheet.append([written(cell) for cell in row])
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _shown(number: Decimal) -> str:
    """The format of a number that shows all its places, but no zeros behind: 1 250,50 · 0,1234 · 3."""
    kept = -int(number.as_tuple().exponent)
    needed = -int(number.normalize().as_tuple().exponent) if number else 0
    places = max(needed, _CENTS.get(kept, 0))
    return f"{_WHOLE}.{'0' * places}" if places else _WHOLE


def _escaped(text: str) -> str:
    """As a workbook holds it: a carriage return would become a line's end (ECMA-376 part 1, 22.9.2.19)."""
    return _LIKE_AN_ESCAPE.sub("_x005F_", guarded(text)).replace("\r", "_x000D_")
