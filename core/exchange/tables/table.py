"""A table as it was read: words only, whatever the file was."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Table:
    """Each row is as long as the header; a column without a name has "" there. `sheets` are a workbook's, in order.

    Amounts have a decimal comma, dates are dd/mm/yyyy, as if somebody in France had typed them.
    """

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    sheet: str = ""  # the one that was read
    sheets: tuple[str, ...] = ()
