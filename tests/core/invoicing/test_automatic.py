"""Some customers are invoiced without anybody asking: once, by whoever confirms or delivers, and the seller is told."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from core.company.models import Company
from core.invoicing import reads
from core.invoicing.lifecycles import InvoiceState
from core.invoicing.models import Invoice
from core.kernel.amounts import quantity
from core.kernel.errors import IllegalTransition
from core.notices.models import Notice
from core.parties import customers
from core.parties.models import AutoInvoice
from core.permissions import Permission
from core.sales import deliveries
from core.sales.deliveries import Left
from core.sales.lifecycles import DeliveryState
from core.sales.models import Delivery
from core.sales.orders.placing import place
from tests.core.invoicing.office import Office, sold

DELIVERY, ORDER = AutoInvoice.DELIVERY, AutoInvoice.ORDER


async def _of(office: Office, order_id: int) -> list[Invoice]:
    async with office.work.read(office.boss) as db:
        return list(await reads.of_order(db, order_id))


async def _told(office: Office) -> list[str]:
    """What whoever sold is told of invoices."""
    async with office.work.read(office.boss) as db:
        mine = select(Notice.kind).where(Notice.person_id == office.shop.seller.person_id, Notice.kind.like("invoice%"))
        return list(await db.session.scalars(mine.order_by(Notice.id)))


@pytest.mark.parametrize(
    ("wants", "confirmed", "delivered"),
    [
        (AutoInvoice.NEVER, [], []),
        (AutoInvoice.ORDER_DRAFT, [InvoiceState.DRAFT], [InvoiceState.DRAFT]),
        (AutoInvoice.ORDER, [InvoiceState.ISSUED], [InvoiceState.ISSUED]),
        (AutoInvoice.DELIVERY_DRAFT, [], [InvoiceState.DRAFT]),
        (AutoInvoice.DELIVERY, [], [InvoiceState.ISSUED]),
    ],
)
async def test_it_is_invoiced_when_the_card_says_so(
    office: Office, wants: AutoInvoice, confirmed: list[InvoiceState], delivered: list[InvoiceState]
) -> None:
    assert not office.shop.driver.may(Permission.INVOICES_WRITE)
    customer = await office.a_customer(auto_invoice=wants)
    order = await office.ordered(sold("2", "20"), customer_id=customer.id, delivered=False)
    assert [one.state for one in await _of(office, order.id)] == confirmed
    await office.shop.deliver_order(order.id)
    assert [one.state for one in await _of(office, order.id)] == delivered
    assert await _told(office) == ["invoice_made"] * len(delivered)
    await office.expect_sound()


async def test_each_delivery_is_invoiced_once_however_often_it_is_tapped(office: Office) -> None:
    customer = await office.a_customer(auto_invoice=DELIVERY)
    order = await office.ordered(sold("5", "20"), customer_id=customer.id, delivered=False)
    first = await office.shop.plan(order.id, (order.lines[0].id, "2"))
    await office.shop.deliver(first.id)
    with pytest.raises(IllegalTransition):
        await office.shop.deliver(first.id)
    await office.shop.deliver_order(order.id)
    invoices = await _of(office, order.id)
    assert sorted(one.net for one in invoices) == [40, 60]
    assert await _told(office) == ["invoice_made"] * 2
    await office.expect_sound()


async def test_an_order_that_is_placed_twice_is_invoiced_once(office: Office) -> None:
    customer = await office.a_customer(auto_invoice=ORDER)
    draft = await office.shop.trade.draft(sold("1", "20"), for_order=True, customer_id=customer.id)
    for _twice in range(2):
        async with office.work.begin(office.shop.seller) as uow:
            order = await place(uow, draft.id)
    assert [one.state for one in await _of(office, order.id)] == [InvoiceState.ISSUED]


async def test_a_unit_of_work_that_fails_has_invoiced_nothing(office: Office) -> None:
    customer = await office.a_customer(auto_invoice=DELIVERY)
    order = await office.ordered(sold("1", "20"), customer_id=customer.id, delivered=False)
    with pytest.raises(ZeroDivisionError):
        async with office.work.begin(office.shop.driver) as uow:
            await deliveries.deliver_order(uow, order.id)
            raise ZeroDivisionError
    assert await _of(office, order.id) == []


async def test_what_cannot_be_invoiced_is_delivered_all_the_same_and_said(office: Office) -> None:
    customer = await office.a_customer(auto_invoice=DELIVERY)
    order = await office.ordered(sold("1", "20"), customer_id=customer.id, delivered=False)
    async with office.work.begin(office.boss) as uow:
        await uow.session.execute(update(Company).values(books_closed_until=uow.today + timedelta(days=1)))
    delivery = await office.shop.deliver_order(order.id)
    async with office.work.read(office.boss) as db:
        assert (await db.session.get_one(Delivery, delivery.id)).state is DeliveryState.DELIVERED
    assert await _of(office, order.id) == []
    assert await _told(office) == ["invoice_refused"]


async def test_a_unit_of_work_knows_of_the_invoice_that_was_made_and_of_none_that_was_not(office: Office) -> None:
    customer = await office.a_customer(auto_invoice=DELIVERY)
    first, second = [
        await office.ordered(sold("1", "20"), customer_id=customer.id, delivered=False) for _each in range(2)
    ]
    async with office.work.begin(office.boss) as uow:
        await deliveries.deliver_order(uow, first.id)
    assert {one.id for one in await _of(office, first.id)} == {row for kind, row in uow.changed if kind == "invoice"}
    async with office.work.begin(office.boss) as uow:
        await uow.session.execute(update(Company).values(books_closed_until=uow.today + timedelta(days=1)))
        await deliveries.deliver_order(uow, second.id)
    assert not any(kind == "invoice" for kind, _row in uow.changed)


async def test_what_was_refused_at_the_door_is_not_invoiced(office: Office) -> None:
    customer = await office.a_customer(auto_invoice=DELIVERY)
    order = await office.ordered(sold("3", "20"), customer_id=customer.id, delivered=False)
    line = order.lines[0]
    await office.shop.deliver_order(order.id, Left(line.id, quantity(2), refused=quantity(1)))
    assert [one.net for one in await _of(office, order.id)] == [40]


async def test_the_card_says_how_a_customer_is_invoiced(office: Office) -> None:
    customer = await office.shop.trade.a_customer()
    async with office.work.begin(office.boss) as uow:
        changed = await customers.change(uow, customer.id, auto_invoice=DELIVERY, each_delivery=True)
        assert (changed.auto_invoice, changed.each_delivery) == (DELIVERY, True)
    async with office.work.begin(office.boss) as uow:
        back = await customers.undo_change(uow, customer.id, version=changed.version)
        assert (back.auto_invoice, back.each_delivery) == (AutoInvoice.NEVER, False)
