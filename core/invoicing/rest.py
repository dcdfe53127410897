"""A credit note of all that is left of a document whose price was lowered before: its lines, and what is off them."""

from typing import Final

from core.catalog.vatex import NET_CREDIT, NET_CREDIT_BACK
from core.company.models import Company
from core.i18n import N_, language
from core.i18n import _ as translated
from core.invoicing.fitting import Left
from core.invoicing.making import numbered, text_line
from core.invoicing.models import Invoice, InvoiceLine
from core.invoicing.rules import Kind
from core.invoicing.totalling import kind_of, shares_of, taxed, total_up
from core.kernel.amounts import NO_RATE, ONE, ZERO, Amount, PriceBasis, amount, apportion, total, unit_price
from core.sales.lifecycles import LineKind
from core.sales.rules import totals

_CREDITED: Final = N_("Déjà crédité sur {number}")


def take_rest(credit: Invoice, origin: Invoice, company: Company, left: Left) -> None:
    """Lines for what was credited of the price, by kind of VAT: the credit note then charges back what is `left`.

    What is off the whole document is taken off its lines first, so that it is not off these. Raises InvoiceBelowZero.
    """
    _fold(credit)
    total_up(credit, company)
    found = dict.fromkeys(left, ZERO)
    for row in credit.taxes:
        kind = kind_of(row)
        found[kind] = amount(found.get(kind, ZERO) + row.base)
    service = all(line.service for line in credit.lines if line.kind is LineKind.ITEM)
    with language(credit.language):
        label = translated(_CREDITED).format(number=origin.number)
    lines = list(credit.lines)
    for kind, base in found.items():
        gone = amount(base - left.get(kind, (ZERO, ZERO))[0])
        mine = [share for share in shares_of(credit) if share.kind == kind]
        parts = apportion(gone, [share.base for share in mine]) if mine else [gone]
        services = [share.service for share in mine] or [service]
        lines += [_off(label, kind, part, service=each) for part, each in zip(parts, services, strict=True) if part]
    for line in lines if not credit.net_of_tax else ():
        if line.vatex == NET_CREDIT:
            line.vatex = NET_CREDIT_BACK
    credit.lines[:] = numbered(lines)


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
