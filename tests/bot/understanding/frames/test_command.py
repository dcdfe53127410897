"""`carnet understand`: lines on standard input, one JSON object each."""

from __future__ import annotations

import argparse
import io
import json
from pathlib import Path
from typing import Any

import pytest

from bot import understand_command
from tests.bot.understanding.frames.reading import WORLD

NOW = "2026-11-23T09:00:00+01:00"


def _options(*arguments: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    understand_command.add_to(parser.add_subparsers())
    return parser.parse_args([understand_command.NAME, *arguments])


def _told(*lines: str, speaker: str = "U02") -> list[dict[str, Any]]:
    out = io.StringIO()
    understand_command.run(_options("--world", str(WORLD), "--now", NOW, "--as", speaker), lines, out)
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_each_line_gives_one_object_in_the_order_of_the_lines() -> None:
    assert _told("solde sarl pineau\n", "merci\n", "devis en attente\n") == [
        {"intent": "balance.query", "slots": {"customer": "C130"}},
        {"intent": None, "slots": {}},
        {"intent": "report.query", "slots": {"metric": "quotes_open"}},
    ]


def test_an_empty_line_is_no_request() -> None:
    assert _told("\n", "   \n") == [{"intent": None, "slots": {}}] * 2


def test_a_line_is_printed_as_soon_as_it_is_read() -> None:
    out = io.StringIO()

    def lines() -> Any:
        yield "merci\n"
        assert out.getvalue().count("\n") == 1
        yield "ok\n"

    understand_command.run(_options("--world", str(WORLD), "--now", NOW), lines(), out)
    assert out.getvalue().count("\n") == 2


def test_my_van_is_that_of_whoever_speaks() -> None:
    line = "qu'est-ce que j'ai dans mon camion"

    told = [_told(line, speaker=speaker)[0]["slots"]["warehouse"] for speaker in ("U04", "U05")]
    assert told == ["CAM-YANN", "CAM-AWA"]


def test_numbers_are_numbers_and_accents_stay_readable() -> None:
    out = io.StringIO()
    understand_command.run(_options("--world", str(WORLD), "--now", NOW), ["péage 8,40"], out)

    assert out.getvalue() == '{"intent": "expense.log", "slots": {"category": "péage", "amount": 8.4}}\n'


@pytest.mark.parametrize("content", ["", "[]", "{", '{"customers": 3}'])
def test_a_file_that_is_no_world_ends_with_a_sentence(tmp_path: Path, content: str) -> None:
    world = tmp_path / "world.json"
    world.write_text(content, encoding="utf-8")

    with pytest.raises(SystemExit, match=r"ne se lit pas"):
        understand_command.run(_options("--world", str(world), "--now", NOW), [], io.StringIO())


def test_a_world_that_is_not_there_ends_with_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match=r"ne se lit pas"):
        understand_command.run(_options("--world", str(tmp_path / "none.json"), "--now", NOW), [], io.StringIO())


def test_a_moment_without_its_offset_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        _options("--world", str(WORLD), "--now", "2026-11-23T09:00:00")
    assert "décalage" in capsys.readouterr().err
