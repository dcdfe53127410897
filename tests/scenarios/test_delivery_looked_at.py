"""What is typed about a delivery is looked at once more before it stands on the slip or goes to the customer."""

import pytest

from tests.scenarios.harness import Person, Scene
from tests.scenarios.test_delivery_story import crew, customer_of, ordered


async def brought(driver: Person) -> None:
    await driver.say("1 complet")
    await driver.tap("Tout est livré")


async def test_a_typed_remark_stands_on_the_slip_after_a_yes_and_can_be_struck_out(scene: Scene) -> None:
    seller, _keeper, driver = await crew(scene)
    await brought(driver)
    await driver.tap("Réserves")
    asked = await driver.say("attends je cherche mon stylo")
    assert "sur le bon à signer ?" in asked.text
    assert "Touchez le bouton" in (await driver.say("demain")).text
    await driver.tap("Oui, noter")
    assert "Réserves : attends" in (await driver.card("Livraison")).text
    await driver.tap("Enlever les réserves", on=await driver.card("Livraison"))
    await driver.tap("Oui, enlever")
    assert "Réserves :" not in (await driver.card("Livraison")).text
    assert "réserves enlevées" in (await seller.last()).text
    await seller.say("livraison 1")
    await seller.tap("Historique")
    past = (await seller.last()).text
    assert "réserves : attends" in past
    assert "réserves enlevées : attends" in past


async def test_words_strike_remarks_out_and_are_none_themselves(scene: Scene) -> None:
    _seller, _keeper, driver = await crew(scene)
    await brought(driver)
    await driver.say("réserves : carton mouillé")
    await driver.tap("Oui, noter")
    await driver.tap("Réserves", on=await driver.card("Livraison"))
    assert "Rien n'est noté" in (await driver.say("aucune")).text
    assert "Enlever ces réserves" in (await driver.say("enlève les réserves")).text
    await driver.tap("Oui, enlever")
    assert "Réserves :" not in (await driver.card("Livraison")).text
    assert "Aucune réserve" in (await driver.say("enlève les réserves")).text


async def test_trouble_in_words_of_one_s_own_is_told_after_a_yes(scene: Scene) -> None:
    seller, _keeper, driver = await crew(scene)
    marc = await customer_of(seller)
    await driver.say("en route pour la 1")
    before = (await marc.last()).text
    await driver.tap("Problème")
    await driver.say("je mange un sandwich")
    asked = await driver.say("demain")
    assert "Noter « je mange un sandwich » pour CO2611-0001 ?" in asked.text
    assert (await marc.last()).text == before
    await driver.tap("Oui, prévenir le client")
    assert "n'a pas pu être livrée" in (await marc.last()).text


@pytest.mark.parametrize(
    "words", ["2 client absent, je repasse demain aprem", "2 le camion est en panne", "en route pour la 2"]
)
async def test_a_delivery_s_sentence_is_no_reason(scene: Scene, words: str) -> None:
    seller, _keeper, _driver = await crew(scene)
    await ordered(seller, "2 ballon 150")
    await seller.say("annule la commande 1")
    await seller.say(words)
    assert "CO2611-0002" in (await seller.last()).text
    assert "motif" not in (await seller.last()).text


async def test_counts_and_mistakes_are_said_with_the_order_behind(scene: Scene) -> None:
    _seller, _keeper, driver = await crew(scene)
    assert "3 sur 6 × Radiateur" in (await driver.say("que 3 radiateurs sur 6 pour la 1")).text
    await driver.say("/annuler")
    await brought(driver)
    assert "Rien n'a été livré ?" in (await driver.say("1 noté par erreur")).text


async def test_the_card_says_for_when_the_rest_is_promised(scene: Scene) -> None:
    _seller, _keeper, driver = await crew(scene)
    await driver.say("1 livré 4 radiateurs, le reste vendredi")
    await driver.tap("Confirmer")
    assert "prévu le ven. 27 nov. 2026" in (await driver.card("Livraison")).text
