"""« @bot clim » in any chat: what we sell, with the price of the customer whose quote is in hand."""

from dataclasses import dataclass
from typing import Final

from bot.catalog.cards import short_price
from bot.outgoing.say import Found, InlineAnswer
from bot.talk.visit import Visit, object_id
from core.catalog import products
from core.catalog.models import Product
from core.catalog.rates import Rates
from core.i18n import _, money, percentage
from core.kernel.amounts import PriceBasis, Rate, amount
from core.kernel.errors import NotFound
from core.permissions import Permission
from core.sales import quotes

_PAGE: Final = 20  # results; Telegram takes 50 at most
_FARTHEST: Final = 500  # results that one question leads to


@dataclass(frozen=True, slots=True)
class _Buyer:
    """Whom the quote in hand is for, and what they pay less."""

    name: str
    discount: Rate


async def found_inline(visit: Visit) -> InlineAnswer:
    """One page. Choosing a product writes its line, which goes to the draft in hand; strangers find nothing."""
    query = visit.turn.callback_id
    if not visit.actor.may(Permission.PRODUCTS_READ):
        return InlineAnswer(query)
    offset = _offset(visit.turn.offset)
    goods = await products.search(visit.db, visit.turn.text, limit=_PAGE + 1, offset=offset)
    rates, buyer = await products.rates(visit.db), await _buyer(visit)
    page = tuple(_found(product, rates, buyer) for product in goods[:_PAGE])
    more = len(goods) > _PAGE and offset + _PAGE < _FARTHEST
    return InlineAnswer(query, page, next_offset=str(offset + _PAGE) if more else "")


def _found(product: Product, rates: Rates, buyer: _Buyer | None) -> Found:
    said = [product.reference, short_price(product)]
    net = rates.priced(product, PriceBasis.HT)
    if buyer is not None and buyer.discount and net is not None:
        theirs = money(amount(net * (1 - buyer.discount)))
        said.append(f"{buyer.name} −{percentage(buyer.discount)} : {theirs} {_('HT')}")
    return Found(str(product.id), product.label, " · ".join(said), f"+ 1 {product.reference}")


async def _buyer(visit: Visit) -> _Buyer | None:
    quote_id = object_id(visit.focus, "quote")
    if quote_id is None or not visit.actor.may(Permission.QUOTES_READ):
        return None
    try:
        quote = await quotes.read(visit.db, quote_id)
    except NotFound:  # of another company, or of a customer whom a colleague follows
        return None
    return _Buyer(quote.customer.name, quote.customer.discount)


def _offset(said: str) -> int:
    """Telegram hands back what we gave; whatever else it is starts again."""
    return min(int(said), _FARTHEST) if said.isascii() and said.isdecimal() else 0
