"""Numbers follow one another without a gap or a repeat, whoever takes them and whatever fails."""

import asyncio
from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from core.numbering import DateWentBack, number_ending, number_said, take_number
from core.permissions import Actor
from core.uow import Work
from tests.companies import an_owner, two_companies

TODAY = date(2026, 11, 23)


class Crash(Exception):
    """The transaction fails after it took its number."""


async def take(work: Work, owner: Actor, *, on: date = TODAY, crash: bool = False) -> str:
    async with work.begin(owner) as uow:
        number = await take_number(uow, "quote", on=on)
        await asyncio.sleep(0)
        if crash:
            raise Crash
    return number


async def test_numbers_bear_year_and_month_and_count_the_year(work: Work) -> None:
    owner = await an_owner(work)
    days = [date(2026, 10, 31), date(2026, 11, 2), date(2026, 12, 31), date(2027, 1, 1), date(2027, 1, 1)]
    taken = [await take(work, owner, on=day) for day in days]
    assert taken == ["DE2610-0001", "DE2611-0002", "DE2612-0003", "DE2701-0001", "DE2701-0002"]


async def test_each_company_counts_by_itself(work: Work) -> None:
    first, second = await two_companies(work)
    assert [await take(work, owner) for owner in (first, second, first)] == [
        "DE2611-0001",
        "DE2611-0001",
        "DE2611-0002",
    ]


async def test_a_date_before_the_last_number_is_refused_and_takes_nothing(work: Work) -> None:
    owner = await an_owner(work)
    await take(work, owner)
    with pytest.raises(DateWentBack) as refused:
        await take(work, owner, on=TODAY - timedelta(days=1))
    assert (refused.value.last, refused.value.asked) == (TODAY, TODAY - timedelta(days=1))
    assert await take(work, owner) == "DE2611-0002"


async def test_several_numbers_in_one_transaction_follow_one_another(work: Work) -> None:
    owner = await an_owner(work)
    async with work.begin(owner) as uow:
        assert [await take_number(uow, "quote", on=TODAY) for _ in range(3)] == [f"DE2611-000{n}" for n in (1, 2, 3)]


async def test_takers_at_the_same_time_leave_no_gap_even_when_some_crash(work: Work) -> None:
    owner = await an_owner(work)
    attempts = [take(work, owner, crash=n % 3 == 0) for n in range(24)]
    eight_at_once = [attempts[start : start + 8] for start in range(0, len(attempts), 8)]
    results = [await asyncio.gather(*batch, return_exceptions=True) for batch in eight_at_once]
    taken = [result for batch in results for result in batch if isinstance(result, str)]
    failed = [result for batch in results for result in batch if not isinstance(result, str)]
    assert all(isinstance(failure, Crash) for failure in failed), failed
    assert sorted(taken) == [f"DE2611-{n:04d}" for n in range(1, len(taken) + 1)]
    assert len(taken) == 16


@hypothesis_settings(max_examples=15)
@given(steps=st.lists(st.tuples(st.integers(0, 60), st.booleans()), min_size=1, max_size=10))
async def test_any_run_of_days_and_crashes_counts_each_year_from_one(work: Work, steps: list[tuple[int, bool]]) -> None:
    owner, day = await an_owner(work), TODAY
    issued: Counter[int] = Counter()
    for days, crash in steps:
        later = day + timedelta(days=days)
        try:
            number = await take(work, owner, on=later, crash=crash)
        except Crash:
            continue
        day = later
        issued[day.year] += 1
        assert number == f"DE{day:%y%m}-{issued[day.year]:04d}"


@pytest.mark.parametrize(
    ("typed", "ending"),
    [
        ("BL2611-0012", "2611-0012"),
        ("2611-12", "2611-0012"),
        ("26110012", "2611-0012"),
        ("bl12", "-0012"),
        (" 12 ", "-0012"),
        ("12 rue", None),
        ("", None),
    ],
)
def test_a_number_is_found_by_how_what_was_typed_ends(typed: str, ending: str | None) -> None:
    assert number_ending(typed) == ending


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("fa2611-14", "FA2611-0014"),
        ("FA2611-0014", "FA2611-0014"),
        ("2611-12345", "2611-12345"),
        ("fa12", "FA12"),
        ("de2611-0045-v2", "DE2611-0045-V2"),
    ],
)
def test_a_number_that_is_not_found_is_said_as_papers_bear_it(typed: str, said: str) -> None:
    assert number_said(typed) == said
