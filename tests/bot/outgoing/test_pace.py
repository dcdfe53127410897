"""No more than Telegram takes, wherever one begins to count; and never later than that."""

from copy import deepcopy

from hypothesis import given
from hypothesis import strategies as st

from bot.outgoing.pace import Burst, Limits, Pace, Window

_A_MOMENT = 1e-6
gaps = st.lists(st.floats(0, 5, allow_nan=False), min_size=1, max_size=120)


def departures(pace: Pace, wanted: list[float]) -> list[float]:
    """When each leaves that is wanted so long after the one before was wanted: as soon as it is allowed."""
    now, left = 0.0, []
    for gap in wanted:
        now = pace.free_at(now + gap)
        pace.sent(now)
        left.append(now)
    return left


def most_within(moments: list[float], seconds: float) -> int:
    """The most of these that lie within so many seconds."""
    return max(sum(begin <= one < begin + seconds - _A_MOMENT for one in moments) for begin in moments)


@given(gaps, st.integers(1, 30), st.floats(0.5, 60))
def test_a_window_never_holds_more_than_it_may(wanted: list[float], many: int, seconds: float) -> None:
    assert most_within(departures(Window(many, seconds), wanted), seconds) <= many


@given(gaps, st.integers(1, 10))
def test_a_burst_is_followed_by_one_a_second(wanted: list[float], many: int) -> None:
    left = departures(Burst(many, 1), wanted)
    for seconds in (1, 2, 10):
        assert most_within(left, seconds) <= many + seconds


@given(gaps, st.sampled_from([Window(3, 2), Burst(3, 1)]))
def test_nobody_waits_who_need_not(wanted: list[float], pace: Pace) -> None:
    """After a long silence as many as may leave at once do; whoever is free leaves at once."""
    last = departures(pace, wanted)[-1] + 1000
    assert pace.idle(last)
    for _one in range(3):
        assert pace.free_at(last) == last
        pace.sent(last)
    assert pace.free_at(last) > last


@given(gaps, st.integers(0, 9), st.booleans())
def test_what_is_kept_for_others_is_free_for_them(wanted: list[float], kept: int, private: bool) -> None:
    """Those who leave some for others never take them, however many they are."""
    pace: Pace = Burst(10, 1) if private else Window(10, 1)
    now = 0.0
    for gap in wanted:
        now = pace.free_at(now + gap / 50, kept)
        pace.sent(now)
        others = deepcopy(pace)
        for _other in range(kept):
            assert others.free_at(now) <= now + _A_MOMENT
            others.sent(now)


def test_more_than_is_free_may_be_sent_and_is_waited_for() -> None:
    for pace in (Window(2, 1), Burst(2, 1)):
        for _one in range(4):
            pace.sent(10.0)
        assert pace.free_at(10.0) > 10.5


def test_groups_have_ids_below_zero() -> None:
    limits = Limits()
    assert limits.pace_of(-100) == Window(20, 60)
    assert limits.pace_of(100) == Burst(10, 1)
