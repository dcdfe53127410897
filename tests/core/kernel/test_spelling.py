"""Two words that one typing error or a missing end sets apart share a key."""

from hypothesis import given
from hypothesis import strategies as st

from core.kernel.spelling import LEADING, LONGEST, keys, looked_up, own_key

LETTERS = st.text("abcdefghijklmnopqrstuvwxyz", min_size=5, max_size=20)
ANYTHING = st.text("abcdefghijklmnopqrstuvwxyz0123456789", min_size=1, max_size=60)
MIXED = st.builds(
    "{}{}{}{}".format,
    st.text("abcdefghijklmnopqrstuvwxyz", max_size=6),
    st.text("0123456789", min_size=1, max_size=6),
    st.sampled_from("abcdefghijklmnopqrstuvwxyz"),
    st.text("abcdefghijklmnopqrstuvwxyz0123456789", min_size=2, max_size=50),
)  # digits and at least one letter: « 2x40w », « 100mm »
NUMBERS = st.text("0123456789", min_size=8, max_size=14)


@given(ANYTHING)
def test_a_word_is_found_by_itself_and_its_keys_fit_their_column(word: str) -> None:
    assert own_key(word) in keys(word) & looked_up(word)
    assert all(0 < len(key) <= LONGEST for key in keys(word) | looked_up(word))


@given(LETTERS, st.integers(0, 19), st.sampled_from("abcdefghijklmnopqrstuvwxyz"))
def test_a_word_is_found_with_one_letter_wrong_missing_too_many_or_swapped(word: str, at: int, letter: str) -> None:
    at %= len(word) - 1
    before, here, after, rest = word[:at], word[at], word[at + 1], word[at + 2 :]
    for end in (letter + after + rest, after + rest, letter + here + after + rest, after + here + rest):
        assert keys(word) & looked_up(before + end)


@given(LETTERS, st.integers(3, 19))
def test_a_word_is_found_by_its_beginning(word: str, length: int) -> None:
    assert keys(word) & looked_up(word[:length])


@given(MIXED, st.integers(3, LONGEST))
def test_a_word_with_digits_is_found_by_its_beginning_when_that_has_some_too(word: str, length: int) -> None:
    begun = word[:length]
    assert begun.isalpha() or keys(word) & looked_up(begun)


@given(NUMBERS, st.integers(4, 7))
def test_a_long_number_is_found_by_its_first_or_last_digits(number: str, length: int) -> None:
    assert keys(number) & looked_up(number[:length])
    assert keys(number) & looked_up(number[-length:])


def test_a_word_has_few_keys() -> None:
    assert len(keys("radiateurs")) == 3 + 1 + LEADING
    assert len(keys("0465711005")) == 5
    assert keys("de") == {"de"}
