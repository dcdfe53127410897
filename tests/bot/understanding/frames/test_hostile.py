"""Texts that nobody types in good faith: each is read in time, and none breaks anything."""

from __future__ import annotations

import time
from datetime import datetime
from pathlib import Path
from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.understanding.frames import read_frame
from bot.understanding.frames.sheet import Sheet, readable
from bot.understanding.frames.world import Memory

_MEMORY: Final = Memory.load(Path(__file__).with_name("world.json"))
_NOW: Final = datetime.fromisoformat("2026-11-23T09:00:00+01:00")
_LONGEST: Final = 0.1  # seconds of CPU
_WRITTEN: Final = """
    devis commande livré 107 chq 480 € guerin loire le la 3h 8h-12h lundi prochain rappelle moi + et , : 4,2x2,5 - 1,8
    lame ipe x10 fa 320 ttc remise 10 % dont 2 cassées 1 1 8h 06 39 98 sur les en 3x | ' " ( ) / . ; 31/02/2026 s49
    quote for of at 10% off delivered paid remind me 1k 0 00 99999999999 +33 @ # www. ²³½ 12€50 j+3
"""
_PIECES: Final = _WRITTEN.split()
_REPEATED: Final = st.builds(
    lambda head, piece, times: f"{head} {piece * times}",
    st.sampled_from(("", "devis", "sur les", "8h", "facture", "reçu", "stock", "inter", "quote for", "tache", "ca")),
    st.sampled_from([*_PIECES, *(f"{piece} " for piece in _PIECES)]),
    st.integers(1, 10_000),
)
_ALPHABETS: Final = (
    "0123456789 ", "1hx+-,. ", "\u202e\u200f\u2066 dev", "😀👍🏽\u200d", "".join(map(chr, range(32))), "()[]{}|\\*?^$ ",
    "éàüœßŁı\u0301\u0345",
)  # fmt: skip
_OF_FEW_LETTERS: Final = st.sampled_from(_ALPHABETS).flatmap(lambda letters: st.text(letters, max_size=10_000))
_TEXTS: Final = st.one_of(
    st.text(max_size=10_000),
    _OF_FEW_LETTERS,
    _REPEATED,
    st.lists(st.sampled_from(_PIECES), max_size=2_000).map(" ".join),
)


@settings(deadline=None)
@given(_TEXTS)
def test_no_text_breaks_the_reader(text: str) -> None:
    frame = read_frame(text, _MEMORY.around(text, _NOW, "U02"))
    assert frame.as_json()["intent"] == frame.intent


@pytest.mark.parametrize("text", [
    "1" * 10_000, "devis " + "1 " * 5_000, "😀" * 5_000, "\u202e\u200f" * 3_000 + "devis", "(" * 5_000, "8h" * 3_000,
    "8h " * 3_000, "+ " * 4_000, "guerin " * 1_000, "4,2x2,5 + " * 800, "1/" * 4_000, "la " * 3_000,
    "commande 1 " * 700, "12 € " * 1_500, " " * 9_000 + "devis", "sur les " + "1 " * 4_000, "dont 2 a " + "a " * 4_000,
    "a" * 10_000,
    "quote for " * 1_000, "\x00\x1b" * 5_000, "8h-12h " * 1_200, "lundi " * 1_500, "3 lame ipe " * 900, "@" * 10_000,
    "a@" * 5_000, "a.b" * 3_000, "06 39 98 " * 1_000, " ".join(map(str, range(3_000))),
])  # fmt: skip
def test_no_text_takes_a_tenth_of_a_second(text: str) -> None:
    assert min(_seconds(text) for _ in range(3)) < _LONGEST


def test_a_message_is_read_up_to_its_hundred_and_sixtieth_word() -> None:
    assert readable("a " * 200).split() == ["a"] * 160
    assert readable("devis guerin 3 lames") == "devis guerin 3 lames"


@given(st.text(max_size=300))
def test_letters_stay_in_their_places(text: str) -> None:
    sheet = Sheet(text)
    assert len(sheet.flat) == len(sheet.source) == len(sheet.left)
    assert text.startswith(sheet.source)


def _seconds(text: str) -> float:
    began = time.process_time()
    read_frame(text, _MEMORY.around(text, _NOW, "U02"))
    return time.process_time() - began
