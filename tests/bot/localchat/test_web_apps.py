"""Web Apps: which addresses a button may bear, and who is vouched for when it is tapped."""

from urllib.parse import parse_qs

import pytest

from tests.bot.localchat.driving import Local


def _keyboard(url: str) -> dict[str, object]:
    return {"inline_keyboard": [[{"text": "Signer", "web_app": {"url": url}}]]}


@pytest.mark.parametrize("url", ["https://carnet.example/a?b=1", "http://127.0.0.1:8767/sign", "http://localhost/"])
async def test_https_and_this_machine_are_taken(local: Local, url: str) -> None:
    person = await local.started()
    sent = await local.result("sendMessage", chat_id=person, text="Commande", reply_markup=_keyboard(url))
    assert sent["reply_markup"] == _keyboard(url)


@pytest.mark.parametrize(
    "url", ["http://carnet.example", "http://127.0.0.1.example/", "javascript:alert(1)", "https://", ""]
)
async def test_any_other_address_is_refused(local: Local, url: str) -> None:
    person = await local.started()
    answer = await local.call("sendMessage", chat_id=person, text="Commande", reply_markup=_keyboard(url))
    assert answer["error_code"] == 400
    assert "Web App URL" in answer["description"]


async def test_whoever_taps_is_vouched_for_and_only_on_a_button_that_is_there(local: Local) -> None:
    person = await local.started("Sophie", last_name="Martin")
    url = "https://carnet.example/sign"
    sent = await local.result("sendMessage", chat_id=person, text="Commande", reply_markup=_keyboard(url))
    path, tap = f"chats/{person}/web-app", {"message_id": sent["message_id"], "url": url}
    said = parse_qs((await local.page("POST", path, tap))["init_data"])
    assert f'"id":{person}' in said["user"][0].replace(" ", "")
    assert "is_bot" not in said["user"][0]
    assert set(said) == {"query_id", "user", "auth_date", "hash"}
    await local.page("POST", path, tap | {"url": "https://elsewhere.example"}, status=404)
    await local.page("POST", path, tap | {"message_id": 999}, status=404)
