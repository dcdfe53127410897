"""A customer pays his invoice in the chat: asked, allowed, booked once; and whatever may come between."""

import pytest
from sqlalchemy import text

from bot.localchat.payments import Asked
from core.permissions import Role
from core.treasury.models import Payment
from tests.scenarios.harness import Person, Scene, Seen, plain
from tests.scenarios.test_payment_story import invoiced, received

on_both = pytest.mark.parametrize("scene_url", ["sqlite", "postgresql"], indirect=True)
TRIAL = "284685063:TEST:story"


@pytest.fixture
async def paying(scene: Scene) -> Scene:
    """A company that a payment provider serves."""
    scene.payment_token = TRIAL
    await scene.restart()
    return scene


async def customer_of(scene: Scene, seller: Person, name: str = "Marc") -> Person:
    """Somebody of Dupont Menuiserie's, with his account before him."""
    await seller.say("compte dupont menuiserie")
    await seller.tap("Son accès")
    somebody = await scene.person(name)
    await somebody.open((await seller.last()).link())
    return somebody


async def asked(person: Person) -> Seen:
    """The newest request for money in a chat."""
    return next(seen for seen in reversed(await person.see()) if seen.asked)


async def paid(person: Person) -> int:
    """How many receipts were sent."""
    return len([seen for seen in await person.answers() if seen.file_name.startswith("RG")])


async def request_of(scene: Scene, person: Person) -> Asked:
    """The same as the messenger keeps it."""
    found = scene.local.world.invoices.find((await asked(person)).id)
    assert found is not None
    return found


async def provider_asks(scene: Scene, person: Person, request: Asked, **changed: object) -> str:
    """Why the bot refuses this person's payment of a request, as it was or changed on its way; nothing when it does
    not."""
    world = scene.local.world
    query_id, user = world.checkouts.open(person.id, request), world.store.persons[person.id].user()
    facts = {"currency": request.currency, "total_amount": request.total, "invoice_payload": request.payload}
    with world.store.db:
        world.updates.push("pre_checkout_query", {"id": query_id, "from": user, **facts, **changed})
    return plain(await world.checkouts.answered(query_id, 10))


@on_both
async def test_a_customer_pays_in_the_chat_and_the_seller_is_told(paying: Scene) -> None:
    owner, seller = await paying.staff(Marie=Role.OWNER, Karim=Role.SALES)
    await invoiced(seller)
    marc = await customer_of(paying, seller)
    await marc.tap("💳 Payer FA2611-0001")
    request = await asked(marc)
    assert request.asked == 64638
    assert await marc.pay(request) == ""
    thanks = await marc.card("Payé, merci")
    assert "Facture FA2611-0001 · payée" in thanks.text
    assert not any("Payer" in label for label in thanks.buttons)
    assert "Rien à payer" in (await marc.card("Mon compte")).text, "where it stands"
    receipt = next(seen for seen in await marc.answers() if seen.file_name.startswith("RG2611-0001"))
    assert "646,38" in await marc.pdf(receipt)
    told = await seller.last()
    assert "646,38 € payés en ligne · FA2611-0001" in told.text
    assert "⚠️" not in told.text
    await seller.tap("Voir le paiement", on=told)
    assert "paiement en ligne" in (await seller.card("Paiement RG")).text
    assert "Rien n'est dû." in (await owner.say("compte dupont menuiserie")).text
    assert not any("payés en ligne" in seen.text for seen in await owner.answers()), "nothing is wrong with it"


async def test_his_card_asks_for_what_is_left_and_takes_its_place_when_it_is_paid(paying: Scene) -> None:
    (owner,) = await paying.staff(Marie=Role.OWNER)
    await invoiced(owner)
    await received(owner, "600 vir dupont menuiserie")
    await owner.tap("Envoyer", on=await owner.say("facture fa 1"))
    link = next(seen for seen in reversed(await owner.answers()) if "?start=" in seen.text).link()
    marc = await paying.person("Marc")
    await marc.open(link)
    card = await marc.card("Facture FA2611-0001")
    assert any("💳 Payer 46,38 €" in plain(label) for label in card.buttons)
    await marc.tap("💳 Payer 46,38")
    assert await marc.pay(await asked(marc)) == ""
    same = next(seen for seen in await marc.see() if seen.id == card.id)
    assert "Payé, merci" in same.text


async def test_without_a_provider_nobody_is_asked_to_pay_in_the_chat(scene: Scene) -> None:
    (owner,) = await scene.staff(Marie=Role.OWNER)
    await invoiced(owner)
    marc = await customer_of(scene, owner)
    account = await marc.card("Mon compte")
    assert not any("646,38" in label for label in account.buttons)
    await marc.press(account.id, "my-invoice-online.1.1.0")
    assert "ne sert plus" in scene.toasts()[-1]
    assert not any(seen.asked for seen in await marc.see())


async def test_nobody_really_pays_the_fictitious_company(scene: Scene) -> None:
    scene.payment_token = "284685063:LIVE:story"
    await scene.restart()
    (owner,) = await scene.staff(Marie=Role.OWNER)
    await invoiced(owner)
    marc = await customer_of(scene, owner)
    assert not any("646,38" in label for label in (await marc.card("Mon compte")).buttons)


async def test_what_was_paid_meanwhile_is_refused_before_the_money_moves(paying: Scene) -> None:
    (owner,) = await paying.staff(Marie=Role.OWNER)
    await invoiced(owner)
    marc = await customer_of(paying, owner)
    await marc.tap("💳 Payer FA2611-0001")
    request = await asked(marc)
    await received(owner, "100 vir dupont menuiserie")
    assert "a changé : il reste 546,38 €" in await marc.pay(request)
    await received(owner, "546,38 vir dupont menuiserie")
    assert "rien à payer sur FA2611-0001" in await marc.pay(request)
    assert await paid(marc) == 0


async def test_an_invoice_that_was_taken_back_is_refused(paying: Scene) -> None:
    (owner,) = await paying.staff(Marie=Role.OWNER)
    await invoiced(owner)
    marc = await customer_of(paying, owner)
    await marc.tap("💳 Payer FA2611-0001")
    await owner.say("avoir total sur la fa 1")
    await owner.tap("Valider")
    assert "a été annulée" in await marc.pay(await asked(marc))


async def test_forged_questions_of_the_provider_are_refused(paying: Scene) -> None:
    (owner,) = await paying.staff(Marie=Role.OWNER)
    await invoiced(owner)
    marc = await customer_of(paying, owner)
    await marc.tap("💳 Payer FA2611-0001")
    request = await request_of(paying, marc)
    company, invoice = request.payload.split(".")[1:3]
    assert "qu'en euros" in await provider_asks(paying, marc, request, currency="USD")
    assert "a changé" in await provider_asks(paying, marc, request, total_amount=64639)
    assert "a changé" in await provider_asks(paying, marc, request, total_amount=0)
    for forged in (f"pay.{company}.{int(invoice) + 1}.0", f"pay.{int(company) + 7}.{invoice}.0"):
        assert "pas à votre nom" in await provider_asks(paying, marc, request, invoice_payload=forged)
    for forged in ("", "x", f"invoice-issue.{company}.{invoice}.0"):
        assert "ne vient pas de nous" in await provider_asks(paying, marc, request, invoice_payload=forged)


async def test_nobody_else_pays_it(paying: Scene) -> None:
    """A request that somebody has passed on; one of our own people is no customer either."""
    (owner,) = await paying.staff(Marie=Role.OWNER)
    await invoiced(owner)
    marc = await customer_of(paying, owner)
    await marc.tap("💳 Payer FA2611-0001")
    request = await request_of(paying, marc)
    stranger = await paying.person("Luc")
    await stranger.write("/start")
    for person in (stranger, owner):
        assert "pas à votre nom" in await provider_asks(paying, person, request)


async def test_a_question_past_its_time_makes_no_noise(paying: Scene, caplog: pytest.LogCaptureFixture) -> None:
    (owner,) = await paying.staff(Marie=Role.OWNER)
    await invoiced(owner)
    marc = await customer_of(paying, owner)
    await marc.tap("💳 Payer FA2611-0001")
    before = len(await marc.see())
    world = paying.local.world
    query = {"id": "77", "from": world.store.persons[marc.id].user(), "currency": "EUR", "total_amount": 64638}
    caplog.clear()
    with world.store.db:
        world.updates.push("pre_checkout_query", query | {"invoice_payload": "pay.1.1.0"})
    await paying.quiet()
    paying.refusals += 1  # « query is too old »
    assert len(await marc.see()) == before
    assert [record for record in caplog.records if record.levelname in ("ERROR", "WARNING")] == []


async def test_a_charge_told_again_is_booked_once(paying: Scene) -> None:
    (owner,) = await paying.staff(Marie=Role.OWNER)
    await invoiced(owner)
    marc = await customer_of(paying, owner)
    await marc.tap("💳 Payer FA2611-0001")
    await marc.pay(await asked(marc))
    world = paying.local.world
    told = next(m for m in world.store.shown_messages(marc.id, None, 100) if "successful_payment" in m)
    for later in (0, 50):
        with world.store.db:
            world.updates.push("message", told | {"message_id": told["message_id"] + later})
        await paying.quiet()
    assert await paid(marc) == 1
    assert "Rien n'est dû." in (await owner.say("compte dupont menuiserie")).text
    assert len([seen for seen in await owner.answers() if "payés en ligne" in seen.text]) == 1


async def test_money_is_booked_for_a_customer_who_has_left_and_who_keeps_the_books_is_told(paying: Scene) -> None:
    people = await paying.staff(Marie=Role.OWNER, Karim=Role.SALES, Nadia=Role.ACCOUNTANT)
    owner, seller, _accountant = people
    for person in people:
        await person.write("/start")
    await invoiced(seller)
    marc = await customer_of(paying, seller)
    await marc.tap("💳 Payer FA2611-0001")
    request = await request_of(paying, marc)
    await marc.say("/deconnexion")
    await marc.tap("me déconnecter")
    refused = await provider_asks(paying, marc, request)
    assert "pas à votre nom" in refused, "whoever has left is not taken any money"
    await charged(paying, marc, request.payload)
    assert "Payé, merci" in (await marc.last()).text
    assert await paid(marc) == 0, "the receipt is the company's to give now"
    for person in people:
        assert "n'est plus dans le chat de ce client" in (await person.last()).text
    assert "Rien n'est dû." in (await owner.say("compte dupont menuiserie")).text


async def test_money_for_an_invoice_that_was_paid_meanwhile_is_the_customers_credit(paying: Scene) -> None:
    owner, accountant = await paying.staff(Marie=Role.OWNER, Nadia=Role.ACCOUNTANT)
    await accountant.write("/start")
    await invoiced(owner)
    marc = await customer_of(paying, owner)
    await marc.tap("💳 Payer FA2611-0001")
    request = await request_of(paying, marc)
    await received(owner, "600 vir dupont menuiserie")
    await charged(paying, marc, request.payload)
    assert "600,00 € payés en trop" in (await marc.card("Payé, merci")).text
    assert "600,00 € de plus que ce que la facture devait" in (await accountant.last()).text
    assert "En sa faveur" in (await owner.say("compte dupont menuiserie")).text.replace("en sa", "En sa")


async def test_an_invoice_that_is_paid_twice_is_said_to_both_with_what_may_be_done(paying: Scene) -> None:
    owner, accountant = await paying.staff(Marie=Role.OWNER, Nadia=Role.ACCOUNTANT)
    await accountant.write("/start")
    await invoiced(owner)
    marc = await customer_of(paying, owner)
    await marc.tap("💳 Payer FA2611-0001")
    request = await request_of(paying, marc)
    await charged(paying, marc, request.payload, charge_id="first")
    assert "✅ 646,38 € réglés le lun. 23 nov. 2026 · paiement en ligne" in (await marc.card("Payé, merci")).text
    await charged(paying, marc, request.payload, charge_id="second")
    thanks = await marc.card("Payé, merci")
    assert "déjà payée : ces 646,38 € sont payés en trop" in thanks.text
    assert "écrivez-nous pour être remboursé" in thanks.text
    told = await accountant.last()
    assert "n'avait plus rien à payer : 646,38 € sont une avance du client" in told.text
    await accountant.tap("Voir le paiement", on=told)
    card = await accountant.card("Paiement RG")
    assert "646,38 € payés en ligne pour une facture déjà réglée" in card.text
    assert {"📌 Garder en crédit", "💸 Rembourser"} <= set(card.buttons)


async def test_money_for_what_was_never_asked_is_not_booked_and_said(
    paying: Scene, caplog: pytest.LogCaptureFixture
) -> None:
    (owner,) = await paying.staff(Marie=Role.OWNER)
    await invoiced(owner)
    marc = await customer_of(paying, owner)
    for payload in ("pay.1.999.0", "pay.999.1.0", "x"):
        await charged(paying, marc, payload)
        assert "je ne trouve pas sa facture" in (await marc.last()).text
    assert caplog.text.count("money came for nothing that we know") == 3
    async with paying.database.reading() as session:
        assert await session.get(Payment, 1) is None


async def test_where_the_provider_takes_nothing_his_card_says_how_to_pay(
    paying: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.localchat.methods.payments._LARGEST", 100)
    (owner,) = await paying.staff(Marie=Role.OWNER)
    await invoiced(owner)
    marc = await customer_of(paying, owner)
    await marc.tap("💳 Payer FA2611-0001")
    assert "ne répond pas pour l'instant" in (await marc.card("ne répond pas")).text
    paying.refusals += 1


async def test_a_request_asked_again_stands_once(paying: Scene) -> None:
    (owner,) = await paying.staff(Marie=Role.OWNER)
    await invoiced(owner)
    marc = await customer_of(paying, owner)
    await marc.tap("💳 Payer FA2611-0001")
    await marc.tap("💳 Payer FA2611-0001")
    assert len([seen for seen in await marc.see() if seen.asked]) == 1


async def test_the_providers_token_is_in_no_row_and_in_no_log(paying: Scene, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    (owner,) = await paying.staff(Marie=Role.OWNER)
    await invoiced(owner)
    marc = await customer_of(paying, owner)
    await marc.tap("💳 Payer FA2611-0001")
    await marc.pay(await asked(marc))
    async with paying.database.reading() as session:
        rows = (await session.execute(text("SELECT payload FROM outbox UNION ALL SELECT payload FROM inbox"))).all()
    assert TRIAL not in str(rows)
    assert TRIAL not in caplog.text


async def charged(scene: Scene, person: Person, payload: str, *, charge_id: str = "c-1") -> None:
    """The messenger tells of money that it has, whatever we had said."""
    world, user = scene.local.world, scene.local.world.store.persons[person.id]
    paid = {"currency": "EUR", "total_amount": 64638, "invoice_payload": payload}
    names = {"telegram_payment_charge_id": f"{charge_id}-{payload}", "provider_payment_charge_id": "p-1"}
    message = {"message_id": 9000, "from": user.user(), "chat": user.chat(), "date": 1_800_000_000}
    with world.store.db:
        world.updates.push("message", message | {"successful_payment": paid | names})
    await scene.quiet()
