"""A credit note on a document whose price was lowered before: its lines at their price, less what was credited."""

from typing import Final

from core.catalog.vatex import NET_CREDIT, NET_CREDIT_BACK
from core.company.models import Company
from core.i18n import N_, language
from core.i18n import _ as translated
from core.invoicing.fitting import Left, Sold, sums_of, untaxed
from core.invoicing.making import numbered, text_line
from core.invoicing.models import Invoice, InvoiceLine
from core.invoicing.rules import Kind
from core.invoicing.totalling import shares_of, taxed, total_up
from core.kernel.amounts import NO_RATE, ONE, ZERO, Amount, PriceBasis, amount, apportion, total, unit_price
from core.sales.lifecycles import LineKind
from core.sales.rules import totals

_CREDITED: Final = N_("Déjà crédité sur {number}")


def take_rest(credit: Invoice, origin: Invoice, company: Company, left: Left, *, whole: bool) -> None:
    """Lines for what was credited of the price, by kind of VAT, goods and services apart.

    Of the `whole`, the credit note then charges back what is `left`; of a part, its lines at their full price as far as
    that is left. What is off the whole document is taken off its lines first, so that it is not off these. Raises
    InvoiceBelowZero.
    """
    _fold(credit)
    total_up(credit, company)
    found = {(share.kind, share.service): share.base for share in shares_of(credit)}
    gone = _differences(found, left) if whole else _beyond(found, left, untaxed_too=credit.net_of_tax)
    with language(credit.language):
        label = translated(_CREDITED).format(number=origin.number)
    lines = list(credit.lines)
    lines += [_off(label, kind, part, service=service) for (kind, service), part in gone.items() if part]
    for line in lines if not credit.net_of_tax else ():
        if line.vatex == NET_CREDIT:
            line.vatex = NET_CREDIT_BACK
    credit.lines[:] = numbered(lines)


def _differences(found: dict[Sold, Amount], left: Left) -> dict[Sold, Amount]:
    return {key: amount(found.get(key, ZERO) - left.bases.get(key, ZERO)) for key in (*found, *left.bases)}


def _beyond(found: dict[Sold, Amount], left: Left, *, untaxed_too: bool) -> dict[Sold, Amount]:
    """What a part has beyond what is left of each kind; then, beyond all that is left, what was credited net of tax."""
    gone = {key: max(off, ZERO) for key, off in _differences(found, left).items() if untaxed_too or not untaxed(key[0])}
    over = amount(total(found.values()) - total(gone.values()) - sums_of(left)[0])
    before = {key: amount(-base) for key, base in left.bases.items() if untaxed(key[0]) and base < 0}
    if over > 0 and before:
        parts = apportion(min(over, total(before.values())), list(before.values()))
        gone.update(zip(before, parts, strict=True))
    return gone


def _off(label: str, kind: Kind, gone: Amount, *, service: bool) -> InvoiceLine:
    """So much before tax less; a count below zero says which way it goes."""
    line = text_line(LineKind.ITEM, label)
    line.quantity = ONE if gone < 0 else -ONE  # type: ignore[assignment]
    line.unit_price, line.vat, line.billed = unit_price(abs(gone)), kind.rate, True
    line.category, line.vatex, line.service = kind.category, kind.vatex, service
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
