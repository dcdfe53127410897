"""The customer scans his invoice: he proves who he is, sees his account, and nobody else does."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import text, update

from core.db.scope import ALL_COMPANIES
from core.invoicing.models import Invoice
from core.invoicing.papers import keeping
from core.parties.models import Customer
from core.permissions import SYSTEM, Role
from tests.scenarios.harness import Person, Scene, plain
from tests.scenarios.test_payment_story import drafted

on_both = pytest.mark.parametrize("scene_url", ["sqlite", "postgresql"], indirect=True)
ACROSS = {ALL_COMPANIES: True}
MOBILE = "+33612345678"


async def scanned(
    scene: Scene, seller: Person, *, mobile: str = MOBILE, language: str = "fr", locked: date | None = None
) -> str:
    """What the code on a printed invoice of Dupont Menuiserie opens; the card has this mobile number. `locked`: the law
    lets nothing be paid before that day."""
    await drafted(seller)
    if locked is not None:
        async with scene.work.begin(SYSTEM) as uow:
            await uow.session.execute(update(Invoice).values(payment_locked_until=locked), execution_options=ACROSS)
    await seller.tap("Valider")
    async with scene.database.reading() as session:
        newest = "SELECT company_id, id, customer_id FROM invoice ORDER BY id DESC LIMIT 1"
        company_id, invoice_id, customer_id = (await session.execute(text(newest))).one()
    async with scene.work.begin(replace(SYSTEM, company_id=company_id)) as uow:
        facts = {"mobile": mobile, "phone": "", "language": language}
        await uow.session.execute(update(Customer).where(Customer.id == customer_id).values(**facts))
        return f"p_{(await keeping.invoice_print(uow, invoice_id)).code}"


async def keys(person: Person) -> list[str]:
    """What stands under the writing field."""
    shown = (await person.scene.page("GET", f"chats/{person.id}"))["reply_keyboard"]
    return [key["text"] for row in (shown or {}).get("keyboard", []) for key in row]


async def shared(person: Person, phone: str = MOBILE, *, of: int | None = None) -> None:
    await person.share_contact(phone, "Marc", user_id=of or person.id)


@on_both
async def test_two_taps_from_the_paper_to_the_account(scene: Scene) -> None:
    (seller,) = await scene.staff(Karim=Role.SALES)
    link, marc = await scanned(scene, seller), await scene.person("Marc")
    door = await marc.open(link)
    assert "Une facture de" in door.text
    assert not any(word in door.text for word in ("Dupont", "646", "FA26")), "nothing of the customer"
    assert await keys(marc) == ["📱 Partager mon numéro", "✖️ Laisser"]
    await shared(marc)
    assert await keys(marc) == []
    mine = await marc.card("Mon compte")
    assert "À payer : 646,38 €" in mine.text
    assert "Marc voit maintenant le compte de Dupont Menuiserie" in (await seller.last()).text
    assert "À payer : 646,38 €" in (await marc.open(link)).text, "the next time straight to it"
    listed = await marc.tap("Mes factures", on=mine)
    assert any("net à payer 646,38" in plain(label) for label in listed.buttons)
    await marc.tap("FA2611-0001", on=listed)
    *_before, paper, card = await marc.answers()
    assert "appareil photo" in await marc.pdf(paper), "as it does on paper"
    assert "Net à payer : 646,38 €" in card.text
    assert any("Payer" in label for label in card.buttons)


async def test_the_contact_of_somebody_else_is_not_his_and_he_may_try_again(scene: Scene) -> None:
    (seller,) = await scene.staff(Karim=Role.SALES)
    link, eve, marc = await scanned(scene, seller), await scene.person("Eve"), await scene.person("Marc")
    await eve.open(link)
    await shared(eve, of=marc.id)
    assert "n'est pas le vôtre" in (await eve.last()).text
    await eve.share_contact(MOBILE, "Marc")
    assert "n'est pas le vôtre" in (await eve.last()).text
    assert "Partager mon numéro" in (await eve.say("c'est moi, Marc")).text
    assert "646" not in "".join(seen.text for seen in await eve.answers())


async def test_an_unknown_number_waits_for_the_seller(scene: Scene) -> None:
    (seller,) = await scene.staff(Karim=Role.SALES)
    link, julie = await scanned(scene, seller), await scene.person("Julie")
    await julie.open(link)
    await shared(julie, "+33699999999")
    assert "Votre demande est transmise" in (await julie.last()).text
    assert await keys(julie) == []
    assert "646" not in (await julie.say("/compte")).text
    asked = await seller.last()
    assert "06 99 99 99 99" in asked.text
    assert "Dupont Menuiserie" in asked.text
    assert "✅ Autorisé." in (await seller.tap("Autoriser", on=asked)).text
    await seller.press(asked.id, asked.data("Refuser"))
    assert "déjà reçu une réponse" in scene.toasts()[-1]
    assert "vous ouvre votre compte" in (await julie.last()).text
    assert "À payer : 646,38 €" in (await julie.tap("Mon compte")).text


async def test_a_refused_stranger_sees_nothing(scene: Scene) -> None:
    (seller,) = await scene.staff(Karim=Role.SALES)
    link, eve = await scanned(scene, seller, mobile=""), await scene.person("Eve")
    await eve.open(link)
    await shared(eve, "+33699999999")
    await seller.tap("Refuser", on=await seller.last())
    assert "n'a pas accepté votre demande" in (await eve.last()).text
    await eve.open(link)
    await shared(eve, "+33699999999")
    assert "❌ Refusé." in (await seller.last()).text, "nobody is asked twice a day"
    assert "646" not in "".join(seen.text for seen in await eve.answers())


async def test_who_leaves_the_question_is_left_alone(scene: Scene) -> None:
    (seller,) = await scene.staff(Karim=Role.SALES)
    link, marc = await scanned(scene, seller), await scene.person("Marc")
    for leaving in ("✖️ Laisser", "/annuler"):
        await marc.open(link)
        assert "D'accord" in (await marc.say(leaving)).text
        assert await keys(marc) == []


async def test_an_english_customer_is_spoken_to_in_english(scene: Scene) -> None:
    (seller,) = await scene.staff(Karim=Role.SALES)
    link, mark = await scanned(scene, seller, language="en"), await scene.person("Mark", language_code="de")
    door = await mark.open(link)
    assert "invoice from" in door.text
    assert await keys(mark) == ["📱 Share my number", "✖️ Drop"]
    await mark.say("✖️ Drop")
    assert await keys(mark) == []
    await mark.open(link)
    await shared(mark)
    assert "My account" in (await mark.last()).text


async def test_a_colleague_gets_the_customers_card(scene: Scene) -> None:
    (seller,) = await scene.staff(Karim=Role.SALES)
    link = await scanned(scene, seller)
    assert "Dupont Menuiserie" in (await seller.open(link)).text
    assert await keys(seller) == []


async def test_somebody_with_a_company_of_his_own_keeps_it_in_view(scene: Scene) -> None:
    seller, *_others = await scene.staff(Karim=Role.SALES)
    link, boss = await scanned(scene, seller), await scene.person("Paul")
    await boss.say(scene.setup_code())
    await boss.say("/annuler")
    await boss.open(link)
    await shared(boss)
    assert "À payer : 646,38 €" in (await boss.card("Mon compte")).text


async def test_he_reads_what_is_not_to_be_paid_yet_and_what_is_cancelled(scene: Scene) -> None:
    (owner,) = await scene.staff(Marie=Role.OWNER)
    link, marc = await scanned(scene, owner, locked=date(2026, 11, 30)), await scene.person("Marc")
    await marc.open(link)
    await shared(marc)
    mine = plain((await marc.card("Mon compte")).text)
    assert "dont 646,38 €, pas encore" in mine
    assert "rien à payer avant le lun. 30 nov" in mine
    await owner.say("avoir total sur la FA2611-0001")
    await owner.tap("Valider")
    listed = await marc.tap("Mes factures")
    assert any("FA2611-0001" in label and label.endswith("annulée") for label in listed.buttons)
