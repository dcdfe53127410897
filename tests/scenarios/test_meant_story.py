"""Words as people type them, that no room reads as they stand: they lead somewhere all the same, or are said not to."""

import pytest
from sqlalchemy import func, select

from core.db.scope import ALL_COMPANIES
from core.journal import Entry
from core.permissions import Role
from core.treasury.models import Payment
from tests.scenarios.harness import Scene
from tests.scenarios.test_files_sent import picture
from tests.scenarios.test_invoice_story import ordered

on_both = pytest.mark.parametrize("scene_url", ["sqlite", "postgresql"], indirect=True)


async def _count(scene: Scene, what: type[Entry] | type[Payment]) -> int:
    async with scene.database.reading() as session:
        many = select(func.count()).select_from(what)
        return await session.scalar(many, execution_options={ALL_COMPANIES: True}) or 0


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("quote for girard 2 radiateurs 1000w 10% off", "10"),
        ("alors euh pour girard il me faudrait trois radiateurs 1000w", "Girard"),
        ("c'est quoi le numéro de girard", "Girard"),
        ("phone number of girard", "Girard"),
        ("il nous doit combien girard deja", "Girard"),
        ("yen reste combien des radiateurs 1000w", "adiateur"),
        ("how many radiateurs 1000w left", "adiateur"),
    ],
)
async def test_a_sentence_leads_to_its_card(scene: Scene, words: str, shown: str) -> None:
    (seller,) = await scene.staff(Karim=Role.SALES)
    answer = await seller.say(words)
    assert shown in answer.text
    assert "pas compris" not in answer.text


@on_both
async def test_what_was_brought_is_said_in_any_order(scene: Scene) -> None:
    seller, driver = await scene.staff(Karim=Role.SALES, Julien=Role.TECHNICIAN)
    await ordered(seller, "4 radiateurs 1000w")
    asked = await driver.say("livré girard 3 radiateurs dont 1 cassé")
    assert "3" in asked.text
    assert any("Confirmer" in label for label in asked.buttons)
    await driver.tap("Confirmer")
    await driver.tap("Je ne sais pas")
    assert "BL2611-0001" in (await driver.card("Livraison")).text


async def test_an_order_that_could_be_several_is_asked(scene: Scene) -> None:
    seller, driver = await scene.staff(Karim=Role.SALES, Julien=Role.TECHNICIAN)
    await ordered(seller, "4 radiateurs 1000w")
    await ordered(seller, "2 radiateurs 1000w")
    asked = await driver.say("on a tout livré chez girard")
    assert [label for label in asked.buttons if "complet" in label] == ["CO2611-0002 complet", "CO2611-0001 complet"]
    await driver.tap("CO2611-0001 complet")
    await driver.tap("Tout est livré")
    assert "CO2611-0001" in (await driver.card("Livraison BL2611-0001")).text


async def test_money_is_noted_once_somebody_agrees_to_the_reading(scene: Scene) -> None:
    (seller,) = await scene.staff(Karim=Role.SALES)
    await seller.say("facture girard 2 radiateurs 1000w")
    await seller.tap("Valider la facture")
    hint = await seller.say("encaissé girard 200 esp + 100 cb")
    assert "reçu 100 € carte" in hint.text
    assert await _count(scene, Payment) == 0
    await seller.tap("Encaisser")
    assert await _count(scene, Payment) == 1


async def test_what_the_words_leave_out_is_said_before_anything_is_noted(scene: Scene) -> None:
    seller, driver = await scene.staff(Karim=Role.SALES, Julien=Role.TECHNICIAN)
    await ordered(seller, "4 radiateurs 1000w")
    asked = await driver.say("commande 1 livrée hier au complet")
    assert "Ne sera pas noté : le jour" in asked.text
    await driver.say("oui")
    await driver.tap("Tout est livré")
    assert "livrée" in (await driver.card("Livraison BL2611-0001")).text


async def test_what_does_not_exist_yet_is_said_and_kept_on_the_customer(scene: Scene) -> None:
    (seller,) = await scene.staff(Karim=Role.SALES)
    await seller.say("2h30 chez girard ce matin")
    told = [seen.text for seen in await seller.answers()]
    assert any("ne se notent pas encore" in text and "note" in text for text in told)


@pytest.mark.parametrize("words", ["merci", "ok à demain", "😀😀", "haha trop drôle", "bonne soirée à tous"])
async def test_what_asks_for_nothing_starts_nothing(scene: Scene, words: str) -> None:
    (seller,) = await scene.staff(Karim=Role.SALES)
    await seller.say("bonjour")
    before = await _count(scene, Entry)
    await seller.say(words)
    assert await _count(scene, Entry) == before


@pytest.mark.parametrize(
    ("words", "shown", "gone"),
    [
        ("enlève le ballon", "3 × Radiateur", "Chauffe-eau"),
        ("remove the ballon", "3 × Radiateur", "Chauffe-eau"),
        ("plutôt vendredi", "livraison ven. 27 nov. 2026", ""),
        ("3 radiateurs de plus", "6 × Radiateur", "3 × Radiateur"),
        ("non 4 ballons", "4 × Chauffe-eau", "2 × Chauffe-eau"),
        ("c'est pas girard c'est dupont menuiserie", "Dupont Menuiserie", "Girard"),
        ("for dupont menuiserie instead", "Dupont Menuiserie", "Girard"),
        ("10% off", "Remise 10", "Remise client"),
    ],
)
async def test_the_quote_in_hand_follows(scene: Scene, words: str, shown: str, gone: str) -> None:
    (seller,) = await scene.staff(Karim=Role.SALES)
    await seller.say("devis girard 3 radiateurs 1000w + 2 ballon 150")
    await seller.say(words)
    card = (await seller.card("TTC")).text
    assert shown in card
    assert not gone or gone not in card


@pytest.mark.parametrize(
    ("words", "question"),
    [("et 3 de plus", "Quelle ligne"), ("make it 5", "Quelle ligne"), ("pas lui, l'autre", "quel client")],
)
async def test_what_could_be_several_things_is_asked(scene: Scene, words: str, question: str) -> None:
    (seller,) = await scene.staff(Karim=Role.SALES)
    await seller.say("devis girard 3 radiateurs 1000w + 2 ballon 150")
    assert question in (await seller.say(words)).text


@pytest.mark.parametrize(
    "words",
    [
        "ne livre pas la 1",
        "la 1 n'est pas livrée",
        "la 1 est livrée ?",
        "girard toujours pas livré",
        "quand la 1 sera livrée facture la",
        "ne facture pas la 1",
        "n'envoie pas la facture 1",
        "il m'a dit j'ai payé 300",
        "girard paiera 200 par virement",
        "on n'a pas reçu 12 radiateurs 1000w",
        "reçu 12 radiateurs 1000w ?",
        "ne commande pas 4 radiateurs 1000w pour girard",
        "girard a refusé le devis 1",
    ],
)
async def test_what_is_not_so_starts_nothing(scene: Scene, words: str) -> None:
    (boss,) = await scene.staff(Marc=Role.MANAGER)
    await ordered(boss, "4 radiateurs 1000w")
    await boss.say("facture girard 1 radiateur 1000w")
    await boss.tap("Valider la facture")
    before = await _count(scene, Entry)
    answer = await boss.say(words)
    assert await _count(scene, Entry) == before
    acting = ("Oui", "Tout est livré", "Encaisser", "Espèces", "Nouveau")
    assert not [label for label in answer.buttons if label.startswith(acting) or label.endswith(acting)]


async def test_a_sum_too_many_is_told_before_the_payment(scene: Scene) -> None:
    (seller,) = await scene.staff(Karim=Role.SALES)
    assert "Ne sera pas noté : 300" in (await seller.say("reçu 200 ou 300 de girard")).text


async def test_somebody_else_who_pays_is_doubted(scene: Scene) -> None:
    (seller,) = await scene.staff(Karim=Role.SALES)
    await seller.say("facture girard 2 radiateurs 1000w")
    await seller.tap("Valider la facture")
    assert "leroy merlin" in (await seller.say("payé la facture 1 de leroy merlin 45 €")).text
    assert "⚠️" not in (await seller.say("payé la facture 1 de girard 45 €")).text


async def test_two_who_paid_are_asked_apart(scene: Scene) -> None:
    (seller,) = await scene.staff(Karim=Role.SALES)
    asked = await seller.say("dupont et girard ont payé 200")
    assert any("Girard" in label for label in asked.buttons)
    assert any("Dupont" in label for label in asked.buttons)


async def test_the_order_of_another_customer_is_doubted(scene: Scene) -> None:
    (seller,) = await scene.staff(Karim=Role.SALES)
    await ordered(seller, "4 radiateurs 1000w")
    assert "Ne sera pas noté : le client" in (await seller.say("on a livré la 1 à dupont menuiserie")).text


async def test_a_request_in_doubt_is_one_question_and_starts_nothing_before_the_tap(scene: Scene) -> None:
    (seller,) = await scene.staff(Karim=Role.SALES)
    await seller.say("bonjour")
    before = await _count(scene, Entry)
    asked = await seller.say("j'ai mis une heure chez girard le radiateur chauffe")
    assert list(asked.buttons)[:3] == ["🔧 Une intervention", "⏱ Des heures", "Autre chose"]
    assert await _count(scene, Entry) == before
    await seller.tap("Des heures")
    assert "une heure chez girard" in (await seller.card("Carrosserie Girard")).text  # kept as a note: no hours yet


async def test_what_is_none_of_the_offered_requests_was_not_understood(scene: Scene) -> None:
    (seller,) = await scene.staff(Karim=Role.SALES)
    await seller.say("girard envoie quelqu'un lundi")
    told = await seller.tap("Autre chose")
    assert "Je n'ai pas compris" in told.text


async def test_a_question_is_chosen_by_the_sentence_that_asks_it(scene: Scene) -> None:
    (seller,) = await scene.staff(Karim=Role.SALES)
    asked = await seller.say("le radiateur de girard fuit")
    assert "article radiateur" in asked.buttons
    assert "Radiateur aluminium" in (await seller.tap("article radiateur")).text


async def test_a_name_answers_an_open_question_however_much_it_looks_like_a_request(scene: Scene) -> None:
    (seller,) = await scene.staff(Karim=Role.SALES)
    await seller.say("/client")
    told = await seller.say("j'ai mis une heure chez girard le radiateur chauffe")
    assert "Vous voulez dire" not in told.text


async def test_what_is_written_beside_a_doubt_is_read_by_itself(scene: Scene) -> None:
    (seller,) = await scene.staff(Karim=Role.SALES)
    await seller.say("le radiateur de girard fuit")
    asked = await seller.last()
    assert "Climatiseur mural" in (await seller.say("devis girard 2 clim 3,5")).text
    assert "Radiateur aluminium" in (await seller.tap("article radiateur", on=asked)).text  # it may still be tapped


async def test_an_offered_request_is_chosen_by_its_words(scene: Scene) -> None:
    (seller,) = await scene.staff(Karim=Role.SALES)
    await seller.say("girard envoie quelqu'un lundi")
    assert "Touchez une des phrases" in (await seller.say("oui")).text
    assert "☑️ Tâche · lun. 30 nov. 2026" in (await seller.say("une tâche")).text


async def test_a_choice_is_made_once_whoever_taps_twice(scene: Scene) -> None:
    (seller,) = await scene.staff(Karim=Role.SALES)
    asked = await seller.say("girard envoie quelqu'un lundi")
    tapped = asked.data("Une tâche")
    await seller.press(asked.id, tapped)
    made = await _count(scene, Entry)
    await seller.press(asked.id, tapped)
    assert await _count(scene, Entry) == made
    assert "Cette question est passée" in scene.toasts()[-1]


async def test_nobody_is_offered_what_he_may_not_do(scene: Scene) -> None:
    (driver,) = await scene.staff(Julien=Role.TECHNICIAN)
    told = await driver.say("three radiators 1000w for girard asap")
    assert not [label for label in told.buttons if "commande" in label.lower() or "devis" in label.lower()]


async def test_an_edited_message_is_asked_about_anew(scene: Scene) -> None:
    (seller,) = await scene.staff(Karim=Role.SALES)
    written = await seller.write("girard envoie quelqu'un lundi")
    assert "⏰ Rappel · lun. 30 nov. 2026 à 09:00" in (await seller.edit(written, "rappel girard lundi 9h")).text
    assert not [seen for seen in await seller.answers() if "Autre chose" in seen.buttons]


async def test_the_caption_of_a_photo_is_read_like_words(scene: Scene) -> None:
    (seller,) = await scene.staff(Karim=Role.SALES)
    doubtful = await seller.send_file("photo", "p.jpg", picture(), "girard envoie quelqu'un lundi")
    assert "la commande de quel client" in doubtful.text  # one question, the file's: it keeps the words and the picture
    paid = await seller.send_file("photo", "p.jpg", picture(), "reçu girard 320 chq")
    assert "Encaisser 320,00 € · chèque" in paid.text


async def test_a_delivery_to_somebody_who_has_ordered_nothing_is_told(scene: Scene) -> None:
    (seller,) = await scene.staff(Karim=Role.SALES)
    assert "Aucune commande de ce client n'est à livrer." in (await seller.say("on a livré girard")).text


@on_both
async def test_a_document_is_found_by_what_it_comes_to(scene: Scene) -> None:
    seller, driver = await scene.staff(Karim=Role.SALES, Julien=Role.TECHNICIAN)
    await ordered(seller, "2 radiateurs 1000w")  # 359,10 € HT, 430,92 € TTC
    assert [label for label in (await seller.say("la commande de 430,92 €")).buttons if "430,92" in label]
    assert len((await seller.say("cherche 430")).buttons) == 2  # the order, and the quote that it stands on
    assert [label for label in (await seller.say("devis à 359,10")).buttons if "430,92" in label]
    assert "Aucun document de 431,00 €." in (await seller.say("cherche 431 €")).text
    assert not [label for label in (await driver.say("cherche 430")).buttons if "Devis" in label]
