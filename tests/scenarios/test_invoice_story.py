"""From a quote to the last invoice, as the salesperson, the driver, the owner and the customer live it."""

import hashlib

import pytest
from sqlalchemy import update

from core.company.models import Company
from core.db.scope import ALL_COMPANIES
from core.permissions import SYSTEM, Role
from tests.scenarios.harness import Person, Scene, Seen

IBAN = "FR7630006000011234567890189"
on_both = pytest.mark.parametrize("scene_url", ["sqlite", "postgresql"], indirect=True)


async def ordered(seller: Person, words: str = "4 radiateurs 1000w + 2 ballon 150") -> None:
    """A confirmed order of Carrosserie Girard; the first one is « la 1 »."""
    await seller.say(f"commande girard {words}")
    await seller.tap("Contrôler")
    await seller.tap("Valider la commande")


async def delivered(driver: Person, words: str) -> None:
    """So much is brought, and the rest stays open."""
    asked = await driver.say(words)
    await driver.tap("Confirmer" if any("Confirmer" in label for label in asked.buttons) else "Tout est livré")
    if any("Je ne sais pas" in label for one in await driver.answers() for label in one.buttons):
        await driver.tap("Je ne sais pas")


async def document(person: Person, name: str) -> Seen:
    """The newest file whose name begins so."""
    return [one for one in await person.see() if one.file_name.startswith(name)][-1]


@on_both
async def test_a_quote_a_deposit_two_deliveries_and_the_final_invoice(scene: Scene) -> None:
    seller, driver = await scene.staff(Karim=Role.SALES, Julien=Role.TECHNICIAN)
    await driver.say("mes livraisons")
    await seller.say("devis girard 4 radiateurs 1000w + 2 ballon 150")
    await seller.tap("Valider")
    await seller.tap("Commander")
    await seller.tap("Valider la commande")

    draft = await seller.say("acompte 30% sur la 1")
    assert "Brouillon de facture d'acompte" in draft.text
    assert "545,15" in draft.text, "30 % of 1 817,16 €"
    assert not any("AC" in one.file_name for one in await seller.see()), "a draft has no number and no PDF"
    issued = await seller.tap("Valider")
    deposit = await seller.card("AC2611-0001")
    assert "à payer" in deposit.text
    assert "545,15" in await seller.pdf(await document(seller, "AC2611-0001")), issued.text

    await delivered(driver, "1 livré 2 radiateurs 1000w")
    first = await seller.say("facture la 1")
    assert "2 × Radiateur" in first.text
    assert "Chauffe-eau" not in first.text.split("TTC")[0], "what is not delivered is not charged"
    assert "Restera à facturer : 2 × Radiateur" in first.text
    assert "Acomptes déduits" in first.text
    await seller.tap("plus tard")
    assert "Acomptes déduits" not in (await seller.card("Brouillon")).text
    await seller.tap("Valider")
    assert "430,92" in (await seller.card("FA2611-0001")).text

    await delivered(driver, "1 livré 1 radiateur 1000w")
    await seller.say("facture ce qui est livré sur la 1")
    await seller.tap("plus tard")
    await seller.tap("Valider")
    assert "215,46" in (await seller.card("FA2611-0002")).text

    await delivered(driver, "1 complet")
    final = await seller.say("facture finale de la 1")
    assert "1 × Radiateur" in final.text
    assert "2 × Chauffe-eau" in final.text
    assert "Acomptes déduits −545,15" in final.text
    assert "Net à payer 625,63" in final.text, "1 170,78 € less the deposit"
    await seller.tap("Valider")
    assert "625,63" in (await seller.card("FA2611-0003")).text
    assert "625,63" in await seller.pdf(await document(seller, "FA2611-0003"))
    assert "tout l'est déjà" in (await seller.say("facture la 1")).text
    assert not await scene.refused()


@on_both
async def test_what_is_not_delivered_is_invoiced_by_whoever_says_so_twice(scene: Scene) -> None:
    (seller,) = await scene.staff(Karim=Role.SALES)
    await ordered(seller)
    asked = await seller.say("facture la 1")
    assert "Rien n'est encore livré" in asked.text
    await seller.tap("quand même")
    draft = await seller.card("Brouillon")
    assert "⚠️ Pas encore livré : 4 × Radiateur" in draft.text
    await seller.press(draft.id, draft.data("Valider quand même"))
    await seller.press(draft.id, draft.data("Valider quand même"))
    assert "FA2611-0001" in (await seller.card("FA2611")).text
    files = [one for one in await seller.see() if one.file_name.startswith("FA")]
    assert len(files) == 1, "a second tap makes no second invoice"
    assert any("C'est déjà fait" in toast for toast in scene.toasts())


async def test_what_is_invoiced_is_no_delivery_noted_by_mistake(scene: Scene) -> None:
    seller, driver = await scene.staff(Karim=Role.SALES, Julien=Role.TECHNICIAN)
    await ordered(seller)
    await delivered(driver, "1 complet")
    await seller.say("facture la 1")
    await seller.tap("Valider")
    await driver.tap("Noté par erreur")
    (refusal,) = [toast for toast in scene.toasts() if "est facturée" in toast]
    assert "BL2611-0001" in refusal
    assert "FA2611-0001" in refusal
    card = await driver.card("Livraison BL2611-0001")
    assert "· livrée" in card.text
    await driver.tap("Clore", on=card)
    await driver.tap("Retour")
    shown = (await driver.card("Livraison BL2611-0001")).buttons
    assert not any("Noté par erreur" in label for label in shown), "a return takes it back now"
    assert "FA2611-0001" in (await driver.say("annule la livraison")).text


async def test_a_draft_is_changed_and_given_up_and_no_number_is_lost(scene: Scene) -> None:
    (seller,) = await scene.staff(Karim=Role.SALES)
    await ordered(seller)
    await seller.say("facture tout sur la 1")
    await seller.tap("Modifier")
    await seller.tap("4 × Radiateur")
    await seller.tap("→ 3")
    draft = await seller.card("Brouillon")
    assert "3 × Radiateur" in draft.text
    await seller.tap("Modifier")
    await seller.tap("Note")
    noted = await seller.say("Merci de votre confiance")
    assert "🗒 Merci de votre confiance" in noted.text
    await seller.tap("Modifier")
    await seller.tap("Délai")
    await seller.tap("60 jours")
    assert "60 jours" in (await seller.card("Brouillon")).text
    await seller.tap("Abandonner")
    assert "abandonnée" in (await seller.card("Brouillon")).text
    await seller.say("facture tout sur la 1")
    await seller.tap("Valider quand même")
    assert "FA2611-0001" in (await seller.card("FA2611")).text


async def test_a_delivery_said_by_its_number_is_no_line_of_the_draft_in_hand(scene: Scene) -> None:
    (seller,) = await scene.staff(Karim=Role.SALES)
    await ordered(seller)
    await seller.say("facture tout sur la 1")
    await seller.say("stock radiateur 1000w")
    asked = await seller.say("1 complet")
    assert "à quel prix" not in asked.text
    await seller.tap("Tout est livré")
    assert "· livrée" in (await seller.card("Livraison BL2611-0001")).text


async def test_the_same_words_again_name_what_they_have_made(scene: Scene) -> None:
    (seller,) = await scene.staff(Karim=Role.SALES)
    words = "facture girard 2 radiateurs 1000w"
    await seller.say(words)
    await seller.tap("Valider la facture")
    assert "Je l'ai déjà (FA2611-0001, " in (await seller.say(words)).text
    await seller.tap("Non")
    words = "commande girard 3 radiateurs 1000w"
    await ordered(seller, "3 radiateurs 1000w")
    assert "Je l'ai déjà (CO2611-0002, " in (await seller.say(words)).text
    await seller.tap("Non")
    await seller.say("annule la commande 2")
    await seller.tap("Le client y renonce")
    assert "Je l'ai déjà" not in (await seller.say(words)).text


async def test_a_small_job_is_invoiced_in_one_line(scene: Scene) -> None:
    (seller,) = await scene.staff(Karim=Role.SALES)
    card = await seller.say("facture girard 2 radiateurs 1000w")
    assert "Facture · brouillon" in card.text
    await seller.tap("Valider la facture")
    invoice = await seller.card("FA2611-0001")
    assert "2 × Radiateur" in invoice.text
    assert (await document(seller, "FA2611-0001")).file_name.endswith("Carrosserie-Girard.pdf")


async def test_a_signed_quote_is_a_sent_invoice_in_four_taps(scene: Scene) -> None:
    (seller,) = await scene.staff(Karim=Role.SALES)
    await seller.say("devis girard 2 radiateurs 1000w")
    await seller.tap("Valider")
    await seller.tap("Facturer")
    await seller.tap("Valider la facture")
    await seller.tap("Envoyer")
    assert "?start=f_" in (await seller.last()).text
    invoice = await seller.pdf(await document(seller, "FA2611-0001"))
    assert "DE2611-0001" in invoice, "it says which quote it is on"


async def test_the_same_bytes_come_back(scene: Scene) -> None:
    (seller,) = await scene.staff(Karim=Role.SALES)
    await seller.say("facture girard 2 radiateurs 1000w")
    await seller.tap("Valider la facture")
    await scene.quiet()
    one = await document(seller, "FA2611-0001")
    await seller.say("pdf facture 1")
    other = await document(seller, "FA2611-0001")
    assert one.id != other.id
    both = [hashlib.sha256(await seller.fetch(each.document)).hexdigest() for each in (one, other)]
    assert both[0] == both[1]


async def test_an_issued_invoice_is_not_undone_but_credited(scene: Scene) -> None:
    owner, seller = await scene.staff(Anne=Role.OWNER, Karim=Role.SALES)
    await seller.say("facture girard 3 radiateurs 1000w")
    await seller.tap("Valider la facture")
    told = await owner.say("annule la facture 1")
    assert "la loi interdit de l'effacer" in told.text
    await owner.tap("Avoir du tout")
    await owner.tap("Abandonner")
    draft = await owner.say("avoir sur la fa 1 pour 2 radiateurs")
    assert "2 × Radiateur" in draft.text
    await owner.tap("Valider")
    assert "AV2611-0001" in (await owner.card("AV2611")).text
    assert "avoir 430,92 €" in (await owner.say("facture 1")).text
    assert "ne permet pas" in (await seller.say("avoir sur la fa 1 pour 1 radiateur")).text


async def test_what_is_delivered_is_invoiced_at_once_one_for_each_customer(scene: Scene) -> None:
    seller, driver = await scene.staff(Karim=Role.SALES, Julien=Role.TECHNICIAN)
    await ordered(seller)
    await seller.say("commande dupont menuiserie 2 radiateurs 1000w")
    await seller.tap("Contrôler")
    await seller.tap("Valider la commande")
    await delivered(driver, "1 livré 2 radiateurs 1000w")
    await delivered(driver, "1 complet")
    await delivered(driver, "2 complet")
    preview = await seller.say("bl à facturer")
    assert "3 BL à facturer → 2 factures" in preview.text
    await seller.tap("Facturer tout")
    await seller.press(preview.id, preview.data("Facturer tout"))
    assert "Rien à facturer" in (await seller.say("bl à facturer")).text
    unpaid = await seller.say("impayés")
    assert "2 documents" in unpaid.text


async def test_all_papers_of_a_customer_stand_in_one_list(scene: Scene) -> None:
    seller, driver = await scene.staff(Karim=Role.SALES, Julien=Role.TECHNICIAN)
    await seller.say("devis girard 2 radiateurs 1000w")
    await seller.tap("Valider")
    await seller.tap("Commander")
    await seller.tap("Valider la commande")
    await delivered(driver, "1 complet")
    await seller.say("facture la 1")
    await seller.tap("Valider")
    shown = await seller.say("docs girard")
    numbers = [label.split()[1] for label in shown.buttons if "2611" in label]
    assert numbers == ["FA2611-0001", "BL2611-0001", "CO2611-0001", "DE2611-0001"], "newest first"
    await seller.press(shown.id, shown.data("factures 1"))
    only = await seller.card("1 document")
    assert [label.split()[1] for label in only.buttons if "2611" in label] == ["FA2611-0001"]
    await seller.press(only.id, only.data("FA2611-0001"))
    assert (await document(seller, "FA2611-0001")).document
    figure = await seller.say("ca girard 2026")
    assert "359,10" in figure.text
    assert "█" in figure.text


async def test_the_customer_opens_his_invoice_and_the_salesperson_reads_when(scene: Scene) -> None:
    (seller,) = await scene.staff(Karim=Role.SALES)
    async with scene.work.begin(SYSTEM) as uow:
        await uow.session.execute(update(Company).values(iban=IBAN), execution_options={ALL_COMPANIES: True})
    await seller.say("facture girard 2 radiateurs 1000w")
    await seller.tap("Valider la facture")
    await seller.tap("Envoyer")
    bruno = await scene.person("Bruno")
    card = await bruno.open((await seller.last()).link())
    assert "FA2611-0001" in card.text
    assert "430,92" in card.text
    await bruno.tap("Payer")
    assert "Virement" in (await bruno.card("Payer")).text
    await bruno.tap("Retour")
    await bruno.tap("PDF")
    assert (await document(bruno, "FA2611-0001")).document
    assert "👁 vue le" in (await seller.say("facture 1")).text
    await seller.tap("Envoyer")
    await scene.quiet()
    news = [one for one in await bruno.see() if "vous envoie votre facture" in one.text]
    assert news, "who is in the chat gets it there"


async def test_a_price_that_was_lowered_is_said_before_the_line_is_given_back(scene: Scene) -> None:
    (owner,) = await scene.staff(Anne=Role.OWNER)
    await owner.say("facture girard 1 radiateur 1000w à 100, 1 ballon 150 à 1000")
    await owner.tap("Valider la facture")
    lowered = await owner.say("avoir sur la fa 1 pour 1 radiateur à 10 au lieu de 100")
    assert "Prix déjà baissé" not in lowered.text, "the first time"
    await owner.tap("Valider", on=lowered)
    back = await owner.say("avoir sur la fa 1 pour 1 radiateur")
    assert "Déjà crédité sur FA2611-0001 : Radiateur" in back.text
    assert "HT 9,50" in back.text, "what is left of its price"
    assert "Prix déjà baissé" not in back.text, "it is taken off"
    await owner.tap("Abandonner", on=back)
    whole = await owner.say("avoir total sur la fa 1")
    assert "Déjà crédité" in whole.text
    await owner.tap("Abandonner", on=whole)
    again = await owner.say("avoir sur la fa 1 pour 1 radiateur à 5 au lieu de 10")
    assert "Brouillon" not in again.text, "it was charged at 100"


async def test_annule_alone_is_said_of_the_paper_in_hand(scene: Scene) -> None:
    (owner,) = await scene.staff(Anne=Role.OWNER)
    assert "Rien n'est en cours" in (await owner.say("annule")).text
    await owner.say("facture girard 2 radiateurs 1000w")
    assert "🗑 Abandonner" in (await owner.say("annule")).buttons
    await owner.tap("Valider la facture")
    assert "🗑 Annuler" in (await owner.say("annule")).buttons
    await owner.say("avoir total sur la fa 1")
    await owner.tap("Valider", on=await owner.card("Brouillon d'avoir"))
    assert "Avoir AV2611-0001" in (await owner.say("annule")).text
    assert "plus rien à créditer" in (await owner.say("avoir total sur la fa 1")).text


async def test_a_wrong_invoice_is_replaced_and_a_share_of_works_is_charged(scene: Scene) -> None:
    (owner,) = await scene.staff(Anne=Role.OWNER)
    await owner.say("facture girard 2 radiateurs 1000w")
    await owner.tap("Valider la facture")
    await owner.say("remplace la facture 1")
    await owner.tap("Oui, remplacer")
    draft = await owner.card("Brouillon")
    assert "FA2611-0001" in draft.text, "it says what it replaces"
    await owner.press(draft.id, draft.data("Valider"))
    assert "FA2611-0002" in (await owner.card("FA2611-0002")).text
    assert [one for one in await owner.see() if one.file_name.startswith("AV2611-0001")]
    await ordered(owner)
    share = await owner.say("situation 50% sur la 2")
    assert "Brouillon de facture de situation" in share.text
    assert "908,58" in share.text, "half of 1 817,16 €"
    await owner.tap("Abandonner", on=share)
    await ordered(owner, "4 radiateurs 1000w")
    asked = await owner.say("situation 25% commande girard")
    assert "Situation de quelle commande ?" in asked.text
    await owner.tap("CO2611-0003", on=asked)
    assert "1 × Radiateur" in (await owner.last()).text, "a quarter of them"
