"""The top of the first page: who sells, what this is, to whom, under which facts; and the reminder on later pages.

The buyer stands where the window of a French envelope shows it.
"""

from typing import Final

from reportlab.lib.units import mm

from core.i18n import _, day
from core.printing.layout.blocks import LEFT, MIDDLE, RIGHT, Block, beside, column, rule, space, stacked
from core.printing.layout.codes import code
from core.printing.layout.pictures import fitted
from core.printing.layout.typography import (
    BODY,
    BODY_QUIET,
    BODY_STRONG,
    LONG_TITLE,
    NAME,
    NUMBER,
    SMALL_QUIET,
    SMALL_STRONG,
    TITLE,
    Style,
    printable,
    width,
    wrapped,
)
from core.printing.paper import Paper, Party

TOP: Final = 40.0  # of the first page

_WINDOW_TOP: Final = 48 * mm  # where an envelope's window starts to show the sheet
_LEFT_ROOM: Final = MIDDLE - LEFT - 24
_RIGHT_ROOM: Final = RIGHT - MIDDLE
_LOGO: Final = (170.0, 48.0)  # the most that it takes
_FACT_LABELS: Final = 110.0  # the most that their labels may take


def heading(paper: Paper) -> Block:
    """Everything above the table on the first page."""
    title = stacked(
        (
            _title(paper.kind),
            _lines(MIDDLE, paper.number, NUMBER, _RIGHT_ROOM, 2),
        )
    )
    to_window = space(max(18, _WINDOW_TOP - TOP - title.height))
    buyer = _party(MIDDLE, paper.buyer, _RIGHT_ROOM)
    right = (title, to_window, buyer, *_delivery(paper.delivery), code(paper.code, MIDDLE, _RIGHT_ROOM))
    left = (*_logo(paper), _party(LEFT, paper.seller, _LEFT_ROOM), space(16), _facts(paper.facts))
    return stacked((beside(stacked(left), stacked(right)), space(18), *_subject(paper.subject)))


def reminder(paper: Paper) -> Block:
    """What a later page is a page of: kind and number, buyer, day."""
    title, date = printable(f"{paper.kind} {paper.number}"), printable(day(paper.issued_on))
    title_room, date_room = width(title, SMALL_STRONG), width(date, SMALL_QUIET)
    buyer_x = LEFT + title_room + 12
    buyer = wrapped(paper.buyer.name, SMALL_QUIET, max(0, RIGHT - date_room - 12 - buyer_x), 1)
    return stacked(
        (
            beside(
                column(LEFT, ((title, SMALL_STRONG),)),
                column(buyer_x, ((line, SMALL_QUIET) for line in buyer)),
                column(RIGHT, ((date, SMALL_QUIET),), "right"),
            ),
            space(5),
            rule(),
            space(14),
        )
    )


def _title(kind: str) -> Block:
    """On one line, in smaller letters when it takes them."""
    style = TITLE if width(printable(kind), TITLE) <= _RIGHT_ROOM else LONG_TITLE
    return _lines(MIDDLE, kind, style, _RIGHT_ROOM, 2)


def _logo(paper: Paper) -> tuple[Block, ...]:
    picture = fitted(paper.logo, LEFT, *_LOGO) if paper.logo else None
    return (Block(picture.height, (picture,)), space(10)) if picture else ()


def _party(x: float, party: Party, room: float) -> Block:
    return stacked(
        (
            _lines(x, party.name, NAME, room, 3),
            _lines(x, "\n".join(party.address_lines), BODY, room, 8),
            space(4),
            _lines(x, "\n".join(party.details), SMALL_QUIET, room, 8),
        )
    )


def _delivery(place: Party | None) -> tuple[Block, ...]:
    """Smaller than the buyer and under him, out of an envelope's window."""
    if place is None:
        return ()
    caption = _("Lieu de livraison ou d'exécution")
    return (
        space(10),
        rule(x=MIDDLE),
        space(5),
        _lines(MIDDLE, caption, SMALL_QUIET, _RIGHT_ROOM, 1),
        _lines(MIDDLE, place.name, BODY_STRONG, _RIGHT_ROOM, 3),
        _lines(MIDDLE, "\n".join(place.address_lines), BODY, _RIGHT_ROOM, 8),
        _lines(MIDDLE, "\n".join(place.details), SMALL_QUIET, _RIGHT_ROOM, 8),
    )


def _facts(facts: tuple[tuple[str, str], ...]) -> Block:
    labels = [wrapped(label, BODY_QUIET, _FACT_LABELS, 2) for label, _value in facts]
    room = max((width(line, BODY_QUIET) for lines in labels for line in lines), default=0.0) + 12
    rows = (
        beside(
            column(LEFT, ((line, BODY_QUIET) for line in lines)),
            _lines(LEFT + room, value, BODY, _LEFT_ROOM - room, 3),
        )
        for lines, (_label, value) in zip(labels, facts, strict=True)
    )
    return stacked(block for row in rows for block in (row, space(1.5)))


def _subject(subject: str) -> tuple[Block, ...]:
    if not subject.strip():
        return ()
    label = printable(_("Objet"))
    x = LEFT + width(label, BODY_QUIET) + 10
    lines = _lines(x, subject, BODY_STRONG, RIGHT - x, 4)
    return (beside(column(LEFT, ((label, BODY_QUIET),)), lines), space(12))


def _lines(x: float, text: str, style: Style, room: float, limit: int) -> Block:
    return column(x, ((line, style) for line in wrapped(text, style, room, limit)))
