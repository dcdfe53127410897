"""A question that takes any sentence stands; a sentence that is plainly another request is done all the same."""

import pytest

from core.permissions import Role
from tests.scenarios.harness import Person, Scene
from tests.scenarios.test_payment_story import invoiced


async def asked_why(scene: Scene) -> Person:
    """The owner, of whom the reason is asked why an order is cancelled; an invoice of Dupont Menuiserie is open."""
    (owner,) = await scene.staff(Marie=Role.OWNER)
    await invoiced(owner)
    await owner.say("commande girard 2 radiateurs 1000w")
    await owner.tap("Contrôler")
    await owner.tap("Valider la commande")
    assert "Dites pourquoi" in (await owner.say("annule la commande 2")).text
    return owner


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("devis dupont menuiserie 3 rad", "rad : lequel ?"),
        ("devis girard 2 radiateurs 1000w", "Carrosserie Girard"),
        ("réglé fa 1 chèque", "Encaisser 646,38 € · chèque ?"),
        ("encaissé 310 esp dupont menuiserie", "Encaisser 310,00 € · espèces ?"),
        ("dupont menuiserie a payé 310 par cb", "Encaisser 310,00 € · carte ?"),
        ("facture 1", "Facture FA2611-0001"),
        ("compte dupont menuiserie", "Compte de Dupont Menuiserie"),
        ("relevé dupont menuiserie", "Relevé"),
        ("mes clients en retard", "Relances du jour"),
        ("ca du mois", "Chiffre d'affaires"),
        ("résumé du jour", "Résumé du"),
        ("mon planning demain", "Votre planning"),
    ],
)
async def test_a_request_wins_over_the_reason_that_is_asked_for_and_the_question_stays(
    scene: Scene, words: str, expected: str
) -> None:
    owner = await asked_why(scene)
    said = await owner.say(words)
    assert expected in said.text or expected in said.file_name, said.text
    assert "motif «" not in said.text
    assert any("Annulation" in label for label in (await owner.say("/reprendre")).buttons)


@pytest.mark.parametrize(
    "words",
    [
        "trop cher",
        "client parti ailleurs",
        "payé par chèque ailleurs",
        "le chèque est revenu impayé",
        "3 semaines de retard",
        "il a commandé chez dupont",
        "dupont menuiserie est moins cher",
        "compte fermé",
        "solde insuffisant",
        "il doit 300 € à son assurance",
        "rien reçu",
    ],
)
async def test_words_that_ask_for_nothing_are_the_reason(scene: Scene, words: str) -> None:
    owner = await asked_why(scene)
    assert f"motif « {words} »" in (await owner.say(words)).text


async def test_what_is_asked_of_a_payment_stays_while_another_request_is_made(scene: Scene) -> None:
    (owner,) = await scene.staff(Marie=Role.OWNER)
    await invoiced(owner)
    assert "Encaisser 310,00 €" in (await owner.say("encaissé 310")).text
    assert "lequel ?" in (await owner.say("devis dupont menuiserie 3 rad")).text
    asked = await owner.tap("Paiement reçu", on=await owner.say("/reprendre"))
    assert "Encaisser 310,00 €" in asked.text
    await owner.say("chq")
    assert "chèque" in (await owner.card("Paiement RG")).text
