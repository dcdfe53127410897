"""A network that fails before and after each kind of send, a Telegram that is busy, away or talks nonsense."""

import asyncio
import time
from random import Random

import pytest

from tests.faults.audit import audit, expect_all_done
from tests.faults.selling import CUSTOMERS, Seller
from tests.faults.stage import BUYERS, KARIM, Stage

SENDS = (
    "sendMessage",
    "editMessageText",
    "editMessageReplyMarkup",
    "answerCallbackQuery",
    "sendDocument",
    "sendPhoto",
    "sendChatAction",
    "setMyCommands",
)
NONSENSE = (
    "<html><body>Connectez-vous au Wi-Fi</body></html>",
    "",
    "[]",
    '{"hello": 1}',
    '{"ok": true}',
    '{"ok": true, "result": {"a": 1}}',
    '{"ok": true, "result": [1, {"update_id": "x"}]}',
)


@pytest.fixture
async def seller(on_sqlite: Stage) -> Seller:
    await on_sqlite.program.start()
    return Seller(on_sqlite, KARIM, CUSTOMERS[0], Random(3))


@pytest.mark.parametrize("effect", ["drop_before", "drop_after", "502"])
async def test_a_fault_at_each_kind_of_send_loses_no_answer_and_repeats_no_effect(seller: Seller, effect: str) -> None:
    for method in SENDS:
        await seller.stage.fault(method, effect)
    await seller.trade()
    await seller.stage.quiet()
    await audit(seller.stage, [seller])


async def test_a_card_sent_anew_is_not_sent_twice_when_its_old_buttons_cannot_be_taken_off(seller: Seller) -> None:
    stage, quote = seller.stage, await seller.draft()
    await seller.validate(quote)
    await seller.send(quote)
    await stage.fault("editMessageReplyMarkup", "drop_before", times=2)
    await seller.answer(quote)
    await stage.quiet()
    assert len(stage.said(KARIM, f"Personne {BUYERS[KARIM]} a ")) == 1
    assert sum("quote-pdf" in str(m.get("reply_markup")) for m in stage.messages(KARIM)) == 1


async def test_nothing_is_sent_to_a_chat_before_the_time_that_telegram_asked_for(seller: Seller) -> None:
    stage = seller.stage
    await stage.fault("sendMessage", "429", retry_after=2)
    await seller.draft()
    calls = await stage.calls("sendMessage", "editMessageText", "sendDocument")
    refused = next(call for call in calls if call["error_code"] == 429)
    after = [call["at"] - refused["at"] for call in calls if call["n"] > refused["n"]]
    assert min(after) >= 2
    await stage.quiet()
    await audit(stage, [seller])


async def test_one_chat_that_must_wait_keeps_nobody_else_waiting(seller: Seller) -> None:
    stage = seller.stage
    await stage.fault("sendMessage", "429", retry_after=4)
    waiting = asyncio.create_task(seller.draft())
    await asyncio.sleep(0.3)
    begun = time.monotonic()
    await Seller(stage, 1001, CUSTOMERS[1], Random(4)).draft()
    assert time.monotonic() - begun < 2
    await waiting


@pytest.mark.parametrize("effect", ["drop_after", "502", "429"])
async def test_updates_that_cannot_be_fetched_are_fetched_later(seller: Seller, effect: str) -> None:
    await seller.stage.fault("getUpdates", effect, times=2)
    await seller.draft()
    await seller.stage.quiet()
    await audit(seller.stage, [seller])


async def test_a_server_that_goes_away_for_some_seconds_finds_everything_waiting(seller: Seller) -> None:
    stage, quote = seller.stage, await seller.draft()
    await seller.correct(quote)
    await stage.server_goes()
    await asyncio.sleep(2)
    await stage.server_comes_back()
    await seller.validate(quote)
    await stage.quiet()
    seller.stage.program.expect_alive()
    assert stage.documents(KARIM, "DE")


async def test_nonsense_instead_of_answers_is_a_network_that_fails(on_sqlite: Stage) -> None:
    stage = on_sqlite
    seller = Seller(stage, KARIM, CUSTOMERS[0], Random(3))
    await stage.program.start()
    quote = await seller.draft()
    await stage.server_goes()
    heard = await talk_nonsense(stage.chat.port, seconds=4)
    await stage.server_comes_back()
    assert heard >= 2
    await seller.validate(quote)
    await stage.quiet()
    await expect_all_done(stage)


async def test_what_somebody_must_be_told_waits_while_he_blocks_the_bot(seller: Seller) -> None:
    stage, quote = seller.stage, await seller.draft()
    await seller.validate(quote)
    await seller.send(quote)
    await stage.quiet()
    await stage.block(KARIM)
    await stage.sees_row("SELECT 1 FROM person WHERE telegram_id = 1002 AND unreachable_since IS NOT NULL")
    told = asyncio.create_task(seller.answer(quote))
    await stage.sees_row("SELECT 1 FROM notice")
    await asyncio.sleep(2.5)
    assert not told.done()
    await stage.block(KARIM, False)
    await told
    await stage.quiet()
    await audit(stage, [seller])


async def test_an_answer_to_somebody_who_has_just_blocked_the_bot_holds_up_nobody(seller: Seller) -> None:
    stage = seller.stage
    await stage.say(KARIM, "devis dupont menuiserie 2 radiateurs 1000w")
    await stage.block(KARIM)
    await stage.say(BUYERS[KARIM], "bonjour")
    await stage.sees(lambda: stage.said(BUYERS[KARIM], "Carnet") or None, "an answer to the other")
    await stage.quiet()
    assert [row[0] for row in await stage.rows("SELECT count(*) FROM quote")] == [1]


async def talk_nonsense(port: int, seconds: float) -> int:
    """Answer every call on this port with something that is no Bot API; how many calls there were."""
    heard = 0

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal heard
        await reader.read(65536)
        body = NONSENSE[heard % len(NONSENSE)].encode()
        heard += 1
        writer.write(b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: %d\r\n\r\n%b" % (len(body), body))
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", port)
    await asyncio.sleep(seconds)
    server.close()
    await server.wait_closed()
    return heard
