"""A customer's own order as a paper or a voice, and what is said of an order once it is recorded."""

import pytest

from core.permissions import Role
from tests.scenarios.harness import Person, Scene, Seen
from tests.scenarios.test_order_asked_story import customer_of_an_order
from tests.scenarios.test_order_story import at_work, number_of, ordered


async def _paper_sent(scene: Scene, seller: Person, caption: str) -> Seen:
    customer = await customer_of_an_order(scene, seller)
    await customer.send_file("document", "bc.pdf", b"%PDF-1.4 bc", caption)
    return await seller.last()


@pytest.mark.parametrize("caption", ["BC 9000 ci-joint", "voici notre bon de commande ci-joint", "voir PJ, merci"])
async def test_no_goods_are_made_up_from_a_caption_and_his_words_and_paper_stay_at_hand(
    scene: Scene, caption: str
) -> None:
    (seller,) = await at_work(scene, Karim=Role.SALES)
    news = await _paper_sent(scene, seller, caption)
    told = await seller.tap("En faire une commande", on=news)
    assert f"« {caption} »" in told.text
    assert "Prise en commande" in told.text
    assert any("Répondre" in label for label in told.buttons)
    draft = await seller.last()
    assert draft.id != news.id
    assert "Joint" not in draft.text
    assert "×" not in draft.text
    assert ("n° 9000 chez lui" in draft.text) == ("9000" in caption)
    await seller.tap("Sa commande", on=draft)
    assert (await seller.last()).file_name == "bc.pdf"


async def test_a_sellers_caption_about_a_paper_names_no_customer_and_no_goods(scene: Scene) -> None:
    (seller,) = await at_work(scene, Karim=Role.SALES)
    draft = await seller.send_file("document", "cde.pdf", b"%PDF-1.4 a", "commande girard ci-joint")
    assert "Commande · brouillon" in draft.text
    assert "Girard" in draft.text
    asked = await seller.say("commande girard voir pièce jointe")
    assert "Que faut-il y mettre ?" in asked.text
    assert "Écrivez une quantité et un article" in (await seller.say("voir pièce jointe")).text


async def test_each_of_several_papers_keeps_its_own_question(scene: Scene) -> None:
    (seller,) = await at_work(scene, Karim=Role.SALES)
    await seller.say("devis girard 2 radiateurs 1000w")
    await seller.tap("Valider")
    customer = await customer_of_an_order(scene, seller)
    questions = []
    for number in (901, 902):
        await customer.send_file("document", f"bc{number}.pdf", f"%PDF-1.4 {number}".encode(), f"notre BC-{number}")
        await seller.tap("En faire une commande", on=await seller.last())
        questions.append(await seller.last())
    assert all("pour quel devis" in question.text for question in questions)
    for number, question in zip((901, 902), questions, strict=True):
        await seller.tap("Une nouvelle commande", on=question)
        assert f"BC-{number} chez lui · 📎 bc{number}.pdf" in (await seller.card("brouillon")).text


async def test_a_sellers_voice_note_is_kept_with_the_order_and_marks_it_oral(scene: Scene) -> None:
    (seller,) = await at_work(scene, Karim=Role.SALES)
    await seller.say("commande girard")
    asked = await seller.send_file("voice", "note.ogg", b"OggS tel")
    assert "Que faut-il y mettre ?" in asked.text
    draft = await seller.say("2 radiateurs 1000w")
    assert "de vive voix" in draft.text
    await seller.tap("Note vocale", on=draft)
    kept = await seller.last()
    assert await seller.fetch(kept.document) == b"OggS tel"
    await seller.tap("Contrôler", on=draft)
    await seller.tap("Valider la commande")
    card = await seller.card("TTC")
    assert any("Note vocale" in label for label in card.buttons)
    assert "Oui, c'est ma commande" in (await seller.last()).text


async def test_a_voice_note_with_a_caption_or_alone_or_from_a_customer_is_not_lost(scene: Scene) -> None:
    (seller,) = await at_work(scene, Karim=Role.SALES)
    draft = await seller.send_file("voice", "note.ogg", b"OggS one", "commande girard 2 radiateurs 1000w")
    assert "2 × Radiateur" in draft.text
    assert any("Note vocale" in label for label in draft.buttons)
    await seller.tap("Contrôler", on=draft)
    await seller.tap("Valider la commande")
    customer = await scene.person("Marc", last_name="Girard")
    await customer.open((await seller.last()).link())
    assert "Transmis à" in (await customer.send_file("voice", "note.ogg", b"OggS his")).text
    await seller.tap("Voir la pièce")
    assert await seller.fetch((await seller.last()).document) == b"OggS his"
    (other,) = await at_work(scene, Julien=Role.SALES)
    assert "la commande de quel client" in (await other.send_file("voice", "note.ogg", b"OggS two")).text
    await other.say("commande girard")


async def test_a_second_yes_and_a_late_edit_say_what_is_so(scene: Scene) -> None:
    (seller,) = await at_work(scene, Karim=Role.SALES)
    written = await seller.write("commande par tel de Mme Caron chez girard 2 radiateurs 1000w")
    await seller.tap("Contrôler")
    await seller.tap("Valider la commande")
    customer = await scene.person("Marc", last_name="Girard")
    theirs = await customer.open((await seller.last()).link())
    yes = theirs.data("c'est ma commande")
    await customer.press(theirs.id, yes)
    await customer.press(theirs.id, yes)
    assert scene.toasts()[-1] == "C'est déjà fait, merci !"
    card = await seller.edit(written, "commande par tel de Mme Caron chez girard 5 radiateurs 1000w")
    assert "2 × Radiateur" in card.text
    assert "CO2611" in card.text
    assert "Rien n'a changé" in (await seller.answers())[-2].text


async def test_two_discounts_and_a_deposit_of_nothing_are_answered_in_words(scene: Scene) -> None:
    (seller,) = await at_work(scene, Karim=Role.SALES)
    told = await seller.say("devis girard 2 radiateurs 1000w remise 5, -50 €")
    assert "La remise de 5 % est prise, pas les 50,00 €" in told.text
    await ordered(seller)
    assert "Rien n'est noté" in (await seller.say("acompte 0 cb")).text


@pytest.mark.parametrize("role", [Role.OWNER, Role.MANAGER, Role.SALES])
async def test_a_recorded_order_offers_the_next_step(scene: Scene, role: Role) -> None:
    (person,) = await at_work(scene, Karim=role)
    card = await ordered(person)
    assert any("📦 Préparer" in label for label in card.buttons)


async def test_a_voice_note_goes_to_the_card_replied_to_and_is_asked_about_otherwise(scene: Scene) -> None:
    (seller,) = await at_work(scene, Karim=Role.SALES)
    card = await ordered(seller)
    number = number_of(card)
    asked = await seller.send_file("voice", "note.ogg", b"OggS seen")
    assert "pour quelle commande" in asked.text
    assert any(f"Pour {number}" in label for label in asked.buttons)
    assert any("Laisser" in label for label in asked.buttons)
    told = await seller.tap("nouvelle commande", on=asked)
    assert "la commande de quel client" in told.text
    asked = await seller.send_file("voice", "note.ogg", b"OggS his")
    noted = await seller.tap(f"Pour {number}", on=asked)
    assert any("Note vocale" in label for label in noted.buttons)


async def test_no_voice_note_goes_to_an_order_that_is_cancelled(scene: Scene) -> None:
    (seller,) = await at_work(scene, Karim=Role.SALES)
    number = number_of(await ordered(seller))
    await seller.say(f"annule la commande {number}")
    await seller.tap("Le client y renonce")
    card = await seller.say(number)
    for answered in (None, card):
        asked = await seller.send_file("voice", "note.ogg", b"OggS late", reply_to=answered)
        assert "la commande de quel client" in asked.text
    assert not any("Note vocale" in label for label in (await seller.say(number)).buttons)


@pytest.mark.parametrize(
    "caption",
    [
        "carrosserie girard BC 9000 ci-joint",
        "BC 9000 girard",
        "voici la commande de girard : 2 radiateurs 1000w, BC 9000",
    ],
)
async def test_a_caption_names_the_customer_his_number_and_his_goods(scene: Scene, caption: str) -> None:
    (seller,) = await at_work(scene, Karim=Role.SALES)
    draft = await seller.send_file("document", "cde.pdf", b"%PDF-1.4 a", caption)
    assert "Commande · brouillon" in draft.text
    assert "Girard" in draft.text
    assert "n° 9000 chez lui" in draft.text
    assert ("2 × Radiateur" in draft.text) == ("radiateurs" in caption)


async def test_a_caption_that_only_names_a_customer_offers_him_first(scene: Scene) -> None:
    (seller,) = await at_work(scene, Karim=Role.SALES)
    asked = await seller.send_file("document", "scan.pdf", b"%PDF-1.4 a", "vu chez carrosserie girard")
    assert "la commande de quel client" in asked.text
    assert "Girard" in next(iter(asked.buttons))


async def test_a_voice_note_is_asked_about_while_it_is_asked_whose_another_order_is(scene: Scene) -> None:
    (seller,) = await at_work(scene, Karim=Role.SALES)
    await seller.say("commande girard 2 radiateurs 1000w")
    await seller.send_file("document", "scan.pdf", b"%PDF-1.4 a", "")
    asked = await seller.send_file("voice", "note.ogg", b"OggS whose")
    assert "pour quelle commande" in asked.text
    assert any("Pour le brouillon de Carrosserie Girard" in label for label in asked.buttons)


async def test_a_new_customer_s_limit_is_read_from_his_line(scene: Scene) -> None:
    seller, manager = await at_work(scene, Karim=Role.SALES, Sophie=Role.MANAGER)
    card = await manager.say("nouveau client menuiserie joly 0465712233 bron plafond 1000")
    assert "Bron" in card.text
    assert "plafond 1 000,00 €" in card.text
    card = await seller.say("nouveau client toiture perrin 0465712299 bron plafond 1000")
    assert "Bron" in card.text
    assert "1 000,00" not in card.text
    assert "Le plafond reste comme il est" in card.text
