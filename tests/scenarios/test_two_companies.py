"""Somebody who is of several companies, in one chat: each question is answered in the company it was asked for."""

from datetime import timedelta

import pytest

from core.permissions import Role
from tests.scenarios.harness import Person, Scene, Seen
from tests.scenarios.test_files_sent import picture

on_both = pytest.mark.parametrize("scene_url", ["sqlite", "postgresql"], indirect=True)


async def _of_both(scene: Scene) -> tuple[Person, Person, Person]:
    """Sophie who owns Thermo Sud, Helene who owns the fictitious company, and Paul who is an owner of both."""
    sophie = await scene.person("Sophie")
    await sophie.say(scene.setup_code())
    await sophie.say("Thermo Sud")
    await sophie.later(7)
    helene, paul = await scene.staff(Helene=Role.OWNER, Paul=Role.OWNER)
    await paul.open((await sophie.say("invite Paul comme gérant")).link())
    return sophie, helene, paul


async def _look_at(person: Person, company: str) -> None:
    await person.say("/societe")
    await person.tap(company)


async def _identity(person: Person) -> Seen:
    await person.say("/reglages")
    return await person.tap("Identité")


@on_both
async def test_a_setting_typed_for_an_old_card_changes_the_company_of_the_card(scene: Scene) -> None:
    sophie, helene, paul = await _of_both(scene)
    card = await _identity(paul)
    await _look_at(paul, "Thermélec")
    await paul.tap("E-mail", on=card)
    assert "ne convient pas" in (await paul.say("sans arobase")).text
    assert "E-mail : sud@thermo.example" in (await paul.say("sud@thermo.example")).text
    assert "E-mail : sud@thermo.example" in (await _identity(sophie)).text
    assert "sud@thermo.example" not in (await _identity(helene)).text
    assert "Thermélec" in (await paul.say("/start")).text  # what is in view stays in view


async def test_a_photo_sent_for_an_old_card_is_the_logo_of_the_company_of_the_card(scene: Scene) -> None:
    sophie, helene, paul = await _of_both(scene)
    card = await _identity(paul)
    await _look_at(paul, "Thermélec")
    before = (await _identity(helene)).text
    await paul.tap("Logo", on=card)
    await paul.send_file("photo", "logo.jpg", picture())
    assert "Logo : oui" in (await _identity(sophie)).text
    assert (await _identity(helene)).text == before


async def test_an_invitation_begun_on_an_old_card_is_of_the_company_of_the_card(scene: Scene) -> None:
    sophie, helene, paul = await _of_both(scene)
    card = await paul.say("/equipe")
    await _look_at(paul, "Thermélec")
    await paul.tap("Inviter", on=card)
    await paul.tap("technicien")
    assert any("technicien" in label for label in (await sophie.say("/equipe")).buttons)
    assert not any("Invitation" in label for label in (await helene.say("/equipe")).buttons)


async def test_a_request_of_its_own_is_of_the_company_in_view_whatever_waits_elsewhere(scene: Scene) -> None:
    sophie, helene, paul = await _of_both(scene)
    card = await _identity(paul)
    await _look_at(paul, "Thermélec")
    await paul.tap("Nom", on=card)
    assert "Girard" in (await paul.say("devis girard 2 radiateurs 1000w")).text
    await paul.tap("Valider")
    assert "DE2611-0001" in (await helene.say("DE2611-0001")).text
    assert "DE2611-0001" not in (await sophie.say("DE2611-0001")).text


async def test_a_question_elsewhere_can_be_left(scene: Scene) -> None:
    _sophie, _helene, paul = await _of_both(scene)
    card = await _identity(paul)
    await _look_at(paul, "Thermélec")
    await paul.tap("Nom", on=card)
    await paul.say("/annuler")
    await paul.say("Thermo Nord")
    assert "Nom : Thermo Sud" in (await _identity_of(paul, "Thermo Sud")).text


@on_both
async def test_an_owner_who_buys_elsewhere_asks_his_seller_in_his_own_words(scene: Scene) -> None:
    sophie, _helene, _paul = await _of_both(scene)
    (karim,) = await scene.staff(Karim=Role.SALES)
    await karim.say("devis girard 2 radiateurs 1000w")
    await karim.tap("Valider")
    await karim.tap("Envoyer")
    card = await sophie.open((await karim.last()).link())
    assert "equipe" in await _commands(scene, sophie)  # her own menu stays
    await sophie.tap("question", on=card)
    await sophie.say("La pose est comprise ?")
    assert "La pose est comprise ?" in (await karim.last()).text
    assert "Thermo Sud" in (await sophie.say("/start")).text


@on_both
async def test_somebody_shut_out_who_is_sent_a_quote_elsewhere_talks_about_it(scene: Scene) -> None:
    sophie, _helene, _paul = await _of_both(scene)
    zoe, (karim,) = await scene.person("Zoé"), await scene.staff(Karim=Role.SALES)
    await zoe.open((await sophie.say("invite Zoé comme commerciale")).link())
    await sophie.say("bloque zoé")
    await karim.say("devis girard 2 radiateurs 1000w")
    await karim.tap("Valider")
    await karim.tap("Envoyer")
    await zoe.open((await karim.last()).link())
    assert "DE2611-0001" in str((await zoe.say("bonjour")).buttons) + (await zoe.last()).text


async def _identity_of(person: Person, company: str) -> Seen:
    await _look_at(person, company)
    return await _identity(person)


async def _commands(scene: Scene, person: Person) -> set[str]:
    return {command["command"] for command in (await scene.page("GET", f"chats/{person.id}"))["commands"]}


async def test_what_comes_by_itself_names_its_company_to_whoever_is_of_several(scene: Scene) -> None:
    sophie, _helene, paul = await _of_both(scene)
    await _look_at(paul, "Thermélec")
    before = len(await paul.see())
    await paul.say("rappelle-moi dans 5 minutes d'appeler la banque")
    await sophie.say("rappelle-moi dans 5 minutes d'appeler la banque")
    await scene.wait_until(scene.clock.now + timedelta(minutes=6))
    (rung,) = [one for one in list(await paul.see())[before:] if one.text.startswith("🏢")]
    assert "Appeler la banque" in rung.text
    assert "🏢" not in (await sophie.last()).text
