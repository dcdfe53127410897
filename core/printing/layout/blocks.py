"""Measured pieces of a page as plain values, and how they are dealt out to pages.

Distances are points. Inside a block `x` counts from the sheet's left edge and `y` down from the block's top.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import Any, Final, Literal

from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm

from core.printing.layout.typography import HAIRLINE, Printable, Style

SHEET_WIDTH, SHEET_HEIGHT = A4
LEFT: Final = 42.0
RIGHT: Final = SHEET_WIDTH - LEFT
MIDDLE: Final = 104 * mm  # where the right-hand column starts: an envelope's window shows it, however the sheet slides


@dataclass(frozen=True)
class Text:
    """One line; `x` is its left or right end, `y` its baseline."""

    x: float
    y: float
    text: Printable
    style: Style
    align: Literal["left", "right"] = "left"


@dataclass(frozen=True)
class Box:
    """A filled rectangle, or a frame when `framed`; a thin one is a rule."""

    x: float
    y: float
    width: float
    height: float
    colour: int = HAIRLINE
    framed: bool = False


@dataclass(frozen=True)
class Picture:
    x: float
    y: float
    width: float
    height: float
    image: Any  # a ReportLab ImageReader


Mark = Text | Box | Picture


@dataclass(frozen=True)
class Block:
    """What a page break never cuts. `kept` stays with the next block; `heading` is repeated above it on a new page."""

    height: float
    marks: tuple[Mark, ...] = ()
    kept: bool = False
    heading: "Block | None" = None


@dataclass(frozen=True)
class Placed:
    """A block on its page, its top `y` points under the top of the sheet."""

    y: float
    block: Block


Page = tuple[Placed, ...]


def column(x: float, lines: Iterable[tuple[Printable, Style]], align: Literal["left", "right"] = "left") -> Block:
    """Lines one under the other."""
    lines = tuple(lines)
    bottoms = tuple(accumulate(style.leading for _, style in lines))
    marks = (Text(x, y - _descent(style), text, style, align) for y, (text, style) in zip(bottoms, lines, strict=True))
    return Block(bottoms[-1] if bottoms else 0, tuple(marks))


def space(height: float) -> Block:
    return Block(height)


def rule(height: float = 0.6, colour: int = HAIRLINE, x: float = LEFT, to: float = RIGHT) -> Block:
    """A horizontal line."""
    return Block(height, (Box(x, 0, to - x, height, colour),))


def stacked(blocks: Iterable[Block]) -> Block:
    """One block out of several, each under the one before."""
    blocks = tuple(blocks)
    tops = accumulate((block.height for block in blocks), initial=0.0)
    marks = (_lowered(mark, top) for top, block in zip(tops, blocks, strict=False) for mark in block.marks)
    return Block(sum(block.height for block in blocks), tuple(marks))


def beside(*blocks: Block) -> Block:
    """One block out of several that share their top."""
    return Block(max(block.height for block in blocks), tuple(mark for block in blocks for mark in block.marks))


def paginated(blocks: Sequence[Block], first_top: float, top: float, bottom: float) -> tuple[Page, ...]:
    """Deal blocks out to pages that start at `first_top`, then `top`, and end at `bottom`; always at least one page."""
    pages: list[list[Placed]] = [[]]
    y, heading = first_top, None
    for group in _groups(blocks, bottom - max(first_top, top)):
        needed = sum(block.height for block in group)
        fresh = group[0].heading is not heading
        if y + needed + _height(group[0].heading if fresh else None) > bottom and pages[-1]:
            pages.append([])
            y, fresh = top, True
        heading = group[0].heading
        for block in (heading, *group) if heading and fresh else group:
            pages[-1].append(Placed(y, block))
            y += block.height
        heading = group[-1].heading
    return tuple(map(tuple, pages))


def _groups(blocks: Sequence[Block], room: float) -> Iterator[Sequence[Block]]:
    """Runs of blocks that stay together, given up where they would not fit on one page."""
    start = 0
    for end, block in enumerate(blocks, 1):
        if block.kept and end < len(blocks):
            continue
        run = blocks[start:end]
        start = end
        if sum(b.height for b in run) + _height(run[0].heading) <= room:
            yield run
        else:
            yield from ([b] for b in run)


def _height(block: Block | None) -> float:
    return block.height if block else 0.0


def _descent(style: Style) -> float:
    """From the baseline to the foot of the line, so that a line's ink sits in the middle of its leading."""
    return (style.leading - style.size * 0.72) / 2


def _lowered(mark: Mark, by: float) -> Mark:
    return replace(mark, y=mark.y + by) if by else mark
