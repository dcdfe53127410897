"""The arithmetic of a quote, against rules that anybody can check by hand."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.kernel.amounts import ZERO, Amount, PriceBasis, Rate, amount, apportion, percent, quantity, rate, unit_price
from core.sales.rules import PricedLine, line_total, net_price, totals

HT, TTC = PriceBasis.HT, PriceBasis.TTC
CENT = Decimal("0.01")

rates = st.sampled_from([percent(value) for value in ("20", "10", "5.5", "2.1", "0")])
discounts = st.one_of(st.just(percent(0)), st.integers(0, 10_000).map(lambda n: rate(Decimal(n) / 10_000)))
amounts = st.integers(0, 10_000_000).map(lambda cents: amount(Decimal(cents) / 100))


def priced_lines(
    *bases: PriceBasis, vat: st.SearchStrategy[Rate] = rates, least: int = 0
) -> st.SearchStrategy[list[PricedLine]]:
    """Lists of lines in these bases."""
    line = st.builds(
        PricedLine,
        quantity=st.integers(1, 5_000_000).map(lambda n: quantity(Decimal(n) / 1000)),
        unit_price=st.integers(0, 50_000_000).map(lambda n: unit_price(Decimal(n) / 10_000)),
        basis=st.sampled_from(bases or (HT, TTC)),
        discount=discounts,
        vat=vat,
    )
    return st.lists(line, min_size=least, max_size=12)


def a_line(price: str, *, count: str = "1", basis: PriceBasis = HT, discount: str = "0", vat: str = "20") -> PricedLine:
    return PricedLine(quantity(count), unit_price(price), basis, percent(discount), percent(vat))


@given(priced_lines(), discounts)
def test_what_a_quote_totals_adds_up(lines: Sequence[PricedLine], discount: Rate) -> None:
    result = totals(lines, discount=discount)
    assert sum(result.lines, ZERO) == result.lines_net
    assert result.lines_net - result.discount == result.net
    assert sum((share.base for share in result.taxes), ZERO) == result.net
    assert sum((share.tax for share in result.taxes), ZERO) == result.tax
    assert result.net + result.tax == result.gross


@given(priced_lines(), amounts)
def test_a_discount_in_euros_is_taken_off_to_the_cent_and_never_below_nothing(
    lines: Sequence[PricedLine], off: Amount
) -> None:
    result = totals(lines, discount_amount=off)
    assert result.discount == min(off, result.lines_net)
    assert all(share.base >= 0 for share in result.taxes)
    assert result.net + result.tax == result.gross


@given(priced_lines(), discounts)
def test_a_discount_in_percent_stays_between_nothing_and_everything(lines: Sequence[PricedLine], off: Rate) -> None:
    result = totals(lines, discount=off)
    assert 0 <= result.net <= result.lines_net
    assert result.tax >= 0
    assert totals(lines, discount=percent(100)).gross == 0


@given(priced_lines(HT, least=1))
def test_vat_is_reckoned_once_per_rate_on_the_summed_base(lines: Sequence[PricedLine]) -> None:
    cents: dict[Rate, int] = {}
    for line in lines:  # an oracle in whole cents and fractions, without any of the tested code
        exact = Fraction(line.quantity) * Fraction(line.unit_price) * (1 - Fraction(line.discount))
        cents[line.vat] = cents.get(line.vat, 0) + _half_up(exact * 100)
    expected = [(vat, base, _half_up(base * Fraction(vat))) for vat, base in sorted(cents.items(), reverse=True)]
    found = [(share.rate, int(share.base * 100), int(share.tax * 100)) for share in totals(lines).taxes]
    assert found == expected


@given(priced_lines(TTC, least=1))
def test_prices_typed_with_tax_give_exactly_what_was_typed(lines: Sequence[PricedLine]) -> None:
    result = totals(lines)
    assert result.gross == sum((line_total(line) for line in lines), ZERO)
    for share in result.taxes:
        typed = sum((line_total(line) for line in lines if line.vat == share.rate), ZERO)
        assert share.base + share.tax == typed
        assert abs(share.base * (1 + share.rate) - typed) <= CENT


@given(priced_lines(TTC, vat=st.just(percent(20)), least=1), discounts)
def test_a_percentage_off_prices_with_tax_is_off_what_was_typed(lines: Sequence[PricedLine], off: Rate) -> None:
    typed = sum((line_total(line) for line in lines), ZERO)
    exact = typed * (1 - off)
    assert abs(totals(lines, discount=off).gross - exact) <= CENT / 2


@given(priced_lines(HT, vat=st.just(percent(20)), least=1), discounts)
def test_a_percentage_off_prices_before_tax_is_off_their_sum(lines: Sequence[PricedLine], off: Rate) -> None:
    result = totals(lines, discount=off)
    assert abs(result.discount - result.lines_net * off) <= CENT / 2


@given(priced_lines())
def test_the_order_of_the_lines_changes_no_total(lines: list[PricedLine]) -> None:
    one, other = totals(lines), totals(lines[::-1])
    assert (one.net, one.taxes, one.gross) == (other.net, other.taxes, other.gross)


@given(amounts, st.lists(amounts, min_size=1, max_size=20))
def test_what_is_shared_out_is_neither_lost_nor_made(whole: Amount, weights: list[Amount]) -> None:
    shares = apportion(whole, weights)
    assert sum(shares, ZERO) == whole
    assert len(shares) == len(weights)
    weight = sum(weights, ZERO)
    if weight:
        assert all(abs(share - whole * part / weight) < CENT for share, part in zip(shares, weights, strict=True))


def test_nothing_is_shared_among_nobody() -> None:
    assert apportion(amount("3"), []) == []
    assert apportion(amount("3"), [Decimal(0), Decimal(0)]) == [amount("3"), ZERO]


@pytest.mark.parametrize(
    ("lines", "off", "expected"),
    [
        # Three lines at 0.33 of 20 %: 0.198 of tax on the sum, not three times 0.07.
        ([a_line("0.33"), a_line("0.33"), a_line("0.33")], "0", ("0.99", "0.20", "1.19")),
        # A van's quote, 5 % off.
        ([a_line("189", count="2"), a_line("7.95", count="10")], "5", ("434.62", "86.92", "521.54")),
        # A price with tax stays whole where its net does not come out even.
        ([a_line("100", basis=TTC)], "0", ("83.33", "16.67", "100.00")),
        ([a_line("0.01", basis=TTC, count="3")], "0", ("0.03", "0.00", "0.03")),
        # Half a cent goes up.
        ([a_line("0.005")], "0", ("0.01", "0.00", "0.01")),
        ([a_line("10", discount="100")], "0", ("0.00", "0.00", "0.00")),
        ([], "5", ("0.00", "0.00", "0.00")),
        # Two rates.
        ([a_line("1000", vat="5.5"), a_line("100", vat="10")], "10", ("990.00", "58.50", "1048.50")),
    ],
)
def test_known_quotes(lines: Sequence[PricedLine], off: str, expected: tuple[str, str, str]) -> None:
    result = totals(lines, discount=percent(off))
    assert (result.net, result.tax, result.gross) == tuple(map(Decimal, expected))


def test_a_discount_in_euros_lowers_the_tax_of_each_rate_by_its_weight() -> None:
    result = totals([a_line("300", vat="20"), a_line("100", vat="10")], discount_amount=amount("40"))
    assert [(share.base, share.tax) for share in result.taxes] == [
        (Decimal("270.00"), Decimal("54.00")),
        (Decimal("90.00"), Decimal("9.00")),
    ]


def test_the_unit_price_before_tax_is_printed_to_four_places() -> None:
    assert net_price(unit_price("100"), TTC, percent(20)) == Decimal("83.3333")
    assert net_price(unit_price("100"), HT, percent(20)) == Decimal("100.0000")


def _half_up(value: Fraction) -> int:
    """The nearest whole number, halves away from zero (values are never negative here)."""
    return int((value * 2 + 1) // 2)
