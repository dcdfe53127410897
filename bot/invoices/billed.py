"""What the invoice of a quote will come to, said on the quote's card before anybody agrees to it."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from bot.invoices.lacking import Rows, lacking_lines, lacking_rows
from bot.invoices.offering import billed_at_once
from bot.invoices.rows import body as invoice_body
from bot.invoices.rows import untaxed_lines
from bot.outgoing.screen import Folded, Line
from bot.sales.rows import body as quote_body
from bot.sales.rows import reason_rows
from core.i18n import _, money
from core.invoicing import direct, lawful
from core.invoicing.lawful import Lacking
from core.invoicing.models import Invoice
from core.kernel.amounts import Amount
from core.permissions import Permission
from core.sales import quotes
from core.sales.lifecycles import QuoteState
from core.sales.models import Quote
from core.uow import Reader

_AHEAD: Final = (QuoteState.DRAFT, QuoteState.VALIDATED, QuoteState.SENT, QuoteState.ACCEPTED)


@dataclass(frozen=True, slots=True)
class Billed:
    """The invoice of a quote as it would be issued `on` that day; `differs` when it does not come to what the quote
    says. `rows` ask for what the law wants besides."""

    invoice: Invoice
    differs: bool
    lacks: Lacking
    on: date
    rows: Rows

    def body(self, quote: Quote) -> tuple[Line | Folded, ...]:
        """Of a draft that is approved as an invoice: what is issued is what is shown."""
        return invoice_body(self.invoice) if self.differs else quote_body(quote)

    def lines(self, *, at_once: bool) -> tuple[Line, ...]:
        """Why no VAT is charged, and what is lacking for it to be issued; of a quote only what will be different."""
        said = reason_rows(self.invoice.lines, self.on) if not self.differs else ()
        why = tuple(line for line in untaxed_lines(self.invoice, self.on) if line not in said)
        if at_once:
            return (*why, *lacking_lines(self.lacks))
        if not self.differs:
            return ()
        told = _("🧾 Sera facturé {gross} TTC, dont TVA {tax}")
        return (told.format(gross=money(self.invoice.gross), tax=money(self.invoice.tax)), *why)


async def billed_as(db: Reader, quote: Quote) -> Billed | None:
    """Of a quote that was read and may still be invoiced, for whoever may know of invoices."""
    if quote.state not in _AHEAD or not quote.lines or not db.actor.may(Permission.INVOICES_READ):
        return None
    if _is_plain(quote) and not billed_at_once(quote):
        return None
    invoice = await direct.preview(db, quote)
    lacks = await lawful.lacking(db, invoice)
    differs = (invoice.net, invoice.tax, invoice.gross) != (quote.net, quote.tax, quote.gross)
    return Billed(invoice, differs, lacks, db.today, lacking_rows(db, lacks, quote.customer, ("quote", quote.id)))


async def drafted_gross(db: Reader, quote: Quote) -> Amount:
    """What a quote comes to; of a draft that was asked for as an invoice what that will, VAT or none."""
    if not billed_at_once(quote):
        return quote.gross
    found = await billed_as(db, await quotes.read(db, quote.id))
    return found.invoice.gross if found is not None else quote.gross


def _is_plain(quote: Quote) -> bool:
    """Whether its invoice cannot be taxed otherwise than it is: an ordinary customer in France, VAT on each line."""
    customer = quote.customer
    home = customer.country in _HOME and not customer.zip.startswith(_FAR) and not customer.reverse_charge
    taxed = all(line.vat for line in quote.lines if line.counted)
    return home and taxed and quote.address_id is None


_HOME: Final = ("", "FR")
_FAR: Final = ("97", "98")  # postcodes of places with rates of their own, or none
