"""Greetings in front, thanks behind, double spaces and capitals change nothing of what a line asks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType

import pytest

from tests.bot.understanding.frames.reading import Said, comparable, read, table, wrong

LINES = tuple(table("lines.tsv"))
SAMPLE = LINES[:: len(LINES) // 150]
DRESSED: Mapping[str, Callable[[str], str]] = MappingProxyType(
    {
        # A colleague's name in front is a greeting, nobody to give a task to.
        "greeting": lambda line: f"salut Yann, {line}",
        "well then": lambda line: f"bon alors {line}",
        "thanks": lambda line: f"{line} merci d'avance",
        "please": lambda line: f"{line} stp",
        "double spaces": lambda line: line.replace(" ", "  "),
        "capitals": str.upper,
    }
)


def test_the_sample_is_large() -> None:
    assert len(SAMPLE) >= 150


@pytest.mark.parametrize("way", DRESSED)
@pytest.mark.parametrize("said", SAMPLE, ids=str)
def test_what_is_put_around_a_line_changes_nothing_that_costs_money(said: Said, way: str) -> None:
    plain, dressed = read(said), read(replace(said, line=DRESSED[way](said.line)))

    assert dressed["intent"] == plain["intent"]
    assert wrong(dressed["slots"], replace(said, slots=plain["slots"])) == []
    assert wrong(plain["slots"], replace(said, slots=dressed["slots"])) == []
    assert comparable(dressed["slots"].get("then")) == comparable(plain["slots"].get("then"))
