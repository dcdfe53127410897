"""Wall times become moments, and nobody is disturbed when he rests."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.kernel.hours import Hours, at_wall

PARIS = ZoneInfo("Europe/Paris")
OFFICE = Hours("Europe/Paris")

_hours = st.builds(
    Hours,
    zone=st.sampled_from(["Europe/Paris", "Indian/Reunion", "America/Martinique", "Pacific/Noumea"]),
    days=st.sets(st.sampled_from("1234567")).map(lambda days: "".join(sorted(days))),
    quiet_from=st.integers(0, 1439),
    quiet_to=st.integers(0, 1439),
    postcode=st.sampled_from(["", "67000", "97400", "69003"]),
)
_moments = st.integers(0, 2 * 365 * 24 * 60).map(
    lambda minutes: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)


@pytest.mark.parametrize(
    ("day", "minutes", "zone", "utc"),
    [
        (date(2026, 11, 24), 9 * 60, "Europe/Paris", "2026-11-24T08:00"),
        (date(2027, 7, 1), 9 * 60, "Europe/Paris", "2027-07-01T07:00"),
        (date(2026, 11, 24), 9 * 60, "Indian/Reunion", "2026-11-24T05:00"),
        (date(2027, 3, 28), 2 * 60 + 30, "Europe/Paris", "2027-03-28T01:30"),  # left out: 03:30 in summer time
        (date(2026, 10, 25), 2 * 60 + 30, "Europe/Paris", "2026-10-25T00:30"),  # shown twice: the first
        (date(2026, 11, 24), 25 * 60, "Europe/Paris", "2026-11-25T00:00"),
    ],
)
def test_a_wall_time_is_one_moment(day: date, minutes: int, zone: str, utc: str) -> None:
    assert at_wall(day, minutes, zone) == datetime.fromisoformat(utc).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "awake"),
    [
        ("2026-11-23T10:00", "2026-11-23T10:00"),
        ("2026-11-23T21:00", "2026-11-24T07:00"),
        ("2026-11-23T06:59", "2026-11-23T07:00"),
        ("2026-11-20T20:00", "2026-11-23T07:00"),  # Friday evening
        ("2026-12-24T20:30", "2026-12-28T07:00"),  # Christmas is a Friday
        ("2027-03-27T10:00", "2027-03-30T07:00"),  # Easter Monday, and the clocks change
    ],
)
def test_news_waits_for_working_hours(now: str, awake: str) -> None:
    moment = datetime.fromisoformat(now).replace(tzinfo=PARIS)
    assert OFFICE.awake(moment) == datetime.fromisoformat(awake).replace(tzinfo=PARIS)


def test_holidays_are_those_of_the_place() -> None:
    second_day_of_christmas = datetime(2025, 12, 26, 10, tzinfo=PARIS)  # a Friday
    assert OFFICE.awake(second_day_of_christmas) == second_day_of_christmas
    assert Hours("Europe/Paris", postcode="67000").awake(second_day_of_christmas).date() == date(2025, 12, 29)
    abolition = date(2027, 12, 20)  # a Monday, on Réunion
    assert Hours("Indian/Reunion", postcode="97400").is_off(abolition)
    assert not OFFICE.is_off(abolition)


def test_leave_is_time_off() -> None:
    away = Hours("Europe/Paris", leave_from=date(2026, 11, 24), leave_until=date(2026, 11, 27))
    assert away.awake(datetime(2026, 11, 24, 10, tzinfo=PARIS)) == datetime(2026, 11, 30, 7, tzinfo=PARIS)


@given(_hours, _moments)
def test_awake_is_never_before_and_never_at_rest(hours: Hours, moment: datetime) -> None:
    awake = hours.awake(moment)
    assert moment <= awake <= moment + timedelta(days=400)
    if hours.days and not (awake - moment > timedelta(days=390)):
        assert not hours.is_off(awake.astimezone(ZoneInfo(hours.zone)).date())
