"""A prospect from the first call to the accepted quote, on one card, as people see it."""

import pytest

from core.permissions import Role
from tests.scenarios.harness import Scene


async def test_a_prospect_becomes_a_customer_on_the_same_card(scene: Scene) -> None:
    (karim,) = await scene.staff(Karim=Role.SALES)
    marc = await scene.person("Marc")
    card = await karim.say("nouveau prospect garage du lac 06 39 98 10 99 69330 meyzieu")
    assert "Prospect C0026" in card.text
    changed = await karim.say("remise 5, 30j fdm, tag vip", reply_to=card)
    assert "30 jours fin de mois · remise 5 %" in changed.text
    changed = await karim.tap("Annuler", on=changed)
    assert "remise" not in changed.text
    await karim.say("remise 10", reply_to=changed)
    await karim.say("note : mauvais payeur", reply_to=changed)
    draft = await karim.say("devis garage du lac 2 radiateurs 1000w")
    assert "Remise client 10 %" in draft.text
    await karim.say("garage du lac")
    await karim.say("remise 20", reply_to=await karim.card("Garage du Lac · Prospect"))
    assert "Remise client 10 %" in (await karim.card("Devis")).text, "what exists keeps its terms"
    await karim.tap("Valider", on=await karim.card("Radiateur"))
    await karim.tap("Envoyer")
    link = next(seen.link() for seen in reversed(await karim.answers()) if "?start=" in seen.text)
    await marc.open(link)
    received = await marc.last()
    assert "TTC" in received.text
    assert "mauvais payeur" not in received.text
    pdf = next(seen for seen in reversed(await karim.answers()) if seen.document)
    assert "mauvais payeur" not in await karim.pdf(pdf)
    now = await karim.say("client garage du lac")
    assert "C0026" in now.text
    assert "DE" in now.text


async def test_a_visiting_card_becomes_a_contact_that_is_found_again(scene: Scene) -> None:
    (karim,) = await scene.staff(Karim=Role.SALES)
    body = {"phone_number": "33639981099", "first_name": "Ana", "last_name": "Lopez"}
    await scene.page("POST", f"chats/{karim.id}/contact", body)
    await scene.quiet()
    assert "Ana Lopez : contact de quel client ?" in (await karim.last()).text
    several = await karim.say("martin")
    assert len(several.buttons) >= 4
    chosen = await karim.say("villeurbanne")
    assert "Ana Lopez · 06 39 98 10 99" in chosen.text
    assert "Ana Lopez · 06 39 98 10 99" in (await karim.say("contact martin plomberie")).text


async def test_a_delay_beyond_the_law_is_taken_with_a_warning(scene: Scene) -> None:
    (karim,) = await scene.staff(Karim=Role.SALES)
    card = await karim.say("nouveau client mairie de corbas, public")
    assert "trop long" not in card.text
    changed = await karim.say("45j fdm", reply_to=card)
    assert "45 jours fin de mois : trop long pour un client public, 30 jours au plus" in changed.text
    draft = await karim.say("devis mairie de corbas 2 radiateurs 1000w")
    assert "trop long pour un client public" in draft.text
    assert "trop long" not in (await karim.say("30 jours", reply_to=draft)).text
    professional = await karim.say("devis girard 2 radiateurs 1000w paiement 90 jours")
    assert "trop long entre professionnels, 60 jours ou 45 jours fin de mois" in professional.text


@pytest.mark.parametrize("words", ["clients", "les clients", "la liste de mes clients", "Clients ?", "customers"])
async def test_the_bare_word_lists_the_customers(scene: Scene, words: str) -> None:
    (karim,) = await scene.staff(Karim=Role.SALES)
    shown = await karim.say(words)
    assert "Clients (25)" in shown.text
    names = [label for label in shown.buttons if label.startswith("👤")]
    assert len(names) == 8
    assert names == sorted(names, key=str.casefold)
    further = await karim.tap("▶️")
    assert names[0] not in further.buttons
    opened = await karim.tap(next(label for label in further.buttons if label.startswith("👤")))
    assert "C00" in opened.text


async def test_the_customers_are_listed_beside_an_open_question(scene: Scene) -> None:
    (karim,) = await scene.staff(Karim=Role.SALES)
    await karim.say("devis")
    assert "Clients (25)" in (await karim.say("clients")).text
