"""The catalogue through the chat: new products, changes and taking them back, variants, kits, browsing."""

import pytest

from core.permissions import Role
from tests.scenarios.harness import Scene
from tests.scenarios.test_files_sent import picture


async def test_a_product_is_made_changed_in_words_and_taken_back(scene: Scene) -> None:
    (owner,) = await scene.staff(Marie=Role.OWNER)
    card = await owner.say("nouvel article joint cuivre 12 boite 9,90 ht famille plomberie")
    assert "Joint cuivre 12" in card.text
    assert "9,90 € HT / boîte · 11,88 € TTC" in card.text
    assert "Plomberie" in card.text
    changed = await owner.say("prix 12,50 tva 10 cout 8 famille Plomberie › Joints", reply_to=card)
    assert changed.id == card.id
    assert "12,50 € HT / boîte · 13,75 € TTC · TVA 10 %" in changed.text
    assert "Coût 8,00 € · marge 36 %" in changed.text
    assert "Plomberie › Joints" in changed.text
    back = await owner.tap("Annuler", on=changed)
    assert "9,90 € HT / boîte · 11,88 € TTC · TVA 20 %" in back.text
    assert "Coût" not in back.text


async def test_nearly_the_same_product_is_offered_before_another_is_made(scene: Scene) -> None:
    (owner,) = await scene.staff(Marie=Role.OWNER)
    asked = await owner.say("nouvel article disjoncteurs 16 A 9,20 ht")
    assert "existe peut-être déjà" in asked.text
    known = await owner.tap("Disjoncteur 16 A", on=asked)
    assert "DISJ-16" in known.text
    made = await owner.say("nouvel article disjoncteur 32 A 14,20 ht")
    assert "Disjoncteur 32 A" in made.text
    assert "14,20" in made.text


async def test_fields_change_by_buttons_and_a_photo_is_kept_with_the_card(scene: Scene) -> None:
    (owner,) = await scene.staff(Marie=Role.OWNER)
    card = await owner.say("prix clim 3,5")
    await owner.tap("Modifier", on=card)
    await owner.tap("TVA")
    changed = await owner.tap("5,5 %")
    assert "TVA 5,5 %" in changed.text
    await owner.tap("Modifier", on=changed)
    await owner.tap("Prix")
    assert "J'attends un prix" in (await owner.say("pas cher")).text
    assert "1 000,00 € TTC" in (await owner.say("1000 ttc")).text


@pytest.mark.parametrize("kind", ["photo", "document"])
async def test_a_photo_sent_as_a_reply_to_the_card_stays_with_it_when_the_price_changes(
    scene: Scene, kind: str
) -> None:
    (owner,) = await scene.staff(Marie=Role.OWNER)
    card = await owner.say("prix clim 3,5")
    assert not card.photo
    pictured = await owner.send_file(kind, "clim.png", picture(), reply_to=card)
    assert pictured.photo
    assert "Climatiseur" in pictured.text
    scene.refusals = 1  # only the refusal tells that the card to edit is a photo's caption
    changed = await owner.say("prix 950", reply_to=pictured)
    assert (changed.id, changed.photo) == (pictured.id, pictured.photo)
    assert "950,00" in changed.text


async def test_variants_are_made_asked_for_and_sold(scene: Scene) -> None:
    (seller,) = await scene.staff(Karim=Role.SALES)
    await seller.say("nouvel article bottes 30 ht")
    card = await seller.say("variantes bottes pointure 40, 41, 42")
    assert "Se décline en : 40 · 41 · 42" in card.text
    quote = await seller.say("devis girard gants L x5")
    assert "5 paire × Gants de protection — taille L" in quote.text
    shown = await seller.say("bottes")
    await seller.tap("➕ au devis", on=shown)
    added = await seller.tap("Bottes — 41")
    assert "1 × Bottes — 41" in added.text


async def test_a_kit_is_sold_for_the_sum_of_its_parts(scene: Scene) -> None:
    (owner,) = await scene.staff(Marie=Role.OWNER)
    kit = await owner.say("nouveau kit salle de bain : 1 ballon 200 + 2 groupe de secu")
    assert "553,80 € HT" in kit.text
    assert "2 × Groupe de sécurité 3/4" in kit.text
    assert "créez d'abord" in (await owner.say("nouveau kit cuisine : 2 frigos bleus")).text
    quote = await owner.say("devis girard 1 kit salle de bain")
    assert "553,80" in quote.text


async def test_products_are_picked_from_the_catalogue_while_the_quote_grows_in_place(scene: Scene) -> None:
    (seller,) = await scene.staff(Karim=Role.SALES)
    quote = await seller.say("devis girard 1 clim 3,5")
    root = await seller.say("/catalogue")
    heating = await seller.tap("Chauffage", on=root)
    page = await seller.tap("Radiateurs", on=heating)
    assert page.id == root.id
    kept = await seller.tap("＋", on=page)
    assert kept.text == page.text
    grown = next(seen for seen in await seller.see() if seen.id == quote.id)
    assert "Radiateur aluminium" in grown.text
    await seller.tap("＋", on=page)  # the same tap again
    again = next(seen for seen in await seller.see() if seen.id == quote.id)
    assert again.text == grown.text


async def test_an_archived_product_is_sold_no_more_until_it_is_restored(scene: Scene) -> None:
    (owner,) = await scene.staff(Marie=Role.OWNER)
    card = await owner.say("prix panneau led")
    await owner.tap("Modifier", on=card)
    gone = await owner.tap("Archiver")
    assert "Archivé" in gone.text
    await owner.tap("Modifier", on=gone)
    back = await owner.tap("Remettre en vente")
    assert "Archivé" not in back.text
