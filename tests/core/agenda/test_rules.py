"""When something comes back."""

import calendar
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.agenda.rules import checked_recurrence, first_day, following
from core.kernel.errors import Invalid

_CODES = ["daily", "workdays", "weekly", "weekly:MO", "weekly:SU", "monthly", "monthly:31", "monthly:1", "yearly"]
_CODES += ["weekly:MOTHSU", "monthly:2WE", "monthly:-1FR"]
_days = st.dates(date(2024, 1, 1), date(2030, 1, 1))


@pytest.mark.parametrize(
    ("code", "anchor", "after", "next_one"),
    [
        ("daily", "2026-11-23", "2026-11-23", "2026-11-24"),
        ("workdays", "2026-11-23", "2026-11-27", "2026-11-30"),
        ("weekly", "2026-11-24", "2026-11-24", "2026-12-01"),
        ("weekly:MO", "2026-11-23", "2026-11-23", "2026-11-30"),
        ("monthly", "2026-01-31", "2026-01-31", "2026-02-28"),
        ("monthly:31", "2026-01-31", "2026-02-28", "2026-03-31"),
        ("yearly", "2024-02-29", "2024-02-29", "2025-02-28"),
        ("yearly", "2024-02-29", "2027-02-28", "2028-02-29"),
        ("yearly/2", "2024-03-05", "2026-03-05", "2028-03-05"),
        ("yearly/2", "2024-03-05", "2025-01-01", "2026-03-05"),
        ("weekly:MOTH", "2026-11-23", "2026-11-23", "2026-11-26"),
        ("weekly:MOTH", "2026-11-23", "2026-11-26", "2026-11-30"),
        ("weekly:TU/2", "2026-11-24", "2026-11-24", "2026-12-08"),
        ("daily/3", "2026-11-23", "2026-11-24", "2026-11-26"),
        ("monthly/3", "2026-11-30", "2026-11-30", "2027-02-28"),
        ("monthly:1MO", "2026-12-07", "2026-12-07", "2027-01-04"),
        ("monthly:-1FR", "2026-11-27", "2026-11-27", "2026-12-25"),
        ("monthly:-1FR/6", "2026-11-27", "2026-11-27", "2027-05-28"),
        ("weekly:MO~2026-11-30", "2026-11-23", "2026-11-23", "2026-11-30"),
        ("weekly:MO~2026-11-29", "2026-11-23", "2026-11-23", ""),
        ("yearly~2027-12-31", "2024-02-29", "2027-02-28", ""),
    ],
)
def test_what_comes_back_comes_on_its_day(code: str, anchor: str, after: str, next_one: str) -> None:
    found = following(code, date.fromisoformat(anchor), date.fromisoformat(after))
    assert found == (date.fromisoformat(next_one) if next_one else None)


@given(st.sampled_from(_CODES), _days, st.integers(0, 800))
def test_it_comes_later_and_none_is_left_out(code: str, anchor: date, later: int) -> None:
    after = anchor + timedelta(days=later)
    day = following(code, anchor, after)
    assert day is not None
    longest = {"daily": 1, "workdays": 3, "weekly": 7, "monthly": 35, "yearly": 366}[code.partition(":")[0]]
    assert timedelta(0) < day - after <= timedelta(days=longest)
    if code == "monthly:31":
        assert day.day == calendar.monthrange(day.year, day.month)[1]


@given(st.sampled_from(_CODES), _days)
def test_the_first_day_is_today_or_soon(code: str, today: date) -> None:
    first = first_day(code, today)
    assert today <= first <= today + timedelta(days=35)


@pytest.mark.parametrize(
    "code",
    [
        "weekly:XX",
        "monthly:0",
        "monthly:32",
        "hourly",
        "daily;DROP",
        "daily/0",
        "workdays/2",
        "monthly:5MO",
        "weekly:MOTUWETHFRSASU/2~2027-02-31",
        "weekly:MOTUWETHFRSASUMOTUWETHFRSASUMOTUWETHFRSASU",
    ],
)
def test_no_other_recurrence_is_taken(code: str) -> None:
    with pytest.raises(Invalid):
        checked_recurrence(code)
