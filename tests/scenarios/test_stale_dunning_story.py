"""What has changed between a reminder that was shown, or written, and the moment at which it would leave."""

from datetime import timedelta

from core.permissions import Role
from tests.scenarios.harness import Scene
from tests.scenarios.test_blocking_story import blocks
from tests.scenarios.test_dunning_story import in_their_chat, morning
from tests.scenarios.test_payment_story import invoiced, received


async def test_an_old_list_sends_nothing_that_it_did_not_show(scene: Scene) -> None:
    accountant, seller = await scene.staff(Anne=Role.ACCOUNTANT, Karim=Role.SALES)
    await invoiced(seller)
    await accountant.say("relances")
    await morning(scene, late=3)
    batch = await accountant.last()
    old = batch.data("Envoyer 1 relance")
    await morning(scene, late=40)
    await accountant.press(batch.id, old)
    assert "Rien n'est parti : la liste a changé" in scene.toasts()[-1]
    assert "relance 1" not in "".join((await accountant.say("relance dupont menuiserie")).buttons)
    assert "1 relance envoyée" in (await accountant.tap("Envoyer 1 relance", on=await accountant.say("relances"))).text


async def test_an_old_card_sends_no_other_level(scene: Scene) -> None:
    owner, seller = await scene.staff(Marie=Role.OWNER, Karim=Role.SALES)
    await invoiced(seller)
    await owner.say("relances")
    await morning(scene, late=3)
    card = await owner.say("relance dupont menuiserie")
    first = card.data("✅ Envoyer : rappel")
    await owner.press(card.id, first)
    await morning(scene, late=40)
    await owner.press(card.id, first)
    assert "Rien n'est parti : ce n'est plus la même relance" in scene.toasts()[-1]
    assert "relance 2" not in "".join((await owner.say("relance dupont menuiserie")).buttons)


async def test_whoever_was_away_and_has_paid_is_asked_for_nothing(scene: Scene) -> None:
    accountant, seller = await scene.staff(Anne=Role.ACCOUNTANT, Karim=Role.SALES)
    await invoiced(seller)
    marc = await in_their_chat(scene, seller)
    await accountant.say("relances")
    await morning(scene, late=3)
    batch = await accountant.last()
    await blocks(scene, marc)
    await accountant.tap("Envoyer 1 relance", on=batch)
    await received(seller, "646,38 vir dupont menuiserie")
    await blocks(scene, marc, False)
    await marc.say("/start")
    heard = [seen.text for seen in await marc.see() if seen.from_bot]
    assert not any("à régler" in text for text in heard), heard


async def test_somebody_shut_out_hears_nothing_of_the_company(scene: Scene) -> None:
    owner, seller = await scene.staff(Marie=Role.OWNER, Karim=Role.SALES)
    await invoiced(seller)
    marc = await in_their_chat(scene, seller)
    await seller.say("rappelle moi demain 9h d'appeler girard")
    await owner.say("/start")
    await owner.say("bloque karim")
    heard = len(await seller.see())
    await scene.wait_until(scene.clock.now + timedelta(days=2))
    await morning(scene, late=3)
    await owner.tap("Envoyer 1 relance", on=await owner.say("relances"))
    await marc.tap("Je conteste", on=next(one for one in reversed(await marc.answers()) if one.buttons))
    await marc.say("radiateur rayé")
    assert len(await seller.see()) == heard
    assert "conteste" in (await owner.last()).text, "whoever still works hears it instead"
