"""A table as it was read: words only, whatever the file was."""

from dataclasses import dataclass

Numbered = tuple[int, list[str]]  # a row as a file holds it, and where: see Table.lines


@dataclass(frozen=True, slots=True)
class Table:
    """Each row is as long as the header; a column without a name has "" there. `sheets` are a workbook's, in order.

    `lines` gives where each row stands in its file, from 1: its number in the sheet, or the line of text it begins at.
    They rise from row to row.

    Amounts have a decimal comma, dates are dd/mm/yyyy, as if somebody in France had typed them.
    """

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    lines: tuple[int, ...]
    sheet: str = ""  # the one that was read
    sheets: tuple[str, ...] = ()
