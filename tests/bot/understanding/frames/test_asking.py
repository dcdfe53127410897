"""An office's whole sentences come down to the short words that cues and readers begin with."""

from __future__ import annotations

import pytest

from bot.understanding.frames.asking import plainly


@pytest.mark.parametrize(("said", "meant"), [
    ("Note que la commande 133 est livrée", "la commande 133 est livrée"),
    ("Ouvre une opportunité pour Pineau", "nouvelle affaire pour Pineau"),
    ("Merci de bien vouloir créer une tâche : ranger", "tache : ranger"),
    ("Inscris 2h30 de tonte", "2h30 de tonte"),
    ("Passe 8,40 € de péage", "péage 8,40 €"),
    ("Propose au garage Morel un devis de 3 spots", "devis au garage Morel : 3 spots"),
    ("Marque la commande 135 comme livrée", "la commande 135 livrée"),
    ("Transforme la commande 133 en facture", "facture la commande 133"),
    ("Programme Awa chez Morel jeudi pour une intervention : réglage",
     "planifie une intervention Awa chez Morel jeudi : réglage"),
    ("Vérifie le stock de sable", "stock de sable"),
    ("La facture 320 est-elle réglée ?", "La facture 320 est réglée ?"),
])  # fmt: skip
def test_the_verb_of_an_office_goes(said: str, meant: str) -> None:
    assert plainly(said) == meant


@pytest.mark.parametrize("said", [
    "pose 3h chez Pineau", "passe chez Lebreton demain", "compte dupont", "note de frais 12 €", "ouvre la facture 320",
])  # fmt: skip
def test_what_is_no_such_verb_stays(said: str) -> None:
    assert plainly(said) == said
