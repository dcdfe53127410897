"""What the salesperson approves is what goes out; what is wrong is said before, and corrected in words."""

from sqlalchemy import update

from core.company.models import Company
from core.db.scope import ALL_COMPANIES
from core.parties.models import Customer
from core.permissions import SYSTEM, Role
from tests.scenarios.harness import Scene

ACROSS = {ALL_COMPANIES: True}


async def set_customer(scene: Scene, **facts: object) -> None:
    async with scene.work.begin(SYSTEM) as uow:
        chosen = update(Customer).where(Customer.name.startswith("Carrosserie Girard"))
        await uow.session.execute(chosen.values(**facts), execution_options=ACROSS)


async def test_who_owes_the_vat_himself_is_shown_his_price_before_the_tap(scene: Scene) -> None:
    (seller,) = await scene.staff(Karim=Role.SALES)
    await set_customer(scene, reverse_charge=True, siren="552100554")
    card = await seller.say("facture girard 2 radiateurs 1000w")
    assert "TVA 0 % 0,00" in card.text
    assert "Autoliquidation" in card.text
    shown = card.text.split("TTC")[1].split("€")[0].strip()
    await seller.tap("Valider la facture")
    issued = await seller.card("FA2611-0001")
    assert issued.text.split("TTC")[1].split("€")[0].strip() == shown
    quote = await seller.say("devis girard 2 radiateurs 1000w")
    assert quote.text.split("TTC")[1].split("€")[0].strip() == shown, "the quote says it already"
    assert "Autoliquidation" in quote.text
    assert "Sera facturé" not in quote.text


async def test_a_missing_siren_is_said_and_asked_before_the_tap(scene: Scene) -> None:
    (seller,) = await scene.staff(Karim=Role.SALES)
    await set_customer(scene, siren="", siret="")
    card = await seller.say("facture girard 2 radiateurs 1000w")
    assert "Il manque : SIREN" in card.text
    assert any("Compléter la fiche" in label for label in card.buttons)
    await seller.tap("Valider la facture")
    assert "FA2611-0001" in (await seller.card("FA2611")).text
    await set_customer(scene, reverse_charge=True)
    again = await seller.say("facture girard 5 radiateurs 1000w")
    await seller.press(again.id, again.data("Valider la facture"))
    assert any("SIREN" in toast for toast in scene.toasts())


async def test_a_company_without_siren_is_asked_for_it(scene: Scene) -> None:
    owner, seller = await scene.staff(Marie=Role.OWNER, Karim=Role.SALES)
    async with scene.work.begin(SYSTEM) as uow:
        await uow.session.execute(update(Company).values(siren="", vat_number=""), execution_options=ACROSS)
    card = await owner.say("facture girard 2 radiateurs 1000w")
    assert "Votre entreprise : il manque SIREN, n° de TVA" in card.text
    await owner.tap("Valider la facture")
    assert "La loi veut aussi SIREN" in (await owner.card("La loi veut")).text
    await owner.tap("Compléter l'entreprise")
    await owner.say("732 829 320")
    await owner.say("facture girard 2 radiateurs 1000w")
    await owner.tap("Valider la facture")
    assert "FA2611-0001" in (await owner.card("FA2611")).text
    assert "Votre entreprise" not in (await seller.say("facture girard 1 radiateur 1000w")).text


async def test_a_replaced_invoice_is_corrected_in_words_and_the_old_one_is_cancelled(scene: Scene) -> None:
    (owner,) = await scene.staff(Marie=Role.OWNER)
    await owner.say("facture girard 3 radiateurs 1000w + 2 ballon 150")
    await owner.tap("Valider la facture")
    asked = await owner.say("remplace la FA2611-0001")
    assert "à payer" in asked.text
    await owner.tap("Oui, remplacer")
    draft = await owner.card("Brouillon")
    assert "Remplace FA2611-0001" in draft.text
    priced = await owner.say("prix radiateur 9,50")
    assert "3 × Radiateur aluminium — 1000 W · 9,50" in priced.text
    taxed = await owner.say("tva 10 sur le radiateur")
    assert "28,50" in taxed.text
    fewer = await owner.say("2 radiateurs pas 3")
    assert "2 × Radiateur" in fewer.text
    gone = await owner.say("enlève le chauffe-eau")
    assert "Chauffe-eau" not in gone.text.split("TTC")[0]
    assert "HT 18,05" in gone.text
    assert "19,86" in gone.text, "a discount of 5 % and a VAT of 10 %"
    more = await owner.say("+ 1 forfait déplacement à 30 €")
    assert "déplacement" in more.text.casefold()
    await owner.tap("Valider")
    assert "FA2611-0002" in (await owner.card("FA2611-0002")).text
    old = await owner.say("FA2611-0001")
    assert "annulée par AV2611-0001" in old.text
    assert not any("Annuler" in label for label in old.buttons)
    assert "reste rien" in (await owner.say("annule la facture FA2611-0001")).text
    assert not await scene.refused()


async def test_prices_of_an_order_stay_on_its_invoice(scene: Scene) -> None:
    (owner,) = await scene.staff(Marie=Role.OWNER)
    await owner.say("commande girard 3 radiateurs 1000w")
    await owner.tap("Contrôler")
    await owner.tap("Valider la commande")
    assert "Brouillon de facture d'acompte" in (await owner.say("acompte 30 %")).text
    await owner.say("facture tout sur la 1")
    assert "seules ses quantités" in (await owner.say("prix 9,50")).text
    assert "2 × Radiateur" in (await owner.say("2 pas 3")).text


async def test_the_line_of_a_credit_is_asked_where_several_fit(scene: Scene) -> None:
    (owner,) = await scene.staff(Marie=Role.OWNER)
    await owner.say("facture girard 3 radiateurs 1000w + 2 radiateurs 1500w")
    await owner.tap("Valider la facture")
    asked = await owner.say("avoir sur la FA2611-0001 pour 1 radiateur")
    assert "Avoir de quelle ligne" in asked.text
    await owner.tap("1000")
    draft = await owner.card("Brouillon d'avoir")
    assert "1 × Radiateur" in draft.text
    await owner.tap("Valider")
    assert any("AV2611-0001 est fait." in toast for toast in scene.toasts())


async def test_who_may_not_credit_is_told_so_before(scene: Scene) -> None:
    (seller,) = await scene.staff(Karim=Role.SALES)
    await seller.say("facture girard 3 radiateurs 1000w")
    await seller.tap("Valider la facture")
    asked = await seller.say("annule la facture FA2611-0001")
    assert "gérant" in asked.text
    assert not any("Avoir" in label or "Remplacer" in label for label in asked.buttons)
