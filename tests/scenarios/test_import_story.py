"""A file dropped in the chat: looked at, changed, put in, taken out again, edited and dropped once more."""

from io import BytesIO

import pytest
from openpyxl import Workbook, load_workbook

from bot.exchange import importer
from core.permissions import Role
from tests.scenarios.harness import Person, Scene

CUSTOMERS = (
    "Code client;Raison sociale;CP;Ville;Tél.;Divers\r\n"
    "CL-7;Garage du Lac;69330;Meyzieu;04 65 71 22 33;à rappeler\r\n"
    "CL-8;Hôtel du Parc;69006;Lyon;;\r\n"
    "CL-9;Café des Sports;69500;Bron;12;\r\n"
)


def _workbook(*rows: tuple[object, ...]) -> bytes:
    book, out = Workbook(), BytesIO()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(list(row))
    book.save(out)
    return out.getvalue()


async def _owner(scene: Scene) -> Person:
    (owner,) = await scene.staff(Marie=Role.OWNER)
    return owner


async def test_customers_come_from_an_old_spreadsheet(scene: Scene) -> None:
    owner = await _owner(scene)
    card = await owner.send_file("document", "clients.csv", CUSTOMERS.encode("cp1252"))
    assert "clients · 3 lignes" in card.text
    assert "2 créés, 1 refusé" in card.text
    assert "Tél. → Téléphone" in card.text
    await owner.tap("Colonnes")
    await owner.tap("Divers")
    await owner.tap("Notes")
    done = await owner.tap("Valider")
    (result,) = [seen.text for seen in await owner.answers() if "✅" in seen.text]
    assert "2 créés, 1 refusé\nRefusés\nLigne 4 : Le numéro de téléphone « 12 » n'est pas juste" in result
    assert "Valider" not in " ".join(done.buttons)
    assert not any("J'enregistre" in seen.text for seen in await owner.answers())
    refused = (await owner.fetch((await owner.last()).document)).decode("utf-8-sig")
    assert (await owner.last()).file_name == "clients-refus.csv"
    assert refused.splitlines()[0] == '"Raison du refus";"Code client";"Raison sociale";"CP";"Ville";"Tél.";"Divers"'
    assert "n'est pas juste" in refused.splitlines()[1]
    assert "Garage du Lac" in (await owner.say("garage du lac")).text
    again = await owner.send_file("document", "clients.csv", CUSTOMERS.encode("cp1252"))
    assert "2 inchangés, 1 refusé" in again.text
    assert "✅ Valider" not in again.buttons


async def test_a_messy_list_says_where_each_refused_row_stands_and_makes_nobody_of_its_sum(scene: Scene) -> None:
    owner = await _owner(scene)
    messy = (
        "Garage Dupont SARL;;;\r\n"
        "Clients au 31/12/2025;;;\r\n"
        "\r\n"
        "Nom;Ville;Téléphone;Type\r\n"
        'Zoé Évrard;Lyon;04 65 71 22 33;"Particulier"\r\n'
        '"Garage\r\ndu Lac";Meyzieu;;pro\r\n'
        "\r\n"
        "Café des Sports;Bron;12;pro\r\n"
        "Hôtel du Parc;Lyon;;hôtel\r\n"
        "TOTAL GÉNÉRAL;;;4\r\n"
    )
    card = await owner.send_file("document", "clients.csv", messy.encode("cp1252"))
    assert "2 créés, 1 ligne de total laissée de côté, 2 refusés" in card.text
    await owner.tap("Valider")
    refused = (await owner.fetch((await owner.last()).document)).decode("utf-8-sig").splitlines()
    assert refused[1].startswith("\"Ligne 9 : Le numéro de téléphone « 12 » n'est pas juste")
    assert refused[2].startswith('"Ligne 10 : « hôtel » ne convient pas à la colonne « Type » : il faut professionnel')
    assert len(refused) == 3


async def test_refused_rows_that_are_mended_keep_the_columns_chosen_by_hand(scene: Scene) -> None:
    owner = await _owner(scene)
    rows = [("Liste",), (), ("Nom", "Divers"), ("Garage du Lac", "a@b.example"), ("Menuiserie Vasseur", "beaucoup")]
    await owner.send_file("document", "clients.xlsx", _workbook(*rows))
    await owner.tap("Colonnes")
    await owner.tap("Divers")
    await owner.tap("Remise %")
    card = await owner.tap("Divers", on=await owner.tap("Colonnes"))
    card = await owner.tap("E-mail", on=card)
    assert "1 créé, 1 refusé" in card.text
    await owner.tap("Valider")
    refused = (await owner.fetch((await owner.last()).document)).decode("utf-8-sig")
    assert "Ligne 5 : « beaucoup » ne convient pas à la colonne « E-mail »" in refused
    mended = refused.replace(';"beaucoup"', ';"c@d.example"').encode("utf-8-sig")
    again = await owner.send_file("document", "clients-refus.csv", mended)
    assert "Divers → E-mail" in again.text
    assert "1 créé" in again.text
    await owner.tap("Valider")
    assert "c@d.example" in (await owner.say("menuiserie vasseur")).text


async def test_a_table_whose_columns_say_nothing_shows_what_is_in_them(scene: Scene) -> None:
    owner = await _owner(scene)
    await owner.send_file("document", "liste.csv", b"Col A;Col B\r\nGarage du Lac;Lyon\r\nDupont;Bron\r\n")
    card = await owner.tap("Ce sont des clients")
    assert "quelle colonne contient le nom" in card.text
    assert "Garage du Lac" in card.text


async def test_an_exported_workbook_is_edited_and_dropped_again(scene: Scene) -> None:
    owner = await _owner(scene)
    sent = await owner.say("export articles excel")
    assert sent.file_name.startswith("articles-")
    book = load_workbook(BytesIO(await owner.fetch(sent.document)))
    sheet = book.active
    assert sheet is not None
    header = [cell.value for cell in sheet[1]]
    assert header[:2] == ["Référence", "Désignation"]
    price = header.index("Prix HT") + 1
    reference = sheet.cell(2, 1).value
    sheet.cell(2, price).value = "1234,5"
    out = BytesIO()
    book.save(out)
    card = await owner.send_file("document", sent.file_name, out.getvalue())
    assert "1 modifié" in card.text
    assert "créé" not in card.text
    assert "refusé" not in card.text
    await owner.tap("Valider")
    assert "1 234,50" in (await owner.say(f"prix {reference}")).text


async def test_customers_leave_as_csv_for_a_french_spreadsheet_without_formulas(scene: Scene) -> None:
    owner = await _owner(scene)
    await owner.send_file("document", "x.csv", b"Nom;Ville\r\n=1+1;Lyon\r\n")
    await owner.tap("Valider")
    sent = await owner.say("export clients csv")
    content = await owner.fetch(sent.document)
    assert content.startswith(b"\xef\xbb\xbf")
    assert '"\'=1+1"' in content.decode("utf-8-sig")


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("photo.csv", b"\x89PNG\r\n\x1a\n" + bytes(100), "pas un tableau"),
        ("vide.csv", b"Nom;Ville\r\n", "vide"),
        ("abime.xlsx", b"PK\x03\x04" + bytes(50), "abîmé"),
    ],
)
async def test_a_file_that_is_no_table_is_refused_and_changes_nothing(
    scene: Scene, name: str, content: bytes, said: str
) -> None:
    owner = await _owner(scene)
    card = await owner.send_file("document", name, content)
    assert said in card.text
    assert not card.buttons


async def test_old_invoices_are_said_to_be_invoices_and_make_no_customer(scene: Scene) -> None:
    owner = await _owner(scene)
    table = "Numéro;Date;Client;HT;TVA;TTC;Reste dû\r\nF-12;03/02/2026;Zénith Bois;100;20;120;40\r\n"
    card = await owner.send_file("document", "factures.csv", table.encode())
    assert "Ce sont des factures" in card.text
    assert not card.buttons
    sent = await owner.say("export clients csv")
    assert "Zénith" not in (await owner.fetch(sent.document)).decode("utf-8-sig")


async def test_somebody_who_may_not_import_is_told_so(scene: Scene) -> None:
    (seller,) = await scene.staff(Léa=Role.SALES)
    assert "rôle" in (await seller.send_file("document", "clients.csv", CUSTOMERS.encode())).text
    assert "rôle" in (await seller.say("export clients")).text


async def test_an_import_of_two_thousand_products_shows_where_it_is_and_survives_a_restart(scene: Scene) -> None:
    owner = await _owner(scene)
    rows = [("Réf", "Désignation", "PU HT"), *((f"IMP-{n}", f"Vis {n}", n / 100) for n in range(1, 2001))]
    card = await owner.send_file("document", "tarif.xlsx", _workbook(*rows))
    assert "2 000 créés" in card.text
    await scene.page("POST", f"chats/{owner.id}/taps", {"message_id": card.id, "data": card.data("Valider")})
    await scene.restart()
    await scene.quiet()
    assert (await owner.last()).text.endswith("2 000 créés")
    assert "19,99" in (await owner.say("prix IMP-1999")).text


async def test_the_first_rows_show_what_is_checked_before_all_else(scene: Scene) -> None:
    owner = await _owner(scene)
    goods = "Réf;Désignation;Famille;TVA;Prix TTC\r\nVAN-12;Vanne 1/2 laiton;Plomberie > Robinets;20;15,48 €\r\n"
    card = await owner.send_file("document", "articles.csv", goods.encode())
    assert "VAN-12 · Vanne 1/2 laiton · 15,48 €" in card.text


async def test_an_import_that_breaks_says_so_and_stops_nothing_else(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_given: object) -> None:
        raise RuntimeError("broken on purpose")

    monkeypatch.setattr(importer, "read_in", broken)
    owner = await _owner(scene)
    card = await owner.send_file("document", "clients.csv", CUSTOMERS.encode())
    assert "mal passé" in card.text
    assert "Rien n'a été enregistré" in card.text
    assert not card.buttons
    assert "899,00" in (await owner.say("prix clim 3,5")).text
