"""English lines are read by the same grammar: the intent, and every word of what they say."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Final

import pytest

from bot.understanding.english import in_french, is_english
from bot.understanding.frames import read_frame
from bot.understanding.frames.world import Memory
from bot.understanding.words import tokens_of

_HERE: Final = Path(__file__).parent
_MEMORY: Final = Memory.load(_HERE / "world.json")
_NOW: Final = datetime.fromisoformat("2026-11-23T09:00:00+01:00")
_LINES: Final = [line.split("\t") for line in (_HERE / "english.tsv").read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize(("intent", "line", "slots"), _LINES, ids=[line for _intent, line, _slots in _LINES])
def test_an_english_line(intent: str, line: str, slots: str) -> None:
    frame = read_frame(line, _MEMORY.around(line, _NOW, "U02"))
    assert frame.as_json() == {"intent": None if intent == "-" else intent, "slots": json.loads(slots)}


@pytest.mark.parametrize(
    "line", ["devis guerin 12 lames à 4,50", "stock transfo", "rdv lundi 9h", "3h chantier chenes"]
)
def test_a_french_line_stays_french(line: str) -> None:
    assert not is_english(line)


def test_english_words_keep_their_places() -> None:
    source = "two water heaters at 120 excl vat"
    tokens = in_french(tokens_of(source))
    assert [token.text for token in tokens] == ["2", "chauffe", "eau", "a", "120", "ht"]
    assert source[tokens[1].start : tokens[2].end] == "water heaters"
    assert source[tokens[-1].start : tokens[-1].end] == "excl vat"
