"""Placed blocks put on a ReportLab canvas, with the file's metadata."""

from collections.abc import Callable, Iterable
from functools import cache
from io import BytesIO
from typing import Any, Final

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from core.printing.layout.blocks import SHEET_HEIGHT, SHEET_WIDTH, Box, Frame, Picture, Runs, Stroke, Text
from core.printing.layout.faces import BOLD
from core.printing.layout.pages import Page
from core.printing.layout.typography import BODY, GHOST, INK, Printable, Style, printable, runs, width, wrapped
from core.printing.paper import Paper

_WATERMARK: Final = Style(BOLD, 140, 140, GHOST)
_SLOPE: Final = 52.0  # degrees, about the sheet's diagonal
_ACROSS: Final = 640.0  # the most that the watermark may reach, in points
_DASHES: Final = (4, 3)
_DOTS: Final = (0.8, 2.2)


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
    canvas.setFillColor(_colour(_WATERMARK.colour))
    canvas.drawCentredString(0, -size * 0.25, line[0])
    canvas.restoreState()


def _text(canvas: Any, mark: Text, y: float) -> None:
    style = mark.style
    canvas.setFillColor(_colour(style.colour))
    x = mark.x - width(mark.text, style) if mark.align == "right" else mark.x
    _string(canvas, x, y, mark.text, style)
    if style.struck:
        _stroke(
            canvas,
            Stroke(x - 1, 0, width(mark.text, style) + 2, thickness=0.6, colour=style.colour),
            y + style.size * 0.28,
        )


def _string(canvas: Any, x: float, y: float, text: Printable, style: Style) -> None:
    for font, piece in runs(text, style.font):
        canvas.setFont(font, style.size)
        canvas.drawString(x, y, piece)
        x += width(Printable(piece), style)


def _box(canvas: Any, mark: Box, y: float) -> None:
    canvas.setFillColor(_colour(mark.colour))
    canvas.rect(mark.x, y - mark.height, mark.width, mark.height, stroke=0, fill=1)


def _frame(canvas: Any, mark: Frame, y: float) -> None:
    _pen(canvas, mark.thickness, mark.colour, _DASHES if mark.dashed else ())
    canvas.roundRect(mark.x, y - mark.height, mark.width, mark.height, mark.radius)


def _stroke(canvas: Any, mark: Stroke, y: float) -> None:
    _pen(canvas, mark.thickness, mark.colour, _DOTS if mark.dotted else ())
    canvas.line(mark.x, y, mark.x + mark.across, y - mark.down)


def _pen(canvas: Any, thickness: float, colour: int, dashes: tuple[float, ...]) -> None:
    canvas.setLineWidth(thickness)
    canvas.setStrokeColor(_colour(colour))
    canvas.setDash(dashes)


def _picture(canvas: Any, mark: Picture, y: float) -> None:
    canvas.drawImage(mark.image, mark.x, y - mark.height, mark.width, mark.height, mask="auto")


def _runs(canvas: Any, mark: Runs, y: float) -> None:
    """All in one path: one fill, and no seams between its rows."""
    canvas.setFillColor(_colour(INK))
    path, size = canvas.beginPath(), mark.size
    for start, row, count in mark.runs:
        path.rect(mark.x + start * size, y - (row + 1) * size, count * size, size)
    canvas.drawPath(path, stroke=0, fill=1)


@cache
def _colour(rgb: int) -> Any:
    return HexColor(rgb)


_DRAW: Final[dict[type, Callable[[Any, Any, float], None]]] = {
    Text: _text,
    Box: _box,
    Frame: _frame,
    Stroke: _stroke,
    Picture: _picture,
    Runs: _runs,
}
