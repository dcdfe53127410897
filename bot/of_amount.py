"""« la facture de 1 250 € »: the documents that come to such a sum, one button each."""

from typing import Final

from bot.invoices.screens import tap as invoice_tap
from bot.invoices.words import invoice_name
from bot.orders.screens import open_button as order_button
from bot.outgoing.say import Show
from bot.outgoing.screen import Button, bold, in_rows, plain_screen
from bot.sales.screens import open_button as quote_button
from bot.talk.visit import Plan, Visit, answer
from bot.understanding.of_amount import OfAmount, read_of_amount
from core.i18n import _, money
from core.invoicing import lists
from core.invoicing.models import Invoice
from core.permissions import Permission
from core.sales import orders, quotes

_MOST: Final = 5


async def of_amount(visit: Visit, text: str) -> Plan | None:
    """The plan for a sum that is looked for; None for other words, and for whoever may read no document."""
    asked = read_of_amount(text)
    if asked is None or not visit.actor.may(Permission.ORDERS_READ):
        return None
    found = await _buttons(visit, asked)
    if not found and text.strip().isdigit():
        return None  # the end of a telephone number as well
    if not found:
        return answer(Show(plain_screen(_("Aucun document de {sum}.").format(sum=money(asked.least)))))
    title = bold(_("Vous voulez dire :"))
    return answer(Show(plain_screen(title, rows=in_rows(found[:_MOST], 1))))


async def asked(visit: Visit, text: str) -> Plan | None:
    """The plan where the words can be nothing else; a bare sum, or « facture de 400 », may be said to what is in
    hand."""
    said = read_of_amount(text)
    return await of_amount(visit, text) if said is not None and said.certain else None


async def _buttons(visit: Visit, asked: OfAmount) -> list[Button]:
    """Invoices before orders before quotes, of the kind that was said."""
    found: list[Button] = []
    least, most = asked.least, asked.most
    if asked.kind in ("invoice", None) and visit.actor.may(Permission.INVOICES_READ):
        found += map(_invoice_button, await lists.of_amount(visit.db, least=least, most=most, limit=_MOST))
    if asked.kind in ("order", None):
        found += map(order_button, await orders.of_amount(visit.db, least=least, most=most, limit=_MOST))
    if asked.kind in ("quote", None) and visit.actor.may(Permission.QUOTES_READ):
        found += map(quote_button, await quotes.of_amount(visit.db, least=least, most=most, limit=_MOST))
    return found


def _invoice_button(invoice: Invoice) -> Button:
    name = invoice.number or invoice_name(invoice)
    label = f"💶 {name} · {invoice.customer.name} · {money(invoice.payable)}"
    return Button(label[:100], invoice_tap("invoice-open", invoice))
