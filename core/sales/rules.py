"""Sales arithmetic: pure functions on exact decimals.

VAT is computed per rate on the summed base (EN 16931, BG-23), never as a sum of rounded lines. A price typed with tax
stays exact: the gross total of such lines is what was typed, and their net is derived from it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from core.kernel.amounts import NO_RATE, ZERO, Amount, PriceBasis, Quantity, Rate, UnitPrice, amount, total, unit_price


@dataclass(frozen=True, slots=True)
class PricedLine:
    """What one line says: quantity × unit price (in its basis), less its own discount, at a VAT rate."""

    quantity: Quantity
    unit_price: UnitPrice
    basis: PriceBasis
    discount: Rate
    vat: Rate


@dataclass(frozen=True, slots=True)
class TaxShare:
    """One VAT rate of a document: the base after discounts, and its tax."""

    rate: Rate
    base: Amount
    tax: Amount


@dataclass(frozen=True, slots=True)
class Totals:
    """What a document totals. `lines`: each line's net, summing to `lines_net`; net = lines_net - discount."""

    lines: tuple[Amount, ...]
    lines_net: Amount
    discount: Amount
    net: Amount
    taxes: tuple[TaxShare, ...]
    tax: Amount
    gross: Amount


def line_total(line: PricedLine) -> Amount:
    """The line's amount in its own basis, rounded to the cent."""
    return amount(line.quantity * line.unit_price * (1 - line.discount))


def net_price(price: UnitPrice, basis: PriceBasis, vat: Rate) -> UnitPrice:
    """The unit price before tax, to four places."""
    return price if basis is PriceBasis.HT else unit_price(price / (1 + vat))


def totals(lines: Sequence[PricedLine], *, discount: Rate = NO_RATE, discount_amount: Amount = ZERO) -> Totals:
    """Total a document with a discount as a rate, or else as an amount before tax (never more than the lines)."""
    groups = [_Group.of(rate, lines) for rate in sorted({line.vat for line in lines}, reverse=True)]
    nets = _line_nets(lines, groups)
    lines_net = total(nets)
    if discount:
        taxes = tuple(group.discounted(discount) for group in groups)
    else:
        cut = min(discount_amount, lines_net)
        shares = apportion(Amount(cut), [group.net for group in groups])
        taxes = tuple(group.less(share) for group, share in zip(groups, shares, strict=True))
    net = total(share.base for share in taxes)
    tax = total(share.tax for share in taxes)
    return Totals(tuple(nets), lines_net, amount(lines_net - net), net, taxes, tax, amount(net + tax))


def apportion(whole: Amount, weights: Sequence[Decimal]) -> list[Amount]:
    """Split an amount by weights, to the cent, with nothing lost: the largest remainders take the last cents."""
    weight = sum(weights, Decimal(0))
    if not weight:
        return [whole, *[ZERO] * (len(weights) - 1)] if weights else []
    cents = int(whole * 100)
    exact = [Decimal(cents) * w / weight for w in weights]
    floors = [int(share // 1) for share in exact]
    by_remainder = sorted(range(len(exact)), key=lambda i: (floors[i] - exact[i], i))
    for i in by_remainder[: cents - sum(floors)]:
        floors[i] += 1
    return [amount(Decimal(floor) / 100) for floor in floors]


@dataclass(frozen=True, slots=True)
class _Group:
    """The lines of one rate: `ht` the sum priced before tax, `ttc` the sum priced with tax."""

    rate: Rate
    ht: Amount
    ttc: Amount

    @classmethod
    def of(cls, rate: Rate, lines: Iterable[PricedLine]) -> "_Group":
        sums: Mapping[PriceBasis, Amount] = {
            basis: total(line_total(line) for line in lines if line.vat == rate and line.basis is basis)
            for basis in PriceBasis
        }
        return cls(rate, sums[PriceBasis.HT], sums[PriceBasis.TTC])

    @property
    def ttc_net(self) -> Amount:
        return amount(self.ttc / (1 + self.rate))

    @property
    def net(self) -> Amount:
        return amount(self.ht + self.ttc_net)

    def discounted(self, discount: Rate) -> TaxShare:
        left = _Group(self.rate, _less(self.ht, discount), _less(self.ttc, discount))
        return left.less(ZERO)

    def less(self, cut: Amount) -> TaxShare:
        """The tax share after an amount before tax is taken off."""
        if cut:
            base = amount(self.net - cut)
            return TaxShare(self.rate, base, amount(base * self.rate))
        return TaxShare(self.rate, self.net, amount(amount(self.ht * self.rate) + self.ttc - self.ttc_net))


def _less(value: Amount, discount: Rate) -> Amount:
    return amount(value - amount(value * discount))


def _line_nets(lines: Sequence[PricedLine], groups: Sequence[_Group]) -> list[Amount]:
    """Each line's net; the nets of lines priced with tax share out their group's, so that lines sum to the base."""
    nets = [line_total(line) for line in lines]
    for group in groups:
        typed_ttc = [i for i, line in enumerate(lines) if line.vat == group.rate and line.basis is PriceBasis.TTC]
        for i, share in zip(typed_ttc, apportion(group.ttc_net, [nets[i] for i in typed_ttc]), strict=True):
            nets[i] = share
    return nets
