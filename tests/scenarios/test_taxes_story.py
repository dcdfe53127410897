"""Where a customer is, why an article bears no VAT, which accounts are used, what a bank asks: told in the chat."""

import re

from core.permissions import Role
from tests.scenarios.harness import Scene, plain


async def test_a_customer_in_belgium_is_invoiced_without_vat(scene: Scene) -> None:
    (owner,) = await scene.staff(Marie=Role.OWNER)
    card = await owner.say("girard est en belgique")
    assert "Belgique" in card.text
    assert "Modifié : pays" in card.text
    await owner.say("tva BE0203201340", reply_to=card)
    await owner.say("facture girard 2 radiateurs 1000w")
    issued = await owner.tap("Valider la facture")
    assert "359,10" in issued.text
    assert "430,92" not in issued.text, "goods to another member of the Union"
    back = await owner.say("pays girard france")
    assert "Belgique" not in back.text


async def test_a_country_is_asked_for_by_a_button_and_what_is_none_is_refused(scene: Scene) -> None:
    (owner,) = await scene.staff(Marie=Role.OWNER)
    await owner.say("girard en autoliquidation")
    card = await owner.card("Modifié : autoliquidation")
    await owner.tap("Modifier", on=card)
    await owner.tap("Pays")
    assert "Je n'ai pas lu cela" in (await owner.say("grosland")).text
    assert "Suisse" in (await owner.say("suisse")).text


async def test_an_article_that_bears_no_vat_says_why(scene: Scene) -> None:
    (owner,) = await scene.staff(Marie=Role.OWNER)
    card = await owner.say("prix clim 3,5")
    exempt = await owner.say("exonéré biens d'occasion", reply_to=card)
    assert "899,00 € HT · 899,00 € TTC · TVA 0 %" in exempt.text
    assert "Biens d'occasion" in exempt.text
    assert "J'attends l'article" in (await owner.say("exonération 999", reply_to=exempt)).text
    drafted = await owner.say("facture girard 1 clim 3,5")
    assert "TVA 20 %" not in drafted.text
    await owner.tap("Valider la facture")
    report = (await owner.say("tva novembre")).text
    assert "TVA sur la marge, à ajouter (CGI 297 A)" in report
    assert "FA2611-0001 · 854,05 €" in report
    assert "20 %" not in report, "the invoice itself charges none"
    await owner.tap("Modifier", on=exempt)
    await owner.tap("Exonération")
    assert "TVA 20 %" in (await owner.tap("Aucun : TVA normale")).text


async def test_the_accountant_changes_an_account_and_takes_it_back(scene: Scene) -> None:
    owner, accountant, seller = await scene.staff(Marie=Role.OWNER, Paul=Role.ACCOUNTANT, Karim=Role.SALES)
    shown = await accountant.say("comptes")
    assert "707000 Ventes" in shown.text
    changed = await accountant.say("compte ventes 707100")
    assert "Ventes : 707100 à partir de maintenant" in changed.text
    await owner.say("facture girard 2 radiateurs 1000w")
    await owner.tap("Valider la facture")
    assert "707100 Ventes de marchandises : -359,10" in (await accountant.say("balance")).text.replace("−", "-") or any(
        "707100" in one.text for one in await accountant.answers()
    )
    assert "commence par 70" in (await accountant.say("compte ventes 401000")).text
    assert "numéro de compte" in (await accountant.say("compte ventes 70")).text
    await accountant.tap("Annuler", on=changed)
    assert "707000 Ventes" in (await accountant.card("Plan de comptes")).text
    assert "Votre rôle ne permet pas cela" in (await seller.say("compte ventes 707100")).text


async def test_a_fiscal_year_has_the_days_that_the_owner_says(scene: Scene) -> None:
    owner, seller = await scene.staff(Marie=Role.OWNER, Karim=Role.SALES)
    assert "Aucun encore" in (await owner.say("exercice")).text
    assert "1 oct. 2026 au" in (await owner.say("exercice du 01/10/2026 au 30/09/2027")).text
    await owner.say("facture girard 2 radiateurs 1000w")
    await owner.tap("Valider la facture")
    refused = await owner.say("exercice du 01/01/2027 au 31/12/2027")
    assert "Il y a une écriture au lun. 23 nov." in refused.text
    changed = await owner.say("exercice du 1er juillet au 30 juin")
    assert "1 juil. 2026 au mer. 30 juin 2027" in changed.text, "that around today"
    gap = await owner.say("exercice du 02/07/2027 au 30/06/2028")
    assert "celui-ci commence le lendemain, le jeu. 1 juil. 2027" in gap.text
    example = re.search("« (exercice .+?) »", plain(changed.text))
    assert example is not None
    assert example[1] == "exercice du 01/07/2026 au 30/09/2027"
    assert "1 juil. 2026 au jeu. 30 sept. 2027" in (await owner.say(example[1])).text
    assert "Votre rôle ne permet pas cela" in (await seller.say("exercices")).text


async def test_what_the_bank_asks_for_a_bounced_cheque_is_said_or_asked(scene: Scene) -> None:
    (owner,) = await scene.staff(Marie=Role.OWNER)
    await owner.say("facture girard 2 radiateurs 1000w")
    await owner.tap("Valider la facture")
    await owner.say("430,56 chq n° 998877 girard")
    await owner.tap("✅ Encaisser")
    assert "Solder l'écart de 0,36 €" in (await owner.say("solde l'écart de 0,36 girard")).text
    assert "reste 0,36" in (await owner.say("solde l'écart de 5 girard")).text
    asked = await owner.say("chèque girard impayé, 12,50 € de frais")
    assert "Frais de la banque : 12,50 €" in asked.text
    await owner.tap("Frais de la banque", on=asked)
    asked = await owner.say("14")
    assert "Frais de la banque : 14,00 €" in asked.text
    await owner.tap("Oui, impayé", on=asked)
    assert "627000 Services bancaires : 14,00" in (await owner.say("balance")).text or any(
        "627000 Services bancaires : 14,00" in one.text for one in await owner.answers()
    )
    assert "intacts" in (await owner.say("vérifie les comptes")).text


async def test_a_line_sent_behind_an_open_question_is_kept(scene: Scene) -> None:
    (owner,) = await scene.staff(Marie=Role.OWNER)
    asked = await owner.say("facture dupont 3 radiateurs 1000w")
    assert "lequel" in asked.text
    again = await owner.say("+ 2 ballon 150")
    assert "Ajouté : 2 ×" in again.text
    assert any("Dupont Menuiserie" in label for label in again.buttons)
    drafted = await owner.tap("Dupont Menuiserie", on=again)
    assert "3 × Radiateur" in drafted.text
    assert "2 × Chauffe-eau" in drafted.text
