"""A delivery that an invoice names was brought: it is not taken back before that invoice is credited."""

import pytest

from core.invoicing import crediting, drafting
from core.invoicing.errors import NotDelivered
from core.sales import deliveries
from core.sales.deliveries.errors import DeliveryInvoiced
from core.sales.models import Delivery, Order
from tests.core.invoicing.office import Office, sold, some
from tests.core.sales.deliveries.shop import left


async def _brought(office: Office, order: Order, *counts: str) -> Delivery:
    asked = [left(line.id, count) for line, count in zip(order.lines, counts, strict=True)]
    return await office.shop.deliver_order(order.id, *asked)


async def _taken_back(office: Office, delivery: Delivery) -> None:
    async with office.work.begin(office.boss) as uow:
        await deliveries.cancel(uow, delivery.id)


async def _refused(office: Office, delivery: Delivery) -> DeliveryInvoiced:
    with pytest.raises(DeliveryInvoiced) as refusal:
        await _taken_back(office, delivery)
    return refusal.value


async def test_it_is_refused_with_the_number_of_the_invoice(office: Office) -> None:
    order = await office.ordered(sold("2", "100"), delivered=False)
    delivery = await _brought(office, order, "2")
    invoice = await office.invoiced(order.id)
    refusal = await _refused(office, delivery)
    assert [refusal.number, refusal.invoices] == [delivery.number, (invoice.number,)]
    assert (await office.shop.read_order(order.id)).lines[0].invoiced == 2


async def test_once_the_invoice_is_credited_it_is_taken_back(office: Office) -> None:
    order = await office.ordered(sold("2", "100"), sold("1", "50"), delivered=False)
    delivery = await _brought(office, order, "2", "1")
    invoice = await office.invoiced(order.id)
    first = (await office.read(invoice.id)).lines[0]
    for asked in ({first.id: first.quantity}, None):
        assert (await _refused(office, delivery)).invoices == (invoice.number,)
        async with office.work.begin(office.boss) as uow:
            draft = await crediting.draft_credit(uow, invoice.id, quantities=asked, reason="erreur")
        await office.issue(draft.id)
    await _taken_back(office, delivery)
    await office.expect_sound()


async def test_each_invoice_that_names_it_is_named(office: Office) -> None:
    order = await office.ordered(sold("2", "100"), delivered=False)
    delivery = await _brought(office, order, "2")
    made = [await office.invoiced(order.id, quantities=some(order, "1")) for _part in range(2)]
    assert (await _refused(office, delivery)).invoices == tuple(one.number for one in made)


async def test_what_was_invoiced_ahead_named_no_delivery(office: Office) -> None:
    order = await office.ordered(sold("3", "100"), delivered=False)
    await office.invoiced(order.id, quantities=some(order, "1"), beyond=True)
    await _taken_back(office, await _brought(office, order, "1"))
    await office.expect_sound()


async def test_a_draft_is_no_invoice_and_another_delivery_has_its_own(office: Office) -> None:
    order = await office.ordered(sold("3", "100"), delivered=False)
    first, second = [await _brought(office, order, "1") for _part in range(2)]
    async with office.work.begin(office.boss) as uow:
        drafts = [await drafting.draft_of_deliveries(uow, [one.id]) for one in (first, second)]
    issued = await office.issue(drafts[0].id)
    await _taken_back(office, second)
    assert (await _refused(office, first)).invoices == (issued.number,)
    with pytest.raises(NotDelivered):
        await office.issue(drafts[1].id)
    await office.expect_sound()
