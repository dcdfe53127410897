"""Pieces with serial numbers that are invoiced over the counter: which one leaves, and that very one comes back."""

import pytest

from core.permissions import Role
from tests.scenarios.harness import Person, Scene, plain

on_both = pytest.mark.parametrize("scene_url", ["sqlite", "postgresql"], indirect=True)


async def boilers(owner: Person, *serials: str) -> None:
    """« Chaudière zeta », one piece of each number in the depot."""
    await owner.say("nouvel article chaudière zeta")
    await owner.say("120")
    await owner.say("suivi : numéro de série", reply_to=await owner.card("zeta"))
    for serial in serials:
        await owner.say("reçu 1 chaudière zeta")
        await owner.say(serial)


@on_both
async def test_which_piece_leaves_is_asked_before_it_is_invoiced_and_that_one_comes_back(scene: Scene) -> None:
    (owner,) = await scene.staff(Marie=Role.OWNER)
    await boilers(owner, "Z1", "Z2", "Z3")
    await owner.say("facture girard 2 chaudière zeta")
    await owner.tap("Valider la facture")
    asked = await owner.last()
    assert "quel n° de série ? (2)" in asked.text
    assert [label for label in asked.buttons if label.startswith("Z")] == ["Z1", "Z2", "Z3"]
    assert not any("FA2611" in one.text for one in await owner.see()), "nothing is invoiced yet"
    await owner.tap("Z3")
    again = await owner.last()
    assert "quel n° de série ? (1)" in again.text
    assert [label for label in again.buttons if label.startswith("Z")] == ["Z1", "Z2"]
    assert "Z9" in (await owner.say("Z9")).text, "nobody has it"
    await owner.say("Z1")
    card = await owner.card("FA2611-0001")
    (file,) = [one for one in await owner.see() if one.file_name.startswith("FA2611-0001")]
    assert "Lot ou n° de série : Z3, Z1" in await owner.pdf(file)

    await owner.say("avoir total sur la fa 1")
    await owner.tap("Valider")
    await owner.tap("Reprendre en stock")
    await owner.tap("En stock")
    assert "Z1" in (await owner.say("stock chaudière zeta")).text, card.text
    await owner.say("facture girard 1 chaudière zeta")
    await owner.tap("Valider la facture")
    assert "Z3" in (await owner.last()).buttons
    await owner.tap("Z3")
    assert "FA2611-0002" in (await owner.card("FA2611-0002")).text


async def test_a_piece_that_was_sold_is_not_invoiced_again(scene: Scene) -> None:
    (owner,) = await scene.staff(Marie=Role.OWNER)
    await boilers(owner, "Z1", "Z2")
    for name in ("girard", "dupont menuiserie"):
        await owner.say(f"facture {name} 1 chaudière zeta")
        await owner.tap("Valider la facture")
        await owner.say("Z1")
    assert "Z1" in (await owner.last()).text
    assert not any("FA2611-0002" in one.text for one in await owner.see())
    await owner.tap("Z2")
    assert "FA2611-0002" in (await owner.card("FA2611-0002")).text


async def test_some_of_what_was_invoiced_at_once_comes_back_by_a_tap_on_its_number(scene: Scene) -> None:
    (owner,) = await scene.staff(Marie=Role.OWNER)
    await boilers(owner, "Z1", "Z2")
    await owner.say("facture girard 2 chaudière zeta")
    await owner.tap("Valider la facture")
    await owner.say("Z1, Z2")
    await owner.say("avoir sur la fa 1 pour 1 chaudière")
    await owner.tap("Valider")
    await owner.tap("Reprendre en stock")
    asked = await owner.card("quels numéros")
    assert {"Z1", "Z2"} <= set(asked.buttons)
    await owner.tap("Z2")
    await owner.tap("En stock")
    shown = (await owner.say("stock chaudière zeta")).text
    assert "Z2" in shown
    assert "Z1" not in shown


async def test_whoever_leaves_the_numbers_unsaid_has_invoiced_nothing(scene: Scene) -> None:
    (owner,) = await scene.staff(Marie=Role.OWNER)
    await boilers(owner, "Z1")
    await owner.say("facture girard 1 chaudière zeta")
    await owner.tap("Valider la facture")
    await owner.tap("Laisser")
    assert any("Valider la facture" in label for label in (await owner.card("Facturer tout de suite")).buttons)
    assert not any("FA2611" in one.text for one in await owner.see())


async def test_numbers_come_in_with_the_goods_in_one_line(scene: Scene) -> None:
    (owner,) = await scene.staff(Marie=Role.OWNER)
    await boilers(owner)
    assert "(A1, A2)" in (await owner.say("reçu 2 chaudières zeta A1 A2")).text
    assert "(71, B/4, C-3)" in (await owner.say("reçu 3 chaudières zeta n° 71, B/4, C-3")).text
    assert "5" in (await owner.say("stock chaudière zeta")).text


async def test_the_numbers_that_lie_there_are_offered_to_whoever_delivers(scene: Scene) -> None:
    owner, driver = await scene.staff(Marie=Role.OWNER, Julien=Role.TECHNICIAN)
    await boilers(owner, *(f"Z{number}" for number in range(1, 11)))
    await owner.say("commande girard 2 chaudière zeta")
    await owner.tap("Contrôler")
    await owner.tap("Valider la commande")
    await driver.say("1 complet")
    await driver.tap("Tout est livré")
    asked = await driver.last()
    assert [label for label in asked.buttons if label.startswith("Z")] == [f"Z{number}" for number in range(1, 9)]
    await driver.tap("Z3")
    again = await driver.last()
    assert "(1)" in again.text
    assert "Z3" not in again.buttons
    await driver.say("Z10")
    card = await driver.card("Livraison BL")
    assert "Z3" in card.text
    assert "Z10" in card.text


@on_both
async def test_of_fewer_pieces_in_the_place_of_an_invoice_that_was_paid_in_part(scene: Scene) -> None:
    (owner,) = await scene.staff(Marie=Role.OWNER)
    await boilers(owner, "Z1", "Z2")
    await owner.say("facture girard 2 chaudière zeta")
    await owner.tap("Valider la facture")
    await owner.say("Z1, Z2")
    await owner.say("girard a payé 100 cb sur la fa 1")
    await owner.tap("Encaisser")
    assert "reste" in (await owner.say("FA2611-0001")).text
    await owner.say("remplace la fa 1")
    await owner.tap("Oui, remplacer")
    assert "Chaudière zeta · Z1, Z2" in (await owner.card("Brouillon")).text
    fewer = await owner.say("1 chaudière pas 2")
    assert "quel n° reste" in fewer.text
    assert "Z1, Z2" not in fewer.text
    assert "Déjà réglé : 100,00 €, restera 36,80 €" in plain(fewer.text)
    await owner.tap("Z2", on=fewer)
    told = await owner.card("Brouillon")
    assert "quel n° reste" not in told.text
    assert "Chaudière zeta · Z2" in told.text
    await owner.tap("Valider", on=told)
    issued = plain((await owner.card("FA2611-0002")).text)
    assert "payée en partie" in issued
    assert "reste 36,80 €" in issued
    (file,) = [one for one in await owner.see() if one.file_name.startswith("FA2611-0002")]
    page = await owner.pdf(file)
    assert "Lot ou n° de série : Z2" in page
    assert "-100,00" in page.replace("\N{MINUS SIGN}", "-")
    assert "36,80" in page
