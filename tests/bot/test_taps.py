"""What buttons carry: it fits, it comes back as it went, and nothing that anybody sends breaks the reader."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

import bot.conversation  # noqa: F401 - it knows every room that has buttons
from bot.outgoing.render import DATA_LIMIT, TooLong, keyboard
from bot.outgoing.screen import Button, plain_screen
from bot.talk.buttons import BUTTONS
from bot.talk.taps import Tap, unpack
from core.kernel.amounts import LARGEST_QUANTITY

numbers = st.integers(0, 10**18 - 1)
verbs = st.from_regex(r"[a-z-]{1,20}", fullmatch=True)
LARGEST = 9_999_999_999  # ids of a house that has done ten thousand million things


@given(
    st.from_regex(r"[a-z-]{1,20}", fullmatch=True), numbers, numbers, numbers, st.lists(numbers.map(str), max_size=3)
)
def test_a_tap_comes_back_as_it_went(verb: str, company: int, key: int, version: int, arguments: list[str]) -> None:
    tap = Tap(verb, company, key, version, tuple(arguments))
    assert unpack(tap.packed()) == tap


@given(st.one_of(st.text(max_size=64), st.from_regex(r"[a-z-]*(\.[-0-9٣²]*){0,6}", fullmatch=True)))
def test_nothing_that_anybody_sends_breaks_the_reader(data: str) -> None:
    tap = unpack(data)
    assert tap is None or (tap.company_id >= 0 and tap.object_id >= 0 and tap.version >= 0)


def test_every_button_fits_for_the_largest_company() -> None:
    assert "quote-validate" in BUTTONS
    for verb in BUTTONS:
        target = (str(LARGEST_QUANTITY + 1),) if verb == "line-qty" else ()
        packed = Tap(verb, LARGEST, LARGEST, 99_999, (str(LARGEST), *target)).packed()
        assert len(packed.encode()) <= DATA_LIMIT, packed


def test_a_button_that_does_not_fit_is_our_mistake_and_found_before_it_is_sent() -> None:
    for data in ("", "x" * 65, "é" * 33):
        with pytest.raises(TooLong):
            keyboard(plain_screen("x", rows=((Button("x", data),),)))
    assert keyboard(plain_screen("x", rows=((Button("x", "é" * 32),),)))
