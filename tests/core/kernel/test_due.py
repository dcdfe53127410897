"""When what is invoiced on a day is to be paid."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.kernel.errors import Invalid
from core.kernel.terms import EndOfMonth, due_dates, due_on

_THEN_END, _THEN_DAYS = EndOfMonth.DAYS_THEN_END, EndOfMonth.END_THEN_DAYS


@pytest.mark.parametrize(
    ("code", "on", "reading", "due"),
    [
        ("", date(2026, 11, 22), _THEN_END, date(2026, 11, 22)),
        ("COMPTANT", date(2026, 11, 22), _THEN_END, date(2026, 11, 22)),
        ("30J", date(2026, 11, 22), _THEN_END, date(2026, 12, 22)),
        ("30J", date(2027, 1, 31), _THEN_END, date(2027, 3, 2)),
        ("45J_FDM", date(2026, 11, 20), _THEN_END, date(2027, 1, 31)),
        ("45J_FDM", date(2026, 11, 20), _THEN_DAYS, date(2027, 1, 14)),
        ("30J_FDM", date(2028, 1, 31), _THEN_END, date(2028, 3, 31)),
        ("30J_FDM", date(2028, 1, 31), _THEN_DAYS, date(2028, 3, 1)),
        ("0J_FDM", date(2028, 2, 1), _THEN_END, date(2028, 2, 29)),
        ("3X", date(2026, 12, 31), _THEN_END, date(2027, 2, 28)),
    ],
)
def test_the_day_is_that_of_the_stated_method(code: str, on: date, reading: EndOfMonth, due: date) -> None:
    assert due_on(code, on, reading) == due


def test_several_payments_are_a_month_apart() -> None:
    months = due_dates("4X", date(2026, 10, 31))
    assert months == (date(2026, 10, 31), date(2026, 11, 30), date(2026, 12, 31), date(2027, 1, 31))


@given(
    st.dates(date(2000, 1, 1), date(2090, 1, 1)),
    st.sampled_from(["", "COMPTANT", "10J", "30J", "60J", "45J_FDM", "3X", "12X"]),
    st.sampled_from(EndOfMonth),
)
def test_nothing_is_due_before_its_day(on: date, code: str, reading: EndOfMonth) -> None:
    days = due_dates(code, on, reading)
    assert days[0] >= on
    assert list(days) == sorted(set(days))


def test_no_code_of_ours_is_refused() -> None:
    with pytest.raises(Invalid):
        due_on("BIENTÔT", date(2026, 11, 22))
