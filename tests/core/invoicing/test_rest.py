"""What is left of a document is credited to the cent, also after its price alone was lowered."""

from typing import Any

import pytest

from core.invoicing import crediting
from core.invoicing.errors import CreditTooLarge, NothingToCredit
from core.invoicing.models import Invoice
from core.invoicing.rebating import OffEach
from core.invoicing.totalling import shares_of
from core.kernel.amounts import amount, percent, quantity, unit_price
from tests.core.invoicing.office import Office, sold


@pytest.mark.parametrize("whole", [{}, {"discount": percent(5)}, {"discount_amount": amount(10)}])
@pytest.mark.parametrize("net_of_tax", [False, True])
async def test_after_a_lower_price_all_that_is_left_is_credited(
    office: Office, whole: dict[str, Any], net_of_tax: bool
) -> None:
    order = await office.ordered(sold("2", "299.10"), sold("1", "50", vat="10"), **whole)
    invoice = await office.invoiced(order.id)
    async with office.work.begin(office.boss) as uow:
        first = await crediting.draft_credit(
            uow, invoice.id, price_only=amount(50), net_of_tax=net_of_tax, reason="geste"
        )
    first = await office.issue(first.id)
    async with office.work.begin(office.boss) as uow:
        rest = await crediting.draft_credit(uow, invoice.id, reason="erreur")
    rest = await office.issue(rest.id)
    assert first.gross + rest.gross == invoice.gross
    assert await office.left(invoice.id) == 0
    await office.expect_sound()


async def _credited(office: Office, invoice_id: int, **asked: Any) -> Invoice:
    async with office.work.begin(office.boss) as uow:
        draft = await crediting.draft_credit(uow, invoice_id, reason="geste", **asked)
    return await office.read((await office.issue(draft.id)).id)


async def _mixed(office: Office) -> Invoice:
    """Goods of 360 at 20 %, services of 450 at 10 % and of 100 at 20 %."""
    goods = await office.shop.product(many="50")
    lines = sold("2", "180", product_id=goods), sold("1", "450", vat="10"), sold("1", "100")
    return await office.read((await office.invoiced((await office.ordered(*lines)).id)).id)


def _bases(credit: Invoice) -> dict[tuple[str, bool], Any]:
    return {(str(share.kind.rate), share.service): share.base for share in shares_of(credit) if share.base}


async def test_goods_and_services_are_credited_each_as_far_as_they_are_left(office: Office) -> None:
    invoice = await _mixed(office)
    goods, service, _other = invoice.lines
    await _credited(office, invoice.id, off_each=[OffEach(goods.id, unit_price(162))])
    back = await _credited(office, invoice.id, quantities={goods.id: goods.quantity})
    assert _bases(back) == {("0.2000", False): amount(36)}, "two at their price, less what was credited of it"
    lower = await _credited(office, invoice.id, off_each=[OffEach(service.id, unit_price(360))])
    assert _bases(lower) == {("0.1000", True): amount(360)}
    rest = await _credited(office, invoice.id)
    assert _bases(rest) == {("0.1000", True): amount(90), ("0.2000", True): amount(100)}
    assert await office.left(invoice.id) == 0
    await office.expect_sound()


async def test_no_kind_is_credited_beyond_what_it_was_charged(office: Office) -> None:
    invoice = await _mixed(office)
    goods = invoice.lines[0]
    await _credited(office, invoice.id, quantities={goods.id: quantity(1)})
    with pytest.raises(CreditTooLarge) as refused:
        await _credited(office, invoice.id, off_each=[OffEach(goods.id, unit_price("180.5"), count=quantity(1))])
    assert refused.value.net == 180
    await _credited(office, invoice.id, off_each=[OffEach(goods.id, unit_price(180))])
    with pytest.raises(NothingToCredit):
        await _credited(office, invoice.id, quantities={goods.id: quantity(1)})


async def test_after_a_credit_net_of_tax_a_part_is_at_its_price_as_long_as_something_is_left(office: Office) -> None:
    invoice = await _mixed(office)
    goods, service, other = invoice.lines
    await _credited(office, invoice.id, price_only=amount(91), net_of_tax=True)
    first = await _credited(office, invoice.id, quantities={goods.id: goods.quantity, service.id: service.quantity})
    assert first.net == 810
    last = await _credited(office, invoice.id, quantities={other.id: other.quantity})
    assert (last.net, last.tax) == (amount(9), amount(20))
    assert await office.left(invoice.id) == 0
    await office.expect_sound()
