"""Payment terms: which codes there are, the days they lead to, and payments that sum to what is due."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.kernel.amounts import amount
from core.kernel.errors import Invalid
from core.kernel.terms import LONGEST, MOST_PAYMENTS, EndOfMonth, PaymentTerms, checked_terms, read_terms, schedule

MONDAY = date(2026, 11, 23)
THEN_END, THEN_DAYS = EndOfMonth.DAYS_THEN_END, EndOfMonth.END_THEN_DAYS
GROSS = amount("1000")


@pytest.mark.parametrize(
    ("code", "terms"),
    [
        ("COMPTANT", PaymentTerms()),
        ("30J", PaymentTerms(days=30)),
        ("45J_FDM", PaymentTerms(days=45, end_of_month=True)),
        ("3X", PaymentTerms(payments=3)),
    ],
)
def test_a_code_says_days_end_of_month_and_payments(code: str, terms: PaymentTerms) -> None:
    assert read_terms(code) == terms


@pytest.mark.parametrize("code", ["61J", "46J_FDM", "60J_FDM", "0X", "13X", "30", "30j", "30J ", "", "3X_FDM"])
def test_what_is_no_code_or_longer_than_the_law_allows_is_refused(code: str) -> None:
    with pytest.raises(Invalid):
        read_terms(code)


def test_no_terms_are_terms_of_nobody() -> None:
    assert checked_terms("") == ""


@pytest.mark.parametrize(
    ("code", "on", "reading", "due"),
    [
        ("COMPTANT", MONDAY, THEN_END, MONDAY),
        ("30J", MONDAY, THEN_END, date(2026, 12, 23)),
        ("30J_FDM", MONDAY, THEN_END, date(2026, 12, 31)),
        ("30J_FDM", MONDAY, THEN_DAYS, date(2026, 12, 30)),
        ("45J_FDM", date(2027, 1, 15), THEN_END, date(2027, 3, 31)),
        ("30J_FDM", date(2028, 1, 30), THEN_END, date(2028, 2, 29)),
    ],
)
def test_end_of_month_is_read_as_the_company_reads_it(code: str, on: date, reading: EndOfMonth, due: date) -> None:
    assert [payment.on for payment in schedule(code, GROSS, on, reading)] == [due]


def test_three_payments_fall_on_the_same_day_of_three_months_or_on_their_last() -> None:
    payments = schedule("3X", GROSS, date(2026, 12, 31), THEN_END)
    assert [(payment.on, payment.amount) for payment in payments] == [
        (date(2026, 12, 31), amount("333.34")),
        (date(2027, 1, 31), amount("333.33")),
        (date(2027, 2, 28), amount("333.33")),
    ]


@given(
    st.one_of(
        st.integers(0, LONGEST).map("{}J".format),
        st.integers(0, 45).map("{}J_FDM".format),
        st.integers(1, MOST_PAYMENTS).map("{}X".format),
    ),
    st.decimals("0", "999999", places=2),
    st.dates(date(2020, 1, 1), date(2040, 1, 1)),
    st.sampled_from(EndOfMonth),
)
def test_payments_sum_to_the_cent_and_none_is_due_before_the_day(
    code: str, gross: object, on: date, reading: EndOfMonth
) -> None:
    due = amount(str(gross))
    payments = schedule(code, due, on, reading)
    assert sum(payment.amount for payment in payments) == due
    days = [payment.on for payment in payments]
    assert days == sorted(set(days))
    assert on <= days[0] <= on + timedelta(days=LONGEST + 31)
