"""Numbers, lengths of time, units and telephone numbers in words become figures; names and single things stay words."""

from __future__ import annotations

import pytest

from bot.understanding.frames.numerals import as_said, in_figures
from tests.bot.understanding.frames.reading import NOW, memory


def figures(text: str) -> str:
    return in_figures(text, memory().around(text, NOW, "U02"))


@pytest.mark.parametrize(("said", "meant"), [
    ("deux heures et demie de tonte", "2h30 de tonte"),
    ("une heure quinze de route", "1h15 de route"),
    ("trois quarts d'heure", "45 min"),
    ("dix heures moins le quart", "9h45"),
    ("huit heures midi", "8h à 12h"),
    ("deux heures dix sacs", "2h 10 sacs"),
    ("six heures de main d'œuvre", "6 heures de main d'œuvre"),
    ("quarante sacs", "40 sacs"),
    ("neuf cent cinquante-huit euros vingt", "958 euros 20"),
    ("deux mille deux cent trente quarante", "2230,40"),
    ("la facture trois cent un", "la facture 301"),
    ("vingt et une lames", "21 lames"),
    ("soixante et onze", "71"),
    ("trois et demi", "3,5"),
    ("vingt mètres carrés", "20 m2"),
    ("zéro six trente-neuf quatre-vingt-dix-huit dix zéro huit", "06 39 98 10 08"),
    ("au deuxième trimestre", "au 2e trimestre"),
])  # fmt: skip
def test_words_become_figures(said: str, meant: str) -> None:
    assert figures(said) == meant


@pytest.mark.parametrize("said", ["un robot neuf", "les Trois Moulins", "une tondeuse", "la rue des trois ponts"])
def test_what_counts_nothing_stays(said: str) -> None:
    assert figures(said) == said


def test_what_was_typed_can_be_said_again() -> None:
    assert as_said("refaire trois terrasses et vingt-deux allées") == {"3": "trois", "22": "vingt-deux"}
