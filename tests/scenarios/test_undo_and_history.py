"""What was done can be looked up, and what was light can be taken back."""

import pytest

from bot.localchat.errors import bad_request
from core.permissions import Role
from tests.scenarios.harness import Scene

GARAGE = "nouveau client garage quenelle 04 65 71 22 33 meyzieu"


async def test_a_new_customer_is_taken_back_within_the_minute(scene: Scene) -> None:
    (seller,) = await scene.staff(Karim=Role.SALES)
    made = await seller.say(GARAGE)
    scene.clock.advance(seconds=59)
    undone = await seller.tap("Annuler", on=made)
    assert "création annulée" in undone.text
    assert not undone.buttons
    assert "C0026" not in (await seller.say("tel garage quenelle")).text


async def test_a_new_customer_stays_after_the_minute(scene: Scene) -> None:
    (seller,) = await scene.staff(Karim=Role.SALES)
    made = await seller.say(GARAGE)
    scene.clock.advance(seconds=61)
    await seller.tap("Annuler", on=made)
    assert "Trop tard" in scene.toasts()[-1]
    assert "Garage Quenelle" in (await seller.say("tel garage quenelle")).text


async def test_a_new_product_is_taken_back_within_the_minute(scene: Scene) -> None:
    (seller,) = await scene.staff(Karim=Role.SALES)
    made = await seller.say("nouvel article siphon chromé 9,90 €")
    assert "11,88 € TTC" in made.text
    assert "création annulée" in (await seller.tap("Annuler", on=made)).text


async def test_the_history_of_a_piece_names_who_did_what_and_when(scene: Scene) -> None:
    (seller,) = await scene.staff(Karim=Role.SALES)
    await seller.say("devis girard 2 radiateurs 1000w")
    scene.clock.advance(minutes=12)
    await seller.say("3 pas 2")
    await seller.tap("Valider")
    told = (await seller.say("/historique DE2611-0001")).text
    for fact in ("créé pour Carrosserie Girard", "modifié, 646,38 €", "validé sous le numéro DE2611-0001", "09:12"):
        assert fact in told
    assert told.count("Karim Belkacem") == 3
    assert "De quoi ?" in (await seller.say("/historique DE2611-0999")).text


async def test_a_client_that_cannot_read_entities_gets_plain_text(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    (seller,) = await scene.staff(Karim=Role.SALES)

    def refuse(source: str) -> None:
        raise bad_request("can't parse entities: Unsupported start tag")

    monkeypatch.setattr("bot.localchat.entities.parse_html", refuse)
    scene.refusals = 2
    card = await seller.say("devis girard 2 radiateurs 1000w")
    assert "Carrosserie Girard" in card.text
    assert "<b>" not in card.text
    assert card.buttons
    await seller.say("3 pas 2")
    changed = await seller.card()
    assert changed.id == card.id
    assert "538,65" in changed.text


async def test_words_that_say_nothing_get_a_useful_card(scene: Scene) -> None:
    (seller,) = await scene.staff(Karim=Role.SALES)
    told = await seller.say("zzz qsdf")
    assert "Je n'ai pas compris" in told.text
    assert "devis dupont" in told.text


async def test_a_customer_with_markup_in_his_name_is_shown_as_typed(scene: Scene) -> None:
    (seller,) = await scene.staff(Karim=Role.SALES)
    await seller.say("/client")
    card = await seller.say("<b>Dup & Fils</i> _*[]()~`")
    assert "<b>Dup & Fils</i> _*[]()~`" in card.text
