"""A frame said again is read by the room that it is for."""

from collections.abc import Callable, Mapping
from typing import Any, Final

import pytest

from bot.understanding import Intent, understand
from bot.understanding.books import read_books
from bot.understanding.deliveries import read_delivery
from bot.understanding.frames import read_frame
from bot.understanding.frames.saying import in_known_words
from bot.understanding.frames.world import World
from bot.understanding.invoices import read_invoice
from bot.understanding.known import Context, Known
from bot.understanding.payments import read_payment
from tests.bot.understanding.frames.reading import NOW, Said, memory, table

_INTENTS: Final[Mapping[str, tuple[Intent, ...]]] = {
    "quote.create": (Intent.QUOTE_CREATE, Intent.QUOTE_COPY),
    "order.create": (Intent.ORDER_CREATE, Intent.ORDER_PLACE),
    "customer.create": (Intent.CUSTOMER_CREATE,),
    "customer.find": (Intent.CUSTOMER_FIND,),
    "product.find": (Intent.PRODUCT_FIND,),
    "stock.query": (Intent.STOCK_FIND,),
}
_ROOMS: Final[Mapping[str, tuple[Callable[..., Any], ...]]] = {
    "delivery.confirm": (read_delivery,),
    "payment.log": (read_payment,),
    "invoice.send": (read_invoice,),
    "balance.query": (read_payment, read_invoice),
}


async def _is_read(intent: str, sentence: str, world: World) -> bool:
    if intent in _ROOMS:
        return any(read(sentence, world.today) is not None for read in _ROOMS[intent])

    async def lookup(_words: object) -> Known:
        return Known(tuple(world.customers.entries), tuple(world.products.entries))

    others = (read_books, read_payment, read_invoice, read_delivery)
    if any(read(sentence, world.today) is not None for read in others):
        return False
    return (await understand(sentence, Context(world.now, lookup))).intent in _INTENTS[intent]


@pytest.mark.parametrize(
    "said",
    [one for one in table("lines.tsv") if one.intent in {*_ROOMS, *_INTENTS}],
    ids=str,
)
async def test_what_is_said_again_is_read(said: Said) -> None:
    world = memory().around(said.line, NOW, said.speaker)
    frame = read_frame(said.line, world)
    for sentence in in_known_words(frame, world).sentences:
        assert frame.intent is not None
        assert await _is_read(frame.intent, sentence, world), sentence
