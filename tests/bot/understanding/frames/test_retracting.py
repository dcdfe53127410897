"""The value said last wins; a « non » that takes nothing back takes nothing away."""

from __future__ import annotations

import pytest

from bot.understanding.frames.retracting import unretracted
from tests.bot.understanding.frames.reading import NOW, memory


def kept(text: str) -> str:
    return unretracted(text, memory().around(text, NOW, "U02"))


@pytest.mark.parametrize(("said", "meant"), [
    ("40 min non 50 min de tonte", "50 min de tonte"),
    ("2 spots led enfin non 3 spots led et 1 transfo", "3 spots led et 1 transfo"),
    ("72 euros enfin 74 euros chez esso", "74 euros chez esso"),
    ("500 euros non pardon 600 en liquide", "600 euros en liquide"),
    ("2 abris 9, non 3", "3 abris 9"),
    ("20 rouleaux de gazon enfin 18 rouleaux pour demain", "18 rouleaux de gazon pour demain"),
    ("Sabrina Morel euh non pardon Sabrina Costa", "Sabrina Costa"),
    ("les heures de Yann le mois dernier enfin non de Awa", "les heures de Awa le mois dernier"),
    ("il reste combien de plots non de poteaux", "il reste combien de poteaux"),
])  # fmt: skip
def test_the_last_value_wins(said: str, meant: str) -> None:
    assert kept(said) == meant


@pytest.mark.parametrize("said", [
    "3 h non facturables chez pineau", "6 spots, non livrés", "enfin 8 rosiers", "le 12 non le client veut des thuyas",
])  # fmt: skip
def test_what_takes_nothing_back_stays(said: str) -> None:
    assert kept(said) == said
