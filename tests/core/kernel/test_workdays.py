"""Working days: Saturdays, Sundays and the public holidays of each place."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.kernel.workdays import is_working, place_of, working_from


@pytest.mark.parametrize(
    ("day", "postcode", "working"),
    [
        (date(2026, 11, 23), "69003", True),
        (date(2026, 11, 28), "69003", False),  # a Saturday
        (date(2026, 7, 14), "69003", False),
        (date(2026, 4, 6), "69003", False),  # Easter Monday
        (date(2026, 4, 3), "69003", True),
        (date(2026, 4, 3), "67000", False),  # Good Friday in Alsace
        (date(2025, 12, 26), "57000", False),
        (date(2025, 12, 26), "54000", True),
        (date(2026, 5, 27), "97110", False),  # the abolition of slavery in Guadeloupe
        (date(2026, 5, 22), "97200", False),
        (date(2026, 6, 10), "97300", False),
        (date(2027, 12, 20), "97400", False),
        (date(2026, 4, 27), "97600", False),
        (date(2026, 5, 27), "", True),
    ],
)
def test_a_day_is_worked_where_it_is_no_holiday(day: date, postcode: str, working: bool) -> None:
    assert is_working(day, postcode) is working


def test_a_term_that_ends_on_a_holiday_ends_on_the_next_working_day() -> None:
    assert working_from(date(2026, 12, 25)) == date(2026, 12, 28)
    assert working_from(date(2025, 12, 25), "67000") == date(2025, 12, 29)


@given(st.dates(date(2000, 1, 1), date(2060, 12, 31)), st.sampled_from(["", "69003", "57000", "97400", "98700"]))
def test_the_next_working_day_is_the_first_one(day: date, postcode: str) -> None:
    found = working_from(day, postcode)
    assert is_working(found, postcode)
    assert day <= found
    assert not any(is_working(day + timedelta(days=n), postcode) for n in range((found - day).days))


def test_small_islands_have_holidays_of_their_own() -> None:
    assert (place_of("97133"), place_of("97150"), place_of("97110"), place_of("75001")) == ("BL", "MF", "971", None)
