"""What came back and is invoiced is credited once, whatever credit notes there are beside."""

from collections.abc import Mapping
from typing import Any

import pytest

from core.invoicing import batches, crediting, returned
from core.kernel.amounts import Quantity, amount, quantity
from core.sales import deliveries
from core.sales.deliveries.rules import Left
from core.sales.models import Order
from tests.core.invoicing.office import Office, sold


async def _ordered(office: Office, many: str = "4") -> Order:
    goods = await office.shop.product(many="50")
    return await office.ordered(sold(many, "100", product_id=goods))


async def _back(office: Office, order: Order, many: str) -> int:
    async with office.work.begin(office.boss) as uow:
        back = [deliveries.Back(order.lines[0].id, quantity(many), ())]
        return (await deliveries.give_back(uow, order.id, lines=back, reason="en trop")).id


async def _to_credit(office: Office, return_id: int) -> list[str]:
    async with office.work.read(office.boss) as db:
        found = await returned.creditable(db, return_id)
    return [str(count) for one in found for count in one.quantities.values()]


async def _credit(office: Office, invoice_id: int, many: str) -> None:
    line_id = (await office.read(invoice_id)).lines[0].id
    counts: Mapping[int, Quantity] = {line_id: quantity(many)}
    async with office.work.begin(office.boss) as uow:
        draft = await crediting.draft_credit(uow, invoice_id, quantities=counts, reason="retour")
    await office.issue(draft.id)


@pytest.mark.parametrize("by_its_button", [True, False])
async def test_what_came_back_is_credited_once(office: Office, by_its_button: bool) -> None:
    order = await _ordered(office)
    invoice = await office.invoiced(order.id)
    back = await _back(office, order, "2")
    assert await _to_credit(office, back) == ["2.000"]
    if by_its_button:
        async with office.work.begin(office.boss) as uow:
            (draft,) = await returned.draft_credit_of_return(uow, back)
        await office.issue(draft.id)
    else:
        await _credit(office, invoice.id, "2")
    assert await _to_credit(office, back) == []
    assert await _to_credit(office, await _back(office, order, "1")) == ["1.000"]
    await office.expect_sound()


async def test_what_was_credited_before_it_came_back_is_not_credited_again(office: Office) -> None:
    order = await _ordered(office, "2")
    invoice = await office.invoiced(order.id)
    await _credit(office, invoice.id, "1")
    assert await _to_credit(office, await _back(office, order, "1")) == []


async def test_of_what_is_invoiced_ahead_only_what_came_back_is_credited(office: Office) -> None:
    goods = await office.shop.product(many="50")
    order = await office.ordered(sold("4", "100", product_id=goods), delivered=False)
    await office.shop.deliver_order(order.id, Left(order.lines[0].id, quantity(2)))
    invoice = await office.invoiced(order.id, quantities={order.lines[0].id: quantity(4)}, beyond=True)
    invoice = await office.read(invoice.id)
    assert invoice.lines[0].quantity == 4
    back = await _back(office, order, "1")
    assert await _to_credit(office, back) == ["1.000"]
    await _credit(office, invoice.id, "1")
    assert await _to_credit(office, back) == []


async def test_whoever_makes_credit_notes_is_told_of_what_came_back(office: Office) -> None:
    order = await _ordered(office)
    invoice = await office.invoiced(order.id)
    async with office.work.begin(office.shop.seller) as uow:
        back = [deliveries.Back(order.lines[0].id, quantity("1"), ())]
        made = await deliveries.give_back(uow, order.id, lines=back, reason="en trop")
    (facts,) = await _told(office)
    assert (facts["return_id"], facts["invoices"]) == (made.id, [invoice.number])
    await _back(office, order, "1")
    assert len(await _told(office)) == 1, "whoever may see to it himself is asked at once"


async def _told(office: Office) -> list[Any]:
    return [facts for kind, facts in await office.shop.told(office.boss) if kind == "return_to_credit"]


async def test_what_was_invoiced_and_credited_is_said_where_it_waits_again(office: Office) -> None:
    order = await _ordered(office)
    invoice = await office.invoiced(order.id)
    await _credit(office, invoice.id, "1")
    async with office.work.read(office.boss) as db:
        (waiting,) = await batches.to_invoice(db)
    assert waiting.net == 100
    assert list(waiting.credited) == ["AV2611-0001"]
    other = await _ordered(office, "1")
    async with office.work.read(office.boss) as db:
        (waiting,) = await batches.to_invoice(db)
    assert other.id in waiting.orders
    assert list(waiting.credited) == ["AV2611-0001"]


async def test_where_there_is_no_vat_a_credit_net_of_tax_is_like_any_other(office: Office) -> None:
    goods = await office.shop.product(many="50")
    abroad = await office.a_customer(
        country="BE", vat_number="BE0203201340", city="Gent", zip="9000", street="Kouter 5"
    )
    order = await office.ordered(sold("1", "100", product_id=goods), customer_id=abroad.id)
    invoice = await office.read((await office.invoiced(order.id)).id)
    assert invoice.tax == 0
    async with office.work.begin(office.boss) as uow:
        draft = await crediting.draft_credit(uow, invoice.id, price_only=amount(20), net_of_tax=True, reason="geste")
    credit = await office.read((await office.issue(draft.id)).id)
    (own,), (its,) = credit.taxes, invoice.taxes
    assert (own.category, own.vatex, credit.net_of_tax) == (its.category, its.vatex, False)


async def test_an_invoice_names_the_deliveries_of_what_it_charges_and_no_other(office: Office) -> None:
    goods = await office.shop.product(many="50")
    order = await office.ordered(sold("6", "100", product_id=goods), delivered=False)
    line_id = order.lines[0].id
    named = []
    for many in ("2", "4"):
        await office.shop.deliver_order(order.id, Left(line_id, quantity(many)))
        invoice = await office.read((await office.invoiced(order.id)).id)
        named.append([one["number"] for one in invoice.sources if one["kind"] == "delivery"])
    assert named == [["BL2611-0001"], ["BL2611-0002"]]
