"""Amounts round half away from zero, once, and never lose a cent in a sum."""

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.kernel import amounts
from core.kernel.amounts import amount, percent, quantity, rate, total, unit_price

DOORS = [(amount, 2), (unit_price, 4), (quantity, 3), (rate, 4)]


@pytest.mark.parametrize(("door", "places"), DOORS)
@given(value=st.decimals(-(10**9), 10**9, places=8))
def test_rounding_is_to_the_nearest_and_away_from_zero_in_the_middle(
    door: Callable[[Any], Decimal], places: int, value: Decimal
) -> None:
    exact = abs(Fraction(value)) * 10**places
    nearest = int(exact + Fraction(1, 2))
    expected = Decimal(nearest if value > 0 else -nearest).scaleb(-places)
    assert door(value) == expected
    assert door(value).as_tuple().exponent == -places


@pytest.mark.parametrize(
    ("value", "expected"),
    [("0.005", "0.01"), ("-0.005", "-0.01"), ("0.0049", "0.00"), ("-0.001", "0.00"), ("2.675", "2.68"), (7, "7.00")],
)
def test_amounts_as_people_round_them(value: str | int, expected: str) -> None:
    assert str(amount(value)) == expected


@given(values=st.lists(st.decimals(-(10**9), 10**9, places=2)))
def test_a_total_is_exact_in_any_order(values: list[Decimal]) -> None:
    cents = sum(int(value * 100) for value in values)
    assert total(map(amount, values)) == total(map(amount, reversed(values))) == Decimal(cents) / 100


@pytest.mark.parametrize(("said", "stored"), [("20", "0.2000"), ("5.5", "0.0550"), ("2.1", "0.0210"), (0, "0.0000")])
def test_a_percentage_is_a_rate(said: str | int, stored: str) -> None:
    assert str(percent(said)) == stored


@pytest.mark.parametrize(
    ("largest", "door", "places"),
    [
        (amounts.LARGEST_AMOUNT, amount, 2),
        (amounts.LARGEST_PRICE, unit_price, 4),
        (amounts.LARGEST_QUANTITY, quantity, 3),
    ],
)
def test_the_largest_values_fit_their_columns(largest: Decimal, door: Callable[[Any], Decimal], places: int) -> None:
    assert door(largest) == largest
    assert largest.scaleb(places) < 2**63
