"""Parts of a line and of an amount off the document, charged one after the other: they sum to the whole."""

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal

from core.kernel.amounts import NOTHING, ZERO, Amount, Quantity, amount, quantity
from core.sales.rules import PricedLine


def part(whole: PricedLine, before: Quantity, count: Quantity) -> PricedLine:
    """So many of a line of which `before` was invoiced already, with its share of what is given and taken off.

    Shares are differences of what was reached before and what is now, so that all parts sum to the whole. The units
    that are not paid come last. A negative count takes back of what was invoiced.
    """
    after = quantity(before + count)
    given = abs(_given(whole, after) - _given(whole, before))
    cut = abs(_cut(whole, after) - _cut(whole, before))
    return replace(whole, quantity=count, free=quantity(given), cut=amount(cut))


def discount_part(discount_amount: Amount, lines: Iterable[tuple[Amount, Quantity, Quantity, Quantity]]) -> Amount:
    """The share of an amount off a whole order; lines are (net, ordered, invoiced before, invoiced with this).

    Negative where more is taken back than invoiced.
    """
    counted = [line for line in lines if line[1]]
    whole = sum((net for net, *_rest in counted), Decimal(0))
    if not discount_amount or not whole:
        return ZERO
    before = sum((net * done / ordered for net, ordered, done, _now in counted), Decimal(0))
    after = sum((net * now / ordered for net, ordered, _done, now in counted), Decimal(0))
    cut = min(discount_amount, whole)
    return amount(amount(cut * after / whole) - amount(cut * before / whole))


def _given(whole: PricedLine, reached: Quantity) -> Quantity:
    return quantity(min(max(reached - (whole.quantity - whole.free), NOTHING), whole.free))


def _cut(whole: PricedLine, reached: Quantity) -> Amount:
    return amount(whole.cut * reached / whole.quantity) if whole.quantity else ZERO
