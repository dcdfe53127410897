"""Customers who pay in the chat, whatever the program and the network suffer: each charge is one payment."""

import asyncio
import json
import re
import time
from collections.abc import Collection, Sequence
from random import Random
from typing import Any

import pytest
from sqlalchemy import select

from core.db.scope import ALL_COMPANIES
from core.treasury.models import Payment
from tests.faults.stage import IN_VIEW, LONG_RUN, OWNER, PATIENCE, Stage, shown_text
from tests.faults.test_replays import deliver_again, keep_updates

BUYER = 3001
KILLS = max(3, LONG_RUN)
_ISSUES = ("Valider", "Oui, une autre")  # a question said twice, at a kill, stays open beside the draft it led to
_AGAIN = 0.3  # seconds before somebody tries once more what has failed


async def test_a_charge_is_one_payment_however_often_the_program_is_killed(on_both: Stage) -> None:
    stage, chance = on_both, Random(2611)
    await stage.program.start()
    await _let_in(stage)
    over = asyncio.Event()
    paying = asyncio.create_task(_pay_until(stage, over))
    for _kill in range(KILLS):
        await asyncio.sleep(chance.uniform(0.1, 2))
        await stage.program.kill()
        await stage.program.start()
    over.set()
    paid = await paying
    await stage.quiet()
    assert paid >= 1
    await _expect_each_charge_once(stage)


async def test_what_was_paid_and_not_worked_on_yet_is_booked_at_the_next_start(on_sqlite: Stage) -> None:
    stage = on_sqlite
    await stage.program.start()
    await _let_in(stage)
    request = await _ask(stage)
    await stage.fault("getUpdates", "500", skip=1, times=100)  # it answers the provider, and hears no more
    assert await stage.pay(BUYER, request)
    await stage.program.kill()
    await stage._client("DELETE", "faults")
    await stage.program.start()
    await stage.quiet()
    assert await _expect_each_charge_once(stage) == 1


async def test_updates_delivered_again_book_nothing_again(on_sqlite: Stage) -> None:
    stage = on_sqlite
    keep_updates(stage)
    await stage.program.start()
    await _let_in(stage)
    assert await stage.pay(BUYER, await _ask(stage))
    await stage.quiet()
    before = len(stage.messages(BUYER))
    await stage.program.kill()
    deliver_again(stage)
    _tell_again(stage)
    await stage.program.start()
    await stage.quiet()
    assert await _expect_each_charge_once(stage) == 1
    assert len(stage.messages(BUYER)) == before


@pytest.mark.parametrize(
    ("method", "effect"),
    [
        ("answerPreCheckoutQuery", "drop_after"),
        ("answerPreCheckoutQuery", "502"),
        ("sendInvoice", "drop_after"),
        ("getUpdates", "drop_after"),
    ],
)
async def test_a_network_that_fails_loses_no_payment_and_doubles_none(
    on_sqlite: Stage, method: str, effect: str
) -> None:
    stage = on_sqlite
    await stage.program.start()
    await _let_in(stage)
    await stage.fault(method, effect)
    request = await _ask(stage)
    for _time in range(3):
        if await stage.pay(BUYER, request):
            break
    await stage.quiet()
    assert await _expect_each_charge_once(stage) == 1
    assert stage.program.said(" ERROR ") == 0


async def _let_in(stage: Stage) -> None:
    """A customer's person has his account before him."""
    await stage.say(OWNER, "compte dupont menuiserie")
    await stage.press(OWNER, "account-link")
    told = await stage.sees(lambda: stage.said(OWNER, "?start=c_") or None, "the link")
    found = re.search(r"\?start=(c_[\w-]+)", shown_text(told[-1]))
    assert found
    await stage.say(BUYER, f"/start {found[1]}")
    await stage.sees(lambda: stage.said(BUYER, "Mon compte") or None, "the account")


async def _ask(stage: Stage, refused: Collection[int] = ()) -> int:
    """A new invoice, and the request to pay it: the message."""
    known, limit = len(await _issued(stage)), time.monotonic() + PATIENCE
    said = await stage.say(OWNER, "facture dupont menuiserie 1 radiateur 1000w")
    while len(await _issued(stage)) == known:
        seen = [shown_text(message) for message in stage.messages(OWNER, 6)]
        assert time.monotonic() < limit, f"never issued: {seen}\n{stage.program.end_of_log()}"
        await asyncio.sleep(_AGAIN)
        await _validate(stage, said)
    return await _request(stage, refused)


async def _validate(stage: Stage, said: int) -> None:
    """The newest button that issues what was said; before there is one, that the same again is meant."""
    for wording in _ISSUES:
        for message in reversed(stage.messages(OWNER, IN_VIEW)):
            rows = message.get("reply_markup", {}).get("inline_keyboard", [])
            shown = [button for row in rows for button in row if wording in button["text"]]
            if message["message_id"] > said and shown:
                await stage.tap(OWNER, message["message_id"], shown[0]["callback_data"])
                return


async def _request(stage: Stage, refused: Collection[int]) -> int:
    """The request for what is open: asked for until it is there; one asked for again takes its place."""
    limit = time.monotonic() + PATIENCE
    while not (unpaid := [one for one in _requests(stage) if one not in refused and not _is_paid(stage, one)]):
        assert time.monotonic() < limit, f"never asked\n{stage.program.end_of_log()}"
        await stage.say(BUYER, "mon compte")
        await asyncio.sleep(_AGAIN)
        if pay := stage.button(BUYER, "my-invoice-online"):
            await stage.tap(BUYER, *pay)
            await asyncio.sleep(_AGAIN)
    return unpaid[-1]


async def _pay_until(stage: Stage, over: asyncio.Event) -> int:
    """One invoice after the other, at least one; how many were paid."""
    paid = 0
    refused: set[int] = set()  # requests that were made twice, of which one was paid
    while not paid or not over.is_set():
        request = await _ask(stage, refused)
        while not (is_paid := await stage.pay(BUYER, request)):
            refused |= {request} if is_paid is False else set()
            request = await _request(stage, refused)
        paid += 1
    return paid


def _requests(stage: Stage) -> list[int]:
    return [one["message_id"] for one in stage.messages(BUYER) if "invoice" in one]


def _is_paid(stage: Stage, request: int) -> bool:
    asked = stage.chat.world.invoices.find(request)
    return asked is not None and asked.is_paid


async def _issued(stage: Stage) -> Sequence[Any]:
    return await stage.rows("SELECT number FROM invoice WHERE number IS NOT NULL")


def _tell_again(stage: Stage) -> None:
    """The same charge under another number of its update."""
    with stage.chat.world.store.db as db:
        rows = db.execute("SELECT body FROM kept_update WHERE body LIKE '%successful_payment%'").fetchall()
        assert rows
        for row in rows:
            stage.chat.world.updates.push("message", json.loads(row["body"]))


async def _expect_each_charge_once(stage: Stage) -> int:
    """What the messenger says to have taken is what the books say to have come; how many charges."""
    told = [one["successful_payment"] for one in stage.messages(BUYER) if "successful_payment" in one]
    charges = sorted((f"online:{one['telegram_payment_charge_id']}", one["total_amount"]) for one in told)
    async with stage.database.reading() as session:
        rows = await session.execute(select(Payment.key, Payment.amount), execution_options={ALL_COMPANIES: True})
        assert sorted((key, int(amount * 100)) for key, amount in rows) == charges
    notices = await stage.rows("SELECT count(*) FROM notice WHERE kind = 'payment_online'")
    assert notices[0][0] == len(charges)
    receipts = {one["document"]["file_name"] for one in stage.documents(BUYER, "RG")}
    assert len(receipts) == len(charges)
    return len(charges)
