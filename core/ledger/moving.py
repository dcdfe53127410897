"""From one account to another: what is open goes along when a use is posted elsewhere, so that neither stays open."""

from collections.abc import Sequence
from typing import Final, TypeAlias

from sqlalchemy import func, select

from core.kernel.amounts import ZERO, Amount, amount
from core.ledger.models import AccountUse, Journal, LedgerEntry, LedgerLine
from core.ledger.posting import ENTRY, expect_open_year, write
from core.numbering import count_on
from core.uow import UnitOfWork

SUBJECT: Final = "account"
_Held: TypeAlias = tuple[str, str, Amount]  # the customer's code and name, debit less credit
# What is settled one day by another entry; the other uses stay where they were, year by year or VAT return by return.
OPEN_ITEMS: Final = frozenset({AccountUse.CUSTOMERS, AccountUse.ADVANCES, AccountUse.VAT_PENDING})


async def move_balance(uow: UnitOfWork, *, before: str, after: str, account_id: int) -> LedgerEntry | None:
    """Post what one account holds to the other, customer by customer (by code); None where it holds nothing.

    The lines name no customer by id: what he owes is on the lines that they sum up. Raises BooksClosed.
    """
    number = await count_on(uow, ENTRY)
    lines = [line for one in await _held(uow, before) for line in _moved(one, before, after)]
    if not lines:
        return None
    await expect_open_year(uow, uow.today)
    return await write(
        uow,
        LedgerEntry(
            number=number,
            journal=Journal.OTHER,
            on=uow.today,
            piece=f"VIR{after}",
            piece_on=uow.today,
            label=f"Virement du compte {before} au compte {after}",
            subject=SUBJECT,
            subject_id=account_id,
            posted_at=uow.now,
            posted_by=uow.actor.person_id,
            lines=lines,
        ),
    )


async def _held(uow: UnitOfWork, account: str) -> Sequence[_Held]:
    """What the entries of all years come to; those that carry forward only say it again."""
    wanted = (
        select(
            LedgerLine.auxiliary,
            func.max(LedgerLine.auxiliary_label),
            func.sum(LedgerLine.debit),
            func.sum(LedgerLine.credit),
        )
        .join(LedgerLine.entry)
        .where(LedgerLine.account == account, LedgerEntry.journal != Journal.OPENING)
        .group_by(LedgerLine.auxiliary)
        .order_by(LedgerLine.auxiliary)
    )
    rows = await uow.session.execute(wanted)
    return [(code, name, amount(debit - credit)) for code, name, debit, credit in rows if debit != credit]


def _moved(held: _Held, before: str, after: str) -> Sequence[LedgerLine]:
    code, name, balance = held
    sides = ((before, amount(-balance)), (after, balance))
    return [
        LedgerLine(
            account=account,
            auxiliary=code,
            auxiliary_label=name,
            debit=Amount(max(side, ZERO)),
            credit=Amount(max(amount(-side), ZERO)),
        )
        for account, side in sides
    ]
