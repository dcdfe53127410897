"""Lettering: lines of a customer's account that settle each other bear one letter (« AAA »)."""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import update

from core.kernel.amounts import total
from core.ledger.errors import NotBalanced, NotLetterable
from core.ledger.models import LedgerLine
from core.ledger.rules import letter_code
from core.numbering import count_on
from core.uow import UnitOfWork

_COUNTED: Final = "letter"


async def letter(uow: UnitOfWork, lines: Sequence[LedgerLine]) -> str:
    """Give these lines the company's next letter, and return it.

    Each letter comes to nothing on one account: what was posted under another number goes along first (`moving`).
    Raises NotLetterable for lines of several accounts or customers or that have a letter, NotBalanced.
    """
    if len({(line.account, line.customer_id) for line in lines}) != 1 or any(line.letter for line in lines):
        raise NotLetterable
    debit, credit = total(line.debit for line in lines), total(line.credit for line in lines)
    if debit != credit:
        raise NotBalanced(debit, credit)
    code = letter_code(await count_on(uow, _COUNTED))
    for line in lines:
        line.letter, line.lettered_on = code, uow.today
    await uow.session.flush()
    return code


async def unletter(uow: UnitOfWork, lines: Sequence[LedgerLine]) -> None:
    """Take the letters of these lines away, and from all that bear the same; a letter is never given again."""
    codes = {line.letter for line in lines if line.letter}
    if codes:
        bearing = update(LedgerLine).where(LedgerLine.letter.in_(sorted(codes)))
        await uow.session.execute(bearing.values(letter=None, lettered_on=None))
