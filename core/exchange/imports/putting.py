"""Trying the rows of a file, and putting them in: some at a time, so that nobody waits for the whole of it."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, Final

from core.exchange.events import RowsRefused
from core.exchange.imports.customers import put_customers, try_customers
from core.exchange.imports.jobs import dropper, step
from core.exchange.imports.products import put_products, try_products
from core.exchange.imports.returning import TOLD, told
from core.exchange.imports.rows import Row, RowAside, RowRead, RowRefused
from core.exchange.imports.verdicts import Tried, Verdict, counted, refused
from core.exchange.lifecycles import ImportAction
from core.exchange.models import ImportJob, ImportKind
from core.kernel.errors import BusinessError, NotAllowed
from core.permissions import Permission, requires
from core.uow import Reader, UnitOfWork

AT_ONCE: Final = 50  # rows of one transaction: others write, and are answered, in between


@requires(Permission.UPKEEP)
async def try_some(db: Reader, rows: Sequence[Row], *, kind: ImportKind) -> list[Tried]:
    """What putting these rows in would do, in their order; nothing is written."""
    return await _each(rows, lambda read: _TRY[kind](db, read))


@requires(Permission.UPKEEP)
async def put_some(
    uow: UnitOfWork, job_id: int, rows: Sequence[Row], *, say: Callable[[BusinessError], str]
) -> ImportJob:
    """The next rows of a running import, all in this transaction; `say` puts a refusal into words for the file.

    Refusals go to the journal, those of each transaction with it, and the first few into `outcome`.
    Raises NotAllowed once whoever dropped the file may no longer import.
    """
    job = await step(uow, job_id, ImportAction.PUT)
    if not (await dropper(uow, job)).may(Permission.DATA_IMPORT):
        raise NotAllowed(Permission.DATA_IMPORT)
    assert job.kind is not None, "a running import knows what it is about"
    put = _PUT[job.kind]
    tried = await _each(rows, lambda read: put(uow, read))
    why = {one.line: say(one.error) for one in tried if one.error is not None}
    if why:
        uow.record(RowsRefused(job.id, {str(line): reason for line, reason in why.items()}))
    job.outcome = {**counted(tried, job.outcome), "told": [*job.outcome.get("told", []), *told(why)][:TOLD]}
    job.done_rows += len(rows)
    return job


async def _each(rows: Sequence[Row], decide: Callable[[Sequence[RowRead]], Awaitable[list[Tried]]]) -> list[Tried]:
    decided = {one.line: one for one in await decide([row for row in rows if isinstance(row, RowRead)])}
    return [decided[row.line] if isinstance(row, RowRead) else _settled(row) for row in rows]


def _settled(row: RowRefused | RowAside) -> Tried:
    """What became of a row that was never compared with the base."""
    return Tried(row.line, Verdict.ASIDE) if isinstance(row, RowAside) else refused(row.line, row.error)


_TRY: Final[Mapping[ImportKind, Callable[[Any, Any], Awaitable[list[Tried]]]]] = {
    ImportKind.CUSTOMERS: try_customers,
    ImportKind.PRODUCTS: try_products,
}
_PUT: Final[Mapping[ImportKind, Callable[[Any, Any], Awaitable[list[Tried]]]]] = {
    ImportKind.CUSTOMERS: put_customers,
    ImportKind.PRODUCTS: put_products,
}
