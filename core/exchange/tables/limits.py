"""How much of a table is read: more than a small company has, less than what holds up the others."""

from typing import Final

LARGEST_FILE: Final = 20 * 1024 * 1024  # bytes, as it was sent
LARGEST_UNZIPPED: Final = 250 * 1024 * 1024  # bytes: fifty thousand rows of thirty cells, as XML
MOST_PARTS: Final = 2_000  # files in a workbook's archive
MOST_ROWS: Final = 50_000  # below the header
MOST_COLUMNS: Final = 200
LONGEST_CELL: Final = 10_000  # characters
MOST_CELLS: Final = 2_000_000
MOST_TEXT: Final = 50_000_000  # characters in all cells together
LAST_ROW: Final = 1_048_576  # of a sheet, empty ones included
