"""A QR code drawn as rectangles: sharp at any size, and a few hundred bytes of the file."""

from collections.abc import Iterator
from functools import lru_cache
from itertools import groupby
from typing import Final

import segno

from core.printing.layout.blocks import Block, Runs, column, space, stacked
from core.printing.layout.typography import SMALL_QUIET, wrapped

SIDE: Final = 62.0


def code(text: str, x: float, room: float) -> Block:
    """The code with its text under it; of no height for no text. Raises ValueError for far too much of it."""
    if not text:
        return space(0)
    said = column(x, ((line, SMALL_QUIET) for line in wrapped(text, SMALL_QUIET, room, 2)))
    return stacked((space(10), square(text, x), space(2), said))


def square(content: str | bytes, x: float, *, boost: bool = True) -> Block:
    """The code alone, its left edge at `x`; `boost` corrects more errors where that takes no more room.

    Raises ValueError for far too much of it.
    """
    across, runs = _drawn(content, boost)
    return Block(SIDE, (Runs(x, 0, SIDE / across, runs),))


@lru_cache(maxsize=8)
def _drawn(content: str | bytes, boost: bool) -> tuple[int, tuple[tuple[int, int, int], ...]]:
    """How many modules it has on a side, and its dark runs: column, row, width."""
    rows = [bytes(row) for row in segno.make_qr(content, error="m", boost_error=boost).matrix]
    return len(rows), tuple((start, index, width) for index, row in enumerate(rows) for start, width in _dark(row))


def _dark(row: bytes) -> Iterator[tuple[int, int]]:
    """Where each dark run starts and how many modules it has."""
    start = 0
    for dark, run in groupby(row):
        width = len(list(run))
        if dark:
            yield start, width
        start += width
