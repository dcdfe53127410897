"""What the document comes to: VAT by rate beside the totals."""

from collections.abc import Iterator, Sequence
from typing import Final

from core.i18n import _, money, percentage
from core.printing.layout.blocks import LEFT, LEFT_ROOM, MIDDLE, RIGHT, Block, Box, beside, column, rule, space, stacked
from core.printing.layout.typography import (
    BODY,
    BODY_QUIET,
    COLUMN_TITLE,
    SMALL,
    SMALL_QUIET,
    TINT,
    TOTAL,
    Style,
    printable,
    width,
    wrapped,
)
from core.printing.paper import Deducted, TaxLine, TotalLine

_RIGHT_ROOM: Final = RIGHT - MIDDLE
_INSET: Final = 8.0  # inside a tinted row
_BASE_END: Final = LEFT + LEFT_ROOM * 0.58


def taxes(lines: Sequence[TaxLine]) -> Block:
    """VAT by rate, in the left column."""
    if not lines:
        return space(0)
    titles = _taxes_row((_("TVA"), _("Base HT"), _("Montant")), COLUMN_TITLE)
    rows = (block for tax in lines for block in _tax_row(tax))
    return stacked((space(4), titles, space(3), rule(x=LEFT, to=LEFT + LEFT_ROOM), space(3), *rows))


def deducted(lines: Sequence[Deducted]) -> Block:
    """What earlier invoices have charged, in the left column."""
    if not lines:
        return space(0)
    titles = _deducted_row(_("Déjà facturé"), (_("HT"), _("TVA"), _("TTC")), COLUMN_TITLE)
    rows = (_deducted_row(line.label, (money(line.base), money(line.tax), money(line.gross)), SMALL) for line in lines)
    return stacked((space(10), titles, space(3), rule(x=LEFT, to=LEFT + LEFT_ROOM), space(3), *rows))


def totals(lines: Sequence[TotalLine]) -> Block:
    """The sums, in the right column."""
    return stacked(_total(line) for line in lines)


def _taxes_row(texts: tuple[str, str, str], style: Style) -> Block:
    rate, base, tax = (((printable(text), style),) for text in texts)
    return beside(column(LEFT, rate), column(_BASE_END, base, "right"), column(LEFT + LEFT_ROOM, tax, "right"))


def _tax_row(tax: TaxLine) -> Iterator[Block]:
    yield _taxes_row((percentage(tax.rate), money(tax.base), money(tax.tax)), SMALL)
    if tax.reason:
        lines = wrapped(tax.reason, SMALL_QUIET, LEFT_ROOM)
        yield stacked((column(LEFT, ((line, SMALL_QUIET) for line in lines)), space(2)))


def _deducted_row(label: str, amounts: tuple[str, str, str], style: Style) -> Block:
    """The label as long as the figures let it be."""
    ends = LEFT + LEFT_ROOM * 0.62, LEFT + LEFT_ROOM * 0.80, LEFT + LEFT_ROOM
    figures = [column(end, ((printable(text), style),), "right") for end, text in zip(ends, amounts, strict=True)]
    room = LEFT_ROOM * 0.62 - width(printable(amounts[0]), style) - 6
    return beside(column(LEFT, ((line, style) for line in wrapped(label, style, room, 3))), *figures)


def _total(line: TotalLine) -> Block:
    label_style, amount_style, margin = (TOTAL, TOTAL, 6.0) if line.strong else (BODY_QUIET, BODY, 2.5)
    amount = printable(money(line.amount))
    room = _RIGHT_ROOM - _INSET - 12 - width(amount, amount_style)
    label = wrapped(line.label, label_style, room)
    said = beside(
        column(MIDDLE + _INSET, ((text, label_style) for text in label)),
        column(RIGHT, ((amount, amount_style),), "right"),
    )
    row = stacked((space(margin), said, space(margin)))
    return _tinted(row) if line.strong else row


def _tinted(row: Block) -> Block:
    return Block(row.height, (Box(MIDDLE, 0, _RIGHT_ROOM + _INSET, row.height, TINT), *row.marks))
