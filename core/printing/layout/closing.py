"""What ends a document: its sums, how to pay, conditions, where to sign."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import accumulate
from typing import Final

from core.printing.layout.blocks import LEFT, LEFT_ROOM, MIDDLE, RIGHT, Block, beside, shifted, space, stacked
from core.printing.layout.photos import photos
from core.printing.layout.signing import signature
from core.printing.layout.sums import deducted, taxes, totals
from core.printing.layout.terms import conditions, mentions, notes, payment, reserves
from core.printing.paper import Paper, SignatureBox

_RIGHT_ROOM: Final = RIGHT - MIDDLE
_ABOVE: Final = 16.0  # white over each part
_BETWEEN: Final = 7.0  # white between terms in one column
_BESIDE: Final = 200.0  # terms that would reach further take the whole width
_SHORT: Final = 160.0  # what a page break does not cut

_Part = tuple[Block, ...]


def closing(paper: Paper) -> _Part:
    """Sums with the signature beside short terms; longer terms flow after it. A contract that both sign ends so."""
    sums = beside(stacked((taxes(paper.taxes), deducted(paper.deducted))), totals(paper.totals))
    if paper.seller_signature:
        flowing = [*_lowered((sums,), _ABOVE), *_signed_by_both(paper, paper.seller_signature)]
    else:
        flowing = [*_signed_by_one(paper, sums)]
    flowing += _lowered(photos(paper.photos), _ABOVE)
    if paper.mentions:
        flowing[-1] = replace(flowing[-1], kept=True)  # small print is never alone on a page
    return (*flowing, *_together(_lowered(mentions(paper.mentions, RIGHT - LEFT), _BETWEEN)))


def _signed_by_one(paper: Paper, sums: Block) -> Iterator[Block]:
    """The first terms stand in the left column beside the box, as many as fit."""
    narrow = _terms(paper, LEFT_ROOM)
    reached = accumulate(_BETWEEN + sum(block.height for block in term) for term in narrow)
    aside = sum(1 for height in reached if height <= _BESIDE) if paper.signature else 0
    signing = beside(signature(paper.signature, MIDDLE, _RIGHT_ROOM), _column(narrow[:aside]))
    yield stacked(block for part in (sums, signing) if part.height for block in (space(_ABOVE), part))
    yield from _flowing(_terms(paper, RIGHT - LEFT)[aside:])


def _signed_by_both(paper: Paper, seller: SignatureBox) -> Iterator[Block]:
    """Terms come first, in two columns where they are short: both sign what they have read."""
    boxes = (seller, LEFT, LEFT_ROOM), (paper.signature, MIDDLE, _RIGHT_ROOM)
    tallest = max(signature(*box).height for box in boxes)
    signing = stacked((space(_ABOVE), beside(*(signature(*box, at_least=tallest) for box in boxes))))
    said = reserves(paper.reserves, _RIGHT_ROOM), conditions(paper.conditions, _RIGHT_ROOM)
    words = _said(*said, notes(paper.notes, _RIGHT_ROOM))
    terms = beside(_column(_said(payment(paper.payment))), shifted(_column(words), MIDDLE - LEFT))
    if terms.height <= _BESIDE:
        yield stacked((space(_ABOVE), terms, signing))
        return
    *before, last = _flowing(_terms(paper, RIGHT - LEFT))
    yield from (*before, replace(last, kept=True), signing)


def _flowing(terms: Sequence[_Part]) -> Iterator[Block]:
    return (block for term in terms for block in _together(_lowered(term, _ABOVE)))


def _terms(paper: Paper, room: float) -> tuple[_Part, ...]:
    """Reserves come first: whoever signs signs them."""
    said = reserves(paper.reserves, room), payment(paper.payment)
    return _said(*said, conditions(paper.conditions, room), notes(paper.notes, room))


def _said(*parts: _Part) -> tuple[_Part, ...]:
    """Those that say something."""
    return tuple(part for part in parts if part)


def _column(parts: Sequence[_Part]) -> Block:
    return stacked(block for i, part in enumerate(parts) for block in _lowered(part, _BETWEEN if i else 0))


def _together(part: _Part) -> _Part:
    """The part in one piece where it is short: a page break in it would leave a few lines."""
    return (stacked(part),) if part and sum(block.height for block in part) <= _SHORT else part


def _lowered(part: _Part, by: float) -> _Part:
    """The part with white above it, if it says something."""
    if not part:
        return ()
    return replace(stacked((space(by), part[0])), kept=part[0].kept), *part[1:]
