"""Long lists, a page at a time."""

from collections.abc import Callable
from typing import Final

from bot.outgoing.screen import Button

PAGE: Final = 8  # things on a page: more do not fit a phone


def page_row(
    page: int, *, more: bool, tap: Callable[[int], str], between: tuple[Button, ...] = ()
) -> tuple[tuple[Button, ...], ...]:
    """The row that leads to the page before and the one after, of those there are; no row when it would be empty.

    Pages count from 0, and `tap` is the data that shows one; `more`: something stands behind this page.
    """
    before = (Button("◀️", tap(page - 1)),) if page > 0 else ()
    after = (Button("▶️", tap(page + 1)),) if more else ()
    row = (*before, *between, *after)
    return (row,) if row else ()
