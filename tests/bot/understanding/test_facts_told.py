"""A fact of a customer's card is read from one sentence, with whose it is."""

import pytest

from bot.understanding.facts_told import FactTold, facts_told


@pytest.mark.parametrize(
    ("said", "who", "change"),
    [
        ("email dupont compta@dupont.fr", "dupont", "email compta@dupont.fr"),
        ("le nouveau mail", None, None),
        ("l'adresse mail de girard est paul.girard@orange.fr", "girard", "mail paul.girard@orange.fr"),
        ("dupont mail compta@dupont.fr", "dupont", "mail compta@dupont.fr"),
        ("tel girard 06 12 34 56 78", "girard", "tel 06 12 34 56 78"),
        ("girard tél : 0612345678", "girard", "tél 0612345678"),
        ("siret dupont 732 829 320 00074", "dupont", "siret 732 829 320 00074"),
        ("client dupont menuiserie siren 732829320", "dupont menuiserie", "siren 732829320"),
        ("dupont tva intra FR44732829320", "dupont", "tva intra FR44732829320"),
        ("tel girard", None, None),
        ("envoie la facture à compta@dupont.fr", None, None),
        ("rappelle girard au 06 12 34 56 78", None, None),
    ],
)
def test_how_to_reach_somebody_is_told_with_his_name(said: str, who: str | None, change: str | None) -> None:
    assert next(facts_told(said), None) == (FactTold(who, change) if who and change else None)


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("note girard : préfère le matin", [("girard", "note : préfère le matin")]),
        ("girard note : code porte 12A", [("girard", "note : code porte 12A")]),
        (
            "note que girard préfère le matin",
            [("girard préfère", "note : le matin"), ("girard", "note : préfère le matin")],
        ),
        ("note client girard paie tard", [("girard", "note : paie tard")]),
        ("note de frais 12 €", []),
        ("note que je dois rappeler girard lundi", []),
        ("note : valable jusqu'à mardi", []),
    ],
)
def test_what_is_to_be_known_of_somebody_is_a_note(said: str, told: list[tuple[str, str]]) -> None:
    assert [(one.who, one.change) for one in facts_told(said)] == told
