"""What is said: shown as it was meant, live, in order and once."""

import pytest
from playwright.async_api import expect
from telegram import InlineKeyboardButton, InlineKeyboardMarkup, ReactionTypeEmoji, ReplyParameters

from tests.browser.stage import Stage

pytestmark = pytest.mark.asyncio(loop_scope="session")  # the browser lives in one loop

HOSTILE = '<img src=x onerror="document.title=1"><script>document.title=2</script>'


async def test_a_message_reaches_the_bot_and_its_answer_appears_once(stage: Stage) -> None:
    sophie = await stage.opened()
    await stage.write(sophie, "devis dupont 2 radiateurs")
    update = await stage.update()
    assert update.message is not None
    assert update.message.text == "devis dupont 2 radiateurs"
    await stage.bot.send_message(sophie, "Bien reçu.")
    await expect(stage.messages(sophie, "bot").get_by_text("Bien reçu.")).to_have_count(1)
    await expect(stage.messages(sophie, "me").last).to_contain_text("devis dupont")


async def test_html_is_drawn_with_its_own_elements(stage: Stage) -> None:
    sophie = await stage.opened()
    await stage.bot.send_message(
        sophie,
        "🧾 <b>gras <i>et italique</i></b> <u>souligné</u> <s>barré</s> <code>code</code>"
        '<pre><code class="language-python">x = 1</code></pre>'
        '<a href="https://example.org/a">ici</a> <tg-spoiler>caché</tg-spoiler><blockquote>cité</blockquote>',
        parse_mode="HTML",
    )
    bubble = stage.messages(sophie, "bot").last
    await expect(bubble.locator("strong")).to_have_text("gras et italique")
    for element, text in {"strong em": "et italique", "u": "souligné", "s": "barré", "pre": "x = 1"}.items():
        await expect(bubble.locator(element)).to_have_text(text)
    await expect(bubble.locator("blockquote")).to_have_text("cité")
    await expect(bubble.get_by_role("link", name="ici")).to_have_attribute("href", "https://example.org/a")
    await bubble.locator(".spoiler").click()
    await expect(bubble.locator(".spoiler.revealed")).to_have_text("caché")


async def test_a_folded_quote_opens(stage: Stage) -> None:
    sophie = await stage.opened()
    lines = "\n".join(f"ligne {number}" for number in range(12))
    await stage.bot.send_message(sophie, f"<blockquote expandable>{lines}</blockquote>", parse_mode="HTML")
    quote = stage.messages(sophie, "bot").locator("blockquote")
    folded = await quote.bounding_box()
    await quote.get_by_role("button", name="Lire la suite").click()
    opened = await quote.bounding_box()
    assert folded is not None
    assert opened is not None
    assert opened["height"] > 2 * folded["height"]


async def test_hostile_text_is_only_text(stage: Stage) -> None:
    sophie = await stage.opened(first_name=HOSTILE[:40])
    await stage.write(sophie, HOSTILE)
    await stage.bot.send_message(
        sophie, HOSTILE, reply_markup=InlineKeyboardMarkup([[InlineKeyboardButton(HOSTILE[:60], callback_data="x")]])
    )
    await expect(stage.messages(sophie, "bot").last.locator(".text")).to_have_text(HOSTILE)
    await expect(stage.messages(sophie, "me").last.locator(".text")).to_have_text(HOSTILE)
    assert await stage.pane(sophie).locator(".log img, .log script").count() == 0
    assert await stage.page.title() == "Carnet — chat local"


async def test_an_edit_changes_the_message_in_its_place(stage: Stage) -> None:
    sophie = await stage.opened()
    card = await stage.bot.send_message(sophie, "brouillon")
    await stage.bot.send_message(sophie, "après")
    await expect(stage.messages(sophie, "bot")).to_have_count(2)
    await stage.bot.edit_message_text("validé", sophie, card.message_id)
    first = stage.messages(sophie, "bot").first
    await expect(first).to_contain_text("validé")
    await expect(first).to_contain_text("modifié")
    await expect(stage.messages(sophie, "bot")).to_have_count(2)


async def test_arrow_up_corrects_the_last_own_message(stage: Stage) -> None:
    sophie = await stage.opened()
    await stage.write(sophie, "3 radiateur")
    await expect(stage.messages(sophie, "me").last).to_contain_text("3 radiateur")
    composer = stage.pane(sophie).get_by_test_id("composer")
    await composer.press("ArrowUp")
    await expect(composer).to_have_value("3 radiateur")
    await composer.press("End")
    await composer.press("s")
    await composer.press("Enter")
    await expect(stage.messages(sophie, "me").last).to_contain_text("3 radiateurs")
    await stage.update()
    edited = (await stage.update()).edited_message
    assert edited is not None
    assert edited.text == "3 radiateurs"


async def test_a_reply_shows_its_source_and_reaches_the_bot(stage: Stage) -> None:
    sophie = await stage.opened()
    card = await stage.bot.send_message(sophie, "Devis 45")
    bubble = stage.messages(sophie, "bot").last
    await bubble.hover()
    await bubble.get_by_test_id("message-menu").click()
    await stage.page.get_by_role("menuitem", name="Répondre").click()
    await stage.write(sophie, "4 pas 3")
    await expect(stage.messages(sophie, "me").last.get_by_test_id("quoted")).to_contain_text("Devis 45")
    message = (await stage.update()).message
    assert message is not None
    assert message.reply_to_message is not None
    assert message.reply_to_message.message_id == card.message_id


async def test_escape_gives_up_a_reply(stage: Stage) -> None:
    sophie = await stage.opened()
    await stage.bot.send_message(sophie, "Devis 45")
    bubble = stage.messages(sophie, "bot").last
    await bubble.hover()
    await bubble.get_by_test_id("message-menu").click()
    await stage.page.get_by_role("menuitem", name="Répondre").click()
    await stage.pane(sophie).get_by_test_id("composer").press("Escape")
    await stage.write(sophie, "autre chose")
    message = (await stage.update()).message
    assert message is not None
    assert message.reply_to_message is None


async def test_reactions_pins_and_deletions_are_seen_live(stage: Stage) -> None:
    sophie = await stage.opened()
    card = await stage.bot.send_message(sophie, "Mon jour", reply_parameters=None)
    gone = await stage.bot.send_message(sophie, "à oublier", reply_parameters=ReplyParameters(card.message_id))
    await stage.bot.set_message_reaction(sophie, card.message_id, [ReactionTypeEmoji("👌")])
    await stage.bot.pin_chat_message(sophie, card.message_id)
    await expect(stage.messages(sophie, "bot").first).to_contain_text("👌")
    await expect(stage.pane(sophie).get_by_test_id("pinned")).to_contain_text("Mon jour")
    await stage.bot.delete_message(sophie, gone.message_id)
    await expect(stage.pane(sophie).get_by_text("à oublier")).to_have_count(0)


async def test_the_bot_is_seen_writing(stage: Stage) -> None:
    sophie = await stage.opened()
    await stage.bot.send_chat_action(sophie, "upload_document")
    await expect(stage.pane(sophie)).to_contain_text("Carnet envoie un document…")


async def test_older_messages_come_when_scrolling_up(stage: Stage) -> None:
    sophie = await stage.local.started()
    for number in range(70):
        await stage.bot.send_message(sophie, f"message {number}")
    await stage.open(sophie)
    await expect(stage.pane(sophie).get_by_text("message 69", exact=True)).to_be_visible()
    await expect(stage.pane(sophie).get_by_text("message 2", exact=True)).to_have_count(0)
    await stage.pane(sophie).locator(".log").evaluate("log => { log.scrollTop = 0 }")
    await expect(stage.pane(sophie).get_by_text("message 2", exact=True)).to_have_count(1)
