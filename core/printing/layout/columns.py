"""The columns of the table: only those that say something, as wide as they need; the label takes the rest."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from core.i18n import N_, _, count, percentage, price
from core.kernel.amounts import Amount, Quantity
from core.printing.layout.blocks import LEFT, RIGHT, Block, column
from core.printing.layout.typography import (
    BODY,
    BODY_QUIET,
    BODY_STRONG,
    COLUMN_TITLE,
    SMALL_QUIET,
    SMALL_STRUCK,
    Printable,
    Style,
    printable,
    width,
    wrapped,
)
from core.printing.paper import LineKind, PaperLine

CellLine = tuple[Printable, Style]

_NARROW_LABEL: Final = 150.0
_TALLEST: Final = 6  # lines of a reference or a unit


@dataclass(frozen=True)
class Column:
    """What each line says here, one (text, style) under the other.

    Figures never wrap; text wraps at `widest` points. `gap` is left white before the column.
    """

    title: str
    said: Callable[[PaperLine], Iterator[tuple[str, Style]]]
    align: Literal["left", "right"] = "right"
    widest: float = 0
    gap: float = 11


@dataclass(frozen=True)
class Slot:
    """A column in its place on the sheet."""

    column: Column
    x: float
    room: float

    def block(self, lines: Sequence[CellLine]) -> Block:
        right = self.column.align == "right"
        return column(self.x + self.room if right else self.x, lines, self.column.align)

    def cell(self, line: PaperLine) -> Block:
        """What the line says here, all of it."""
        return self.block(list(self._lines(line)))

    def _lines(self, line: PaperLine) -> Iterator[CellLine]:
        for text, style in self.column.said(line):
            if self.column.widest:
                yield from ((part, style) for part in wrapped(text, style, self.room, _TALLEST))
            else:
                yield printable(text), style


def slots(lines: Sequence[PaperLine], gross: bool) -> tuple[Slot, ...]:
    """The columns that these lines need, in their places; prices and amounts with tax where `gross`.

    Where the label would get too narrow, there is no column for references: they belong under the labels.
    """
    rooms = {each: _room(each, lines) for each in _COLUMNS[gross]}
    rooms = {each: room for each, room in rooms.items() if room or each is LABEL}
    if _left_white(rooms) < _NARROW_LABEL:
        rooms.pop(REFERENCE, None)
    return tuple(_placed({**rooms, LABEL: _left_white(rooms)}))


def title(of: Column) -> Printable:
    return printable(_(of.title) if of.title else "")  # gettext answers "" with the catalogue's header


def _left_white(rooms: dict[Column, float]) -> float:
    """What the label may take."""
    return RIGHT - LEFT - sum(rooms.values()) - sum(each.gap for each in list(rooms)[1:])


def _placed(rooms: dict[Column, float]) -> Iterator[Slot]:
    x = LEFT
    for index, (each, room) in enumerate(rooms.items()):
        x += each.gap if index else 0
        yield Slot(each, x, room)
        x += room


def _room(of: Column, lines: Iterable[PaperLine]) -> float:
    """The widest thing said, title included; nothing where no line says anything."""
    if of is LABEL:
        return 0.0
    said = {each for line in lines for each in of.said(line)}
    if not said:
        return 0.0
    widest = max(width(printable(text), style) for text, style in said)
    return max(width(title(of), COLUMN_TITLE), min(widest, of.widest or widest))


def _text(value: str, style: Style) -> Iterator[tuple[str, Style]]:
    if value:
        yield value, style


def _figure(line: PaperLine) -> Style:
    return BODY_QUIET if line.kind is LineKind.OPTION else BODY


def _quantity(line: PaperLine) -> Iterator[tuple[str, Style]]:
    if line.quantity is not None:
        yield count(line.quantity), _figure(line)
    if line.free_quantity:
        yield _("dont {count} offert").format(count=count(line.free_quantity)), SMALL_QUIET


def _number(value: Quantity | None, style: Style = BODY) -> Iterator[tuple[str, Style]]:
    if value is not None:
        yield count(value), style


def _price(line: PaperLine) -> Iterator[tuple[str, Style]]:
    if line.unit_price is not None:
        yield price(line.unit_price), _figure(line)
    if line.list_price is not None and line.list_price != line.unit_price:
        yield price(line.list_price), SMALL_STRUCK


def _discount(line: PaperLine) -> Iterator[tuple[str, Style]]:
    if line.discount:
        yield percentage(line.discount), _figure(line)
    if line.discount_amount:
        yield price(-line.discount_amount), _figure(line)


def _rate(line: PaperLine) -> Iterator[tuple[str, Style]]:
    if line.tax_rate is not None:
        yield percentage(line.tax_rate), BODY_QUIET


def _total(line: PaperLine, amount: Amount | None) -> Iterator[tuple[str, Style]]:
    """In parentheses where it is in no sum."""
    if line.offered:
        yield _("Offert"), BODY_STRONG
    elif amount is not None:
        yield f"({price(amount)})" if line.kind is LineKind.OPTION else price(amount), _figure(line)


LABEL: Final = Column(N_("Désignation"), lambda line: _text(line.label, BODY), "left")
REFERENCE: Final = Column(N_("Réf."), lambda line: _text(line.reference, BODY_QUIET), "left", widest=92)
_FIRST: Final = (
    REFERENCE,
    LABEL,
    Column(N_("Qté"), _quantity),
    Column("", lambda line: _text(line.unit, BODY_QUIET), "left", widest=44, gap=4),  # of all the numbers of a delivery
    Column(N_("Commandé"), lambda line: _number(line.ordered)),
    Column(N_("Déjà livré"), lambda line: _number(line.brought, BODY_QUIET)),
    Column(N_("Livré"), lambda line: _number(line.delivered, BODY_STRONG)),
    Column(N_("Reste"), lambda line: _number(line.remaining)),
    Column(N_("Manque"), lambda line: _number(line.missing, BODY_STRONG)),
)
_MIDDLE: Final = (Column(N_("Remise"), _discount), Column(N_("TVA"), _rate))
_COLUMNS: Final = {
    False: (
        *_FIRST,
        Column(N_("P.U. HT"), _price),
        *_MIDDLE,
        Column(N_("Total HT"), lambda line: _total(line, line.net)),
    ),
    True: (
        *_FIRST,
        Column(N_("P.U. TTC"), _price),
        *_MIDDLE,
        Column(N_("Total TTC"), lambda line: _total(line, line.gross)),
    ),
}
