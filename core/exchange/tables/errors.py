"""What tables refuse."""

from dataclasses import dataclass
from enum import StrEnum

from core.kernel.errors import BusinessError


class Reason(StrEnum):
    """Why a file is not read; nothing of it is used then."""

    NOT_A_TABLE = "not-a-table"  # a picture, a PDF, an archive, a program …
    OLD_EXCEL = "old-excel"  # .xls and .xlsb
    OPEN_DOCUMENT = "open-document"  # .ods
    MACROS = "macros"
    ENCRYPTED = "encrypted"  # a password is asked
    DAMAGED = "damaged"  # says that it is a table, and is not, or tries to harm its reader
    EMPTY = "empty"  # no row below the header
    FORMULA = "formula"  # one whose result the file does not hold: nothing is calculated here
    TOO_LARGE = "too-large"
    TOO_MANY_ROWS = "too-many-rows"
    TOO_MANY_COLUMNS = "too-many-columns"
    CELL_TOO_LONG = "cell-too-long"
    INVOICES = "invoices"  # a table that can be read, of what cannot be imported


@dataclass(eq=False)
class TableUnreadable(BusinessError):
    reason: Reason
