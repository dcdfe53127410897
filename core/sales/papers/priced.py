"""Lines with their prices, and what they come to: the same on a quote and on the order made from it."""

from collections.abc import Iterator, Sequence

from core.catalog.units import unit_label
from core.i18n import _, money, percentage
from core.kernel.amounts import Amount, PriceBasis, Rate, UnitPrice, total, unit_price
from core.printing.paper import LineKind as Row
from core.printing.paper import PaperLine, TaxLine, TotalLine
from core.sales.lifecycles import LineKind
from core.sales.models import Order, OrderLine, Quote, QuoteLine, SoldLine
from core.sales.papers.mentions import untaxed
from core.sales.papers.parties import Copy
from core.sales.rules import PricedLine, Totals, line_grosses, net_price

_WHOLE = 1
Sold = QuoteLine | OrderLine


def priced_lines(document: Quote | Order, sums: Totals, *, with_tax: bool) -> Iterator[tuple[Sold, PaperLine]]:
    """Each line with its row; `with_tax` shows prices as a consumer pays them."""
    lines: Sequence[Sold] = document.lines
    grosses = line_grosses([line.priced() for line in lines])
    for line, net, gross in zip(lines, sums.lines, grosses, strict=True):
        yield line, priced_row(line, net, gross, with_tax=with_tax)


def tax_lines(sums: Totals, seller: Copy) -> tuple[TaxLine, ...]:
    return () if untaxed(seller) else tuple(TaxLine(one.rate, one.base, one.tax) for one in sums.taxes)


def total_lines(document: Quote | Order, sums: Totals, seller: Copy, *, with_tax: bool) -> tuple[TotalLine, ...]:
    discounted = _discounted(document, sums, with_tax) if sums.discount else ()
    if untaxed(seller):
        return (*discounted, TotalLine(_("Total"), sums.gross, strong=True))
    return (
        *discounted,
        TotalLine(_("Total HT"), sums.net),
        TotalLine(_("Total TVA"), sums.tax),
        TotalLine(_("Total TTC"), sums.gross, strong=True),
    )


def priced_row(line: SoldLine, net: Amount, gross: Amount, *, with_tax: bool) -> PaperLine:
    """A line as it is printed; `with_tax` shows its prices as a consumer pays them."""
    if line.kind is not LineKind.ITEM:
        kind = Row.SECTION if line.kind is LineKind.SECTION else Row.TEXT
        return PaperLine(kind=kind, label=line.label, detail=line.detail)
    offered = line.discount >= _WHOLE
    return PaperLine(
        reference=line.reference,
        label=line.label,
        detail=line.detail,
        quantity=line.quantity,
        free_quantity=line.free or None,
        unit=unit_label(line.unit),
        unit_price=_shown(line.unit_price, line, with_tax),
        list_price=_before(line, with_tax),
        discount=None if offered else line.discount or None,
        discount_amount=_cut(line, with_tax),
        offered=offered,
        tax_rate=line.charged,
        net=net,
        gross=gross,
    )


def _shown(price: UnitPrice, line: SoldLine, with_tax: bool) -> UnitPrice:
    """A price of the line in the basis that the paper shows."""
    if not with_tax:
        return net_price(price, line.basis, line.charged)
    return price if line.basis is PriceBasis.TTC else unit_price(price * (1 + line.charged))


def _before(line: SoldLine, with_tax: bool) -> UnitPrice | None:
    """The price before a reduction; a price that was raised is nobody's business."""
    if line.list_price is None or line.list_price <= line.unit_price:
        return None
    return _shown(line.list_price, line, with_tax)


def _cut(line: SoldLine, with_tax: bool) -> Amount | None:
    if not line.discount_amount:
        return None
    return Amount(_shown(UnitPrice(line.discount_amount), line, with_tax).quantize(line.discount_amount))


def _discounted(document: Quote | Order, sums: Totals, with_tax: bool) -> tuple[TotalLine, ...]:
    """What the lines come to, and what is taken off: with tax where the lines are shown so."""
    label = _discount_label(document.discount)
    if not with_tax:
        return TotalLine(_("Total des lignes HT"), sums.lines_net), TotalLine(label, Amount(-sums.discount))
    if not document.discount:  # agreed before tax, taken off amounts with tax: both are said
        label = _("Remise de {amount} HT").format(amount=money(sums.discount))
    lines = _counted([line.priced() for line in document.lines])
    return TotalLine(_("Total des lignes TTC"), lines), TotalLine(label, Amount(sums.gross - lines))


def _counted(lines: list[PricedLine]) -> Amount:
    return total(gross for gross, line in zip(line_grosses(lines), lines, strict=True) if line.counted)


def _discount_label(discount: Rate) -> str:
    return _("Remise {percent}").format(percent=percentage(discount)) if discount else _("Remise")
