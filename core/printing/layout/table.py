"""The rows of the document: items, options, free text, sections with their subtotals; and the sums carried over."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from itertools import pairwise
from typing import Final

from core.i18n import N_, _, price
from core.kernel.amounts import ZERO, Amount, total
from core.printing.layout.blocks import (
    LEFT,
    RIGHT,
    Block,
    Frame,
    Heading,
    Stroke,
    beside,
    column,
    rule,
    space,
    stacked,
)
from core.printing.layout.columns import LABEL, REFERENCE, CellLine, Slot, slots, title
from core.printing.layout.typography import (
    ACCENT,
    BODY,
    BODY_QUIET,
    BODY_STRONG,
    COLUMN_TITLE,
    INK,
    SECTION,
    SMALL_QUIET,
    Style,
    printable,
    width,
    wrapped,
)
from core.printing.paper import LineKind, Paper, PaperLine

_PADDING: Final = 4.5  # above and under a row's text
_SECTION_PADDING: Final = 11.0  # above a section's title
_CHUNK: Final = 12  # lines of text that a page break leaves together
_GAP: Final = 12.0  # between a sum and its label
_TICK: Final = 7.5  # side of an option's box
_CROSS_INSET: Final = 1.9
_TICK_ROOM: Final = 13.0  # from the box to the label
_OPTIONS: Final = {
    LineKind.OPTION: N_("Option, non comprise dans le total"),
    LineKind.CHOSEN: N_("Option retenue, comprise dans le total"),
}
_BOXED: Final = {*_OPTIONS, LineKind.TO_TICK, LineKind.PART}
_FURTHER_IN: Final = 16.0  # what belongs to the item above
_IN_NO_SUM: Final = {LineKind.SECTION, LineKind.TEXT, LineKind.OPTION}


def table(paper: Paper) -> tuple[Block, ...]:
    """A block for each line, several for a very long one; the last two stay with what follows the table."""
    goods = [line for line in paper.lines if line.kind not in {LineKind.SECTION, LineKind.TEXT}]
    placed = slots(goods, paper.show_gross)
    heading = _heading(placed)
    rows = tuple(_rows(paper, placed))
    return tuple(replace(row, heading=heading, kept=row.kept or i >= len(rows) - 2) for i, row in enumerate(rows))


def _heading(placed: Sequence[Slot]) -> Heading:
    titles = beside(*(slot.block([(title(slot.column), COLUMN_TITLE)]) for slot in placed))
    return Heading(
        stacked((titles, space(4), rule(1.0, ACCENT))),
        foot=partial(_sum, _("À reporter")),
        head=partial(_sum, _("Report")),
        carried_height=_sum("", ZERO).height,
    )


def _rows(paper: Paper, placed: Sequence[Slot]) -> Iterator[Block]:
    summed = any(_counted([line], paper.show_gross) for line in paper.lines)
    so_far = ZERO
    for section in _sections(paper.lines):
        amounts = _counted(section, paper.show_gross)
        subtotal = _subtotal(section[0], amounts)
        for index, line in enumerate(section, 1):
            so_far = total((so_far, *_counted([line], paper.show_gross)))
            ends = bool(subtotal) and index == len(section)
            for block in _row(line, placed):
                yield replace(block, kept=block.kept or ends, carried=so_far if summed else None)
        yield from (replace(block, carried=so_far) for block in subtotal)


def _sections(lines: Sequence[PaperLine]) -> Iterator[Sequence[PaperLine]]:
    """Runs of lines, each opened by a section's title but maybe the first."""
    starts = [i for i, line in enumerate(lines) if i == 0 or line.kind is LineKind.SECTION]
    return (lines[start:end] for start, end in pairwise((*starts, len(lines))))


def _counted(lines: Sequence[PaperLine], gross: bool) -> list[Amount]:
    """The amounts that sums add up."""
    amounts = (line.gross if gross else line.net for line in lines if line.kind not in _IN_NO_SUM)
    return [each for each in amounts if each is not None]


def _subtotal(opening: PaperLine, amounts: Sequence[Amount]) -> tuple[Block, ...]:
    if opening.kind is not LineKind.SECTION or not amounts:
        return ()
    return (_sum(_("Sous-total {section}").format(section=opening.label), total(amounts)),)


def _sum(label: str, amount: Amount) -> Block:
    """A row that only says a sum, in line with the amounts above it."""
    figure = printable(price(amount))
    end = RIGHT - width(figure, BODY_STRONG) - _GAP
    said = beside(
        column(end, _styled(label, BODY_QUIET, end - LEFT, 1), "right"),
        column(RIGHT, ((figure, BODY_STRONG),), "right"),
    )
    return stacked((space(_PADDING), said, space(_PADDING), rule()))


def _row(line: PaperLine, placed: Sequence[Slot]) -> Iterator[Block]:
    if line.kind is LineKind.SECTION:
        text = [*_styled(line.label, SECTION, RIGHT - LEFT), *_styled(line.detail, SMALL_QUIET, RIGHT - LEFT)]
        blocks = _chunks(LEFT, text, above=_SECTION_PADDING, under=rule(0.8, ACCENT))
        return (replace(block, kept=True) for block in blocks)
    if line.kind is LineKind.TEXT:
        x = next(slot.x for slot in placed if slot.column is LABEL)
        text = [*_styled(line.label, BODY, RIGHT - x), *_styled(line.detail, SMALL_QUIET, RIGHT - x)]
        return _chunks(x, text)
    return _item(line, placed)


def _item(line: PaperLine, placed: Sequence[Slot]) -> Iterator[Block]:
    """Figures stand beside the first line of the label."""
    label = next(slot for slot in placed if slot.column is LABEL)
    x = label.x + (_FURTHER_IN if line.kind is LineKind.PART else 0.0)
    indent = _TICK_ROOM if line.kind in _BOXED else 0.0
    room = label.x + label.room - x - indent
    option = _styled(_(_OPTIONS[line.kind]), SMALL_QUIET, room) if line.kind in _OPTIONS else []
    under = "" if any(slot.column is REFERENCE for slot in placed) else line.reference
    small = (*_styled(under, SMALL_QUIET, room), *option, *_styled(line.detail, SMALL_QUIET, room))
    text = [*_styled(line.label, BODY, room), *small]
    figures = [slot.cell(line) for slot in placed if slot is not label]
    return _chunks(x + indent, text, (*figures, *_box(line, x)))


def _box(line: PaperLine, x: float) -> Iterator[Block]:
    """What is ticked."""
    if line.kind not in _BOXED:
        return
    top = (BODY.leading - _TICK) / 2
    yield Block(BODY.leading, (Frame(x, top, _TICK, _TICK, colour=INK, radius=1),))
    if line.kind is LineKind.CHOSEN or line.ticked:
        side = _TICK - 2 * _CROSS_INSET
        left, up, down = x + _CROSS_INSET, top + _CROSS_INSET, top + _TICK - _CROSS_INSET
        cross = Stroke(left, up, side, side, 1.2, INK), Stroke(left, down, side, -side, 1.2, INK)
        yield Block(BODY.leading, cross)


def _chunks(
    x: float,
    text: Sequence[CellLine],
    figures: Sequence[Block] = (),
    above: float = _PADDING,
    under: Block | None = None,
) -> Iterator[Block]:
    """The row in one block or, when its text is long, in several."""
    for start in range(0, len(text) or 1, _CHUNK):
        chunk = column(x, text[start : start + _CHUNK])
        before = () if start else (space(above),)
        after = (space(_PADDING), under or rule()) if start + _CHUNK >= len(text) else ()
        yield stacked((*before, chunk if start else beside(chunk, *figures), *after))


def _styled(text: str, style: Style, room: float, limit: int = 0) -> list[CellLine]:
    return [(line, style) for line in wrapped(text, style, room, limit)]
