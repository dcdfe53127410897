"""Styles, and what becomes of a text on paper: the signs the fonts can show, how wide it is, where it breaks."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Final, NewType

from core.printing.layout.faces import ADVANCES, BOLD, COVERED, FALLBACK, REGULAR, fallback

Printable = NewType("Printable", str)  # one line of signs that the fonts have; `printable` is the only door

INK: Final = 0x1C2126
GREY: Final = 0x5F6973
ACCENT: Final = 0x17566B
TINT: Final = 0xEDF3F5
HAIRLINE: Final = 0xD5DBE0
FRAME: Final = 0x98A3AC
GHOST: Final = 0xEDEFF1
WHITE: Final = 0xFFFFFF


@dataclass(frozen=True)
class Style:
    """Sizes in points; `leading` is the distance between two baselines; `colour` is 0xRRGGBB; `struck` through."""

    font: str
    size: float
    leading: float
    colour: int = INK
    struck: bool = False


TITLE: Final = Style(BOLD, 26, 30, ACCENT)
LONG_TITLE: Final = Style(BOLD, 19.5, 24, ACCENT)
NUMBER: Final = Style(BOLD, 13, 17)
NAME: Final = Style(BOLD, 11.5, 15)
BODY: Final = Style(REGULAR, 9.5, 12.5)
BODY_QUIET: Final = Style(REGULAR, 9.5, 12.5, GREY)
BODY_STRONG: Final = Style(BOLD, 9.5, 12.5)
SMALL: Final = Style(REGULAR, 8.25, 11)
SMALL_QUIET: Final = Style(REGULAR, 8.25, 11, GREY)
SMALL_STRONG: Final = Style(BOLD, 8.25, 11)
SMALL_STRUCK: Final = Style(REGULAR, 8.25, 11, GREY, struck=True)
SECTION: Final = Style(BOLD, 10.5, 14, ACCENT)
COLUMN_TITLE: Final = Style(BOLD, 8.25, 11, ACCENT)
TOTAL: Final = Style(BOLD, 12.5, 16, ACCENT)
ANNEX: Final = Style(BOLD, 15, 19, ACCENT)
LEGAL: Final = Style(REGULAR, 7.25, 9.5, GREY)


def printable(text: str) -> Printable:
    """The text on one line: signs that the fonts lack, as emoji, and signs that show nothing are left out.

    The spaces that French puts inside « » and before : ; ! ? % € no longer break.
    """
    shown = unicodedata.normalize("NFC", text).translate(_SHOWN)
    return Printable(_GLUED.sub("\N{NO-BREAK SPACE}", _LACKING.sub("", shown) if _LACKED in shown else shown))


def unprintable(text: str) -> str:
    """The signs that `printable` leaves out although they show something, each once."""
    shown = unicodedata.normalize("NFC", text)
    return "".join(dict.fromkeys(sign for sign in shown if sign.translate(_SHOWN) == _LACKED))


def width(text: Printable, style: Style) -> float:
    """How far the line reaches, in points."""
    advances = ADVANCES[style.font]
    return sum([advances[ord(c)] for c in text]) * style.size / 1000


def runs(text: Printable, font: str) -> Iterator[tuple[str, str]]:
    """The line in pieces that one face can show, each with its face."""
    if text.isascii():
        yield font, text
        return
    for own, signs in groupby(text, lambda sign: ord(sign) in COVERED):
        yield (font if own else FALLBACK), "".join(signs)


def wrapped(text: str, style: Style, room: float, limit: int = 0) -> tuple[Printable, ...]:
    """The text in lines at most `room` points wide; its own line breaks are kept, nothing to show gives no line.

    It breaks at spaces, and inside a word only when the word is wider than the line. Where a `limit` is given,
    a text that needs more lines ends in « … ».
    """
    parts = "\n".join(map(printable, text.splitlines())).strip().splitlines()
    lines = [line for part in parts for line in _broken(Printable(part), style, room)]
    if not limit or len(lines) <= limit:
        return tuple(lines)
    return (*lines[: limit - 1], _shortened(lines[limit - 1], style, room))


def _broken(text: Printable, style: Style, room: float) -> Iterator[Printable]:
    line = ""
    for word in text.split(" "):  # not split(): a no-break space must not break
        longer = f"{line} {word}" if line else word
        if width(Printable(longer), style) <= room:
            line = longer
            continue
        if line:
            yield Printable(line)
        *full, line = _cut(word, style, room)
        yield from map(Printable, full)
    yield Printable(line)


def _cut(word: str, style: Style, room: float) -> Iterator[str]:
    piece = ""
    for sign in word:
        if piece and width(Printable(piece + sign), style) > room:
            yield piece
            piece = ""
        piece += sign
    yield piece


def _shortened(line: Printable, style: Style, room: float) -> Printable:
    kept = line.rstrip()
    while kept and width(Printable(f"{kept}…"), style) > room:
        kept = kept[:-1]
    return Printable(f"{kept}…")


class _Shown(dict[int, str]):
    """What `str.translate` puts for each sign."""

    def __missing__(self, code: int) -> str:
        sign = chr(code)
        category = unicodedata.category(sign)
        if category in {"Cc", "Cf"} or "\N{VARIATION SELECTOR-1}" <= sign <= "\N{VARIATION SELECTOR-16}":
            return ""  # controls, joiners, direction marks
        if category == "Zs":
            return " "
        return sign if code in COVERED or code in fallback() else _LACKED


_LACKED: Final = "\0"  # in the place of what cannot be drawn; no text that was typed brings it here
_LACKING: Final = re.compile(rf"^(?:{_LACKED}+ ?)+|(?: ?{_LACKED}+)+")
_GLUED: Final = re.compile(r"(?<=[«°]) | (?=[»:;!?%€])")
_SHOWN: Final = _Shown(
    {ord(c): " " for c in "\t\n\r\v\f\x85\u2028\u2029"}
    | {ord("\N{NARROW NO-BREAK SPACE}"): "\N{NO-BREAK SPACE}", ord("\N{NON-BREAKING HYPHEN}"): "-"}
    | {code: chr(code) for code in COVERED if chr(code).isprintable() or chr(code) == "\N{NO-BREAK SPACE}"}
)
