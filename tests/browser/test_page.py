"""The page itself: first run, panes, memory, colours, and a server that goes away."""

import re
from pathlib import Path

import pytest
from playwright.async_api import Browser, expect

from tests.bot.localchat.driving import running
from tests.browser.stage import NARROW, Stage, browser_context

pytestmark = pytest.mark.asyncio(loop_scope="session")  # the browser lives in one loop


async def _brightness(stage: Stage) -> float:
    """Of the page's background, from 0 (black) to 255."""
    colour = await stage.page.evaluate("getComputedStyle(document.body).backgroundColor")
    return sum(map(float, re.findall(r"[\d.]+", colour)[:3])) / 3


async def test_a_stranger_is_in_the_chat_after_two_clicks(stage: Stage) -> None:
    await stage.page.goto(stage.local.chat.url)
    await expect(stage.page.get_by_role("heading", name="Choisissez qui vous êtes")).to_be_visible()
    await stage.page.get_by_test_id("person-suggestion").filter(has_text="Sophie").click()
    await stage.page.get_by_test_id("person-create").click()
    await stage.pane(1001).get_by_test_id("start").click()
    message = (await stage.update()).message
    assert message is not None
    assert (message.text, message.from_user and message.from_user.first_name) == ("/start", "Sophie")
    composer = stage.pane(1001).get_by_test_id("composer")
    await expect(composer).to_be_visible()
    assert await composer.evaluate("field => field.clientHeight >= 36")  # a whole line


async def test_a_taken_identifier_is_refused_in_words(stage: Stage) -> None:
    sophie = await stage.opened()
    await stage.page.get_by_test_id("person-new").click()
    await stage.page.get_by_test_id("person-first-name").fill("Karim")
    await stage.page.get_by_text("Plus de réglages").click()
    await stage.page.get_by_label("Identifiant Telegram").fill(str(sophie))
    await stage.page.get_by_test_id("person-create").click()
    await expect(stage.page.get_by_role("alert")).to_have_text("Cet identifiant est déjà pris.")


async def test_panes_messages_and_drafts_survive_a_reload(stage: Stage) -> None:
    sophie, marc = await stage.local.started("Sophie"), await stage.local.started("Marc")
    await stage.open(sophie, marc)
    await stage.bot.send_message(sophie, "Bonjour Sophie")
    await stage.pane(marc).get_by_test_id("composer").fill("à finir")
    await stage.page.goto(stage.local.chat.url)
    await expect(stage.messages(sophie, "bot")).to_have_text(re.compile("Bonjour Sophie"))
    await expect(stage.pane(marc).get_by_test_id("composer")).to_have_value("à finir")


async def test_a_narrow_screen_shows_one_pane_and_counts_what_others_got(stage: Stage) -> None:
    await stage.page.set_viewport_size(NARROW)
    sophie, marc = await stage.local.started("Sophie"), await stage.local.started("Marc")
    await stage.open(sophie)
    await stage.bot.send_message(marc, "Votre devis")
    tab = stage.page.get_by_test_id(f"tab-{marc}")
    await expect(tab).to_contain_text("1")
    await tab.click()
    await expect(stage.pane(marc)).to_be_visible()
    await expect(stage.pane(sophie)).to_be_hidden()
    await expect(tab).to_have_text("MMarc")
    assert await stage.page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]


async def test_dark_follows_the_system_until_the_person_chooses(stage: Stage) -> None:
    await stage.opened()
    await stage.page.emulate_media(color_scheme="light")
    assert await _brightness(stage) > 200
    await stage.page.emulate_media(color_scheme="dark")
    assert await _brightness(stage) < 60
    await stage.page.get_by_test_id("theme").click()
    await stage.page.reload()
    await stage.page.get_by_test_id("theme").wait_for()
    assert await _brightness(stage) > 200


async def test_after_an_interruption_nothing_is_missing_and_nothing_is_there_twice(
    tmp_path: Path, browser: Browser
) -> None:
    async with browser_context(browser) as context:
        page = await context.new_page()
        async with running(tmp_path) as local:
            first = Stage(local, context, page)
            sophie = await first.opened()
            await first.bot.send_message(sophie, "avant")
            await expect(first.messages(sophie, "bot")).to_have_count(1)
            port = local.chat.port
        await expect(page.get_by_test_id("connection")).to_be_visible()
        async with running(tmp_path, port=port) as local:
            again = Stage(local, context, page)
            await again.bot.send_message(sophie, "pendant")
            await expect(page.get_by_test_id("connection")).to_be_hidden()
            await again.bot.send_message(sophie, "après")
            await expect(again.messages(sophie, "bot").locator(".text")).to_have_text(["avant", "pendant", "après"])


async def test_what_could_not_be_sent_stays_in_the_field(tmp_path: Path, browser: Browser) -> None:
    async with browser_context(browser) as context:
        page = await context.new_page()
        async with running(tmp_path) as local:
            stage = Stage(local, context, page)
            sophie = await stage.opened()
            await expect(stage.messages(sophie, "me")).to_have_count(1)
        await stage.write(sophie, "ne pas perdre")
        await expect(stage.pane(sophie).get_by_test_id("toast")).to_have_text("Le serveur local ne répond pas.")
        await expect(stage.pane(sophie).get_by_test_id("composer")).to_have_value("ne pas perdre")
