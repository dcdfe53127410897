"""What is typed instead of a tap on one of a few options."""

from __future__ import annotations

import pytest

from bot.understanding.choices import NONE, chosen_of, says_yes

OPTIONS = (("🧾 Un devis",), ("commande Girard 3 RAD-ALU-1000", "🛒 Une commande"), ("⏰ Un rappel",))


@pytest.mark.parametrize(
    ("typed", "chosen"),
    [
        ("devis", 0),
        ("Un devis !", 0),
        ("une commande", 1),
        ("3", 2),
        ("4", None),
        ("0", None),
        ("rien de tout ça", NONE),
        ("Autre chose", NONE),
        ("oui", None),
        ("devis dupont 2 clims", None),
        ("", None),
        ("🙂", None),
    ],
)
def test_the_words_of_an_option_choose_it(typed: str, chosen: int | None) -> None:
    assert chosen_of(typed, OPTIONS) == chosen


def test_yes_is_told_from_a_sentence() -> None:
    assert says_yes("D'accord")
    assert not says_yes("oui mais plutôt jeudi")
