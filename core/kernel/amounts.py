"""Amounts, prices, quantities and rates: exact decimals with a fixed number of places, one type per unit."""

from collections.abc import Iterable, Sequence
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from enum import StrEnum
from math import floor
from typing import NewType

from core.kernel.errors import Invalid

Amount = NewType("Amount", Decimal)  # 2 places, euros: what a document totals, what a bank moves
UnitPrice = NewType("UnitPrice", Decimal)  # 4 places, euros: what one unit costs
Quantity = NewType("Quantity", Decimal)  # 3 places: what is counted, weighed or measured
Rate = NewType("Rate", Decimal)  # 4 places: 0.2000 is 20 %

ZERO = Amount(Decimal("0.00"))
NO_RATE = Rate(Decimal("0.0000"))
NOTHING = Quantity(Decimal("0.000"))
ONE = Quantity(Decimal("1.000"))

LARGEST_AMOUNT = Amount(Decimal("99999999999.99"))
LARGEST_PRICE = UnitPrice(Decimal("99999999.9999"))
LARGEST_QUANTITY = Quantity(Decimal("9999999.999"))


class PriceBasis(StrEnum):
    """What a typed price means: before tax or with tax. A price said TTC stays exact."""

    HT = "HT"
    TTC = "TTC"


def amount(value: Decimal | str | int) -> Amount:
    """Round to the cent, half away from zero: the only door from a computation to an Amount."""
    return Amount(_rounded(value, "0.01"))


def unit_price(value: Decimal | str | int) -> UnitPrice:
    """Round to four places of a euro, half away from zero."""
    return UnitPrice(_rounded(value, "0.0001"))


def quantity(value: Decimal | str | int) -> Quantity:
    """Round to three places, half away from zero."""
    return Quantity(_rounded(value, "0.001"))


def rate(value: Decimal | str | int) -> Rate:
    """Round a ratio (0.2 for 20 %) to four places, half away from zero."""
    return Rate(_rounded(value, "0.0001"))


def percent(value: Decimal | str | int) -> Rate:
    """The rate said as a percentage: `percent("5.5")` is 0.0550."""
    return rate(Decimal(value) / 100)


def total(amounts: Iterable[Amount]) -> Amount:
    """The exact sum of amounts; zero for none."""
    return amount(sum(amounts, Decimal(0)))


def apportion(whole: Amount, weights: Sequence[Decimal]) -> list[Amount]:
    """Split an amount by weights, to the cent, with nothing lost: the largest remainders take the last cents.

    Weights may be negative; where they come to nothing together the first one takes all.
    """
    weight = sum(weights, Decimal(0))
    if not weight:
        return [whole, *[ZERO] * (len(weights) - 1)] if weights else []
    cents = int(whole * 100)
    exact = [Decimal(cents) * w / weight for w in weights]
    floors = [floor(share) for share in exact]
    by_remainder = sorted(range(len(exact)), key=lambda i: (floors[i] - exact[i], i))
    for i in by_remainder[: cents - sum(floors)]:
        floors[i] += 1
    return [amount(Decimal(share) / 100) for share in floors]


def _rounded(value: Decimal | str | int, unit: str) -> Decimal:
    """Raises Invalid for what is no number, or one of more digits than any amount has."""
    try:
        return Decimal(value).quantize(Decimal(unit), ROUND_HALF_UP) + Decimal(0)  # + 0 turns -0.00 into 0.00
    except InvalidOperation:
        raise Invalid("number", str(value)) from None
