"""Each refusal, in Telegram's own words."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from telegram.error import BadRequest, Conflict, Forbidden, InvalidToken, RetryAfter

from bot.localchat.wire import Json
from tests.bot.localchat.driving import TOKEN, Local, library_bot


def keyboard(**button: Any) -> Json:
    return {"inline_keyboard": [[{"text": "OK", **button}]]}


MESSAGE: dict[str, tuple[Json, str]] = {
    "no text": ({}, "message text is empty"),
    "blank text": ({"text": " \n "}, "message text is empty"),
    "tags without text": ({"text": "<b></b>", "parse_mode": "HTML"}, "message text is empty"),
    "long text": ({"text": "a" * 4097}, "message is too long"),
    "endless text": ({"text": "a" * 40_000}, "text is too long"),
    "parse mode": ({"text": "a", "parse_mode": "BBCode"}, "unsupported parse_mode"),
    "Markdown": (
        {"text": "*a*", "parse_mode": "MarkdownV2"},
        "can't parse entities: this server reads HTML and explicit entities only, not Markdown",
    ),
    "HTML": (
        {"text": "<x>a</x>", "parse_mode": "HTML"},
        'can\'t parse entities: Unsupported start tag "x" at byte offset 0',
    ),
    "entities": ({"text": "a", "entities": "[oops"}, "can't parse entities JSON object"),
    "no chat": ({"text": "a", "chat_id": ""}, "chat_id is empty"),
    "unknown chat": ({"text": "a", "chat_id": 999}, "chat not found"),
    "chat by name": ({"text": "a", "chat_id": "@sophie"}, "chat not found"),
    "endless chat": ({"text": "a", "chat_id": "9" * 5000}, "chat not found"),
    "long data": ({"text": "a", "reply_markup": keyboard(callback_data="é" * 33)}, "BUTTON_DATA_INVALID"),
    "no action": (
        {"text": "a", "reply_markup": keyboard()},
        "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
    ),
    "empty data": (
        {"text": "a", "reply_markup": keyboard(callback_data="")},
        "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
    ),
    "two actions": (
        {"text": "a", "reply_markup": keyboard(callback_data="x", url="https://a.fr")},
        "BUTTON_TYPE_INVALID",
    ),
    "data of a wrong type": (
        {"text": "a", "reply_markup": keyboard(callback_data=5)},
        'can\'t parse inline keyboard button: Field "callback_data" must be of type String',
    ),
    "no caption on a button": (
        {"text": "a", "reply_markup": {"inline_keyboard": [[{"callback_data": "x"}]]}},
        "can't parse inline keyboard button: Can't find field \"text\"",
    ),
    "address of a button": (
        {"text": "a", "reply_markup": keyboard(url="javascript:alert(1)")},
        "inline keyboard button URL 'javascript:alert(1)' is invalid: Wrong HTTP URL",
    ),
    "address without a dot": (
        {"text": "a", "reply_markup": keyboard(url="http://localhost:8080/")},
        "inline keyboard button URL 'http://localhost:8080/' is invalid: Wrong HTTP URL",
    ),
    "copied text": ({"text": "a", "reply_markup": keyboard(copy_text={"text": "x" * 257})}, "BUTTON_COPY_TEXT_INVALID"),
    "too many buttons": (
        {"text": "a", "reply_markup": {"inline_keyboard": [[{"text": "x", "callback_data": "x"}]] * 101}},
        "reply markup is too long",
    ),
    "flat keyboard": (
        {"text": "a", "reply_markup": {"inline_keyboard": [{"text": "x", "callback_data": "x"}]}},
        'field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays',
    ),
    "keyboard that is no array": (
        {"text": "a", "reply_markup": {"keyboard": 5}},
        'field "keyboard" must be of type Array',
    ),
    "reply button": (
        {"text": "a", "reply_markup": {"keyboard": [[5]]}},
        "can't parse keyboard button: KeyboardButton must be a String or an Object",
    ),
    "keyboard JSON": ({"text": "a", "reply_markup": "{oops"}, "can't parse reply keyboard markup JSON object"),
    "keyboard NaN": ({"text": "a", "reply_markup": "NaN"}, "can't parse reply keyboard markup JSON object"),
    "keyboard array": ({"text": "a", "reply_markup": []}, "object expected as reply markup"),
    "reply to nothing": ({"text": "a", "reply_parameters": {"message_id": 9_999}}, "message to be replied not found"),
    "reply to a number beyond": (
        {"text": "a", "reply_parameters": {"message_id": 1 << 70}},
        "message to be replied not found",
    ),
    "reply without number": ({"text": "a", "reply_parameters": {"quote": "x"}}, 'can\'t find field "message_id"'),
    "reply JSON": ({"text": "a", "reply_parameters": "{"}, "can't parse reply parameters JSON object"),
    "old style reply": ({"text": "a", "reply_to_message_id": 9_999}, "message to be replied not found"),
    "preview": ({"text": "a", "link_preview_options": 5}, "object expected as link preview options"),
}


@pytest.mark.parametrize(("params", "reason"), MESSAGE.values(), ids=MESSAGE)
async def test_a_message_telegram_would_refuse_is_refused_and_leaves_no_trace(
    local: Local, params: Json, reason: str
) -> None:
    person = await local.started()
    answer = await local.call("sendMessage", **{"chat_id": person, **params})
    assert answer == {"ok": False, "error_code": 400, "description": f"Bad Request: {reason}"}
    assert len((await local.history(person))["messages"]) == 1


CALLS: dict[str, tuple[str, Json, str]] = {
    "edit nothing": ("editMessageText", {"message_id": 9_999, "text": "a"}, "message to edit not found"),
    "edit without number": ("editMessageText", {"text": "a"}, "message identifier is not specified"),
    "edit a person's words": ("editMessageText", {"message_id": 1, "text": "a"}, "message can't be edited"),
    "edit with a reply keyboard": (
        "editMessageText",
        {"message_id": 1, "text": "a", "reply_markup": {"keyboard": [["x"]]}},
        "inline keyboard expected",
    ),
    "edit an unknown inline message": (
        "editMessageText",
        {"inline_message_id": "x", "text": "a"},
        "MESSAGE_ID_INVALID",
    ),
    "edit without media": ("editMessageMedia", {"message_id": 1}, "input media is not specified"),
    "delete nothing": ("deleteMessage", {"message_id": 9_999}, "message to delete not found"),
    "delete no numbers": ("deleteMessages", {}, "message identifiers are not specified"),
    "delete too many": (
        "deleteMessages",
        {"message_ids": list(range(1, 102))},
        "too many message identifiers specified",
    ),
    "react to nothing": ("setMessageReaction", {"message_id": 9_999}, "message to react not found"),
    "unknown reaction": (
        "setMessageReaction",
        {"message_id": 1, "reaction": [{"type": "emoji", "emoji": "🧾"}]},
        "REACTION_INVALID",
    ),
    "two reactions": (
        "setMessageReaction",
        {"message_id": 1, "reaction": [{"type": "emoji", "emoji": "👍"}] * 2},
        "REACTIONS_TOO_MANY",
    ),
    "long caption": ("sendDocument", {"caption": "a" * 1025, "document": "x"}, "message caption is too long"),
    "no document": ("sendDocument", {}, "there is no document in the request"),
    "attached nothing": ("sendDocument", {"document": "attach://x"}, "there is no document in the request"),
    "unknown file": ("sendDocument", {"document": "BQAC"}, "wrong file identifier/HTTP URL specified"),
    "address of a file": ("sendPhoto", {"photo": "https://a.fr/x.png"}, "failed to get HTTP URL content"),
    "get no file": ("getFile", {}, "file_id not specified"),
    "get unknown file": ("getFile", {"file_id": "BQAC"}, "invalid file_id"),
    "media of one": ("sendMediaGroup", {"media": [{}]}, "group send failed: 2-10 media are expected"),
    "media JSON": ("sendMediaGroup", {"media": "["}, "can't parse media JSON object"),
    "mixed media": (
        "sendMediaGroup",
        {"media": [{"type": "photo", "media": "x"}, {"type": "document", "media": "x"}]},
        "document can't be mixed with other media types",
    ),
    "no place": ("sendLocation", {"longitude": 4.8}, "latitude is empty"),
    "place beyond": ("sendLocation", {"latitude": 91, "longitude": 4.8}, "wrong location specified"),
    "contact without number": ("sendContact", {"first_name": "A"}, "phone_number is empty"),
    "chat action": ("sendChatAction", {"action": "dancing"}, "wrong parameter action in request"),
    "pin nothing": ("pinChatMessage", {"message_id": 9_999}, "message to pin not found"),
    "unpin nothing": ("unpinChatMessage", {}, "message to unpin not found"),
    "forward nothing": ("forwardMessage", {"from_chat_id": 1001, "message_id": 999}, "message to forward not found"),
    "copy from nowhere": ("copyMessage", {"from_chat_id": 5, "message_id": 1}, "chat not found"),
    "command in capitals": (
        "setMyCommands",
        {"commands": [{"command": "Aide", "description": "x"}]},
        "BOT_COMMAND_INVALID",
    ),
    "long command": (
        "setMyCommands",
        {"commands": [{"command": "a" * 33, "description": "x"}]},
        "BOT_COMMAND_INVALID",
    ),
    "command said nothing about": (
        "setMyCommands",
        {"commands": [{"command": "aide", "description": " "}]},
        "BOT_COMMAND_DESCRIPTION_INVALID",
    ),
    "command said too much about": (
        "setMyCommands",
        {"commands": [{"command": "aide", "description": "x" * 257}]},
        "BOT_COMMAND_DESCRIPTION_INVALID",
    ),
    "too many commands": (
        "setMyCommands",
        {"commands": [{"command": f"c{n}", "description": "x"} for n in range(101)]},
        "BOT_COMMANDS_TOO_MUCH",
    ),
    "command's scope": (
        "setMyCommands",
        {"commands": [], "scope": {"type": "moon"}},
        "can't parse BotCommandScope: Unsupported type specified",
    ),
    "command's language": ("setMyCommands", {"language_code": "french"}, "invalid language code specified"),
    "menu button": (
        "setChatMenuButton",
        {"menu_button": {"type": "x"}},
        "can't parse menu button: MenuButton has unsupported type",
    ),
    "webhook": (
        "setWebhook",
        {"url": "https://a.fr/hook"},
        "bad webhook: this server delivers updates by getUpdates only",
    ),
    "long name": ("setMyName", {"name": "x" * 65}, "name is too long"),
    "allowed updates": ("getUpdates", {"allowed_updates": "["}, "can't parse allowed_updates JSON object"),
    "unknown callback": (
        "answerCallbackQuery",
        {"callback_query_id": "1"},
        "query is too old and response timeout expired or query ID is invalid",
    ),
    "long callback answer": ("answerCallbackQuery", {"callback_query_id": "1", "text": "x" * 201}, "MESSAGE_TOO_LONG"),
    "callback address": ("answerCallbackQuery", {"callback_query_id": "1", "url": "https://a.fr"}, "URL_INVALID"),
    "unknown inline query": (
        "answerInlineQuery",
        {"inline_query_id": "1", "results": []},
        "query is too old and response timeout expired or query ID is invalid",
    ),
    "inline results": ("answerInlineQuery", {"results": {}}, "expected an Array of inline query results"),
    "too many inline results": (
        "answerInlineQuery",
        {"results": [{}] * 51},
        "too many inline query results specified",
    ),
    "inline result's id": (
        "answerInlineQuery",
        {"results": [{"type": "article", "id": "é" * 33}]},
        "RESULT_ID_INVALID",
    ),
    "inline result without content": (
        "answerInlineQuery",
        {"results": [{"type": "article", "id": "1", "title": "x"}]},
        "can't parse inline query result: Can't find field \"input_message_content\"",
    ),
    "same inline result twice": (
        "answerInlineQuery",
        {
            "results": [
                {"type": "article", "id": "1", "title": "x", "input_message_content": {"message_text": "x"}},
                {"type": "article", "id": "1", "title": "y", "input_message_content": {"message_text": "y"}},
            ]
        },
        "RESULT_ID_DUPLICATE",
    ),
    "inline button": (
        "answerInlineQuery",
        {"results": [], "button": {"text": "x", "start_parameter": "a b"}},
        "START_PARAM_INVALID",
    ),
}


@pytest.mark.parametrize(("method", "params", "reason"), CALLS.values(), ids=CALLS)
async def test_a_call_telegram_would_refuse_is_refused(local: Local, method: str, params: Json, reason: str) -> None:
    person = await local.started()
    answer = await local.call(method, **{"chat_id": person, **params})
    assert answer == {"ok": False, "error_code": 400, "description": f"Bad Request: {reason}"}


async def test_limits_themselves_are_accepted(local: Local) -> None:
    person = await local.started()
    assert (await local.bot.send_message(person, "a" * 4096)).text == "a" * 4096
    for markup in (
        keyboard(callback_data="é" * 32),
        keyboard(copy_text={"text": "x" * 256}),
        keyboard(url="tg://resolve?domain=x"),
    ):
        sent = await local.result("sendMessage", chat_id=person, text="a", reply_markup=markup)
        assert sent["reply_markup"] == markup
    bold = await local.result("sendMessage", chat_id=person, text=f"<b>{'a' * 4096}</b>", parse_mode="HTML")
    assert (bold["text"], bold["entities"][0]["length"]) == ("a" * 4096, 4096)


async def test_a_person_who_never_wrote_cannot_be_written_to(local: Local) -> None:
    person = await local.person()
    with pytest.raises(Forbidden, match="bot can't initiate conversation with a user"):
        await local.bot.send_message(person, "Bonjour")


async def test_a_person_who_blocked_the_bot_cannot_be_written_to_until_unblocked(local: Local) -> None:
    person = await local.started()
    await local.page("PATCH", f"persons/{person}", {"blocked": True})
    with pytest.raises(Forbidden, match="bot was blocked by the user"):
        await local.bot.send_message(person, "Bonjour")
    await local.page("PATCH", f"persons/{person}", {"blocked": False})
    assert await local.bot.send_message(person, "Bonjour")


async def test_an_unchanged_message_is_refused_and_a_changed_keyboard_is_not(local: Local) -> None:
    person = await local.started()
    markup = keyboard(callback_data="x")
    sent = await local.result("sendMessage", chat_id=person, text="<b>a</b>", parse_mode="HTML", reply_markup=markup)
    same = {"chat_id": person, "message_id": sent["message_id"], "text": "<b>a</b>", "parse_mode": "HTML"}
    refused = await local.call("editMessageText", **same, reply_markup=markup)
    assert refused["description"] == (
        "Bad Request: message is not modified: specified new message content and reply markup are exactly the same as "
        "a current content and reply markup of the message"
    )
    assert "reply_markup" not in await local.result("editMessageText", **same)
    with pytest.raises(BadRequest, match="not modified"):
        await local.bot.edit_message_text("<b>a</b>", person, sent["message_id"], parse_mode="HTML")
    assert await local.bot.edit_message_text("a", person, sent["message_id"])


async def test_a_wrong_token_is_unauthorized(local: Local) -> None:
    async with local.http.post("/bot1:x/getMe") as answer:
        assert answer.status == 401
        assert await answer.json() == {"ok": False, "error_code": 401, "description": "Unauthorized"}
    other = library_bot(local.chat, "1:x")
    with pytest.raises(InvalidToken):
        await other.initialize()
    await other.shutdown()


@pytest.mark.parametrize("path", [f"/bot{TOKEN}/launchRocket", f"/bot{TOKEN}", f"/bot{TOKEN}/a/b"])
async def test_an_unknown_method_is_not_found(local: Local, path: str) -> None:
    async with local.http.get(path) as answer:
        assert answer.status == 404
        assert await answer.json() == {"ok": False, "error_code": 404, "description": "Not Found"}


@pytest.mark.parametrize(
    ("body", "content_type", "reason"),
    [
        (b'{"chat_id":', "application/json", "can't parse JSON object"),
        (b"[1]", "application/json", "JSON object expected"),
        (b'{"text":"\\ud800"}', "application/json", "strings must be encoded in UTF-8"),
        (b"text=%ff", "application/x-www-form-urlencoded", "strings must be encoded in UTF-8"),
        (b"x", "multipart/form-data; boundary=y", "can't parse multipart form data"),
    ],
)
async def test_an_unreadable_body_is_refused(local: Local, body: bytes, content_type: str, reason: str) -> None:
    headers = {"Content-Type": content_type}
    async with local.http.post(f"/bot{TOKEN}/sendMessage", data=body, headers=headers) as answer:
        assert (await answer.json())["description"] == f"Bad Request: {reason}"


async def test_refused_and_accepted_calls_are_logged(local: Local) -> None:
    await local.call("sendMessage", chat_id=5, text="a")
    await local.call("getMe")
    calls = (await local.page("GET", "calls?after=1"))["calls"]
    assert [(c["method"], c["ok"], c["error_code"], c["description"]) for c in calls] == [
        ("sendMessage", False, 400, "Bad Request: chat not found"),
        ("getMe", True, None, None),
    ]


async def test_too_many_requests_reach_the_library_with_their_delay(local: Local) -> None:
    person = await local.started()
    await local.page("POST", "faults", {"method": "sendMessage", "effect": "429", "retry_after": 7})
    with pytest.raises(RetryAfter) as refusal:
        await local.bot.send_message(person, "a")
    assert refusal.value.retry_after == timedelta(seconds=7)
    assert await local.bot.send_message(person, "a")


async def test_a_second_poll_ends_the_first(local: Local) -> None:
    first = asyncio.create_task(local.bot.get_updates(timeout=5))
    await asyncio.sleep(0.1)
    second = asyncio.create_task(local.result("getUpdates", timeout=1))
    with pytest.raises(Conflict, match="terminated by other getUpdates request; make sure that only one"):
        await first
    assert await second == []
