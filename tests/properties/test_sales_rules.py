"""The arithmetic of quotes against rules that anybody can check by hand: options, gifts, cuts, margins, floors."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from hypothesis import assume, example, given
from hypothesis import strategies as st

from core.kernel.amounts import (
    NO_RATE,
    ZERO,
    Amount,
    PriceBasis,
    Rate,
    UnitPrice,
    amount,
    apportion,
    percent,
    quantity,
    rate,
    unit_price,
)
from core.sales.rules import (
    Guarded,
    Light,
    PricedLine,
    below_floor,
    floor_of,
    line_grosses,
    line_total,
    margin,
    totals,
)

HT, TTC = PriceBasis.HT, PriceBasis.TTC

amounts = st.integers(0, 1_000_000).map(lambda cents: amount(Decimal(cents) / 100))
prices = st.integers(0, 20_000_000).map(lambda n: unit_price(Decimal(n) / 10_000))
shares = st.one_of(st.just(NO_RATE), st.integers(0, 10_000).map(lambda n: rate(Decimal(n) / 10_000)))
rates = st.sampled_from([percent(value) for value in ("20", "10", "5.5", "2.1", "0")])


@st.composite
def lines(draw: st.DrawFn) -> PricedLine:
    bought = draw(st.integers(1, 100_000))
    return PricedLine(
        quantity=quantity(Decimal(bought) / 1000),
        unit_price=draw(prices),
        basis=draw(st.sampled_from([HT, TTC])),
        discount=draw(shares),
        vat=draw(rates),
        free=quantity(Decimal(draw(st.integers(0, bought))) / 1000),
        cut=draw(st.one_of(st.just(ZERO), amounts)),
        counted=draw(st.booleans()),
    )


documents = st.lists(lines(), max_size=8)
discounts = st.tuples(shares, amounts)


@given(documents, discounts)
def test_what_is_not_counted_changes_nothing(document: Sequence[PricedLine], off: tuple[Rate, Amount]) -> None:
    whole = totals(document, discount=off[0], discount_amount=off[1])
    kept = totals([line for line in document if line.counted], discount=off[0], discount_amount=off[1])
    assert (whole.net, whole.tax, whole.gross, whole.discount) == (kept.net, kept.tax, kept.gross, kept.discount)
    assert len(whole.lines) == len(document)


@given(documents, discounts)
def test_a_document_adds_up_and_is_never_negative(document: Sequence[PricedLine], off: tuple[Rate, Amount]) -> None:
    result = totals(document, discount=off[0], discount_amount=off[1])
    counted = [net for net, line in zip(result.lines, document, strict=True) if line.counted]
    assert sum(counted, ZERO) == result.lines_net
    assert result.lines_net - result.discount == result.net == sum((share.base for share in result.taxes), ZERO)
    assert result.net + result.tax == result.gross
    assert min([result.net, result.tax, result.gross, *result.lines, *(s.base for s in result.taxes)]) >= 0


@given(lines())
def test_gifts_are_not_paid_and_a_cut_takes_no_more_than_there_is(line: PricedLine) -> None:
    paid = Fraction(line.quantity - line.free) * Fraction(line.unit_price) * (1 - Fraction(line.discount))
    assert abs(Fraction(line_total(line)) - max(Fraction(0), paid - Fraction(line.cut))) <= Fraction(1, 200)


@given(documents)
def test_lines_shown_with_tax_sum_to_the_total_and_keep_what_was_typed(document: Sequence[PricedLine]) -> None:
    grosses, result = line_grosses(document), totals(document)
    shown = [gross for gross, line in zip(grosses, document, strict=True) if line.counted]
    assert sum(shown, ZERO) == result.gross
    for gross, line in zip(grosses, document, strict=True):
        if line.basis is TTC:
            assert gross == line_total(line)
        assert gross >= 0


@given(documents, st.lists(st.one_of(st.none(), prices), min_size=8, max_size=8), discounts)
def test_a_margin_is_what_is_left_of_the_lines_whose_cost_is_known(
    document: Sequence[PricedLine], costs: Sequence[UnitPrice | None], off: tuple[Rate, Amount]
) -> None:
    guarded = [Guarded(line, cost) for line, cost in zip(document, costs, strict=False)]
    result = margin(guarded, discount=off[0], discount_amount=off[1])
    counted = [each for each in guarded if each.line.counted]
    known = [each for each in counted if each.cost is not None]
    assert result.partial == (len(known) < len(counted))
    if not known:
        assert (result.cost, result.amount, result.light) == (None, None, None)
        return
    assert result.cost == sum((amount(each.line.quantity * each.cost) for each in known if each.cost is not None), ZERO)
    assert result.amount == result.net - result.cost
    if len(known) == len(counted):
        assert result.net == totals(document, discount=off[0], discount_amount=off[1]).net


@given(lines(), prices, shares, shares)
def test_the_light_follows_the_rate(line: PricedLine, cost: UnitPrice, floor: Rate, good: Rate) -> None:
    assume(floor <= good)
    result = margin([Guarded(replace(line, counted=True), cost)], floor_margin=floor, good_margin=good)
    low = result.rate is None or result.rate < floor
    green = result.rate is not None and result.rate >= good
    assert result.light is (Light.RED if low else Light.GREEN if green else Light.ORANGE)


@given(st.one_of(st.none(), prices), st.one_of(st.none(), prices), shares)
def test_a_floor_is_the_higher_of_the_products_own_and_the_least_margin(
    cost: UnitPrice | None, own: UnitPrice | None, least: Rate
) -> None:
    floor = floor_of(cost, own, least)
    assert (floor is None) == (own is None and (cost is None or least == 1))
    if floor is not None:
        assert own is None or floor >= own
        assert cost is None or least == 1 or abs(floor * (1 - least) - cost) < Decimal("0.0002") or floor == own


def net_per_unit(line: PricedLine, kept: Fraction) -> Fraction:
    paid = max(
        Fraction(0),
        Fraction(line.quantity - line.free) * Fraction(line.unit_price) * (1 - Fraction(line.discount))
        - Fraction(line.cut),
    )
    return (paid if line.basis is HT else paid / (1 + Fraction(line.vat))) * kept / Fraction(line.quantity)


@given(lines(), prices, shares)
@example(PricedLine(quantity(3), unit_price("150"), HT, NO_RATE, percent(20), quantity(1)), unit_price("100"), NO_RATE)
def test_a_line_is_under_its_floor_when_a_unit_brings_in_less(line: PricedLine, floor: UnitPrice, off: Rate) -> None:
    under = below_floor([Guarded(line, None, floor)], discount=off)
    brought = net_per_unit(line, 1 - Fraction(off))
    if abs(brought - Fraction(floor)) > Fraction(1, 10_000):
        assert bool(under) == (brought < Fraction(floor))
    assert below_floor([Guarded(line, None, None)], discount=off) == ()


@given(st.lists(st.tuples(lines(), prices, st.booleans()), min_size=1, max_size=4), amounts, st.data())
def test_no_choice_of_options_brings_a_line_under_its_floor(
    asked: Sequence[tuple[PricedLine, UnitPrice, bool]], off: Amount, data: st.DataObject
) -> None:
    def guarded(ticks: Sequence[bool]) -> list[Guarded]:
        return [
            Guarded(replace(line, counted=tick or not optional), None, floor, optional)
            for (line, floor, optional), tick in zip(asked, ticks, strict=True)
        ]

    size = len(asked)
    before = below_floor(guarded([False] * size), discount_amount=off)
    ticks = data.draw(st.lists(st.booleans(), min_size=size, max_size=size))
    assert below_floor(guarded(ticks), discount_amount=off) == before
    chosen = guarded(ticks)
    sums = totals([each.line for each in chosen], discount_amount=off)
    for place, each in enumerate(chosen):
        if each.line.counted and place not in before and sums.lines_net:
            kept = Fraction(sums.net) / Fraction(sums.lines_net)
            assert each.floor is not None
            slack = Fraction(1, 10_000) + Fraction(size, 50) / Fraction(
                each.line.quantity
            )  # cents of the lines' rounding
            assert net_per_unit(each.line, kept) >= Fraction(each.floor) - slack


@given(amounts, st.lists(amounts, min_size=1, max_size=9))
def test_an_apportioned_discount_loses_no_cent_and_is_fair_to_one(off: Amount, weights: Sequence[Amount]) -> None:
    parts = apportion(off, weights)
    assert sum(parts, ZERO) == off
    whole = sum(weights, ZERO)
    if whole:
        fair = [Fraction(off) * Fraction(weight) / Fraction(whole) for weight in weights]
        assert all(abs(Fraction(part) - share) < Fraction(1, 100) for part, share in zip(parts, fair, strict=True))
