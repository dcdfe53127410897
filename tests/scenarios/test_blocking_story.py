"""A customer blocks the bot, and comes back."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from core.permissions import Role
from tests.scenarios.harness import Person, Scene
from tests.scenarios.test_reporting_story import digests_wait

on_both = pytest.mark.parametrize("scene_url", ["sqlite", "postgresql"], indirect=True)


async def blocks(scene: Scene, person: Person, blocked: bool = True) -> None:
    await scene.page("PATCH", f"persons/{person.id}", {"blocked": blocked})
    await scene.quiet()


@on_both
async def test_who_sells_to_him_hears_it_once_and_what_waits_is_said_when_he_comes_back(scene: Scene) -> None:
    (seller,) = await scene.staff(Karim=Role.SALES)
    paul = await scene.person("Paul", last_name="Durand")
    await seller.say("nouveau client Durand Chauffage Lyon")
    await seller.say("devis durand 2 radiateurs 1000w")
    await seller.tap("Valider")
    await seller.tap("Envoyer")
    await paul.open((await seller.last()).link())
    await blocks(scene, paul)
    told = await seller.last()
    assert "Paul Durand, de Durand Chauffage, ne reçoit pas mes messages" in told.text
    await seller.say("devis durand 3 radiateurs 1000w")
    await seller.tap("Valider")
    await seller.tap("Envoyer")
    before = len(await paul.answers())
    await blocks(scene, paul, False)
    await paul.say("/start")
    news = [seen.text for seen in (await paul.answers())[before:]]
    assert any("680,40" in words for words in news), news
    assert sum("ne reçoit pas" in seen.text for seen in await seller.answers()) == 1
    assert "Durand Chauffage" in (await seller.tap("Voir la fiche", on=told)).text


async def test_the_owner_hears_that_a_colleague_has_blocked_the_bot(scene: Scene) -> None:
    owner, seller = await scene.staff(Sophie=Role.OWNER, Karim=Role.SALES)
    await owner.say("/start")
    await seller.say("/start")
    await blocks(scene, seller)
    assert "ne reçoit pas mes messages" in (await owner.last()).text


async def test_whoever_comes_back_after_days_hears_the_last_of_what_comes_each_day(scene: Scene) -> None:
    (seller,) = await scene.staff(Karim=Role.SALES)
    await seller.say("rappelle-moi tous les jours 9h de relever les mails")
    await digests_wait(scene)
    await blocks(scene, seller)
    await scene.wait_until(datetime(2026, 12, 4, 8, 0, tzinfo=ZoneInfo("Europe/Paris")))
    before = len(await seller.answers())
    await blocks(scene, seller, False)
    await seller.say("bonjour")
    news = [seen.text for seen in (await seller.answers())[before:]]
    assert sum("Relever les mails" in words for words in news) == 1, news
    assert sum("Votre journée" in words for words in news) == 1, news
