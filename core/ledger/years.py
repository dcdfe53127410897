"""Fiscal years: they open by themselves, are closed in order, and never open again; neither do days that are closed."""

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import Final

from sqlalchemy import func, select

from core.chain import Chained, chain, said
from core.company.models import Company
from core.kernel.errors import Invalid, NotFound
from core.ledger.balances import Sums, by_account, left_by, moved, year_of
from core.ledger.errors import BooksClosedFurther, EarlierYearOpen, YearClosed, YearNotOver, YearsOverlap
from core.ledger.events import BooksClosedUntil, FiscalYearClosed, FiscalYearSet
from core.ledger.models import FiscalYear, Journal, LedgerEntry, LedgerLine, LedgerLock
from core.ledger.posting import ENTRY, chained, write
from core.ledger.rules import result_of, year_around
from core.numbering import count_on, hold_count
from core.permissions import Permission, requires
from core.uow import Reader, UnitOfWork

KIND: Final = "fiscal_year"
LOCK: Final = "lock"  # the kind of the links in the chain of what was closed
_DAY: Final = timedelta(days=1)
_LONGEST: Final = timedelta(days=2 * 366)  # the first year of a company may last up to the end of the next


@requires(Permission.LEDGER_READ)
async def years(db: Reader) -> Sequence[FiscalYear]:
    """All fiscal years, the latest first."""
    return (await db.session.scalars(select(FiscalYear).order_by(FiscalYear.starts_on.desc()))).all()


@requires(Permission.LEDGER_READ)
async def current(db: Reader) -> FiscalYear | None:
    """The year that holds today; None before anything was posted in it, or its days were set."""
    return await year_of(db, db.today)


@requires(Permission.LEDGER_WRITE)
async def set_days(uow: UnitOfWork, *, starts_on: date, ends_on: date) -> FiscalYear:
    """Give the year that the first of these days is in, or else the last, these days; where there is none it opens.

    It joins the others, and no entry falls out of it. Raises Invalid (ends_on), YearClosed, YearsOverlap.
    """
    await hold_count(uow, ENTRY)
    year = await year_of(uow, starts_on) or await year_of(uow, ends_on)
    if year is None:
        year = FiscalYear(starts_on=starts_on, ends_on=ends_on)
        uow.session.add(year)
    else:
        await _expect_kept(uow, year, starts_on, ends_on)
        year.starts_on, year.ends_on = starts_on, ends_on
    await uow.session.flush()
    _expect_joined(await _in_order(uow), year)
    uow.record(FiscalYearSet(year.id, starts_on, ends_on))
    return year


@requires(Permission.LEDGER_WRITE)
async def close(uow: UnitOfWork, year_id: int) -> FiscalYear:
    """Close a year that is over: what its accounts hold, and its result, are carried forward by an entry of the next
    year's first day, and nothing is posted into it any more.

    No entry brings the accounts of classes 6 and 7 to nothing: their sums are taken year by year, and the FEC leaves
    such entries out. Raises YearClosed, EarlierYearOpen, YearNotOver, NotFound.
    """
    await hold_count(uow, ENTRY)
    year = await _load(uow, year_id)
    await _expect_closable(uow, year)
    result = result_of(by_account(await moved(uow, year.starts_on, year.ends_on, opening=False)))
    entry = await _carry_forward(uow, year)
    year.closed_at, year.closed_by = uow.now, uow.actor.person_id
    await _close_books(uow, await _company(uow), year.ends_on)
    uow.record(FiscalYearClosed(year.id, year.starts_on, year.ends_on, result))
    lock = await _locked(uow, year.ends_on, starts_on=year.starts_on, fiscal_year_id=year.id)
    await chain(uow, [*chained(entry), lock])
    return year


@requires(Permission.LEDGER_WRITE)
async def close_until(uow: UnitOfWork, *, day: date) -> Company:
    """From now on nothing is posted up to that day, included (PCG 921-3: what is validated stays).

    Raises BooksClosedFurther for days that are closed already, Invalid (day) for one that is not over.
    """
    if day >= uow.today:
        raise Invalid("day", day.isoformat())
    await hold_count(uow, ENTRY)
    company = await _company(uow)
    if company.books_closed_until is not None and day < company.books_closed_until:
        raise BooksClosedFurther(company.books_closed_until)
    if await _close_books(uow, company, day):
        await chain(uow, [await _locked(uow, day)])
    return company


async def _load(uow: UnitOfWork, year_id: int) -> FiscalYear:
    wanted = select(FiscalYear).where(FiscalYear.id == year_id).execution_options(populate_existing=True)
    year = (await uow.session.scalars(wanted)).one_or_none()
    if year is None:
        raise NotFound(KIND, year_id)
    return year


async def _expect_kept(uow: UnitOfWork, year: FiscalYear, starts_on: date, ends_on: date) -> None:
    """An open year keeps its entries. Raises YearClosed, YearsOverlap."""
    if year.closed_at is not None:
        raise YearClosed(year.ends_on)
    within = LedgerEntry.on.between(year.starts_on, year.ends_on)
    days = select(func.min(LedgerEntry.on), func.max(LedgerEntry.on)).where(within)
    first, last = (await uow.session.execute(days)).one()
    if first is not None and not (starts_on <= first and last <= ends_on):
        raise YearsOverlap(starts_on, ends_on, entry_on=first if first < starts_on else last)


async def _in_order(uow: UnitOfWork) -> Sequence[FiscalYear]:
    return (await uow.session.scalars(select(FiscalYear).order_by(FiscalYear.starts_on))).all()


def _expect_joined(known: Sequence[FiscalYear], changed: FiscalYear) -> None:
    """Raises Invalid, YearsOverlap."""
    ordered = sorted(known, key=lambda one: one.starts_on)
    for year in ordered:
        if not year.starts_on < year.ends_on < year.starts_on + _LONGEST:
            raise Invalid("ends_on", year.ends_on.isoformat())
    for before, after in pairwise(ordered):
        if after.starts_on != before.ends_on + _DAY:
            other = before if after is changed else after
            raise YearsOverlap(changed.starts_on, changed.ends_on, other=(other.starts_on, other.ends_on))


async def _expect_closable(uow: UnitOfWork, year: FiscalYear) -> None:
    """Raises YearClosed, EarlierYearOpen, YearNotOver."""
    if year.closed_at is not None:
        raise YearClosed(year.ends_on)
    earlier = select(FiscalYear.ends_on).where(FiscalYear.starts_on < year.starts_on, FiscalYear.closed_at.is_(None))
    first = await uow.session.scalar(earlier.order_by(FiscalYear.starts_on).limit(1))
    if first is not None:
        raise EarlierYearOpen(first)
    if uow.today <= year.ends_on:
        raise YearNotOver(year.ends_on)


async def _carry_forward(uow: UnitOfWork, year: FiscalYear) -> LedgerEntry | None:
    """The entry that opens the next year; none when nothing is left. It names no customer by id: what he owes is on
    the lines that it sums up, and is not owed twice."""
    starts_on = year.ends_on + _DAY
    left = await left_by(uow, year)
    if await year_of(uow, starts_on) is None:
        ((first, last),) = year_around(starts_on, [(year.starts_on, year.ends_on)])
        uow.session.add(FiscalYear(starts_on=first, ends_on=last))
    if not left:
        return None
    return await write(
        uow,
        LedgerEntry(
            number=await count_on(uow, ENTRY),
            journal=Journal.OPENING,
            on=starts_on,
            piece=f"AN{starts_on:%Y%m%d}",
            piece_on=starts_on,
            label=f"À-nouveaux au {starts_on:%d/%m/%Y}",
            subject=KIND,
            subject_id=year.id,
            posted_at=uow.now,
            posted_by=uow.actor.person_id,
            lines=[_line(one) for one in left],
        ),
    )


def _line(one: Sums) -> LedgerLine:
    return LedgerLine(
        account=one.account,
        auxiliary=one.auxiliary,
        auxiliary_label=one.auxiliary_label,
        debit=one.debit,
        credit=one.credit,
    )


async def _close_books(uow: UnitOfWork, company: Company, until: date) -> bool:
    """Up to that day, or further as they are already: then nothing is done."""
    if company.books_closed_until is not None and company.books_closed_until >= until:
        return False
    company.books_closed_until = until
    uow.record(BooksClosedUntil(company.id, until))
    return True


async def _locked(
    uow: UnitOfWork, until: date, *, starts_on: date | None = None, fiscal_year_id: int | None = None
) -> Chained:
    """What was closed, as it joins the chain."""
    lock = LedgerLock(
        until=until,
        made_at=uow.now,
        made_by=uow.actor.person_id,
        starts_on=starts_on,
        fiscal_year_id=fiscal_year_id,
    )
    uow.session.add(lock)
    await uow.session.flush()
    return Chained(LOCK, lock.id, said(lock))


async def _company(uow: UnitOfWork) -> Company:
    own = select(Company).where(Company.id == uow.actor.company_id).with_for_update()
    return (await uow.session.scalars(own.execution_options(populate_existing=True))).one()
