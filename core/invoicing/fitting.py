"""What is left to credit of a document, by kind of VAT, and credit notes that fit it to the cent.

Each part of a document is rounded by itself: three times 0.07 of VAT where the whole has 0.20. What is credited last
takes what is left, so that all parts come to the whole.
"""

from collections.abc import Mapping, Sequence
from typing import Final

from core.company.models import Company
from core.invoicing.lifecycles import InvoiceKind
from core.invoicing.models import Invoice
from core.invoicing.rules import Charged, Kind
from core.invoicing.sources import credited, deductible
from core.invoicing.taxation import NET_OF_TAX
from core.invoicing.totalling import kind_of, taxed, total_up
from core.kernel.amounts import NO_RATE, ZERO, Amount, amount, total
from core.sales.lifecycles import LineKind
from core.sales.rules import totals
from core.uow import Reader

Left = Mapping[Kind, tuple[Amount, Amount]]  # the base and the tax of each kind

_OF_A_LINE: Final = amount("0.02")  # a price with tax is rounded twice: its discount, then its base
_NOTHING: Final = (ZERO, ZERO)
_NET_OF_TAX: Final = Kind(NET_OF_TAX.category, NET_OF_TAX.vatex, NET_OF_TAX.rate)
_MOST: Final = amount("0.05")  # of tax that rounding by parts may make


async def left_to_credit(db: Reader, origin: Invoice, *, net_of_tax: bool) -> Left:
    """What no credit note has taken back of an issued document, nor an invoice deducted of a deposit; for one that is
    `net_of_tax`, all of it before tax."""
    left = await _left(db, origin)
    return net_left(left) if net_of_tax else left


def net_left(left: Left) -> Left:
    """All of it before tax, as a credit note net of tax takes it."""
    return {_NET_OF_TAX: (total(base for base, _tax in left.values()), ZERO)}


def sums_of(left: Left) -> tuple[Amount, Amount]:
    """All that is left: before tax, and its tax."""
    return total(base for base, _tax in left.values()), total(tax for _base, tax in left.values())


def fit(credit: Invoice, company: Company, back: Sequence[Charged], left: Left) -> None:
    """Total a credit note up, with no more than what is left where the difference is one of rounding; where its base
    is all that is left, its tax is too. Raises InvoiceBelowZero, AmountTooLarge."""
    total_up(credit, company, back)
    net, tax = sums_of(left)
    over = amount(credit.net - net)
    if ZERO < over <= _OF_A_LINE * len(credit.lines):
        credit.discount, credit.discount_amount = NO_RATE, amount(_off(credit) + over)
        total_up(credit, company, back)
    if credit.net == net or credit.gross > net + tax:
        taxes = _taxes(credit, left, last=credit.net == net)
        total_up(credit, company, back, taxes=taxes)


async def _left(db: Reader, origin: Invoice) -> Left:
    if origin.kind is InvoiceKind.DEPOSIT and origin.order_id is not None:
        charged = await deductible(db, [origin.order_id])
        return {one.kind: (one.base, one.tax) for one in charged if one.deposit_id == origin.id}
    left: dict[Kind, tuple[Amount, Amount]] = {}
    for row in origin.taxes:
        kind = kind_of(row)
        base, tax = left.get(kind, _NOTHING)
        left[kind] = amount(base + row.base), amount(tax + row.tax)
    for kind, (base, tax) in (await credited(db, origin.id)).items():
        before = left.get(kind, _NOTHING)
        left[kind] = amount(before[0] - base), amount(before[1] - tax)
    return left


def _off(credit: Invoice) -> Amount:
    """What is off the whole document before tax, said as a rate or as an amount."""
    items = [taxed(line).line for line in credit.lines if line.kind is LineKind.ITEM]
    return totals(items, discount=credit.discount, discount_amount=credit.discount_amount).discount


def _taxes(credit: Invoice, left: Left, *, last: bool) -> Mapping[Kind, Amount]:
    """The taxes that are not those of their base."""
    own: dict[Kind, Amount] = {}
    for row in credit.taxes:
        kind = kind_of(row)
        own[kind] = amount(own.get(kind, ZERO) + row.tax)
    found = {}
    for kind, tax in own.items():
        left_tax = left[kind][1] if kind in left else tax
        rounding = abs(tax - left_tax) <= _MOST
        if tax != left_tax and rounding and (last or tax > left_tax):
            found[kind] = left_tax
    return found
