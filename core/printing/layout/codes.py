"""A QR code drawn as rectangles: sharp at any size, and a few hundred bytes of the file."""

from collections.abc import Iterator
from itertools import groupby
from typing import Final

import segno

from core.printing.layout.blocks import Block, Box, column, space, stacked
from core.printing.layout.typography import INK, SMALL_QUIET, wrapped

_SIDE: Final = 62.0


def code(text: str, x: float, room: float) -> Block:
    """The code with its text under it; of no height for no text. Raises ValueError for far too much of it."""
    if not text:
        return space(0)
    modules = [bytes(row) for row in segno.make_qr(text, error="m").matrix]
    size = _SIDE / len(modules)
    marks = (
        Box(x + start * size, index * size, width * size, size, INK)
        for index, row in enumerate(modules)
        for start, width in _dark(row)
    )
    said = column(x, ((line, SMALL_QUIET) for line in wrapped(text, SMALL_QUIET, room, 2)))
    return stacked((space(10), Block(_SIDE, tuple(marks)), space(2), said))


def _dark(row: bytes) -> Iterator[tuple[int, int]]:
    """Where each dark run starts and how many modules it has."""
    start = 0
    for dark, run in groupby(row):
        width = len(list(run))
        if dark:
            yield start, width
        start += width
