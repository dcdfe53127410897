"""Which invoice, order or customer some words mean: by number, by the card replied to, or what was last worked on."""

from typing import Final

from bot.deliveries.meant import in_hand as brought_in_hand
from bot.deliveries.meant import target
from bot.invoices.screens import which_screen
from bot.invoices.showing import invoice_in_hand, invoice_replied_to
from bot.orders.requests import numbered
from bot.outgoing.say import Show
from bot.sales.requests import quote_in_hand, quote_replied_to
from bot.talk.lookup import Lookup
from bot.talk.visit import Plan, Visit, answer, tell
from bot.understanding import Match, resolve
from core.i18n import _
from core.invoicing import reads
from core.invoicing.lifecycles import InvoiceKind
from core.invoicing.models import Invoice
from core.kernel.text import words
from core.numbering import number_said
from core.permissions import Permission
from core.sales import orders

_INVOICES: Final = (InvoiceKind.INVOICE, InvoiceKind.PROGRESS)


def something_in_hand(visit: Visit) -> bool:
    """Whether an invoice, an order, a delivery or a quote is being talked about, and no question is open."""
    if visit.question is not None and not visit.card_is_object:
        return False
    those = (invoice_in_hand(visit), brought_in_hand(visit), quote_in_hand(visit))
    return any(one is not None for one in those)


async def invoice_meant(visit: Visit, number: str | None) -> Invoice | Plan:
    """The invoice of this number, or the one in hand; a plan that asks which when that is not certain."""
    if number is None:
        invoice_id = invoice_in_hand(visit)
        if invoice_id is None:
            return tell(visit, _("Quelle facture ? Répondez à sa carte, ou donnez son numéro."))
        return await reads.read(visit.db, invoice_id)
    found = await reads.found_by_number(visit.db, number)
    if len(found) > 1 and number.isdigit():  # « la facture 12 » is no credit note, nor a deposit
        found = [one for one in found if one.kind in _INVOICES] or found
    if len(found) == 1:
        return await reads.read(visit.db, found[0].id)
    if found:
        return answer(Show(which_screen(found), fresh=True))
    return tell(visit, _("Je ne trouve pas la facture {number}.").format(number=number_said(number)))


async def order_meant(visit: Visit, number: str | None) -> int | Plan:
    """The id of the order of this number, or of the one in hand, as what is in hand tells: an invoice, a delivery, a
    quote; a plan that asks which when that is not certain."""
    if number is not None or (visit.card_is_object and brought_in_hand(visit) is not None):
        about = await target(visit, number)
        return about if isinstance(about, Plan) else about.order_id
    if (invoice_id := invoice_replied_to(visit) or invoice_in_hand(visit)) is not None:
        order_id = (await reads.read(visit.db, invoice_id)).order_id
        if order_id is not None:
            return order_id
    quote_id = quote_replied_to(visit) or (None if brought_in_hand(visit) else quote_in_hand(visit))
    if quote_id is not None and (order := await orders.of_quote(visit.db, quote_id)) is not None:
        return order.id
    about = await target(visit, None)
    return about if isinstance(about, Plan) else about.order_id


async def order_numbered(visit: Visit, number: str) -> bool:
    """Whether some order has this number."""
    return bool(await numbered(visit, number))


async def customer_meant(visit: Visit, who: str) -> Match | None:
    """Who is meant by a name; None when nobody is known by it."""
    if not visit.actor.may(Permission.CUSTOMERS_READ):
        return None
    known = (await Lookup(visit.db)(tuple(words(who)))).customers
    match = resolve(who, known)
    return match if match.certain is not None or match.candidates else None
