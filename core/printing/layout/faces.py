"""The two weights that pages are set in, known to ReportLab under these names once this module is imported."""

from pathlib import Path
from typing import Final

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

REGULAR: Final = "Lato-Regular"
BOLD: Final = "Lato-Bold"


def _advances(name: str) -> dict[int, float]:
    font = TTFont(name, Path(__file__).parents[1] / "fonts" / f"{name}.ttf")
    pdfmetrics.registerFont(font)
    known = font.face.charToGlyph
    return {code: advance for code, advance in font.face.charWidths.items() if code in known}


ADVANCES: Final = {name: _advances(name) for name in (REGULAR, BOLD)}  # by code point, in thousandths of the size
COVERED: Final = frozenset.intersection(*map(frozenset, ADVANCES.values()))  # what both weights can show
