"""What a page may send, and the picture made of what was drawn on it."""

import json
from io import BytesIO
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from bot.web.form import LARGEST, MOST_POINTS, FormWrong, read_form
from core.pictures.ink import signature_png

GOOD: dict[str, Any] = {
    "name": " Paul ",
    "role": "gérant",
    "reserves": "",
    "version": 3,
    "strokes": [[[0, 0], [1000, 500]]],
}
POINT = st.tuples(st.integers(0, 1000), st.integers(0, 500))


def test_a_form_is_read() -> None:
    form = read_form(json.dumps(GOOD).encode())
    assert (form.name, form.role, form.version, form.strokes) == ("Paul", "gérant", 3, ([(0, 0), (1000, 500)],))


@pytest.mark.parametrize(
    "change",
    [
        {"name": 3},
        {"name": "x" * 201},
        {"role": None},
        {"version": "3"},
        {"version": True},
        {"strokes": {}},
        {"strokes": [[]]},
        {"strokes": [[[1]]]},
        {"strokes": [[[1, 2, 3]]]},
        {"strokes": [[[1.5, 2]]]},
        {"strokes": [[[1001, 2]]]},
        {"strokes": [[[1, -2]]]},
        {"strokes": [[[1, 2]]] * 301},
        {"strokes": [[[1, 2]] * (MOST_POINTS + 1)]},
    ],
)
def test_nothing_else_is_read(change: dict[str, Any]) -> None:
    with pytest.raises(FormWrong):
        read_form(json.dumps(GOOD | change).encode())


@given(
    st.binary(max_size=200)
    | st.recursive(st.none() | st.integers() | st.text(), st.lists).map(json.dumps).map(str.encode)
)
def test_any_bytes_are_a_form_or_refused(body: bytes) -> None:
    with pytest.raises(FormWrong):
        read_form(body)


def test_deeply_nested_words_are_refused() -> None:
    with pytest.raises(FormWrong):
        read_form(b"[" * LARGEST)


def test_the_longest_signature_fits_into_the_largest_body() -> None:
    strokes = [[[1000, 500]] * (MOST_POINTS // 300)] * 300
    assert len(json.dumps(GOOD | {"strokes": strokes, "reserves": "é" * 1000}).encode()) < LARGEST


@given(st.lists(st.lists(POINT, min_size=1, max_size=20), min_size=1, max_size=5))
def test_what_was_drawn_is_black_on_white_and_always_the_same(strokes: list[list[tuple[int, int]]]) -> None:
    made = signature_png(strokes)
    assert made == signature_png(strokes)
    with Image.open(BytesIO(made)) as picture:
        assert (picture.format, picture.size) == ("PNG", (500, 250))
        x, y = strokes[0][0]
        assert picture.convert("L").getpixel((min(x // 2, 499), min(y // 2, 249))) < 128  # type: ignore[operator]
