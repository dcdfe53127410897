"""The lines of the books as they are read: each with the entry that it stands in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Result, select

from core.kernel.amounts import Amount
from core.ledger.models import LedgerEntry, LedgerLine
from core.uow import Reader


@dataclass(frozen=True, slots=True)
class Line:
    """`number`, `journal`, `on`, the piece and the label are the entry's; either `debit` or `credit` is filled."""

    number: int
    journal: str
    on: date
    piece: str
    piece_on: date
    label: str
    posted_at: datetime
    account: str
    auxiliary: str
    auxiliary_label: str
    debit: Amount
    credit: Amount
    letter: str | None
    lettered_on: date | None


async def lines_where(db: Reader, *conditions: ColumnElement[bool]) -> Sequence[Line]:
    """The lines for which all conditions hold (on LedgerEntry and LedgerLine), in the order of validation."""
    found: Result[Any] = await db.session.execute(_LINES.where(*conditions))
    return [Line(**row) for row in found.mappings()]


_LINES: Final = (
    select(
        LedgerEntry.number,
        LedgerEntry.journal,
        LedgerEntry.on,
        LedgerEntry.piece,
        LedgerEntry.piece_on,
        LedgerEntry.label,
        LedgerEntry.posted_at,
        LedgerLine.account,
        LedgerLine.auxiliary,
        LedgerLine.auxiliary_label,
        LedgerLine.debit,
        LedgerLine.credit,
        LedgerLine.letter,
        LedgerLine.lettered_on,
    )
    .join(LedgerLine, LedgerLine.entry_id == LedgerEntry.id)
    .order_by(LedgerEntry.number, LedgerLine.id)
)
