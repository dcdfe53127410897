"""How blocks are dealt out to pages: what stays together, what is repeated, what is carried over."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from core.printing.layout.blocks import Block, Heading


@dataclass(frozen=True)
class Placed:
    """A block on its page, its top `y` points under the top of the sheet."""

    y: float
    block: Block


Page = tuple[Placed, ...]
_Group = Sequence[Block]  # blocks that stay together


def paginated(blocks: Sequence[Block], first_top: float, top: float, bottom: float) -> tuple[Page, ...]:
    """Deal blocks out to pages that start at `first_top`, then `top`, and end at `bottom`; always at least one page.

    Where a page ends between two rows of one heading, the sum so far closes it and opens the next.
    """
    pages: list[list[Placed]] = [[]]
    y, last = first_top, Block(0)
    for group, following in pairwise((*_groups(blocks, bottom - max(first_top, top)), ())):
        above = _repeated(group[0].heading) if group[0].heading is not last.heading else ()
        placed = _placed(y, (*above, *group))
        if _end(placed) + _reserved(group, following) > bottom and pages[-1]:
            foot, head = _carried(last, group[0])
            pages[-1].extend(_placed(y, foot))
            pages.append([])
            placed = _placed(top, (*_repeated(group[0].heading), *head, *group))
        pages[-1].extend(placed)
        y, last = _end(placed), group[-1]
    return tuple(map(tuple, pages))


def _groups(blocks: Sequence[Block], room: float) -> Iterator[_Group]:
    """Runs of blocks that stay together, given up where they would not fit on one page."""
    start = 0
    for end, block in enumerate(blocks, 1):
        if block.kept and end < len(blocks):
            continue
        run = blocks[start:end]
        start = end
        heading = run[0].heading
        around = _height(_repeated(heading)) + 2 * heading.carried_height if heading else 0.0
        if _height(run) + around <= room:
            yield run
        else:
            yield from ([b] for b in run)


def _repeated(heading: Heading | None) -> _Group:
    return (heading.titles,) if heading else ()


def _reserved(group: _Group, following: _Group) -> float:
    """Room for the sum, should the page end after this group."""
    heading = _cut(group[-1], following[0]) if following else None
    return heading.carried_height if heading else 0.0


def _carried(last: Block, following: Block) -> tuple[_Group, _Group]:
    """What closes the page and what opens the next, where a page break comes between these two."""
    heading = _cut(last, following)
    if heading is None or last.carried is None:
        return (), ()
    return (heading.foot(last.carried),), (heading.head(last.carried),)


def _cut(last: Block, following: Block) -> Heading | None:
    """The heading whose amounts a page break between these two would cut, if any."""
    return last.heading if last.carried is not None and last.heading is following.heading else None


def _placed(y: float, blocks: _Group) -> Page:
    tops = accumulate((block.height for block in blocks), initial=y)
    return tuple(map(Placed, tops, blocks))


def _end(page: Page) -> float:
    return page[-1].y + page[-1].block.height


def _height(blocks: _Group) -> float:
    return sum(block.height for block in blocks)
