"""What every card of an order shows: its lines with how far each one is, its discount, its totals."""

from collections.abc import Mapping

from bot.orders.words import progress_words
from bot.outgoing.screen import Folded, Line, bold, italic
from bot.sales.rows import MOST_LINES, discount_label, each, reason_rows, totals_row
from core.catalog.units import unit_label
from core.i18n import NBSP, _, count, money, ngettext
from core.sales.lifecycles import LineKind
from core.sales.models import Order, OrderLine
from core.sales.orders import LineProgress
from core.sales.rules import line_total


def body(order: Order, progress: Mapping[int, LineProgress] | None = None) -> tuple[Line | Folded, ...]:
    """The lines, what is taken off the whole, and the totals; with `progress`, how far each line is."""
    totals = order.totals()
    shown = order.lines[:MOST_LINES]
    lines: list[Line | Folded] = [line_row(line, (progress or {}).get(line.id)) for line in shown]
    hidden = len(order.lines) - len(shown)
    if hidden:
        more = ngettext("… et {count} autre ligne", "… et {count} autres lignes", hidden)
        lines.append(italic(more.format(count=hidden)))
    if totals.discount:
        lines.append(f"{discount_label(order)}  −{money(totals.discount)}")
    return (*lines, totals_row(totals), *reason_rows(order.lines, order.ordered_on))


def line_row(line: OrderLine, progress: LineProgress | None = None) -> Line:
    """« 3 × Prise · 7,95 → 23,85 € · réservé 3 »; a title in bold, a text in italics."""
    if line.kind is LineKind.SECTION:
        return bold(f"▸ {line.label}")
    if line.kind is LineKind.TEXT:
        return italic(line.label)
    if not line.quantity and line.cancelled:
        return italic(f"✗ {count(line.cancelled)} × {line.label} · {_('annulé')}")
    unit = unit_label(line.unit)
    quantity = f"{count(line.quantity)} {unit} ×" if unit else f"{count(line.quantity)} ×"
    head = f"{quantity} {line.label} · {each(line)} →{NBSP}"
    said = progress_words(progress) if progress else ""
    return (head, bold(money(line_total(line.priced()))), f" · {said}" if said else "")
