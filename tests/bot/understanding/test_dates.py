"""Days as people say them, on a Monday."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.understanding import read_day

MONDAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("demain", "2026-11-24"),
        ("après-demain", "2026-11-25"),
        ("vendredi", "2026-11-27"),
        ("lundi", "2026-11-30"),
        ("lundi pro", "2026-11-30"),
        ("vendredi prochain", "2026-12-04"),
        ("le 12/12", "2026-12-12"),
        ("12/01", "2027-01-12"),
        ("02/12/26", "2026-12-02"),
        ("le 27", "2026-11-27"),
        ("le 2", "2026-12-02"),
        ("12 décembre", "2026-12-12"),
        ("dans 15 jours", "2026-12-08"),
        ("ds 2 semaines", "2026-12-07"),
        ("dans 3 mois", "2027-02-23"),
        ("début décembre", "2026-12-01"),
        ("mi déc", "2026-12-15"),
        ("fin de mois", "2026-11-30"),
        ("s49", "2026-11-30"),
        ("semaine 2", "2027-01-11"),
    ],
)
def test_a_day_is_the_next_one_that_the_words_can_mean(said: str, day: str) -> None:
    assert read_day(said, MONDAY) == date.fromisoformat(day)


@pytest.mark.parametrize("said", ["", "31/02", "32/01", "le 45", "bientôt", "vendredi ou samedi", "2 radiateurs"])
def test_what_names_no_day_is_none(said: str) -> None:
    assert read_day(said, MONDAY) is None


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(1, 364))
def test_a_day_written_in_full_is_that_day_and_one_without_its_year_is_to_come(today: date, ahead: int) -> None:
    meant = today + timedelta(days=ahead)
    assert read_day(f"{meant.day}/{meant.month}/{meant.year}", today) == meant
    said = read_day(f"le {meant.day}/{meant.month}", today)
    assert said is None or said >= today
