"""What an invoice lacks is asked where it is seen, and the draft comes back; until then it is found again."""

from core.permissions import Role
from tests.scenarios.harness import Scene


async def test_a_draft_comes_back_once_the_card_says_what_it_lacked(scene: Scene) -> None:
    (owner,) = await scene.staff(Marie=Role.OWNER)
    await owner.say("nouveau client Chalet Blanc, Genève, Suisse")
    assert "Il manque : rue" in (await owner.say("facture chalet blanc 2 radiateurs 1000w")).text
    await owner.tap("Compléter la fiche")
    back = await owner.say("12 rue du Rhône, 1204 Genève")
    assert "Facture · brouillon" in back.text
    assert "Il manque" not in back.text
    assert "12 rue du Rhône, 1204 Genève, Suisse" in (await owner.say("client chalet blanc")).text


async def test_a_draft_that_nothing_was_issued_of_is_among_the_drafts_with_its_own_sum(scene: Scene) -> None:
    (owner,) = await scene.staff(Marie=Role.OWNER)
    await owner.say("nouveau client Chalet Blanc, Genève, Suisse")
    await owner.say("facture chalet blanc 2 radiateurs 1000w")
    listed = await owner.say("factures en brouillon")
    assert "1 document · 378,00 €" in listed.text
    opened = await owner.tap("Chalet Blanc", on=listed)
    assert "Il manque : rue" in opened.text
    card = await owner.say("client chalet blanc")
    assert "378,00 € TTC" in card.text
    assert "453,60" not in card.text, "no VAT is charged"
    assert "378,00" in (await owner.say("facture chalet blanc 2 radiateurs 1000w")).text


async def test_a_public_body_is_asked_its_siret_and_the_number_of_its_order(scene: Scene) -> None:
    (owner,) = await scene.staff(Marie=Role.OWNER)
    await owner.say("nouveau client mairie de corbas, public")
    draft = await owner.say("facture mairie de corbas 2 radiateurs 1000w")
    assert "Il manque : SIRET, n° d'engagement ou de commande" in draft.text
    await owner.tap("Compléter la fiche", on=draft)
    back = await owner.say("732 829 320 00074")
    assert "Il manque : n° d'engagement ou de commande" in back.text
    await owner.tap("N° du client", on=back)
    ready = await owner.say("EJ-4500012")
    assert "Facture · brouillon" in ready.text
    assert "Il manque" not in ready.text
    await owner.tap("Valider la facture", on=ready)
    assert "EJ-4500012" in (await owner.card("Facture FA2611-0001")).text


async def test_the_number_of_the_customers_order_is_typed_on_a_draft(scene: Scene) -> None:
    (owner,) = await scene.staff(Marie=Role.OWNER)
    await owner.say("commande girard 2 radiateurs 1000w")
    await owner.tap("Contrôler")
    await owner.tap("Valider la commande")
    await owner.say("facture la 1")
    draft = await owner.tap("Facturer quand même")
    await owner.tap("Modifier", on=draft)
    await owner.tap("N° du client")
    assert "n° BC-778 chez lui" in (await owner.say("BC-778")).text


async def test_signs_that_no_page_shows_are_told_before_they_are_printed(scene: Scene) -> None:
    (owner,) = await scene.staff(Marie=Role.OWNER)
    await owner.say("commande girard 2 radiateurs 1000w")
    await owner.tap("Contrôler")
    await owner.tap("Valider la commande")
    await owner.say("facture la 1")
    draft = await owner.tap("Facturer quand même")
    await owner.tap("Modifier", on=draft)
    await owner.tap("Note")
    assert "Ne s'imprimera pas : 😀ש" in (await owner.say("posé 😀 ש, Ольга")).text
