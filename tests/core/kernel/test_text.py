"""Words compare equal however they are typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.kernel.text import folded, words


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("Éric LEFÈVRE", "eric lefevre"),
        ("Cœur d'Œuvre", "coeur d'oeuvre"),
        ("Ǽ ẞ Ø Łódź", "ae ss o lodz"),
        ("n° 5 ½ ™", "n° 5 1⁄2 tm"),
        ("e\N{COMBINING ACUTE ACCENT}t\N{LATIN SMALL LETTER E WITH ACUTE}", "ete"),
        ("", ""),
    ],
)
def test_accents_capitals_and_ligatures_do_not_count(typed: str, expected: str) -> None:
    assert folded(typed) == expected


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("L'Hôtel du Parc", ["l", "hotel", "du", "parc"]),
        ("S.A.R.L. Dupont & fils", ["s", "a", "r", "l", "dupont", "fils"]),
    ],
)
def test_words_are_letters_and_digits(typed: str, expected: list[str]) -> None:
    assert words(typed) == expected


@given(text=st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert folded(folded(text)) == folded(text)


@given(text=st.text(st.characters(max_codepoint=0x17F)))
def test_capitals_never_matter(text: str) -> None:
    assert words(text.upper()) == words(text.lower())
