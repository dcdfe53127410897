"""A reply answers the question that it replies to, and a request with its number leaves a question for a sentence."""

import pytest

from core.permissions import Role
from tests.scenarios.harness import Scene
from tests.scenarios.test_delivery_story import crew, ordered


async def test_a_reply_counts_for_the_order_whose_question_it_replies_to(scene: Scene) -> None:
    seller, _keeper, driver = await crew(scene)
    await ordered(seller, "5 radiateurs 1000w")
    first = await driver.say("1 complet")
    await driver.say("2 complet")
    answered = await driver.say("2 radiateurs", reply_to=first)
    assert "CO2611-0001" in answered.text
    assert "2 sur 6 × Radiateur" in answered.text
    await driver.tap("Confirmer", on=answered)
    assert "Quand livrer le reste" in (await driver.last()).text
    other = await driver.say("3 radiateurs", reply_to=next(one for one in await driver.see() if "0002" in one.text))
    assert "CO2611-0002" in other.text
    assert "3 sur 5 × Radiateur" in other.text
    listed = await driver.say("/reprendre")
    assert any("CO2611-0001" in label for label in listed.buttons)
    assert any("CO2611-0002" in label for label in listed.buttons)


async def test_a_reply_to_a_question_that_is_over_changes_nothing_else(scene: Scene) -> None:
    seller, _keeper, driver = await crew(scene)
    await ordered(seller, "5 radiateurs 1000w")
    first = await driver.say("1 complet")
    await driver.tap("Laisser", on=first)
    await driver.say("2 complet")
    await driver.say("2 radiateurs", reply_to=first)
    assert "5 × Radiateur" in (await driver.card("Livré ?")).text
    assert "CO2611-0002" in (await driver.say("2 complet", reply_to=first)).text


async def test_a_price_is_of_the_article_whose_question_is_replied_to(scene: Scene) -> None:
    (owner,) = await scene.staff(Sophie=Role.OWNER)
    first = await owner.say("nouvel article pompe zeta")
    second = await owner.say("nouvel article vanne yota")
    assert "Pompe zeta" in first.text
    assert "Vanne yota" in second.text
    listed = await owner.say("/reprendre")
    assert any("Nouvel article · Pompe zeta" in label for label in listed.buttons)
    assert "Pompe zeta" in (await owner.say("120", reply_to=first)).text
    made = await owner.say("35", reply_to=second)
    assert "Vanne yota" in made.text
    assert "35,00" in made.text


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("bl 1", "BL2611-0001"),
        ("retour 1 1 radiateur", "Pourquoi ce retour"),
        ("livraison 1", "BL2611-0001"),
        ("commande 1", "CO2611-0001"),
        ("2 complet", "Livré ?"),
        ("prépare 2", "Livraison"),
        ("stock radiateur 1000w", "Radiateur"),
    ],
)
async def test_a_request_with_its_number_leaves_a_question_for_a_sentence(scene: Scene, words: str, shown: str) -> None:
    seller, _keeper, driver = await crew(scene)
    await ordered(seller, "5 radiateurs 1000w")
    await driver.say("1 complet")
    await driver.tap("Tout est livré")
    await driver.tap("Réserves")
    asked = await driver.last()
    assert "Quelles réserves" in asked.text
    assert shown in (await driver.say(words)).text
    noted = await driver.say("carton mouillé", reply_to=asked)
    assert "carton mouillé" in noted.text
    assert words not in noted.text


@pytest.mark.parametrize("words", ["bl 77", "commande 77", "livraison 77", "1 carton mouillé", "bl 1 illisible"])
async def test_what_names_nothing_that_is_there_stays_a_reserve(scene: Scene, words: str) -> None:
    _seller, _keeper, driver = await crew(scene)
    await driver.say("1 complet")
    await driver.tap("Tout est livré")
    await driver.tap("Réserves")
    assert words in (await driver.say(words)).text


async def test_a_second_return_is_no_reason_of_the_first_and_a_return_stays_noted(scene: Scene) -> None:
    seller, keeper, driver = await crew(scene)
    await ordered(seller, "5 radiateurs 1000w")
    for number in (1, 2):
        await driver.say(f"{number} complet")
        await driver.tap("Tout est livré")
    said = await keeper.write("retour 1 1 radiateur")
    await keeper.write("retour 2 1 radiateur")
    assert "CO2611-0002" in (await keeper.say("Abîmé")).text
    await keeper.tap("En stock")
    await keeper.say("/reprendre")
    await keeper.tap("Retour · CO2611-0001")
    await keeper.say("Abîmé")
    await keeper.tap("En stock")
    assert "ce retour est déjà enregistré" in (await keeper.edit(said, "retour 1 2 radiateurs")).text
