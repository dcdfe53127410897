"""What is late, as the company and its customer live it: reminded, promised, disputed, handed over."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select

from core.db.scope import ALL_COMPANIES
from core.dunning import daily
from core.invoicing.models import Invoice
from core.kernel.workdays import working_from
from core.permissions import SYSTEM, Role
from tests.scenarios.harness import Person, Scene, Seen
from tests.scenarios.test_payment_story import invoiced, received

PARIS = ZoneInfo("Europe/Paris")
on_both = pytest.mark.parametrize("scene_url", ["sqlite", "postgresql"], indirect=True)


async def morning(scene: Scene, *, late: int) -> None:
    """So many days after the first due day, at eight: what dunning does by itself; on a Monday when that is no
    working day."""
    async with scene.database.reading() as session:
        due_on = await session.scalar(select(func.min(Invoice.due_on)), execution_options={ALL_COMPANIES: True})
    assert due_on is not None
    day = working_from(due_on + timedelta(days=late))
    await scene.wait_until(datetime(day.year, day.month, day.day, 8, 2, tzinfo=PARIS))
    async with scene.work.read(SYSTEM) as db:
        actors = await daily.companies_to_dun(db)
    for actor in actors:
        async with scene.work.begin(actor) as uow:
            await daily.run_daily(uow)
    await scene.quiet()


async def test_a_reminder_that_his_chat_refuses_is_on_paper_for_whoever_sent_it(scene: Scene) -> None:
    accountant, seller = await scene.staff(Anne=Role.ACCOUNTANT, Karim=Role.SALES)
    await accountant.say("/start")
    await invoiced(seller)
    marc = await in_their_chat(scene, seller)
    await morning(scene, late=3)
    batch = await accountant.last()
    scene.refusals = 1  # he has blocked the bot since it was last heard of
    await scene.page("POST", "faults", {"method": "sendMessage", "effect": "403"})
    await accountant.tap("Envoyer 1 relance", on=batch)
    told = await accountant.card("n'est pas arrivée")
    assert "La relance 1 de Dupont Menuiserie" in told.text
    await accountant.tap("La relance", on=told)
    assert [name for name in names(list(await accountant.see())) if name.startswith("relance")]
    assert not names(list(await marc.see()))


async def in_their_chat(scene: Scene, seller: Person) -> Person:
    """Somebody of Dupont Menuiserie, who has opened his account's link."""
    await seller.say("compte dupont menuiserie")
    await seller.tap("Son accès")
    marc = await scene.person("Marc")
    await marc.open((await seller.last()).link())
    return marc


def names(seen: list[Seen]) -> list[str]:
    return [one.file_name for one in seen if one.file_name]


@on_both
async def test_a_batch_is_sent_with_one_tap_and_the_customer_promises(scene: Scene) -> None:
    accountant, seller = await scene.staff(Anne=Role.ACCOUNTANT, Karim=Role.SALES)
    await invoiced(seller)
    marc = await in_their_chat(scene, seller)
    assert "Aucune relance" in (await accountant.say("relances")).text
    await morning(scene, late=3)
    batch = await accountant.last()
    assert "Relances du jour" in batch.text
    assert "Dupont Menuiserie · 646,38 € · relance 1 · 💬" in batch.text
    before = len(await marc.see())
    sent = await accountant.tap("Envoyer 1 relance", on=batch)
    assert "1 relance envoyée · 646,38 € · 💬1" in sent.text
    heard = list(await marc.see())[before:]
    assert "il reste 646,38 € à régler" in heard[0].text
    assert [name.split("_")[0].split("-")[0] for name in names(heard)] == ["relance", "releve", "FA2611"]
    letter = await marc.pdf(next(one for one in heard if one.file_name.startswith("relance")))
    assert "FA2611-0001" in letter
    await accountant.press(sent.id, batch.data("Envoyer 1 relance"))
    assert "Rien n'est parti" in scene.toasts()[-1]
    assert len(await marc.see()) == before + len(heard), "nothing leaves twice"
    assert "vous payez le ven." in (await marc.say("je paie vendredi")).text
    told = await seller.last()
    assert "Dupont Menuiserie promet de payer le ven." in told.text
    assert "relance 1 le" in (await seller.say("fa 1")).text
    card = await seller.say("client dupont menuiserie")
    assert "📮 relance 1 le" in card.text
    assert "⏸ promesse de payer" in card.text
    await received(seller, "646,38 vir dupont menuiserie")
    assert "Aucune relance" in (await accountant.say("qui relancer ?")).text


async def test_levels_follow_until_the_formal_notice_that_a_manager_signs(scene: Scene) -> None:
    owner, accountant, seller = await scene.staff(Marie=Role.OWNER, Anne=Role.ACCOUNTANT, Karim=Role.SALES)
    await invoiced(seller)
    await owner.say("relances")
    marc = await in_their_chat(scene, seller)
    assert "J+5 · Rappel" in (await accountant.say("relances j+5 j+15")).text
    assert "partent seules" in (await accountant.say("relances automatiques oui")).text
    await morning(scene, late=5)
    assert "relance 1" in (await marc.see())[-3].file_name.replace("-", " ")
    await morning(scene, late=17)
    batch = await owner.last()
    assert "Mises en demeure à décider" in batch.text
    assert "Envoyer" not in "".join((await accountant.say("relances")).buttons)
    await owner.tap("Envoyer 1 mise en demeure", on=batch)
    asked = next(seen for seen in reversed(await marc.answers()) if "mettons en demeure" in seen.text)
    assert "indemnité forfaitaire pour frais de recouvrement, 40,00 €" in asked.text
    assert "recommandé" in (await owner.last()).text, "the paper to post"
    assert "Mise en demeure envoyée à Dupont Menuiserie" in (await seller.last()).text


async def test_a_dispute_and_the_lawyer(scene: Scene) -> None:
    owner, seller = await scene.staff(Marie=Role.OWNER, Karim=Role.SALES)
    await invoiced(seller)
    await owner.say("relances")
    await morning(scene, late=3)
    noted = await seller.say("litige facture 1 : radiateur rayé")
    assert "litige · FA2611-0001 : radiateur rayé" in noted.text
    assert "Dupont Menuiserie" in (await owner.say("relances")).text
    assert "⏸ En pause" in (await owner.last()).text
    assert "Les relances reprennent" in (await seller.say("fin du litige 1")).text
    await owner.say("relance dupont menuiserie")
    await owner.tap("✅ Envoyer : rappel")
    assert "à imprimer" in (await owner.last()).text
    asked = await owner.say("passer dupont menuiserie au contentieux")
    assert "Le dossier : relevé, factures (1)" in asked.text
    await owner.tap("Oui, au contentieux", on=asked)
    file = await owner.last()
    assert file.file_name.startswith("dossier-")
    pages = await owner.pdf(file)
    assert "Dossier de recouvrement" in pages
    assert "Relevé de compte" in pages
    assert "Facture" in pages
    assert "Rappel" in pages
    assert "passe au contentieux" in (await seller.last()).text
    await seller.say("commande dupont menuiserie 1 radiateur 1000w")
    control = await seller.tap("Contrôler")
    assert "au contentieux depuis le" in control.text
    assert "n'est pas au contentieux" not in (await owner.say("fin du contentieux dupont menuiserie")).text


async def test_a_salesperson_sees_his_own_who_are_late_with_whom_to_call(scene: Scene) -> None:
    (seller,) = await scene.staff(Karim=Role.SALES)
    await invoiced(seller)
    await morning(scene, late=4)
    mine = await seller.last()
    assert "1 client en retard chez vous : 646,38 €" in mine.text
    assert any("📞 Dupont Menuiserie" in label for label in mine.buttons)
    opened = await seller.tap("📞 Dupont Menuiserie", on=mine)
    assert opened is not None
    assert "✅ Envoyer" not in "".join((await seller.last()).buttons)
    assert "Noté : pas de relance" in (await seller.say("dupont menuiserie paie vendredi")).text


async def test_one_is_left_out_paused_and_taken_up_again_with_taps(scene: Scene) -> None:
    accountant, seller = await scene.staff(Anne=Role.ACCOUNTANT, Karim=Role.SALES)
    await invoiced(seller)
    await accountant.say("relances")
    await morning(scene, late=3)
    batch = await accountant.last()
    await accountant.tap("Dupont Menuiserie", on=batch)
    card = await accountant.last()
    assert "Dupont Menuiserie n'est pas relancé aujourd'hui" in (await accountant.tap("Pas celui-ci", on=card)).text
    assert "Aucune relance à envoyer" in (await accountant.say("relances")).text
    await morning(scene, late=6)
    assert "Envoyer 1 relance" in "".join((await accountant.last()).buttons), "the next morning asks again"
    await accountant.say("relance la facture 1")
    card = await accountant.last()
    assert "pénalités" in card.text
    assert "indemnité 40,00 €" in card.text
    await accountant.tap("⏸ Pause", on=card)
    assert "⏸ relances en pause jusqu'au" in (await accountant.tap("15 jours")).text
    resumed = await accountant.tap("▶️ Reprendre")
    assert "relances en pause" not in resumed.text
    await accountant.tap("🤝 Il promet…", on=resumed)
    await accountant.tap("Vendredi")
    assert "Noté : pas de relance avant le" in (await accountant.last()).text
    assert "Rien n'est en pause" in (await accountant.say("fin du litige girard")).text


async def test_the_customer_answers_a_reminder_with_taps(scene: Scene) -> None:
    accountant, seller = await scene.staff(Anne=Role.ACCOUNTANT, Karim=Role.SALES)
    await invoiced(seller)
    marc = await in_their_chat(scene, seller)
    await accountant.say("relances automatiques oui")
    await morning(scene, late=3)
    asked = await marc.card("il reste 646,38 €")
    await marc.tap("Je paie demain", on=asked)
    assert "vous payez le" in (await marc.last()).text
    assert "promet de payer" in (await seller.last()).text
    await marc.tap("Je conteste", on=asked)
    assert "aucune relance tant que" in (await marc.say("le radiateur est rayé")).text
    told = await seller.last()
    assert "Dupont Menuiserie conteste" in told.text
    assert "« le radiateur est rayé »" in told.text
    assert "Mon compte" in (await marc.tap("💳 Payer", on=asked)).text
    shown = (await seller.say("historique dupont menuiserie")).text
    assert "relance 1" in shown
    assert "promesse de payer" in shown


async def test_an_english_speaker_reads_english(scene: Scene) -> None:
    (owner,) = await scene.staff(Marie=Role.OWNER)
    await invoiced(owner)
    await morning(scene, late=3)
    await owner.say("/langue")
    await owner.tap("English")
    assert "Today's reminders" in (await owner.say("who should i chase")).text
    assert "late" in (await owner.say("chase dupont menuiserie")).text


async def test_what_is_said_of_a_name_that_several_have_is_done_once_one_is_chosen(scene: Scene) -> None:
    (owner,) = await scene.staff(Marie=Role.OWNER)
    await invoiced(owner)
    await owner.say("nouveau client Dupont Carrelage Lyon 0472000009")
    await morning(scene, late=3)
    asked = await owner.say("dupont paie vendredi")
    assert "Quel client ?" in asked.text
    assert "promesse de payer" in (await owner.tap("Dupont Menuiserie", on=asked)).text
    asked = await owner.say("litige dupont : radiateur rayé")
    assert "radiateur rayé" in (await owner.tap("Dupont Menuiserie", on=asked)).text
    asked = await owner.say("passer dupont au contentieux")
    assert "Passer Dupont Menuiserie au contentieux ?" in (await owner.tap("Dupont Menuiserie", on=asked)).text
