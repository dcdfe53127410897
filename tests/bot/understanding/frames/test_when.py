"""Days and hours as they are typed, read on a Monday at nine."""

from __future__ import annotations

from datetime import date, time

import pytest

from bot.understanding.frames.sheet import Sheet
from bot.understanding.frames.when import Moment, take_moment
from tests.bot.understanding.frames.reading import HERE, NOW


def _rows(name: str) -> list[tuple[str, str]]:
    rows = (line.split("\t") for line in (HERE / name).read_text(encoding="utf-8").splitlines())
    return [(said, expected) for said, expected in rows]


def _written(moment: Moment | None) -> str:
    if moment is None:
        return "nothing"
    return moment.moment if moment.at and moment.day else str(moment.day)


@pytest.mark.parametrize(("said", "expected"), _rows("moments.tsv"))
def test_a_moment_to_come_is_read_and_nothing_of_it_is_left(said: str, expected: str) -> None:
    sheet = Sheet(said)

    assert (_written(take_moment(sheet, NOW)), sheet.words()) == (expected, "")


@pytest.mark.parametrize(("said", "expected"), _rows("moments_past.tsv"))
def test_a_day_gone_by_is_read_and_nothing_of_it_is_left(said: str, expected: str) -> None:
    sheet = Sheet(said)

    assert (_written(take_moment(sheet, NOW, past=True, hours=False)), sheet.words()) == (expected, "")


def test_at_least_two_hundred_ways_of_saying_when_are_known() -> None:
    assert len(_rows("moments.tsv")) + len(_rows("moments_past.tsv")) >= 200


@pytest.mark.parametrize(
    ("said", "recurrence"),
    [
        ("tous les lundis 8h", "weekly:MO"),
        ("chaque vendredi", "weekly:FR"),
        ("tous les jours", "daily"),
        ("tous les mois", "monthly"),
        ("le 1er de chaque mois", "monthly:1"),
        ("tous les 15 du mois", "monthly:15"),
        ("tous les jours ouvrés à 7h30", "workdays"),
        ("tous les lundis et jeudis 8h", "weekly:MOTH"),
        ("tous les lundis mercredis et vendredis 6h45", "weekly:MOWEFR"),
        ("les lundis 8h", "weekly:MO"),
        ("tou les vendredis 17h", "weekly:FR"),
        ("du lundi au vendredi à 8h", "workdays"),
        ("du mardi au jeudi 7h", "weekly:TUWETH"),
        ("tous les week-ends", "weekly:SA"),
        ("toutes les deux semaines le lundi 9h", "weekly:MO/2"),
        ("quotidiennement à 18h", "daily"),
        ("tous les mois le 5 à 9h", "monthly:5"),
        ("le 2e mardi de chaque mois", "monthly:2TU"),
        ("tous les lundi, mercredi et vendredi", "weekly:MOWEFR"),
        ("un mardi sur deux", "weekly:TU/2"),
        ("tous les 15 jours", "weekly/2"),
        ("toutes les 6 semaines", "weekly/6"),
        ("tous les 3 mois", "monthly/3"),
        ("chaque trimestre", "monthly/3"),
        ("chaque semestre", "monthly/6"),
        ("tous les 2 ans", "yearly/2"),
        ("chaque fin de mois", "monthly:31"),
        ("tous les premiers lundis du mois 9h", "monthly:1MO"),
        ("le dernier vendredi de chaque mois", "monthly:-1FR"),
        ("every weekday 9am", "workdays"),
        ("every 2 weeks", "weekly/2"),
    ],
)
def test_what_comes_back_is_no_day(said: str, recurrence: str) -> None:
    moment = take_moment(Sheet(said), NOW)

    assert moment is not None
    assert (moment.day, moment.recurrence) == (None, recurrence)


def test_a_day_of_a_month_is_one_day_or_each_of_them() -> None:
    assert take_moment(Sheet("le premier lundi du mois 8h"), NOW) == Moment(date(2026, 12, 7), time(8), "monthly:1MO")
    assert take_moment(Sheet("le dernier vendredi du mois"), NOW) == Moment(date(2026, 11, 27), None, "monthly:-1FR")


@pytest.mark.parametrize(
    "said", ["tous les ans le 29 février", "tous les 29 février", "le 29 février de chaque année", "chaque 29 février"]
)
def test_what_comes_back_each_year_has_its_day(said: str) -> None:
    sheet = Sheet(said)

    assert take_moment(sheet, NOW) == Moment(date(2028, 2, 29), None, "yearly")
    assert not any(sign.isalnum() for sign in sheet.flat)


def test_a_day_that_its_month_does_not_have_is_no_other_one() -> None:
    assert take_moment(Sheet("le 31 novembre"), NOW) is None


@pytest.mark.parametrize("said", ["dans mon camion", "j'ai oublié mon casque", "3 x 12", "le bar du port", "25h"])
def test_words_that_say_no_moment_are_left_alone(said: str) -> None:
    sheet = Sheet(said)

    assert take_moment(sheet, NOW) is None
    assert sheet.left == said
