"""What is said of a delivery in doubt: of another order, of something that is not there, of more than there is."""

import pytest
from sqlalchemy import update

from core.catalog.models import Product, Tracking
from core.db.scope import ALL_COMPANIES
from core.permissions import Role
from tests.scenarios.harness import Person, Scene
from tests.scenarios.test_delivery_story import crew, ordered


async def named(scene: Scene, product: str, *aliases: str, tracking: Tracking = Tracking.NONE) -> None:
    """Give a product of the fictitious company other names, or numbers to its pieces."""
    async with scene.database.writing() as session:
        changed = update(Product).where(Product.label.ilike(f"%{product}%")).values(tracking=tracking)
        if aliases:
            changed = changed.values(aliases=list(aliases))
        await session.execute(changed, execution_options={ALL_COMPANIES: True})


async def delivered(driver: Person, words: str) -> None:
    await driver.say(words)
    await driver.tap("Tout est livré")


async def test_a_step_on_another_order_leaves_the_question_about_the_first(scene: Scene) -> None:
    seller, _keeper, driver = await crew(scene)
    await ordered(seller, "3 ballon 150")
    await driver.say("2 livré 2 ballons")
    await driver.say("en route pour la 1")
    asked = await driver.say("que 4 radiateurs sur 6")
    assert "CO2611-0001" in asked.text
    assert "4 sur 6 × Radiateur" in asked.text


@pytest.mark.parametrize("words", ["que 5 boites sur 9", "que 2 rouleaux"])
async def test_a_unit_or_a_word_that_no_line_has_is_asked(scene: Scene, words: str) -> None:
    _seller, _keeper, driver = await crew(scene)
    await driver.say("en route pour la 1")
    asked = await driver.say(words)
    assert "Je ne trouve pas" in asked.text
    assert not any("Tout est livré" in label for label in asked.buttons)
    await driver.tap("Radiateur")
    assert "sur 6 × Radiateur" in (await driver.card("Livré ?")).text


async def test_a_unit_is_of_the_line_that_has_so_many(scene: Scene) -> None:
    _seller, _keeper, driver = await crew(scene)
    await driver.say("en route pour la 1")
    assert "5 sur 6 × Radiateur" in (await driver.say("que 5 boites sur 6")).text


@pytest.mark.parametrize("words", ["1 livré 10 radiateurs", "1 livré tout sauf 7 radiateurs"])
async def test_more_than_is_left_is_said_and_never_cut(scene: Scene, words: str) -> None:
    _seller, _keeper, driver = await crew(scene)
    assert "il n'en reste que 6 à livrer" in (await driver.say(words)).text


async def test_more_than_is_left_is_said_too_while_it_is_asked(scene: Scene) -> None:
    _seller, _keeper, driver = await crew(scene)
    await driver.say("1 livré 4 radiateurs")
    assert "il n'en reste que 6" in (await driver.say("10 radiateurs")).text
    assert "4 sur 6 × Radiateur" in (await driver.card("Livré ?")).text
    assert "c'est plus que les 4 livrés" in (await driver.say("4 radiateurs dont 5 abîmés")).text


async def test_what_is_counted_by_the_piece_is_delivered_and_comes_back_whole(scene: Scene) -> None:
    _seller, keeper, driver = await crew(scene)
    assert "se compte en entier" in (await driver.say("1 livré 1,5 radiateurs")).text
    await driver.say("prépare la 1")
    assert "se compte en entier" in (await driver.say("que 1,5 radiateurs sur 6")).text
    await delivered(driver, "1 complet")
    assert "se compte en entier" in (await keeper.say("retour 1 1,5 radiateur en trop")).text


async def test_a_name_with_a_comma_names_its_line(scene: Scene) -> None:
    _seller, keeper, driver = await crew(scene)
    await named(scene, "Radiateur aluminium", "clim 3,5")
    assert "4 sur 6 × Radiateur" in (await driver.say("1 livré 4 clim 3,5")).text
    await driver.tap("Laisser")
    await delivered(driver, "1 complet")
    assert "1 × Radiateur" in (await keeper.say("retour 1 1 clim 3,5 en trop")).text


async def test_after_a_delivery_noted_by_mistake_the_rest_is_still_to_be_prepared(scene: Scene) -> None:
    _seller, keeper, driver = await crew(scene)
    await driver.say("1 livré 4 radiateurs")
    await driver.tap("Confirmer")
    await driver.say("demain")
    await driver.tap("Noté par erreur")
    await driver.tap("Oui, annuler")
    listed = await keeper.say("à préparer")
    assert any(label.startswith("➕ CO2611-0001") for label in listed.buttons)
    assert "☐ 4 × Radiateur" in (await keeper.say("prépare le reste de la 1")).text
    again = await keeper.say("prépare la 1")
    assert "☐ 4 × Radiateur" in again.text, "the same, not another one"
    assert not any(label.startswith("➕") for label in (await keeper.say("à préparer")).buttons)


async def test_a_delivery_that_is_recorded_is_not_asked_anew_when_its_message_is_edited(scene: Scene) -> None:
    _seller, _keeper, driver = await crew(scene)
    said = await driver.write("1 livré 2 radiateurs")
    await driver.tap("Confirmer")
    await driver.say("Je ne sais pas")
    assert "BL2611-0001" in (await driver.card("Livraison")).text
    assert "déjà enregistré" in (await driver.edit(said, "1 livré 3 radiateurs")).text


async def test_nothing_is_counted_of_an_order_that_is_not_confirmed(scene: Scene) -> None:
    seller, _keeper, driver = await crew(scene)
    await ordered(seller, "5 ballon 150")
    assert "n'est pas confirmée" in (await driver.say("2 livré 1 ballon")).text
    assert "n'est pas confirmée" in (await driver.say("2 complet")).text


async def test_the_day_after_trouble_may_be_left_open_in_words(scene: Scene) -> None:
    _seller, _keeper, driver = await crew(scene)
    await driver.say("en route pour la 1")
    await driver.tap("Problème")
    await driver.say("Accès impossible")
    assert "problème" in (await driver.say("je ne sais pas")).text


async def test_numbers_that_cannot_be_are_said_when_they_are_typed(scene: Scene) -> None:
    seller, keeper, driver = await crew(scene)
    (owner,) = await scene.staff(Sophie=Role.OWNER)
    await owner.say("nouvel article chaudière zeta")
    await owner.say("1200")
    await named(scene, "zeta", tracking=Tracking.SERIAL)
    await ordered(seller, "2 chaudière zeta")
    await delivered(driver, "2 complet")
    assert "Il en faut 2, vous en donnez 3" in (await driver.say("S1, S2, S3")).text
    await driver.say("S1, S2")
    await keeper.say("retour 2 1 chaudière en trop")
    assert "S9 n'a pas été livré" in (await keeper.say("S9")).text
    assert "Où vont ces articles" in (await keeper.say("s1")).text
    await keeper.tap("En stock")
    assert "remis en stock" in (await keeper.card("Retour BR")).text


async def test_the_list_of_the_day_names_whoever_has_delivered(scene: Scene) -> None:
    _seller, keeper, driver = await crew(scene)
    await delivered(driver, "1 complet")
    assert "Julien" in (await keeper.say("livraisons du jour")).text


async def test_who_sells_too_has_the_rest_prepared_and_not_invoiced(scene: Scene) -> None:
    (owner,) = await scene.staff(Marie=Role.OWNER)
    await ordered(owner)
    await owner.say("1 livré 4 radiateurs")
    await owner.tap("Confirmer")
    await owner.tap("Je ne sais pas")
    assert "☐ 2 × Radiateur" in (await owner.say("prépare le reste de la 1")).text
    assert "Brouillon de facture" in (await owner.say("prépare la facture de solde de la 1")).text
