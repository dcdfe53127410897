"""From one account to another: what is open goes along when a use is posted elsewhere, so that neither stays open."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Final, TypeAlias

from sqlalchemy import func, select

from core.kernel.amounts import ZERO, Amount, amount
from core.ledger.lettering import letter
from core.ledger.models import AccountUse, Journal, LedgerEntry, LedgerLine
from core.ledger.posting import ENTRY, expect_open_year, numbers, write
from core.numbering import count_on, hold_count
from core.uow import UnitOfWork

SUBJECT: Final = "account"
_Held: TypeAlias = tuple[str, str, Amount]  # the customer's code and name, debit less credit
_Item: TypeAlias = tuple[str, str, int | None]  # an account, and what is posted there: a document, a payment
# What is settled one day by another entry, and money, which is in one place; the other uses stay where they were, year
# by year or VAT return by return.
CARRIED: Final = frozenset(
    {AccountUse.CUSTOMERS, AccountUse.ADVANCES, AccountUse.VAT_PENDING, AccountUse.BANK, AccountUse.CASH}
)


async def move_balance(uow: UnitOfWork, *, before: str, after: str, account_id: int) -> Sequence[LedgerEntry]:
    """Post what one account holds to the other: what customers owe item by item, the rest as a sum for each customer's
    code. No entry where it holds nothing.

    Whoever asks holds the count of entries: nothing is posted meanwhile. Raises BooksClosed.
    """
    entries = await _move_items(uow, await _open_items(uow, before), after)
    if rest := [side for one in await _held(uow, before) for side in _sides(one, before, after)]:
        entries.append(await _post(uow, before, after, (SUBJECT, account_id), rest))
    return entries


async def bring_along(uow: UnitOfWork, lines: Sequence[LedgerLine]) -> Sequence[LedgerEntry]:
    """Lines of customers that are open again go to where customers are posted today, should that be another account:
    what is settled afterwards is posted there. Raises BooksClosed."""
    await hold_count(uow, ENTRY)  # nobody numbers it anew meanwhile
    after = (await numbers(uow))[AccountUse.CUSTOMERS]
    of = select(LedgerLine, LedgerEntry).join(LedgerLine.entry)
    gone = of.where(LedgerLine.id.in_([line.id for line in lines]), LedgerLine.account != after)
    return await _move_items(uow, [(line, entry) for line, entry in await uow.session.execute(gone)], after)


async def _open_items(uow: UnitOfWork, account: str) -> Sequence[tuple[LedgerLine, LedgerEntry]]:
    wanted = select(LedgerLine, LedgerEntry).join(LedgerLine.entry).where(LedgerLine.account == account)
    open_ = wanted.where(LedgerLine.customer_id.is_not(None), LedgerLine.letter.is_(None)).order_by(LedgerLine.id)
    return [(line, entry) for line, entry in await uow.session.execute(open_)]


async def _move_items(
    uow: UnitOfWork, found: Iterable[tuple[LedgerLine, LedgerEntry]], after: str
) -> list[LedgerEntry]:
    """An entry for each document or payment, about the same: whoever settles it finds it on the new account. On the old
    one what stood there and what takes it away bear one letter, so each letter comes to nothing on its account."""
    items: dict[_Item, list[LedgerLine]] = defaultdict(list)
    for line, entry in found:
        items[line.account, entry.subject, entry.subject_id].append(line)
    entries = []
    for (before, subject, subject_id), lines in items.items():
        taken, put = [_like(one, before, back=True) for one in lines], [_like(one, after) for one in lines]
        entries.append(await _post(uow, before, after, (subject, subject_id), [*taken, *put]))
        await letter(uow, [*lines, *taken])
    return entries


def _like(line: LedgerLine, account: str, *, back: bool = False) -> LedgerLine:
    """The same on another account, or what takes it `back` from its own."""
    debit, credit = (line.credit, line.debit) if back else (line.debit, line.credit)
    return LedgerLine(
        account=account,
        customer_id=line.customer_id,
        auxiliary=line.auxiliary,
        auxiliary_label=line.auxiliary_label,
        debit=debit,
        credit=credit,
        due_on=None if back else line.due_on,
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


def _sides(held: _Held, before: str, after: str) -> Sequence[LedgerLine]:
    code, name, balance = held
    return [
        LedgerLine(
            account=account,
            auxiliary=code,
            auxiliary_label=name,
            debit=Amount(max(side, ZERO)),
            credit=Amount(max(amount(-side), ZERO)),
        )
        for account, side in ((before, amount(-balance)), (after, balance))
    ]


async def _post(
    uow: UnitOfWork, before: str, after: str, about: tuple[str, int | None], lines: Sequence[LedgerLine]
) -> LedgerEntry:
    """Raises BooksClosed."""
    number = await count_on(uow, ENTRY)
    await expect_open_year(uow, uow.today)
    subject, subject_id = about
    return await write(
        uow,
        LedgerEntry(
            number=number,
            journal=Journal.OTHER,
            on=uow.today,
            piece=f"VIR{after}",
            piece_on=uow.today,
            label=f"Virement du compte {before} au compte {after}",
            subject=subject,
            subject_id=subject_id,
            posted_at=uow.now,
            posted_by=uow.actor.person_id,
            lines=list(lines),
        ),
    )
