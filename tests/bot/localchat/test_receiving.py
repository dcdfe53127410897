"""How updates wait for the bot, and how it takes them."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

from bot.localchat.wire import Json
from tests.bot.localchat.driving import Local, running


def texts(updates: list[Json]) -> list[str]:
    return [update["message"]["text"] for update in updates]


async def test_updates_come_again_until_a_later_offset_confirms_them(local: Local) -> None:
    person = await local.person()
    for text in ("un", "deux", "trois"):
        await local.say(person, text)
    first = await local.result("getUpdates")
    assert texts(first) == texts(await local.result("getUpdates")) == ["un", "deux", "trois"]
    assert texts(await local.result("getUpdates", offset=first[1]["update_id"])) == ["deux", "trois"]
    assert texts(await local.result("getUpdates", offset=first[2]["update_id"] + 1)) == []
    assert (await local.result("getWebhookInfo"))["pending_update_count"] == 0


async def test_update_ids_follow_one_another_from_a_large_number(local: Local) -> None:
    person = await local.person()
    await local.say(person, "un")
    first = (await local.result("getUpdates"))[0]["update_id"]
    await local.result("getUpdates", offset=first + 1)
    await local.say(person, "deux")
    assert (await local.result("getUpdates"))[0]["update_id"] == first + 1
    assert first > 100_000_000


async def test_a_negative_offset_keeps_only_the_end_of_the_queue(local: Local) -> None:
    person = await local.person()
    for text in ("un", "deux", "trois"):
        await local.say(person, text)
    assert texts(await local.result("getUpdates", offset=-2)) == ["deux", "trois"]
    assert texts(await local.result("getUpdates")) == ["deux", "trois"]


async def test_a_batch_holds_at_most_its_limit(local: Local) -> None:
    person = await local.person()
    for text in ("un", "deux"):
        await local.say(person, text)
    assert texts(await local.result("getUpdates", limit=1)) == ["un"]
    assert texts(await local.result("getUpdates", limit=1000)) == ["un", "deux"]


async def test_a_long_poll_answers_as_soon_as_something_comes(local: Local) -> None:
    person = await local.person()
    poll = asyncio.create_task(local.bot.get_updates(timeout=10))
    await asyncio.sleep(0.1)
    start = time.monotonic()
    await local.say(person, "Bonjour")
    assert [update.effective_message.text for update in await poll if update.effective_message] == ["Bonjour"]
    assert time.monotonic() - start < 2


async def test_a_poll_left_by_a_bot_that_died_counts_as_no_refusal(local: Local) -> None:
    dying = asyncio.create_task(local.result("getUpdates", timeout=20))
    await asyncio.sleep(0.1)
    dying.cancel()
    await asyncio.sleep(0.1)
    assert await local.result("getUpdates") == []
    assert all(call["ok"] for call in (await local.page("GET", "calls"))["calls"])


async def test_a_long_poll_ends_empty_after_its_time(local: Local) -> None:
    assert await local.result("getUpdates", timeout=1) == []


async def test_kinds_not_asked_for_are_dropped_and_the_choice_is_remembered(local: Local) -> None:
    person = await local.started()
    await local.result("getUpdates", allowed_updates=["callback_query"])
    await local.say(person, "perdu")
    await local.page("POST", f"chats/{person}/taps", {"message_id": 1, "data": "x"})
    await local.result("getUpdates")
    assert [set(u) for u in await local.result("getUpdates")] == [{"update_id", "callback_query"}]
    assert (await local.result("getWebhookInfo"))["allowed_updates"] == ["callback_query"]
    await local.result("getUpdates", allowed_updates=[])
    await local.say(person, "reçu")
    assert len(await local.result("getUpdates")) == 2


async def test_updates_are_forgotten_after_a_day(local: Local) -> None:
    person = await local.person()
    await local.say(person, "hier")
    with local.chat.world.store.db as db:
        db.execute("update pending_update set at = at - 86401")
    assert await local.result("getUpdates") == []


async def test_dropping_pending_updates_empties_the_queue(local: Local) -> None:
    person = await local.person()
    await local.say(person, "Bonjour")
    assert await local.bot.delete_webhook(drop_pending_updates=True)
    assert await local.result("getUpdates") == []


async def test_a_restart_forgets_nothing(tmp_path: Path) -> None:
    async with running(tmp_path) as local:
        person = await local.started(last_name="Martin", username="sophie")
        await local.result("setMyCommands", commands=[{"command": "aide", "description": "Aide"}])
        keyboard = {"keyboard": [[{"text": "Oui"}]], "resize_keyboard": True}
        sent = await local.result("sendMessage", chat_id=person, text="Bonjour", reply_markup=keyboard)
        await local.result("pinChatMessage", chat_id=person, message_id=sent["message_id"])
        await local.say(person, "Merci")
        waiting = await local.result("getUpdates")
        history, state = await local.history(person), await local.page("GET", "state")
    async with running(tmp_path) as local:
        assert await local.history(person) == history
        assert await local.page("GET", "state") == state
        assert await local.result("getUpdates") == waiting
        later = await local.say(person, "Encore")
        assert later["message_id"] == history["messages"][-1]["message_id"] + 1
        assert (await local.events(state["cursor"], 1))[0]["message"]["text"] == "Encore"


async def test_words_typed_and_edited_reach_the_bot_as_telegram_says_them(local: Local) -> None:
    person = await local.person("Karim", last_name="Benali", username="karim", language_code="fr")
    message = await local.say(person, "/start abc_1")
    await local.page("PUT", f"chats/{person}/messages/{message['message_id']}", {"text": "devis *dupont*"})
    sent, edited = await local.bot.get_updates()
    assert sent.message
    assert sent.message.text == "/start abc_1"
    assert [(e.type, e.length) for e in sent.message.entities] == [("bot_command", 6)]
    assert sent.message.chat.id == person == sent.effective_user.id if sent.effective_user else False
    assert edited.edited_message
    assert edited.edited_message.text == "devis *dupont*"
    assert edited.edited_message.edit_date


async def test_blocking_and_unblocking_tell_the_bot(local: Local) -> None:
    person = await local.started()
    for blocked in (True, False):
        await local.page("PATCH", f"persons/{person}", {"blocked": blocked})
    changes = [update.my_chat_member for update in await local.bot.get_updates()]
    assert [(c.old_chat_member.status, c.new_chat_member.status) for c in changes if c] == [
        ("member", "kicked"),
        ("kicked", "member"),
    ]
