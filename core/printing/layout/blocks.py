"""Measured pieces of a page as plain values, one under or beside the other.

Distances are points. Inside a block `x` counts from the sheet's left edge and `y` down from the block's top.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import Any, Final, Literal

from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm

from core.kernel.amounts import Amount
from core.printing.layout.typography import FRAME, HAIRLINE, Printable, Style

SHEET_WIDTH, SHEET_HEIGHT = A4
LEFT: Final = 42.0
RIGHT: Final[float] = SHEET_WIDTH - LEFT
MIDDLE: Final[float] = (
    104 * mm
)  # where the right-hand column starts: an envelope's window shows it, however the sheet slides
LEFT_ROOM: Final = MIDDLE - LEFT - 30  # of the left-hand column, under the table


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
    """A filled rectangle; a thin one is a rule."""

    x: float
    y: float
    width: float
    height: float
    colour: int = HAIRLINE


@dataclass(frozen=True)
class Frame:
    """The outline of a rectangle, with rounded corners; `dashed` is a line to cut along."""

    x: float
    y: float
    width: float
    height: float
    thickness: float = 0.8
    colour: int = FRAME
    radius: float = 3
    dashed: bool = False


@dataclass(frozen=True)
class Stroke:
    """A straight line that reaches `across` to the right and `down`; `dotted` is one to write on."""

    x: float
    y: float
    across: float
    down: float = 0
    thickness: float = 0.8
    colour: int = FRAME
    dotted: bool = False


@dataclass(frozen=True)
class Picture:
    x: float
    y: float
    width: float
    height: float
    image: Any  # a ReportLab ImageReader


@dataclass(frozen=True)
class Runs:
    """The dark parts of a code: each as far right and down in it, and as wide, as so many modules of `size` points."""

    x: float
    y: float
    size: float
    runs: tuple[tuple[int, int, int], ...]


Mark = Text | Box | Frame | Stroke | Picture | Runs


@dataclass(frozen=True)
class Block:
    """What a page break never cuts. `kept` stays with the next block; `heading` is repeated above it on a new page.

    `carried` is what the amounts come to, this block's included, where a page break has to say so.
    """

    height: float
    marks: tuple[Mark, ...] = ()
    kept: bool = False
    heading: "Heading | None" = None
    carried: Amount | None = None


@dataclass(frozen=True, eq=False)
class Heading:
    """What stands above rows: their titles and, where a page break cuts them, the sum on both sides of it."""

    titles: Block
    foot: Callable[[Amount], Block]
    head: Callable[[Amount], Block]
    carried_height: float  # of either sum


def column(x: float, lines: Iterable[tuple[Printable, Style]], align: Literal["left", "right"] = "left") -> Block:
    """Lines one under the other."""
    lines = tuple(lines)
    bottoms = tuple(accumulate(style.leading for _, style in lines))
    marks = (Text(x, y - _descent(style), text, style, align) for y, (text, style) in zip(bottoms, lines, strict=True))
    return Block(bottoms[-1] if bottoms else 0, tuple(marks))


def titled(title: Printable, style: Style, room: float, blocks: Iterable[Block]) -> tuple[Block, ...]:
    """Blocks under a title with a rule, which stays with the first of them; nothing where there are none."""
    blocks = tuple(blocks)
    if not any(block.height for block in blocks):
        return ()
    above = stacked((column(LEFT, ((title, style),)), space(3), rule(to=LEFT + room), space(3)))
    return replace(above, kept=True), *blocks


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


def shifted(block: Block, by: float) -> Block:
    """The block further to the right."""
    return replace(block, marks=tuple(replace(mark, x=mark.x + by) for mark in block.marks))


def _descent(style: Style) -> float:
    """From the baseline to the foot of the line, so that a line's ink sits in the middle of its leading."""
    return (style.leading - style.size * 0.72) / 2


def _lowered(mark: Mark, by: float) -> Mark:
    return replace(mark, y=mark.y + by) if by else mark
