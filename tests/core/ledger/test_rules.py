"""What is due once credits have paid the oldest, letters, and the days of fiscal years."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.kernel.amounts import ZERO, Amount, amount, total
from core.ledger.rules import Due, OpenLine, dues, letter_code, result_of, sliced, year_around

DAYS = st.dates(date(2026, 1, 1), date(2027, 12, 31))
OPEN_LINES = st.lists(
    st.builds(
        OpenLine,
        due_on=st.none() | DAYS,
        amount=st.integers(-99_999, 99_999).map(lambda cents: amount(Decimal(cents) / 100)),
    )
)


def test_a_payment_is_for_the_oldest() -> None:
    lines = [
        OpenLine(date(2026, 10, 1), amount("100")),
        OpenLine(date(2026, 9, 1), amount("50")),
        OpenLine(None, amount("-70")),
    ]
    assert dues(lines) == ([Due(date(2026, 10, 1), amount("80"))], ZERO)


def test_what_is_paid_beyond_is_credit() -> None:
    assert dues([OpenLine(date(2026, 9, 1), amount("50")), OpenLine(None, amount("-70"))]) == ([], amount("-20"))


def test_a_payment_that_bounced_pays_nothing() -> None:
    lines = [
        OpenLine(date(2026, 9, 1), amount("50")),
        OpenLine(None, amount("-50")),
        OpenLine(None, amount("50")),
    ]
    assert dues(lines) == ([Due(date(2026, 9, 1), amount("50"))], ZERO)


@given(OPEN_LINES)
def test_nothing_is_lost_between_what_is_due_and_what_is_left(lines: list[OpenLine]) -> None:
    due, rest = dues(lines)
    assert amount(total(one.amount for one in due) + rest) == total(line.amount for line in lines)
    assert all(one.amount > 0 for one in due)
    assert [one.on for one in due] == sorted({one.on for one in due})
    assert not (due and rest < 0), "credit is left although something is due"


@given(OPEN_LINES, DAYS)
def test_slices_share_out_all_that_is_due(lines: list[OpenLine], on: date) -> None:
    due, _rest = dues(lines)
    assert total(sliced(due, on)) == total(one.amount for one in due)


@pytest.mark.parametrize(
    ("late", "place"), [(-5, 0), (0, 0), (1, 1), (30, 1), (31, 2), (60, 2), (61, 3), (90, 3), (91, 4)]
)
def test_lateness_falls_into_one_slice(late: int, place: int) -> None:
    on = date(2026, 11, 23)
    found = sliced([Due(on - timedelta(days=late), amount("1"))], on)
    assert found == tuple(amount("1") if here == place else ZERO for here in range(5))


@pytest.mark.parametrize(
    ("number", "code"), [(1, "AAA"), (2, "AAB"), (27, "ABA"), (26**3, "ZZZ"), (26**3 + 1, "AAAA"), (26**3 + 2, "AAAB")]
)
def test_letters_go_on_in_order(number: int, code: str) -> None:
    assert letter_code(number) == code


def test_the_first_year_is_the_calendars_unless_said() -> None:
    assert year_around(date(2026, 11, 23), []) == [(date(2026, 1, 1), date(2026, 12, 31))]


@given(DAYS, DAYS, st.integers(1, 700))
def test_years_that_open_join_those_that_there_are(on: date, starts_on: date, days: int) -> None:
    known = (starts_on, starts_on + timedelta(days=days))
    ordered = sorted([known, *year_around(on, [known])])
    assert any(first <= on <= last for first, last in ordered)
    for before, after in pairwise(ordered):
        assert after[0] == before[1] + timedelta(days=1)


def test_the_result_is_what_classes_6_and_7_come_to() -> None:
    balances: dict[str, Amount] = {"707000": amount("-100"), "627000": amount("5"), "411000": amount("120")}
    assert result_of(balances) == amount("95")
