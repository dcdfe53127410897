"""Small photos in rows, each over its words, under all that is said."""

from collections.abc import Sequence
from typing import Final

from core.i18n import _
from core.printing.layout.blocks import LEFT, RIGHT, Block, beside, column, shifted, space, stacked, titled
from core.printing.layout.pictures import photo
from core.printing.layout.typography import COLUMN_TITLE, SMALL_QUIET, printable, wrapped
from core.printing.paper import Photo

_ACROSS: Final = 4
_GAP: Final = 10.0
_WIDTH: Final[float] = (RIGHT - LEFT - (_ACROSS - 1) * _GAP) / _ACROSS
_TALL: Final = 120.0
_LINES: Final = 6  # under a photo


def photos(taken: Sequence[Photo]) -> tuple[Block, ...]:
    """A block for each row; bytes that are no picture leave no gap."""
    cells = [
        stacked((Block(picture.height, (picture,)), *_words(one.caption)))
        for one in taken
        if (picture := photo(one.content, 0, _WIDTH, _TALL))
    ]
    rows = (cells[start : start + _ACROSS] for start in range(0, len(cells), _ACROSS))
    return titled(printable(_("Photos")), COLUMN_TITLE, RIGHT - LEFT, map(_row, rows))


def _words(caption: str) -> tuple[Block, ...]:
    lines = wrapped(caption, SMALL_QUIET, _WIDTH, _LINES)
    return (space(2), column(0, ((line, SMALL_QUIET) for line in lines))) if lines else ()


def _row(cells: Sequence[Block]) -> Block:
    placed = (shifted(cell, LEFT + index * (_WIDTH + _GAP)) for index, cell in enumerate(cells))
    return stacked((space(3), beside(*placed), space(_GAP)))
