"""What the guide and README.md tell people to write, tap and open exists."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest
from PIL import Image

from bot.commands import COMMANDS
from bot.company.guide import guide_lines, guide_text
from bot.outgoing.screen import Line, Span
from core.i18n import language
from core.permissions import STAFF, Actor, Role
from tests.modules import ROOT, sources

README = (ROOT / "README.md").read_text()


@pytest.mark.parametrize("text", [guide_text(), README], ids=["guide", "README"])
def test_each_button_named_exists(text: str) -> None:
    bold = re.findall(r"\*\*(.+?)\*\*", text)
    named = [words for words in bold if not re.match(r"[\w/]", words)]  # a button begins with its picture
    assert len(named) >= 3
    assert [label for label in named if label not in _sentences()] == []


def test_each_command_of_the_guide_exists() -> None:
    named = re.findall(r"(?:\*\*|`|\s)/([a-z]+)", guide_text())
    assert len(named) >= 3
    assert [name for name in named if name not in COMMANDS] == []


@pytest.mark.parametrize("role", [*STAFF, Role.CUSTOMER])
def test_the_guide_is_one_page_for_each_role(role: Role) -> None:
    """Of a phone's Telegram, in one message, with what concerns whoever reads it."""
    for spoken in ("fr", "en"):
        with language(spoken):
            page = [_text(line) for line in guide_lines(Actor(role, "Ana"))]
        assert len("\n".join(page)) < 3900  # Telegram takes 4096
        assert len(page) <= 45
        assert ("Vous êtes client" in page or "You are a customer" in page) is (role is Role.CUSTOMER)


def test_what_readme_links_to_exists() -> None:
    linked = [link for link in re.findall(r'(?:\]\(|src=")([^)"]+)', README) if "://" not in link]
    assert len(linked) >= 8
    assert [link for link in linked if not (ROOT / link).exists()] == []


def test_the_rooms_of_the_map_exist() -> None:
    rooms = re.findall(r"`((?:\w+/)+)`", README.partition("## Map")[2])
    assert len(rooms) >= 6
    found = {room for room in rooms if (ROOT / room).is_dir() or (ROOT / "bot" / room).is_dir()}
    assert found == set(rooms)


def test_the_commands_of_readme_are_in_the_makefile() -> None:
    goals = set(re.findall(r"^(\w+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert set(re.findall(r"\bmake (\w+)", README)) <= goals


@pytest.mark.parametrize("picture", sorted((ROOT / "deploy" / "pictures").glob("*.png")), ids=lambda path: path.name)
def test_pictures_are_light(picture: Path) -> None:
    assert picture.stat().st_size < 200_000
    with Image.open(picture) as image:
        assert image.width >= 600


def _text(line: Line) -> str:
    parts = line if isinstance(line, tuple) else (line,)
    return "".join(part.text if isinstance(part, Span) else part for part in parts)


@cache
def _sentences() -> frozenset[str]:
    """Every string of the program and of its page."""
    code = {
        node.value
        for path in sources("bot")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    page = (path.read_text() for path in (ROOT / "bot" / "localchat" / "page").glob("*.js"))
    return frozenset(code | {text for script in page for text in re.findall(r'"([^"\n]+)"', script)})
