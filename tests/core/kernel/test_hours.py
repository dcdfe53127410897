"""Wall times become moments, and nobody is disturbed when he rests."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.company.hours import with_leave, without_today
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
    away = Hours("Europe/Paris", leaves=((date(2026, 11, 24), date(2026, 11, 27)),))
    assert away.awake(datetime(2026, 11, 24, 10, tzinfo=PARIS)) == datetime(2026, 11, 30, 7, tzinfo=PARIS)


def test_leaves_are_several_and_those_that_touch_are_one() -> None:
    def days(first: int, last: int, month: int = 11) -> tuple[date, date]:
        return date(2026, month, first), date(2026, month, last)

    kept = with_leave([days(24, 27)], days(28, 31, 12), date(2026, 11, 23))
    assert kept == [days(24, 27), days(28, 31, 12)]
    assert with_leave(kept, days(28, 29), date(2026, 11, 23)) == [days(24, 29), days(28, 31, 12)]
    assert with_leave(kept, days(1, 2, 12), date(2026, 11, 28)) == [days(1, 2, 12), days(28, 31, 12)], "over: forgotten"
    assert without_today(kept, date(2026, 11, 25)) == [days(28, 31, 12)]
    assert without_today(kept, date(2026, 11, 23)) == [], "nobody is away: he goes nowhere"


@pytest.mark.parametrize(
    ("minutes", "after", "moment"),
    [
        (160, "2026-10-24T22:00:00+00:00", "2026-10-25T00:40:00+00:00"),  # the first 02:40
        (160, "2026-10-25T00:40:05+00:00", "2026-10-25T01:40:00+00:00"),  # the second, the first being over
        (150, "2026-10-26T00:00:00+00:00", "2026-10-25T01:30:00+00:00"),
    ],
)
def test_an_hour_that_is_shown_twice_is_the_one_to_come(minutes: int, after: str, moment: str) -> None:
    found = at_wall(date(2026, 10, 25), minutes, "Europe/Paris", after=datetime.fromisoformat(after))
    assert found == datetime.fromisoformat(moment)


def test_an_hour_that_is_left_out_is_later_whenever_it_is_asked_for() -> None:
    late = datetime(2027, 3, 28, 3, tzinfo=ZoneInfo("UTC"))
    assert at_wall(date(2027, 3, 28), 150, "Europe/Paris", after=late) == datetime(2027, 3, 28, 1, 30, tzinfo=UTC)


@given(_hours, _moments)
def test_awake_is_never_before_and_never_at_rest(hours: Hours, moment: datetime) -> None:
    awake = hours.awake(moment)
    assert moment <= awake <= moment + timedelta(days=400)
    if hours.days and not (awake - moment > timedelta(days=390)):
        assert not hours.is_off(awake.astimezone(ZoneInfo(hours.zone)).date())
