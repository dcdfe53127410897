"""The guide for the people who use Carnet: one page, read from `guide.md`, shown by /aide."""

import re
from functools import cache
from importlib.resources import files

from bot.outgoing.screen import Line, Span, bold, code
from core.i18n import _

_STYLED = re.compile(r"\*\*(.+?)\*\*|`(.+?)`")


def guide_text() -> str:
    """The guide's source, a small Markdown: headings, bullets, bold and code."""
    return files("bot.company").joinpath("guide.md").read_text("utf-8")


def guide_lines() -> tuple[Line, ...]:
    """The guide in the current language, paragraph by paragraph."""
    return tuple(_line(_(row)) for row in _rows() if row)


@cache
def _rows() -> tuple[str, ...]:
    return tuple(row.strip() for row in guide_text().splitlines())


def _line(row: str) -> Line:
    if row.startswith("#"):
        return bold(row.lstrip("# "))
    return _spans(f"• {row[2:]}" if row.startswith("- ") else row)


def _spans(text: str) -> Line:
    spans: list[str | Span] = []
    end = 0
    for found in _STYLED.finditer(text):
        spans.append(text[end : found.start()])
        spans.append(bold(found[1]) if found[1] else code(found[2]))
        end = found.end()
    return tuple(span for span in (*spans, text[end:]) if span)
