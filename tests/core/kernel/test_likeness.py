"""How much typed words resemble a thing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.kernel.likeness import likeness, same_name
from core.kernel.text import words

TEXT = st.text("abcdefghijklmnopqrstuvwxyz 0123456789éà'", min_size=1, max_size=40)


@given(TEXT)
def test_a_thing_resembles_its_own_words_wholly(text: str) -> None:
    assert likeness(words(text), [text]) == (100.0 if words(text) else 0.0)
    assert same_name(text, text) == 100.0


@given(TEXT, st.lists(TEXT, max_size=3))
def test_likeness_lies_between_nothing_and_all(typed: str, texts: list[str]) -> None:
    assert 0.0 <= likeness(words(typed), texts) <= 100.0


@pytest.mark.parametrize(
    ("typed", "nearer", "farther"),
    [
        ("dupont", "Dupont Menuiserie", "Dupond & Fils"),
        ("dupond", "Dupond & Fils", "Dupont Menuiserie"),
        ("radiateur 1000w", "Radiateur — 1000 W", "Radiateur — 1500 W"),
        ("clim", "Climatiseur", "Ciment"),
    ],
)
def test_the_nearer_thing_resembles_more(typed: str, nearer: str, farther: str) -> None:
    assert likeness(words(typed), [nearer]) > likeness(words(typed), [farther])


def test_one_number_is_never_nearly_another() -> None:
    assert likeness(["1000"], ["1001"]) == likeness(["c0001"], ["c0002"]) == 0.0
