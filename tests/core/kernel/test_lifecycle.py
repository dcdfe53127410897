"""A lifecycle is its table: each cell of it is a legal step, and no other is."""

from enum import StrEnum
from itertools import product

import pytest

from core.kernel.errors import IllegalTransition
from core.kernel.lifecycle import Lifecycle


class Door(StrEnum):
    OPEN = "open"
    CLOSED = "closed"
    LOCKED = "locked"


class Gesture(StrEnum):
    PUSH = "push"
    PULL = "pull"
    TURN = "turn"


TABLE = {
    (Door.OPEN, Gesture.PUSH): Door.CLOSED,
    (Door.CLOSED, Gesture.PULL): Door.OPEN,
    (Door.CLOSED, Gesture.TURN): Door.LOCKED,
    (Door.LOCKED, Gesture.TURN): Door.CLOSED,
}
DOOR = Lifecycle("door", *((before, action, after) for (before, action), after in TABLE.items()))


@pytest.mark.parametrize(("state", "action"), list(product(Door, Gesture)))
def test_each_cell_is_a_step_or_a_refusal(state: Door, action: Gesture) -> None:
    expected = TABLE.get((state, action))
    assert DOOR.allows(state, action) is (expected is not None)
    assert (action in DOOR.actions(state)) is (expected is not None)
    if expected is not None:
        assert DOOR.after(state, action) is expected
        return
    with pytest.raises(IllegalTransition) as refused:
        DOOR.after(state, action)
    assert (refused.value.document, refused.value.state, refused.value.action) == ("door", state, action)


def test_actions_come_in_the_order_of_the_table() -> None:
    assert list(DOOR.actions(Door.CLOSED)) == [Gesture.PULL, Gesture.TURN]


def test_a_table_with_two_answers_for_one_step_is_refused() -> None:
    with pytest.raises(AssertionError, match="two rows"):
        Lifecycle("door", (Door.OPEN, Gesture.PUSH, Door.CLOSED), (Door.OPEN, Gesture.PUSH, Door.LOCKED))
