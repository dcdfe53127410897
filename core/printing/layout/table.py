"""The lines of the document: only columns that say something, as wide as they need; the label takes the rest."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

from core.i18n import N_, _, count, percentage, price
from core.printing.layout.blocks import LEFT, RIGHT, Block, beside, column, rule, space, stacked
from core.printing.layout.typography import (
    ACCENT,
    BODY,
    BODY_QUIET,
    COLUMN_TITLE,
    SMALL_QUIET,
    Printable,
    Style,
    printable,
    width,
    wrapped,
)
from core.printing.paper import PaperLine

_PADDING: Final = 4.5  # above and under a row's text
_TALLEST: Final = 6  # lines of a reference or a unit
_CHUNK: Final = 12  # lines of text that a page break leaves together


@dataclass(frozen=True)
class _Column:
    """Figures never wrap; text wraps at `widest` points. `gap` is left white before the column."""

    title: str
    said: Callable[[PaperLine], str]
    align: Literal["left", "right"] = "right"
    style: Style = BODY
    widest: float = 0
    gap: float = 11


@dataclass(frozen=True)
class _Slot:
    """A column in its place on the sheet."""

    column: _Column
    x: float
    room: float

    def block(self, lines: Sequence[tuple[Printable, Style]]) -> Block:
        right = self.column.align == "right"
        return column(self.x + self.room if right else self.x, lines, self.column.align)


_LABEL: Final = _Column(N_("Désignation"), lambda line: line.label, "left")
_COLUMNS: Final = (
    _Column(N_("Réf."), lambda line: line.reference, "left", BODY_QUIET, widest=92),
    _LABEL,
    _Column(N_("Qté"), lambda line: "" if line.quantity is None else count(line.quantity)),
    _Column("", lambda line: line.unit, "left", BODY_QUIET, widest=44, gap=4),
    _Column(N_("P.U. HT"), lambda line: "" if line.unit_price is None else price(line.unit_price)),
    _Column(N_("Remise"), lambda line: percentage(line.discount) if line.discount else ""),
    _Column(N_("TVA"), lambda line: "" if line.tax_rate is None else percentage(line.tax_rate), style=BODY_QUIET),
    _Column(N_("Total HT"), lambda line: "" if line.net is None else price(line.net)),
)


def table(lines: Sequence[PaperLine]) -> tuple[Block, ...]:
    """A block for each line, several for a very long one; the last two stay with what follows the table."""
    said = {each: [each.said(line) for line in lines] for each in _COLUMNS}
    slots = _slots({each: texts for each, texts in said.items() if each is _LABEL or any(texts)})
    titles = _titles(slots)
    rows = [
        block
        for i, line in enumerate(lines)
        for block in _row([(slot, said[slot.column][i]) for slot in slots], line.detail)
    ]
    return tuple(replace(row, heading=titles, kept=i >= len(rows) - 2) for i, row in enumerate(rows))


def _slots(said: dict[_Column, list[str]]) -> list[_Slot]:
    rooms = {each: _room(each, texts) for each, texts in said.items() if each is not _LABEL}
    rooms[_LABEL] = RIGHT - LEFT - sum(rooms.values()) - sum(each.gap for each in list(said)[1:])
    slots: list[_Slot] = []
    x = LEFT
    for each in said:
        x += each.gap if slots else 0
        slots.append(_Slot(each, x, rooms[each]))
        x += rooms[each]
    return slots


def _room(of: _Column, texts: list[str]) -> float:
    widest = max(width(printable(text), of.style) for text in set(texts))
    return max(width(_title(of), COLUMN_TITLE), min(widest, of.widest or widest))


def _titles(slots: list[_Slot]) -> Block:
    titles = beside(*(slot.block([(_title(slot.column), COLUMN_TITLE)]) for slot in slots))
    return stacked((titles, space(4), rule(1.0, ACCENT)))


def _title(of: _Column) -> Printable:
    return printable(_(of.title) if of.title else "")  # gettext answers "" with the catalogue's header


def _row(cells: list[tuple[_Slot, str]], detail: str) -> Iterator[Block]:
    """The row in one block or, when its text is long, in several; figures stand beside the first line."""
    label, said = next((slot, text) for slot, text in cells if slot.column is _LABEL)
    text = [*_styled(said, BODY, label.room), *_styled(detail, SMALL_QUIET, label.room)]
    others = [
        slot.block(_styled(text, slot.column.style, slot.room, _TALLEST)) for slot, text in cells if slot is not label
    ]
    for start in range(0, len(text) or 1, _CHUNK):
        chunk = label.block(text[start : start + _CHUNK])
        above = () if start else (space(_PADDING),)
        under = (space(_PADDING), rule()) if start + _CHUNK >= len(text) else ()
        yield stacked((*above, chunk if start else beside(chunk, *others), *under))


def _styled(text: str, style: Style, room: float, limit: int = 0) -> list[tuple[Printable, Style]]:
    return [(line, style) for line in wrapped(text, style, room, limit)]
