"""What parts and totals come to, to the cent."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.invoicing.crediting import draft_credit
from core.invoicing.errors import InvoiceBelowZero
from core.invoicing.issuing import issue
from core.invoicing.rules import Charged, Kind, Share, TaxedLine, borne, less, shared
from core.kernel.amounts import PriceBasis, amount, apportion, percent, quantity, rate, unit_price
from core.sales.parts import part
from core.sales.rules import PricedLine, line_total, totals
from core.uow import Work
from tests.core.invoicing.office import CUSTOMERS, SERVICES, VAT_PENDING, Office, an_office, sold, some
from tests.core.invoicing.papers.checking import broken, data_of

HT, TTC = PriceBasis.HT, PriceBasis.TTC


def _line(count: str, price: str, basis: PriceBasis = HT, *, vat: str = "20", **facts: str) -> PricedLine:
    free, cut = quantity(facts.get("free", "0")), amount(facts.get("cut", "0"))
    discount = percent(facts.get("discount", "0"))
    return PricedLine(quantity(count), unit_price(price), basis, discount, percent(vat), free, cut)


@pytest.mark.parametrize(
    ("lines", "net", "tax", "gross"),
    [
        ([_line("10", "3.80", TTC, vat="5.5")], "36.02", "1.98", "38.00"),
        ([_line("1", "6.20", TTC)], "5.17", "1.03", "6.20"),
        ([_line("3", "33.33")], "99.99", "20.00", "119.99"),
        ([_line("5", "100"), _line("-2", "100")], "300.00", "60.00", "360.00"),
        ([_line("5", "6.20", TTC), _line("-1", "6.20", TTC)], "20.67", "4.13", "24.80"),
        ([_line("-3", "10", cut="3", discount="10")], "-24.00", "-4.80", "-28.80"),
    ],
)
def test_what_documents_come_to(lines: list[PricedLine], net: str, tax: str, gross: str) -> None:
    sums = totals(lines)
    assert [sums.net, sums.tax, sums.gross] == [amount(net), amount(tax), amount(gross)]
    assert sum(sums.lines) == sums.net


def test_two_hundred_lines_with_discounts_add_up() -> None:
    lines = [
        TaxedLine(
            _line(
                str(n % 7 + 1), f"{n}.37", TTC if n % 3 else HT, vat=("20", "10", "5.5")[n % 3], discount=str(n % 15)
            ),
            "S",
            "",
            bool(n % 2),
        )
        for n in range(1, 201)
    ]
    sums, shares = shared(lines, discount=percent(3))
    assert [sum(one.base for one in shares), sum(one.tax for one in shares)] == [sums.net, sums.tax]
    for vat in {line.line.vat for line in lines}:
        base = sum(one.base for one in shares if one.kind.rate == vat)
        tax = sum(one.tax for one in shares if one.kind.rate == vat)
        assert abs(tax - base * vat) <= Decimal("0.01")


@pytest.mark.parametrize("counts", [("1", "1", "1"), ("2", "1"), ("0.5", "2.5"), ("3",)])
def test_parts_of_a_line_sum_to_its_discounts(counts: tuple[str, ...]) -> None:
    whole = _line("3", "29.90", cut="10.00", free="1")
    reached, parts = quantity(0), []
    for count in counts:
        parts.append(part(whole, reached, quantity(count)))
        reached = quantity(reached + quantity(count))
    assert sum(one.cut for one in parts) == whole.cut
    assert sum(one.free for one in parts) == whole.free
    back = part(whole, reached, quantity(-3))
    assert [back.cut, back.free, line_total(back)] == [whole.cut, whole.free, -line_total(whole)]


def test_an_amount_is_split_by_weights_of_both_signs() -> None:
    assert apportion(amount("8.33"), [Decimal(20), Decimal(-10)]) == [amount("16.66"), amount("-8.33")]
    assert sum(apportion(amount("-0.05"), [Decimal(1)] * 3)) == amount("-0.05")


async def test_a_discounted_order_in_three_invoices_comes_to_the_order(office: Office) -> None:
    order = await office.ordered(
        sold("3", "29.90", discount_amount=amount("10")),
        sold("3", "149.00", vat="10"),
        discount_amount=amount("50.00"),
        delivered=False,
    )
    made = [await office.invoiced(order.id, quantities=some(order, "1", "1"), beyond=True) for _ in range(3)]
    assert sum(one.net for one in made) == order.net
    assert sum(one.discount_amount for one in made) == amount("50.00")
    assert abs(sum(one.tax for one in made) - order.tax) <= Decimal("0.02")
    await office.expect_sound()


async def test_a_price_said_with_tax_is_what_is_asked(office: Office) -> None:
    order = await office.ordered(sold("10", "3.80", vat="5.5", ttc=True), sold("1", "6.20", ttc=True))
    assert (await office.invoiced(order.id)).gross == amount("44.20")
    await office.expect_sound()


async def test_a_line_that_comes_back_lowers_the_invoice(office: Office) -> None:
    order = await office.ordered(sold("5", "30"), sold("5", "10"), delivered=False)
    await office.invoiced(order.id, quantities=some(order, "3"), beyond=True)
    later = await office.invoiced(order.id, quantities=some(order, "-1", "5"), beyond=True)
    assert [later.net, later.gross] == [amount(20), amount(24)]
    with pytest.raises(InvoiceBelowZero):
        await office.drafted(order.id, quantities=some(order, "-1"), beyond=True)
    await office.expect_sound()


KIND = Kind("S", "", rate("0.2"))


def test_a_deposit_is_deducted_as_far_as_there_is_room() -> None:
    shares = [Share(KIND, False, amount(60), amount(12)), Share(KIND, True, amount(40), amount(8))]
    (taken,) = borne(shares, [Charged(1, KIND, amount(300), amount(60))])
    assert [taken.base, taken.tax] == [amount(100), amount(20)]
    assert all(one.base == one.tax == 0 for one in less(shares, [taken]))
    (some_of_it,) = borne(shares, [Charged(1, KIND, amount(30), amount(6))], at_most=amount(12))
    assert [some_of_it.base, some_of_it.tax] == [amount(10), amount(2)]
    assert borne(shares, [Charged(1, Kind("S", "", rate("0.1")), amount(30), amount(3))]) == ()


_OF_AMOUNTS = ("BR-CO-1", "BR-S-08", "BR-S-09", "BR-DEC-")
_PRICES = st.integers(1, 999).map(lambda cents: str(Decimal(cents) / 100))


@settings(max_examples=12)
@given(
    st.lists(st.tuples(_PRICES, st.sampled_from(["20", "10", "5.5"]), st.booleans()), min_size=1, max_size=3),
    st.sampled_from([{}, {"discount": percent(7)}, {"discount_amount": amount("0.10")}]),
)
async def test_what_is_credited_piece_by_piece_never_exceeds_the_invoice_and_comes_to_it_but_for_cents(
    work: Work, lines: list[tuple[str, str, bool]], whole: dict[str, Any]
) -> None:
    office = await an_office(work)
    order = await office.ordered(*(sold("3", price, vat=vat, ttc=ttc) for price, vat, ttc in lines), **whole)
    invoice = await office.read((await office.invoiced(order.id)).id)
    gone = amount(0)
    for _piece in range(3):
        asked = {line.id: quantity(1) for line in invoice.lines}
        async with work.begin(office.boss) as uow:
            draft = await draft_credit(uow, invoice.id, quantities=asked, reason="retour")
            gone = amount(gone + (await issue(uow, draft.id)).gross)
    assert 0 <= invoice.gross - gone <= Decimal("0.02") * len(lines)
    assert await office.left(invoice.id) == invoice.gross - gone
    assert (await office.shop.read_order(order.id)).invoiced == invoice.gross - gone
    await office.expect_sound()


async def test_three_pieces_of_which_each_has_its_tax_rounded_up_are_credited_to_the_cent(office: Office) -> None:
    """3 × 0.33 has 0.20 of VAT; each of them alone has 0.07."""
    invoice = await office.invoiced((await office.ordered(sold("3", "0.33"))).id)
    line = (await office.read(invoice.id)).lines[0]
    credits = []
    for _piece in range(3):
        async with office.work.begin(office.boss) as uow:
            draft = await draft_credit(uow, invoice.id, quantities={line.id: quantity(1)}, reason="retour")
            credits.append(await issue(uow, draft.id))
    assert [(one.net, one.tax, one.gross) for one in credits] == [
        (amount("0.33"), amount(tax), amount(gross))
        for tax, gross in (("0.07", "0.40"), ("0.07", "0.40"), ("0.06", "0.39"))
    ]
    assert await office.entry(credits[2].id) == {
        CUSTOMERS: Decimal("-0.39"),
        SERVICES: Decimal("0.33"),
        VAT_PENDING: Decimal("0.06"),
    }
    assert await office.left(invoice.id) == 0
    assert not [rule for rule in broken(data_of(credits[2])) if rule.startswith(_OF_AMOUNTS)]
    await office.expect_sound()
