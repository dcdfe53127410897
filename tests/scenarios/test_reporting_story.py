"""What comes by itself, as people live it: the evening's figures, the morning's brief, whom to call, what lacks."""

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from core.company.models import Company
from core.db.scope import ALL_COMPANIES
from core.messages.models import Outbox
from core.permissions import SYSTEM, Role
from core.reporting import digests
from tests.scenarios.harness import Person, Scene, Seen, plain
from tests.scenarios.test_payment_story import invoiced, received

PARIS = ZoneInfo("Europe/Paris")
on_both = pytest.mark.parametrize("scene_url", ["sqlite", "postgresql"], indirect=True)


def at(day: int, hour: int, minute: int = 0, *, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=PARIS)


async def digests_wait(scene: Scene) -> None:
    """What the clock does each hour, in the fictitious company too."""
    async with scene.database.reading() as session:
        rows = await session.scalars(select(Company.id), execution_options={ALL_COMPANIES: True})
        companies = rows.all()
    for company_id in companies:
        async with scene.work.begin(replace(SYSTEM, company_id=company_id)) as uow:
            await digests.wait_for_all(uow)


async def news(person: Person, before: int) -> list[Seen]:
    return [seen for seen in list(await person.see())[before:] if seen.from_bot]


async def lacking(person: Person, before: int) -> list[Seen]:
    return [seen for seen in await news(person, before) if "1 article passe sous le mini" in seen.text]


async def silent(scene: Scene, kind: str) -> bool:
    """Whether the last message of that kind made no sound."""
    async with scene.database.reading() as session:
        payload = await session.scalar(select(Outbox.payload).where(Outbox.kind == kind).order_by(Outbox.id.desc()))
    return bool((payload or {}).get("silent"))


@on_both
async def test_the_evening_brings_the_figures_with_a_picture_once_without_a_sound(scene: Scene) -> None:
    owner, seller = await scene.staff(Marie=Role.OWNER, Karim=Role.SALES)
    await invoiced(seller)
    await received(seller, "100 vir dupont menuiserie")
    await owner.say("/start")
    await digests_wait(scene)
    before, his = len(await owner.see()), len(await seller.see())
    await scene.wait_until(at(23, 18, 29))
    assert await news(owner, before) == []
    await scene.wait_until(at(23, 18, 30))
    (told,) = await news(owner, before)
    assert "Résumé du lun. 23 nov. 2026" in told.text
    assert "Facturé HT 538,65 € · il y a 7 j : 0,00 €" in told.text
    assert "Encaissé 100,00 € (virement 100,00 €)" in told.text
    assert told.photo
    assert (await owner.fetch(told.photo))[:4] in (b"\x89PNG", b"\xff\xd8\xff\xe0")
    assert await silent(scene, "picture")
    assert await news(seller, his) == [], "the figures are for those who lead"
    await scene.restart()
    await owner.say("bonjour")
    await digests_wait(scene)
    await scene.wait_until(at(23, 23))
    assert sum("Résumé du" in one.text for one in await news(owner, before)) == 1


async def test_what_needs_somebody_opens_below_and_the_figures_follow(scene: Scene) -> None:
    owner, seller = await scene.staff(Marie=Role.OWNER, Karim=Role.SALES)
    await invoiced(seller)
    scene.clock.now = at(11, 10, month=1).replace(year=2027)
    await received(seller, "100 vir dupont menuiserie")
    told = await owner.say("résumé")
    assert told.photo
    assert "À voir" in told.text
    assert "1 client en retard : 546,38 €" in told.text
    before = len(await owner.see())
    await owner.tap("Relancer", on=told)
    assert "Relances du jour" in (await owner.last()).text
    assert len(await owner.see()) == before + 1, "the figures stay where they are"
    await received(seller, "546,38 vir dupont menuiserie")
    scene.refusals = 1  # a picture's words are its caption
    again = await owner.tap("Actualiser", on=told)
    assert "Encaissé 646,38 €" in again.text
    assert "en retard" not in again.text
    assert again.photo


async def test_a_summary_of_no_day_is_no_summary(scene: Scene) -> None:
    (owner,) = await scene.staff(Marie=Role.OWNER)
    told = await owner.say("résumé")
    for day in ("00010101", "99991231", "20261301", "x"):
        await owner.press(told.id, f"summary.1.0.0.{day}")
        assert "Je ne trouve pas" in scene.toasts()[-1], day


async def test_what_is_to_follow_up_today_names_the_quiet_quotes_too(scene: Scene) -> None:
    (seller,) = await scene.staff(Karim=Role.SALES)
    await seller.say("devis dupont menuiserie 2 radiateurs 1000w")
    await seller.tap("Valider")
    scene.clock.now = at(3, 10, month=12)
    await seller.say("relances du jour")
    assert "1 devis à relancer" in (await seller.last()).text


async def test_it_comes_when_it_was_asked_for_and_not_on_days_off(scene: Scene) -> None:
    (owner,) = await scene.staff(Marie=Role.OWNER)
    await owner.say("note acompte")
    assert "19:15" in (await owner.say("résumé à 19h15")).text
    seller = (await scene.staff(Karim=Role.SALES))[0]
    await invoiced(seller)
    before = len(await owner.see())
    await scene.wait_until(at(23, 19, 14))
    assert await news(owner, before) == []
    await scene.wait_until(at(23, 19, 15))
    assert len(await news(owner, before)) == 1
    await owner.say("congés du 24 au 26 novembre")
    before = len(await owner.see())
    await scene.wait_until(at(24, 12))
    await invoiced(seller)
    await scene.wait_until(at(27, 12))
    assert await news(owner, before) == []
    await invoiced(seller, "2 radiateurs 1000w")
    await scene.wait_until(at(30, 12))
    told = await news(owner, before)
    assert ["ven. 27 nov." in one.text for one in told] == [True], "once on Friday, and nothing over the week-end"
    assert "plus de résumé" in (await owner.say("pas de résumé")).text
    before = len(await owner.see())
    await scene.wait_until(at(4, 20, month=12))
    assert await news(owner, before) == []


async def test_a_summary_of_the_morning_is_of_the_last_day_of_work(scene: Scene) -> None:
    owner, seller = await scene.staff(Marie=Role.OWNER, Karim=Role.SALES)
    assert "07:00" in (await owner.say("résumé à 7h")).text
    await scene.wait_until(at(27, 10))
    await invoiced(seller)
    before = len(await owner.see())
    await scene.wait_until(at(30, 7))
    (told,) = [one for one in await news(owner, before) if "Résumé du" in one.text]
    assert "ven. 27 nov." in told.text, "on Monday"
    assert "Facturé HT 538,65 €" in told.text
    assert "18:30" in (await owner.say("remets le résumé")).text


async def test_what_was_missed_is_told_once_and_says_so(scene: Scene) -> None:
    owner, seller = await scene.staff(Marie=Role.OWNER, Karim=Role.SALES)
    await invoiced(seller)
    await owner.say("résumé à 18h30")
    before = len(await owner.see())
    await scene.stop()
    scene.clock.now = at(1, 9, month=12)  # nothing ran since Monday a week ago
    await scene.start()
    await owner.say("bonjour")
    await scene.wait_until(at(1, 9, month=12))
    (told,) = [one for one in await news(owner, before) if "Résumé du" in one.text]
    assert "lun. 30 nov. 2026" in told.text, "the last day whose evening has come"
    assert "En retard : c'était pour lun. 30 nov. 2026 à 18:30" in told.text


async def test_only_those_who_lead_read_the_figures(scene: Scene) -> None:
    seller, keeper = await scene.staff(Karim=Role.SALES, Bruno=Role.STOREKEEPER)
    for person in (seller, keeper):
        for words in ("résumé", "résumé à 19h", "envoie-moi chaque lundi la balance âgée"):
            assert "Résumé du" not in (await person.say(words)).text
            assert "noté" not in (await person.last()).text


@on_both
async def test_a_quote_without_news_is_followed_up_and_leaves_the_list_once_its_customer_was_called(
    scene: Scene,
) -> None:
    (seller,) = await scene.staff(Karim=Role.SALES)
    await seller.say("devis dupont menuiserie 2 radiateurs 1000w")
    await seller.tap("Valider")
    assert "Aucun devis sans nouvelles" in (await seller.say("relances devis")).text
    scene.clock.now = at(2, 10, month=12)
    assert "Aucun devis sans nouvelles" in (await seller.say("devis à relancer")).text, "nine days"
    scene.clock.now = at(3, 10, month=12)
    listed = await seller.say("devis à relancer")
    assert "1 devis à relancer" in listed.text
    assert "Dupont Menuiserie · DE2611-0001" in listed.text
    assert "rien depuis 10 j · ☎️ +33" in listed.text
    called = listed.data("Appelé")
    after = await seller.tap("Appelé", on=listed)
    assert "Aucun devis sans nouvelles" in after.text
    await seller.press(listed.id, called)
    assert scene.toasts()[-2:] == ["Appel noté.", "C'est déjà noté."]
    scene.clock.now = at(12, 10, month=12)
    assert "Aucun devis" in (await seller.say("mes devis à relancer")).text
    assert "1 devis expire" not in (await seller.say("devis qui expirent")).text
    scene.clock.now = at(20, 10, month=12)
    assert "1 devis à relancer" in (await seller.say("mes devis à relancer")).text
    assert "1 devis expire bientôt" in (await seller.say("devis qui expirent")).text


async def test_a_reminder_that_is_done_is_something_too(scene: Scene) -> None:
    (seller,) = await scene.staff(Karim=Role.SALES)
    await seller.say("devis dupont menuiserie 2 radiateurs 1000w")
    await seller.tap("Valider")
    scene.clock.now = at(4, 10, month=12)
    await seller.say("rappelle-moi demain 9h d'appeler dupont menuiserie")
    assert "1 devis à relancer" in (await seller.say("relances devis")).text, "what is only planned is nothing yet"
    await seller.tap("Fait", on=await seller.card("Rappel"))
    assert "Aucun devis" in (await seller.say("relances devis")).text


@on_both
async def test_an_article_that_crosses_its_minimum_is_told_once_a_crossing(scene: Scene) -> None:
    owner, keeper, seller = await scene.staff(Marie=Role.OWNER, Bruno=Role.STOREKEEPER, Karim=Role.SALES)
    await owner.say("nouvel article vanne 3/4 12,50")
    await keeper.say("reçu 6 vannes 3/4")
    assert "Rien sous le mini" in (await keeper.say("articles sous le mini")).text
    assert "Vanne 3/4, Dépôt Gerland : mini 4." in (await keeper.say("mini vanne 3/4 : 4")).text
    his, hers = len(await keeper.see()), len(await owner.see())
    await seller.say("commande dupont menuiserie 3 vannes 3/4")
    await seller.tap("Contrôler")
    await seller.tap("Valider la commande")
    (told,) = await lacking(keeper, his)
    assert "Vanne 3/4 : 3, mini 4" in told.text
    assert await lacking(owner, hers) == [], "who keeps the stock is told"
    await seller.say("commande dupont menuiserie 1 vanne 3/4")
    await seller.tap("Contrôler")
    await seller.tap("Valider la commande")
    assert len(await lacking(keeper, his)) == 1, "it is under it already"
    listed = await owner.say("sous le mini")
    assert "1 article sous le mini" in listed.text
    assert "Vanne 3/4 : 2, mini 4" in listed.text
    await keeper.say("reçu 10 vannes 3/4")
    assert "Rien sous le mini" in (await owner.say("sous le mini")).text
    before = len(await keeper.see())
    await keeper.say("casse 9 vannes 3/4")
    assert len(await lacking(keeper, before)) == 1, "a crossing of its own"
    assert "il en manque déjà 2" in (await keeper.say("mini vanne 3/4 : 5")).text
    assert "plus de mini" in (await keeper.say("pas de mini pour vanne 3/4")).text
    assert "Rien sous le mini" in (await owner.say("qu'est-ce qui est sous le mini")).text
    assert "ne permet pas" in (await seller.say("mini vanne 3/4 : 4")).text


@on_both
async def test_the_morning_brings_each_his_own_and_what_is_done_leaves_it(scene: Scene) -> None:
    owner, seller, keeper = await scene.staff(Marie=Role.OWNER, Karim=Role.SALES, Bruno=Role.STOREKEEPER)
    await seller.say("devis dupont menuiserie 2 radiateurs 1000w")
    await seller.tap("Valider")
    await scene.wait_until(at(3, 12, month=12))
    await seller.say("rappelle-moi demain 9h d'appeler girard")
    await owner.say("bonjour")
    await keeper.say("bonjour")
    await digests_wait(scene)
    before, hers, his = [len(await one.see()) for one in (seller, owner, keeper)]
    await scene.wait_until(at(4, 7, 30, month=12))
    (told,) = await news(seller, before)
    assert "Votre journée · ven. 4 déc. 2026" in told.text
    assert "1 chose à faire · ⏰ 09:00" in told.text
    assert "1 devis sans nouvelles depuis 10 j" in told.text
    assert await silent(scene, "show")
    assert not any("Votre journée" in one.text for one in await news(owner, hers))
    assert await news(keeper, his) == [], "who has nothing to do is left in peace"
    await seller.tap("Relancer les devis", on=told)
    await seller.tap("Appelé", on=await seller.last())
    again = await seller.tap("Actualiser", on=told)
    assert "devis sans nouvelles" not in again.text
    assert "1 chose à faire" in again.text


async def test_monday_names_ones_own_customers_who_are_late(scene: Scene) -> None:
    (seller,) = await scene.staff(Karim=Role.SALES)
    await invoiced(seller)
    scene.clock.now = at(11, 7, month=1).replace(year=2027)  # a Monday
    told = await seller.say("mon brief")
    assert "1 client en retard chez vous : 646,38 €" in told.text
    owed = await seller.say("compte dupont menuiserie")
    assert "646,38 €" in owed.text
    await seller.tap("Appeler mes clients en retard", on=told)
    assert "Dupont Menuiserie · 646,38 €" in (await seller.last()).text
    assert "☎️" in (await seller.last()).text
    scene.clock.now = at(12, 7, month=1).replace(year=2027)
    assert "en retard" not in (await seller.say("mon brief")).text


@on_both
async def test_a_question_is_answered_each_monday_and_can_be_given_up(scene: Scene) -> None:
    owner, seller = await scene.staff(Marie=Role.OWNER, Karim=Role.SALES)
    noted = await owner.say("tous les lundis 8h : ca du mois")
    assert "« ca du mois », tous les lundis à 08:00" in noted.text
    await invoiced(seller)
    before = len(await owner.see())
    await scene.wait_until(at(30, 7, 59))
    assert await news(owner, before) == []
    await scene.wait_until(at(30, 8))
    (told,) = await news(owner, before)
    assert "ca du mois" in told.text
    assert "538,65 € HT" in told.text
    await scene.restart()
    await owner.say("merci")
    await scene.wait_until(at(7, 9, month=12))
    assert sum("📌 ca du mois" in one.text for one in await news(owner, before)) == 2
    assert (
        "« balance âgée », tous les vendredis à 17:30"
        in (await owner.say("envoie-moi chaque vendredi 17h30 la balance âgée")).text
    )
    kept = await owner.say("mes questions")
    assert "tous les lundis à 08:00 · ca du mois" in kept.text
    left = await owner.tap("ca du mois", on=kept)
    assert "ca du mois" not in left.text
    before = len(await owner.see())
    await scene.wait_until(at(11, 17, 30, month=12))
    await scene.quiet()
    await scene.wait_until(at(18, 17, 30, month=12))
    heads = [one for one in await news(owner, before) if "📌 balance âgée" in one.text]
    assert len(heads) == 2
    assert [one.file_name[-5:] for one in await news(owner, before) if one.file_name] == [".xlsx", ".xlsx"]
    assert "n'est plus envoyé" in (await owner.say("ne m'envoie plus la balance âgée")).text
    assert "n'est plus envoyé" not in (await owner.say("stop balance âgée")).text


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ("compte dupont menuiserie", "646,38 €"),
        ("ca dupont menuiserie 2026", "538,65 € HT"),
        ("où en est la 1", "Commande CO2611-0001"),
        ("docs dupont menuiserie", "FA2611-0001"),
        ("fa 1 payée ?", "FA2611-0001"),
        ("mes devis", "Mes devis en cours"),
    ],
)
async def test_whatever_only_shows_may_be_asked_each_week(scene: Scene, asked: str, shown: str) -> None:
    (owner,) = await scene.staff(Marie=Role.OWNER)
    await invoiced(owner)
    assert f"« {asked} », tous les lundis à 08:00" in (await owner.say(f"tous les lundis 8h : {asked}")).text
    await owner.say("devis girard 1 radiateur 1000w")
    before = len(await owner.see())
    await scene.wait_until(at(30, 8))
    (told,) = [one for one in await news(owner, before) if asked in one.text]
    assert shown in plain(told.text + " ".join(told.buttons))
    await owner.say("remise 12")
    assert "Carrosserie Girard" in (await owner.card("Remise 12 %")).text, "he goes on with what he was about"


@pytest.mark.parametrize(
    "words",
    [
        "tous les lundis 8h : commande dupont menuiserie 2 radiateurs 1000w",
        "tous les lundis 8h : client dupont menuiserie remise 10",
        "envoie-moi chaque lundi le truc de machin",
        "envoie-moi chaque lundi résumé à 19h",
    ],
)
async def test_what_would_do_something_is_not_saved(scene: Scene, words: str) -> None:
    (owner,) = await scene.staff(Marie=Role.OWNER)
    assert "que des réponses" in (await owner.say(words)).text
    assert "Aucune question" in (await owner.say("mes questions")).text


async def test_words_that_ask_for_nothing_are_left_to_the_agenda(scene: Scene) -> None:
    (owner,) = await scene.staff(Marie=Role.OWNER)
    await owner.say("tous les lundis 8h : sortir les poubelles du dépôt")
    assert "Aucune question" in (await owner.say("mes questions")).text


async def test_what_is_said_of_each_monday_is_a_question_or_a_reminder(scene: Scene) -> None:
    (owner,) = await scene.staff(Marie=Role.OWNER)
    assert "« ca du mois », tous les lundis à 08:00" in (await owner.say("chaque lundi 8h ca du mois")).text
    assert "« impayés », tous les lundis à 08:00" in (await owner.say("enregistre la question : impayés")).text
    for words in ("tous les lundis 8h appeler girard", "tous les lundis 8h réunion équipe"):
        assert "⏰ Rappel" in (await owner.say(words)).text
    assert (await owner.say("mes questions")).text.count("tous les lundis") == 2


async def test_late_is_said_in_the_hours_of_whoever_reads_it(scene: Scene) -> None:
    (owner,) = await scene.staff(Marie=Role.OWNER)
    await invoiced(owner)
    await owner.say("fuseau réunion")
    await owner.say("tous les lundis 8h : impayés")
    await owner.say("résumé à 18h30")
    before = len(await owner.see())
    await scene.stop()
    scene.clock.now = at(30, 21)
    await scene.start()
    await owner.say("bonjour")
    await scene.wait_until(at(30, 21))
    told = " ".join(one.text for one in await news(owner, before))
    assert "c'était pour lun. 30 nov. 2026 à 08:00" in told
    assert "c'était pour lun. 30 nov. 2026 à 21:30" in told, "the figures are of the company's day: 18:30 in Paris"


async def test_what_is_due_when_the_hours_are_looked_at_again_is_told_all_the_same(scene: Scene) -> None:
    owner, seller = await scene.staff(Marie=Role.OWNER, Karim=Role.SALES)
    await invoiced(seller)
    await owner.say("résumé à 18h30")
    before = len(await owner.see())
    await scene.stop()
    scene.clock.now = at(23, 20, 5)
    await digests_wait(scene)  # before the bell has rung, as after a start, or at the very minute
    await scene.start()
    await scene.wait_until(at(23, 20, 5))
    (told,) = [one for one in await news(owner, before) if "Résumé du" in one.text]
    assert "En retard : c'était pour lun. 23 nov. 2026 à 18:30" in told.text
    before = len(await owner.see())
    await scene.wait_until(at(24, 18, 30))
    assert sum("Résumé du mar. 24 nov." in one.text for one in await news(owner, before)) <= 1
