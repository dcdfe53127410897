"""A credit note on a document whose price was lowered before: its lines at their price, less what was credited."""

from collections.abc import Iterator, Mapping
from typing import Final

from core.catalog.vatex import NET_CREDIT, NET_CREDIT_BACK
from core.company.models import Company
from core.i18n import N_, language
from core.i18n import _ as translated
from core.invoicing.fitting import Left, Sold, sums_of, untaxed
from core.invoicing.making import numbered, text_line
from core.invoicing.models import Invoice, InvoiceLine
from core.invoicing.totalling import shares_of, taxed, total_up
from core.kernel.amounts import (
    NO_RATE,
    NOTHING,
    ONE,
    ZERO,
    Amount,
    PriceBasis,
    Quantity,
    amount,
    apportion,
    total,
    unit_price,
)
from core.sales.lifecycles import LineKind
from core.sales.rules import totals

_CREDITED: Final = N_("Déjà crédité sur {number}")


def take_rest(
    credit: Invoice, origin: Invoice, company: Company, before: Mapping[int, Quantity], left: Left, *, whole: bool
) -> None:
    """Lines for what was credited of the price, by kind of VAT, goods and services apart.

    Its lines are at their price, less their pieces' share of what was taken off each (so many pieces are credited
    `before`). Of the `whole`, the credit note then charges back what is `left`; of a part, its lines as far as that is
    left. What is off the whole document is taken off its lines first, so not off these. Raises InvoiceBelowZero.
    """
    _fold(credit)
    total_up(credit, company)
    with language(credit.language):
        label = translated(_CREDITED).format(number=origin.number)
    found = {(share.kind, share.service): share.base for share in shares_of(credit)}
    lines = list(credit.lines)
    for line, key, part in _off_lines(credit, origin, before, left):
        lines.append(_off(f"{label} : {line.label}", key, part, lowers=line.origin_line_id))
        found[key] = amount(found.get(key, ZERO) - part)
    gone = _differences(found, left) if whole else _beyond(found, left, untaxed_too=credit.net_of_tax)
    lines += [_off(label, key, part) for key, part in gone.items() if part]
    for line in lines if not credit.net_of_tax else ():
        if line.vatex == NET_CREDIT:
            line.vatex = NET_CREDIT_BACK
    credit.lines[:] = numbered(lines)


def _off_lines(
    credit: Invoice, origin: Invoice, before: Mapping[int, Quantity], left: Left
) -> Iterator[tuple[InvoiceLine, Sold, Amount]]:
    """What each line of a credit note has to take off for what its price was lowered by; its last piece all of it."""
    sold = {line.id: line.quantity for line in origin.lines}
    for line in credit.lines:
        gone = left.off.get(line.origin_line_id or 0, {})
        if line.origin_line_id is None or not any(gone.values()):
            continue
        pieces = sold[line.origin_line_id] - before.get(line.origin_line_id, NOTHING)
        off = total(gone.values())
        if line.quantity == pieces:
            off = max(amount(line.net - left.lines[line.origin_line_id]), ZERO)
        parts = apportion(amount(off * line.quantity / pieces), list(gone.values()))
        yield from ((line, key, part) for key, part in zip(gone, parts, strict=True) if part)


def _differences(found: dict[Sold, Amount], left: Left) -> dict[Sold, Amount]:
    return {key: amount(found.get(key, ZERO) - left.bases.get(key, ZERO)) for key in (*found, *left.bases)}


def _beyond(found: dict[Sold, Amount], left: Left, *, untaxed_too: bool) -> dict[Sold, Amount]:
    """What a part has beyond what is left of each kind; then, beyond all that is left, what was credited net of tax."""
    gone = {key: max(off, ZERO) for key, off in _differences(found, left).items() if untaxed_too or not untaxed(key[0])}
    over = amount(total(found.values()) - total(gone.values()) - sums_of(left)[0])
    before = {
        key: amount(found.get(key, ZERO) - base) for key, base in left.bases.items() if untaxed(key[0]) and base < 0
    }
    if over > 0 and any(before.values()):
        parts = apportion(min(over, total(before.values())), list(before.values()))
        gone.update(zip(before, parts, strict=True))
    return gone


def _off(label: str, sold: Sold, gone: Amount, *, lowers: int | None = None) -> InvoiceLine:
    """So much before tax less; a count below zero says which way it goes."""
    kind, service = sold
    line = text_line(LineKind.ITEM, label)
    line.quantity = ONE if gone < 0 else -ONE  # type: ignore[assignment]
    line.unit_price, line.vat, line.billed = unit_price(abs(gone)), kind.rate, True
    line.category, line.vatex, line.service, line.lowers_line_id = kind.category, kind.vatex, service, lowers
    return line


def _fold(credit: Invoice) -> None:
    """What is off the document's whole, off its lines."""
    if not credit.discount and not credit.discount_amount:
        return
    items = [line for line in credit.lines if line.kind is LineKind.ITEM]
    sums = totals(
        [taxed(line).line for line in items], discount=credit.discount, discount_amount=credit.discount_amount
    )
    off = amount(total(sums.lines) - sums.net)
    for line, share in zip(items, apportion(off, sums.lines), strict=True):
        cut = amount(share * (1 + line.vat)) if line.basis is PriceBasis.TTC else share
        line.discount_amount = amount(line.discount_amount + cut)
    credit.discount, credit.discount_amount = NO_RATE, ZERO
