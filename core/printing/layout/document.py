"""The whole document: what each of its pages holds, the furniture of every page included."""

from collections.abc import Sequence
from typing import Final

from core.i18n import _, language
from core.printing.layout.annex import annex_pages, blank_page
from core.printing.layout.blocks import LEFT, RIGHT, SHEET_HEIGHT, Block, beside, column, rule, space, stacked
from core.printing.layout.closing import closing
from core.printing.layout.drawing import drawn
from core.printing.layout.heading import TOP, heading, reminder
from core.printing.layout.pages import Page, Placed, paginated
from core.printing.layout.table import table
from core.printing.layout.typography import LEGAL, printable, wrapped
from core.printing.paper import Annex, Paper

_FOOT: Final = 24.0  # white under the footer
_LATER_TOP: Final = 30.0
_FOOTER_LINES: Final = 5
_NUMBER_ROOM: Final = 60.0  # for the page's number, at the right of the footer


def pdf(paper: Paper) -> bytes:
    """The paper as an A4 PDF in its language. Pure CPU and no clock: the same paper gives the same bytes."""
    with language(paper.language):
        footer, later = _footer(paper.footer), reminder(paper)
        bottom = SHEET_HEIGHT - _FOOT - footer.height
        blocks = (heading(paper), *table(paper), *closing(paper))
        top = _LATER_TOP + later.height
        pages = _with_annexes(paginated(blocks, TOP, top, bottom), paper.annexes, top, bottom)
        furnished = [
            (*page, *((Placed(_LATER_TOP, later),) if index else ()), _foot(footer, bottom, index + 1, len(pages)))
            for index, page in enumerate(pages)
        ]
    return drawn(furnished, paper)


def _with_annexes(document: Sequence[Page], annexes: Sequence[Annex], top: float, bottom: float) -> tuple[Page, ...]:
    """What is cut out has both sides of its sheet: it is an odd page, and so is the annex after it."""
    pages, cut = [*document], False
    for annex in annexes:
        if (cut or annex.cut_out) and len(pages) % 2:
            pages.append(blank_page(bottom))
        pages += annex_pages(annex, top, bottom)
        cut = annex.cut_out
    return tuple(pages)


def _footer(texts: tuple[str, ...]) -> Block:
    lines = wrapped("\n".join(texts), LEGAL, RIGHT - LEFT - _NUMBER_ROOM, _FOOTER_LINES) or (printable(""),)
    return stacked((space(10), rule(), space(5), column(LEFT, ((line, LEGAL) for line in lines))))


def _foot(footer: Block, y: float, number: int, pages: int) -> Placed:
    text = printable(_("Page {number}/{pages}").format(number=number, pages=pages))
    return Placed(y, beside(footer, stacked((space(10.6 + 5), column(RIGHT, ((text, LEGAL),), "right")))))
