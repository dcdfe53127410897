"""What is said around a delivery, and to whom: lists, papers, trouble, numbers, two phones at once."""

import asyncio
from datetime import UTC, datetime

import pytest
from sqlalchemy import select, update

from core.catalog.models import Product, Tracking
from core.db.scope import ALL_COMPANIES
from core.permissions import Role
from core.sales.models import DeliveryStep
from tests.core.pictures.test_normalising import picture
from tests.scenarios.harness import Person, Scene
from tests.scenarios.test_delivery_story import confirmed, crew, customer_of, ordered, signed

on_both = pytest.mark.parametrize("scene_url", ["sqlite", "postgresql"], indirect=True)


async def test_whoever_sells_finds_the_deliveries_of_an_order_by_its_number(scene: Scene) -> None:
    seller, _keeper, driver = await crew(scene)
    assert "Rien n'est encore préparé pour la commande CO2611-0001" in (await seller.say("livraison 1")).text
    await seller.tap("Préparer")
    assert "☐ 6 × Radiateur" in (await seller.say("livraison 1")).text
    await driver.say("1 livré 4 radiateurs")
    await confirmed(driver)
    assert "BL2611-0001" in (await seller.say("la livraison de la 1")).text
    await seller.say("prépare la 1 pour demain")
    several = await seller.say("livraison 1")
    assert "Laquelle" in several.text
    assert len(several.buttons) == 2
    assert "BL2611-0001 · livrée" in (await seller.say("bl 1")).text.replace("Livraison ", "")
    assert "Je ne trouve pas la commande 77" in (await seller.say("livraison 77")).text


async def test_a_line_of_the_draft_in_hand_is_no_delivery(scene: Scene) -> None:
    seller, _keeper, _driver = await crew(scene)
    await seller.say("devis dupont menuiserie 1 radiateur 1000w")
    assert "CO2611-0001" not in (await seller.say("livraison 1")).text


async def test_the_slip_is_asked_for_in_words_and_a_driver_takes_a_delivery(scene: Scene) -> None:
    _seller, keeper, driver = await crew(scene)
    assert any("CO2611-0001" in label for label in (await keeper.say("bon de préparation")).buttons)
    slip = await keeper.say("bon de préparation 1")
    assert "Radiateur" in await keeper.pdf(slip)
    assert "🚚 Julien" in (await driver.say("je prends la 1")).text
    assert "Dupont" in (await driver.say("mes livraisons")).text


async def test_a_customer_who_was_away_reads_kind_words_and_it_may_happen_twice(scene: Scene) -> None:
    seller, _keeper, driver = await crew(scene)
    marc = await customer_of(seller)
    for _time in range(2):
        await driver.say("je pars livrer la 1")
        heard = len(await marc.answers())
        card = await driver.say("client absent, je repasse demain aprem")
        assert "problème" in card.text
        assert "Client absent (nouveau passage : après-midi)" in card.text
        told = (await marc.answers())[heard:]
        assert len(told) == 1
        assert "Nous sommes passés sans vous trouver." in told[0].text
        assert "Nouveau passage : mar. 24 nov. 2026, après-midi." in told[0].text
        assert "absent" not in told[0].text
    await driver.say("problème 1 : chien dans la cour, client désagréable")
    await driver.tap("prévenir le client")
    assert "désagréable" in (await driver.card("Livraison")).text
    assert "désagréable" not in (await marc.last()).text, "a driver's own words stay among colleagues"


async def test_whoever_sold_hears_of_trouble_and_of_what_nobody_signs(scene: Scene) -> None:
    seller, _keeper, driver = await crew(scene)
    await driver.say("je pars livrer la 1")
    await driver.say("client absent, je repasse demain aprem")
    told = (await seller.last()).text
    assert "La commande CO2611-0001 n'a pas pu être livrée" in told
    assert "Julien Petit : Client absent" in told
    assert "Nouveau passage" in told
    await driver.say("1 livré 4 radiateurs")
    await confirmed(driver)
    await driver.say("1 complet")
    await driver.tap("Tout est livré")
    await signed(driver)
    heard = [seen.text for seen in await seller.see()]
    assert sum("a signé la livraison BL2611-0002" in text for text in heard) == 1
    scene.clock.advance(minutes=11)
    await driver.say("mes livraisons")
    told_later = [seen.text for seen in await seller.see()][len(heard) :]
    assert [text.splitlines()[0] for text in told_later] == ["📦 Livraison BL2611-0001 : livrée, pas encore signée"]


async def test_what_is_too_late_for_a_delivery_is_said_in_words_of_deliveries(scene: Scene) -> None:
    _seller, _keeper, driver = await crew(scene)
    await driver.say("1 complet")
    await driver.tap("Tout est livré")
    done = await driver.card("Livraison")
    await driver.tap("Clore")
    await driver.tap("clore sans signature")
    late = await driver.say("réserve : carton mouillé", reply_to=done)
    assert "cette livraison est déjà plus loin" in late.text
    assert "PDF" not in late.text


async def test_the_history_of_an_order_tells_of_its_deliveries(scene: Scene) -> None:
    _seller, keeper, driver = await crew(scene)
    (owner,) = await scene.staff(Sophie=Role.OWNER)
    await keeper.say("prépare la 1")
    await keeper.tap("Tout est là")
    await keeper.tap("Prêt")
    await driver.say("1 livré 4 radiateurs")
    await confirmed(driver)
    await signed(driver)
    await owner.say("commande 1")
    past = (await owner.say("/historique")).text
    told = ("confirmée", "livraison prête", "livraison BL2611-0001 : 4 × Radiateur", "livraison signée par Mme Caron")
    assert [past.index(words) for words in told] == sorted(past.index(words) for words in told)
    assert "à préparer" not in past, "each tick is the delivery's own business"


async def test_a_place_sent_once_is_of_the_next_step_alone(scene: Scene) -> None:
    _seller, _keeper, driver = await crew(scene)
    scene.clock.now = datetime.now(UTC)  # as the messages say
    await scene.page("POST", f"chats/{driver.id}/location", {"latitude": 45.7578, "longitude": 4.832})
    await scene.quiet()
    assert "votre prochaine étape" in (await driver.last()).text
    await driver.say("la 1 est chargée")
    await driver.say("en route pour la 1")
    async with scene.database.reading() as session:
        steps = select(DeliveryStep).order_by(DeliveryStep.id)
        kept = list(await session.scalars(steps, execution_options={ALL_COMPANIES: True}))
    assert [(step.state.value, step.latitude is not None) for step in kept if step.state.value != "preparing"] == [
        ("loaded", True),
        ("on-way", False),
    ]


async def test_the_words_of_a_photo_stand_under_it_on_the_note(scene: Scene) -> None:
    _seller, _keeper, driver = await crew(scene)
    card = await driver.say("en route pour la 1")
    await driver.send_file("photo", "cour.jpg", picture("JPEG"), "posé sous le porche", reply_to=card)
    await driver.say("1 complet")
    await driver.tap("Tout est livré")
    await driver.tap("Bon de livraison")
    assert "posé sous le porche" in await driver.pdf(await driver.last())


async def serials(scene: Scene, seller: Person, owner: Person) -> None:
    """The order « la 2 » is of two pieces that each have a number, both in the depot."""
    await owner.say("nouvel article chaudière zeta")
    await owner.say("1200")
    async with scene.database.writing() as session:
        numbered = update(Product).where(Product.label.ilike("%zeta%")).values(tracking=Tracking.SERIAL)
        await session.execute(numbered, execution_options={ALL_COMPANIES: True})
    await ordered(seller, "2 chaudière zeta")


@on_both
async def test_numbers_go_out_come_back_when_noted_by_mistake_and_return(scene: Scene) -> None:
    seller, keeper, driver, owner = await scene.staff(
        Karim=Role.SALES, Bruno=Role.STOREKEEPER, Julien=Role.TECHNICIAN, Sophie=Role.OWNER
    )
    for person in (seller, keeper, driver, owner):
        await person.say("bonjour")
    await ordered(seller)
    await serials(scene, seller, owner)
    for number in ("BL2611-0001", "BL2611-0002"):
        await driver.say("2 complet")
        await driver.tap("Tout est livré")
        await driver.say("A1")
        await driver.say("A2")
        assert "A1, A2" in (await driver.card(number)).text
        if number == "BL2611-0001":
            await driver.tap("Noté par erreur")
            await driver.tap("Oui, annuler")
            assert "BL2611-0001 · annulée" in (await driver.card("Livraison")).text
    asked = await keeper.say("retour 2 1 chaudière zeta en trop")
    assert "numéro" in asked.text
    wrong = await keeper.say("A9")
    assert "A9" in wrong.text
    await keeper.say("A2")
    await keeper.tap("En stock")
    assert "remis en stock" in (await keeper.card("Retour BR")).text
    assert "A2" in await keeper.pdf(await keeper.last())
    await keeper.say("retour 2 1 chaudière zeta en trop")
    assert "A2 n'a pas été livré" in (await keeper.say("A2")).text, "it has come back already"
    assert not any("BR2611-0002" in seen.text for seen in await keeper.answers())


@on_both
async def test_delivered_on_two_phones_at_once_is_one_delivery(scene: Scene) -> None:
    _seller, keeper, driver = await crew(scene)
    await keeper.say("prépare la 1")
    asked = []
    for person in (keeper, driver):
        await person.say("livraison 1")
        await person.tap("📦 Livré")
        asked.append((person, await person.card("Livré ?")))
    await asyncio.gather(*(person.press(card.id, card.data("Tout est livré")) for person, card in asked))
    shown = [seen.text for person, _card in asked for seen in await person.answers()]
    assert {text.partition("Livraison ")[2][:11] for text in shown if "Livraison BL" in text} == {"BL2611-0001"}
    assert "terminée" in (await keeper.say("commande 1")).text
    assert "Tout est déjà livré" in (await driver.say("1 complet")).text
