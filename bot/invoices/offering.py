"""The button « Facturer » on the cards of what can be invoiced: orders, deliveries, quotes."""

from typing import Final

from bot.outgoing.screen import Button
from bot.talk.taps import Tap
from bot.understanding.invoices import DirectSaid, read_invoice
from core.i18n import _
from core.permissions import Permission
from core.sales.lifecycles import DeliveryState, OrderState, QuoteState
from core.sales.models import Delivery, Order, Quote
from core.uow import Reader

_BINDING: Final = (OrderState.CONFIRMED, OrderState.CLOSED)
_BROUGHT: Final = (DeliveryState.DELIVERED, DeliveryState.CLOSED)
_AGREED: Final = (QuoteState.ACCEPTED, QuoteState.VALIDATED, QuoteState.SENT)


def order_rows(db: Reader, order: Order) -> tuple[tuple[Button, ...], ...]:
    """One button while something of the order is not invoiced, for whoever may."""
    if not db.actor.may(Permission.INVOICES_WRITE) or order.state not in _BINDING or order.invoiced >= order.gross:
        return ()
    return ((Button(_("🧾 Facturer"), Tap("invoice-order", order.company_id, order.id).packed()),),)


def delivery_buttons(db: Reader, delivery: Delivery) -> tuple[Button, ...]:
    """One button once it is brought, while something of its order is not invoiced."""
    order = delivery.order
    if not db.actor.may(Permission.INVOICES_WRITE) or delivery.state not in _BROUGHT or order.invoiced >= order.gross:
        return ()
    return (Button(_("🧾 Facturer"), Tap("invoice-delivery", delivery.company_id, delivery.id).packed()),)


def billed_at_once(quote: Quote) -> bool:
    """Whether a draft was asked for as an invoice: « facture dupont 3 rad »."""
    return quote.state is QuoteState.DRAFT and said_as_invoice(quote)


def said_as_invoice(quote: Quote) -> bool:
    """Whether the words that made it asked for an invoice."""
    if not quote.for_order or not quote.said:
        return False
    return isinstance(read_invoice(quote.said, quote.created_at.date()), DirectSaid)


def quote_buttons(quote: Quote) -> list[Button]:
    """One button on a quote that the customer has, and on a draft made to be ordered: all of it is done already."""
    if quote.state not in _AGREED and not (quote.for_order and quote.state is QuoteState.DRAFT):
        return []
    return [Button(_("🧾 Facturer"), Tap("quote-invoice", quote.company_id, quote.id, quote.version).packed())]
