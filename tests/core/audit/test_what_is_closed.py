"""What is closed stays closed, what was handed over stays handed over: a change behind the program's back is found."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from core.audit.findings import Broken, Problem
from core.invoicing.lifecycles import InvoiceKind
from core.ledger import exporting, years
from core.ledger.models import FiscalYear
from tests.core.audit.books import Books


@pytest.fixture
async def closed(books: Books) -> Books:
    """November handed over, the year 2026 closed and an entry of 2027 posted."""
    async with books.work.begin(books.owner) as uow:
        await exporting.hand_over(uow, starts_on=date(2026, 11, 1), ends_on=date(2026, 11, 30))
    books.clock.now = datetime(2027, 2, 10, 9, tzinfo=UTC)
    async with books.work.begin(books.owner) as uow:
        await years.close_until(uow, day=date(2026, 12, 1))
    async with books.work.begin(books.owner) as uow:
        year_id = await uow.session.scalar(select(FiscalYear.id).where(FiscalYear.starts_on == date(2026, 1, 1)))
        await years.close(uow, year_id or 0)
    async with books.work.begin(books.owner) as uow:
        await years.close_until(uow, day=date(2027, 1, 31))
    await books.invoice("70")
    return books


async def _broken(books: Books, *statements: str) -> list[Broken]:
    await books.tamper(*statements)
    return list((await books.verified()).broken)


async def test_what_was_closed_and_handed_over_is_whole(closed: Books) -> None:
    findings = await closed.verified()
    assert findings.broken == []
    assert (findings.rows["lock"], findings.rows["export"]) == (3, 1)


@pytest.mark.parametrize(
    ("day", "found"), [("'2026-06-30'", "2026-06-30"), ("NULL", ""), ("'2027-12-31'", "2027-12-31")]
)
async def test_a_day_that_was_moved_is_found(closed: Books, day: str, found: str) -> None:
    (one,) = await _broken(closed, f"UPDATE company SET books_closed_until = {day}")
    assert (one.problem, one.table, one.expected, one.found) == (Problem.LOCK_DIFFERS, "company", "2027-01-31", found)


@pytest.mark.parametrize(
    "change",
    ["closed_at = NULL", "closed_at = '2027-02-11 09:00:00+00:00'", "closed_by = 900", "ends_on = '2026-12-30'"],
)
async def test_a_year_that_was_opened_or_dated_again_is_found(closed: Books, change: str) -> None:
    (one,) = await _broken(closed, f"UPDATE fiscal_year SET {change} WHERE closed_at IS NOT NULL")
    assert (one.problem, one.table) == (Problem.YEAR_DIFFERS, "fiscal_year")


async def test_a_year_that_was_closed_by_hand_is_found(closed: Books) -> None:
    (one,) = await _broken(
        closed, "UPDATE fiscal_year SET closed_at = '2027-02-11 09:00:00+00:00' WHERE closed_at IS NULL"
    )
    assert (one.problem, one.expected) == (Problem.YEAR_DIFFERS, "")


async def test_a_lock_that_was_taken_away_is_missed(closed: Books) -> None:
    broken = await _broken(closed, "DELETE FROM ledger_lock WHERE id = 3")
    assert {one.problem for one in broken} >= {Problem.ROW_MISSING, Problem.LOCK_DIFFERS}


@pytest.mark.parametrize("export", ["NULL", "1"])
async def test_an_entry_that_was_handed_over_stays_so(closed: Books, export: str) -> None:
    number = "2" if export == "NULL" else "7"
    (one,) = await _broken(closed, f"UPDATE ledger_entry SET export_id = {export} WHERE number = {number}")
    assert (one.problem, one.expected) == (Problem.EXPORT_DIFFERS, "5")


async def test_two_entries_that_were_exchanged_are_found(closed: Books) -> None:
    (one,) = await _broken(
        closed,
        "UPDATE ledger_entry SET export_id = NULL WHERE number = 2",
        "UPDATE ledger_entry SET export_id = 1 WHERE number = 7",
    )
    assert (one.problem, one.expected, one.found) == (Problem.EXPORT_DIFFERS, "5", "5")


async def test_an_entry_in_days_that_were_closed_is_found(closed: Books) -> None:
    """Somebody opened the books, posted with the program, and closed them again."""
    await closed.tamper("UPDATE company SET books_closed_until = '2026-12-31'")
    await closed.invoice("80", kind=InvoiceKind.CREDIT, on=date(2027, 1, 20))
    broken = await _broken(closed, "UPDATE company SET books_closed_until = '2027-01-31'")
    late = [one for one in broken if one.problem is Problem.POSTED_LATE]
    assert [(one.expected, one.found) for one in late] == [("2027-01-31", "2027-01-20")]


async def test_the_database_itself_keeps_what_was_closed(closed: Books) -> None:
    for statement in ("DELETE FROM ledger_lock", "UPDATE ledger_lock SET until = '2026-01-01'"):
        with pytest.raises(DBAPIError, match="append-only"):
            async with closed.work.database.writing(closed.owner.company_id) as session:
                await session.execute(text(statement))
