"""What people do in an unexpected order: looking around first, answering a paper, coming back, tapping twice."""

import asyncio

import pytest
from sqlalchemy import text

from bot.outgoing.reachability import mark_unreachable
from core.permissions import Role
from tests.scenarios.harness import Scene

on_both = pytest.mark.parametrize("scene_url", ["sqlite", "postgresql"], indirect=True)


@on_both
async def test_a_character_that_no_database_keeps_does_not_stop_the_program(scene: Scene) -> None:
    stranger = await scene.person("Eve")
    await stranger.press(1, "quote.1.1.1.\0")
    assert "Carnet" in (await stranger.say("bon\0jour")).text


async def test_whoever_looked_around_in_the_fictitious_company_founds_his_own_with_the_code(scene: Scene) -> None:
    owner = await scene.person("Ana")
    await owner.say("bonjour")
    await owner.tap("Essayer")
    await owner.say("devis girard 2 radiateurs 1000w")
    assert "nom de votre entreprise" in (await owner.say(scene.setup_code())).text
    await owner.say("Menuiserie du Port")
    assert "Menuiserie du Port" in (await owner.later(7)).text
    assert "Durand" in (await owner.say("nouveau client durand lyon")).text  # the draft of before is not in the way


async def test_words_that_answer_the_paper_of_a_quote_change_no_other_one(scene: Scene) -> None:
    (seller,) = await scene.staff(Karim=Role.SALES)
    await seller.say("devis girard 2 radiateurs 1000w")
    await seller.tap("Valider")
    paper = next(seen for seen in await seller.answers() if seen.document)
    other = await seller.say("devis elec leroy 1 clim 3,5")
    assert "plus possible" in (await seller.say("-10 %", reply_to=paper)).text
    assert (await seller.card("Leroy")).text == other.text


async def test_a_product_tapped_twice_onto_a_quote_is_there_once(scene: Scene) -> None:
    (seller,) = await scene.staff(Karim=Role.SALES)
    await seller.say("devis girard 2 radiateurs 1000w")
    product = await seller.say("prix clim 3,5")
    for _again in range(2):
        await seller.press(product.id, product.data("au devis"))
    assert (await seller.card()).text.count("Climatiseur") == 1


async def test_whoever_writes_again_hears_what_had_to_wait(scene: Scene) -> None:
    seller, customer = (*await scene.staff(Karim=Role.SALES), await scene.person("Paul"))
    await seller.say("devis girard 2 radiateurs 1000w")
    await seller.tap("Valider")
    await seller.tap("Envoyer")
    await customer.open((await seller.last()).link())
    await mark_unreachable(scene.work, seller.id)  # a call was refused, and no update ever says that it is over
    await seller.say("prix clim 3,5")
    async with scene.database.reading() as session:
        assert await session.scalar(text("SELECT count(*) FROM person WHERE unreachable_since IS NOT NULL")) == 0
    await customer.tap("Accepter")
    await customer.tap("Oui")
    assert "a accepté le devis" in (await seller.last()).text


async def test_an_edited_message_changes_the_validity_and_may_begin_with_a_command(scene: Scene) -> None:
    (seller,) = await scene.staff(Karim=Role.SALES)
    written = await seller.write("/devis girard 2 radiateurs 1000w")
    card = await seller.edit(written, "/devis girard 3 radiateurs 1000w valable 60 jours")
    assert "3 × Radiateur" in card.text
    assert "60 jours" in card.text


async def test_a_message_that_added_a_line_and_now_only_speaks_of_terms_takes_its_line_back(scene: Scene) -> None:
    (seller,) = await scene.staff(Karim=Role.SALES)
    await seller.say("devis girard 2 radiateurs 1000w")
    added = await seller.write("ajoute 1 clim 3,5")
    assert "Climatiseur" in (await seller.card()).text
    await seller.edit(added, "acompte 30 %")
    card = await seller.card()
    assert "Climatiseur" not in card.text
    assert "acompte 30" in card.text
    assert "2 × Radiateur" in card.text


async def test_a_question_is_over_once_its_message_no_longer_asks_it(scene: Scene) -> None:
    (seller,) = await scene.staff(Karim=Role.SALES)
    await seller.say("devis girard 2 radiateurs 1000w")
    doubtful = await seller.write("ajoute 1 thermostat")
    question = await seller.last()
    assert "lequel" in question.text
    await seller.edit(doubtful, "acompte 30 %")
    assert [seen.buttons for seen in await seller.see() if seen.id == question.id] == [{}]
    await seller.press(question.id, question.data("radio"))
    assert "Thermostat" not in (await seller.card()).text


async def test_an_edited_message_does_not_answer_the_question_that_it_began(scene: Scene) -> None:
    (seller,) = await scene.staff(Karim=Role.SALES)
    written = await seller.write("devis martin 2 radiateurs 1000w")
    assert "lequel" in (await seller.last()).text
    assert "pas compris" in (await seller.edit(written, "salut toi")).text
    assert "Boulangerie Martin" in (await seller.tap("Boulangerie")).text


async def test_an_edited_message_that_asks_again_leaves_one_question(scene: Scene) -> None:
    (seller,) = await scene.staff(Karim=Role.SALES)
    written = await seller.write("devis martin 2 radiateurs 1000w")
    assert "lequel" in (await seller.last()).text
    await seller.edit(written, "devis martin 3 radiateurs 1000w")
    asking = [seen for seen in await seller.see() if "lequel" in seen.text and seen.buttons]
    assert len(asking) == 1


async def test_a_rate_that_is_not_in_force_and_a_validity_without_end_are_refused(scene: Scene) -> None:
    (seller,) = await scene.staff(Karim=Role.SALES)
    assert "Pas de TVA à 7 %" in (await seller.say("devis girard 2 radiateurs 1000w tva 7")).text
    assert "ne convient pas" in (await seller.say("devis girard 2 radiateurs 1000w valable 9999999 jours")).text
    assert "TVA 10 %" in (await seller.say("devis girard 2 radiateurs 1000w tva 10")).text


async def test_a_question_is_not_begun_on_a_quote_that_a_colleague_has_changed(scene: Scene) -> None:
    seller, manager = await scene.staff(Karim=Role.SALES, Helene=Role.MANAGER)
    home = await manager.say("/start")
    card = await seller.say("devis girard 2 radiateurs 1000w")
    line = (await seller.tap("Modifier")).data("Radiateur").rpartition(".")[2]
    await manager.press(home.id, f"line-qty.1.1.1.{line}.3")
    shown = await seller.tap("➖ Remise", on=card)
    assert "a changé" in scene.toasts()[-1]
    assert "3 × Radiateur" in shown.text


async def test_a_notice_that_nobody_can_word_holds_no_other_back(scene: Scene) -> None:
    seller, customer = (*await scene.staff(Karim=Role.SALES), await scene.person("Paul"))
    await seller.say("devis girard 2 radiateurs 1000w")
    await seller.tap("Valider")
    await seller.tap("Envoyer")
    await customer.open((await seller.last()).link())
    await customer.tap("Accepter")
    async with scene.database.writing() as session:
        await session.execute(
            text(
                "INSERT INTO notice (company_id, person_id, key, kind, facts, due_at)"
                " VALUES (1, 1, 'unknown', 'of a later version', '{}', '2026-01-01 00:00:00')"
            )
        )
    yes = await customer.card("Vous acceptez")
    tap = {"message_id": yes.id, "data": yes.data("Oui")}
    await scene.page("POST", f"chats/{customer.id}/taps", tap)
    async with asyncio.timeout(10):
        while "a accepté le devis" not in (await seller.last()).text:
            await asyncio.sleep(0.05)
    async with scene.database.reading() as session:
        waiting = (await session.scalars(text("SELECT kind FROM notice WHERE said_at IS NULL"))).all()
    assert waiting == ["of a later version"], "it is kept for the program that can word it"


async def test_a_founding_goes_on_after_a_restart(scene: Scene) -> None:
    owner = await scene.person("Ana")
    await owner.say(scene.setup_code())
    await owner.say("Menuiserie du Port")
    await scene.restart()
    assert "Menuiserie du Port" in (await owner.later(7)).text


async def test_a_siren_may_be_left_for_later_in_words_and_a_wrong_code_is_called_wrong(scene: Scene) -> None:
    owner = await scene.person("Ana")
    assert "code" in (await owner.say("ZZZZ-ZZZ9")).text.splitlines()[0]
    await owner.say(scene.setup_code())
    await owner.say("Menuiserie du Port")
    assert "adresse" in (await owner.say("plus tard")).text


async def test_a_question_that_nothing_answers_any_more_is_closed(scene: Scene) -> None:
    seller, manager = await scene.staff(Karim=Role.SALES, Helene=Role.MANAGER)
    card = await seller.say("devis girard 2 radiateurs 1000w")
    await seller.press(card.id, card.data("➖ Remise"))
    greeting = await manager.say("/start")
    await manager.press(greeting.id, card.data("Valider"))
    assert "plus possible" in (await seller.say("5")).text
    assert "899" in (await seller.say("prix clim 3,5")).text


async def test_editing_the_line_of_a_product_makes_no_second_one(scene: Scene) -> None:
    (seller,) = await scene.staff(Karim=Role.SALES)
    line = await seller.write("nouvel article vanne spéciale 12,50")
    assert "VAN-SPE" in (await seller.last()).text
    assert "déjà enregistré" in (await seller.edit(line, "nouvel article vanne spéciale 13,50")).text
    assert "12,50" in (await seller.say("prix vanne spéciale")).text


async def test_a_discount_edited_away_is_gone_and_one_given_since_stays(scene: Scene) -> None:
    (seller,) = await scene.staff(Karim=Role.SALES)
    line = await seller.write("devis boulangerie martin 2 radiateurs 1000w remise 10")
    assert "Remise 10" in (await seller.last()).text
    assert "Remise" not in (await seller.edit(line, "devis boulangerie martin 3 radiateurs 1000w")).text
    await seller.say("-5 %")
    assert "Remise 5" in (await seller.edit(line, "devis boulangerie martin 4 radiateurs 1000w")).text


async def test_terms_edited_away_are_gone_and_those_given_since_stay(scene: Scene) -> None:
    (seller,) = await scene.staff(Karim=Role.SALES)
    usual = (await seller.say("devis girard 3 rad 1000w")).text.partition("ℹ️")[2].splitlines()[0]
    line = await seller.write("devis girard 3 rad 1000w paiement 60 jours valable 45 jours remise 7")
    said = (await seller.last()).text
    assert "60 jours" in said
    assert "valable 45 jours" in said
    assert usual in (await seller.edit(line, "devis girard 3 rad 1000w remise 7")).text
    assert "Remise 7" in (await seller.last()).text
    later = await seller.write("30j fdm, acompte 40 %")
    assert "30 jours fin de mois" in (await seller.edit(line, "devis girard 4 rad 1000w")).text
    shown = (await seller.edit(later, "acompte 20 %")).text
    assert "fin de mois" not in shown
    assert "acompte 20" in shown


async def test_being_a_customer_elsewhere_leaves_ones_own_company_in_view(scene: Scene) -> None:
    owner = await scene.person("Ana")
    await owner.say(scene.setup_code())
    await owner.say("Menuiserie du Port")
    await owner.later(7)
    (seller,) = await scene.staff(Karim=Role.SALES)
    await seller.say("devis girard 2 radiateurs 1000w")
    await seller.tap("Valider")
    await seller.tap("Envoyer")
    received = await owner.open((await seller.last()).link())
    assert "Accepter" in " ".join(received.buttons)
    assert "Menuiserie du Port" in (await owner.say("/start")).text


async def test_asking_for_a_customers_card_leaves_the_open_draft_to_its_customer(scene: Scene) -> None:
    (seller,) = await scene.staff(Karim=Role.SALES)
    draft = await seller.say("devis girard 2 radiateurs 1000w")
    assert "Martin Plomberie" in (await seller.say("client martin plomberie")).text
    assert "Girard" in (await seller.card()).text
    await seller.say("client martin plomberie", reply_to=draft)
    assert "Martin Plomberie" in (await seller.card()).text


async def test_four_digits_alone_are_never_silently_a_quantity(scene: Scene) -> None:
    (seller,) = await scene.staff(Karim=Role.SALES)
    await seller.say("devis girard 2 radiateurs 1000w")
    await seller.say("5678")
    assert "2 × Radiateur" in (await seller.card()).text
    await seller.say("12")
    assert "12 × Radiateur" in (await seller.card()).text
