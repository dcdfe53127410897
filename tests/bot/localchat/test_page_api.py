"""What the chat page asks of the server."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from multidict import CIMultiDict
from yarl import URL

from bot.localchat.wire import Json
from tests.bot.localchat.driving import Local


async def test_persons_are_numbered_from_1001_with_a_fictitious_phone(local: Local) -> None:
    created = await local.page("POST", "persons", {"first_name": "Sophie"})
    assert created == {
        "id": 1001,
        "first_name": "Sophie",
        "language_code": "fr",
        "phone_number": "+33639981001",
        "blocked": False,
    }
    assert await local.person("Karim", id=2000, last_name="Benali", username="@karim") == 2000
    assert await local.person("Luc") == 2001
    state = await local.page("GET", "state")
    assert [person["first_name"] for person in state["persons"]] == ["Sophie", "Karim", "Luc"]
    assert state["persons"][1]["username"] == "karim"
    assert state["bot"]["username"] == "carnet_local_bot"


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({}, 400),
        ({"first_name": " "}, 400),
        ({"first_name": 5}, 400),
        ({"first_name": "x" * 65}, 400),
        ({"first_name": "A", "id": 1001}, 409),
        ({"first_name": "A", "id": 0}, 400),
        ({"first_name": "A", "id": -5}, 400),
        ({"first_name": "A", "id": "7"}, 400),
        ({"first_name": "A", "username": "a b"}, 400),
        ({"first_name": "A", "username": "SOPHIE"}, 409),
        ({"first_name": "A", "language_code": "français"}, 400),
        ([1], 400),
    ],
)
async def test_a_person_that_cannot_be_is_refused_with_a_sentence(local: Local, body: Any, status: int) -> None:
    await local.person("Sophie", username="sophie")
    assert (await local.page("POST", "persons", body, status=status))["error"]


async def test_a_changed_person_is_shown_and_keeps_the_rest(local: Local) -> None:
    person = await local.person("Sophie", last_name="Martin", username="sophie")
    cursor = await local.cursor()
    changed = await local.page("PATCH", f"persons/{person}", {"first_name": "Sofia", "last_name": None})
    assert (changed["first_name"], changed.get("last_name"), changed["username"]) == ("Sofia", None, "sophie")
    assert (await local.events(cursor, 1))[0]["person"] == changed
    await local.page("PATCH", "persons/5", {"first_name": "A"}, status=404)


async def test_history_comes_oldest_first_in_pages(local: Local) -> None:
    person = await local.started()
    for number in range(5):
        await local.say(person, str(number))
    last = await local.page("GET", f"chats/{person}?limit=2")
    assert [m["text"] for m in last["messages"]] == ["3", "4"]
    before = await local.page("GET", f"chats/{person}?limit=2&before={last['messages'][0]['message_id']}")
    assert [m["text"] for m in before["messages"]] == ["1", "2"]


async def test_a_person_replies_and_shares_a_contact_and_a_place(local: Local) -> None:
    person = await local.started()
    sent = await local.bot.send_message(person, "Combien ?")
    await local.say(person, "3", reply_to_message_id=sent.message_id)
    contact = {"phone_number": "+33639981001", "first_name": "Sophie", "user_id": person}
    await local.page("POST", f"chats/{person}/contact", contact)
    await local.page("POST", f"chats/{person}/location", {"latitude": 45.76, "longitude": 4.84})
    reply, card, place = [update.message for update in await local.bot.get_updates()]
    assert reply
    assert reply.reply_to_message
    assert reply.reply_to_message.text == "Combien ?"
    assert card
    assert card.contact
    assert card.contact.user_id == person
    assert place
    assert place.location
    assert place.location.longitude == 4.84


async def test_a_deep_link_payload_starts_the_bot_or_is_refused(local: Local) -> None:
    person = await local.person()
    message = await local.page("POST", f"chats/{person}/messages", {"start": "devis_12-A"})
    assert message["message"]["text"] == "/start devis_12-A"
    for payload in ("", "a b", "é", "x" * 65, 5):
        await local.page("POST", f"chats/{person}/messages", {"start": payload}, status=400)


async def test_only_ones_own_words_can_be_changed(local: Local) -> None:
    person = await local.started()
    sent = await local.bot.send_message(person, "Bonjour")
    path = f"chats/{person}/messages"
    await local.page("PUT", f"{path}/{sent.message_id}", {"text": "x"}, status=403)
    await local.page("PUT", f"{path}/999", {"text": "x"}, status=404)
    await local.page("PUT", f"{path}/1", {"text": " "}, status=400)
    changed = await local.page("PUT", f"{path}/1", {"text": "/aide"})
    assert changed["message"]["entities"] == [{"offset": 0, "length": 5, "type": "bot_command"}]


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("messages", {}),
        ("messages", {"text": 5}),
        ("messages", {"text": "x" * 4097}),
        ("messages", {"text": "a", "reply_to_message_id": "1"}),
        ("contact", {"first_name": "A"}),
        ("location", {"latitude": "45", "longitude": 4}),
        ("location", {"latitude": 91, "longitude": 4}),
        ("taps", {"data": "x"}),
        ("taps", {"message_id": 1, "data": ""}),
        ("taps", {"message_id": 1, "data": "é" * 33}),
    ],
)
async def test_what_no_client_would_send_is_refused(local: Local, path: str, body: Json) -> None:
    person = await local.started()
    assert (await local.page("POST", f"chats/{person}/{path}", body, status=400))["error"]


async def test_a_person_who_blocked_the_bot_writes_nothing(local: Local) -> None:
    person = await local.started()
    await local.page("PATCH", f"persons/{person}", {"blocked": True})
    await local.page("POST", f"chats/{person}/messages", {"text": "x"}, status=403)
    await local.page("POST", f"chats/{person}/taps", {"message_id": 1, "data": "x"}, status=403)
    await local.page("POST", "chats/555/messages", {"text": "x"}, status=404)
    chat = await local.page("GET", f"chats/{person}")
    assert "x" not in [message.get("text") for message in chat["messages"]]


async def test_the_feed_replays_what_was_missed_in_order_then_goes_on_live(local: Local) -> None:
    person = await local.started()
    cursor = await local.cursor()
    await local.bot.send_message(person, "un")
    await local.bot.send_message(person, "deux")
    following = asyncio.create_task(local.events(cursor, 3))
    await asyncio.sleep(0.1)
    await local.bot.send_message(person, "trois")
    assert [event["message"]["text"] for event in await following] == ["un", "deux", "trois"]


async def test_a_reconnecting_browser_goes_on_after_what_it_saw(local: Local) -> None:
    person = await local.started()
    cursor = await local.cursor()
    await local.bot.send_message(person, "vu")
    await local.bot.send_message(person, "manqué")
    headers = {"Last-Event-ID": str(cursor + 1)}
    async with local.http.get(f"/client/events?after={cursor}", headers=headers) as stream:
        lines = [await stream.content.readline() for _ in range(4)]
    assert lines[2] == f"id: {cursor + 2}\n".encode()
    assert "manqué" in lines[3].decode()


async def test_a_cursor_of_another_store_is_told_to_start_again(local: Local) -> None:
    assert await local.events(10_000, 1) == [{"type": "reset"}]


async def test_a_silent_feed_shows_signs_of_life(local: Local, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.localchat.events.QUIET_SECONDS", 0.05)
    async with local.http.get(f"/client/events?after={await local.cursor()}") as stream:
        lines = [await stream.content.readline() for _ in range(3)]
    assert lines[2] == b":\n"


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "evil.example"},
        {"Host": "127.0.0.1:1"},
        {"Origin": "https://evil.example"},
        {"Origin": "http://127.0.0.1:1"},
        {"Origin": "null"},
    ],
)
async def test_another_host_or_origin_gets_nothing(local: Local, headers: dict[str, str]) -> None:
    for method, path in (("GET", "/client/state"), ("POST", "/client/persons"), ("GET", "/"), ("GET", "/client/calls")):
        async with local.http.request(method, path, headers=headers, data=b'{"first_name":"A"}') as answer:
            assert answer.status == 403
    assert (await local.page("GET", "state"))["persons"] == []


async def test_our_own_origin_is_served_under_each_name_of_the_loopback(local: Local) -> None:
    for name in ("127.0.0.1", "localhost", "[::1]"):
        host = f"{name}:{local.chat.port}"
        headers = CIMultiDict({"Host": host, "Origin": f"http://{host}"})
        async with local.http.get("/client/state", headers=headers) as answer:
            assert answer.status == 200


async def test_the_page_itself_is_served(local: Local) -> None:
    async with local.http.get("/") as answer:
        assert (answer.status, answer.content_type) == (200, "text/html")


@pytest.mark.parametrize("name", ["../server.py", "..%2fserver.py", "%2e%2e/store.py", "absent.js"])
async def test_nothing_outside_the_page_is_served(local: Local, name: str) -> None:
    async with local.http.get(URL(f"{local.chat.url}/page/{name}", encoded=True)) as answer:
        assert answer.status == 404
