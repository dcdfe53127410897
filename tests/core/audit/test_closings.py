"""Each day, month and year that is over is closed once, with all that happened in it and before."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select, text

from core.audit.closings import close_due
from core.audit.models import Closing, Period
from core.invoicing.lifecycles import InvoiceKind
from core.kernel.amounts import amount
from core.uow import Work
from tests.companies import SettableClock
from tests.core.audit.books import Books, some_books


@pytest.fixture
async def fresh(work: Work, clock: SettableClock) -> Books:
    """A company without anything yet, on Monday 23 November 2026."""
    return await some_books(work, clock)


def told(closings: Sequence[Closing]) -> list[tuple[str, date, str, str]]:
    return [(one.period.value, one.starts_on, str(one.gross), str(one.received)) for one in closings]


async def test_a_day_is_closed_once_it_is_over(fresh: Books) -> None:
    first = await fresh.invoice("100")
    await fresh.invoice("10", kind=InvoiceKind.CREDIT)
    await fresh.pay(first, "60")
    assert await fresh.close() == []
    fresh.clock.advance(days=1)
    (day,) = await fresh.close()
    assert (day.period, day.starts_on, day.ends_on, day.documents) == (
        Period.DAY,
        date(2026, 11, 23),
        date(2026, 11, 23),
        2,
    )
    assert (day.net, day.tax, day.gross, day.received) == tuple(map(amount, ("90", "18", "108", "60")))
    assert await fresh.close() == [], "a second night changes nothing"
    assert (await fresh.verified()).broken == []


async def test_days_that_nobody_closed_are_closed_later_each_by_itself(fresh: Books) -> None:
    await fresh.invoice("100")
    fresh.clock.advance(days=3)
    await fresh.invoice("50")
    fresh.clock.advance(days=6)
    made = await fresh.close()
    assert told(made) == [
        ("day", date(2026, 11, 23), "120.00", "0.00"),
        ("day", date(2026, 11, 26), "60.00", "0.00"),
        ("month", date(2026, 11, 1), "180.00", "0.00"),
    ], "days without a document have none"
    assert [one.perpetual_gross for one in made] == [amount("120"), amount("180"), amount("180")]
    assert (await fresh.verified()).broken == []


async def test_months_and_years_add_up_their_days_and_go_on_from_those_before(fresh: Books) -> None:
    for days in (10, 40, 400):
        await fresh.invoice("100")
        fresh.clock.advance(days=days)
        await fresh.close()
    closings = await _all(fresh)
    months = [one for one in closings if one.period is Period.MONTH]
    years = [one for one in closings if one.period is Period.YEAR]
    assert [(one.starts_on, one.gross, one.perpetual_gross) for one in months] == [
        (date(2026, 11, 1), amount("120"), amount("120")),
        (date(2026, 12, 1), amount("120"), amount("240")),
        (date(2027, 1, 1), amount("120"), amount("360")),
    ]
    assert [(one.starts_on, one.ends_on, one.gross, one.perpetual_gross) for one in years] == [
        (date(2026, 1, 1), date(2026, 12, 31), amount("240"), amount("240")),
        (date(2027, 1, 1), date(2027, 12, 31), amount("120"), amount("360")),
    ]
    assert (await fresh.verified()).broken == []


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2027, 3, 27, 22, 59, tzinfo=UTC), date(2027, 3, 27)),
        (datetime(2027, 3, 27, 23, 1, tzinfo=UTC), date(2027, 3, 28)),
        (datetime(2027, 3, 28, 21, 59, tzinfo=UTC), date(2027, 3, 28)),  # 23 hours
        (datetime(2027, 3, 28, 22, 1, tzinfo=UTC), date(2027, 3, 29)),
        (datetime(2027, 10, 30, 22, 1, tzinfo=UTC), date(2027, 10, 31)),
        (datetime(2027, 10, 31, 22, 59, tzinfo=UTC), date(2027, 10, 31)),  # 25 hours
        (datetime(2027, 10, 31, 23, 1, tzinfo=UTC), date(2027, 11, 1)),
    ],
)
async def test_a_day_ends_at_midnight_of_the_company_also_when_clocks_change(
    fresh: Books, moment: datetime, day: date
) -> None:
    fresh.clock.now = moment
    await fresh.invoice("100")
    fresh.clock.advance(days=2)
    assert (await fresh.close())[0].starts_on == day


async def test_midnight_is_that_of_the_company(fresh: Books) -> None:
    overseas = replace(fresh, owner=replace(fresh.owner, zone="Indian/Reunion"))
    overseas.clock.now = datetime(2026, 11, 23, 21, tzinfo=UTC)  # one o'clock of the 24th there, ten at night in Paris
    await overseas.invoice("100")
    overseas.clock.advance(days=2)
    assert (await overseas.close())[0].starts_on == date(2026, 11, 24)


async def test_what_was_committed_late_counts_for_the_next_day(fresh: Books) -> None:
    await fresh.invoice("100")
    fresh.clock.advance(days=1)
    await fresh.close()
    fresh.clock.advance(days=-1, hours=2)  # it began in the evening, and ended after the night's closing
    await fresh.invoice("50")
    fresh.clock.advance(days=2)
    assert told(await fresh.close()) == [("day", date(2026, 11, 24), "60.00", "0.00")]
    assert (await fresh.verified()).broken == []


async def test_a_night_without_anything_to_close_writes_nothing(fresh: Books) -> None:
    async with fresh.work.begin(fresh.auditor) as uow:
        assert await close_due(uow) == []
        assert await uow.session.scalar(text("SELECT count(*) FROM chain_head")) == 0


async def _all(books: Books) -> Sequence[Closing]:
    async with books.work.read(books.owner) as db:
        return (await db.session.scalars(select(Closing).order_by(Closing.id))).all()
