"""How to pay, and what is agreed in words: conditions, notes, legal mentions."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from core.i18n import _, day, money
from core.printing.layout.blocks import LEFT, LEFT_ROOM, MIDDLE, RIGHT, Block, beside, column, space, stacked, titled
from core.printing.layout.codes import SIDE, square
from core.printing.layout.typography import (
    COLUMN_TITLE,
    LEGAL,
    SMALL,
    SMALL_QUIET,
    SMALL_STRONG,
    Style,
    printable,
    width,
    wrapped,
)
from core.printing.paper import BankAccount, Instalment, Payment

_CHUNK: Final = 5  # lines of a paragraph that a page break leaves together
_BETWEEN: Final = 4.0  # paragraphs
_GAP: Final = 10.0  # between the columns of a schedule
_NARROWEST: Final = 42.0  # label of a schedule
_APART: Final = 16.0  # two codes: neither may be taken for a part of the other
_BANK_LABELS: Final = 42.0


def payment(how: Payment | None) -> tuple[Block, ...]:
    """Terms, schedule and account, in the left column; what a phone reads beside them."""
    if how is None:
        return ()
    said = _paragraphs(how.terms.splitlines(), SMALL, LEFT_ROOM), _schedule(how.schedule), _account(how.account)
    parts = tuple(block for part in said for block in part)
    codes = [_code(code, label) for code, label in _to_scan(how) if code]
    if codes:
        apart = [block for code in codes for block in (space(_APART), code)][1:]
        parts = (beside(stacked(parts), stacked((*apart, space(_BETWEEN)))),)
    return titled(printable(_("Règlement")), COLUMN_TITLE, LEFT_ROOM, parts)


def conditions(texts: Sequence[str], room: float) -> tuple[Block, ...]:
    return titled(printable(_("Conditions")), COLUMN_TITLE, room, _paragraphs(texts, SMALL, room))


def notes(text: str, room: float) -> tuple[Block, ...]:
    return titled(printable(_("Notes")), COLUMN_TITLE, room, _paragraphs(text.splitlines(), SMALL, room))


def reserves(text: str, room: float) -> tuple[Block, ...]:
    """What the receiver remarks."""
    return titled(printable(_("Réserves")), COLUMN_TITLE, room, _paragraphs(text.splitlines(), SMALL, room))


def mentions(texts: Sequence[str], room: float) -> tuple[Block, ...]:
    """Small print, without a title."""
    return tuple(_paragraphs(texts, LEGAL, room))


def _paragraphs(texts: Iterable[str], style: Style, room: float) -> Iterator[Block]:
    """Each paragraph in pieces of a few lines, with white under the last."""
    for text in texts:
        lines = [(line, style) for line in wrapped(text, style, room)]
        for start in range(0, len(lines), _CHUNK):
            piece = column(LEFT, lines[start : start + _CHUNK])
            yield piece if start + _CHUNK < len(lines) else stacked((piece, space(_BETWEEN)))


def _schedule(schedule: Sequence[Instalment]) -> tuple[Block, ...]:
    """What is due, when, how much; figures and days as wide as they need, labels take the rest."""
    said = [(each.label, day(each.due_on) if each.due_on else "", money(each.amount)) for each in schedule]
    days, amounts = (
        max((width(printable(row[i]), style) for row in said), default=0.0)
        for i, style in ((1, SMALL_QUIET), (2, SMALL_STRONG))
    )
    day_end = LEFT + LEFT_ROOM - amounts - _GAP
    rows = (
        beside(
            _label(label, day_end - LEFT - (days + _GAP if due else 0)),
            column(day_end, ((printable(due), SMALL_QUIET),), "right"),
            column(LEFT + LEFT_ROOM, ((printable(amount), SMALL_STRONG),), "right"),
        )
        for label, due, amount in said
    )
    return (*(stacked((row, space(2))) for row in rows), space(_BETWEEN)) if said else ()


def _label(text: str, room: float) -> Block:
    return column(LEFT, ((line, SMALL) for line in wrapped(text, SMALL, max(_NARROWEST, room), 4)))


def _account(account: BankAccount | None) -> tuple[Block, ...]:
    if account is None:
        return ()
    said = ((_("Titulaire"), account.holder), (_("IBAN"), _grouped(account.iban)), (_("BIC"), account.bic))
    rows = (
        beside(
            column(LEFT, ((printable(label), SMALL_QUIET),)),
            column(LEFT + _BANK_LABELS, ((line, SMALL) for line in wrapped(value, SMALL, LEFT_ROOM - _BANK_LABELS, 3))),
        )
        for label, value in said
        if value.strip()
    )
    return (stacked((*rows, space(_BETWEEN))),)


def _to_scan(how: Payment) -> tuple[tuple[str, str], ...]:
    """What a bank's application reads, then what a camera does, each with its words."""
    return (how.code, how.code_label), (how.link, how.link_label)


def _code(code: str, label: str) -> Block:
    """Something to scan, what it is beside it, in the right column."""
    x = MIDDLE + SIDE + _GAP
    said = column(x, ((line, SMALL_QUIET) for line in wrapped(label, SMALL_QUIET, RIGHT - x, 5)))
    return beside(square(code.encode(), MIDDLE, boost=False), said)


def _grouped(iban: str) -> str:
    """In groups of four, as people check it; never broken between two lines where it fits in one."""
    signs = "".join(iban.split())
    return "\N{NO-BREAK SPACE}".join(signs[i : i + 4] for i in range(0, len(signs), 4))
