"""Frames to sign in, empty or filled."""

from typing import Final

from core.printing.layout.blocks import Block, Frame, column, space, stacked
from core.printing.layout.pictures import fitted
from core.printing.layout.typography import ACCENT, BODY_STRONG, FRAME, NAME, SMALL_QUIET, Style, wrapped
from core.printing.paper import SignatureBox

_INSET: Final = 9.0
_TO_SIGN: Final = 62.0  # white left under the caption
_PICTURE: Final = (150.0, 46.0)


def signature(box: SignatureBox | None, x: float, room: float, at_least: float = 0) -> Block:
    """The box at `x`, `room` points wide and `at_least` so tall; of no height for none."""
    if box is None:
        return space(0)
    inner = room - 2 * _INSET
    said = stacked(
        (
            space(_INSET),
            *(
                column(x + _INSET, ((line, style) for line in wrapped(text, style, inner, limit)))
                for text, style, limit in _said(box)
            ),
            _ink(box, x + _INSET, inner),
        )
    )
    thickness, colour = (1.2, ACCENT) if box.signed_by else (0.8, FRAME)
    height = max(said.height, at_least)
    return Block(height, (*said.marks, Frame(x, 0, room, height, thickness, colour)))


def _said(box: SignatureBox) -> tuple[tuple[str, Style, int], ...]:
    """Texts, their styles, the most lines they may take."""
    return (box.title, BODY_STRONG, 3), (box.signed_by, NAME, 3), ("\n".join(box.caption), SMALL_QUIET, 10)


def _ink(box: SignatureBox, x: float, room: float) -> Block:
    """Room to sign by hand or, once signed, the picture of the signature if there is one."""
    width, height = _PICTURE
    picture = fitted(box.picture, x, min(width, room), height) if box.picture else None
    if picture:
        return stacked((space(6), Block(picture.height, (picture,)), space(_INSET)))
    return space(_INSET if box.signed_by else _TO_SIGN)
