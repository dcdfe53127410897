"""The customer's card in the chat: made from a line, changed by buttons and by replies, taken back for a minute."""

from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from sqlalchemy import select

from bot.incoming.turn import Kind, SharedContact
from core.db.scope import ALL_COMPANIES
from core.messages.models import Card
from core.parties.models import Contact, Customer
from core.permissions import Role
from tests.bot.talking import IDS, Talking, data_of
from tests.companies import SettableClock
from tests.scenarios.harness import plain

Payload = Mapping[str, Any]


def words(payloads: Sequence[Payload]) -> str:
    """All that was said, toasts too."""
    return plain("\n".join(str(one.get("plain") or one.get("text") or "") for one in payloads))


def shown(payloads: Sequence[Payload]) -> Payload:
    """The one message among toasts."""
    (message,) = [one for one in payloads if "keyboard" in one]
    return message


async def reply(chat: Talking, card: Payload, said: str, role: Role = Role.SALES) -> Sequence[Payload]:
    """Words in reply to a card."""
    async with chat.work.database.writing() as session:
        await session.merge(Card(chat_id=IDS[role], message_id=77, key=card["card"], live=True))
    return await chat.say(role, said, reply_to=77)


async def tap(chat: Talking, card: Payload, label: str, role: Role = Role.SALES) -> Sequence[Payload]:
    return await chat.tap(role, data_of(card, label))


async def customer(chat: Talking, name: str) -> Customer:
    async with chat.work.database.reading() as session:
        named = select(Customer).where(Customer.name == name).order_by(Customer.id.desc()).limit(1)
        found = await session.scalar(named, execution_options={ALL_COMPANIES: True})
    assert found is not None, name
    return found


async def created(chat: Talking, line: str, role: Role = Role.SALES) -> Payload:
    card = shown(await chat.say(role, f"nouveau client {line}"))
    assert "Enregistré" in card["plain"], card["plain"]
    return card


async def followed(chat: Talking, line: str, role: Role) -> Payload:
    """A new customer whom whoever makes him keeps for himself."""
    card = await created(chat, line, role)
    assert "suivi par" in words(await reply(chat, card, "suivi par moi", role))
    return card


async def test_one_line_makes_a_customer_with_all_that_it_says(chat: Talking) -> None:
    card = await created(
        chat, "vitrerie du pont 04 65 71 99 01 06 39 98 99 01 69330 meyzieu v@pont.example 30j fdm remise 5"
    )
    for part in (
        "Vitrerie du Pont",
        "69330 Meyzieu",
        "04 65 71 99 01",
        "06 39 98 99 01",
        "v@pont.example",
        "remise 5 %",
    ):
        assert part in words([card]), part
    assert "30 jours fin de mois" in words([card])


async def test_a_prospect_a_supplier_and_an_association_are_told_apart(chat: Talking) -> None:
    assert "Prospect" in shown(await chat.say(Role.SALES, "nouveau prospect garage des monts 04 65 71 99 02"))["plain"]
    assert "Fournisseur" in (await created(chat, "Tubes du Rhône, fournisseur, 04 65 71 99 03"))["plain"]
    assert "association" in (await created(chat, "Club de tir W691234567"))["plain"]


async def test_the_command_alone_asks_the_name_then_offers_what_is_missing(chat: Talking) -> None:
    assert "nom du client" in words(await chat.say(Role.SALES, "/client"))
    card = shown(await chat.say(Role.SALES, "Vitrerie du Pont"))
    labels = [button["text"] for row in card["keyboard"] for button in row]
    assert {"➕ Téléphone", "➕ E-mail", "➕ Adresse", "➕ SIRET", "↩️ Annuler"} <= set(labels)
    asked = await tap(chat, card, "➕ Téléphone")
    assert "Quel numéro" in words(asked)
    assert "suivez l'exemple" in words(await chat.say(Role.SALES, "bientôt")).lower()
    assert "06 39 98 99 01" in words(await chat.say(Role.SALES, "06 39 98 99 01"))


@pytest.mark.parametrize(
    ("said", "field", "value"),
    [
        ("tel 06 39 98 99 01", "mobile", "+33639989901"),
        ("remise 7,5", "discount", "0.0750"),
        ("45j fdm", "payment_terms", "45J_FDM"),
        ("particulier", "kind", "consumer"),
        ("tag vip, nuit", "tags", "['vip', 'nuit']"),
        ("note : code porte 12A", "notes", "code porte 12A"),
        ("suivi par personne", "salesperson_id", "None"),
        ("fournisseur", "supplier", "True"),
        ("siret 732 829 320 00074", "siren", "732829320"),
        ("adresse 3 rue du Bois, 69340 Francheville", "street", "3 rue du Bois"),
        ("langue anglais", "language", "en"),
        ("nom : Vitrerie du Port", "name", "Vitrerie du Port"),
    ],
)
async def test_words_in_reply_to_the_card_change_it_and_are_taken_back(
    chat: Talking, said: str, field: str, value: str
) -> None:
    card = await created(chat, "Vitrerie du Pont")
    before = await customer(chat, "Vitrerie du Pont")
    changed = shown(await reply(chat, card, said))
    assert "Modifié" in changed["plain"]
    after = await customer(chat, "Vitrerie du Port" if field == "name" else "Vitrerie du Pont")
    assert str(getattr(after, field)) == value
    assert "Annulé." in words(await tap(chat, changed, "Annuler"))
    again = await customer(chat, "Vitrerie du Pont")
    assert getattr(again, field) == getattr(before, field)


async def test_a_customer_abroad_keeps_his_country_and_what_was_not_read_is_said(chat: Talking) -> None:
    card = await created(chat, "Luc Bau, 5 rue du Bois, 10115 Berlin, Allemagne, près du vieux canal vert")
    assert "5 rue du Bois, 10115 Berlin, Allemagne" in words([card])
    assert "Pas lu : « près du vieux canal vert »" in words([card])
    assert (await customer(chat, "Luc Bau")).country == "DE"


async def test_an_address_is_typed_as_in_the_country_of_the_card(chat: Talking) -> None:
    card = await created(chat, "Chalet Blanc, Genève, Suisse")
    changed = shown(await reply(chat, card, "12 rue du Rhône 1204 Genève"))
    assert "12 rue du Rhône, 1204 Genève, Suisse" in words([changed])
    await tap(chat, shown(await tap(chat, changed, "✏️ Modifier")), "📍 Adresse")
    assert "14 rue du Lac, 1207 Genève, Suisse" in words(await chat.say(Role.SALES, "14 rue du Lac, 1207 Genève"))
    places = shown(await tap(chat, changed, "📍 Adresses"))
    await tap(chat, places, "➕ Adresse")
    use = shown(await chat.say(Role.SALES, "chantier Léman, 3 quai du Lac, 1201 Genève"))
    assert "3 quai du Lac, 1201 Genève, Suisse" in words(await tap(chat, use, "🚚 Livraison"))


async def test_a_limit_is_for_those_who_release_orders_and_the_rest_of_the_words_is_done(chat: Talking) -> None:
    card = await created(chat, "Vitrerie du Pont")
    assert "Votre rôle ne permet pas cela" in words(await reply(chat, card, "plafond 5000"))
    assert "Votre rôle ne permet pas cela" in words(await chat.say(Role.SALES, "plafond vitrerie du pont 5000"))
    changed = words(await reply(chat, card, "remise 5, plafond 5000"))
    assert "Modifié : remise" in changed
    assert "Le plafond reste comme il est" in changed
    assert "🧾 Plafond" not in str((await tap(chat, card, "Modifier"))[-1]["keyboard"])
    assert "5 000,00" in words(await reply(chat, card, "plafond 5000", Role.OWNER))
    assert (await customer(chat, "Vitrerie du Pont")).credit_limit == 5000


async def test_other_words_in_reply_to_the_card_are_a_request_like_any(chat: Talking) -> None:
    card = await created(chat, "Vitrerie du Pont")
    assert "Clim" in words(await reply(chat, card, "prix clim 3,5"))
    assert (await customer(chat, "Vitrerie du Pont")).version == 1


async def test_after_the_minute_a_change_stays(chat: Talking, clock: SettableClock) -> None:
    card = await created(chat, "Vitrerie du Pont")
    changed = shown(await reply(chat, card, "remise 5"))
    clock.advance(seconds=61)
    assert "Trop tard" in words(await tap(chat, changed, "Annuler"))
    assert str((await customer(chat, "Vitrerie du Pont")).discount) == "0.0500"


async def test_a_second_annuler_changes_nothing_more(chat: Talking) -> None:
    card = await created(chat, "Vitrerie du Pont")
    await reply(chat, card, "remise 5")
    changed = shown(await reply(chat, card, "45j fdm"))
    await tap(chat, changed, "Annuler")
    assert "a changé" in words(await tap(chat, changed, "Annuler"))
    kept = await customer(chat, "Vitrerie du Pont")
    assert (str(kept.discount), kept.payment_terms) == ("0.0500", "")


@pytest.mark.parametrize(
    ("menu", "choice", "field", "value"),
    [
        ("🏢 Type", "secteur public", "kind", "public"),
        ("💶 Paiement", "en 3 fois", "payment_terms", "3X"),
        ("🧭 Suivi par", "tous", "salesperson_id", "None"),
        ("🌍 Langue", "anglais", "language", "en"),
        ("🏭 Fournisseur", "", "supplier", "True"),
        ("🌱 Prospect", "", "prospect", "True"),
    ],
)
async def test_a_choice_is_two_taps_behind_modifier(
    chat: Talking, menu: str, choice: str, field: str, value: str
) -> None:
    card = shown(await tap(chat, await created(chat, "Vitrerie du Pont"), "✏️ Modifier"))
    card = shown(await tap(chat, card, menu))
    if choice:
        card = shown(await tap(chat, card, choice))
    assert "Modifié" in card["plain"]
    assert str(getattr(await customer(chat, "Vitrerie du Pont"), field)) == value


async def test_a_button_of_an_older_card_shows_the_card_as_it_is(chat: Talking) -> None:
    card = await created(chat, "Vitrerie du Pont")
    types = shown(await tap(chat, shown(await tap(chat, card, "✏️ Modifier")), "🏢 Type"))
    await reply(chat, card, "remise 5")
    assert "a changé" in words(await tap(chat, types, "particulier"))
    assert (await customer(chat, "Vitrerie du Pont")).kind == "professional"


async def test_a_card_that_may_be_the_same_is_shown_before_saving(chat: Talking) -> None:
    asked = shown(await chat.say(Role.SALES, "nouveau client Martin Électricité 04 65 71 10 02"))
    assert "existe peut-être déjà" in asked["plain"]
    assert "C002" in words(await tap(chat, asked, "Martin Plomberie"))
    asked = shown(await chat.say(Role.SALES, "nouveau client Martin Électricité 04 65 71 10 02"))
    assert "Enregistré" in words(await tap(chat, asked, "créer quand même"))


async def test_a_colleagues_customer_is_named_with_the_colleague_and_has_no_button(chat: Talking) -> None:
    await followed(chat, "Vitrerie du Pont 04 65 71 99 01", Role.OWNER)
    asked = shown(await chat.say(Role.SALES, "nouveau client Autre Verre 04 65 71 99 01"))
    assert "Vitrerie du Pont est déjà suivi par" in asked["plain"]
    labels = [button["text"] for row in asked["keyboard"] for button in row]
    assert labels == ["➕ Non, créer quand même", "✖️ Laisser"]


async def test_a_colleagues_customer_is_found_by_nothing(chat: Talking) -> None:
    card = await followed(chat, "Vitrerie du Pont 04 65 71 99 01", Role.OWNER)
    for said in ("cherche vitrerie du pont", "tel vitrerie du pont", "contact vitrerie du pont", "04 65 71 99 01"):
        assert "Pont" not in words(await chat.say(Role.SALES, said)).replace(said, ""), said
    for label in ("✏️ Modifier", "👥 Contacts", "📍 Adresses", "🔗 Fusionner", "🗂 Historique", "Annuler", "➕ E-mail"):
        answered = words(await tap(chat, card, label))
        assert "Je ne trouve pas cela ici" in answered, label


async def test_what_the_owner_creates_is_there_for_those_who_sell(chat: Talking) -> None:
    await created(chat, "Vitrerie du Pont 04 65 71 99 01", Role.OWNER)
    found = words(await chat.say(Role.SALES, "vitrerie du pont"))
    assert "04 65 71 99 01" in found
    assert "suivi par" not in found
    assert "suivi par" in words([await created(chat, "Tubes du Rhône")])


async def test_a_contact_is_found_by_name_and_number_and_a_customer_of_that_name_first(chat: Talking) -> None:
    await reply(chat, await created(chat, "Vitrerie du Pont"), "contact Zoé Quillerou, 06 39 98 77 66")
    for said in ("quillerou", "zoe quillerou", "cherche quilerou", "06 39 98 77 66"):
        assert "Vitrerie du Pont" in words(await chat.say(Role.SALES, said)), said
    await created(chat, "Quillerou Frères")
    both = shown(await chat.say(Role.SALES, "cherche quillerou"))
    assert ["Quillerou" in row[0]["text"] for row in both["keyboard"]] == [True, False]
    card = shown(await chat.say(Role.SALES, "devis quillerou 1 clim 3,5"))
    assert "Quillerou Frères" in card["plain"]


async def test_several_customers_are_listed_with_town_and_last_document(chat: Talking) -> None:
    await chat.say(Role.SALES, "devis martin plomberie 2 radiateurs 1000w")
    found = shown(await chat.say(Role.SALES, "cherche martin"))
    labels = [button["text"] for row in found["keyboard"] for button in row]
    assert len(labels) >= 3
    assert any("Villeurbanne" in label for label in labels)
    (used,) = [plain(label) for label in labels if "Villeurbanne" in label]
    assert "brouillon" in used
    assert "€" in used
    card = shown(await chat.tap(Role.SALES, data_of(found, "Villeurbanne")))
    assert "📄 brouillon" in card["plain"]


async def test_contacts_are_added_called_and_removed(chat: Talking) -> None:
    card = shown(await chat.say(Role.SALES, "contact hotel du parc"))
    assert "Inès Caron" in card["plain"]
    await tap(chat, card, "➕ Contact")
    card = shown(await chat.say(Role.SALES, "Paul Roux, chef, 06 39 98 99 05"))
    assert "Paul Roux, chef · 06 39 98 99 05" in words([card])
    card = shown(await tap(chat, card, "🗑 Paul Roux"))
    assert "est retiré" in card["plain"]
    card = shown(await tap(chat, card, "Annuler"))
    assert "Paul Roux" in card["plain"]


async def test_an_added_contact_is_taken_back_for_a_minute(chat: Talking, clock: SettableClock) -> None:
    card = shown(await chat.say(Role.SALES, "contact hotel du parc"))
    for late in (False, True):
        await tap(chat, card, "➕ Contact")
        added = shown(await chat.say(Role.SALES, "Paul Roux"))
        clock.advance(seconds=61 * late)
        assert ("Trop tard" in words(await tap(chat, added, "Annuler"))) is late


async def test_addresses_are_added_and_removed(chat: Talking) -> None:
    card = shown(await tap(chat, shown(await chat.say(Role.SALES, "client hotel du parc")), "📍 Adresses"))
    await tap(chat, card, "➕ Adresse")
    asked = shown(await chat.say(Role.SALES, "chantier Tilleuls, 3 rue du Bois, 69340 Francheville"))
    card = shown(await tap(chat, asked, "Livraison"))
    assert "🚚 chantier Tilleuls, 3 rue du Bois, 69340 Francheville" in card["plain"]
    card = shown(await tap(chat, card, "🗑 chantier"))
    assert "🚚 chantier Tilleuls" not in card["plain"]
    assert "🚚 chantier Tilleuls" in shown(await tap(chat, card, "Annuler"))["plain"]


async def shared(
    chat: Talking, role: Role = Role.SALES, *, phone: str = "33639989907", vcard: str = ""
) -> Sequence[Payload]:
    return await chat.take(role, Kind.CONTACT, contact=SharedContact(phone, "Ana", "Lopez", vcard))


async def test_a_shared_contact_becomes_a_contact_of_the_chosen_customer(chat: Talking) -> None:
    asked = shown(await shared(chat))
    assert "Ana Lopez : contact de quel client ?" in words([asked])
    several = shown(await chat.say(Role.SALES, "martin"))
    assert len(several["keyboard"]) > 2
    card = shown(await chat.say(Role.SALES, "villeurbanne"))
    assert "Martin Plomberie" in card["plain"]
    assert "Ana Lopez · 06 39 98 99 07" in words([card])
    async with chat.work.database.reading() as session:
        kept = (await session.scalars(select(Contact), execution_options={ALL_COMPANIES: True})).one()
    assert (kept.name, kept.mobile) == ("Ana Lopez", "+33639989907")


async def test_a_shared_contact_becomes_a_new_customer_with_what_its_card_says(chat: Talking) -> None:
    vcard = (
        "BEGIN:VCARD\nORG:Vitrerie du Pont;Atelier\nTITLE:Gérante\nitem1.EMAIL;TYPE=w:ana@pont.ex\n ample\nEND:VCARD"
    )
    asked = shown(await shared(chat, vcard=vcard))
    card = shown(await tap(chat, asked, "➕ Nouveau client"))
    for part in ("Vitrerie du Pont", "🙋 Ana Lopez", "06 39 98 99 07", "ana@pont.example"):
        assert part in words([card]), part


async def test_a_shared_number_that_is_known_offers_its_customer_first(chat: Talking) -> None:
    asked = shown(await shared(chat, phone="+33 6 39 98 10 08"))
    assert "Hôtel du Parc" in asked["keyboard"][0][0]["text"]


async def test_a_technician_shares_no_contact_and_changes_no_card(chat: Talking) -> None:
    assert "contact de quel client" not in words(await shared(chat, Role.TECHNICIAN))
    card = shown(await chat.say(Role.TECHNICIAN, "client hotel du parc"))
    assert "✏️" not in str(card["keyboard"])
    assert "rôle ne permet pas" in words(await reply(chat, card, "remise 50", Role.TECHNICIAN))


async def test_two_cards_are_merged_and_taken_apart(chat: Talking) -> None:
    await created(chat, "Vitrerie du Pont 04 65 71 99 01")
    asked = shown(await chat.say(Role.SALES, "nouveau client Pont Vitrerie 69330 meyzieu"))
    twin = shown(await tap(chat, asked, "créer quand même"))
    asked = shown(await tap(chat, twin, "🔗 Fusionner"))
    confirm = shown(await tap(chat, asked, "Vitrerie du Pont"))
    assert "Laquelle des deux fiches reste ?" in confirm["plain"]
    card = shown(await tap(chat, confirm, "✅ Garder 2"))
    for part in ("Vitrerie du Pont", "04 65 71 99 01", "69330 Meyzieu", "Pont Vitrerie est réuni ici"):
        assert part in words([card]), part
    assert "Je ne trouve pas" not in words(await chat.say(Role.SALES, "client pont vitrerie"))
    past = shown(await tap(chat, card, "🗂 Historique"))
    apart = shown(await tap(chat, past, "Défusionner Pont Vitrerie"))
    assert "a de nouveau sa propre fiche" in apart["plain"]
    assert "Meyzieu" not in apart["plain"]
    assert "C'est déjà fait" in words(await tap(chat, card, "Annuler"))


async def test_a_note_is_seen_on_the_card_and_appended_to(chat: Talking) -> None:
    card = await created(chat, "Vitrerie du Pont")
    await reply(chat, card, "note : code 12A")
    changed = await reply(chat, card, "note : chien méchant")
    assert "code 12A\nchien méchant" in words(changed)


async def test_a_colleague_is_named_by_the_owner_only(chat: Talking) -> None:
    card = await created(chat, "Vitrerie du Pont", Role.OWNER)
    assert "suivi par" in words(await reply(chat, card, "suivi par karim", Role.OWNER))
    assert "ne convient pas" in words(await reply(chat, card, "suivi par Zorro", Role.OWNER))
    mine = await created(chat, "Miroiterie du Pont")
    assert "rôle ne permet pas" in words(await reply(chat, mine, "suivi par sophie"))


async def test_mistyped_words_and_last_digits_offer_whom_they_resemble(chat: Talking) -> None:
    await created(chat, "Vitrerie Quillerou 04 65 71 88 77")
    for said in ("quillreou", "chreche quilleru", "88 77", "8877"):
        asked = shown(await chat.say(Role.SALES, said))
        assert "Quillerou" in str(asked), said
    assert "Plomberie" in str(shown(await chat.say(Role.SALES, "catalogue"))["keyboard"])
    assert "je n'ai pas compris" in words(await chat.say(Role.SALES, "il fait beau aujourd'hui")).lower()


async def test_nobody_is_offered_a_colleagues_customer(chat: Talking) -> None:
    await followed(chat, "Vitrerie Quillerou 04 65 71 88 77", Role.OWNER)
    for said in ("quillreou", "88 77"):
        assert "Quillerou" not in str(await chat.say(Role.SALES, said)), said


async def test_who_looks_for_somebody_sees_his_own_number(chat: Talking) -> None:
    card = await created(chat, "Vitrerie du Pont 04 65 71 88 77")
    await tap(chat, shown(await tap(chat, card, "👥 Contacts")), "➕ Contact")
    await chat.say(Role.SALES, "Zoé Quillerou, 06 39 98 77 66")
    for said in ("tel quillerou", "quillerou", "06 39 98 77 66", "contact vitrerie du pont"):
        assert "Zoé Quillerou · 06 39 98 77 66" in words(await chat.say(Role.SALES, said)), said
    for said in ("vitrerie du pont", "04 65 71 88 77"):
        assert "Client C0026" in words(await chat.say(Role.SALES, said)), said
