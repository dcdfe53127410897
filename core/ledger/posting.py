"""Posting: a balanced entry, in the transaction of what it tells."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import count
from typing import Final

from sqlalchemy import Date, and_, bindparam, select

from core.chain import Chained, said
from core.company import companies
from core.company.models import Company
from core.db.upsert import inserting
from core.kernel.amounts import ZERO, Amount, amount, total
from core.ledger.chart import USUAL
from core.ledger.errors import BooksClosed, NotBalanced
from core.ledger.models import AccountUse, FiscalYear, LedgerAccount, LedgerEntry, LedgerLine
from core.ledger.rules import year_around
from core.numbering import count_on, hold_count
from core.parties.models import Customer
from core.uow import Reader, UnitOfWork

ENTRY: Final = "entry"  # the kind of its links in the chain


@dataclass(frozen=True, slots=True)
class Posting:
    """One side of an entry: `amount` is debited when positive, credited when negative; nothing is not posted.

    `account` is a use, or the number of an account. A posting on the customers' account names whose, and when it is
    due.
    """

    account: AccountUse | str
    amount: Amount
    customer: Customer | None = None
    due_on: date | None = None


async def post(
    uow: UnitOfWork,
    journal: str,
    postings: Iterable[Posting],
    *,
    on: date,
    piece: str,
    piece_on: date,
    label: str,
    subject: str,
    subject_id: int,
) -> LedgerEntry | None:
    """Write an entry, numbered and validated; None where nothing moves. It joins the chain by `chained`.

    Postings of one account, customer and day are one line. A day of no fiscal year opens one. Raises BooksClosed,
    NotBalanced.
    """
    together = _together(postings)
    if not together:
        return None
    number = await count_on(uow, ENTRY)  # whoever closes the books or renumbers an account holds this count
    entry = LedgerEntry(
        number=number,
        journal=journal,
        on=on,
        piece=piece,
        piece_on=piece_on,
        label=label[:200],
        subject=subject,
        subject_id=subject_id,
        posted_at=uow.now,
        posted_by=uow.actor.person_id,
        lines=_lines(together, await numbers(uow)),
    )
    await expect_open_year(uow, on)
    return await write(uow, entry)


async def write(uow: UnitOfWork, entry: LedgerEntry) -> LedgerEntry:
    """Write an entry that is numbered and whose day is known to be good. Raises NotBalanced."""
    debit, credit = total(line.debit for line in entry.lines), total(line.credit for line in entry.lines)
    if debit != credit:
        raise NotBalanced(debit, credit)
    uow.session.add(entry)
    await uow.session.flush()
    return entry


async def expect_open(db: Reader, on: date) -> None:
    """Raises BooksClosed, before anybody is asked about a day of closed books."""
    closed = (await companies.read(db)).books_closed_until
    if closed is not None and on <= closed:
        raise BooksClosed(on, closed)


async def expect_open_year(uow: UnitOfWork, on: date) -> None:
    """Raises BooksClosed; a day of no fiscal year opens one. Read again under the count of entries: nobody closes or
    opens anything meanwhile."""
    closed, year = (await uow.session.execute(_STANDING, {"company_id": uow.actor.company_id, "on": on})).one()
    if closed is not None and on <= closed:
        raise BooksClosed(on, closed)
    if year is None:
        await _open_years(uow, on)


def chained(*entries: LedgerEntry | None) -> list[Chained]:
    """The links of new entries, their lines within."""
    return [Chained(ENTRY, entry.id, said(entry, entry.lines)) for entry in entries if entry is not None]


async def numbers(uow: UnitOfWork) -> Mapping[AccountUse, str]:
    """The number of the account for each use; those that the company has not named yet get the usual ones."""
    known = await uow.session.execute(_USED)
    found: dict[AccountUse, str] = {use: number for use, number in known if use is not None}
    if len(found) < len(USUAL):
        await _open_accounts(uow, found)
    return found


async def _open_accounts(uow: UnitOfWork, found: dict[AccountUse, str]) -> None:
    """Write the usual accounts; what somebody else writes at this moment is the same. Under the count of entries, as
    whoever posts or renumbers: nobody waits for the other."""
    await hold_count(uow, ENTRY)
    taken = set(await uow.session.scalars(select(LedgerAccount.number)))
    for use, (usual, label) in USUAL.items():
        if use in found:
            continue
        number = next(one for one in _numbers_like(usual) if one not in taken)
        row = inserting(
            uow.session, LedgerAccount, company_id=uow.actor.company_id, number=number, label=label, use=use
        )
        await uow.session.execute(row.on_conflict_do_nothing())
        found[use] = number
        taken.add(number)


def _numbers_like(usual: str) -> Iterable[str]:
    """The usual number, then those beside it: it may have been named for something else."""
    yield usual
    yield from (str(int(usual) + more) for more in count(1))


async def _open_years(uow: UnitOfWork, on: date) -> None:
    known = await uow.session.execute(select(FiscalYear.starts_on, FiscalYear.ends_on).order_by(FiscalYear.starts_on))
    for starts_on, ends_on in year_around(on, [(first, last) for first, last in known]):
        uow.session.add(FiscalYear(starts_on=starts_on, ends_on=ends_on))


_USED: Final = (
    select(LedgerAccount.use, LedgerAccount.number)
    .where(LedgerAccount.use.is_not(None))
    .execution_options(autoflush=False)  # nobody names accounts and posts to them in one transaction
)
_STANDING: Final = (
    select(Company.books_closed_until, FiscalYear.id)
    .select_from(Company)
    .outerjoin(
        FiscalYear,
        and_(
            FiscalYear.company_id == Company.id,
            bindparam("on", type_=Date).between(FiscalYear.starts_on, FiscalYear.ends_on),
        ),
    )
    .where(Company.id == bindparam("company_id"))
)


def _together(postings: Iterable[Posting]) -> Sequence[Posting]:
    sums: dict[tuple[AccountUse | str, int | None, date | None, bool], Posting] = {}
    for one in postings:
        key = (one.account, one.customer.id if one.customer else None, one.due_on, one.amount > 0)
        before = sums.get(key)
        sums[key] = Posting(
            one.account, amount(one.amount + (before.amount if before else ZERO)), one.customer, one.due_on
        )
    return [one for one in sums.values() if one.amount]


def _lines(postings: Sequence[Posting], known: Mapping[AccountUse, str]) -> list[LedgerLine]:
    return [
        LedgerLine(
            account=known[one.account] if isinstance(one.account, AccountUse) else one.account,
            customer_id=one.customer.id if one.customer else None,
            auxiliary=one.customer.code if one.customer else "",
            auxiliary_label=one.customer.name if one.customer else "",
            debit=Amount(max(one.amount, ZERO)),
            credit=Amount(max(amount(-one.amount), ZERO)),
            due_on=one.due_on,
        )
        for one in postings
    ]
