"""Requests for money: as strict as Telegram, paid once, and never without the bot's word."""

from __future__ import annotations

import asyncio

import pytest
from telegram import LabeledPrice, Message
from telegram.error import BadRequest

from bot.localchat.wire import Json
from tests.bot.localchat.driving import Local

USUAL = {
    "title": "Facture FA2611-0012",
    "description": "Thermelec",
    "payload": "pay.3.12.0",
    "provider_token": "1:TEST:x",
    "currency": "EUR",
    "prices": [{"label": "Facture", "amount": 64638}],
}


async def ask(local: Local, person: int) -> Message:
    """A request for 646.38 € in two parts."""
    prices = [LabeledPrice("Facture", 60000), LabeledPrice("Frais", 4638)]
    return await local.bot.send_invoice(
        person, "Facture FA2611-0012", "Thermelec", "pay.3.12.0", "EUR", prices, provider_token="1:TEST:x"
    )


def pay(local: Local, person: int, message_id: int, status: int = 200) -> asyncio.Task[Json]:
    return asyncio.create_task(
        local.page("POST", f"chats/{person}/payments", {"message_id": message_id}, status=status)
    )


async def test_a_request_is_shown_without_what_the_bot_keeps_with_it(local: Local) -> None:
    person = await local.started()
    asked = await ask(local, person)
    assert asked.invoice
    assert (asked.invoice.title, asked.invoice.currency, asked.invoice.total_amount) == (
        "Facture FA2611-0012",
        "EUR",
        64638,
    )
    assert "pay.3.12.0" not in str((await local.history(person))["messages"])


async def test_the_bot_says_yes_and_is_told_of_the_money(local: Local) -> None:
    person = await local.started()
    paying = pay(local, person, (await ask(local, person)).message_id)
    (update,) = await local.bot.get_updates(timeout=5)
    query = update.pre_checkout_query
    assert query
    assert (query.currency, query.total_amount, query.invoice_payload) == ("EUR", 64638, "pay.3.12.0")
    assert query.from_user.id == person
    assert await query.answer(ok=True)
    assert await paying == {"paid": True, "refusal": ""}
    told = (await local.bot.get_updates(update.update_id + 1))[0].message
    assert told
    assert told.successful_payment
    assert (told.successful_payment.total_amount, told.successful_payment.invoice_payload) == (64638, "pay.3.12.0")
    assert told.successful_payment.telegram_payment_charge_id
    with pytest.raises(BadRequest, match="Query is too old"):
        await query.answer(ok=True)


async def test_the_bot_says_no_and_nothing_is_paid(local: Local) -> None:
    person = await local.started()
    asked = await ask(local, person)
    paying = pay(local, person, asked.message_id)
    (update,) = await local.bot.get_updates(timeout=5)
    assert update.pre_checkout_query
    with pytest.raises(BadRequest, match="Error_text_empty"):
        await update.pre_checkout_query.answer(ok=False)
    await update.pre_checkout_query.answer(ok=False, error_message="Déjà payée.")
    assert await paying == {"paid": False, "refusal": "Déjà payée."}
    assert await local.bot.get_updates(update.update_id + 1) == ()


async def test_it_is_paid_once(local: Local) -> None:
    person = await local.started()
    asked = await ask(local, person)
    paying = pay(local, person, asked.message_id)
    (update,) = await local.bot.get_updates(timeout=5)
    assert update.pre_checkout_query
    await update.pre_checkout_query.answer(ok=True)
    await paying
    assert "déjà payé" in (await pay(local, person, asked.message_id, 409))["error"]
    assert (await local.history(person))["messages"][-2]["is_paid"]


async def test_a_bot_that_does_not_answer_takes_no_money(local: Local, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.localchat.client.payments.CHECKOUT_SECONDS", 0.1)
    person = await local.started()
    await pay(local, person, (await ask(local, person)).message_id, 504)
    (update,) = await local.bot.get_updates()
    assert update.pre_checkout_query
    with pytest.raises(BadRequest, match="Query is too old"):
        await update.pre_checkout_query.answer(ok=True)


async def test_what_was_never_asked_is_not_paid(local: Local) -> None:
    person, other = await local.started(), await local.started("Luc")
    said = await local.say(person, "bonjour")
    for who, message_id in (
        (person, said["message_id"]),
        (person, 999),
        (other, (await ask(local, person)).message_id),
    ):
        await pay(local, who, message_id, 404)
    assert not any(update.pre_checkout_query for update in await local.bot.get_updates())


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"title": "x" * 33}, "INVOICE_TITLE_INVALID"),
        ({"title": ""}, "INVOICE_TITLE_INVALID"),
        ({"description": "x" * 256}, "INVOICE_DESCRIPTION_INVALID"),
        ({"payload": "é" * 65}, "INVOICE_PAYLOAD_INVALID"),
        ({"payload": ""}, "INVOICE_PAYLOAD_INVALID"),
        ({"provider_token": ""}, "PAYMENT_PROVIDER_INVALID"),
        ({"currency": "FRF"}, "CURRENCY_INVALID"),
        ({"prices": []}, "expected an Array of LabeledPrice"),
        ({"prices": [{"label": "x", "amount": 6.5}]}, "can't parse labeled price"),
        ({"prices": [{"label": "", "amount": 600}]}, "can't parse labeled price"),
        ({"prices": [{"label": "x", "amount": 99}]}, "CURRENCY_TOTAL_AMOUNT_INVALID"),
        ({"prices": [{"label": "x", "amount": 1_000_001}]}, "CURRENCY_TOTAL_AMOUNT_INVALID"),
        ({"reply_markup": {"inline_keyboard": []}}, "not supported"),
        ({"chat_id": 424242}, "chat not found"),
    ],
)
async def test_what_telegram_refuses_is_refused(local: Local, changed: Json, reason: str) -> None:
    person = await local.started()
    answer = await local.call("sendInvoice", **{"chat_id": person, **USUAL, **changed})
    assert not answer["ok"]
    assert reason in answer["description"]


async def test_asked_three_times_at_once_it_is_paid_once(local: Local) -> None:
    person = await local.started()
    asked = await ask(local, person)
    paying = [pay(local, person, asked.message_id)]
    updates = [*await local.bot.get_updates(timeout=5)]
    for _again in range(2):
        paying.append(pay(local, person, asked.message_id))
        updates += await local.bot.get_updates(updates[-1].update_id + 1, timeout=5)
    first, *others = [update.pre_checkout_query for update in updates]
    assert first
    await first.answer(ok=True)
    for other in others:
        assert other
        with pytest.raises(BadRequest, match="Query is too old"):
            await other.answer(ok=True)
    refused = {"paid": False, "refusal": "C’est déjà payé."}
    assert await asyncio.gather(*paying) == [{"paid": True, "refusal": ""}, refused, refused]
    told = await local.bot.get_updates(updates[-1].update_id + 1)
    assert [bool(one.message and one.message.successful_payment) for one in told] == [True]
