"""From a confirmed order to a signed delivery note, as the depot, the driver and the customer live it."""

from dataclasses import replace

import pytest
from sqlalchemy import select, update

from core.catalog import kits
from core.catalog.models import Product, Tracking
from core.db.scope import ALL_COMPANIES
from core.kernel.amounts import ONE
from core.permissions import SYSTEM, Role
from core.stock.models import StockLevel
from tests.core.pictures.test_normalising import picture
from tests.scenarios.harness import Person, Scene, Seen

on_both = pytest.mark.parametrize("scene_url", ["sqlite", "postgresql"], indirect=True)


async def ordered(seller: Person, words: str = "6 radiateurs 1000w + 4 ballon 150") -> None:
    """A confirmed order of Dupont Menuiserie; the first one is « la 1 »."""
    await seller.say(f"commande dupont menuiserie {words}")
    await seller.tap("Contrôler")
    await seller.tap("Valider la commande")


async def crew(scene: Scene) -> tuple[Person, Person, Person]:
    """Who sells, who keeps the depot, who drives; an order waits to be delivered."""
    seller, keeper, driver = await scene.staff(Karim=Role.SALES, Bruno=Role.STOREKEEPER, Julien=Role.TECHNICIAN)
    await keeper.say("à préparer")  # whoever has never written is not told anything
    await ordered(seller)
    return seller, keeper, driver


async def customer_of(seller: Person) -> Person:
    """Somebody at the customer's who has opened the order in his own chat."""
    await seller.say("commande 1")
    await seller.tap("Envoyer")
    marc = await seller.scene.person("Marc")
    await marc.open((await seller.last()).link())
    return marc


async def signed(driver: Person) -> None:
    """Mme Caron signs, by her name."""
    await driver.say("signé Mme Caron")
    await driver.tap("✅ Signer")


async def confirmed(driver: Person) -> Seen:
    """The card once what was said is confirmed, and the rest left open."""
    await driver.tap("Confirmer")
    await driver.tap("Je ne sais pas")
    return await driver.card("Livraison")


async def test_hours_of_work_are_not_fetched_in_the_depot(scene: Scene) -> None:
    seller, keeper, driver = await scene.staff(Karim=Role.SALES, Bruno=Role.STOREKEEPER, Julien=Role.TECHNICIAN)
    await keeper.say("à préparer")
    await ordered(seller, "6 radiateurs 1000w + 2 h main d'oeuvre")
    card = await keeper.say("prépare la 1")
    assert "🔧 2 h × Main-d'œuvre" in card.text
    assert "sans emplacement" not in card.text
    assert not any("Main-d'œuvre" in label for label in card.buttons)
    await keeper.tap("☐ 6 × Radiateur")
    assert not any("Tout est là" in label for label in (await keeper.card("Livraison")).buttons)
    assert any("1/1" in label for label in (await keeper.say("à préparer")).buttons), "of the goods alone"
    taken = await driver.say("je prends la 1")
    assert "🚚 Julien" in taken.text
    assert "📅" not in taken.text, "no day is said yet"


@on_both
async def test_two_people_prepare_and_no_tick_is_lost(scene: Scene) -> None:
    _seller, keeper, driver = await crew(scene)
    card = await keeper.say("prépare la 1")
    assert card.text.index("A3") < card.text.index("A4"), "grouped by where goods lie"
    beside = await driver.say("prépare la 1")
    assert "☐ 6 × Radiateur" in beside.text, "the same delivery, not a second one"
    await keeper.press(card.id, card.data("Radiateur"))
    await driver.press(beside.id, beside.data("Chauffe-eau"))
    both = await driver.card("Livraison")
    assert "☑ 6 × Radiateur" in both.text
    assert "☑ 4 × Chauffe-eau" in both.text
    await keeper.press(card.id, card.data("Radiateur"))
    again = await keeper.card("Livraison")
    assert "☑ 6 × Radiateur" in again.text, "a tick tapped twice stays"
    assert again.id == card.id
    ready = await keeper.tap("Prêt")
    assert "prête" in ready.text
    await keeper.tap("Bon de préparation")
    slip = await keeper.last()
    assert "Radiateur" in await keeper.pdf(slip)


@on_both
async def test_a_tick_is_seen_by_whoever_prepares_beside_without_a_new_message(scene: Scene) -> None:
    seller, keeper, driver = await crew(scene)
    await keeper.say("prépare la 1")
    mine = await driver.say("prépare la 1")
    (accountant,) = await scene.staff(Odile=Role.ACCOUNTANT)
    read = await accountant.say("livraisons")
    await accountant.tap("CO2611-0001", on=read)
    heard = [len(await person.answers()) for person in (driver, accountant, seller)]
    await keeper.tap("Radiateur")
    await keeper.say("manque 1 ballon")
    beside = await driver.card("Livraison")
    assert beside.id == mine.id
    assert "☑ 6 × Radiateur" in beside.text
    assert "il y en a 3, manque 1" in beside.text
    assert beside.data("Radiateur").endswith("0"), "his own button now takes the tick back"
    watched = await accountant.card("Livraison")
    assert "☑ 6 × Radiateur" in watched.text
    assert not any("Prêt" in label for label in watched.buttons), "each as his role allows"
    assert [len(await person.answers()) for person in (driver, accountant, seller)] == heard


async def test_the_depot_finds_the_orders_that_nobody_prepares_yet(scene: Scene) -> None:
    _seller, keeper, _driver = await crew(scene)
    listed = await keeper.say("à préparer")
    assert any(label.startswith("➕ CO2611-0001 · Dupont") for label in listed.buttons)
    await keeper.tap("➕ CO2611-0001", on=listed)
    assert "☐ 6 × Radiateur" in (await keeper.card("Livraison")).text
    begun = await keeper.say("à préparer")
    assert [label for label in begun.buttons if "CO2611-0001" in label] == ["📦 CO2611-0001 · Dupont Menuiserie · 0/2"]


async def test_what_lacks_is_noted_and_a_line_nobody_has_looked_at_is_named(scene: Scene) -> None:
    _seller, keeper, _driver = await crew(scene)
    await keeper.say("prépare la 1")
    await keeper.tap("Prêt")
    assert "Pas encore regardé" in scene.toasts()[-1]
    short = await keeper.say("manque 2 radiateurs")
    assert "il y en a 4, manque 2" in (await keeper.card("Livraison")).text, short.text
    await keeper.tap("Tout est là")
    await keeper.tap("Prêt")
    assert "4 sur 6" in (await keeper.card("Livraison")).text


@on_both
async def test_a_part_is_delivered_with_damage_then_the_rest(scene: Scene) -> None:
    seller, keeper, driver = await crew(scene)
    marc = await customer_of(seller)
    await keeper.say("prépare la 1")
    await keeper.tap("Tout est là")
    await keeper.tap("Prêt")
    assert "en route" in (await driver.say("en route pour la 1")).text
    assert "est en route" in (await marc.last()).text
    listed = await driver.say("mes livraisons")
    assert "Appeler" in listed.text
    assert "google.com/maps" in listed.buttons["🗺 Y aller"]["url"]
    asked = await driver.say("1 livré 4 radiateurs dont 1 abîmé")
    assert "4 sur 6 × Radiateur" in asked.text
    assert "1 avec réserve" in asked.text
    assert "0 sur 4 × Chauffe-eau" in asked.text
    await driver.tap("Confirmer")
    done = await driver.say("lundi")
    assert "BL2611-0001" in done.text
    assert "Reste : 2 × Radiateur" in done.text
    told = (await marc.last()).text
    assert "Une partie" in told
    assert "lun. 30 nov. 2026" in told
    assert "livraison partielle" in (await seller.say("commande 1")).text, "though the rest is being prepared"
    await driver.say("réserve: carton mouillé", reply_to=done)
    await driver.tap("Oui, noter")
    await signed(driver)
    paper = await driver.pdf(await driver.last())
    assert "Mme Caron" in paper
    assert "carton mouillé" in paper.lower()
    assert (await marc.last()).file_name.startswith("BL2611-0001")
    assert (await seller.last()).file_name.startswith("BL2611-0001")
    assert "1. 📦 Dupont" in (await driver.say("livraisons lundi")).text
    whole = await driver.say("1 complet")
    assert "2 × Radiateur" in whole.text
    await driver.tap("Tout est livré")
    second = await driver.card("Livraison")
    assert "BL2611-0002" in second.text
    assert "Reste" not in second.text
    assert "Rien à livrer" in (await driver.say("livraisons lundi")).text
    assert "terminée" in (await seller.say("commande 1")).text
    assert "Tout est déjà livré" in (await driver.say("1 complet")).text


async def test_the_customer_is_away_and_the_driver_comes_back_another_day(scene: Scene) -> None:
    seller, _keeper, driver = await crew(scene)
    marc = await customer_of(seller)
    await driver.say("je pars livrer la 1")
    card = await driver.say("client absent, je repasse demain aprem")
    assert "problème" in card.text
    assert "mar. 24 nov. 2026" in card.text
    told = (await marc.last()).text
    assert "n'a pas pu être livrée" in told
    assert "mar. 24 nov. 2026" in told
    heard = len(await marc.answers())
    await marc.tap("Ne plus me prévenir")
    await driver.say("en route pour la 1")
    assert len(await marc.answers()) == heard, "he wants to hear no more of it"
    assert "1. 🚚 Dupont" in (await driver.say("livraisons demain")).text


async def test_each_step_is_told_once_however_often_it_is_tapped(scene: Scene) -> None:
    seller, _keeper, driver = await crew(scene)
    marc = await customer_of(seller)
    card = await driver.say("prépare la 1")
    data = card.data("En route")
    await driver.press(card.id, data)
    heard = len(await marc.answers())
    await driver.press(card.id, data)
    assert "C'est déjà fait." in scene.toasts()
    assert len(await marc.answers()) == heard
    await driver.tap("Livré")
    question = await driver.last() if "Livré ?" in (await driver.last()).text else await driver.card("Livré ?")
    done = question.data("Tout est livré")
    await driver.press(question.id, done)
    await driver.press(question.id, done)
    notes = [seen for seen in await driver.answers() if "BL2611-0002" in seen.text]
    assert notes == [], "one delivery, however often it is confirmed"


async def test_steppers_carry_what_they_lead_to(scene: Scene) -> None:
    _seller, _keeper, driver = await crew(scene)
    await driver.say("1 complet")
    await driver.tap("✏️ Radiateur")
    line = await driver.card("Ou écrivez : 4 dont")
    first = next(button["callback_data"] for label, button in line.buttons.items() if label == "➖")
    await driver.press(line.id, first)
    await driver.press(line.id, first)
    assert "0 refusés" in "".join((await driver.card("Ou écrivez : 4 dont")).buttons)
    await driver.say("5 dont 1 abîmé")
    await driver.tap("Toutes les lignes")
    assert "5 sur 6 × Radiateur" in (await driver.card("Livré ?")).text
    assert "• 4 × Chauffe-eau" in (await driver.card("Livré ?")).text
    assert "Reste : 1 × Radiateur" in (await confirmed(driver)).text


@on_both
async def test_goods_come_back_once_and_never_more_than_was_delivered(scene: Scene) -> None:
    _seller, keeper, driver = await crew(scene)
    assert "Rien n'est livré" in (await keeper.say("retour 1 1 radiateur abîmé")).text
    await driver.say("1 complet")
    await driver.tap("Tout est livré")
    asked = await keeper.say("retour 1 1 radiateur abîmé")
    assert "Où vont ces articles" in asked.text
    await keeper.tap("En quarantaine")
    assert "en quarantaine" in (await keeper.card("Retour BR")).text
    assert (await keeper.last()).file_name.startswith("BR2611-0001")
    assert "5 au plus peuvent revenir" in (await keeper.say("retour 1 6 radiateurs en trop")).text
    back = await keeper.say("dupont menuiserie rend 2 radiateurs")
    assert "Pourquoi" in back.text
    await keeper.tap("En trop")
    await keeper.tap("En stock")
    assert "remis en stock" in (await keeper.card("Retour BR2611-0002")).text


async def test_a_photo_and_a_place_are_kept_with_the_delivery(scene: Scene) -> None:
    _seller, _keeper, driver = await crew(scene)
    card = await driver.say("en route pour la 1")
    place = {"latitude": 45.7578, "longitude": 4.832, "reply_to_message_id": card.id}
    await scene.page("POST", f"chats/{driver.id}/location", place)
    await scene.quiet()
    assert "Endroit gardé" in (await driver.card("Livraison")).text
    await driver.say("1 complet")
    await driver.tap("Tout est livré")
    done = await driver.card("Livraison")
    await driver.send_file("photo", "carton.jpg", picture("JPEG"), "carton écrasé", reply_to=done)
    kept = await driver.card("Livraison")
    assert "📷 1 photo" in kept.text
    assert "Réserves : carton écrasé" in kept.text


async def test_a_delivery_planned_by_mistake_is_taken_back(scene: Scene) -> None:
    _seller, keeper, _driver = await crew(scene)
    await keeper.say("prépare la 1")
    await keeper.tap("↩️ Annuler")
    assert "annulée" in (await keeper.card("Livraison")).text
    await keeper.say("prépare la 1 pour demain")
    assert "mar. 24 nov. 2026" in (await keeper.last()).text
    await keeper.say("annule la livraison")
    await keeper.tap("Oui, annuler")
    assert "annulée" in (await keeper.card("Livraison")).text
    assert "Aucune livraison" in (await keeper.say("annule la livraison 1")).text


async def test_a_delivery_noted_by_mistake_is_taken_back_and_the_customer_is_told(scene: Scene) -> None:
    seller, _keeper, driver = await crew(scene)
    marc = await customer_of(seller)
    await driver.say("1 complet")
    await driver.tap("Tout est livré")
    await driver.tap("Noté par erreur")
    asked = await driver.card("Livraison")
    assert "Rien n'a été livré ?" in asked.text
    await driver.tap("Oui, annuler")
    assert "BL2611-0001 · annulée" in (await driver.card("Livraison")).text
    assert "noté" in (await marc.last()).text
    order = await seller.say("où en est la 1")
    assert "confirmée" in order.text
    assert "réservé 6" in order.text
    assert "6 × Radiateur" in (await driver.say("1 complet")).text


async def test_words_of_one_line_after_another_add_up(scene: Scene) -> None:
    _seller, _keeper, driver = await crew(scene)
    await driver.say("1 livré 4 radiateurs dont 1 abîmé")
    await driver.say("et les ballons")
    both = await driver.card("Livré ?")
    assert "4 sur 6 × Radiateur" in both.text
    assert "• 4 × Chauffe-eau" in both.text
    await driver.say("que 2 ballons")
    assert "2 sur 4 × Chauffe-eau" in (await driver.card("Livré ?")).text
    await driver.say("5 radiateurs")
    await driver.say("tout le reste")
    counted = (await driver.card("Livré ?")).text
    assert "5 sur 6 × Radiateur" in counted
    assert "2 sur 4 × Chauffe-eau" in counted


async def test_all_but_one_line_after_a_count_delivers_the_others_whole(scene: Scene) -> None:
    seller, _keeper, driver = await crew(scene)
    await ordered(seller, "6 radiateurs 1000w + 3 ballon 150 + 30m cuivre 16")
    await driver.say("2 livré 4 radiateurs")
    await driver.say("tout le reste sauf le cuivre")
    counted = (await driver.card("Livré ?")).text
    assert "4 sur 6 × Radiateur" in counted
    assert "• 3 × Chauffe-eau" in counted
    assert "0 sur 30 m × Tube" in counted


async def test_trouble_said_after_a_first_part_is_about_the_part_that_is_still_to_come(scene: Scene) -> None:
    _seller, _keeper, driver = await crew(scene)
    await driver.say("1 livré 4 radiateurs")
    await driver.tap("Confirmer")
    await driver.say("vendredi")
    asked = await driver.say("client absent, je repasse demain aprem")
    assert "Noter « Client absent » pour CO2611-0001 ?" in asked.text
    await driver.tap("prévenir le client")
    failed = await driver.card("Livraison")
    assert "Client absent" in failed.text
    assert "2 × Radiateur" in failed.text


async def test_serial_numbers_are_asked_for_what_is_delivered_and_stand_on_the_note(scene: Scene) -> None:
    seller, _keeper, driver = await crew(scene)
    (owner,) = await scene.staff(Sophie=Role.OWNER)
    await owner.say("nouvel article chaudière zeta")
    await owner.say("1200")
    async with scene.database.writing() as session:
        numbered = update(Product).where(Product.label.ilike("%zeta%")).values(tracking=Tracking.SERIAL)
        await session.execute(numbered, execution_options={ALL_COMPANIES: True})
    await ordered(seller, "2 chaudière zeta")
    await driver.say("2 complet")
    await driver.tap("Tout est livré")
    assert "quel n° de série ? (2)" in (await driver.last()).text
    assert "quel n° de série ? (1)" in (await driver.say("A1")).text
    await driver.say("A2")
    assert "A1, A2" in (await driver.card("BL2611-0001")).text
    await driver.tap("Bon de livraison")
    assert "A1, A2" in await driver.pdf(await driver.last())


async def test_an_english_speaking_customer_is_told_in_english(scene: Scene) -> None:
    seller, _keeper, driver = await crew(scene)
    await seller.say("commande 1")
    await seller.tap("Envoyer")
    mark = await scene.person("Mark", language_code="en")
    await mark.open((await seller.last()).link())
    await driver.say("en route pour la 1")
    assert "is on its way" in (await mark.last()).text
    await driver.say("livré 4 radiateurs")
    await driver.tap("Confirmer")
    await driver.say("vendredi")
    assert "Part of your order" in (await mark.last()).text


async def test_whoever_only_reads_delivers_nothing(scene: Scene) -> None:
    seller, keeper, _driver = await crew(scene)
    card = await keeper.say("prépare la 1")
    (accountant,) = await scene.staff(Odile=Role.ACCOUNTANT)
    assert "Votre rôle ne permet pas cela" in (await accountant.say("prépare la 1")).text
    assert "Votre rôle ne permet pas cela" in (await accountant.say("1 complet")).text
    seen = await accountant.say("livraisons")
    assert "Dupont" in seen.text
    await accountant.press(seen.id, card.data("Radiateur"))
    assert "Votre rôle ne permet pas cela" in scene.toasts()[-1]
    marc = await customer_of(seller)
    await marc.press((await marc.last()).id, card.data("En route"))
    assert "☐ 6 × Radiateur" in (await keeper.say("prépare la 1")).text


async def test_the_customer_reads_on_his_order_how_much_was_brought(scene: Scene) -> None:
    seller, _keeper, driver = await crew(scene)
    marc = await customer_of(seller)
    assert "livré" not in (await marc.tap("CO2611", on=await marc.say("où en est ma commande ?"))).text
    await driver.say("1 livré 4 radiateurs")
    await confirmed(driver)
    card = await marc.tap("CO2611", on=await marc.say("où en est ma commande ?"))
    assert "livré 4 sur 6" in card.text
    assert "sur 4" not in card.text, "nothing is said of what was not brought yet"


@on_both
async def test_what_the_driver_has_loaded_for_an_order_is_delivered_from_his_van(scene: Scene) -> None:
    seller, keeper, driver = await scene.staff(Karim=Role.SALES, Bruno=Role.STOREKEEPER, Julien=Role.TECHNICIAN)
    await keeper.say("reçu 5 ballons 150")
    shelf = next(line for line in (await keeper.say("stock ballon 150")).text.splitlines() if "Gerland" in line)
    many = shelf.partition(" : ")[2].split()[0]
    await ordered(seller, f"{many} ballon 150")
    loaded = await driver.say(f"passe {many} ballon 150 au camion julien")
    assert "Réservé pour CO2611-0001 : la livraison partira de Camion" in loaded.text
    await driver.say("1 complet")
    await driver.tap("Tout est livré")
    assert "BL2611-0001" in (await driver.last()).text
    left = await keeper.say("stock ballon 150")
    assert "Dépôt Gerland : 0" in left.text
    assert "Camion Julien" not in left.text or "Camion Julien : 0" in left.text
    past = await keeper.tap("Mouvements", on=left)
    assert f"−{many} · sortie · Camion Julien · BL2611-0001 · CO2611-0001 · Julien" in past.text


async def test_whoever_says_from_my_van_takes_it_from_there(scene: Scene) -> None:
    seller, keeper, driver = await scene.staff(Karim=Role.SALES, Bruno=Role.STOREKEEPER, Julien=Role.TECHNICIAN)
    await keeper.say("passe 3 filtres au camion julien")
    await ordered(seller, "2 filtres")
    asked = await driver.say("1 complet depuis mon camion")
    assert "Depuis Camion Julien" in asked.text
    await driver.tap("Depuis le dépôt")
    await driver.tap("Depuis Camion Julien")
    await driver.tap("Tout est livré")
    past = await keeper.tap("Mouvements", on=await keeper.say("stock filtre"))
    assert "−2 · sortie · Camion Julien · BL2611-0001" in past.text


async def test_the_number_of_a_part_of_a_kit_is_asked_when_it_is_delivered_and_when_it_comes_back(scene: Scene) -> None:
    seller, keeper, driver = await scene.staff(Karim=Role.SALES, Bruno=Role.STOREKEEPER, Julien=Role.TECHNICIAN)
    for label in ("chaudière zeta", "pack zeta confort"):
        await keeper.say(f"nouvel article {label}")
        await keeper.say("1200")
    await keeper.say("reçu 1 chaudière zeta")
    await packed(scene, "Chaudière zeta", into="Pack zeta confort")
    await ordered(seller, "1 pack zeta confort")
    await driver.say("1 complet")
    await driver.tap("Tout est livré")
    assert "Pack zeta confort — Chaudière zeta : quel n° de série ? (1)" in (await driver.last()).text
    await driver.say("UE-77")
    assert "UE-77" in (await driver.card("BL2611-0001")).text
    back = await keeper.say("retour 1 1 pack zeta confort en trop")
    assert "Pack zeta confort — Chaudière zeta : quels numéros ? (1)" in back.text


async def test_whoever_picks_a_kit_reads_what_it_is_made_of_and_where_that_lies(scene: Scene) -> None:
    seller, keeper, _driver = await scene.staff(Karim=Role.SALES, Bruno=Role.STOREKEEPER, Julien=Role.TECHNICIAN)
    for label in ("chaudière zeta", "pack zeta confort"):
        await keeper.say(f"nouvel article {label}")
        await keeper.say("1200")
    await keeper.say("reçu 1 chaudière zeta")
    async with scene.database.writing() as session:
        zeta = select(Product.id).where(Product.label == "Chaudière zeta").scalar_subquery()
        lies = update(StockLevel).where(StockLevel.product_id == zeta).values(location="B2")
        await session.execute(lies, execution_options={ALL_COMPANIES: True})
    await packed(scene, "Chaudière zeta", into="Pack zeta confort")
    await ordered(seller, "1 pack zeta confort")
    card = (await keeper.say("prépare la 1")).text
    assert card.index("🗄 B2") < card.index("☐ 1 × Pack zeta confort") < card.index("· 1 × Chaudière zeta")
    assert "sans emplacement" not in card


async def packed(scene: Scene, part: str, *, into: str) -> None:
    """Make one product a kit of another, whose pieces have serial numbers."""
    async with scene.database.writing() as session:
        asked = select(Product).where(Product.label.in_([part, into]))
        found = {one.label: one for one in await session.scalars(asked, execution_options={ALL_COMPANIES: True})}
    async with scene.work.begin(replace(SYSTEM, company_id=found[part].company_id)) as uow:
        await uow.session.execute(update(Product).where(Product.id == found[part].id).values(tracking=Tracking.SERIAL))
        await kits.set_parts(uow, found[into].id, [(found[part].id, ONE)])
