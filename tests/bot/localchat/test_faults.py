"""Faults on demand, and the server's own life."""

from __future__ import annotations

import asyncio
import signal
import socket
import sys
import time
from pathlib import Path

import aiohttp
import pytest
from telegram.error import NetworkError, TelegramError

from bot.localchat import start
from bot.localchat.wire import Json
from tests.bot.localchat.driving import TOKEN, Local, running


async def sent(local: Local, person: int) -> list[str]:
    return [m["text"] for m in (await local.history(person))["messages"][1:]]


async def fault(local: Local, effect: str, **more: object) -> None:
    await local.page("POST", "faults", {"method": "sendMessage", "effect": effect, **more})


@pytest.mark.parametrize(
    ("effect", "executed"), [("500", []), ("502", []), ("drop_before", []), ("drop_after", ["un"])]
)
async def test_a_fault_strikes_once_and_only_executes_what_it_should(
    local: Local, effect: str, executed: list[str]
) -> None:
    person = await local.started()
    await fault(local, effect)
    with pytest.raises(TelegramError):
        await local.bot.send_message(person, "un")
    assert await sent(local, person) == executed
    await local.bot.send_message(person, "deux")
    assert await sent(local, person) == [*executed, "deux"]


async def test_429_says_its_delay_in_words_and_in_parameters(local: Local) -> None:
    await fault(local, "429", retry_after=3)
    assert await local.call("sendMessage", chat_id=1, text="a") == {
        "ok": False,
        "error_code": 429,
        "description": "Too Many Requests: retry after 3",
        "parameters": {"retry_after": 3},
    }


async def test_502_is_a_proxys_page_and_not_json(local: Local) -> None:
    await local.page("POST", "faults", {"method": "*", "effect": "502"})
    async with local.http.post(f"/bot{TOKEN}/getMe") as answer:
        assert answer.status == 502
        assert answer.content_type == "text/html"
        assert "502 Bad Gateway" in await answer.text()


async def test_a_dropped_call_is_a_closed_connection(local: Local) -> None:
    await fault(local, "drop_before")
    with pytest.raises(aiohttp.ServerDisconnectedError):
        await local.call("sendMessage", chat_id=1, text="a")


async def test_skip_lets_calls_pass_and_times_counts_the_others(local: Local) -> None:
    person = await local.started()
    await fault(local, "500", skip=1, times=2)
    answers = [(await local.call("sendMessage", chat_id=person, text="a"))["ok"] for _ in range(4)]
    assert answers == [True, False, False, True]


async def test_other_methods_go_on_and_faults_can_be_lifted(local: Local) -> None:
    person = await local.started()
    await fault(local, "500", times=9)
    assert await local.bot.get_me()
    await local.page("DELETE", "faults")
    await local.bot.send_message(person, "a")


async def test_a_slow_call_is_late_and_done(local: Local) -> None:
    person = await local.started()
    await fault(local, "slow", seconds=0.3)
    begun = time.monotonic()
    await local.bot.send_message(person, "a")
    assert time.monotonic() - begun >= 0.3


@pytest.mark.parametrize(
    "body", [{"effect": "fire"}, {"effect": "429", "times": 0}, {"effect": "slow", "seconds": "x"}, {}]
)
async def test_a_fault_that_makes_no_sense_is_refused(local: Local, body: Json) -> None:
    assert (await local.page("POST", "faults", body, status=400))["error"]


async def test_a_poll_that_was_dropped_loses_no_update(local: Local) -> None:
    person = await local.person()
    await local.say(person, "Bonjour")
    await local.page("POST", "faults", {"method": "getUpdates", "effect": "drop_after"})
    with pytest.raises(NetworkError):
        await local.bot.get_updates()
    assert len(await local.bot.get_updates()) == 1


async def test_a_taken_port_is_an_error_and_nothing_is_created(local: Local, tmp_path: Path) -> None:
    with pytest.raises(OSError, match="in use"):
        await start(tmp_path / "other", port=local.chat.port, token=TOKEN)
    assert not (tmp_path / "other").exists()


async def test_it_listens_on_the_loopback_only(local: Local) -> None:
    assert [site.name for site in local.chat._runner.sites] == [local.chat.url]
    addresses = {info[4][0] for info in socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)}
    for address in addresses - {"127.0.0.1"}:
        if str(address).startswith("127."):
            continue
        with pytest.raises(OSError):  # noqa: PT011 - refused or unreachable, as the machine says it
            await asyncio.open_connection(str(address), local.chat.port)


async def test_closing_answers_those_who_wait_without_delay(tmp_path: Path) -> None:
    async with running(tmp_path) as local:
        poll = asyncio.create_task(local.call("getUpdates", timeout=30))
        feed = asyncio.create_task(local.events(0, 1))
        await asyncio.sleep(0.1)
        begun = time.monotonic()
        await local.chat.close()
        assert time.monotonic() - begun < 2
        assert (await poll)["result"] == []
        assert await feed == []


async def test_it_runs_alone_from_the_command_line(tmp_path: Path) -> None:
    arguments = ("-m", "bot.localchat", "--data", str(tmp_path), "--port", "0", "--token", TOKEN)
    process = await asyncio.create_subprocess_exec(
        sys.executable, *arguments, stdout=asyncio.subprocess.PIPE, cwd=Path(__file__).parents[3]
    )
    assert process.stdout
    url = (await process.stdout.readline()).decode().removeprefix("Chat local : ").strip()
    async with aiohttp.ClientSession(url) as http, http.get(f"/bot{TOKEN}/getMe") as answer:
        assert (await answer.json())["result"]["username"] == "carnet_local_bot"
    process.send_signal(signal.SIGTERM)
    assert await process.wait() == 0
