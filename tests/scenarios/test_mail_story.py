"""Documents by e-mail, as the salesperson lives it, and what the customer gets; through a real SMTP server."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import text

from core.permissions import Role
from tests.scenarios.harness import Person, Scene, Seen
from tests.smtp import HANG_UP, Postman, a_postman, words_of

on_both = pytest.mark.parametrize("scene_url", ["sqlite", "postgresql"], indirect=True)
GIRARD = "atelier@girard-carrosserie.example"


@pytest.fixture
async def postman() -> AsyncIterator[Postman]:
    async with a_postman() as postman:
        yield postman


async def with_mail(scene: Scene, postman: Postman, public_url: str = "") -> None:
    """The program again, with a mail server."""
    scene.smtp, scene.public_url = postman.settings, public_url
    await scene.restart()


async def sent_quote(seller: Person, who: str = "girard") -> Seen:
    await seller.say(f"devis {who} 2 radiateurs 1000w")
    await seller.tap("Valider")
    return await seller.card("DE2611")


async def shows(person: Person, words: str) -> Seen:
    """The card that says so, once what is on its way has come."""
    async with asyncio.timeout(30):
        while True:
            await person.scene.quiet()
            found = [one for one in await person.answers() if words in one.text]
            if found:
                return found[-1]
            await asyncio.sleep(0.02)


@on_both
async def test_a_quote_an_order_and_an_invoice_go_by_e_mail(scene: Scene, postman: Postman) -> None:
    (seller,) = await scene.staff(Karim=Role.SALES)
    await with_mail(scene, postman)
    await sent_quote(seller)
    asked = await seller.tap("Par e-mail")
    assert f"Envoyer Devis DE2611-0001 à {GIRARD} ?" in asked.text
    assert postman.letters == [], "nothing leaves before the address was read"
    await seller.tap("✉️ Envoyer")
    card = await shows(seller, f"Envoyé par e-mail à {GIRARD}")
    assert "envoyé" in card.text
    (letter,) = postman.letters
    assert letter["Subject"] == "Thermélec Services : devis DE2611-0001"
    assert letter["Reply-To"] == "contact@thermelec.example"
    said = words_of(letter)
    assert "Veuillez trouver ci-joint notre devis DE2611-0001" in said
    assert "Karim Belkacem\nThermélec Services" in said
    assert "http" not in said, "nobody outside reaches our pages"
    (pdf,) = letter.iter_attachments()
    assert str(pdf.get_filename()).startswith("DE2611-0001")
    assert pdf.get_content().startswith(b"%PDF")

    await seller.tap("Commander")
    await seller.tap("Valider la commande")
    await seller.say("envoie la commande 1 par mail")
    await seller.tap("✉️ Envoyer")
    await postman.has(2)
    assert "votre commande CO2611-0001" in postman.letters[1]["Subject"]

    await seller.say("facture la 1")
    await seller.tap("Facturer quand même")
    await seller.tap("Valider")
    asked = await seller.say("envoie la facture 1 par mail à compta@girard.example")
    assert "à compta@girard.example ?" in asked.text
    await seller.tap("✉️ Envoyer")
    await shows(seller, "Envoyé par e-mail à compta@girard.example")
    assert postman.envelopes[2][1] == ["compta@girard.example"]
    (pdf,) = postman.letters[2].iter_attachments()
    assert str(pdf.get_filename()).startswith("FA2611-0001")
    customer = await seller.say("client girard")
    assert GIRARD in customer.text, "another address for once does not change the card"


async def test_an_address_that_is_missing_is_asked_and_kept(scene: Scene, postman: Postman) -> None:
    (seller,) = await scene.staff(Karim=Role.SALES)
    await with_mail(scene, postman)
    await seller.say("nouveau client Garage Sansmail Bron 0472000001")
    await scene.quiet()
    async with scene.database.writing() as session:
        await session.execute(text("UPDATE customer SET email = '' WHERE name LIKE 'Carrosserie Girard%'"))
    card = await sent_quote(seller)
    assert not any("Par e-mail" in label for label in card.buttons)
    asked = await seller.say("envoie le devis 1 par mail")
    assert "À quelle adresse ?" in asked.text
    wrong = await seller.say("compta chez girard")
    assert "J'attends une adresse" in wrong.text
    confirm = await seller.say("compta@girard.example")
    assert "à compta@girard.example ?" in confirm.text
    await seller.tap("✉️ Envoyer")
    await postman.has(1)
    assert "compta@girard.example" in (await seller.say("client girard")).text


async def test_a_refusal_is_told_and_corrected_in_the_chat(scene: Scene, postman: Postman) -> None:
    (seller,) = await scene.staff(Karim=Role.SALES)
    await with_mail(scene, postman)
    postman.rcpt = ["550 5.1.1 mailbox unknown"]
    await sent_quote(seller)
    await seller.tap("Par e-mail")
    await seller.tap("✉️ Envoyer")
    told = await shows(seller, f"E-mail refusé : {GIRARD}")
    assert "mailbox unknown" in told.text
    await seller.tap("Corriger l'adresse", on=told)
    await seller.say("neuf@girard.example")
    await shows(seller, "Envoyé par e-mail à neuf@girard.example")
    assert "neuf@girard.example" in (await seller.say("client girard")).text, "the card had the wrong one"
    await seller.press(told.id, told.data("Corriger"))
    assert len(postman.letters) == 1


async def test_a_doubt_is_told_and_sent_again_only_by_a_tap(scene: Scene, postman: Postman) -> None:
    (seller,) = await scene.staff(Karim=Role.SALES)
    await with_mail(scene, postman)
    postman.data = [HANG_UP]
    await sent_quote(seller)
    await seller.tap("Par e-mail")
    await seller.tap("✉️ Envoyer")
    told = await shows(seller, "Je ne sais pas si cet e-mail est arrivé")
    await scene.restart()
    assert len(postman.letters) == 1
    await seller.press(told.id, told.data("Renvoyer"))
    await postman.has(2)
    await shows(seller, "Envoyé par e-mail")
    await seller.press(told.id, told.data("Renvoyer"))
    assert len(postman.letters) == 2
    assert any("déjà parti" in toast for toast in scene.toasts())


async def test_without_a_server_it_is_said_and_the_link_is_there_to_copy(scene: Scene) -> None:
    (seller,) = await scene.staff(Karim=Role.SALES)
    await sent_quote(seller)
    await seller.tap("Par e-mail")
    assert "Envoyer" in " ".join((await seller.card("pas configuré")).buttons), "the link to the chat is left"
    scene.public_url = "https://carnet.example"
    await scene.restart()
    await seller.tap("Par e-mail")
    said = await seller.card("pas configuré")
    assert "CARNET_SMTP_URL" in said.text
    url = next(str(button["copy_text"]["text"]) for button in said.buttons.values() if "copy_text" in button)
    assert url.startswith("https://carnet.example/d/")
    card = await seller.say("devis 1")
    await seller.tap("Fermer le lien", on=card)
    assert any("1 lien fermé" in toast for toast in scene.toasts())


async def test_the_link_in_the_e_mail_shows_the_document_in_any_browser(scene: Scene, postman: Postman) -> None:
    (seller,) = await scene.staff(Karim=Role.SALES)
    await with_mail(scene, postman, "https://carnet.example/pages")
    await sent_quote(seller)
    await seller.tap("Par e-mail")
    await seller.tap("✉️ Envoyer")
    await shows(seller, "Envoyé par e-mail")
    token = words_of(postman.letters[0]).partition("https://carnet.example/pages/d/")[2].split()[0]
    assert len(token) == 43


async def test_who_may_not_send_has_no_button_and_is_refused(scene: Scene, postman: Postman) -> None:
    seller, driver = await scene.staff(Karim=Role.SALES, Julien=Role.TECHNICIAN)
    await with_mail(scene, postman)
    await seller.say("commande girard 2 radiateurs 1000w")
    await seller.tap("Contrôler")
    await seller.tap("Valider la commande")
    card = await driver.say("commande 1")
    assert not any("Par e-mail" in label for label in card.buttons)
    mine = await seller.say("commande 1")
    await driver.press(card.id, mine.data("Par e-mail"))
    assert any("Votre rôle" in toast for toast in scene.toasts())
    assert postman.asked == []
