"""Sums of the books: what moved in some days, and what a fiscal year leaves to the next."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from sqlalchemy import func, select

from core.kernel.amounts import ZERO, Amount, amount
from core.ledger.accounts import number_of
from core.ledger.models import AccountUse, FiscalYear, Journal, LedgerEntry, LedgerLine
from core.ledger.rules import result_of
from core.uow import Reader

STANDING: Final = "12345"  # the classes of accounts that go on from year to year


@dataclass(frozen=True, slots=True)
class Sums:
    """What was debited and credited on an account, of one customer where `auxiliary` is his code."""

    account: str
    auxiliary: str
    auxiliary_label: str
    debit: Amount
    credit: Amount

    @property
    def balance(self) -> Amount:
        """Debit less credit."""
        return amount(self.debit - self.credit)


async def moved(db: Reader, starts_on: date, ends_on: date, *, opening: bool) -> Sequence[Sums]:
    """What entries of these days (the last included) come to, with or without those that only carry forward.

    Each account goes on from year to year, so that sums over several years leave the opening entries out.
    """
    wanted = (
        select(
            LedgerLine.account,
            LedgerLine.auxiliary,
            func.max(LedgerLine.auxiliary_label),
            func.sum(LedgerLine.debit),
            func.sum(LedgerLine.credit),
        )
        .join(LedgerEntry, LedgerEntry.id == LedgerLine.entry_id)
        .where(LedgerEntry.on.between(starts_on, ends_on))
        .group_by(LedgerLine.account, LedgerLine.auxiliary)
        .order_by(LedgerLine.account, LedgerLine.auxiliary)
    )
    if not opening:
        wanted = wanted.where(LedgerEntry.journal != Journal.OPENING)
    return [Sums(*row) for row in await db.session.execute(wanted)]


async def opening(db: Reader, year: FiscalYear) -> Sequence[Sums]:
    """What the year began with: what the one before has left, or would leave if it were closed today."""
    before = await year_of(db, year.starts_on - timedelta(days=1))
    return await left_by(db, before) if before is not None else []


async def opening_on(db: Reader, day: date) -> Sequence[Sums]:
    """What accounts stood at when that day began, in its own fiscal year: classes 6 and 7 begin with nothing."""
    year = await year_of(db, day)
    if year is not None:
        before = await moved(db, year.starts_on, day - timedelta(days=1), opening=False)
        return _added([*await opening(db, year), *before])
    earlier = select(FiscalYear).where(FiscalYear.ends_on < day).order_by(FiscalYear.ends_on.desc()).limit(1)
    last = (await db.session.scalars(earlier)).one_or_none()
    return await left_by(db, last) if last is not None else []


async def left_by(db: Reader, year: FiscalYear) -> Sequence[Sums]:
    """What the year leaves to the next: the balances of its standing accounts, and its result (PCG 120 or 129)."""
    whole = _added([*await opening(db, year), *await moved(db, year.starts_on, year.ends_on, opening=False)])
    result = result_of(by_account(whole))
    use = AccountUse.PROFIT if result > 0 else AccountUse.LOSS
    kept = [one for one in whole if one.account[:1] in STANDING]
    if result:
        sides = (max(amount(-result), ZERO), max(result, ZERO))
        kept.append(Sums(await number_of(db, use), "", "", *sides))
    return [_netted(one) for one in _added(kept) if one.balance]


async def year_of(db: Reader, on: date) -> FiscalYear | None:
    """The fiscal year that holds this day."""
    holding = select(FiscalYear).where(FiscalYear.starts_on <= on, FiscalYear.ends_on >= on)
    return (await db.session.scalars(holding)).one_or_none()


def by_account(sums: Sequence[Sums]) -> dict[str, Amount]:
    """Balances by account, debit less credit."""
    balances: dict[str, Amount] = {}
    for one in sums:
        balances[one.account] = amount(balances.get(one.account, ZERO) + one.balance)
    return balances


def _added(sums: Sequence[Sums]) -> Sequence[Sums]:
    """One for each account and customer, in order."""
    together: dict[tuple[str, str], Sums] = {}
    for one in sums:
        key = (one.account, one.auxiliary)
        before = together.get(key)
        debit = amount(one.debit + (before.debit if before else ZERO))
        credit = amount(one.credit + (before.credit if before else ZERO))
        together[key] = Sums(*key, one.auxiliary_label, debit, credit)
    return [together[key] for key in sorted(together)]


def _netted(one: Sums) -> Sums:
    """Its balance, on the side where it is."""
    sides = (max(one.balance, ZERO), max(amount(-one.balance), ZERO))
    return Sums(one.account, one.auxiliary, one.auxiliary_label, *sides)
