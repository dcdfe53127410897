"""Which level is due and what being late costs, on any input."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.dunning.rates import Debtor, indemnity, legal_rate, yearly
from core.dunning.rules import (
    LEAST_PAUSE,
    Owing,
    Sent,
    checked_days,
    early_level,
    interest,
    level_due,
    levels_of,
    owings,
    take_off,
)
from core.kernel.amounts import ZERO, Amount, amount, percent, total
from core.kernel.errors import Invalid

DUE = date(2026, 5, 31)
DAYS = st.lists(st.integers(1, 60), min_size=1, max_size=5, unique=True).map(sorted)
CENTS = st.integers(1, 5_000_000).map(lambda cents: amount(Decimal(cents) / 100))


def of_business(on: date) -> object:
    return yearly(Debtor.BUSINESS, on, agreed=None)


def test_the_interest_of_a_business_is_summed_over_half_years_and_rounded_once() -> None:
    """1 200 € due on 31 May 2026, paid on 15 August: 30 days at 12.15 % and 46 at 12.40 %."""
    parts = list(owings(amount(1200), DUE, date(2026, 8, 15), [(date(2026, 8, 15), amount(1200))]))
    assert parts == [Owing(amount(1200), DUE, date(2026, 8, 15))]
    assert interest(parts, of_business) == amount("30.74")  # type: ignore[arg-type]
    assert amount("11.98") + amount("18.75") == amount("30.73"), "rounded twice it would be a cent less"


def test_nothing_runs_on_the_due_day_and_one_day_the_day_after() -> None:
    assert list(owings(amount(1000), DUE, DUE, [])) == []
    (one,) = owings(amount(1000), DUE, DUE + timedelta(days=1), [])
    assert interest([one], of_business) == amount(Decimal("121.5") / 365)  # type: ignore[arg-type]


@given(CENTS, st.lists(st.tuples(st.integers(-20, 300), st.integers(0, 100)), max_size=5), st.integers(0, 400))
def test_what_is_paid_bears_interest_until_its_day_and_no_longer(
    payable: Amount, shares: list[tuple[int, int]], days: int
) -> None:
    """Day by day: what was owed on each, at the rate of that day."""
    until, left, settled = DUE + timedelta(days=days), payable, []
    for after, share in sorted(shares):
        part = amount(left * share / 100)
        settled.append((DUE + timedelta(days=after), part))
        left = amount(left - part)
    exact = Decimal(0)
    for number in range(1, days + 1):
        on = DUE + timedelta(days=number)
        owed = payable - sum((part for day, part in settled if day < on), Decimal(0))
        exact += owed * yearly(Debtor.BUSINESS, on, agreed=None) / 365
    assert interest(list(owings(payable, DUE, until, settled)), of_business) == amount(exact)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("debtor", "on", "agreed", "rate"),
    [
        (Debtor.BUSINESS, date(2026, 7, 1), None, "12.40"),
        (Debtor.BUSINESS, date(2026, 6, 30), None, "12.15"),
        (Debtor.BUSINESS, date(2026, 7, 1), "8.25", "8.25"),  # three times the legal rate is enough
        (Debtor.BUSINESS, date(2026, 7, 1), "8.24", "12.40"),  # less is not, and the law's own rate takes its place
        (Debtor.PUBLIC, date(2026, 7, 1), "15", "10.40"),
        (Debtor.CONSUMER, date(2026, 7, 1), "15", "2.75"),
        (Debtor.BUSINESS, date(2027, 3, 1), None, "12.40"),  # not published yet: the newest one known
    ],
)
def test_the_rate_follows_who_owes_and_when(debtor: Debtor, on: date, agreed: str | None, rate: str) -> None:
    assert yearly(debtor, on, agreed=percent(agreed) if agreed else None) == percent(rate)


def test_forty_euros_are_a_business_matter() -> None:
    assert indemnity(Debtor.BUSINESS, DUE) == indemnity(Debtor.PUBLIC, DUE) == amount(40)
    assert indemnity(Debtor.CONSUMER, DUE) == ZERO
    assert legal_rate(date(2026, 1, 1)) == percent("2.62")


@given(DAYS, st.booleans(), st.lists(st.integers(-10, 12), min_size=1, max_size=120), st.booleans())
def test_each_level_leaves_once_in_order_never_before_its_day(
    days: list[int], formal: bool, steps: list[int], early: bool
) -> None:
    levels, sent, today = levels_of(days, formal=formal), list[Sent](), DUE - timedelta(days=5)
    for step in steps:
        today += timedelta(days=max(step, 0))
        reads = early_level if early else level_due
        level = reads(levels, sent, due_on=DUE, today=today)
        if level is None:
            continue
        assert today > DUE
        assert level.number == len(sent) + 1, "none is left out and none comes twice"
        if not early or level.formal:
            assert today >= DUE + timedelta(days=level.days)
        assert all((today - one.on).days >= 1 for one in sent), "never twice on one day"
        sent.append(Sent(level.number, today, level.formal))


def test_levels_that_wait_together_leave_some_days_apart() -> None:
    levels, today = levels_of((3, 10, 20, 30), formal=True), DUE + timedelta(days=90)
    assert level_due(levels, [], due_on=DUE, today=today) == levels[0]
    first = [Sent(1, today)]
    assert level_due(levels, first, due_on=DUE, today=today + timedelta(days=LEAST_PAUSE - 1)) is None
    assert level_due(levels, first, due_on=DUE, today=today + timedelta(days=LEAST_PAUSE)) == levels[1]


def test_a_formal_notice_is_never_sent_before_its_day_even_if_somebody_wants_it() -> None:
    levels, sent = levels_of((3, 30), formal=True), [Sent(1, DUE + timedelta(days=3))]
    assert early_level(levels, sent, due_on=DUE, today=DUE + timedelta(days=29)) is None
    assert early_level(levels, sent, due_on=DUE, today=DUE + timedelta(days=30)) == levels[1]


def test_after_a_formal_notice_nothing_follows_whatever_levels_are_added() -> None:
    sent = [Sent(2, DUE + timedelta(days=30), formal=True)]
    assert level_due(levels_of((3, 10, 20, 40), formal=True), sent, due_on=DUE, today=date(2027, 1, 1)) is None


def test_fewer_levels_than_have_left_lose_no_invoice() -> None:
    """Two reminders have left, then the company keeps one and a formal notice."""
    sent = [Sent(1, DUE + timedelta(days=3)), Sent(2, DUE + timedelta(days=10))]
    levels = levels_of([5, 15], formal=True)
    assert level_due(levels, sent, due_on=DUE, today=DUE + timedelta(days=14)) is None
    last = level_due(levels, sent, due_on=DUE, today=DUE + timedelta(days=15))
    assert last is not None
    assert (last.formal, last.number) == (True, 3)
    done = [*sent, Sent(3, DUE + timedelta(days=15), formal=True)]
    assert level_due(levels, done, due_on=DUE, today=DUE + timedelta(days=99)) is None
    assert level_due(levels_of([5, 15], formal=False), sent, due_on=DUE, today=DUE + timedelta(days=99)) is None


@pytest.mark.parametrize("wrong", [[], [0, 3], [3, 3], [10, 3], [3, 400], [1, 2, 3, 4, 5, 6, 7]])
def test_days_grow_from_the_day_after_the_due_one(wrong: list[int]) -> None:
    with pytest.raises(Invalid) as refused:
        checked_days(wrong)
    assert refused.value.field == "dunning_days"


@given(CENTS, st.lists(CENTS, max_size=6))
def test_what_a_customer_has_with_us_is_taken_off_once_the_oldest_first(credit: Amount, lefts: list[Amount]) -> None:
    taken = take_off(credit, lefts)
    assert total(taken) == min(credit, total(lefts))
    assert all(ZERO <= one <= left for one, left in zip(taken, lefts, strict=True))
    bare = [left - one for one, left in zip(taken, lefts, strict=True)]
    assert all(not bare[place] or not any(taken[place + 1 :]) for place in range(len(bare)))
