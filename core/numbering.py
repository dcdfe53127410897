"""Gapless numbers: one locked counter row per company, series and year, taken in the transaction that issues."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import Date, String, UniqueConstraint, bindparam, select, update
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.sql.dml import ReturningUpdate

from core.db import Base, CompanyRow
from core.db.upsert import inserting
from core.kernel.errors import BusinessError
from core.uow import UnitOfWork

# What the numbers of a series begin with, where nothing else is said.
SERIES: Final = {
    "quote": "DE",
    "order": "CO",
    "delivery": "BL",
    "return": "BR",
    "invoice": "FA",
    "deposit": "AC",
    "credit": "AV",
    "payment": "RG",
}
_PLACES: Final = 4  # of the count at the end of a number
_TYPED: Final = re.compile(r"(?:(?P<month>\d{4})(?:-(?=\d)|(?=\d{4})))?(?P<sequence>\d+)$")


@dataclass(eq=False)
class DateWentBack(BusinessError):
    """A number dated before the last one of its series: dates never go back inside a series."""

    last: date
    asked: date


class Counter(Base, CompanyRow):
    __tablename__ = "counter"
    __table_args__ = (UniqueConstraint("company_id", "series", "year"),)

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    series: Mapped[str] = mapped_column(String(20))
    year: Mapped[int]
    last: Mapped[int]
    last_on: Mapped[date]


async def take_number(uow: UnitOfWork, series: str, *, on: date, prefix: str = "") -> str:
    """The next number of a series: DE2611-0045 is the year's 45th quote, dated November 2026.

    Another prefix begins no other series: the count goes on. A transaction that fails gives its number back; raises
    DateWentBack.
    """
    last = await _counted(uow, _DATED, series, on.year, on)
    if last is None:
        raise DateWentBack((await _locked(uow, series, on.year)).last_on, on)
    return f"{prefix or SERIES[series]}{on:%y%m}-{last:0{_PLACES}d}"


async def count_on(uow: UnitOfWork, series: str) -> int:
    """The next of a series that is only counted, 1, 2, 3 … over all years, whatever the day."""
    last = await _counted(uow, _UNDATED, series, 0, uow.today)
    assert last is not None, "a count has no day that could go back"
    return last


async def hold_count(uow: UnitOfWork, series: str) -> int:
    """The last that was counted; nobody counts on until this transaction ends."""
    await _open(uow, series, 0, uow.today)
    return (await _locked(uow, series, 0)).last


def number_ending(typed: str) -> str | None:
    """How a number ends that was typed whole or in part: « 2611-0012 » for « BL2611-0012 », « 2611-12 » or
    « 26110012 », « -0012 » for « bl12 » or « 12 »; None where no number is."""
    found = _TYPED.search(typed.strip())
    return f"{found['month'] or ''}-{found['sequence'].zfill(_PLACES)}" if found else None


def number_said(typed: str) -> str:
    """A number that somebody typed as papers bear it, for who is told that it is not found: « FA2611-0014 » for
    « fa2611-14 »; « 12 » stays."""
    head, dash, last = typed.strip().upper().rpartition("-")
    return f"{head}{dash}{last.zfill(_PLACES)}" if dash and last.isdigit() else f"{head}{dash}{last}"


async def _counted(uow: UnitOfWork, counting: ReturningUpdate[int], series: str, year: int, on: date) -> int | None:
    """Count up; others who want a number wait until this transaction ends. None where the day went back."""
    which = {"of": series, "in_year": year, "day": on}
    last: int | None = await uow.session.scalar(counting, which)
    if last is None:
        await _open(uow, series, year, on)
        last = await uow.session.scalar(counting, which)
    return last


async def _open(uow: UnitOfWork, series: str, year: int, on: date) -> None:
    """The counter is there; somebody else may be making it at this moment, then it is theirs."""
    row = {"company_id": uow.actor.company_id, "series": series, "year": year, "last": 0, "last_on": on}
    await uow.session.execute(inserting(uow.session, Counter, **row).on_conflict_do_nothing())


async def _locked(uow: UnitOfWork, series: str, year: int) -> Counter:
    """The counter as last committed."""
    which = {"of": series, "in_year": year}
    return (await uow.session.scalars(_LOCK, which, execution_options={"populate_existing": True})).one()


_WHICH: Final = (Counter.series == bindparam("of"), Counter.year == bindparam("in_year"))
_ALONE: Final = {"synchronize_session": False, "autoflush": False}  # a counter has to do with no other row
_UNDATED: Final = (
    update(Counter).where(*_WHICH).values(last=Counter.last + 1).returning(Counter.last).execution_options(**_ALONE)
)
_DATED: Final = _UNDATED.where(Counter.last_on <= bindparam("day")).values(last_on=bindparam("day", type_=Date))
_LOCK: Final = select(Counter).where(*_WHICH).with_for_update()
