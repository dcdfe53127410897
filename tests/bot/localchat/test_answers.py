"""Taps on buttons and inline searches, and the bot's answers."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from telegram import (
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQueryResultArticle,
    InlineQueryResultsButton,
    InputTextMessageContent,
)
from telegram.error import BadRequest

from bot.localchat.wire import Json
from tests.bot.localchat.driving import Local, running


async def tap(local: Local, person: int, message_id: int, data: str = "x") -> str:
    body = {"message_id": message_id, "data": data}
    return str((await local.page("POST", f"chats/{person}/taps", body))["callback_query_id"])


async def next_event(local: Local, kind: str) -> Json:
    """The next event of a kind, from now on."""
    cursor = await local.cursor()
    async for item in local.chat.world.events.follow(cursor):
        if item and item[1]["type"] == kind:
            return item[1]
    raise AssertionError("the feed ended")


async def test_a_tap_reaches_the_bot_with_its_message_and_the_answer_reaches_the_page_once(local: Local) -> None:
    person = await local.started()
    keyboard = InlineKeyboardMarkup([[InlineKeyboardButton("Valider", callback_data="q:1:2")]])
    sent = await local.bot.send_message(person, "Devis", reply_markup=keyboard)
    query_id = await tap(local, person, sent.message_id, "q:1:2")
    query = (await local.bot.get_updates())[0].callback_query
    assert query
    assert (query.id, query.data, query.from_user.id) == (query_id, "q:1:2", person)
    assert query.message
    assert query.message.message_id == sent.message_id
    answered = asyncio.create_task(next_event(local, "callback_answer"))
    await asyncio.sleep(0.05)
    assert await query.answer("Fait", show_alert=True)
    assert await answered == {
        "type": "callback_answer",
        "chat_id": person,
        "message_id": sent.message_id,
        "callback_query_id": query_id,
        "show_alert": True,
        "text": "Fait",
    }
    with pytest.raises(BadRequest, match="Query is too old"):
        await query.answer("Encore")


async def test_a_forged_tap_on_no_message_reaches_the_bot_as_inaccessible(local: Local) -> None:
    person = await local.started()
    await tap(local, person, 777, "nimporte:quoi")
    query = (await local.bot.get_updates())[0].callback_query
    assert query
    assert query.message
    assert not query.message.is_accessible
    assert query.data == "nimporte:quoi"


async def test_a_tap_nobody_answers_expires_for_the_page_and_for_the_bot(tmp_path: Path) -> None:
    async with running(tmp_path, callback_seconds=0.2) as local:
        person = await local.started()
        expired = asyncio.create_task(next_event(local, "callback_expired"))
        await asyncio.sleep(0.05)
        query_id = await tap(local, person, 1)
        assert (await expired)["callback_query_id"] == query_id
        with pytest.raises(BadRequest, match="Query is too old"):
            await local.bot.answer_callback_query(query_id)


async def test_a_tap_can_be_answered_after_a_restart(tmp_path: Path) -> None:
    async with running(tmp_path) as local:
        person = await local.started()
        query_id = await tap(local, person, 1)
    async with running(tmp_path) as local:
        assert await local.bot.answer_callback_query(query_id)


async def test_an_answer_may_open_the_bots_own_start_link(local: Local) -> None:
    person = await local.started()
    query_id = await tap(local, person, 1)
    assert await local.bot.answer_callback_query(query_id, url="https://t.me/carnet_local_bot?start=devis_12")


async def search(local: Local, person: int, query: str, *results: InlineQueryResultArticle) -> Json:
    asked = asyncio.create_task(local.page("POST", "inline", {"person_id": person, "query": query}))
    update = (await local.bot.get_updates(timeout=5))[-1]
    assert update.inline_query
    assert (update.inline_query.query, update.inline_query.chat_type) == (query, "sender")
    button = InlineQueryResultsButton("Créer", start_parameter="nouveau")
    assert await update.inline_query.answer(results, button=button, next_offset="20")
    return await asked


async def test_an_inline_search_shows_results_and_the_chosen_one_is_posted(local: Local) -> None:
    person = await local.started()
    keyboard = InlineKeyboardMarkup([[InlineKeyboardButton("Ajouter", callback_data="add:7")]])
    content = InputTextMessageContent("<b>Clim</b> 3,5 kW", parse_mode="HTML")
    article = InlineQueryResultArticle("7", "Clim 3,5 kW", content, reply_markup=keyboard, description="1 200 €")
    found = await search(local, person, "clim", article)
    assert [(r["id"], r["title"], r["description"]) for r in found["results"]] == [("7", "Clim 3,5 kW", "1 200 €")]
    assert found["next_offset"] == "20"
    assert found["button"] == {"text": "Créer", "start_parameter": "nouveau"}
    body = {"person_id": person, "query": "clim", "result_id": "7"}
    message = (await local.page("POST", "inline/choose", body))["message"]
    assert message["text"] == "Clim 3,5 kW"
    assert message["via_bot"]["username"] == "carnet_local_bot"
    _, posted, chosen = await local.bot.get_updates()
    assert posted.message
    assert posted.message.via_bot
    assert chosen.chosen_inline_result
    assert chosen.chosen_inline_result.result_id == "7"
    inline_id = chosen.chosen_inline_result.inline_message_id
    assert await local.bot.edit_message_text("Ajouté", inline_message_id=inline_id) is True
    assert (await local.history(person))["messages"][-1]["text"] == "Ajouté"


async def test_a_result_never_shown_cannot_be_chosen(local: Local) -> None:
    person = await local.started()
    body = {"person_id": person, "query": "clim", "result_id": "7"}
    assert "error" in await local.page("POST", "inline/choose", body, status=404)


async def test_an_inline_search_the_bot_ignores_times_out(local: Local, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.localchat.client.inline.INLINE_SECONDS", 0.1)
    person = await local.started()
    await local.page("POST", "inline", {"person_id": person, "query": "x"}, status=504)
    query = (await local.bot.get_updates())[-1].inline_query
    assert query
    with pytest.raises(BadRequest, match="Query is too old"):
        await query.answer([])
