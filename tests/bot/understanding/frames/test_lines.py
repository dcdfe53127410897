"""What field people type, line by line: the right request, its slots, and never wrong money in silence."""

from __future__ import annotations

from collections import Counter

import pytest

from bot.understanding.frames import SLOTS
from tests.bot.understanding.frames.reading import Said, comparable, read, table, wrong

LINES = tuple(table("lines.tsv"))


@pytest.mark.parametrize("said", [one for one in LINES if not one.short], ids=str)
def test_the_line_is_read_exactly(said: Said) -> None:
    assert comparable(read(said)) == comparable({"intent": said.intent, "slots": dict(said.slots)})


@pytest.mark.parametrize("said", [one for one in LINES if one.short], ids=str)
def test_a_line_that_is_not_read_whole_yet_is_never_wrong_in_silence(said: Said) -> None:
    told = read(said)

    assert told["intent"] == said.intent, said.short
    assert wrong(told["slots"], said) == [], said.short
    assert comparable(told["slots"]) != comparable(dict(said.slots)), "read whole by now: take its reason off"


def test_the_table_holds_every_request_and_what_is_none() -> None:
    told = Counter(said.intent for said in LINES)

    assert set(told) == {*SLOTS, None}
    assert min(told.values()) >= 15
    assert len(LINES) == len({said.line for said in LINES}) >= 800


def test_few_lines_are_not_read_whole_yet() -> None:
    assert sum(bool(said.short) for said in LINES) <= len(LINES) * 0.1
