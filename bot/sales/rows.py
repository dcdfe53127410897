"""What every card of a quote shows: its lines, its discount, its totals."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from bot.outgoing.screen import Folded, Line, bold, italic
from core.catalog.units import unit_label
from core.catalog.vatex import FRANCHISE, reasons_of
from core.i18n import NBSP, _, count, money, ngettext, percentage, price
from core.kernel.amounts import PriceBasis
from core.sales.lifecycles import LineKind, QuoteState
from core.sales.models import Order, Quote, QuoteLine, SoldLine
from core.sales.rules import Totals, line_total

MOST_LINES: Final = 25  # shown on a card; the others are in the PDF


def body(quote: Quote) -> tuple[Line | Folded, ...]:
    """The lines, what is taken off the whole, and the totals."""
    totals = quote.totals()
    lines: list[Line | Folded] = [line_row(line, quote) for line in quote.lines[:MOST_LINES]]
    hidden = len(quote.lines) - MOST_LINES
    if not quote.lines:
        lines.append(italic(_("Aucune ligne : écrivez par exemple « 2 radiateurs 1000 W ».")))
    if hidden > 0:
        more = ngettext("… et {count} autre ligne", "… et {count} autres lignes", hidden)
        lines.append(italic(more.format(count=hidden)))
    if totals.discount:
        lines.append(f"{discount_label(quote)}  −{money(totals.discount)}")
    return (*lines, totals_row(totals), *reason_rows(quote.lines, quote.created_at.date()))


def reason_rows(lines: Sequence[SoldLine], on: date) -> tuple[Line, ...]:
    """Why no VAT is charged of what usually bears some; who writes none at all knows."""
    return tuple(italic(words) for words in reasons_of({line.vatex for line in lines} - {FRANCHISE}, on))


def line_row(line: QuoteLine, quote: Quote) -> Line:
    """One line: « ☐ 3 × Prise · 7,95 (1 offert) → 15,90 € »; a title in bold, a text in italics."""
    if line.kind is LineKind.SECTION:
        return bold(f"▸ {line.label}")
    if line.kind is LineKind.TEXT:
        return italic(line.label)
    unit = unit_label(line.unit)
    quantity = f"{count(line.quantity)} {unit} ×" if unit else f"{count(line.quantity)} ×"
    total = money(line_total(line.priced()))
    head = f"{_box(line, quote)}{quantity} {line.label} · {each(line)} →{NBSP}"
    if line.optional and not line.chosen:
        return (head, total, " ", italic(_("en option")))
    return (head, bold(total))


def each(line: SoldLine) -> str:
    """The unit price with all that is off it: « 700,00 (au lieu de 749,00) −5 % »."""
    if line.discount == 1:
        return _("offert")
    basis = f" {_(line.basis)}" if line.basis is PriceBasis.TTC else ""
    before = (
        " " + _("(au lieu de {price})").format(price=price(line.list_price))
        if line.list_price is not None and line.list_price > line.unit_price
        else ""
    )
    discount = f" −{percentage(line.discount)}" if line.discount else ""
    cut = f" −{money(line.discount_amount)}" if line.discount_amount else ""
    free = ngettext(" ({count} offert)", " ({count} offerts)", int(line.free)) if line.free else ""
    return f"{price(line.unit_price)}{basis}{before}{discount}{cut}{free.format(count=count(line.free))}"


def discount_label(document: Quote | Order) -> str:
    """It says when the discount is the one that the customer always has: nobody typed it."""
    if not document.discount:
        return _("Remise")
    usual = document.discount == document.customer.discount
    label = _("Remise client {percent}") if usual else _("Remise {percent}")
    return label.format(percent=percentage(document.discount))


def totals_row(totals: Totals) -> Line:
    if len(totals.taxes) == 1:
        tax = f"{_('TVA')} {percentage(totals.taxes[0].rate)} {money(totals.tax)}"
    else:
        tax = f"{_('TVA')} {money(totals.tax)}"
    return (f"{_('HT')} {money(totals.net)} · {tax} · ", bold(f"{_('TTC')}{NBSP}{money(totals.gross)}"))


def _box(line: QuoteLine, quote: Quote) -> str:
    """An option says whether it counts; once the quote is agreed, only what was chosen does."""
    if not line.optional:
        return ""
    if quote.state in (QuoteState.ACCEPTED, QuoteState.ORDERED):
        return "☑ " if line.chosen else "✗ "
    return "☑ " if line.chosen else "☐ "
