"""What becomes of an order is seen on its card and told to whom it concerns, as people live it in the chat."""

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
