"""Gapless numbers: one locked counter row per company, series and year, taken in the transaction that issues."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import String, UniqueConstraint, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Base, CompanyRow
from core.kernel.errors import BusinessError
from core.uow import UnitOfWork

# What the numbers of a series begin with, where nothing else is said.
SERIES: Final = {"quote": "DE", "order": "CO", "delivery": "BL", "return": "BR"}
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
    counter = await _locked(uow, series, on.year) or await _opened(uow, series, on)
    if on < counter.last_on:
        raise DateWentBack(counter.last_on, on)
    counter.last += 1
    counter.last_on = on
    await uow.session.flush()
    return f"{prefix or SERIES[series]}{on:%y%m}-{counter.last:04d}"


def number_ending(typed: str) -> str | None:
    """How a number ends that was typed whole or in part: « 2611-0012 » for « BL2611-0012 », « 2611-12 » or
    « 26110012 », « -0012 » for « bl12 » or « 12 »; None where no number is."""
    found = _TYPED.search(typed.strip())
    return f"{found['month'] or ''}-{found['sequence'].zfill(4)}" if found else None


async def _locked(uow: UnitOfWork, series: str, year: int) -> Counter | None:
    """The counter as last committed: others who want a number wait until this transaction ends."""
    found = select(Counter).where(Counter.series == series, Counter.year == year).with_for_update()
    counter: Counter | None = await uow.session.scalar(found, execution_options={"populate_existing": True})
    return counter


async def _opened(uow: UnitOfWork, series: str, on: date) -> Counter:
    """The year's first number; somebody else may be taking it at this moment, then theirs is the first."""
    counter = Counter(series=series, year=on.year, last=0, last_on=on)
    try:
        async with uow.session.begin_nested():
            uow.session.add(counter)
    except IntegrityError:
        theirs = await _locked(uow, series, on.year)
        assert theirs is not None, "a counter is never deleted"
        return theirs
    return counter
