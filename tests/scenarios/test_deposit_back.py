"""A deposit that an order rested on goes back: the order waits again, and whoever is concerned reads it."""

import pytest

from core.permissions import Role
from tests.scenarios.harness import Person, Scene, Seen
from tests.scenarios.test_delivery_story import ordered as delivered_later


async def paid(seller: Person) -> Seen:
    """An order that waited for 30 %, and was confirmed by a cheque."""
    await seller.say("commande girard 2 radiateurs 1000w acompte 30%")
    await seller.tap("Contrôler")
    await seller.tap("Valider la commande")
    card = await seller.card("Commande CO")
    assert "en attente d'acompte" in card.text
    await seller.say("acompte 300 chq sur la 1")
    await seller.tap("Oui, chèque")
    return await seller.card("Commande CO")


async def taken_back(owner: Person) -> Seen:
    listed = await owner.say("l'acompte de 300 sur la 1 est une erreur")
    assert "Acomptes de CO2611-0001" in listed.text
    await owner.tap("Noté par erreur")
    await owner.tap("Noté par erreur")
    return await owner.last()


async def test_an_order_waits_again_when_its_deposit_was_a_mistake(scene: Scene) -> None:
    owner, seller = await scene.staff(Marie=Role.OWNER, Karim=Role.SALES)
    await owner.say("mes commandes")
    assert "confirmée" in (await paid(seller)).text
    shown = await taken_back(owner)
    assert "cette commande attend à nouveau" in shown.text
    told = (await seller.last()).text
    assert "Sophie Marchand reprend l'acompte de 300,00 € sur CO2611-0001 (noté par erreur)" in told
    assert "elle attend, rien ne part" in told
    assert "❌ Acompte" in told
    assert "rien reçu" in told
    assert "n'est pas confirmée" in (await seller.say("1 complet")).text
    await seller.say("commande 1")
    await seller.tap("Historique")
    past = (await seller.last()).text
    assert "acompte de 300,00 € repris : noté par erreur" in past
    assert "-300" not in past
    listed = (await owner.say("paiements carrosserie girard")).buttons
    assert any("repris : noté par erreur" in label for label in listed)
    await seller.say("acompte 300 chq sur la 1")
    await seller.tap("Oui, chèque")
    assert "confirmée" in (await seller.card("Commande CO")).text


async def test_what_has_left_is_warned_of_and_whoever_decides_is_told(scene: Scene) -> None:
    owner, manager, seller, driver = await scene.staff(
        Marie=Role.OWNER, Sonia=Role.MANAGER, Karim=Role.SALES, Julien=Role.TECHNICIAN
    )
    for person in (owner, manager, driver):
        await person.say("mes commandes")
    await paid(seller)
    await driver.say("en route pour la 1")
    await taken_back(owner)
    for person in (seller, manager):
        told = (await person.last()).text
        assert "des articles sont déjà partis" in told
        assert "❌ Acompte" in told


async def test_goods_that_lie_ready_do_not_leave_while_the_order_waits_again(scene: Scene) -> None:
    owner, seller, driver = await scene.staff(Marie=Role.OWNER, Karim=Role.SALES, Julien=Role.TECHNICIAN)
    await owner.say("mes commandes")
    await paid(seller)
    await driver.say("prépare la 1")
    await taken_back(owner)
    assert "n'est pas confirmée" in (await driver.say("en route pour la 1")).text
    assert "rien ne part encore" in (await driver.say("livraison 1")).text


async def test_a_seller_who_may_not_correct_reads_who_can(scene: Scene) -> None:
    owner, seller = await scene.staff(Marie=Role.OWNER, Karim=Role.SALES)
    await owner.say("mes commandes")
    await paid(seller)
    await seller.say("commande 1")
    await seller.tap("Acomptes reçus")
    seen = await seller.last()
    assert "Sophie Marchand" in seen.text
    assert not any("erreur" in label for label in seen.buttons)
    assert "Une erreur ?" in (await seller.say("annule le paiement rg 1")).text


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("annule la 1", "Annuler CO2611-0001 ?"),
        ("annule 2 radiateurs sur la 1", "6 → 4"),
        ("annule 1 lune sur la 1", "Touchez"),
    ],
)
async def test_an_order_is_changed_in_the_words_people_use(scene: Scene, words: str, shown: str) -> None:
    (seller,) = await scene.staff(Karim=Role.SALES)
    await delivered_later(seller)
    assert shown in (await seller.say(words)).text
