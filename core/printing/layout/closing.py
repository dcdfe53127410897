"""What ends a document: VAT by rate, totals, where to sign, conditions. Totals and signature share a page."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from core.i18n import _, money, percentage
from core.printing.layout.blocks import LEFT, MIDDLE, RIGHT, Block, Box, beside, column, rule, space, stacked
from core.printing.layout.typography import (
    BODY,
    BODY_QUIET,
    BODY_STRONG,
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
from core.printing.paper import Paper, SignatureBox, TaxLine, TotalLine

_RIGHT_ROOM: Final = RIGHT - MIDDLE
_LEFT_ROOM: Final = MIDDLE - LEFT - 30
_INSET: Final = 8.0  # inside a frame or a tinted row
_BASE_END: Final = LEFT + _LEFT_ROOM * 0.58
_TO_SIGN: Final = 62.0  # white left under the caption
_BESIDE_SIGNATURE: Final = 190.0  # conditions taller than this take the whole width, under the signature
_CHUNK: Final = 5  # lines of a condition that a page break leaves together


def closing(paper: Paper) -> tuple[Block, ...]:
    """Short conditions stand beside the signature, long ones flow after it over as many pages as they need."""
    sums = beside(_taxes(paper.taxes), _totals(paper.totals))
    signature = _signature(paper.signature)
    conditions = stacked(_paragraphs(paper.conditions, _LEFT_ROOM))
    if paper.signature and conditions.height <= _BESIDE_SIGNATURE:
        return _settled(sums, beside(conditions, signature))
    return (*_settled(sums, signature), *_paragraphs(paper.conditions, RIGHT - LEFT, above=12))


def _settled(*parts: Block) -> tuple[Block, ...]:
    """One block of the parts that say something, if any."""
    shown = [block for part in parts if part.height for block in (space(16), part)]
    return (stacked(shown),) if shown else ()


def _taxes(taxes: Sequence[TaxLine]) -> Block:
    if not taxes:
        return space(0)
    titles = _taxes_row((_("TVA"), _("Base HT"), _("Montant")), COLUMN_TITLE)
    rows = (_taxes_row((percentage(tax.rate), money(tax.base), money(tax.tax)), SMALL) for tax in taxes)
    return stacked((space(4), titles, space(3), rule(x=LEFT, to=LEFT + _LEFT_ROOM), space(3), *rows))


def _taxes_row(texts: tuple[str, str, str], style: Style) -> Block:
    rate, base, tax = (((printable(text), style),) for text in texts)
    return beside(column(LEFT, rate), column(_BASE_END, base, "right"), column(LEFT + _LEFT_ROOM, tax, "right"))


def _totals(totals: Sequence[TotalLine]) -> Block:
    return stacked(_total(line) for line in totals)


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


def _signature(box: SignatureBox | None) -> Block:
    if box is None:
        return space(0)
    room = _RIGHT_ROOM - 2 * _INSET
    title = ((line, BODY_STRONG) for line in wrapped(box.title, BODY_STRONG, room, 3))
    caption = ((line, SMALL_QUIET) for line in wrapped("\n".join(box.caption), SMALL_QUIET, room, 10))
    said = stacked((space(_INSET), column(MIDDLE + _INSET, title), column(MIDDLE + _INSET, caption), space(_TO_SIGN)))
    return Block(said.height, (*said.marks, Box(MIDDLE, 0, _RIGHT_ROOM, said.height, framed=True)))


def _paragraphs(texts: Iterable[str], room: float, above: float = 4) -> Iterator[Block]:
    """Each paragraph in pieces of a few lines, `above` points of white over the first."""
    for text in texts:
        lines = [(line, SMALL) for line in wrapped(text, SMALL, room)]
        for start in range(0, len(lines), _CHUNK):
            piece = column(LEFT, lines[start : start + _CHUNK])
            yield piece if start else stacked((space(above), piece))
            above = 4
