"""What is closed: up to which day, and which fiscal years, against what joined the chain as it was closed."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Final

from sqlalchemy import String, select, type_coerce

from core.audit.findings import Broken, Problem
from core.audit.reading import readable
from core.audit.subjects import Values
from core.chain import plain
from core.company.models import Company
from core.ledger.models import FiscalYear
from core.uow import Reader


async def check_locks(db: Reader, locks: Sequence[Values]) -> Sequence[Broken]:
    """The company and its years are closed as the chained rows say, no less and no further."""
    return [*await _check_company(db, locks), *await _check_years(db, locks)]


async def _check_company(db: Reader, locks: Sequence[Values]) -> list[Broken]:
    stored = select(type_coerce(Company.books_closed_until, String)).where(Company.id == db.actor.company_id)
    expected = max((one["until"].isoformat() for one in locks), default="")
    found = await db.session.scalar(stored)
    if expected == str(found or ""):
        return []
    return [Broken(Problem.LOCK_DIFFERS, _COMPANY, db.actor.company_id or 0, "", expected, str(found or ""))]


async def _check_years(db: Reader, locks: Sequence[Values]) -> list[Broken]:
    columns = FiscalYear.id, FiscalYear.starts_on, FiscalYear.ends_on, FiscalYear.closed_at, FiscalYear.closed_by
    spoilt: list[int] = []
    rows = await readable(db, select(*columns).order_by(FiscalYear.id), FiscalYear.id, spoilt.append)
    found = {row_id: _told(first, last, at, by) for row_id, first, last, at, by in rows if at is not None}
    expected = {
        one["fiscal_year_id"]: _told(one["starts_on"], one["until"], one["made_at"], one["made_by"])
        for one in locks
        if one["fiscal_year_id"] is not None
    }
    return [
        *(Broken(Problem.ROW_UNREADABLE, _YEAR, row_id) for row_id in spoilt),
        *(
            Broken(Problem.YEAR_DIFFERS, _YEAR, row_id, str(row_id), expected.get(row_id, ""), found.get(row_id, ""))
            for row_id in sorted({*expected, *found} - {*spoilt})
            if expected.get(row_id) != found.get(row_id)
        ),
    ]


def _told(starts_on: date, ends_on: date, at: datetime, by: int | None) -> str:
    return f"{starts_on} – {ends_on}, {plain(at)}, {by or ''}"


_COMPANY: Final = str(Company.__tablename__)
_YEAR: Final = str(FiscalYear.__tablename__)
