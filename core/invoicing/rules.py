"""Invoice arithmetic: pure functions on exact decimals.

The VAT of a rate is computed once on the summed base (EN 16931, BG-23), then shared out among what is accounted for
apart: goods and services, reasons for no VAT.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from core.kernel.amounts import (
    NO_RATE,
    ZERO,
    Amount,
    Rate,
    amount,
    apportion,
)
from core.sales.rules import PricedLine, Totals, totals


@dataclass(frozen=True, slots=True)
class Kind:
    """What VAT is accounted for together: a category (UNTDID 5305), why there is none, a rate."""

    category: str
    vatex: str
    rate: Rate


@dataclass(frozen=True, slots=True)
class TaxedLine:
    """A line with how it is taxed; a line that is not counted is a title or a text."""

    line: PricedLine
    category: str
    vatex: str
    service: bool

    @property
    def kind(self) -> Kind:
        return Kind(self.category, self.vatex, self.line.vat)


@dataclass(frozen=True, slots=True)
class Share:
    """The base after discounts and the tax of what is sold of one kind, goods or services."""

    kind: Kind
    service: bool
    base: Amount
    tax: Amount


@dataclass(frozen=True, slots=True)
class Charged:
    """What a deposit charges of one kind, and what may be deducted of it still."""

    deposit_id: int
    kind: Kind
    base: Amount
    tax: Amount

    @property
    def gross(self) -> Amount:
        return amount(self.base + self.tax)


def shared(
    lines: Sequence[TaxedLine], *, discount: Rate = NO_RATE, discount_amount: Amount = ZERO
) -> tuple[Totals, tuple[Share, ...]]:
    """What a document totals, and its shares by kind, goods before services; they sum to the totals."""
    sums = totals([each.line for each in lines], discount=discount, discount_amount=discount_amount)
    nets: dict[tuple[Kind, bool], Amount] = {}
    for each, net in zip(lines, sums.lines, strict=True):
        if each.line.counted:
            key = (each.kind, each.service)
            nets[key] = amount(nets.get(key, ZERO) + net)
    found = []
    for of_rate in sums.taxes:
        mine = sorted((key for key in nets if key[0].rate == of_rate.rate), key=_order)
        weights = [nets[key] for key in mine]
        bases = apportion(of_rate.base, weights)
        taxes = apportion(of_rate.tax, bases)
        found += [Share(*key, base, tax) for key, base, tax in zip(mine, bases, taxes, strict=True)]
    return sums, tuple(found)


def borne(shares: Sequence[Share], charged: Sequence[Charged], *, at_most: Amount | None = None) -> tuple[Charged, ...]:
    """What is deducted of what deposits have charged: as much as each kind of the document can bear, oldest first.

    `at_most`: no more than this, tax included.
    """
    room: dict[Kind, tuple[Amount, Amount]] = {}
    for share in shares:
        base, tax = room.get(share.kind, (ZERO, ZERO))
        room[share.kind] = amount(base + share.base), amount(tax + share.tax)
    left, found = at_most, []
    for one in charged:
        base, tax = room.get(one.kind, (ZERO, ZERO))
        taken = _taken(one, base, tax, left)
        if taken.gross <= 0:
            continue
        room[one.kind] = amount(base - taken.base), amount(tax - taken.tax)
        left = None if left is None else amount(left - taken.gross)
        found.append(taken)
    return tuple(found)


def less(shares: Sequence[Share], deducted: Sequence[Charged]) -> tuple[Share, ...]:
    """The shares less what was deducted of their kinds, goods and services in proportion."""
    off: dict[Kind, tuple[Amount, Amount]] = {}
    for one in deducted:
        base, tax = off.get(one.kind, (ZERO, ZERO))
        off[one.kind] = amount(base + one.base), amount(tax + one.tax)
    found = []
    for kind, (base, tax) in {share.kind: off.get(share.kind, (ZERO, ZERO)) for share in shares}.items():
        mine = [share for share in shares if share.kind == kind]
        bases = apportion(base, [share.base for share in mine])
        taxes = apportion(tax, [share.tax for share in mine])
        found += [
            Share(kind, share.service, amount(share.base - b), amount(share.tax - t))
            for share, b, t in zip(mine, bases, taxes, strict=True)
        ]
    return tuple(found)


def due_part(whole: Amount, settled: Amount, payable: Amount) -> Amount:
    """So much of what waits for payment is due once so much of the document is settled."""
    return amount(whole * settled / payable) if payable else ZERO


def _order(key: tuple[Kind, bool]) -> tuple[bool, str, str]:
    kind, service = key
    return service, kind.category, kind.vatex


def _taken(one: Charged, base: Amount, tax: Amount, left: Amount | None) -> Charged:
    """No more than there is room for; the whole of it to the cent, or a part with the tax of that part."""
    gross = min(one.gross, amount(base + tax), one.gross if left is None else left)
    if gross <= 0:
        return replace(one, base=ZERO, tax=ZERO)
    if gross == one.gross and one.base <= base and one.tax <= tax:
        return one
    part_tax = min(amount(gross - gross / (1 + one.kind.rate)), one.tax, tax)
    part_base = min(amount(gross - part_tax), one.base, base)
    return replace(one, base=part_base, tax=part_tax)
