"""What the bot asks before it writes anything: nothing is guessed, and any answer may be typed."""

import pytest

from core.permissions import Role
from tests.scenarios.harness import Scene


async def test_of_several_customers_one_is_chosen_by_typing_the_town(scene: Scene) -> None:
    (seller,) = await scene.staff(Karim=Role.SALES)
    asked = await seller.say("devis martin 1 ballon 200")
    assert "lequel ?" in asked.text
    assert any("Villeurbanne" in label for label in asked.buttons)
    assert any("Nouveau" in label for label in asked.buttons)
    card = await seller.say("villeurbanne")
    assert "Martin Plomberie" in card.text
    assert "Chauffe-eau électrique 200 L" in card.text
    assert not next(seen for seen in await seller.see() if seen.id == asked.id).buttons


async def test_of_several_customers_one_is_chosen_by_a_button(scene: Scene) -> None:
    (seller,) = await scene.staff(Karim=Role.SALES)
    asked = await seller.say("devis martin 1 ballon 200")
    card = await seller.tap("Bron", on=asked)
    assert card.id == asked.id
    assert "SARL Martin Frères" in card.text


async def test_an_unknown_customer_is_created_on_the_way(scene: Scene) -> None:
    (seller,) = await scene.staff(Karim=Role.SALES)
    asked = await seller.say("devis garage quenelle 2 radiateurs 1000w")
    assert "Je ne connais pas" in asked.text
    card = await seller.tap("Nouveau", on=asked)
    assert "Garage Quenelle" in card.text
    assert "378,00" in card.text
    assert "Garage Quenelle" in (await seller.say("tel garage quenelle")).text


async def test_a_product_of_several_sizes_is_asked_for(scene: Scene) -> None:
    (seller,) = await scene.staff(Karim=Role.SALES)
    asked = await seller.say("devis girard 4 gants")
    assert "lequel ?" in asked.text
    assert len([label for label in asked.buttons if "Gants" in label]) == 4
    card = await seller.tap("taille\N{NO-BREAK SPACE}L")
    assert "4 paire × Gants de protection — taille L" in card.text


async def test_a_missing_price_is_asked_for_and_never_invented(scene: Scene) -> None:
    (seller,) = await scene.staff(Karim=Role.SALES)
    asked = await seller.say("devis girard 3 gouttieres")
    assert "à quel prix HT" in asked.text
    again = await seller.say("pas cher")
    assert "J'attends un prix" in again.text
    card = await seller.say("45,50")
    assert "3 × Gouttieres · 45,50 → 136,50" in card.text


async def test_a_line_can_be_dropped_instead_of_answered(scene: Scene) -> None:
    (seller,) = await scene.staff(Karim=Role.SALES)
    await seller.say("devis girard 2 radiateurs 1000w + 3 gouttieres")
    card = await seller.tap("Retirer la ligne")
    assert "Radiateur" in card.text
    assert "outti" not in card.text


async def test_a_question_survives_a_restart_and_is_taken_up_by_reprendre(scene: Scene) -> None:
    (seller,) = await scene.staff(Karim=Role.SALES)
    await seller.say("devis martin 1 ballon 200")
    await scene.restart()
    await seller.say("nouvel article siphon 9,90 €")  # something more urgent: the question is put aside
    open_things = await seller.say("/reprendre")
    assert "En cours" in open_things.text
    asked = await seller.tap("Nouveau devis", on=open_things)
    assert "lequel ?" in asked.text
    assert "Martin Plomberie" in (await seller.say("villeurbanne")).text


async def test_a_draft_survives_a_restart_and_is_opened_by_reprendre(scene: Scene) -> None:
    (seller,) = await scene.staff(Karim=Role.SALES)
    await seller.say("devis girard 2 radiateurs 1000w")
    await scene.restart()
    open_things = await seller.say("/reprendre")
    card = await seller.tap("Carrosserie Girard", on=open_things)
    assert "359,10" in card.text
    await seller.say("3 pas 2")
    assert "538,65" in (await seller.card()).text


async def test_the_same_message_within_three_minutes_is_asked_about(scene: Scene) -> None:
    (seller,) = await scene.staff(Karim=Role.SALES)
    words = "devis girard 2 radiateurs 1000w"
    await seller.say(words)
    scene.clock.advance(minutes=2)
    asked = await seller.say(words)
    assert "Je l'ai déjà" in asked.text
    assert "brouillon n° 1" in asked.text
    await seller.tap("Non", on=asked)
    assert len((await seller.say("/reprendre")).buttons) == 1
    asked = await seller.say(words)
    await seller.say("oui")
    assert len((await seller.say("/reprendre")).buttons) == 2


async def test_the_same_words_much_later_make_another_quote(scene: Scene) -> None:
    (seller,) = await scene.staff(Karim=Role.SALES)
    for _ in range(2):
        assert "TTC" in (await seller.say("devis girard 2 radiateurs 1000w")).text
        scene.clock.advance(minutes=4)
    assert len((await seller.say("/reprendre")).buttons) == 2


async def test_laisser_leaves_the_question_and_keeps_nothing(scene: Scene) -> None:
    (seller,) = await scene.staff(Karim=Role.SALES)
    asked = await seller.say("devis girard 3 gouttieres")
    left = await seller.tap("Laisser", on=asked)
    assert "Question laissée" in left.text
    assert not left.buttons
    assert "Rien n'est en cours" in (await seller.say("/reprendre")).text


@pytest.mark.parametrize("words", ["annule", "Laisse tomber", "stop"])
async def test_a_question_is_left_in_words_too(scene: Scene, words: str) -> None:
    (seller,) = await scene.staff(Karim=Role.SALES)
    await seller.say("devis garage quenelle 2 radiateurs 1000w")
    assert "Question laissée" in (await seller.say(words)).text
    assert "Rien n'est en cours" in (await seller.say("/reprendre")).text


@pytest.mark.parametrize(
    ("words", "expected"),
    [("remise 150", "de 0 à 100 %"), ("-120 %", "de 0 à 100 %"), ("3 vannes à -5 €", "jamais négatif")],
)
async def test_what_no_quote_can_hold_is_refused_in_words_and_changes_nothing(
    scene: Scene, words: str, expected: str
) -> None:
    (seller,) = await scene.staff(Karim=Role.SALES)
    card = await seller.say("devis girard 2 radiateurs 1000w")
    assert expected in (await seller.say(words)).text
    assert (await seller.card()).text == card.text


async def test_an_answer_button_of_a_past_question_does_nothing(scene: Scene) -> None:
    (seller,) = await scene.staff(Karim=Role.SALES)
    asked = await seller.say("devis martin 1 ballon 200")
    old = asked.data("Bron")
    await seller.say("villeurbanne")
    await seller.press(asked.id, old)
    assert "Cette question est passée" in scene.toasts()[-1]
    assert "Martin Plomberie" in (await seller.card()).text
