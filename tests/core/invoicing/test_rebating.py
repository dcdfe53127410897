"""Credit notes on the price: what was said with tax is credited to the cent, of what is left of each kind."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.invoicing import crediting
from core.invoicing.errors import BeyondOrdered, CreditTooLarge
from core.invoicing.issuing import issue
from core.invoicing.models import Invoice
from core.invoicing.rebating import OffEach
from core.kernel.amounts import amount, percent, quantity, unit_price
from core.kernel.errors import Invalid
from core.uow import Work
from tests.core.invoicing.office import Office, an_office, sold


async def _invoiced(office: Office, *lines: tuple[bool, str, str, str]) -> Invoice:
    """One of these lines: whether they are services, how many at which price before tax and rate."""
    goods = await office.shop.product(many="500")
    asked = [
        sold(many, price, vat=vat) if service else sold(many, price, vat=vat, product_id=goods)
        for service, many, price, vat in lines
    ]
    return await office.read((await office.invoiced((await office.ordered(*asked)).id)).id)


async def _credit(office: Office, invoice: Invoice, **asked: object) -> Invoice:
    async with office.work.begin(office.boss) as uow:
        draft = await crediting.draft_credit(uow, invoice.id, reason="geste", **asked)  # type: ignore[arg-type]
        made = await issue(uow, draft.id)
    return await office.read(made.id)


async def test_a_hundred_euros_with_tax_over_two_rates_are_a_hundred(office: Office) -> None:
    invoice = await _invoiced(office, (False, "1", "302.40", "20"), (True, "1", "76.36", "10"))
    credit = await _credit(office, invoice, price_only=amount("100"), with_tax=True)
    assert credit.gross == amount("100")
    assert sorted(amount(row.base + row.tax) for row in credit.taxes) == [amount("18.80"), amount("81.20")]
    await office.expect_sound()


_CENTS = st.integers(1, 20_000).map(lambda cents: amount(Decimal(cents) / 100))


@given(_CENTS, st.sampled_from(["20", "10", "5.5"]), st.sampled_from(["20", "10", "2.1"]), st.booleans())
async def test_any_sum_with_tax_is_credited_to_the_cent(
    work: Work, price: Decimal, first: str, second: str, half: bool
) -> None:
    office = await an_office(work)
    invoice = await _invoiced(office, (False, "3", "33.33", first), (True, "7", "14.21", second))
    price = min(price, invoice.gross)
    for part in (amount(price / 2), amount(price - amount(price / 2))) if half else (amount(price),):
        if part:
            credit = await _credit(office, invoice, price_only=part, with_tax=True)
            assert credit.gross == part
    if price == invoice.gross:
        assert await office.left(invoice.id) == 0
    await office.expect_sound()


async def test_what_is_left_is_said_before_tax_and_with_it(office: Office) -> None:
    invoice = await _invoiced(office, (False, "1", "200", "20"), (True, "1", "55", "10"))
    await _credit(office, invoice, price_only=amount("100"))
    for asked in ({"price_only": amount("5000")}, {"price_only": amount("190"), "with_tax": True}):
        with pytest.raises(CreditTooLarge) as refused:
            await _credit(office, invoice, **asked)
        left = await office.left(invoice.id)
        assert (refused.value.net, refused.value.gross) == (amount("155"), left)


async def test_the_price_of_a_piece_is_given_back_once(office: Office) -> None:
    """Whatever else of the same kind is left, and whether it comes back as a lower price, as a piece, or by turns."""
    invoice = await _invoiced(office, (True, "1", "100", "20"), (True, "1", "1000", "20"))
    line, _other = invoice.lines
    await _credit(office, invoice, off_each=[OffEach(line.id, unit_price("90"))])
    with pytest.raises(CreditTooLarge) as refused:
        await _credit(office, invoice, off_each=[OffEach(line.id, unit_price("90"))])
    assert refused.value.net == 10
    back = await _credit(office, invoice, quantities={line.id: quantity(1)})
    assert back.net == 10
    rest = await _credit(office, invoice)
    assert rest.net == 1000
    await office.expect_sound()


async def test_a_lower_price_comes_off_each_piece_that_comes_back(office: Office) -> None:
    invoice = await _invoiced(office, (True, "3", "100", "20"), (True, "1", "1000", "20"))
    line, other = invoice.lines
    await _credit(office, invoice, off_each=[OffEach(line.id, unit_price("33.34"), quantity(1))])
    credits = [await _credit(office, invoice, quantities={line.id: quantity(1)}) for _ in range(3)]
    assert [credit.net for credit in credits] == [amount("88.89"), amount("88.88"), amount("88.89")]
    assert (await _credit(office, invoice, quantities={other.id: quantity(1)})).net == 1000
    assert await office.left(invoice.id) == 0
    await office.expect_sound()


async def test_what_was_lowered_net_of_tax_comes_off_without_its_tax(office: Office) -> None:
    invoice = await _invoiced(office, (True, "1", "100", "20"), (True, "1", "1000", "20"))
    line, _other = invoice.lines
    await _credit(office, invoice, off_each=[OffEach(line.id, unit_price("90"))], net_of_tax=True)
    back = await _credit(office, invoice, quantities={line.id: quantity(1)})
    assert (back.net, back.tax) == (amount(10), amount(20))
    await office.expect_sound()


async def test_a_draft_does_not_give_back_what_another_took_off_its_line_meanwhile(office: Office) -> None:
    invoice = await _invoiced(office, (True, "1", "100", "20"), (True, "1", "1000", "20"))
    line, _other = invoice.lines
    async with office.work.begin(office.boss) as uow:
        draft = await crediting.draft_credit(uow, invoice.id, quantities={line.id: quantity(1)})
        draft.key = None  # as if it were of another kind, and stayed
    await _credit(office, invoice, off_each=[OffEach(line.id, unit_price("90"))])
    with pytest.raises(CreditTooLarge):
        await office.issue(draft.id)


async def test_what_is_all_credited_of_goods_is_taken_off_the_services(office: Office) -> None:
    for vat in ("10", "20"):
        invoice = await _invoiced(office, (False, "1", "200", "20"), (True, "1", "50", vat))
        await _credit(office, invoice, quantities={invoice.lines[0].id: quantity(1)})
        credit = await _credit(office, invoice, price_only=amount("20"))
        assert [(row.rate, row.on_receipt, row.base) for row in credit.taxes] == [(percent(vat), True, amount("20"))]


async def test_so_much_off_each_piece(office: Office) -> None:
    invoice = await _invoiced(office, (False, "4", "189", "20"), (True, "1", "50", "10"))
    line, _labour = invoice.lines
    each = OffEach(line.id, unit_price("19"), quantity(3))
    credit = await _credit(office, invoice, off_each=[each])
    (made,) = credit.lines
    assert (made.quantity, made.unit_price) == (quantity(3), unit_price("19"))
    assert (credit.net, credit.tax) == (amount("57"), amount("11.40"))
    assert line.label in made.label
    taxed = OffEach(line.id, unit_price("10"), with_tax=True)
    assert (await _credit(office, invoice, off_each=[taxed])).gross == amount("40")
    with pytest.raises(BeyondOrdered):
        await _credit(office, invoice, off_each=[OffEach(line.id, unit_price("1"), quantity(5))])
    with pytest.raises(Invalid):
        await _credit(office, invoice, off_each=[OffEach(line.id, unit_price("0"))])
    with pytest.raises(CreditTooLarge):
        await _credit(office, invoice, off_each=[OffEach(line.id, unit_price("190"))])
    await _credit(office, invoice, quantities={line.id: quantity(1)})
    assert (await _credit(office, invoice, off_each=[OffEach(line.id, unit_price("5"))])).lines[0].quantity == quantity(
        3
    )
    await office.expect_sound()
