"""What words ask that no cue was written for: likely, or asked about; talk stays talk, and no number is left out."""

from __future__ import annotations

from decimal import Decimal

import pytest

from bot.understanding.frames import Frame, read_frame
from bot.understanding.frames.leaning import ALWAYS, TALK, likely
from bot.understanding.frames.signs import signs_of
from tests.bot.understanding.frames.reading import HERE, NOW, memory
from tests.leanings import learned, written


def _frame(line: str, meant: str | None = None) -> Frame:
    return read_frame(line, memory().around(line, NOW, "U02"), meant=meant)


def _lines(name: str) -> list[tuple[str, str]]:
    rows = (HERE / name).read_text(encoding="utf-8").splitlines()
    return [(intent, words) for intent, _tab, words in (row.partition("\t") for row in rows)]


def _likeliest(words: str, many: int) -> list[str]:
    shares = likely(signs_of(words, None))
    return sorted(shares, key=shares.__getitem__, reverse=True)[:many]


def test_signs_are_the_same_whoever_and_whatever_is_named() -> None:
    line = "guerin maconnerie a payé 320 € en chèque"
    said = signs_of(line, memory().around(line, NOW, "U02"))

    assert said == signs_of("CLIENT a payé 145,50 € en chèque", None)
    assert {"^CLIENT", "pay", "SUM", "CLIENT a"} <= set(said)


def test_nearly_all_lines_of_hands_that_taught_nothing_are_among_the_three_likeliest() -> None:
    unseen = _lines("unseen.txt")
    missed = [words for intent, words in unseen if intent not in _likeliest(words, 3)]

    assert len(unseen) > 200
    assert len(missed) <= len(unseen) * 0.06, missed
    assert not {words for _intent, words in unseen} & {words for _intent, words in _lines("sayings.txt")}


def test_what_was_taught_is_known() -> None:
    taught = _lines("sayings.txt")
    missed = [words for intent, words in taught if intent not in _likeliest(words, 1)]

    assert len(missed) <= len(taught) * 0.02, missed


def test_weights_are_learned_from_lines() -> None:
    told = [("a", ("red", "big")), ("a", ("red",)), (TALK, ("blue", "big")), (TALK, ("blue",))] * 3
    rows = dict(row.split("\t") for row in written(learned(told)).splitlines())
    table = {
        sign: dict(zip(row.split()[::2], map(float, row.split()[1::2]), strict=True)) for sign, row in rows.items()
    }

    assert likely(("red",), table)["a"] > 0.9
    assert likely(("blue", "big"), table)[TALK] > 0.9
    assert set(table[ALWAYS]) == {"a", TALK}


@pytest.mark.parametrize(
    ("line", "among"),
    [
        ("guerin maconnerie râle pour ses lames", "delivery.confirm"),
        ("j'ai mis une heure chez guerin maconnerie la pompe tourne", "intervention.log"),
        ("faut que quelqu'un commande 2 transfo pour guerin maconnerie", "task.create"),
    ],
)
def test_a_request_in_doubt_is_asked_with_the_likeliest_first(line: str, among: str) -> None:
    slots = _frame(line).as_json()["slots"]

    assert "intent" in slots["clarify"]
    assert among in slots["intents"]
    assert 1 <= len(slots["intents"]) <= 3


def test_what_was_chosen_is_read_without_doubt() -> None:
    line = "j'ai mis une heure chez guerin maconnerie la pompe tourne"
    chosen = _frame(line, meant="time.log").as_json()

    assert chosen["intent"] == "time.log"
    assert chosen["slots"]["duration_min"] == 60
    assert "intents" not in chosen["slots"]


@pytest.mark.parametrize("line", ["le voisin grince", "quelle soirée hier", "???", "on rentre bientôt", "il neige"])
def test_talk_that_nobody_taught_asks_nothing(line: str) -> None:
    assert _frame(line).intent is None


@pytest.mark.parametrize(
    ("line", "asked", "left"),
    [
        ("reçu 200 ou 300 € de guerin maconnerie en chèque", "amount", [Decimal(200)]),
        ("encaissé guerin maconnerie 200 puis 300", "amount", [Decimal(300)]),
    ],
)
def test_a_number_that_nothing_takes_is_asked_about(line: str, asked: str, left: list[Decimal]) -> None:
    frame = _frame(line)

    assert asked in frame.slots["clarify"]
    assert frame.slots["left_over"] == left


def test_more_than_ten_hours_of_work_at_once_are_asked_about() -> None:
    assert "duration" in _frame("dépannage guerin maconnerie fuite réparée 11h20").slots["clarify"]


@pytest.mark.parametrize(
    "line", ["parking 4€50 hier", "reçu 5 000 sur les 5400 de guerin maconnerie vir", "mardi 3,5h tonte"]
)
def test_numbers_that_are_read_elsewhere_are_not_asked_about(line: str) -> None:
    assert "left_over" not in _frame(line).slots
