"""Signs, widths and broken lines, on generated input."""

from hypothesis import given
from hypothesis import strategies as st

from core.printing.layout.faces import ADVANCES, BOLD, COVERED, REGULAR, fallback
from core.printing.layout.typography import BODY, NAME, printable, width, wrapped

phrases = st.text(st.characters(exclude_categories=()), max_size=200)


@given(phrases, st.floats(30, 300))
def test_no_line_is_wider_than_its_room_and_no_sign_is_lost(text: str, room: float) -> None:
    lines = wrapped(text, BODY, room)
    assert all(width(line, BODY) <= room for line in lines)
    assert "".join("".join(lines).split()) == "".join(printable(text.strip()).split())


@given(phrases, st.floats(30, 300), st.integers(1, 4))
def test_a_limit_ends_in_an_ellipsis_that_still_fits(text: str, room: float, limit: int) -> None:
    whole, lines = wrapped(text, NAME, room), wrapped(text, NAME, room, limit)
    assert len(lines) == min(limit, len(whole))
    assert all(width(line, NAME) <= room for line in lines)
    assert lines == whole if len(whole) <= limit else lines[-1].endswith("…")


@given(phrases)
def test_what_is_printable_stays_as_it_is(text: str) -> None:
    once = printable(text)
    assert printable(once) == once
    assert all(ord(sign) in COVERED or ord(sign) in fallback() for sign in once)


def test_the_fonts_have_every_sign_of_french_business_and_digits_of_one_width() -> None:
    said = "àâæçéèêëîïôœùûüÿÀÂÆÇÉÈÊËÎÏÔŒÙÛÜŸ«»’“”–—…€°№²³×±½≤≥µØ•·→□\N{NO-BREAK SPACE}"
    assert printable(said) == said
    for face in (REGULAR, BOLD):
        assert len({ADVANCES[face][ord(digit)] for digit in "0123456789"}) == 1


def test_a_narrow_space_and_the_spaces_of_french_punctuation_never_break() -> None:
    assert printable("1\u202f284 €") == "1\u00a0284\u00a0€"
    assert printable("« oui » : 5 %") == "«\u00a0oui\u00a0»\u00a0: 5\u00a0%"
