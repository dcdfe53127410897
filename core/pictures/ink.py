"""Strokes drawn with a finger, as the picture of a signature."""

from collections.abc import Sequence
from io import BytesIO
from typing import Final

from PIL import Image, ImageDraw

WIDTH: Final = 1000  # a point is (0 … 1000, 0 … 500), whatever the screen it was drawn on
HEIGHT: Final = 500
_PEN: Final = 7
_REDUCED: Final = 2  # the picture is so many times smaller than the drawing: smooth edges, and fine enough on paper

Stroke = Sequence[tuple[int, int]]


def signature_png(strokes: Sequence[Stroke]) -> bytes:
    """Black on white, 500 × 250 pixels. The same strokes give the same bytes. A single point is a dot."""
    paper = Image.new("L", (WIDTH, HEIGHT), 255)
    pen = ImageDraw.Draw(paper)
    for stroke in strokes:
        pen.line(list(stroke), fill=0, width=_PEN, joint="curve")
        for point in (stroke[0], stroke[-1]):
            pen.circle(point, _PEN / 2, fill=0)
    made = BytesIO()
    paper.reduce(_REDUCED).save(made, "PNG", compress_level=6)
    return made.getvalue()
