"""The serial numbers that are typed for what was delivered."""

from decimal import Decimal

import pytest

from bot.deliveries.left_lines import LeftLine


def _asked(*lots: str) -> LeftLine:
    three = Decimal(3)
    return LeftLine(1, "Chaudière", "CH", "u", three, three, three, pieces=Decimal(1), lots=lots)


@pytest.mark.parametrize("typed", ["A1 A2 A2", "A1, A2, A2", "A1\nA2\nA2"])
def test_a_number_that_comes_twice_is_named(typed: str) -> None:
    assert _asked().twice(typed) == ["A2"]


def test_a_number_that_was_said_before_is_named() -> None:
    assert _asked("A1", "A2").twice("A2") == ["A2"]


def test_all_of_them_said_again_take_the_place_of_those_before() -> None:
    asked = _asked("A1", "A2")
    assert asked.twice("A1 A2 B7") == []
    assert asked.numbered("A1 A2 B7").lots == ["A1", "A2", "B7"]


def test_what_lacks_is_beside_those_before() -> None:
    assert _asked("A1", "A2").numbered("B7").lots == ["A1", "A2", "B7"]


def test_one_number_may_have_spaces() -> None:
    assert _asked("A1", "A2").numbered("B 7 X").lots == ["A1", "A2", "B 7 X"]
