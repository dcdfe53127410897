"""Buttons, commands, keyboards, inline mode and deep links."""

import pytest
from playwright.async_api import expect
from telegram import (
    BotCommand,
    CopyTextButton,
    ForceReply,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQueryResultArticle,
    InputTextMessageContent,
    KeyboardButton,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
    Update,
)

from tests.browser.stage import Stage

pytestmark = pytest.mark.asyncio(loop_scope="session")  # the browser lives in one loop

_VALIDATE = InlineKeyboardMarkup([[InlineKeyboardButton("Valider", callback_data="ok")]])


async def _tapped(stage: Stage, person: int) -> str:
    """Tap « Valider » under a new card; the id of the query, still without its answer."""
    await stage.bot.send_message(person, "Devis", reply_markup=_VALIDATE)
    await stage.pane(person).get_by_test_id("inline-button").click()
    query = (await stage.update()).callback_query
    assert query is not None
    assert query.data == "ok"
    return query.id


async def test_a_button_spins_until_the_bot_answers_with_a_toast(stage: Stage) -> None:
    sophie = await stage.opened()
    query = await _tapped(stage, sophie)
    button = stage.pane(sophie).get_by_test_id("inline-button")
    await expect(button).to_have_attribute("aria-busy", "true")
    await stage.bot.answer_callback_query(query, "Validé")
    await expect(stage.pane(sophie).get_by_test_id("toast")).to_have_text("Validé")
    await expect(button).not_to_have_attribute("aria-busy", "true")


async def test_an_alert_must_be_read_first(stage: Stage) -> None:
    sophie = await stage.opened()
    await stage.bot.answer_callback_query(await _tapped(stage, sophie), "Ce devis a changé.", show_alert=True)
    alert = stage.page.get_by_test_id("alert")
    await expect(alert).to_contain_text("Ce devis a changé.")
    await alert.get_by_role("button", name="D’accord").click()
    await expect(alert).to_have_count(0)


async def test_two_quick_taps_on_a_button_are_one(stage: Stage) -> None:
    sophie = await stage.opened()
    await stage.bot.send_message(sophie, "Devis", reply_markup=_VALIDATE)
    await stage.pane(sophie).get_by_test_id("inline-button").dblclick()
    await stage.update()
    await stage.write(sophie, "ensuite")
    assert (await stage.update()).message is not None


async def test_text_can_be_copied_from_a_button(stage: Stage) -> None:
    sophie = await stage.opened()
    await stage.context.grant_permissions(["clipboard-read", "clipboard-write"])
    button = InlineKeyboardButton("Copier l’IBAN", copy_text=CopyTextButton("FR76 3000"))
    await stage.bot.send_message(sophie, "Virement", reply_markup=InlineKeyboardMarkup([[button]]))
    await stage.pane(sophie).get_by_test_id("inline-button").click()
    await expect(stage.pane(sophie).get_by_test_id("toast")).to_have_text("Copié.")
    assert await stage.page.evaluate("navigator.clipboard.readText()") == "FR76 3000"


async def test_a_deep_link_opens_in_somebody_elses_pane(stage: Stage) -> None:
    sophie = await stage.opened()
    marc = await stage.local.person("Marc")
    await stage.bot.send_message(sophie, "Pour le client : https://t.me/carnet_local_bot?start=q_Ab-12")
    await stage.messages(sophie, "bot").last.get_by_role("link").click()
    await stage.page.locator(f'[data-testid="open-as"][data-person-id="{marc}"]').click()
    message = (await stage.update()).message
    assert message is not None
    assert (message.chat_id, message.text) == (marc, "/start q_Ab-12")
    await expect(stage.messages(marc, "me")).to_contain_text("/start q_Ab-12")
    await expect(stage.pane(sophie)).to_be_visible()


async def test_a_pasted_link_is_opened_by_this_person(stage: Stage) -> None:
    sophie = await stage.opened()
    await stage.pane(sophie).get_by_test_id("pane-menu").click()
    await stage.page.get_by_role("menuitem", name="Coller un lien…").click()
    await stage.page.get_by_test_id("link").fill("t.me/carnet_local_bot?start=abc")
    await stage.page.get_by_test_id("confirm").click()
    message = (await stage.update()).message
    assert message is not None
    assert message.text == "/start abc"


async def test_the_contact_key_sends_the_persons_own_number_once(stage: Stage) -> None:
    sophie = await stage.opened(phone_number="+33612345678")
    keyboard = ReplyKeyboardMarkup(
        [[KeyboardButton("Mon numéro", request_contact=True)]],
        one_time_keyboard=True,
        input_field_placeholder="Votre numéro",
    )
    await stage.bot.send_message(sophie, "Qui êtes-vous ?", reply_markup=keyboard)
    await expect(stage.pane(sophie).get_by_test_id("composer")).to_have_attribute("placeholder", "Votre numéro")
    await stage.pane(sophie).get_by_test_id("reply-keyboard-button").click()
    message = (await stage.update()).message
    assert message is not None
    assert message.contact is not None
    assert message.contact.user_id == sophie
    assert message.contact.phone_number.lstrip("+") == "33612345678"
    await expect(stage.messages(sophie, "me").last.get_by_test_id("contact")).to_contain_text("Sophie")
    await expect(stage.pane(sophie).get_by_test_id("reply-keyboard-button")).to_have_count(0)


async def test_the_location_key_asks_where_and_keys_can_be_taken_away(stage: Stage) -> None:
    sophie = await stage.opened()
    keyboard = ReplyKeyboardMarkup([[KeyboardButton("Ma position", request_location=True)], [KeyboardButton("Non")]])
    await stage.bot.send_message(sophie, "Où êtes-vous ?", reply_markup=keyboard)
    await stage.pane(sophie).get_by_test_id("reply-keyboard-button").first.click()
    await stage.page.get_by_test_id("confirm").click()
    message = (await stage.update()).message
    assert message is not None
    assert message.location is not None
    assert message.location.latitude == pytest.approx(45.75781)
    await stage.bot.send_message(sophie, "Merci.", reply_markup=ReplyKeyboardRemove())
    await expect(stage.pane(sophie).get_by_test_id("reply-keyboard-button")).to_have_count(0)


async def test_a_forced_reply_is_already_prepared(stage: Stage) -> None:
    sophie = await stage.opened()
    question = await stage.bot.send_message(sophie, "Quel nom ?", reply_markup=ForceReply())
    await expect(stage.pane(sophie).locator(".context-bar")).to_contain_text("Quel nom ?")
    await stage.write(sophie, "Dupont")
    message = (await stage.update()).message
    assert message is not None
    assert message.reply_to_message is not None
    assert message.reply_to_message.message_id == question.message_id


async def test_commands_are_proposed_while_a_slash_is_typed(stage: Stage) -> None:
    sophie = await stage.opened()
    await stage.bot.set_my_commands([BotCommand("devis", "Nouveau devis"), BotCommand("aide", "Comment faire")])
    await stage.page.reload()
    await stage.pane(sophie).get_by_test_id("commands").click()
    menu = stage.pane(sophie).get_by_test_id("command-menu")
    await expect(menu.get_by_role("option")).to_have_count(2)
    await stage.pane(sophie).get_by_test_id("composer").press_sequentially("/de")
    await expect(menu.get_by_role("option")).to_have_text(["/devisNouveau devis"])
    await stage.pane(sophie).get_by_test_id("composer").press("Tab")
    message = (await stage.update()).message
    assert message is not None
    assert message.text == "/devis"


async def test_inline_mode_lists_results_and_posts_the_chosen_one(stage: Stage) -> None:
    sophie = await stage.opened()
    await stage.pane(sophie).get_by_test_id("composer").fill("@carnet_local_bot clim")
    query = (await stage.update()).inline_query
    assert query is not None
    assert query.query == "clim"
    results = [
        InlineQueryResultArticle(f"p{number}", f"Clim {number}", InputTextMessageContent(f"Fiche {number}"))
        for number in (1, 2)
    ]
    await stage.bot.answer_inline_query(query.id, results, cache_time=0)
    await stage.pane(sophie).get_by_role("option", name="Clim 2").click()
    await expect(stage.messages(sophie, "me").last).to_contain_text("Fiche 2")
    await expect(stage.messages(sophie, "me").last).to_contain_text("via @carnet_local_bot")
    await expect(stage.pane(sophie).get_by_test_id("composer")).to_have_value("")


async def test_blocking_and_unblocking_the_bot_are_told_to_it(stage: Stage) -> None:
    sophie = await stage.local.started()
    await stage.bot.get_updates(allowed_updates=Update.ALL_TYPES)
    await stage.open(sophie)
    await stage.pane(sophie).get_by_test_id("pane-menu").click()
    await stage.page.get_by_role("menuitem", name="Bloquer le bot").click()
    await stage.pane(sophie).get_by_test_id("unblock").click()
    statuses = [change.new_chat_member.status for change in [(await stage.update()).my_chat_member] if change]
    statuses += [change.new_chat_member.status for change in [(await stage.update()).my_chat_member] if change]
    assert statuses == ["kicked", "member"]
    await expect(stage.pane(sophie).get_by_test_id("composer")).to_be_visible()
