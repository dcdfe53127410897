"""A screen drawn for Telegram: HTML escaped here and nowhere else, and the same words as plain text."""

from html import escape
from typing import Any, Final

from bot.outgoing.screen import Button, Folded, Line, Screen, Span, Style
from core.i18n import _

TEXT_LIMIT: Final = 4096  # characters of a message, after its markup is read
CAPTION_LIMIT: Final = 1024
DATA_LIMIT: Final = 64  # bytes of a button's data


class TooLong(ValueError):
    """A button's data above 64 bytes: a mistake of ours, found before Telegram finds it."""


def html(screen: Screen, limit: int = TEXT_LIMIT) -> str:
    """The screen as Telegram HTML, at most so many characters once drawn; whole lines are left out, never cut."""
    return "\n".join(_html_block(block) for block in _fitting(screen.lines, limit))


def plain(screen: Screen, limit: int = TEXT_LIMIT) -> str:
    """The same words without any markup."""
    return "\n".join(_plain_block(block) for block in _fitting(screen.lines, limit))


def keyboard(screen: Screen) -> list[list[dict[str, Any]]]:
    """The inline keyboard as the Bot API writes it; raises TooLong."""
    return [[_button(button) for button in row] for row in screen.rows]


def clip(text: str, limit: int) -> str:
    """Shorten a text nobody depends on (a title, a toast) to so many characters."""
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def _fitting(lines: tuple[Line | Folded, ...], limit: int) -> tuple[Line | Folded, ...]:
    if _length(lines) <= limit:
        return lines
    notice = _("… la suite est dans le document.")
    kept = list(lines)
    while kept and _length((*kept, notice)) > limit:
        kept.pop(len(kept) // 2)
    return (*kept[: len(kept) // 2], notice, *kept[len(kept) // 2 :])


def _length(lines: tuple[Line | Folded, ...]) -> int:
    """In UTF-16 units, as Telegram counts, the line ends included."""
    return sum(len(_plain_block(line).encode("utf-16-le")) // 2 + 1 for line in lines)


def _html_block(block: Line | Folded) -> str:
    if isinstance(block, Folded):
        return "<blockquote expandable>" + "\n".join(_html_line(line) for line in block.lines) + "</blockquote>"
    return _html_line(block)


def _html_line(line: Line) -> str:
    if isinstance(line, tuple):
        return "".join(_html_span(span) for span in line)
    return _html_span(line)


def _html_span(span: str | Span) -> str:
    if isinstance(span, str):
        return escape(span, quote=False)
    tag = Style(span.style).value
    return f"<{tag}>{escape(span.text, quote=False)}</{tag}>" if span.text.strip() else escape(span.text, quote=False)


def _plain_block(block: Line | Folded) -> str:
    if isinstance(block, Folded):
        return "\n".join(_plain_block(line) for line in block.lines)
    spans = block if isinstance(block, tuple) else (block,)
    return "".join(span if isinstance(span, str) else span.text for span in spans)


def _button(button: Button) -> dict[str, Any]:
    drawn: dict[str, Any] = {"text": button.label}
    if button.url:
        drawn["url"] = button.url
    elif button.copy:
        drawn["copy_text"] = {"text": clip(button.copy, 256)}
    elif button.web:
        drawn["web_app"] = {"url": button.web}  # a path: whoever sends it knows the public address
    else:
        if not 1 <= len(button.data.encode()) <= DATA_LIMIT:
            raise TooLong(button.data)
        drawn["callback_data"] = button.data
    return drawn
