"""Sales arithmetic: pure functions on exact decimals.

VAT is computed per rate on the summed base (EN 16931, BG-23), never as a sum of rounded lines. A price typed with tax
stays exact: the gross total of such lines is what was typed, and their net is derived from it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from core.kernel.amounts import (
    NO_RATE,
    NOTHING,
    ZERO,
    Amount,
    PriceBasis,
    Quantity,
    Rate,
    UnitPrice,
    amount,
    apportion,
    rate,
    total,
    unit_price,
)


@dataclass(frozen=True, slots=True)
class PricedLine:
    """What one line says: quantity × unit price (in its basis), less its own discounts, at a VAT rate.

    A negative quantity is what comes back: it takes off what the same line would ask with a positive one.
    `free` of the quantity are not paid (« 2 payés 1 offert »); `cut` is an amount off the line, in its basis.
    A line that is not `counted` is priced and left out of the totals: an option that nobody has ticked, a title.
    """

    quantity: Quantity
    unit_price: UnitPrice
    basis: PriceBasis
    discount: Rate
    vat: Rate
    free: Quantity = NOTHING
    cut: Amount = ZERO
    counted: bool = True


@dataclass(frozen=True, slots=True)
class TaxShare:
    """One VAT rate of a document: the base after discounts, and its tax."""

    rate: Rate
    base: Amount
    tax: Amount


@dataclass(frozen=True, slots=True)
class Totals:
    """What a document totals. `lines`: each line's net, those counted sum to `lines_net`; net = that - discount."""

    lines: tuple[Amount, ...]
    lines_net: Amount
    discount: Amount
    net: Amount
    taxes: tuple[TaxShare, ...]
    tax: Amount
    gross: Amount


def line_total(line: PricedLine) -> Amount:
    """The line's amount in its own basis, rounded to the cent; a cut takes no more than there is."""
    return amount(_left(line))


def net_price(price: UnitPrice, basis: PriceBasis, vat: Rate) -> UnitPrice:
    """The unit price before tax, to four places."""
    return price if basis is PriceBasis.HT else unit_price(price / (1 + vat))


def totals(lines: Sequence[PricedLine], *, discount: Rate = NO_RATE, discount_amount: Amount = ZERO) -> Totals:
    """Total a document with a discount as a rate, or else as an amount before tax (never more than the lines)."""
    counted = [line for line in lines if line.counted]
    groups = [_Group.of(rate, counted) for rate in sorted({line.vat for line in counted}, reverse=True)]
    nets = _line_nets(lines, groups)
    lines_net = total(net for net, line in zip(nets, lines, strict=True) if line.counted)
    if discount:
        taxes = tuple(group.discounted(discount) for group in groups)
    else:
        cut = max(min(discount_amount, lines_net), ZERO)
        shares = apportion(Amount(cut), [group.net for group in groups])
        taxes = tuple(group.less(share) for group, share in zip(groups, shares, strict=True))
    net = total(share.base for share in taxes)
    tax = total(share.tax for share in taxes)
    return Totals(tuple(nets), lines_net, amount(lines_net - net), net, taxes, tax, amount(net + tax))


def line_grosses(lines: Sequence[PricedLine]) -> tuple[Amount, ...]:
    """Each line's amount with tax, before the document's discount: those counted sum to what it totals without one.

    What was typed with tax is what is shown; the other lines of a rate share out the rest, to the cent.
    """
    grosses = [line_total(line) if line.basis is PriceBasis.TTC else _with_tax(line) for line in lines]
    for share in totals(lines).taxes:
        mine = [i for i, line in enumerate(lines) if line.counted and line.vat == share.rate]
        derived = [i for i in mine if lines[i].basis is PriceBasis.HT]
        typed = total(grosses[i] for i in mine if lines[i].basis is PriceBasis.TTC)
        rest = amount(share.base + share.tax - typed)
        for i, gross in zip(derived, apportion(rest, [grosses[i] for i in derived]), strict=True):
            grosses[i] = gross
    return tuple(grosses)


class Light(StrEnum):
    """What one sees of a margin without its figures."""

    GREEN = "green"  # good
    ORANGE = "orange"
    RED = "red"  # under the floor


@dataclass(frozen=True, slots=True)
class Margin:
    """What a document earns. Only the counted lines whose cost is known are in it; `partial` says that others are not.

    `net` is before tax, after all discounts. Without any known cost there is no amount, no rate, and no light either
    unless a line is under its floor. `rate` is over the net; None when all is given away.
    """

    net: Amount
    cost: Amount | None
    amount: Amount | None
    rate: Rate | None
    light: Light | None
    partial: bool


@dataclass(frozen=True, slots=True)
class Guarded:
    """A line with what it costs us and the price not to go under, both before tax per unit, where they are known."""

    line: PricedLine
    cost: UnitPrice | None = None
    floor: UnitPrice | None = None
    optional: bool = False


def floor_of(cost: UnitPrice | None, floor_price: UnitPrice | None, floor_margin: Rate) -> UnitPrice | None:
    """The price before tax not to go under: the product's own, or what keeps the least margin, whichever is higher."""
    kept = [floor_price] if floor_price is not None else []
    if cost is not None and floor_margin < 1:
        kept.append(unit_price(cost / (1 - floor_margin)))
    return max(kept, default=None)


def below_floor(
    lines: Sequence[Guarded], *, discount: Rate = NO_RATE, discount_amount: Amount = ZERO
) -> tuple[int, ...]:
    """The places of the lines that are sold under their floor: net unit price after every discount, gifts spread over.

    An amount off the document weighs most when no option is taken: that is what counts, so that no choice of the
    customer's brings a line under its floor later.
    """
    certain = total(_own_net(each.line) for each in lines if each.line.counted and not each.optional)

    def under(each: Guarded) -> bool:
        if each.floor is None or not each.line.quantity:
            return False
        kept = _kept_share(each, certain, discount, discount_amount)
        return unit_price(_exact_net(each.line) * kept / each.line.quantity) < each.floor

    return tuple(place for place, each in enumerate(lines) if under(each))


def margin(
    lines: Sequence[Guarded],
    *,
    discount: Rate = NO_RATE,
    discount_amount: Amount = ZERO,
    floor_margin: Rate = NO_RATE,
    good_margin: Rate = NO_RATE,
) -> Margin:
    """What is left of the net once the costs are paid; free units cost as others do."""
    sums = totals([each.line for each in lines], discount=discount, discount_amount=discount_amount)
    counted = [(each, net) for each, net in zip(lines, sums.lines, strict=True) if each.line.counted]
    nets = apportion(sums.net, [net for _, net in counted])
    known = [
        (net, amount(each.line.quantity * each.cost))
        for (each, _), net in zip(counted, nets, strict=True)
        if each.cost is not None
    ]
    under = bool(below_floor(lines, discount=discount, discount_amount=discount_amount))
    net, cost = total(net for net, _ in known), total(cost for _, cost in known)
    if not known:
        return Margin(ZERO, None, None, None, Light.RED if under else None, partial=bool(counted))
    earned = amount(net - cost)
    share = rate(earned / net) if net else None
    low = under or share is None or share < floor_margin
    light = Light.RED if low else Light.GREEN if share is not None and share >= good_margin else Light.ORANGE
    return Margin(net, cost, earned, share, light, partial=len(known) < len(counted))


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
    nets = [_own_net(line) for line in lines]
    for group in groups:
        typed_ttc = [i for i, line in enumerate(lines) if _shares(line, group)]
        weights = [line_total(lines[i]) for i in typed_ttc]
        for i, share in zip(typed_ttc, apportion(group.ttc_net, weights), strict=True):
            nets[i] = share
    return nets


def _shares(line: PricedLine, group: _Group) -> bool:
    return line.counted and line.vat == group.rate and line.basis is PriceBasis.TTC


def _own_net(line: PricedLine) -> Amount:
    own = line_total(line)
    return own if line.basis is PriceBasis.HT else amount(own / (1 + line.vat))


def _with_tax(line: PricedLine) -> Amount:
    return amount(line_total(line) * (1 + line.vat))


def _left(line: PricedLine) -> Decimal:
    """What is asked for the line in its basis, not rounded."""
    asked = max(Decimal(0), (abs(line.quantity) - line.free) * line.unit_price * (1 - line.discount) - line.cut)
    return asked.copy_sign(line.quantity) if line.quantity else asked


def _exact_net(line: PricedLine) -> Decimal:
    return _left(line) if line.basis is PriceBasis.HT else _left(line) / (1 + line.vat)


def _kept_share(each: Guarded, certain: Amount, discount: Rate, discount_amount: Amount) -> Decimal:
    """What is left of a line's net after the document's discount, from 0 to 1, at the worst."""
    if discount:
        return 1 - discount
    base = certain + _own_net(each.line) if each.optional else certain
    return 1 - min(discount_amount, base) / base if base else Decimal(1)
