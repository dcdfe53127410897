"""What is left out of a sentence is named in words that people know."""

import pytest

from bot.meant import unsaid_words
from bot.understanding.frames.frame import SLOTS


@pytest.mark.parametrize("part", sorted({part for parts in SLOTS.values() for part in parts}))
def test_no_part_of_a_sentence_is_told_by_our_own_name_of_it(part: str) -> None:
    assert unsaid_words(part) != part


def test_the_bank_of_a_cheque_is_named() -> None:
    assert unsaid_words("cheque_bank") == "la banque du chèque"


def test_figures_are_told_as_they_were_typed() -> None:
    assert unsaid_words("555") == "555"
