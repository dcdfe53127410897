"""What tables ask of a worker."""

from collections.abc import Sequence
from typing import Final

from core.exchange.tables.cells import Cell
from core.exchange.tables.errors import Reason, TableUnreadable
from core.exchange.tables.limits import LARGEST_FILE
from core.exchange.tables.table import Table
from core.offload.job import MEGABYTE, Job
from core.offload.pool import JobFailed, Pool

READ: Final = Job[[bytes, str], Table](
    "core.exchange.tables.reading:read_table", patience=60, memory=1024 * MEGABYTE, foreign=True
)
CSV: Final = Job[[Sequence[str], Sequence[Sequence[Cell]]], bytes]("core.exchange.tables.writing:write_csv")
XLSX: Final = Job[[Sequence[str], Sequence[Sequence[Cell]]], bytes]("core.exchange.tables.writing:write_xlsx")


async def read_in(pool: Pool, content: bytes, name: str) -> Table:
    """`read_table` in a worker; a file that takes all its time or memory is too large. Raises TableUnreadable."""
    if len(content) > LARGEST_FILE:
        raise TableUnreadable(Reason.TOO_LARGE)
    try:
        return await pool.run(READ, content, name)
    except JobFailed as failure:
        raise TableUnreadable(Reason.TOO_LARGE) from failure
