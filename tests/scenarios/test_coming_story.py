"""What does not exist yet is said plainly and kept on the customer's card; an open question does not swallow it."""

import pytest

from core.permissions import Role
from tests.scenarios.harness import Scene


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("clients lyon sans commande depuis 6 mois", "liste de clients"),
        ("contrats périmés", "contrats d'entretien"),
    ],
)
async def test_what_does_not_exist_yet_is_said(scene: Scene, words: str, shown: str) -> None:
    (seller,) = await scene.staff(Karim=Role.SALES)
    assert shown in (await seller.say(words)).text


async def test_it_is_kept_on_the_card_of_whom_it_is_about(scene: Scene) -> None:
    (seller,) = await scene.staff(Karim=Role.SALES)
    await seller.say("chèque cadeau 100€ mme dupont valable 1 an")
    card = await seller.card("Mme Claire Dupont")
    assert "🗒 chèque cadeau 100€ mme dupont valable 1 an" in card.text


async def test_a_question_for_a_customer_takes_no_task_for_a_name(scene: Scene) -> None:
    (seller,) = await scene.staff(Karim=Role.SALES)
    assert "Pour quel client" in (await seller.say("devis 2 radiateurs 1000w")).text
    answer = await seller.say("rappelle-moi demain de commander le gasoil")
    assert "Commander le gasoil" in answer.text
    assert "Votre planning" in (await seller.say("mon planning demain")).text
    assert "Girard" in (await seller.say("girard")).text


async def test_the_other_customer_is_offered_and_the_quote_is_changed_beside(scene: Scene) -> None:
    (seller,) = await scene.staff(Karim=Role.SALES)
    await seller.say("devis dupont menuiserie 2 radiateurs 1000w")
    asked = await seller.say("pas lui, l'autre")
    assert any("Mme Claire Dupont" in label for label in asked.buttons)
    assert not any("Menuiserie" in label for label in asked.buttons)
    await seller.say("valable 15 jours")
    assert "valable 15 jours" in (await seller.card("Devis")).text
    await seller.tap("Mme Claire Dupont")
    assert "Mme Claire Dupont" in (await seller.card("Devis")).text


async def test_the_period_of_a_turnover_may_stand_before_the_name(scene: Scene) -> None:
    (owner,) = await scene.staff(Sophie=Role.OWNER)
    answer = await owner.say("chiffre d'affaires 2026 de l'hôtel du parc")
    assert "Chiffre d'affaires 2026 · Hôtel du Parc" in answer.text
