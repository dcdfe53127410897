"""Pages after the document: information to keep, forms to fill in by hand and cut out."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from core.i18n import _
from core.printing.layout.blocks import LEFT, RIGHT, Block, Box, Frame, Mark, Stroke, beside, column, space, stacked
from core.printing.layout.pages import Page, Placed, paginated
from core.printing.layout.typography import (
    ANNEX,
    BODY,
    BODY_STRONG,
    GREY,
    INK,
    SMALL_QUIET,
    WHITE,
    Style,
    printable,
    width,
    wrapped,
)
from core.printing.paper import Annex, Blank, Subtitle

_MEASURE: Final = 450.0  # longer lines are hard to read
_INSET: Final = 26.0  # inside the line to cut along
_ABOVE_LINE: Final = 18.0
_CHUNK: Final = 5  # lines of a paragraph that a page break leaves together
_BETWEEN: Final = 7.0  # paragraphs
_TO_WRITE: Final = 23.0  # from one dotted line to the next
_FOOT: Final = 3.5  # from a dotted line to the end of its row
_WIDEST_LABEL: Final = 0.6  # of the room; a longer label has its dotted lines under it
_RING: Final = 5.2  # of the scissors


def annex_pages(annex: Annex, top: float, bottom: float) -> tuple[Page, ...]:
    """The annex on pages of its own, inside a dashed line where it is to be cut out."""
    if not annex.cut_out:
        return paginated(tuple(_blocks(annex, LEFT, _MEASURE)), top, top, bottom)
    blocks = tuple(_blocks(annex, LEFT + _INSET, RIGHT - LEFT - 2 * _INSET))
    inner = top + _ABOVE_LINE + _INSET
    return tuple(map(_cut_out, paginated(blocks, inner, inner, bottom - _INSET)))


def blank_page(bottom: float) -> Page:
    """Said to be left white, so that nobody misses a text there."""
    text = printable(_("Page laissée blanche, pour que le formulaire se découpe sans rien ôter au document."))
    x = (LEFT + RIGHT - width(text, SMALL_QUIET)) / 2
    return (Placed(bottom / 2, column(x, ((text, SMALL_QUIET),))),)


def _blocks(annex: Annex, x: float, room: float) -> Iterator[Block]:
    title = column(x, ((line, ANNEX) for line in wrapped(annex.title, ANNEX, room, 4)))
    yield replace(stacked((title, space(12))), kept=True)
    for part in annex.parts:
        yield from _part(part, x, room)


def _part(part: str | Subtitle | Blank, x: float, room: float) -> Iterator[Block]:
    match part:
        case Subtitle(text):
            lines = column(x, ((line, BODY_STRONG) for line in wrapped(text, BODY_STRONG, room, 4)))
            return iter([replace(stacked((space(6), lines, space(3))), kept=True)])
        case Blank(label, _lines, value) if value.strip():
            return iter([*_kept(_paragraph(label, BODY, x, room, 0)), *_paragraph(value, BODY_STRONG, x, room)])
        case Blank():
            return _to_fill(part, x, room)
        case _:
            return _paragraph(part, BODY, x, room)


def _paragraph(text: str, style: Style, x: float, room: float, under: float = _BETWEEN) -> Iterator[Block]:
    lines = [(line, style) for line in wrapped(text, style, room)]
    for start in range(0, len(lines), _CHUNK):
        piece = column(x, lines[start : start + _CHUNK])
        yield piece if start + _CHUNK < len(lines) else stacked((piece, space(under)))


def _to_fill(blank: Blank, x: float, room: float) -> Iterator[Block]:
    """The first dotted line goes on from the label where that leaves room, else starts under it."""
    label = printable(blank.label)
    reached = width(label, BODY) + 6
    if reached > room * _WIDEST_LABEL or len(wrapped(label, BODY, room)) != 1:
        yield from _kept(_paragraph(blank.label, BODY, x, room, 0))
        reached = 0.0
    for index in range(max(1, blank.lines)):
        begun = reached if index == 0 else 0.0
        dots = Stroke(x + begun, _TO_WRITE - _FOOT, room - begun, colour=GREY, dotted=True)
        said = stacked((space(_TO_WRITE - BODY.leading), column(x, ((label, BODY),)))) if begun else space(_TO_WRITE)
        yield beside(Block(_TO_WRITE, (dots,)), said)
    yield space(_BETWEEN + _FOOT)


def _kept(blocks: Iterator[Block]) -> Iterator[Block]:
    return (replace(block, kept=True) for block in blocks)


def _cut_out(page: Page) -> Page:
    """The page with its dashed line around what it holds, and scissors on that line."""
    top = page[0].y - _INSET
    height = page[-1].y + page[-1].block.height + _INSET - top
    line = Frame(LEFT, _ABOVE_LINE, RIGHT - LEFT, height, colour=GREY, radius=0, dashed=True)
    text = printable(_("À découper en suivant les pointillés"))
    said = column(RIGHT, ((text, SMALL_QUIET),), "right")
    around = Block(0, (line, *_scissors(LEFT + 20, _ABOVE_LINE), *said.marks))
    return (Placed(top - _ABOVE_LINE, around), *page)


def _scissors(x: float, y: float) -> tuple[Mark, ...]:
    """On the line at `y`, opened to the right; drawn, because the fonts have none."""
    rings = (Frame(x, y + side - _RING / 2, _RING, _RING, 1.1, INK, _RING / 2) for side in (-3.2, 3.2))
    blades = (Stroke(x + _RING - 0.6, y - side * 2.2, 13, side * 5.4, 1.1, INK) for side in (-1, 1))
    return (Box(x - 3, y - 6, 25, 12, WHITE), *rings, *blades)
