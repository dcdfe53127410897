"""Paying an invoice of the chat for a try: the bot is asked, and told when it was paid."""

from __future__ import annotations

from aiohttp import web

from bot.localchat.client.requests import Rejected, answer, number_field, read_object, world_of, writer
from bot.localchat.payments import CHECKOUT_SECONDS
from bot.localchat.wire import Json


async def pay(request: web.Request) -> web.Response:
    """{message_id}; waits for the bot's word: {paid, refusal}. 504 when it does not come: nothing is paid then."""
    world, person, body = world_of(request), writer(request), await read_object(request)
    message_id = number_field(body, "message_id") or 0
    asked = world.invoices.find(message_id)
    if asked is None or world.store.message(person.id, message_id) is None:
        raise Rejected(404, "Cette demande de paiement n’existe plus.")
    if asked.is_paid:
        raise Rejected(409, "C’est déjà payé.")
    query_id = world.checkouts.open(person.id, asked)
    query: Json = {"id": query_id, "from": person.user(), "currency": asked.currency}
    with world.store.db:
        asking = {"total_amount": asked.total, "invoice_payload": asked.payload}
        world.updates.push("pre_checkout_query", query | asking)
    try:
        refusal = await world.checkouts.answered(query_id, CHECKOUT_SECONDS)
    except TimeoutError as error:
        raise Rejected(504, "Le bot n’a pas répondu à temps : rien n’est payé.") from error
    return answer({"paid": not refusal, "refusal": refusal})
