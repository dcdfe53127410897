"""The faces that pages are set in, known to ReportLab under these names once they are read.

Two weights of Lato, read when this module is imported; and one face of Chinese, Japanese and Korean signs, read when a
text first has one that Lato lacks.
"""

from functools import cache
from pathlib import Path
from typing import Final

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

REGULAR: Final = "Lato-Regular"
BOLD: Final = "Lato-Bold"
FALLBACK: Final = "DroidSansFallback"


@cache
def fallback() -> dict[int, float]:
    """The advances of the third face, by code point."""
    return _advances(FALLBACK)


class _Advances(dict[int, float]):
    """A sign that the face lacks is as wide as in the third one."""

    def __missing__(self, code: int) -> float:
        return fallback()[code]


def _advances(name: str) -> dict[int, float]:
    font = TTFont(name, Path(__file__).parents[1] / "fonts" / f"{name}.ttf")
    pdfmetrics.registerFont(font)
    known = font.face.charToGlyph
    return {code: advance for code, advance in font.face.charWidths.items() if code in known}


ADVANCES: Final = {name: _Advances(_advances(name)) for name in (REGULAR, BOLD)}  # in thousandths of the size
COVERED: Final = frozenset.intersection(*map(frozenset, ADVANCES.values()))  # what both weights can show
