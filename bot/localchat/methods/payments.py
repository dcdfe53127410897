"""Asking for money, and the last word before it is taken."""

from __future__ import annotations

from typing import Any, Final

from bot.localchat.entities import utf16_length
from bot.localchat.errors import QUERY_TOO_OLD, bad_request
from bot.localchat.params import Params
from bot.localchat.payments import Asked, charge
from bot.localchat.posts import deliver, receive, save_edited
from bot.localchat.wire import Json
from bot.localchat.world import World

_CURRENCIES: Final = frozenset({"EUR", "USD", "GBP", "CHF"})
# Telegram takes what is worth 1 to 10 000 US dollars; here as if each currency were one.
_SMALLEST, _LARGEST = 100, 1_000_000
_MAX_TITLE = 32
_MAX_DESCRIPTION = 255
_MAX_PAYLOAD = 128  # bytes
_MAX_REFUSAL = 4096


async def send_invoice(world: World, params: Params) -> Json:
    title, description, payload = (params.text(name) for name in ("title", "description", "payload"))
    if not 1 <= utf16_length(title) <= _MAX_TITLE:
        raise bad_request("INVOICE_TITLE_INVALID")
    if not 1 <= utf16_length(description) <= _MAX_DESCRIPTION:
        raise bad_request("INVOICE_DESCRIPTION_INVALID")
    if not 1 <= len(payload.encode()) <= _MAX_PAYLOAD:
        raise bad_request("INVOICE_PAYLOAD_INVALID")
    if not params.text("provider_token"):
        raise bad_request("PAYMENT_PROVIDER_INVALID")
    if params.text("reply_markup"):
        raise bad_request("a keyboard under an invoice is not supported by this server")
    currency, total = _currency(params), _total(params)
    invoice = {"title": title, "description": description, "start_parameter": params.text("start_parameter")}
    content = {"invoice": {**invoice, "currency": currency, "total_amount": total}}
    message = deliver(world, params, content)
    with world.store.db:
        world.invoices.add(Asked(message["message_id"], payload, currency, total, is_paid=False))
    return message


async def answer_pre_checkout_query(world: World, params: Params) -> bool:
    """With a yes the money is taken at once, and the bot told: the provider of this page never fails."""
    query_id, refusal = params.text("pre_checkout_query_id"), params.text("error_message")
    if not params.flag("ok") and not 1 <= utf16_length(refusal) <= _MAX_REFUSAL:
        raise bad_request("ERROR_TEXT_EMPTY")
    person_id, asked = world.checkouts.waiting(query_id)
    if params.flag("ok"):
        if (now := world.invoices.find(asked.message_id)) is None or now.is_paid:  # another checkout was quicker
            world.checkouts.settle(query_id, "C’est déjà payé.")
            raise bad_request(QUERY_TOO_OLD)
        _take(world, person_id, asked)
    world.checkouts.settle(query_id, "" if params.flag("ok") else refusal)
    return True


def _take(world: World, person_id: int, asked: Asked) -> None:
    person = world.store.persons[person_id]
    world.invoices.mark_paid(asked.message_id)  # committed by `receive`, with the update that tells it
    receive(world, person, {"successful_payment": charge(asked)})
    if (message := world.store.message(person_id, asked.message_id)) is not None:
        save_edited(world, message | {"is_paid": True})


def _currency(params: Params) -> str:
    currency = params.text("currency")
    if currency not in _CURRENCIES:
        raise bad_request("CURRENCY_INVALID")
    return currency


def _total(params: Params) -> int:
    prices = params.json("prices", "can't parse labeled prices JSON object")
    if not isinstance(prices, list) or not prices:
        raise bad_request("expected an Array of LabeledPrice")
    total = sum(_amount(price) for price in prices)
    if not _SMALLEST <= total <= _LARGEST:
        raise bad_request("CURRENCY_TOTAL_AMOUNT_INVALID")
    return total


def _amount(price: Any) -> int:
    label, amount = (price.get("label"), price.get("amount")) if isinstance(price, dict) else (None, None)
    if not isinstance(label, str) or not label or not isinstance(amount, int) or isinstance(amount, bool):
        raise bad_request("can't parse labeled price")
    return amount
