"""Dealing blocks out to pages, on generated input."""

from itertools import pairwise

from hypothesis import assume, given
from hypothesis import strategies as st

from core.kernel.amounts import Amount, amount
from core.printing.layout.blocks import Block, Heading
from core.printing.layout.pages import Page, paginated

heights = st.lists(st.tuples(st.floats(1, 90), st.booleans(), st.booleans()), max_size=40)
low_heights = st.lists(st.tuples(st.floats(1, 20), st.booleans()), min_size=1, max_size=60)

SUM_HEIGHT = 7.0


def _sum(so_far: Amount) -> Block:
    return Block(SUM_HEIGHT, carried=so_far)


TITLES = Block(9)
HEADING = Heading(TITLES, foot=_sum, head=_sum, carried_height=SUM_HEIGHT)


def _own(page: Page, blocks: list[Block]) -> list[Block]:
    """What the page holds of these blocks."""
    given = {id(block) for block in blocks}
    return [placed.block for placed in page if id(placed.block) in given]


@given(heights)
def test_pages_hold_every_block_once_in_order_and_inside_the_sheet(drawn: list[tuple[float, bool, bool]]) -> None:
    blocks = [Block(height, kept=kept, heading=HEADING if titled else None) for height, kept, titled in drawn]
    pages = paginated(blocks, 20, 10, 110)
    placed = [each for page in pages for each in page if each.block is not TITLES]
    assert [id(each.block) for each in placed] == [id(block) for block in blocks]
    for index, page in enumerate(pages):
        foot = 10.0 if index else 20.0
        for each in page:
            assert each.y >= foot
            foot = each.y + each.block.height
        assert foot <= 110 or len(page) == 1 + (page[0].block is TITLES)


@given(heights)
def test_a_page_that_opens_with_a_row_opens_with_its_titles(drawn: list[tuple[float, bool, bool]]) -> None:
    assume(drawn)
    pages = paginated([Block(height, heading=HEADING) for height, _kept, _titled in drawn], 20, 10, 110)
    assert all(page[0].block is TITLES for page in pages)


@given(low_heights)
def test_a_page_break_between_rows_says_the_same_sum_on_both_sides_inside_the_sheet(
    drawn: list[tuple[float, bool]],
) -> None:
    rows = [
        Block(height, kept=kept, heading=HEADING, carried=amount(index)) for index, (height, kept) in enumerate(drawn)
    ]
    pages = paginated(rows, 20, 10, 110)
    for page, following in pairwise(pages):
        so_far = _own(page, rows)[-1].carried
        assert page[-1].block == _sum(so_far or amount(0))
        assert [placed.block for placed in following[:2]] == [TITLES, page[-1].block]
    assert all(page[-1].y + page[-1].block.height <= 110 for page in pages)
    assert pages[-1][-1].block is rows[-1]


@given(low_heights)
def test_what_is_kept_shares_the_page_of_the_next_wherever_one_page_can_hold_both(
    drawn: list[tuple[float, bool]],
) -> None:
    blocks = [Block(height, kept=index % 2 == 0) for index, (height, _kept) in enumerate(drawn)]
    pages = paginated(blocks, 20, 10, 110)
    for page in pages[:-1]:
        assert not _own(page, blocks)[-1].kept
