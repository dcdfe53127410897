"""Among many entries, those that a message could name are found; the others are not even looked at."""

from __future__ import annotations

from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.understanding.frames.shelf import Shelf
from bot.understanding.known import Entry

_KINDS: Final = ("Garage", "Boulangerie", "Menuiserie", "Hôtel", "Mairie")
_STARTS: Final = ("Bar", "Cas", "Dur", "Fab", "Lom", "Mor", "Per", "Ros", "Vas", "Zel")
_ENDS: Final = ("belin", "cotte", "dier", "fond", "guet", "lavoz", "mont", "ron", "sac", "tin")
_NAMES: Final = tuple(start + end for start in _STARTS for end in _ENDS)
_MANY: Final = tuple(
    Entry(at, f"C{at:04}", f"{kind} {name}", (f"04 65 71 {at // 100:02} {at % 100:02}",), "Nantes")
    for at, (kind, name) in enumerate((kind, name) for kind in _KINDS for name in _NAMES)
)
_BENALI: Final = Entry(900, "C0900", "Ben Ali Transports")
_SHELF: Final = Shelf((*_MANY, _BENALI), codes_are_words=False)


def test_the_shelf_is_large_enough_to_choose() -> None:
    assert len(_SHELF.near("devis 3 fenêtres").entries) < 30


@given(st.sampled_from(_MANY))
def test_whoever_is_named_is_found(entry: Entry) -> None:
    assert entry in _SHELF.near(f"devis {entry.name.lower()} 3 fenêtres").entries
    assert entry in _SHELF.near(entry.name.split()[1]).entries


@given(st.sampled_from(_MANY), st.data())
def test_a_letter_too_few_in_a_name_is_forgiven(entry: Entry, data: st.DataObject) -> None:
    kind, name = entry.name.split()
    at = data.draw(st.integers(2, len(name) - 3))
    assert entry in _SHELF.near(f"{kind} {name[:at]}{name[at + 1 :]}").entries


@pytest.mark.parametrize("text", ["livraison benali", "ben ali", "benali transp"])
def test_a_name_in_one_word_or_in_two(text: str) -> None:
    assert _BENALI in _SHELF.near(text).entries


def test_a_code_and_a_telephone_number_find_their_owner() -> None:
    assert _MANY[123] in _SHELF.near("c0123").entries
    assert _MANY[123] in _SHELF.near("qui est 04 65 71 01 23").entries
    assert _MANY[123] in _SHELF.near("+33 4 65 71 01 23").entries


def test_numbers_that_count_find_nobody() -> None:
    assert _SHELF.near("04 et 65").entries == []


def test_all_twins_are_candidates_when_they_are_few() -> None:
    assert {entry.name for entry in _SHELF.near("zelmont").entries} == {f"{kind} Zelmont" for kind in _KINDS}
