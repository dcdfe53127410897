"""Placed blocks put on a ReportLab canvas, with the file's metadata."""

from collections.abc import Callable, Iterable
from io import BytesIO
from typing import Any, Final

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from core.printing.layout.blocks import SHEET_HEIGHT, SHEET_WIDTH, Box, Page, Picture, Text
from core.printing.layout.faces import BOLD
from core.printing.layout.typography import BODY, GHOST, Style, printable, width, wrapped
from core.printing.paper import Paper

_WATERMARK: Final = Style(BOLD, 140, 140, GHOST)
_SLOPE: Final = 52.0  # degrees, about the sheet's diagonal
_ACROSS: Final = 640.0  # the most that the watermark may reach, in points
_FRAME: Final = 0.8  # thickness of a frame's line


def drawn(pages: Iterable[Page], paper: Paper) -> bytes:
    """The pages as a PDF file, dated by the paper and not by the clock."""
    target = BytesIO()
    canvas: Any = Canvas(
        target, pagesize=A4, invariant=1, pageCompression=1, lang=paper.language, initialFontName=BODY.font
    )
    _describe(canvas, paper)
    for page in pages:
        _watermark(canvas, paper.watermark)
        for placed in page:
            for mark in placed.block.marks:
                _DRAW[type(mark)](canvas, mark, SHEET_HEIGHT - placed.y - mark.y)
        canvas.showPage()
    canvas.save()
    return target.getvalue()


def _describe(canvas: Any, paper: Paper) -> None:
    canvas.setTitle(printable(f"{paper.kind} {paper.number}"))
    canvas.setAuthor(printable(paper.seller.name))
    canvas.setSubject(printable(paper.subject))
    canvas.setCreator("Carnet")
    canvas.setDateFormatter(lambda *_now: f"D:{paper.issued_on:%Y%m%d}000000Z")


def _watermark(canvas: Any, text: str) -> None:
    """Drawn before the page's own marks and very pale: the text over it keeps its contrast."""
    line = wrapped(text, _WATERMARK, _ACROSS * 2, 1)
    if not line:
        return
    size = min(_WATERMARK.size, _WATERMARK.size * _ACROSS / width(line[0], _WATERMARK))
    canvas.saveState()
    canvas.translate(SHEET_WIDTH / 2, SHEET_HEIGHT / 2)
    canvas.rotate(_SLOPE)
    canvas.setFont(_WATERMARK.font, size)
    canvas.setFillColor(HexColor(_WATERMARK.colour))
    canvas.drawCentredString(0, -size * 0.25, line[0])
    canvas.restoreState()


def _text(canvas: Any, mark: Text, y: float) -> None:
    style = mark.style
    canvas.setFont(style.font, style.size)
    canvas.setFillColor(HexColor(style.colour))
    canvas.drawString(mark.x - width(mark.text, style) if mark.align == "right" else mark.x, y, mark.text)


def _box(canvas: Any, mark: Box, y: float) -> None:
    colour = HexColor(mark.colour)
    if mark.framed:
        canvas.setLineWidth(_FRAME)
        canvas.setStrokeColor(colour)
        canvas.roundRect(mark.x, y - mark.height, mark.width, mark.height, 3)
        return
    canvas.setFillColor(colour)
    canvas.rect(mark.x, y - mark.height, mark.width, mark.height, stroke=0, fill=1)


def _picture(canvas: Any, mark: Picture, y: float) -> None:
    canvas.drawImage(mark.image, mark.x, y - mark.height, mark.width, mark.height, mask="auto")


_DRAW: Final[dict[type, Callable[[Any, Any, float], None]]] = {Text: _text, Box: _box, Picture: _picture}
