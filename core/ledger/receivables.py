"""What customers owe, as the books say."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import bindparam, func, select

from core.kernel.amounts import ZERO, Amount, amount, total
from core.ledger.models import LedgerLine
from core.ledger.rules import OpenLine, dues
from core.uow import Reader

CUSTOMERS: Final = "411"  # how the numbers of customers' accounts begin, whatever the company calls them


@dataclass(frozen=True, slots=True)
class Owed:
    """What one customer owes: `balance`, less than nothing when he has credit; `overdue` of it, since `oldest_due`.

    His payments and credits are counted for the oldest first, whatever they were meant for.
    """

    balance: Amount
    overdue: Amount = ZERO
    oldest_due: date | None = None


async def owed(db: Reader, customer_id: int, *, coming: Amount = ZERO) -> Owed:
    """What the customer owes today, in one statement; what is lettered comes to nothing and is not read.

    `coming` is money of his that is about to be booked.
    """
    found = await db.session.execute(_OPEN, {"customer_id": customer_id})
    lines = [OpenLine(on, side) for on, *sides in found for side in (sides[0], amount(-sides[1])) if side]
    lines.append(OpenLine(None, amount(-coming)))
    late = [one for one in dues(lines)[0] if one.on < db.today]
    return Owed(
        balance=total(line.amount for line in lines),
        overdue=total(one.amount for one in late),
        oldest_due=late[0].on if late else None,
    )


_OPEN: Final = (
    select(LedgerLine.due_on, func.sum(LedgerLine.debit), func.sum(LedgerLine.credit))
    .where(
        LedgerLine.customer_id == bindparam("customer_id"),
        LedgerLine.account.startswith(CUSTOMERS),
        func.coalesce(LedgerLine.letter, "") == "",  # by customer: SQLite would look through all without a letter
    )
    .group_by(LedgerLine.due_on)
)
