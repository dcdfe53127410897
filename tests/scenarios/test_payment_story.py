"""Money as the company and its customer live it: paid, bounced, paid again, given back; the books tie to the cent."""

from collections import defaultdict
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook

from core.permissions import Role
from tests.scenarios.harness import Person, Scene, Seen, plain

on_both = pytest.mark.parametrize("scene_url", ["sqlite", "postgresql"], indirect=True)


async def drafted(seller: Person, words: str = "3 radiateurs 1000w") -> None:
    """A draft for all of an order of Dupont Menuiserie."""
    await seller.say(f"commande dupont menuiserie {words}")
    await seller.tap("Contrôler")
    await seller.tap("Valider la commande")
    await seller.tap("Facturer")
    await seller.tap("Facturer quand même")


async def invoiced(seller: Person, words: str = "3 radiateurs 1000w") -> Seen:
    """The card of an issued invoice of Dupont Menuiserie; of three radiators it comes to 646.38 €."""
    await drafted(seller, words)
    await seller.tap("Valider")
    return await seller.card("Facture FA")


async def received(seller: Person, words: str) -> Seen:
    """The card of a payment that was told and confirmed."""
    await seller.say(words)
    await seller.tap("✅ Encaisser", on=await seller.last())
    return await seller.card("Paiement RG")


async def document(person: Person, ending: str) -> bytes:
    """The newest file in the chat with such a name, notices apart."""
    named = [seen for seen in await person.answers() if seen.file_name.endswith(ending)]
    found = next(seen for seen in reversed(named) if not seen.file_name.startswith("notice"))
    return await person.fetch(found.document)


@on_both
async def test_a_cheque_bounces_is_paid_again_and_part_is_credited_and_the_books_tie_to_the_cent(scene: Scene) -> None:
    owner, seller = await scene.staff(Marie=Role.OWNER, Karim=Role.SALES)
    await invoiced(seller)
    paid = await received(seller, "chq 646,38 n° 123456 bnp")
    assert "chèque n° 123456, BNP Paribas" in paid.text
    assert "✅ FA2611-0001 : 646,38 €, soldée" in paid.text
    await owner.say("chèque 646,38 impayé")
    await owner.tap("Oui, impayé")
    assert "repris le" in (await owner.card("Paiement RG")).text
    assert "Le chèque de 646,38 € revient impayé" in (await seller.last()).text, "whoever sold it is told"
    assert "doit 646,38 €" in (await owner.say("compte dupont menuiserie")).text
    await received(owner, "646,38 vir dupont menuiserie")
    assert "Rien n'est dû." in (await owner.say("compte dupont menuiserie")).text
    await owner.say("avoir sur la fa 1 pour 1 radiateur")
    await owner.tap("Valider")
    assert "En sa faveur" in (await owner.say("compte dupont menuiserie")).text.replace("en sa", "En sa")
    await owner.say("rembourse l'avoir 1 vir")
    await owner.tap("Oui, virement")
    assert "Remboursement RG" in (await owner.last()).text
    report = await owner.say("tva novembre")
    assert "20 % · base 359,10 € · TVA 71,82 €" in report.text
    await owner.say("fec 2026")
    assert "Nos contrôles n'ont rien trouvé" in (await owner.card("FEC20261231")).text
    sums = balances((await document(owner, "FEC20261231.txt")).decode("iso-8859-15"))
    assert sums["445710"] == Decimal("-71.82"), "as the VAT report says"
    assert sums["411000"] == 0
    assert sums["512000"] == Decimal("430.92"), "two radiators with tax"
    assert "intacts" in (await owner.say("vérifie les comptes")).text


def balances(fec: str) -> dict[str, Decimal]:
    """Debit less credit by account; each entry must balance."""
    header, *lines = (line.split("\t") for line in fec.splitlines())
    entries: dict[str, Decimal] = defaultdict(Decimal)
    accounts: dict[str, Decimal] = defaultdict(Decimal)
    for line in lines:
        row = dict(zip(header, line, strict=True))
        side = Decimal(row["Debit"].replace(",", ".")) - Decimal(row["Credit"].replace(",", "."))
        entries[row["EcritureNum"]] += side
        accounts[row["CompteNum"]] += side
    assert not any(entries.values())
    return accounts


async def test_a_part_is_paid_then_the_rest_but_some_cents_which_are_written_off_with_consent(scene: Scene) -> None:
    (owner,) = await scene.staff(Marie=Role.OWNER)
    await invoiced(owner)
    first = await received(owner, "300 sur les 646,38 cb")
    assert "🔵 FA2611-0001 : 300,00 €, reste 346,38 €" in first.text
    second = await received(owner, "346 vir dupont menuiserie")
    assert any("Solder l'écart" in label for label in second.buttons), second.text
    await owner.tap("Solder l'écart")
    await owner.tap("Oui, solder")
    assert "soldée" in (await owner.card("Paiement RG")).text
    assert "Rien n'est dû." in (await owner.say("compte dupont menuiserie")).text


async def test_a_small_rest_that_was_settled_meanwhile_is_not_asked_about_again(scene: Scene) -> None:
    (owner,) = await scene.staff(Marie=Role.OWNER)
    await invoiced(owner)
    card = await received(owner, "646 cb dupont menuiserie")
    await owner.say("solde l'écart de dupont menuiserie")
    await owner.tap("Oui, solder")
    stale = await owner.tap("Solder l'écart de 0,38", on=card)
    assert "Solder l'écart" not in stale.text
    assert "C'est déjà fait." in owner.scene.toasts()
    assert not any("Solder l'écart" in label for label in (await owner.card("Paiement RG")).buttons)


async def test_what_a_transfer_bears_is_called_the_same_before_and_after(scene: Scene) -> None:
    (owner,) = await scene.staff(Marie=Role.OWNER)
    await invoiced(owner)
    asked = await owner.say("vir 646,38 réf ABC-12 dupont menuiserie")
    assert "virement, réf. ABC-12 ?" in asked.text
    await owner.tap("✅ Encaisser")
    assert "virement, réf. ABC-12" in (await owner.card("Paiement RG")).text


async def test_a_small_rest_is_written_off_in_words_of_whoever_owes_it(scene: Scene) -> None:
    (owner,) = await scene.staff(Marie=Role.OWNER)
    await invoiced(owner)
    await received(owner, "646 cb dupont menuiserie")
    for words in ("solde l'écart de dupont menuiserie", "solde l'écart de la FA2611-0001"):
        assert "Solder l'écart de 0,38 € ?" in (await owner.say(words)).text
    await owner.tap("Oui, solder")
    assert "Rien n'est dû." in (await owner.say("compte dupont menuiserie")).text


async def test_what_a_cheque_bears_is_noted_with_the_deposit_that_is_asked_about(scene: Scene) -> None:
    (owner,) = await scene.staff(Marie=Role.OWNER)
    await owner.say("commande dupont menuiserie 3 radiateurs 1000w acompte 30 %")
    await owner.tap("Contrôler")
    await owner.tap("Valider la commande")
    await owner.tap("Acompte reçu")
    assert "Quel acompte est reçu sur CO" in (await owner.last()).text
    await owner.say("226,80 chq 1234567 BNP")
    await owner.tap("RG2611-0001", on=await owner.say("paiements dupont menuiserie"))
    assert "chèque n° 1234567, BNP Paribas" in (await owner.card("Paiement RG")).text


async def test_one_payment_settles_two_invoices_and_what_is_over_is_kept_or_given_back(scene: Scene) -> None:
    (owner,) = await scene.staff(Marie=Role.OWNER)
    await invoiced(owner)
    await invoiced(owner, "1 radiateur 1000w")
    shown = await owner.say("900 vir dupont menuiserie")
    assert "✅ FA2611-0001 : 646,38 €, soldée" in shown.text
    assert "✅ FA2611-0002 : 215,46 €, soldée" in shown.text
    await owner.tap("✅ Encaisser")
    paid = await owner.card("Paiement RG")
    assert "38,16 € en trop" in paid.text
    assert {"📌 Garder en crédit", "💸 Rembourser", "➖ Déduire"} <= set(paid.buttons)
    await owner.tap("Garder en crédit")
    assert not any("Rembourser" in label for label in (await owner.card("Paiement RG")).buttons)
    account = await owner.say("compte dupont menuiserie")
    assert "avance de 38,16 € à déduire" in account.text
    await owner.tap("Rembourser", on=account)
    await owner.tap("Virement")
    assert "Remboursement RG2611-0002 · 38,16 €" in (await owner.last()).text


async def test_a_confirmation_tapped_twice_is_one_payment(scene: Scene) -> None:
    (owner,) = await scene.staff(Marie=Role.OWNER)
    await invoiced(owner)
    asked = await owner.say("encaissé 100 esp")
    data = asked.data("✅ Encaisser")
    await owner.press(asked.id, data)
    await owner.press(asked.id, data)
    assert "doit 546,38 €" in (await owner.say("compte dupont menuiserie")).text


async def test_cash_beyond_the_ceiling_is_refused_with_the_law_and_another_way_is_taken(scene: Scene) -> None:
    (owner,) = await scene.staff(Marie=Role.OWNER)
    await invoiced(owner, "8 radiateurs 1000w")
    for words in ("1200 esp", "esp"):
        asked = await owner.say(words)
        assert "la loi" in asked.text
        assert "1 000,00 €" in asked.text
        assert any("Carte" in label for label in asked.buttons)
        assert not any("Espèces" in label or "✅" in label for label in asked.buttons)
    await owner.say("cb")
    assert "carte" in (await owner.card("Paiement RG")).text


async def test_the_customer_sees_his_account_and_his_papers_and_the_seller_reads_when(scene: Scene) -> None:
    owner, seller = await scene.staff(Marie=Role.OWNER, Karim=Role.SALES)
    await invoiced(seller)
    await seller.say("compte dupont menuiserie")
    await seller.tap("Son accès")
    marc = await scene.person("Marc")
    await marc.open((await seller.last()).link())
    account = await marc.card("Mon compte")
    assert "À payer : 646,38 €" in account.text
    await marc.tap("Mes factures")
    await marc.tap("FA2611-0001")
    *_before, paper, card = await marc.answers()
    assert "FA2611-0001" in await marc.pdf(paper)
    assert "Net à payer : 646,38 €" in card.text, "below it, how to pay"
    assert "vue" in (await seller.say("facture fa 1")).text
    assert "À payer" in (await marc.say("/compte")).text
    await marc.tap("Relevé PDF")
    assert "646,38" in await marc.pdf(await marc.last())
    assert "Rien" not in (await owner.say("compte dupont menuiserie")).text


async def test_what_the_accountant_was_given_is_marked_and_can_be_had_again(scene: Scene) -> None:
    owner, accountant = await scene.staff(Marie=Role.OWNER, Nadia=Role.ACCOUNTANT)
    await invoiced(owner)
    assert "marquées comme exportées" in (await accountant.say("export compta novembre")).text
    first = await document(accountant, ".txt")
    again = await accountant.say("export compta novembre")
    assert "Rien de nouveau" in again.text
    await accountant.tap("Le même", on=again)
    assert await document(accountant, ".txt") == first
    await accountant.say("balance")
    assert "Balance du" in (await accountant.last()).text


async def test_the_accountants_workbooks_hold_numbers_and_days(scene: Scene) -> None:
    owner, accountant = await scene.staff(Marie=Role.OWNER, Nadia=Role.ACCOUNTANT)
    await invoiced(owner)
    for words, texts, days, sums in (
        ("balance", ("Compte", "Nom"), (), ("Ouverture", "Débit", "Crédit", "Solde")),
        ("grand livre 411", ("Compte", "Nom", "Pièce", "Libellé"), ("Date",), ("Débit", "Crédit", "Solde")),
        ("journal ventes", ("N°", "Journal", "Compte", "Client", "Pièce"), ("Date",), ("Débit", "Crédit")),
        ("balance âgée", ("Code", "Client"), (), ("Non échu", "1 à 30 j", "Solde")),
    ):
        await accountant.say(words)
        row = await _customers_row(accountant)
        assert {row[name].data_type for name in texts} <= {"s", "inlineStr"}, words
        assert all(row[name].is_date for name in days), words
        assert {(row[name].data_type, row[name].number_format) for name in sums} == {("n", "#,##0.00")}, words
        assert 646.38 in [row[name].value for name in sums], words


async def _customers_row(person: Person) -> dict[str, Any]:
    """The cells of the newest workbook by their header, in the first row that bears what the invoice came to."""
    sheet = load_workbook(BytesIO(await document(person, ".xlsx"))).worksheets[0]
    header, *rows = sheet.iter_rows()
    found = next(row for row in rows if 646.38 in [cell.value for cell in row])
    return {str(name.value): cell for name, cell in zip(header, found, strict=True)}


async def test_closed_books_take_no_more(scene: Scene) -> None:
    (owner,) = await scene.staff(Marie=Role.OWNER)
    await invoiced(owner)
    await owner.say("clôture octobre")
    await owner.tap("Oui, clôturer")
    assert "fermés jusqu'au" in (await owner.last()).text
    refused = await owner.say("100 vir dupont menuiserie le 12/10")
    assert "fermés" in refused.text, "before anything is tapped"
    await owner.tap("✅ Encaisser", on=refused)
    assert "fermés" in plain(scene.toasts()[-1])


async def test_who_may_not_read_the_books_is_told_so(scene: Scene) -> None:
    seller, keeper = await scene.staff(Karim=Role.SALES, Bruno=Role.STOREKEEPER)
    assert "rôle" in (await seller.say("fec 2026")).text
    assert "Encaisser" not in (await keeper.say("encaissé 310 esp")).text


async def test_what_was_confirmed_is_booked_or_asked_again(scene: Scene) -> None:
    """Two cards for the same debt: once the first is booked, the second tells what it does now before it does it."""
    (owner,) = await scene.staff(Marie=Role.OWNER)
    await invoiced(owner)
    await invoiced(owner, "1 radiateur 1000w")
    second = await owner.say("500 cb dupont menuiserie")
    assert "FA2611-0001 : 500,00 €, reste 146,38 €" in second.text
    await owner.tap("✅ Encaisser", on=second)
    await owner.say("dupont menuiserie 300 vir")
    third = await owner.last()
    await owner.say("100 cb dupont menuiserie")
    await owner.tap("✅ Encaisser")
    await owner.tap("✅ Encaisser", on=third)
    again = await owner.card("a changé entre-temps")
    assert "FA2611-0001 : 46,38 €, soldée" in again.text, "as it stands now"
    await owner.tap("✅ Encaisser", on=again)
    assert "FA2611-0001 : 46,38 €, soldée" in (await owner.card("Paiement RG2611-0003")).text


async def test_a_cheque_that_is_noted_already_is_asked_about(scene: Scene) -> None:
    (owner,) = await scene.staff(Marie=Role.OWNER)
    await invoiced(owner)
    await received(owner, "chq 100 n° 0123456 bnp dupont menuiserie")
    await owner.say("chq 100 n° 0123456 bnp dupont menuiserie")
    await owner.tap("✅ Encaisser")
    asked = await owner.last()
    assert "Ce chèque est déjà noté (RG2611-0001) : encore une fois ?" in asked.text
    await owner.tap("✅ Encaisser", on=asked)
    assert "Paiement RG2611-0002" in (await owner.card("Paiement RG")).text
    await owner.say("le chèque 0123456 de dupont menuiserie est revenu impayé")
    assert "Lequel revient ?" in (await owner.last()).text


async def test_a_message_whose_payment_is_booked_says_how_to_correct_it(scene: Scene) -> None:
    (owner,) = await scene.staff(Marie=Role.OWNER)
    await invoiced(owner)
    told = await owner.write("encaissé 100 cb dupont menuiserie")
    await owner.tap("✅ Encaisser")
    await owner.edit(told, "encaissé 200 cb dupont menuiserie")
    said = [seen.text for seen in await owner.answers()]
    assert any("déjà comptabilisé (RG2611-0001)" in text and "Noté par erreur" in text for text in said), said
    assert "doit 546,38 €" in (await owner.say("compte dupont menuiserie")).text


async def test_no_payment_is_below_nothing_and_a_sum_that_nobody_owes_is_said(scene: Scene) -> None:
    (owner,) = await scene.staff(Marie=Role.OWNER)
    await invoiced(owner)
    assert "jamais négatif" in (await owner.say("encaissé -5 esp dupont menuiserie")).text
    assert "Personne ne doit 9 870,00 €" in plain((await owner.say("5 000 sur les 9 870")).text)


async def test_books_are_asked_beside_an_open_question(scene: Scene) -> None:
    (owner,) = await scene.staff(Marie=Role.OWNER)
    await invoiced(owner)
    await received(owner, "100 vir dupont menuiserie")
    await owner.say("300 dupont menuiserie cb")
    assert "TVA du" in (await owner.say("tva novembre")).text
    assert "intacts" in (await owner.say("vérifie les comptes")).text
    year = await owner.say("tva 2026")
    assert "11/2026 · base 538,65 €" in plain(year.text)
    assert "Exigible : 107,73 € sur 538,65 € HT" in plain(year.text)
    await owner.say("oui")
    assert "300,00 €" in (await owner.card("Paiement RG")).text, "the question stayed open"
    theirs = await owner.say("encaissements novembre")
    assert "Reçu en tout : 400,00 €" in plain(theirs.text)
    assert all("Dupont Menuiserie" in label for label in theirs.buttons)


async def test_what_a_customer_has_left_is_offered_on_his_next_invoice(scene: Scene) -> None:
    (owner,) = await scene.staff(Marie=Role.OWNER)
    await received(owner, "50 vir dupont menuiserie")
    card = await invoiced(owner)
    assert "avance de 50,00 € à déduire" in card.text
    account = await owner.say("compte dupont menuiserie")
    assert "avance de 50,00 € à déduire" in account.text
    assert any("Déduire" in label for label in account.buttons)
    await owner.tap("Déduire", on=await owner.say("facture fa 1"))
    assert "596,38" in (await owner.card("Facture FA")).text


async def test_a_second_reader_of_an_account_link_is_told_of(scene: Scene) -> None:
    (owner,) = await scene.staff(Marie=Role.OWNER)
    await invoiced(owner)
    await owner.say("compte dupont menuiserie")
    await owner.tap("Son accès")
    link = (await owner.last()).link()
    await (await scene.person("Marc")).open(link)
    await (await scene.person("Luc")).open(link)
    await scene.quiet()
    told = [seen.text for seen in await owner.see()]
    assert any("Luc a ouvert le lien du compte de Dupont Menuiserie" in text for text in told), told


@on_both
async def test_money_for_an_order_is_invoiced_by_one_tap_and_the_vat_says_what_is_not(scene: Scene) -> None:
    owner, seller = await scene.staff(Marie=Role.OWNER, Karim=Role.SALES)
    await seller.say("commande dupont menuiserie 3 radiateurs 1000w")
    await seller.tap("Contrôler")
    await seller.tap("Valider la commande")
    asked = await seller.say("acompte de 100 euros sur la 1")
    assert "facture d'acompte ou argent reçu ?" in asked.text
    await seller.tap("💶 Argent reçu", on=asked)
    await seller.tap("Chèque")
    offered = await seller.card("reçus pour CO")
    report = (await owner.say("tva novembre")).text
    assert "acomptes encaissés sans facture : 100,00 €" in report
    await seller.tap("🧾 Facture d'acompte", on=offered)
    assert "Émettre la facture d'acompte de 100,00 € ?" in (await seller.last()).text
    await seller.tap("Oui, émettre")
    assert "payée" in (await seller.card("AC2611-0001")).text
    report = (await owner.say("tva novembre")).text
    assert "sans facture" not in report
    assert "20 % · base 83,33 € · TVA 16,67 €" in report
    assert "intacts" in (await owner.say("vérifie les comptes")).text


@on_both
async def test_a_bounced_cheque_stays_known_and_colleagues_see_the_invoice_as_it_is(scene: Scene) -> None:
    owner, seller = await scene.staff(Marie=Role.OWNER, Karim=Role.SALES)
    await invoiced(seller)
    await owner.say("fa 1")
    await received(seller, "chq 646,38 n° 123456 bnp")
    assert "payée" in (await owner.card("Facture FA2611-0001")).text, "somebody else took the money"
    await owner.say("chèque 646,38 impayé")
    await owner.tap("Oui, impayé")
    assert "646,38 € · chèque impayé" in (await owner.say("fa 1 payée ?")).text
    told = await owner.say("solde l'écart de la fa 1")
    assert "c'est trop pour un petit écart" in told.text


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("dupont menuiserie a réglé fa 1 100,49", "Encaisser 100,49 € ?"),
        ("réglé fa 1 100", "Encaisser 100,00 € ?"),
        ("réglé fa 1 chèque", "Encaisser 646,38 € · chèque ?"),
    ],
)
async def test_an_invoice_is_paid_by_its_number_and_a_sum_behind_it(scene: Scene, words: str, expected: str) -> None:
    (owner,) = await scene.staff(Marie=Role.OWNER)
    await invoiced(owner)
    asked = await owner.say(words)
    assert expected in asked.text
    assert "FA2611-0001 : " in asked.text


@pytest.mark.parametrize("words", ["annule la RG2611-0001", "annule la rg 1", "annule le règlement 1", "règlement 310"])
async def test_a_payment_is_opened_by_its_number_to_be_taken_back(scene: Scene, words: str) -> None:
    (owner,) = await scene.staff(Marie=Role.OWNER)
    await invoiced(owner)
    await received(owner, "310 cb dupont menuiserie")
    shown = await owner.say(words if words.startswith("annule") else f"annule le {words}")
    assert "Paiement RG2611-0001 · 310,00 €" in shown.text
    assert any("Noté par erreur" in label for label in shown.buttons)


async def test_a_number_that_is_a_sum_too_is_asked_about(scene: Scene) -> None:
    (owner,) = await scene.staff(Marie=Role.OWNER)
    await invoiced(owner)
    await received(owner, "310 cb dupont menuiserie")
    await received(owner, "1 € esp dupont menuiserie")
    assert "Quel paiement ?" in (await owner.say("annule le règlement 1")).text


async def test_money_is_given_back_in_the_words_of_the_hand(scene: Scene) -> None:
    (owner,) = await scene.staff(Marie=Role.OWNER)
    await invoiced(owner)
    await received(owner, "700 cb dupont menuiserie")
    assert "Rembourser 53,62 € ?" in (await owner.say("rends 53,62 à dupont menuiserie")).text


async def test_a_deposit_that_was_noted_wrong_is_taken_back_and_noted_as_it_came(scene: Scene) -> None:
    (owner,) = await scene.staff(Marie=Role.OWNER)
    await owner.say("commande dupont menuiserie 3 radiateurs 1000w acompte 30 %")
    await owner.tap("Contrôler")
    await owner.tap("Valider la commande")
    await received(owner, "reçu 100 € d'acompte cb sur CO2611-0001")
    shown = await owner.say("l'acompte de la 1 c'est 64 pas 100")
    assert "100,00 €" in shown.text
    again = "reçu 64,00 € d'acompte sur CO2611-0001"
    assert f"puis écrivez : {again}" in shown.text
    await owner.tap("Noté par erreur", on=shown)
    await owner.tap("Noté par erreur")
    asked = await owner.say(again)
    assert "Noter un acompte de 64,00 € sur CO2611-0001 ?" in asked.text


async def test_a_cheque_is_found_by_a_short_number_and_annule_alone_undoes_nobody_s_money(scene: Scene) -> None:
    owner, seller = await scene.staff(Marie=Role.OWNER, Karim=Role.SALES)
    await invoiced(seller)
    await received(owner, "646,38 chq n°777 dupont menuiserie")
    assert "646,38 € revient impayé ?" in (await owner.say("chèque 777 impayé")).text
    await owner.say("client girard")
    assert "revient" not in (await owner.say("annule")).text


async def test_an_issued_invoice_is_not_changed_and_goes_to_nobody(scene: Scene) -> None:
    owner, seller = await scene.staff(Marie=Role.OWNER, Karim=Role.SALES)
    await invoiced(seller)
    told = await owner.say("modifie la facture 1")
    assert "la loi interdit de l'effacer" in told.text
    assert "🔁 Remplacer" in told.buttons


async def test_money_given_back_by_mistake_is_taken_back_on_its_card(scene: Scene) -> None:
    (owner,) = await scene.staff(Marie=Role.OWNER)
    await received(owner, "100 vir dupont menuiserie")
    await owner.tap("Virement", on=await owner.say("rembourse 100 à dupont menuiserie"))
    card = await owner.card("Remboursement RG")
    asked = await owner.tap("Noté par erreur", on=card)
    assert "Virement de 100,00 € noté par erreur ?" in asked.text
    assert "de nouveau cette somme à son crédit" in asked.text
    await owner.tap("Noté par erreur", on=asked)
    assert "100,00" in (await owner.say("compte dupont menuiserie")).text


async def test_a_cheque_that_bounces_after_it_was_given_back_is_paid_again(scene: Scene) -> None:
    (owner,) = await scene.staff(Marie=Role.OWNER)
    await received(owner, "900 chq n°777 dupont menuiserie")
    await owner.tap("Virement", on=await owner.say("rembourse 900 à dupont menuiserie"))
    await owner.tap("Oui, impayé", on=await owner.say("chèque 777 impayé"))
    owed = await owner.say("compte dupont menuiserie")
    assert "doit 900,00 €" in owed.text
    assert "↩️ 900,00 € qui lui avaient été rendus d'un paiement repris" in owed.text
    asked = await owner.say("950 vir dupont menuiserie")
    assert "↩️ 900,00 € qui lui avaient été rendus" in asked.text
    assert "📌 50,00 € de plus que ce qui est dû" in asked.text
    await owner.tap("✅ Encaisser", on=asked)
    assert "avance de 50,00 € à déduire" in (await owner.say("compte dupont menuiserie")).text
