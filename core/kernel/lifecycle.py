"""A document's lifecycle, declared as the rows of a table."""

from collections.abc import Iterator
from enum import StrEnum
from typing import Generic, TypeVar

from core.kernel.errors import IllegalTransition

S = TypeVar("S", bound=StrEnum)
A = TypeVar("A", bound=StrEnum)


class Lifecycle(Generic[S, A]):
    """The legal steps of one kind of document: rows of (from, action, to).

    The table is the only place that knows them; it gives the buttons, the diagrams and the tests of every cell.
    """

    def __init__(self, document: str, *rows: tuple[S, A, S]) -> None:
        self.document = document
        self.rows = rows
        self._next = {(state, action): after for state, action, after in rows}
        assert len(self._next) == len(rows), f"{document}: two rows for one (state, action)"

    def after(self, state: S, action: A) -> S:
        """The state that follows; raises IllegalTransition when the table has no such row."""
        try:
            return self._next[state, action]
        except KeyError:
            raise IllegalTransition(self.document, state, action) from None

    def allows(self, state: S, action: A) -> bool:
        return (state, action) in self._next

    def actions(self, state: S) -> Iterator[A]:
        """The actions open in a state, in the table's order."""
        return (action for before, action, _ in self.rows if before is state)
