"""From a quote to an order that is controlled, decided upon, signed and changed, as people live it in the chat."""

import re
from collections.abc import Sequence

import pytest

from core.permissions import Role
from tests.scenarios.harness import Person, Scene, Seen

on_both = pytest.mark.parametrize("scene_url", ["sqlite", "postgresql"], indirect=True)

_NUMBER = re.compile(r"CO\d{4}-\d{4}")
_CHECKS = ("Stock", "Encours", "CGV", "BC conforme", "Acompte")


def number_of(card: Seen) -> str:
    found = _NUMBER.search(card.text)
    assert found, card.text
    return found.group()


async def at_work(scene: Scene, **roles: Role) -> Sequence[Person]:
    """People of the fictitious company who have opened the chat: the bot may write to them first."""
    people = await scene.staff(**roles)
    for one in people:
        await one.say("/start")
    return people


async def accepted(seller: Person, customer: Person, words: str = "devis girard 2 radiateurs 1000w") -> Seen:
    """A quote that its customer has accepted; the news card of its salesperson."""
    await seller.say(words)
    await seller.tap("Valider")
    await seller.tap("Envoyer")
    await customer.open((await seller.last()).link())
    await customer.tap("Accepter")
    await customer.tap("j'accepte")
    return await seller.last()


async def ordered(seller: Person, words: str = "commande girard 3 radiateurs 1000w") -> Seen:
    """The card of an order that was said in one line."""
    await seller.say(words)
    await seller.tap("Contrôler")
    return await seller.tap("Valider la commande")


@on_both
async def test_an_accepted_quote_is_ordered_held_released_signed_changed_and_signed_again(scene: Scene) -> None:
    seller, manager = await at_work(scene, Karim=Role.SALES, Sophie=Role.MANAGER)
    customer = await scene.person("Marc", last_name="Girard")
    news = await accepted(seller, customer, "devis girard 2 radiateurs 1000w acompte 30%")
    assert "a accepté le devis" in news.text

    control = await seller.tap("Commander", on=news)
    assert [line for line in _CHECKS if f"{line} : " in control.text] == list(_CHECKS)
    assert "❌ Acompte : 30 % demandé" in control.text
    assert "rien reçu" in control.text
    card = await seller.tap("Valider la commande")
    number = number_of(card)
    assert "en attente d'acompte" in card.text
    assert not any("Débloquer" in label for label in card.buttons)

    notice = await manager.last()
    assert "attend votre décision" in notice.text
    assert number in notice.text
    assert not any("Acompte 30 %" in label for label in notice.buttons)  # asked already
    question = await manager.tap("Débloquer", on=notice)
    assert "Pourquoi débloquer" in question.text
    assert "confirmée" in (await manager.tap("Client de confiance")).text
    told = await seller.last()
    assert "débloque la commande : « Client de confiance »" in told.text
    assert "confirmée" in told.text
    assert "débloquée par Hélène Garnier : « Client de confiance »" in told.text

    scene.clock.advance(hours=1)
    await seller.say("plutôt 3")
    card = await seller.card("TTC")
    assert "3 × Radiateur" in card.text
    assert "à faire signer à nouveau" in card.text
    await seller.tap("Envoyer", on=card)
    given = (await seller.last()).link()
    theirs = await customer.open(given)
    assert "elle a changé depuis votre accord" in theirs.text
    scene.clock.advance(hours=1)
    await customer.tap("Bon pour accord", on=theirs)
    theirs = await customer.tap("Oui, bon pour accord")
    assert "elle a changé" not in theirs.text
    told = await seller.last()
    assert "Marc Girard confirme sa commande" in told.text
    assert "à faire signer" not in told.text


@on_both
async def test_however_often_it_is_tapped_a_quote_makes_one_order(scene: Scene) -> None:
    (seller,) = await at_work(scene, Karim=Role.SALES)
    await seller.say("devis girard 2 radiateurs 1000w")
    await seller.tap("Valider")
    card = (await seller.answers())[-2]
    control = await seller.tap("Commander", on=card)
    place = control.data("Valider la commande")
    number = number_of(await seller.tap("Valider la commande", on=control))
    for _again in range(3):
        await seller.press(control.id, place)
    assert number_of(await seller.card("TTC")) == number
    assert f"C'est déjà fait : {number}." in scene.toasts()
    assert len({*_NUMBER.findall(" ".join(seen.text for seen in await seller.answers()))}) == 1
    assert "Je ne trouve pas" in (await seller.say("commande 2")).text


async def test_an_order_in_one_line_is_drafted_edited_and_controlled(scene: Scene) -> None:
    (seller,) = await at_work(scene, Karim=Role.SALES)
    card = await seller.say("commande girard 3 radiateurs 1000w remise 5, lundi prochain, sa commande n° 4711")
    assert "Commande · brouillon" in card.text
    assert "n° 4711 chez lui" in card.text
    assert not any("Valider" in label or "Aperçu" in label for label in card.buttons)
    await seller.say("4 pas 3")
    assert "4 × Radiateur" in (await seller.card()).text
    control = await seller.tap("Contrôler")
    assert "✅ BC conforme : commande directe · n° 4711 chez lui" in control.text
    assert "confirmée" in (await seller.tap("Valider la commande")).text
    paper = None
    await seller.tap("Confirmation PDF")
    paper = await seller.last()
    printed = await seller.pdf(paper)
    assert "Confirmation de commande" in printed
    assert "4711" in printed


@on_both
async def test_an_order_by_telephone_is_confirmed_by_its_customer(scene: Scene) -> None:
    (seller,) = await at_work(scene, Karim=Role.SALES)
    customer = await scene.person("Paul", last_name="Girard")
    card = await seller.say("commande par tel de girard 2 radiateurs 1000w")
    assert "de vive voix, par" in card.text
    assert "récapitulatif" in (await seller.tap("Contrôler")).text
    card = await seller.tap("Valider la commande")
    assert "pas encore confirmée par le client" in card.text
    recap = await customer.open((await seller.last()).link())
    yes = recap.data("Oui, c'est ma commande")
    theirs = await customer.tap("Oui, c'est ma commande")
    assert not any("c'est ma commande" in label for label in theirs.buttons)
    told = await seller.last()
    assert "Paul Girard confirme sa commande" in told.text
    assert "confirmée le" in told.text
    before = len(await seller.answers())
    await customer.press(recap.id, yes)
    assert len(await seller.answers()) == before


async def test_the_customers_own_order_is_kept_with_its_number(scene: Scene) -> None:
    (seller,) = await at_work(scene, Karim=Role.SALES)
    await seller.say("devis girard 2 radiateurs 1000w")
    await seller.tap("Valider")
    quote = (await seller.answers())[-2]
    card = await seller.send_file("document", "bon.pdf", b"%PDF-1.4 bon", "BC 4711", reply_to=quote)
    assert "📎 bon.pdf" in card.text
    assert "n° 4711 chez lui" in card.text
    await seller.tap("Commander", on=card)
    card = await seller.tap("Valider la commande")
    assert "commande écrite du client" in card.text
    await seller.tap("Sa commande", on=card)
    sent = await seller.last()
    assert sent.file_name == "bon.pdf"
    assert await seller.fetch(sent.document) == b"%PDF-1.4 bon"


async def test_a_file_with_a_caption_begins_an_order(scene: Scene) -> None:
    (seller,) = await at_work(scene, Karim=Role.SALES)
    card = await seller.send_file("document", "cde.pdf", b"%PDF-1.4 cde", "commande girard")
    assert "Commande · brouillon" in card.text
    assert "📎 cde.pdf" in card.text
    await seller.say("+ 2 radiateurs 1000w")
    assert "2 × Radiateur" in (await seller.card()).text


async def test_a_file_is_for_the_quote_that_is_chosen(scene: Scene) -> None:
    (seller,) = await at_work(scene, Karim=Role.SALES)
    await seller.say("devis girard 2 radiateurs 1000w")
    await seller.tap("Valider")
    question = await seller.send_file("document", "cde.pdf", b"%PDF-1.4 cde", "commande girard")
    assert "pour quel devis" in question.text
    card = await seller.tap("DE2611")
    assert "📎 cde.pdf" in card.text
    assert "validé" in card.text


@on_both
async def test_a_deposit_releases_the_order_after_one_tap(scene: Scene) -> None:
    seller, manager = await at_work(scene, Karim=Role.SALES, Sophie=Role.MANAGER)
    card = await ordered(seller, "commande girard 2 radiateurs 1000w acompte 30%")
    assert "en attente d'acompte" in card.text
    asked = await seller.say("acompte 300 cb")
    assert "Noter un acompte de 300,00 €" in asked.text
    data = asked.data("carte")
    card = await seller.tap("carte", on=asked)
    assert "confirmée" in card.text
    assert "reçu 300,00 €" in card.text
    await seller.press(asked.id, data)
    assert "reçu 300,00 €" in (await seller.card("TTC")).text
    assert "Commande" in (await manager.last()).text


async def test_a_manager_refuses_or_asks_for_a_deposit(scene: Scene) -> None:
    seller, manager = await at_work(scene, Karim=Role.SALES, Sophie=Role.MANAGER)
    await ordered(seller, "commande girard 2 radiateurs 1000w acompte 10%")
    await manager.tap("Acompte 30 %")
    assert "demande un acompte de" in (await seller.last()).text
    await manager.tap("Refuser")
    await manager.say("trop de retard")
    await manager.tap("❌ Refuser CO")
    assert "refuse la commande : « trop de retard »" in (await seller.last()).text
    assert "refusée" in (await manager.last()).text
    card = await seller.say("où en est la 1")
    assert "❌ refusée par Hélène Garnier : « trop de retard »" in card.text


async def test_a_line_is_changed_by_buttons_that_carry_their_target(scene: Scene) -> None:
    (seller,) = await at_work(scene, Karim=Role.SALES)
    await ordered(seller)
    await seller.tap("Modifier")
    line = await seller.tap("3 × Radiateur")
    fewer = line.data("→ 2")
    assert "2 × Radiateur" in (await seller.tap("→ 2")).text
    await seller.press(line.id, fewer)
    assert "Cette commande a changé, voici la version actuelle." in scene.toasts()
    assert "2 × Radiateur" in (await seller.card("TTC")).text
    assert "ne change que par ses quantités" in (await seller.say("remise 10")).text
    assert "terminée" not in (await seller.say("où en est la 1")).text


async def test_an_order_is_given_up_once_it_is_said_why(scene: Scene) -> None:
    (seller,) = await at_work(scene, Karim=Role.SALES)
    card = await ordered(seller)
    question = await seller.say(f"annule la commande {number_of(card)}")
    assert "Dites pourquoi" in question.text
    assert "annulée" in (await seller.tap("Le client y renonce")).text


async def test_orders_are_found_listed_copied_and_what_was_bought_is_told(scene: Scene) -> None:
    (seller,) = await at_work(scene, Karim=Role.SALES)
    number = number_of(await ordered(seller, "commande girard 3 radiateurs 1000w remise 5"))
    assert number in (await seller.say(f"où en est la {int(number[-4:])}")).text
    assert number in (await seller.say(number)).text
    listed = await seller.say("mes commandes")
    assert any(number in label for label in listed.buttons)
    assert any(number in label for label in (await seller.say("/commandes")).buttons)
    assert number in (await seller.say("commandes de girard")).text
    copied = await seller.say(f"comme la commande {int(number[-4:])} pour dupont menuiserie")
    assert "Dupont Menuiserie" in copied.text
    assert "Commande · brouillon" in copied.text
    bought = await seller.say("girard a acheté quoi")
    assert "3 × Radiateur" in bought.text
    assert "· 179,55 € HT" in bought.text
    draft = await seller.tap("Recommander", on=bought)
    assert "Commande · brouillon" in (await seller.last()).text or "Commande · brouillon" in draft.text
    history = await seller.say(f"/historique {number}")
    assert "enregistrée pour" in history.text


async def test_nobody_orders_or_decides_beyond_his_role(scene: Scene) -> None:
    seller, technician, accountant = await at_work(
        scene, Karim=Role.SALES, Mehdi=Role.TECHNICIAN, Nadia=Role.ACCOUNTANT
    )
    card = await ordered(seller, "commande girard 2 radiateurs 1000w acompte 30%")
    number = number_of(card)
    assert "Votre rôle ne permet pas cela" in (await technician.say("commande girard 2 radiateurs 1000w")).text
    theirs = await technician.say(f"commande {number}")
    assert number in theirs.text
    assert [label for label in theirs.buttons if "Modifier" in label or "Débloquer" in label] == []
    order = re.search(r"order-pdf\.(\d+)\.(\d+)\.(\d+)", str([one["callback_data"] for one in theirs.buttons.values()]))
    assert order is not None
    for verb in ("order-release", "order-cancel", "order-send", "order-edit"):
        await technician.press(theirs.id, ".".join((verb, *order.groups())))
    assert scene.toasts()[-4:] == ["Votre rôle ne permet pas cela. Demandez à votre gérant."] * 4
    assert any("Débloquer" in label for label in (await accountant.last()).buttons)


async def test_a_technician_notes_the_deposit_that_he_was_given_by_words_and_by_button(scene: Scene) -> None:
    seller, technician = await at_work(scene, Karim=Role.SALES, Mehdi=Role.TECHNICIAN)
    number = number_of(await ordered(seller, "commande girard 2 radiateurs 1000w acompte 30%"))
    assert "rôle" not in (await technician.say(f"acompte 20 esp sur {number}")).text
    await technician.say(f"commande {number}")
    await technician.tap("Acompte reçu")
    assert "300" not in (await technician.say("10 cb")).text
    assert "10,00" in (await technician.say(f"commande {number}")).text


async def test_a_told_order_that_waited_is_sent_once_it_is_let_pass(scene: Scene) -> None:
    seller, manager = await at_work(scene, Karim=Role.SALES, Sophie=Role.MANAGER)
    customer = await scene.person("Paul", last_name="Girard")
    await seller.say("commande par tel de girard 2 radiateurs 1000w acompte 30%")
    assert "lui sera envoyé une fois débloquée" in (await seller.tap("Contrôler")).text
    first = await seller.tap("Valider la commande")
    assert "récapitulatif" not in first.text
    await manager.tap("Débloquer", on=await manager.last())
    await manager.tap("Client de confiance")
    told = await seller.last()
    assert "le client n'a pas encore son récapitulatif" in told.text
    await seller.tap("Envoyer", on=told)
    await customer.open((await seller.last()).link())
    await customer.tap("Oui, c'est ma commande")
    assert "récapitulatif" not in (await seller.last()).text

    before = await customer.last()
    await seller.say("commande par tel de girard 1 radiateur 1000w acompte 30%")
    await seller.tap("Contrôler")
    await seller.tap("Valider la commande")
    assert (await customer.last()).text == before.text, "nothing is said of what waits"
    await manager.tap("Débloquer", on=await manager.last())
    await manager.tap("Client de confiance")
    assert "vous demande de confirmer ce que vous avez commandé" in (await customer.last()).text
    assert "récapitulatif" not in (await seller.last()).text
    await customer.tap("Voir la commande")
    await customer.tap("Oui, c'est ma commande")
    assert "confirme sa commande" in (await seller.last()).text


async def test_the_list_of_open_orders_leads_to_those_that_are_over(scene: Scene) -> None:
    (seller,) = await scene.staff(Karim=Role.SALES)
    assert not (await seller.say("/commandes")).buttons, "there is no order at all"
    await seller.say("commande dupont menuiserie 1 radiateur 1000w")
    await seller.tap("Contrôler")
    await seller.tap("Valider la commande")
    await seller.say("annule la commande 1")
    await seller.tap("Le client y renonce")
    none = await seller.say("commandes")
    assert "Aucune commande ici." in none.text
    assert "🏁 Terminées (1)" in none.buttons
    over = await seller.tap("🏁 Terminées (1)")
    assert "annulée : 1" in over.text
    assert any("CO2611-0001" in label for label in over.buttons)
    assert "🏁 Terminées (1)" in (await seller.say("/commandes")).buttons
