"""Words that were meant for something else, or said by mistake: nobody reads anything false of his delivery."""

import pytest

from core.permissions import Role
from tests.scenarios.harness import Scene, Seen
from tests.scenarios.test_delivery_doubts import delivered
from tests.scenarios.test_delivery_story import confirmed, crew, customer_of, ordered


def _told(seen: Seen) -> bool:
    return "n'a pas pu être livrée" in seen.text


@pytest.mark.parametrize("words", ["fermé", "mauvaise adresse", "personne", "client absent, je repasse demain"])
async def test_trouble_of_what_nobody_has_prepared_is_asked_and_nothing_is_told(scene: Scene, words: str) -> None:
    seller, _keeper, driver = await crew(scene)
    marc = await customer_of(seller)
    await driver.say("commande 1")
    asked = await driver.say(words)
    assert "pour CO2611-0001 ?" in asked.text
    assert not any(_told(one) for one in await marc.answers())
    await driver.tap("Laisser")
    assert "Rien n'est encore préparé" in (await driver.say("livraison 1")).text


async def test_trouble_that_is_confirmed_is_told(scene: Scene) -> None:
    seller, _keeper, driver = await crew(scene)
    marc = await customer_of(seller)
    await driver.say("1 fermé")
    await driver.tap("prévenir le client")
    assert "problème" in (await driver.card("Livraison")).text
    assert _told(await marc.last())


async def test_trouble_said_behind_a_part_does_not_touch_the_rest_of_another_day(scene: Scene) -> None:
    seller, _keeper, driver = await crew(scene)
    marc = await customer_of(seller)
    await driver.say("1 livré 4 radiateurs")
    await driver.tap("Confirmer")
    await driver.say("demain")
    assert "Noter « Personne » pour CO2611-0001 ?" in (await driver.say("personne")).text
    assert not any(_told(one) for one in await marc.answers())


async def test_whoever_brings_it_today_says_trouble_at_once(scene: Scene) -> None:
    _seller, keeper, driver = await crew(scene)
    await keeper.say("prépare la 1 pour aujourd'hui")
    await driver.say("je prends la 1")
    assert "problème" in (await driver.say("client absent")).text


async def test_an_order_that_waits_for_nobody_is_not_refused(scene: Scene) -> None:
    seller, _keeper, _driver = await crew(scene)
    marc = await customer_of(seller)
    (manager,) = await scene.staff(Sophie=Role.OWNER)
    assert "n'attend pas de décision" in (await manager.say("refuse la 1")).text
    assert not any(_told(one) or "acceptée" in one.text for one in await marc.answers())


async def test_a_name_in_words_signs_only_after_one_more_look(scene: Scene) -> None:
    _seller, _keeper, driver = await crew(scene)
    await delivered(driver, "1 complet")
    asked = await driver.say("signé par le voisin qui passait")
    assert "Signer au nom de le voisin qui passait ?" in asked.text
    assert "Touchez « ✅ Signer »" in (await driver.say("👍")).text
    await driver.tap("Laisser")
    assert "Qui signe ?" in (await driver.say("signé par erreur")).text
    for words in ("il n'est pas là", "non"):
        await driver.say(words)
    assert not any("Signé par" in seen.text or "Signer au nom de non" in seen.text for seen in await driver.answers())


async def test_what_lies_ready_is_what_is_delivered_by_the_number(scene: Scene) -> None:
    _seller, keeper, driver = await crew(scene)
    await keeper.say("prépare la 1")
    await keeper.say("manque 2 radiateurs")
    assert "4 sur 6 × Radiateur" in (await driver.say("1 livré")).text


async def test_a_day_for_the_rest_is_said_of_what_is_delivered_also_while_it_is_prepared(scene: Scene) -> None:
    _seller, keeper, _driver = await crew(scene)
    await keeper.say("prépare la 1")
    asked = await keeper.say("que 4 radiateurs, le reste vendredi")
    assert "4 sur 6 × Radiateur" in asked.text
    await keeper.tap("Confirmer")
    assert "Dupont" in (await keeper.say("livraisons vendredi")).text


async def test_what_was_planned_is_planned_again_once_it_was_not_delivered_after_all(scene: Scene) -> None:
    seller, keeper, driver = await crew(scene)
    await keeper.say("prépare la 1 pour demain")
    await keeper.say("manque 2 radiateurs")
    await keeper.tap("Tout est là")
    await keeper.tap("Prêt")
    await driver.say("je prends la 1")
    scene.clock.advance(minutes=5)
    await driver.say("1 livré")
    await confirmed(driver)
    await driver.tap("Noté par erreur")
    await driver.tap("Oui, annuler")
    again = (await driver.card("Livraison CO")).text
    assert "prête" in again
    assert "📅 mar. 24 nov. 2026 · 🚚 Julien" in again
    assert "4 sur 6 × Radiateur" in again
    assert "notée par erreur" in (await seller.last()).text
    await driver.say("livré")
    await confirmed(driver)
    assert "BL2611-0002" in (await driver.card("Livraison BL")).text


async def test_whoever_cancels_what_is_partly_there_reads_that_the_rest_is_meant(scene: Scene) -> None:
    seller, _keeper, driver = await crew(scene)
    await driver.say("1 livré 4 radiateurs")
    await confirmed(driver)
    assert "Annuler le reste de CO2611-0001 ?" in (await seller.say("annule la commande 1")).text


async def test_what_is_closed_is_not_asked_about_again(scene: Scene) -> None:
    _seller, _keeper, driver = await crew(scene)
    await delivered(driver, "1 complet")
    await driver.tap("Clore")
    await driver.tap("clore sans signature")
    told = await driver.say("1 noté par erreur")
    assert "est close" in told.text
    assert "Oui, annuler" not in str(told.buttons)


async def test_what_was_closed_unsigned_is_told_as_such(scene: Scene) -> None:
    seller, _keeper, driver = await crew(scene)
    await delivered(driver, "1 complet")
    await driver.tap("Clore")
    await driver.tap("clore sans signature")
    scene.clock.advance(minutes=11)
    await driver.say("mes livraisons")
    assert "close sans signature" in (await seller.last()).text


async def test_whoever_sold_hears_of_a_remark_noted_after_the_delivery(scene: Scene) -> None:
    seller, _keeper, driver = await crew(scene)
    await delivered(driver, "1 complet")
    for remark in ("carton mouillé", "porte rayée"):
        await driver.say(f"réserve : {remark}")
        await driver.tap("Oui, noter")
        assert remark in (await seller.last()).text.lower()


async def test_what_the_customer_has_refused_is_counted(scene: Scene) -> None:
    _seller, _keeper, driver = await crew(scene)
    await driver.say("en route pour la 1")
    asked = (await driver.say("le client a refusé 1 radiateur")).text
    assert "5 sur 6 × Radiateur" in asked
    assert "1 refusés" in asked
    assert "• 4 × Chauffe-eau" in asked


async def test_what_is_loaded_without_a_tick_is_told(scene: Scene) -> None:
    seller, keeper, _driver = await crew(scene)
    await ordered(seller, "2 ballon 150")
    await keeper.say("prépare la 2")
    await keeper.tap("Chargé")
    assert "Chargé sans être coché : Chauffe-eau" in (await keeper.last()).text


async def test_a_later_plan_that_gives_way_to_what_was_not_delivered_is_said_before(scene: Scene) -> None:
    _seller, keeper, driver = await crew(scene)
    await keeper.say("prépare la 1")
    scene.clock.advance(minutes=5)
    await driver.say("1 livré 4 radiateurs, le reste vendredi")
    await driver.tap("Confirmer")
    assert "Dupont" in (await driver.say("livraisons vendredi")).text
    asked = await driver.tap("Noté par erreur", on=await driver.say("BL 1"))
    assert "Le passage prévu ven. 27 nov. 2026 sera à revoir." in asked.text
    await driver.tap("Oui, annuler")
    assert "Dupont" not in (await driver.say("livraisons vendredi")).text


async def test_the_lines_of_an_order_are_changed_under_the_state_of_its_card(scene: Scene) -> None:
    seller, _keeper, driver = await crew(scene)
    await driver.say("1 livré 4 radiateurs")
    await confirmed(driver)
    card = await seller.say("commande 1")
    assert "livraison partielle" in card.text
    card = await seller.tap("Modifier", on=card)
    assert "livraison partielle" in card.text
    assert "livraison partielle" in (await seller.tap("Radiateur", on=card)).text


async def test_an_order_that_was_cancelled_is_said_to_be_so(scene: Scene) -> None:
    seller, _keeper, driver = await crew(scene)
    await seller.say("annule la commande 1")
    await seller.tap("Le client y renonce")
    told = (await driver.say("1 complet")).text
    assert "est annulée" in told
    assert "pas confirmée" not in told
    assert "est annulée" in (await seller.say("prépare la 1")).text
