"""What may be planned, left and taken back, whatever the numbers."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.catalog.errors import NotWhole
from core.catalog.units import expect_whole
from core.kernel.amounts import NOTHING, Quantity, quantity
from core.sales.deliveries import Left, Standing
from core.sales.deliveries.errors import MoreThanDelivered, MoreThanLeft
from core.sales.deliveries.rules import expect_left, expect_plannable, expect_returnable, giving_way
from core.sales.errors import QuantityWrong

MANY = st.decimals(0, 50, places=3).map(quantity)
SOME = MANY.filter(bool)


def standing(ordered: Quantity, delivered: Quantity, planned: Quantity, returned: Quantity = NOTHING) -> Standing:
    return Standing(1, "Radiateur", "RAD", "M", ordered, delivered, planned, returned)


@given(plans=st.lists(MANY, max_size=6), excess=MANY)
def test_the_latest_plans_give_way_by_exactly_so_much(plans: list[Quantity], excess: Quantity) -> None:
    kept = giving_way(dict(enumerate(plans)), excess)
    assert sum(plans) - sum(kept.values()) == min(excess, sum(plans, Decimal(0)))
    assert all(0 <= kept[place] <= plan for place, plan in enumerate(plans))
    touched = [place for place, plan in enumerate(plans) if kept[place] < plan]
    assert all(kept[place] == 0 for place in touched[1:])


@given(ordered=MANY, delivered=MANY, planned=MANY, asked=SOME)
def test_planned_together_is_never_more_than_is_left(
    ordered: Quantity, delivered: Quantity, planned: Quantity, asked: Quantity
) -> None:
    one = standing(ordered, delivered, planned)
    if asked + planned + delivered <= ordered:
        expect_plannable(one, asked)
    else:
        with pytest.raises(MoreThanLeft):
            expect_plannable(one, asked)


@given(delivered=MANY, returned=MANY, asked=SOME)
def test_returned_together_is_never_more_than_was_delivered(
    delivered: Quantity, returned: Quantity, asked: Quantity
) -> None:
    one = standing(delivered, delivered, NOTHING, returned)
    if asked + returned <= delivered:
        expect_returnable(one, asked)
    else:
        with pytest.raises(MoreThanDelivered):
            expect_returnable(one, asked)


@given(delivered=MANY, damaged=MANY, refused=MANY, planned=MANY, most=MANY)
def test_what_is_taken_of_a_line_is_within_its_bounds(
    delivered: Quantity, damaged: Quantity, refused: Quantity, planned: Quantity, most: Quantity
) -> None:
    said = Left(1, delivered, damaged, refused)
    if damaged <= delivered <= most and delivered + refused <= max(planned, most):
        expect_left(said, "Radiateur", unit="M", planned=planned, most=most)
    else:
        with pytest.raises((QuantityWrong, MoreThanLeft)):
            expect_left(said, "Radiateur", unit="M", planned=planned, most=most)


@pytest.mark.parametrize("unit", ["U", "BTE", "PAIRE", "ROUL"])
def test_what_is_counted_one_by_one_moves_whole_but_for_a_part_that_was_ordered(unit: str) -> None:
    for count, most in (("2", "3"), ("2.5", "2.5"), ("1.5", "2.5"), ("2", "2.5")):
        expect_whole("Vanne", unit, quantity(count), most=quantity(most))
    for count, most in (("1.5", "3"), ("0.5", "1"), ("1.001", "5")):
        with pytest.raises(NotWhole):
            expect_whole("Vanne", unit, quantity(count), most=quantity(most))


@pytest.mark.parametrize("unit", ["M", "H", "KG", "FORF", "TOISE"])
def test_what_is_measured_moves_in_any_part(unit: str) -> None:
    expect_whole("Câble", unit, quantity("1.5"), most=quantity("3"))
