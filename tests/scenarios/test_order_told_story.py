"""What becomes of an order is seen on its card and told to whom it concerns, as people live it in the chat."""

import pytest

from core.permissions import Role
from tests.scenarios.harness import Person, Scene
from tests.scenarios.test_order_story import accepted, at_work, number_of, ordered


async def limited(manager: Person, euros: str) -> None:
    """From now on Girard may owe so much."""
    card = await manager.say("carrosserie girard")
    await manager.say(f"plafond {euros}", reply_to=card)


async def test_the_customer_hears_of_his_order_and_the_depot_and_the_accountant_of_theirs(scene: Scene) -> None:
    seller, keeper, accountant = await at_work(scene, Karim=Role.SALES, Mehdi=Role.STOREKEEPER, Nadia=Role.ACCOUNTANT)
    customer = await scene.person("Marc", last_name="Girard")
    news = await accepted(seller, customer, "devis girard 2 radiateurs 1000w acompte 30%")
    await seller.tap("Commander", on=news)
    number = number_of(await seller.tap("Valider la commande"))
    await seller.say("acompte 300 cb")
    assert "confirmée" in (await seller.tap("carte")).text
    told = await customer.last()
    assert f"Votre commande {number} est confirmée." in told.text
    assert number in (await customer.tap("Voir la commande", on=told)).text
    to_prepare = await keeper.last()
    assert f"À préparer : {number}" in to_prepare.text
    assert any("Préparer" in label for label in to_prepare.buttons)
    assert "ne serez plus prévenu" in (await keeper.tap("Ne plus me prévenir", on=to_prepare)).text

    await seller.say(f"annule la commande {number}")
    card = await seller.tap("Le client y renonce")
    assert "reçu 300,00 € à rendre" in card.text
    assert "acompte 30 %" not in card.text
    told = await customer.last()
    assert f"Votre commande {number} est annulée." in told.text
    assert "Vous aviez payé 300,00 €" in told.text
    assert "renonce" not in told.text
    assert "300,00 € à rendre au client" in (await accountant.last()).text


async def test_a_waiting_order_is_judged_by_what_is_true_now(scene: Scene) -> None:
    seller, manager = await at_work(scene, Karim=Role.SALES, Sophie=Role.MANAGER)
    await limited(manager, "100")
    card = await ordered(seller, "commande girard 2 radiateurs 1000w")
    number = number_of(card)
    assert "dépassé de" in card.text
    await seller.tap("Revoir", on=card)
    assert f"{number} attend toujours : encours" in scene.toasts()
    await limited(manager, "9000")
    card = await seller.say(number)
    assert "dépassé de" not in card.text
    assert "plus rien ne la retient" in card.text
    card = await manager.tap("Débloquer", on=await manager.say(number))
    assert "confirmée" in card.text
    assert "débloquée" not in card.text
    assert f"Plus rien ne la retenait : {number} est confirmée." in scene.toasts()


async def test_whoever_sells_does_not_release_his_order_by_another_limit(scene: Scene) -> None:
    seller, manager = await at_work(scene, Karim=Role.SALES, Sophie=Role.MANAGER)
    await limited(manager, "100")
    card = await ordered(seller, "commande girard 2 radiateurs 1000w")
    asked = await manager.tap("Débloquer", on=await manager.say("CO2611-0001"))
    assert not any("Le stock arrive" in label for label in asked.buttons)
    assert any("Client de confiance" in label for label in asked.buttons)
    assert "Votre rôle ne permet pas cela" in (await seller.say("plafond girard 99000")).text
    await seller.tap("Revoir", on=card)
    assert "CO2611-0001 attend toujours : encours" in scene.toasts()


async def test_half_a_piece_is_warned_of_and_never_ordered(scene: Scene) -> None:
    (seller,) = await at_work(scene, Karim=Role.SALES)
    draft = await seller.say("commande girard 1,5 radiateurs 1000w")
    assert "⚠️ se compte en entier : Radiateur" in draft.text
    await seller.tap("Contrôler")
    refused = await seller.tap("Valider la commande")
    assert "se compte en entier : 1,5 n'est pas possible" in "\n".join((refused.text, *scene.toasts()))
    assert "se compte en entier" not in (await seller.say("2 pas 1,5")).text
    await seller.tap("Contrôler")
    number_of(await seller.tap("Valider la commande"))
    assert "se compte en entier" in (await seller.say("plutôt 1,5")).text


async def test_a_number_of_his_that_is_used_twice_is_warned_of(scene: Scene) -> None:
    (seller,) = await at_work(scene, Karim=Role.SALES)
    number = number_of(await ordered(seller, "commande girard 2 radiateurs 1000w, sa commande n° 4711"))
    await seller.say("commande girard 3 radiateurs 1000w, sa commande n° 4711")
    control = await seller.tap("Contrôler")
    assert f"⚠️ BC conforme : commande directe · n° 4711 chez lui, déjà sur la commande {number}" in control.text


async def test_his_file_names_whoever_sent_it(scene: Scene) -> None:
    (seller,) = await at_work(scene, Karim=Role.SALES)
    await ordered(seller)
    await seller.tap("Envoyer")
    customer = await scene.person("Marc", last_name="Girard")
    await customer.open((await seller.last()).link())
    await customer.send_file("document", "bc.pdf", b"%PDF-1.4 bc", "commande 3 rad alu 1000, notre BC-901")
    await seller.tap("En faire une commande", on=await seller.last())
    await seller.tap("Contrôler")
    card = await seller.tap("Valider la commande")
    assert "commande écrite du client · Marc Girard" in card.text


async def test_whoever_may_not_go_beyond_a_limit_is_told_whom_to_ask(scene: Scene) -> None:
    seller, manager = await at_work(scene, Karim=Role.SALES, Sophie=Role.MANAGER)
    await limited(manager, "700")
    number = number_of(await ordered(seller, "commande girard 3 radiateurs 1000w"))
    refused = await seller.say("4 pas 3")
    assert "Hélène Garnier" in refused.text
    assert "de relever ce plafond" in refused.text
    await manager.say(number)
    await manager.say("4 pas 3")
    assert "⚠️ Encours" in (await manager.card("TTC")).text
    assert "dépassé de" in (await manager.card("TTC")).text
    assert "plafond de 700,00 € dépassé par Hélène Garnier" in (await manager.say(f"/historique {number}")).text


@pytest.mark.parametrize("words", ["où en est la 1", "mes commandes", "/commandes", "/commande girard", "historique"])
async def test_a_request_is_no_reason_to_cancel(scene: Scene, words: str) -> None:
    (seller,) = await at_work(scene, Karim=Role.SALES)
    number = number_of(await ordered(seller))
    await seller.say("annule la commande 1")
    said = f"{words} {number}" if words == "historique" else words
    assert "motif" not in (await seller.say(said)).text
    assert "confirmée" in (await seller.say(f"commande {number}")).text


async def test_no_is_no_reason_and_words_alone_cancel_nothing(scene: Scene) -> None:
    (seller,) = await at_work(scene, Karim=Role.SALES)
    number = number_of(await ordered(seller))
    await seller.say("annule la commande 1")
    assert "J'attends une raison" in (await seller.say("oui")).text
    assert "confirmée" in (await seller.say("non")).text
    await seller.say("annule la commande 1")
    asked = await seller.say("il n'en veut plus")
    assert f"🗑 Annuler {number}, motif « il n'en veut plus » ?" in asked.text
    assert "Touchez le bouton" in (await seller.say("oui")).text
    assert "motif « le chantier est arrêté »" in (await seller.say("le chantier est arrêté")).text
    assert "confirmée" in (await seller.say("non")).text
    await seller.say("annule la commande 1")
    await seller.say("le chantier est arrêté")
    assert "annulée" in (await seller.tap(f"Annuler {number}")).text


async def test_words_alone_neither_release_nor_refuse(scene: Scene) -> None:
    seller, manager = await at_work(scene, Karim=Role.SALES, Sophie=Role.MANAGER)
    number = number_of(await ordered(seller, "commande girard 2 radiateurs 1000w acompte 30%"))
    for label, done in (("Débloquer", "Débloquer"), ("Refuser", "Refuser")):
        await manager.tap(label, on=await manager.say(number))
        assert "en attente d'acompte" in (await manager.say("non")).text
        await manager.tap(label, on=await manager.say(number))
        assert f"{done} {number}, motif « il paiera lundi » ?" in (await manager.say("il paiera lundi")).text
        await manager.say("laisser")
    await manager.tap("Débloquer", on=await manager.say(number))
    await manager.say("il paiera lundi")
    assert ": « il paiera lundi »" in (await manager.tap(f"Débloquer {number}")).text


async def test_cancel_in_reply_to_a_card_is_said_of_that_card(scene: Scene) -> None:
    (seller,) = await at_work(scene, Karim=Role.SALES)
    card = await ordered(seller)
    await seller.say("commande")
    assert f"Annuler {number_of(card)} ?" in (await seller.say("annuler", reply_to=card)).text


async def test_a_manager_decides_in_words(scene: Scene) -> None:
    seller, manager = await at_work(scene, Karim=Role.SALES, Sophie=Role.MANAGER)
    for number in (1, 2):
        await ordered(seller, f"commande girard {number} radiateurs 1000w acompte 10%")
    asked = await manager.say("demande un acompte 30% sur la 1")
    assert "acompte 30 %" in asked.text
    assert "Pourquoi débloquer CO2611-0001 ?" in (await manager.say("débloque la 1")).text
    assert "débloquée par" in (await manager.tap("Client de confiance")).text
    assert "Pourquoi refuser CO2611-0002 ?" in (await manager.say("refuse la 2")).text
    assert "refusée par" in (await manager.tap("Encours dépassé")).text
    assert "Votre rôle ne permet pas cela" in (await seller.say("débloque la 2")).text


async def test_a_limit_is_said_with_a_name_or_right_below_the_card(scene: Scene) -> None:
    (manager,) = await at_work(scene, Sophie=Role.MANAGER)
    assert "3 500,00" in (await manager.say("plafond girard 3500")).text
    await manager.say("carrosserie girard")
    assert "1 000,00" in (await manager.say("plafond 1000")).text
    await manager.say("commande girard 1 radiateur 1000w")
    asked = await manager.say("plafond 900")
    assert "De quel client parlez-vous ?" in asked.text
    assert "900,00" in (await manager.say("girard")).text


async def test_the_last_line_taken_away_asks_why_as_cancelling_does(scene: Scene) -> None:
    (seller,) = await at_work(scene, Karim=Role.SALES)
    card = await ordered(seller)
    for words in ("enlève les radiateurs", "plutôt 0"):
        assert f"Annuler {number_of(card)} ? Dites pourquoi." in (await seller.say(words)).text
        assert "confirmée" in (await seller.say("non")).text
    await seller.tap("Modifier", on=await seller.last())
    await seller.tap("3 × Radiateur")
    await seller.tap("Enlever")
    assert "Dites pourquoi." in (await seller.last()).text
    gone = await seller.tap("Erreur de saisie")
    assert "annulée" in gone.text
    assert not any("Confirmation PDF" in label for label in gone.buttons)


async def test_a_customers_voice_note_is_an_order_by_word_of_mouth(scene: Scene) -> None:
    (seller,) = await at_work(scene, Karim=Role.SALES)
    await ordered(seller)
    await seller.tap("Envoyer")
    customer = await scene.person("Marc", last_name="Girard")
    await customer.open((await seller.last()).link())
    await customer.send_file("voice", "note.ogg", b"OggS his")
    news = await seller.last()
    assert "🎙 Note vocale" in news.text
    await seller.tap("En faire une commande", on=news)
    await seller.say("2 radiateurs 1000w")
    draft = await seller.card("TTC")
    assert "de vive voix, par Marc Girard" in draft.text
    await seller.tap("Contrôler", on=draft)
    await seller.tap("Valider la commande")
    card = await seller.card("TTC")
    assert "passée de vive voix · Marc Girard" in card.text
    assert "vous demande de confirmer ce que vous avez commandé" in (await customer.last()).text


async def test_a_customers_message_is_said_to_be_taken_once_it_is(scene: Scene) -> None:
    (seller,) = await at_work(scene, Karim=Role.SALES)
    await seller.say("devis girard 2 radiateurs 1000w")
    await seller.tap("Valider")
    await seller.tap("Envoyer")
    customer = await scene.person("Marc", last_name="Girard")
    await customer.open((await seller.last()).link())
    await customer.send_file("document", "bc.pdf", b"%PDF-1.4 bc")
    news = await seller.last()

    async def taken() -> bool:
        return any("Prise en commande" in seen.text for seen in await seller.see())

    await seller.tap("En faire une commande", on=news)
    assert "quel devis" in (await seller.last()).text
    await seller.tap("Laisser")
    assert not await taken()
    await seller.tap("En faire une commande", on=news)
    await seller.tap("Une nouvelle commande")
    assert await taken()


async def test_a_voice_note_says_with_which_order_it_goes_and_names_nobody(scene: Scene) -> None:
    (seller,) = await at_work(scene, Karim=Role.SALES)
    await seller.say("commande")
    await seller.send_file("voice", "note.ogg", b"OggS tel")
    assert any("🎙 Note vocale gardée avec la commande ci-dessous." in seen.text for seen in await seller.see())
    await seller.say("girard")
    draft = await seller.say("2 radiateurs 1000w")
    assert "de vive voix, par le client" in draft.text


async def test_a_cancelled_order_asks_nobody_to_sign(scene: Scene) -> None:
    (seller,) = await at_work(scene, Karim=Role.SALES)
    number = number_of(await ordered(seller))
    await seller.tap("Envoyer")
    customer = await scene.person("Marc", last_name="Girard")
    theirs = await customer.open((await seller.last()).link())
    await customer.tap("Bon pour accord", on=theirs)
    await customer.tap("Oui, bon pour accord")
    scene.clock.advance(minutes=1)
    changed = await seller.say("plutôt 2", reply_to=await seller.say(number))
    assert "à faire signer à nouveau" in changed.text
    assert "le client est prévenu" in changed.text
    assert "a changé votre commande" in (await customer.last()).text
    await seller.say(f"annule la commande {number}")
    gone = await seller.tap("Erreur de saisie")
    assert "à faire signer" not in gone.text
    theirs = await customer.tap("Voir la commande", on=await customer.last())
    assert "redonnez-le" not in theirs.text


async def test_too_much_money_is_told_with_what_is_left_to_pay(scene: Scene) -> None:
    (seller,) = await at_work(scene, Karim=Role.SALES)
    await ordered(seller, "commande girard 2 radiateurs 1000w acompte 30%")
    assert any(": en attente d'acompte" in toast for toast in scene.toasts())
    assert "99 999,00 €, c'est trop : il reste 430,92 € à payer" in (await seller.say("acompte 99999 cb")).text
    await seller.say("commande girard 2 radiateurs 1000w acompte 30%")
    assert "En créer une autre ?" in (await seller.last()).text
