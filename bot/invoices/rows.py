"""What every card of an invoice shows: its lines, what is taken off, its totals, the deposits deducted."""

from datetime import date

from bot.outgoing.screen import Folded, Line, bold, italic
from bot.sales.rows import MOST_LINES, each
from core.catalog import vatex
from core.catalog.units import unit_label
from core.i18n import NBSP, _, count, money, ngettext, percentage
from core.invoicing.lifecycles import InvoiceKind
from core.invoicing.models import Invoice, InvoiceLine
from core.kernel.amounts import amount, total
from core.sales.lifecycles import LineKind
from core.sales.taxation import on_site


def body(invoice: Invoice) -> tuple[Line | Folded, ...]:
    """The lines, the discount of the whole, the totals, and what was invoiced before as a deposit."""
    lines: list[Line | Folded] = [line_row(line) for line in invoice.lines[:MOST_LINES]]
    hidden = len(invoice.lines) - MOST_LINES
    if hidden > 0:
        more = ngettext("… et {count} autre ligne", "… et {count} autres lignes", hidden)
        lines.append(italic(more.format(count=hidden)))
    cut = amount(total(line.net for line in invoice.lines if line.kind is LineKind.ITEM) - invoice.net)
    if cut:
        label = _("Remise {percent}").format(percent=percentage(invoice.discount)) if invoice.discount else _("Remise")
        lines.append(f"{label}  −{money(cut)}")
    return (*lines, totals_row(invoice), *_deducted(invoice))


def line_row(line: InvoiceLine) -> Line:
    """« 3 × Prise · 7,95 → 23,85 € »; a title in bold, a text in italics."""
    if line.kind is LineKind.SECTION:
        return bold(f"▸ {line.label}")
    if line.kind is LineKind.TEXT:
        return italic(line.label)
    unit = unit_label(line.unit)
    quantity = f"{count(line.quantity)} {unit} ×" if unit else f"{count(line.quantity)} ×"
    return (f"{quantity} {line.label} · {each(line)} →{NBSP}", bold(money(line.net)))


def untaxed_lines(invoice: Invoice, on: date) -> tuple[Line, ...]:
    """« Autoliquidation »: why no VAT is charged, as the invoice says it; and why some is to a business abroad."""
    said = [vatex.reason_of(share.category, share.vatex, on) for share in invoice.taxes]
    services = any(line.service and line.category == vatex.STANDARD for line in invoice.lines)
    if services and on_site(invoice.customer, invoice.place):
        said.append(_("Travaux sur un immeuble en France : TVA française, art. 259 A 2° du CGI"))
    return tuple(italic(words) for words in dict.fromkeys(filter(None, said)))


def totals_row(invoice: Invoice) -> Line:
    rates = {line.vat for line in invoice.lines if line.kind is LineKind.ITEM}
    rate = f" {percentage(rates.pop())}" if len(rates) == 1 else ""
    parts = f"{_('HT')} {money(invoice.net)} · {_('TVA')}{rate} {money(invoice.tax)} · "
    return (parts, bold(f"{_('TTC')}{NBSP}{money(invoice.gross)}"))


def _deducted(invoice: Invoice) -> tuple[Line, ...]:
    if not invoice.deducted:
        return ()
    left = _("En votre faveur") if invoice.kind is InvoiceKind.CREDIT else _("Net à payer")
    said = _("Acomptes déduits −{amount}").format(amount=money(invoice.deducted))
    return ((f"{said} · ", bold(f"{left}{NBSP}{money(invoice.payable)}")),)
