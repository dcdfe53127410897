"""Invoices in the words people use: a product named by its numbers, an invoice by « la 15 », a batch held up."""

import pytest
from sqlalchemy import update

from core.db.scope import ALL_COMPANIES
from core.parties.models import Customer, CustomerKind
from core.permissions import SYSTEM, Role
from tests.scenarios.harness import Person, Scene, plain
from tests.scenarios.test_invoice_story import delivered, on_both, ordered

REFERENCES = (
    "RAD-ALU-600", "RAD-ALU-1000", "RAD-ALU-1500", "ROB-THERM", "TUB-CU-14", "TUB-CU-16", "TUB-CU-22", "DISJ-16",
    "DISJ-20", "PRISE-2PT", "INT-VV",
)  # fmt: skip
ACROSS = {ALL_COMPANIES: True}


async def replacing(owner: Person, words: str) -> None:
    """A draft that comes in the place of the first invoice."""
    await owner.say(f"facture girard {words}")
    await owner.tap("Valider la facture")
    await owner.say("remplace la 1")
    await owner.tap("Oui, remplacer")


async def test_a_line_is_named_by_the_numbers_of_its_product(scene: Scene) -> None:
    (owner,) = await scene.staff(Marie=Role.OWNER)
    await replacing(owner, "3 radiateurs 1000w + 2 radiateurs 1500w")
    priced = (await owner.say("prix radiateur 1500 9,50")).text
    assert "2 × Radiateur aluminium — 1500 W · 9,50" in priced
    assert "1000 W · 9,50" not in priced
    assert "4 × Radiateur aluminium — 1000 W" in (await owner.say("qté radiateur 1000 4")).text
    assert "TVA 20 %" not in (await owner.say("tva radiateur 1000w 5,5")).text, "the lines have two rates now"
    assert "2 × Convecteur 1500" in (await owner.say("libellé radiateur 1500 : Convecteur 1500")).text
    unclear = await owner.say("prix radiateur 7")
    assert "1000 W" in unclear.text
    assert not await scene.refused()


async def test_an_invoice_is_replaced_by_its_number_whatever_is_in_hand(scene: Scene) -> None:
    (owner,) = await scene.staff(Marie=Role.OWNER)
    await owner.say("facture girard 3 radiateurs 1000w")
    await owner.tap("Valider la facture")
    for other in ("devis dupont menuiserie 1 radiateur 1000w", "commande girard 1 radiateur 1000w"):
        await owner.say(other)
        for words in ("remplace la 1", "remplace la fa 1"):
            asked = await owner.say(words)
            assert "FA2611-0001" in asked.text
            assert any("Oui, remplacer" in label for label in asked.buttons)


@pytest.mark.parametrize("words", ["remplace la facture FA2611-0014", "500 cb FA2611-0014", "annule FA2611-0014"])
async def test_a_number_that_is_unknown_is_said_as_it_was_typed(scene: Scene, words: str) -> None:
    (owner,) = await scene.staff(Marie=Role.OWNER)
    assert "Je ne trouve pas la facture FA2611-0014." in (await owner.say(words)).text


async def test_who_may_not_invoice_is_told_so(scene: Scene) -> None:
    seller, driver, keeper = await scene.staff(Karim=Role.SALES, Julien=Role.TECHNICIAN, Bruno=Role.STOREKEEPER)
    for person in (driver, keeper):
        await person.say("bonjour")
    await ordered(seller)
    for person in (driver, keeper):
        for words in ("facture la 1", "facture girard 2 radiateurs", "acompte 30% sur la 1"):
            assert "ne permet pas" in (await person.say(words)).text


async def test_what_only_a_credit_note_has_settled_is_not_said_to_be_paid(scene: Scene) -> None:
    (owner,) = await scene.staff(Marie=Role.OWNER)
    await owner.say("facture girard 3 radiateurs 1000w")
    await owner.tap("Valider la facture")
    await owner.say("avoir de 50 € ttc sur la fa 1 geste commercial")
    await owner.tap("Valider")
    credited = (await owner.say("FA2611-0001")).text
    assert "avoir 50,00 €" in credited
    assert "payée en partie" not in credited
    assert "avoir 50,00 €" in (await owner.say("fa 1 payée ?")).text
    await owner.say("fa 1 payée 20 € chq")
    await owner.tap("Encaisser")
    assert "payée en partie" in (await owner.say("FA2611-0001")).text


async def test_a_credit_note_is_not_credited_and_no_other_document_is_opened(scene: Scene) -> None:
    (owner,) = await scene.staff(Marie=Role.OWNER)
    for many in (3, 2):
        await owner.say(f"facture girard {many} radiateurs 1000w")
        await owner.tap("Valider la facture")
    await owner.say("avoir de 50 € ttc sur la fa 2 geste commercial")
    await owner.tap("Valider")
    for words in (
        "avoir sur l'avoir 1",
        "avoir total sur l'avoir 1",
        "annule l'avoir 1",
        "avoir de 5 € sur AV2611-0001",
    ):
        assert "AV2611-0001 est un avoir" in (await owner.say(words)).text


async def test_a_sum_with_tax_is_credited_to_the_cent_and_what_is_left_is_said(scene: Scene) -> None:
    (owner,) = await scene.staff(Marie=Role.OWNER)
    await owner.say("facture girard 2 radiateurs 1000w + 3h main d'oeuvre 55 tva 10")
    await owner.tap("Valider la facture")
    assert "100,00 €" in (await owner.say("avoir de 100 € ttc sur la fa 1")).text
    await owner.tap("Valider")
    left = (await owner.say("avoir de 5000 € ht sur la fa 1")).text
    assert "Il ne reste que" in left
    assert " € HT (" in left
    assert left == (await owner.say("avoir de 4000 € ttc sur la fa 1")).text


async def test_a_reason_that_names_a_line_credits_that_line(scene: Scene) -> None:
    (owner,) = await scene.staff(Marie=Role.OWNER)
    await owner.say("facture girard 2 radiateurs 1000w à 189 + 3h main d'oeuvre à 55")
    await owner.tap("Valider la facture")
    of_line = (await owner.say("avoir sur la fa 1 pour radiateur HS")).text
    assert "378,00 €" in of_line
    assert "165,00 €" not in of_line
    assert "Radiateur HS" in of_line
    of_all = (await owner.say("avoir sur la fa 1 pour erreur de client")).text
    assert "165,00 €" in of_all
    assert "Erreur de client" in of_all


async def test_what_is_given_back_net_of_tax_is_what_was_said_whoever_buys(scene: Scene) -> None:
    (owner,) = await scene.staff(Marie=Role.OWNER)
    async with scene.work.begin(SYSTEM) as uow:
        await uow.session.execute(update(Customer).values(kind=CustomerKind.CONSUMER), execution_options=ACROSS)
    await owner.say("facture girard 3 radiateurs 1000w")
    await owner.tap("Valider la facture")
    drafted = (await owner.say("avoir de 10 € net de taxe sur la fa 1")).text
    assert "TTC 10,00 €" in drafted
    assert "TTC 8,33 €" not in drafted


async def test_the_price_of_each_piece_is_lowered_where_nothing_comes_back(scene: Scene) -> None:
    (owner,) = await scene.staff(Marie=Role.OWNER)
    await owner.say("facture girard 4 radiateurs 1000w à 189 ht + 3h main d'oeuvre 55 tva 10")
    await owner.tap("Valider la facture")
    each = (await owner.say("avoir 10 € ht par radiateur sur fa 1")).text
    assert "4 × Réduction de prix sur FA2611-0001 : Radiateur" in each
    assert "40,00" in each
    assert "189,00 € HT" in (await owner.say("avoir fa 1 radiateurs à 170 au lieu de 200")).text
    priced = (await owner.say("avoir fa 1 2 radiateurs à 170 au lieu de 189")).text
    assert "2 × Réduction de prix" in priced
    assert "19,00 → 38,00 €" in priced
    assert "HT 36,10 €" in priced, "less what his document had off"
    await owner.tap("Valider")
    assert "avoir 39,71 €" in (await owner.say("FA2611-0001")).text
    unknown = (await owner.say("avoir fa 1 chauffages à 170 au lieu de 189")).text
    assert "« chauffages » n'est aucune ligne de FA2611-0001." in unknown


async def test_many_lines_are_changed_a_page_at_a_time(scene: Scene) -> None:
    (owner,) = await scene.staff(Marie=Role.OWNER)
    await replacing(owner, " + ".join(f"1 {reference}" for reference in REFERENCES))
    first = await owner.tap("Modifier")
    assert len([label for label in first.buttons if label.startswith("1 ×")]) == 8
    second = await owner.tap("▶️")
    lines = [label for label in second.buttons if label.startswith("1 ×")]
    assert len(lines) == len(REFERENCES) - 8
    await owner.tap(lines[-1])
    back = await owner.tap("Retour")
    assert lines[-1] in back.buttons, "one comes back to the page one was on"
    assert next(iter(first.buttons)) in (await owner.tap("◀️")).buttons


@on_both
async def test_who_cannot_be_invoiced_is_named_with_the_reason_and_holds_nobody_up(scene: Scene) -> None:
    seller, driver = await scene.staff(Karim=Role.SALES, Julien=Role.TECHNICIAN)
    await ordered(seller)
    await seller.say("commande dupont menuiserie 2 radiateurs 1000w")
    await seller.tap("Contrôler")
    await seller.tap("Valider la commande")
    await delivered(driver, "1 complet")
    await delivered(driver, "2 complet")
    async with scene.work.begin(SYSTEM) as uow:
        chosen = update(Customer).where(Customer.name.startswith("Dupont Menuiserie"))
        await uow.session.execute(chosen.values(street="", zip="", city=""), execution_options=ACROSS)
    preview = await seller.say("factures à faire")
    assert "2 BL à facturer → 2 factures" in preview.text
    await seller.tap("Facturer tout")
    done = await seller.card("1 facture est faite")
    assert "Pas encore facturé" in done.text
    assert done.text.count("Dupont Menuiserie") == 1
    assert any("👤 Dupont Menuiserie" in label for label in done.buttons)
    assert "rue" in done.text.split("Pas encore facturé")[1]
    assert any("FA2611-0001" in label for label in done.buttons)
    again = await seller.tap("À facturer")
    assert "Dupont Menuiserie" in again.text
    async with scene.work.begin(SYSTEM) as uow:
        filled = chosen.values(street="3 rue des Lilas", zip="69003", city="Lyon")
        await uow.session.execute(filled, execution_options=ACROSS)
    await seller.say("tout facturer")
    await seller.tap("Facturer tout")
    assert any("FA2611-0002" in label for label in (await seller.card("1 facture est faite")).buttons)
    assert "Rien à facturer" in (await seller.say("factures à faire")).text
    assert not await scene.refused()


async def test_a_rate_typed_to_its_question_changes_the_rate(scene: Scene) -> None:
    (owner,) = await scene.staff(Marie=Role.OWNER)
    await replacing(owner, "15 radiateurs 1000w à 10 €")
    await owner.tap("Modifier")
    await owner.tap("Radiateur")
    asked = await owner.tap("TVA")
    assert "Quelle TVA pour Radiateur" in asked.text
    assert any("5,5" in label for label in asked.buttons)
    assert "taux de TVA" in (await owner.say("17")).text
    taxed = await owner.say("10")
    assert "15 × Radiateur" in taxed.text
    assert "TVA 10" in taxed.text
    await owner.tap("Modifier")
    await owner.tap("Radiateur")
    await owner.tap("TVA")
    await owner.tap("5,5")
    assert "TVA 5,5" in (await owner.card("15 × Radiateur")).text


async def test_the_discount_of_what_replaces_an_invoice_changes(scene: Scene) -> None:
    (owner,) = await scene.staff(Marie=Role.OWNER)
    await replacing(owner, "10 forfait pose à 100 € ht remise 50 €")
    cut = await owner.say("remise 10")
    assert "Remise 10" in cut.text
    assert "HT 900,00" in cut.text
    assert "HT 450,00" in (await owner.say("qté pose 5")).text
    await owner.tap("Modifier")
    await owner.tap("Remise")
    assert "J'attends une remise" in (await owner.say("beaucoup")).text
    euros = await owner.say("20 €")
    assert "HT 480,00" in euros.text
    assert "HT 380,00" in (await owner.say("qté pose 4")).text, "what was said stays"
    assert "HT 400,00" in (await owner.say("remise 0")).text


@on_both
async def test_a_draft_that_replaces_an_invoice_is_found_again(scene: Scene) -> None:
    (owner,) = await scene.staff(Marie=Role.OWNER)
    await replacing(owner, "3 radiateurs 1000w")
    listed = await owner.say("/reprendre")
    assert any("Brouillon de facture" in label for label in listed.buttons)
    await owner.tap("Brouillon de facture")
    for words in ("remplace la facture 1", "remplace la FA2611-0001", "remplace la facture"):
        assert "Remplace FA2611-0001" in (await owner.say(words)).text
    old = await owner.say("FA2611-0001")
    assert "annulée par AV2611-0001" in old.text
    await owner.tap("Voir le brouillon")
    await owner.tap("Abandonner")
    gone = await owner.card("abandonnée")
    assert "FA2611-0001 reste annulée" in gone.text
    assert "remplace la FA2611-0001" in gone.text
    asked = await owner.say("remplace la 1")
    assert "Son avoir est fait" in asked.text
    await owner.tap("Préparer la facture")
    again = await owner.card("Remplace FA2611-0001")
    assert "3 × Radiateur" in again.text
    await owner.tap("Abandonner")
    await owner.tap("Recommencer")
    await owner.card("Remplace FA2611-0001")
    await owner.tap("Valider")
    assert "FA2611-0002" in (await owner.card("FA2611-0002")).text
    assert "déjà remplacée par FA2611-0002" in (await owner.say("remplace la fa 1")).text
    assert any("Remplacée par FA2611-0002" in label for label in (await owner.say("FA2611-0001")).buttons)
    assert not await scene.refused()


async def test_a_draft_that_waits_for_a_deposit_to_be_credited_comes_back(scene: Scene) -> None:
    (owner,) = await scene.staff(Marie=Role.OWNER)
    await ordered(owner)
    await owner.say("acompte 30% sur la 1")
    await owner.tap("Valider")
    await owner.say("facture tout sur la 1")
    await owner.tap("Valider quand même")
    await owner.say("remplace la fa 1")
    await owner.tap("Oui, remplacer")
    assert any("Avoir sur AC2611-0001" in label for label in (await owner.say("tva 10")).buttons)
    for words in ("facture la 1", "facture tout sur la 1"):
        assert "Remplace FA2611-0001" in (await owner.say(words)).text, "no other draft is begun"
    await owner.tap("Avoir sur AC2611-0001")
    await owner.tap("Valider")
    assert "AV2611-0002" in (await owner.card("Avoir AV2611-0002")).text
    assert "Remplace FA2611-0001" in (await owner.last()).text
    assert "TVA 10" in (await owner.say("tva 10")).text, "the words are about it again"
    await owner.tap("Valider quand même")
    assert "FA2611-0002" in (await owner.card("FA2611-0002")).text
    assert not await scene.refused()


async def test_the_card_of_an_invoice_says_what_is_left_once_some_is_credited(scene: Scene) -> None:
    (owner,) = await scene.staff(Marie=Role.OWNER)
    await owner.say("facture girard 1 forfait pose à 200 € ttc")
    await owner.tap("Valider la facture")
    assert "à payer" in (await owner.card("FA2611-0001")).text
    await owner.say("avoir de 50 € ttc sur la fa 1 geste commercial")
    await owner.tap("Valider")
    card = await owner.card("Facture FA2611-0001")
    assert "avoir 50,00 €" in card.text
    assert "reste " in card.text


async def test_a_deposit_is_asked_on_the_order_of_a_customer(scene: Scene) -> None:
    (owner,) = await scene.staff(Marie=Role.OWNER)
    assert "aucune commande en cours" in (await owner.say("acompte 30 % commande carrosserie girard")).text
    await ordered(owner)
    draft = await owner.say("acompte 30 % commande carrosserie girard")
    assert "Brouillon de facture d'acompte" in draft.text
    assert "545,15" in draft.text, "30 % of 1 817,16 €"
    await ordered(owner, "2 radiateurs 1000w")
    asked = await owner.say("acompte 25 % commande carrosserie girard")
    assert "Acompte de quelle commande" in asked.text
    assert not any("Girard" in label for label in asked.buttons), "whose they are is known"
    await owner.tap("CO2611-0001")
    draft = await owner.card("Brouillon de facture d'acompte")
    assert "454,29" in draft.text
    assert "25 %" in draft.text


async def test_a_share_that_is_no_whole_percentage_is_rounded_as_it_is_charged(scene: Scene) -> None:
    (owner,) = await scene.staff(Marie=Role.OWNER)
    await ordered(owner)
    await ordered(owner, "2 radiateurs 1000w")
    await owner.say("acompte 17,7 % commande carrosserie girard")
    await owner.tap("CO2611-0001")
    assert "321,64" in (await owner.card("Brouillon de facture d'acompte")).text, "321.63732"


async def test_who_may_be_a_consumer_is_made_one_by_a_tap(scene: Scene) -> None:
    (owner,) = await scene.staff(Marie=Role.OWNER)
    card = await owner.say("nouveau client paul renard 06 12 45 78 90 lyon")
    assert "Noté comme professionnel" in card.text
    await owner.tap("C'est un particulier")
    assert "particulier" in (await owner.card("Paul Renard")).text.casefold()
    for words in ("nouveau client menuiserie robin 06 12 45 78 91 lyon", "nouveau client anne petit, particulier"):
        assert not any("particulier" in label for label in (await owner.say(words)).buttons)


async def test_a_credit_note_has_one_amount_in_all_lists(scene: Scene) -> None:
    (owner,) = await scene.staff(Marie=Role.OWNER)
    await ordered(owner)
    await owner.say("acompte 30% sur la 1")
    await owner.tap("Valider")
    await owner.say("facture tout sur la 1")
    await owner.tap("Valider quand même")
    await owner.say("avoir total sur la fa 1")
    await owner.tap("Valider")
    for words in ("factures", "documents carrosserie girard"):
        label = next(one for one in (await owner.say(words)).buttons if "AV2611-0001" in one)
        assert "1 272,01" in plain(label), words
