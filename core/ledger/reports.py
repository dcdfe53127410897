"""What accountants ask for: trial balance, general ledger, journals, and customers by how late they are."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from sqlalchemy import func, or_, select

from core.kernel.amounts import ZERO, Amount, amount, total
from core.ledger.accounts import labels
from core.ledger.balances import by_account, moved, opening_on
from core.ledger.lines import Line, lines_where
from core.ledger.models import Journal, LedgerEntry, LedgerLine
from core.ledger.receivables import CUSTOMERS
from core.ledger.rules import OpenLine, dues, sliced
from core.parties.models import Customer
from core.permissions import Permission, requires
from core.uow import Reader


@dataclass(frozen=True, slots=True)
class TrialRow:
    """One account: what it stood at before, what was debited and credited since, and its balance (debit less credit).

    What was carried forward from the year before is in `opening`.
    """

    account: str
    label: str
    opening: Amount
    debit: Amount
    credit: Amount

    @property
    def balance(self) -> Amount:
        return amount(self.opening + self.debit - self.credit)


@dataclass(frozen=True, slots=True)
class TrialBalance:
    """`opening` and the balances of all rows come to nothing, and `debit` is `credit`."""

    starts_on: date
    ends_on: date
    rows: tuple[TrialRow, ...]

    @property
    def debit(self) -> Amount:
        return total(row.debit for row in self.rows)

    @property
    def credit(self) -> Amount:
        return total(row.credit for row in self.rows)


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """A line of an account, and what the account comes to with it."""

    line: Line
    balance: Amount


@dataclass(frozen=True, slots=True)
class AccountLedger:
    account: str
    label: str
    opening: Amount
    rows: tuple[LedgerRow, ...]

    @property
    def balance(self) -> Amount:
        return self.rows[-1].balance if self.rows else self.opening


@dataclass(frozen=True, slots=True)
class Aged:
    """What one customer owes by how late it is: `slices` are not late, then up to 30, 60 and 90 days, and more.

    `held` is what he has paid beyond it. Payments count for the oldest first.
    """

    customer_id: int
    code: str
    name: str
    slices: tuple[Amount, ...]
    held: Amount

    @property
    def balance(self) -> Amount:
        return amount(total(self.slices) - self.held)


@requires(Permission.LEDGER_READ)
async def trial_balance(db: Reader, *, starts_on: date, ends_on: date) -> TrialBalance:
    """Every account that has moved, or had a balance; the last day is included."""
    names = await labels(db)
    before = by_account(await opening_on(db, starts_on))
    sums = {account: list(rows) for account, rows in groupby(await _moved(db, starts_on, ends_on), lambda one: one[0])}
    rows = [
        TrialRow(
            account,
            names[account],
            before.get(account, ZERO),
            total(one[1] for one in sums.get(account, ())),
            total(one[2] for one in sums.get(account, ())),
        )
        for account in sorted({*before, *sums})
    ]
    return TrialBalance(starts_on, ends_on, tuple(row for row in rows if row.opening or row.debit or row.credit))


@requires(Permission.LEDGER_READ)
async def general_ledger(db: Reader, *, starts_on: date, ends_on: date, account: str = "") -> Sequence[AccountLedger]:
    """The lines of each account whose number begins with `account`, with what it comes to after each."""
    names = await labels(db)
    before = by_account(await opening_on(db, starts_on))
    found = await lines_where(
        db,
        LedgerEntry.on.between(starts_on, ends_on),
        LedgerEntry.journal != Journal.OPENING,
        LedgerLine.account.startswith(account, autoescape=True),
    )
    by_number: dict[str, list[Line]] = {number: [] for number in before if number.startswith(account)}
    for line in found:
        by_number.setdefault(line.account, []).append(line)
    return [
        AccountLedger(number, names[number], before.get(number, ZERO), _running(before.get(number, ZERO), lines))
        for number, lines in sorted(by_number.items())
        if lines or before.get(number)
    ]


def of_auxiliary(ledger: AccountLedger, code: str) -> AccountLedger:
    """The lines of one customer's of a collective account, with what they come to since the first of them."""
    lines = [row.line for row in ledger.rows if row.line.auxiliary == code]
    return AccountLedger(ledger.account, ledger.label, ZERO, _running(ZERO, lines))


@requires(Permission.LEDGER_READ)
async def journal(db: Reader, *, code: str, starts_on: date, ends_on: date) -> Sequence[Line]:
    """The lines of one journal, entry by entry."""
    return await lines_where(db, LedgerEntry.journal == code, LedgerEntry.on.between(starts_on, ends_on))


@requires(Permission.LEDGER_READ)
async def aged_receivables(db: Reader, *, on: date | None = None) -> Sequence[Aged]:
    """Customers who owe something or have credit, as of that day (None: today), who is late the longest first."""
    day = on or db.today
    open_lines = await _open_lines(db, day)
    people = await _named(db, list(open_lines))
    rows = [_aged(people[customer_id], lines, day) for customer_id, lines in open_lines.items()]
    owing = [row for row in rows if row.balance or any(row.slices)]
    return sorted(owing, key=lambda row: (*(-late for late in reversed(row.slices)), row.name))


async def _moved(db: Reader, starts_on: date, ends_on: date) -> Sequence[tuple[str, Amount, Amount]]:
    return [(one.account, one.debit, one.credit) for one in await moved(db, starts_on, ends_on, opening=False)]


def _running(opening: Amount, lines: Iterable[Line]) -> tuple[LedgerRow, ...]:
    balance, rows = opening, []
    for line in lines:
        balance = amount(balance + line.debit - line.credit)
        rows.append(LedgerRow(line, balance))
    return tuple(rows)


async def _open_lines(db: Reader, on: date) -> Mapping[int, Sequence[OpenLine]]:
    """What was open on that day, by customer."""
    wanted = (
        select(LedgerLine.customer_id, LedgerLine.due_on, func.sum(LedgerLine.debit), func.sum(LedgerLine.credit))
        .join(LedgerEntry, LedgerEntry.id == LedgerLine.entry_id)
        .where(
            LedgerLine.customer_id.is_not(None),
            LedgerLine.account.startswith(CUSTOMERS),
            LedgerEntry.on <= on,
            or_(LedgerLine.letter.is_(None), LedgerLine.lettered_on > on),
        )
        .group_by(LedgerLine.customer_id, LedgerLine.due_on)
    )
    found: dict[int, list[OpenLine]] = {}
    for customer_id, due_on, debit, credit in await db.session.execute(wanted):
        assert customer_id is not None, "the statement asks for it"
        sides = [OpenLine(due_on, side) for side in (debit, amount(-credit)) if side]
        found.setdefault(customer_id, []).extend(sides)
    return found


async def _named(db: Reader, ids: Sequence[int]) -> Mapping[int, Customer]:
    rows = await db.session.scalars(select(Customer).where(Customer.id.in_(ids))) if ids else ()
    return {customer.id: customer for customer in rows}


def _aged(customer: Customer, lines: Sequence[OpenLine], on: date) -> Aged:
    due, rest = dues(lines)
    slices = sliced(due, on)
    undated = max(rest, ZERO)  # due, but on no day that has passed
    held = amount(max(-rest, ZERO))
    return Aged(customer.id, customer.code, customer.name, (amount(slices[0] + undated), *slices[1:]), held)
