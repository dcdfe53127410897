"""What a person sees, as a value: lines of text, rows of buttons. Nothing here knows how it is drawn."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum


class Style(StrEnum):
    BOLD = "b"
    ITALIC = "i"
    CODE = "code"


@dataclass(frozen=True, slots=True)
class Span:
    """Words in one style."""

    style: Style
    text: str


Line = str | Span | tuple[str | Span, ...]


@dataclass(frozen=True, slots=True)
class Folded:
    """Lines that are shown folded, and open at a tap."""

    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Button:
    """A button does exactly one thing: `data` acts (see `bot.talk.taps`), `url` opens, `copy` copies a text.

    `web` opens a page of ours by its path, see `bot.web.links`.
    """

    label: str
    data: str = ""
    url: str = ""
    copy: str = ""
    web: str = ""


@dataclass(frozen=True, slots=True)
class Screen:
    """One message. `card` names the object shown ("quote:12"): a later screen of that card replaces it in place."""

    lines: tuple[Line | Folded, ...]
    rows: tuple[tuple[Button, ...], ...] = ()
    card: str = ""

    def noting(self, *lines: Line | Folded) -> "Screen":
        """The same screen with lines added at the end."""
        return replace(self, lines=(*self.lines, *lines))

    def leading(self, rows: Sequence[Sequence[Button]]) -> "Screen":
        """The same screen with rows of buttons before its own."""
        return replace(self, rows=(*map(tuple, rows), *self.rows))


def bold(text: str) -> Span:
    return Span(Style.BOLD, text)


def italic(text: str) -> Span:
    return Span(Style.ITALIC, text)


def code(text: str) -> Span:
    return Span(Style.CODE, text)


def plain_screen(*lines: Line, rows: Sequence[Sequence[Button]] = ()) -> Screen:
    """A screen of its own, which shows no object."""
    return Screen(tuple(lines), tuple(tuple(row) for row in rows))


def in_rows(buttons: Sequence[Button], width: int = 2) -> tuple[tuple[Button, ...], ...]:
    """Buttons laid out in rows of at most `width`."""
    return tuple(tuple(buttons[i : i + width]) for i in range(0, len(buttons), width))
