"""From what is delivered to an issued invoice, its entry, and its payment."""

from datetime import date
from decimal import Decimal

import pytest

from core.invoicing import issuing
from core.invoicing.errors import BeyondOrdered, NotDelivered, NothingToInvoice
from core.invoicing.lifecycles import InvoiceState, Nature
from core.kernel.amounts import amount, quantity
from core.kernel.errors import Changed, IllegalTransition, Invalid, NotAllowed
from core.numbering import DateWentBack
from core.sales.deliveries import Back
from core.sales.lifecycles import OrderState
from tests.companies import SettableClock
from tests.core.invoicing.office import CUSTOMERS, GOODS, SERVICES, VAT_DUE, VAT_PENDING, Office, sold, some


async def test_what_is_delivered_is_invoiced_and_paid(office: Office) -> None:
    order = await office.ordered(office.shop.trade.radiators("2"))
    draft = await office.drafted(order.id)
    assert [draft.number, draft.state, draft.gross] == [None, InvoiceState.DRAFT, amount("453.60")]
    issued = await office.issue(draft.id, version=draft.version)
    assert [issued.number, issued.issued_on] == ["FA2611-0001", date(2026, 11, 23)]
    assert issued.due_on == date(2026, 12, 23)
    assert await office.entry(issued.id) == {
        CUSTOMERS: Decimal("453.60"),
        GOODS: Decimal("-378.00"),
        VAT_DUE: Decimal("-75.60"),
    }
    await office.pay(issued.id, "453.60")
    assert await office.left(issued.id) == 0
    await office.expect_sound()


async def test_the_vat_of_services_falls_due_as_they_are_paid(office: Office) -> None:
    order = await office.ordered(sold("3", "33.33"))
    issued = await office.invoiced(order.id)
    assert issued.nature is Nature.SERVICES
    assert await office.entry(issued.id) == {
        CUSTOMERS: Decimal("119.99"),
        SERVICES: Decimal("-99.99"),
        VAT_PENDING: Decimal("-20.00"),
    }
    for paid, due in (("40", "6.67"), ("40", "13.33"), ("39.99", "20.00")):
        await office.pay(issued.id, paid)
        assert (await office.balances())[VAT_DUE] == -Decimal(due)
        await office.expect_sound()
    assert VAT_PENDING not in await office.balances()


async def test_on_debits_the_vat_of_services_falls_due_at_the_issue(office: Office) -> None:
    await office.shop.trade.set_company(vat_on_debits=True)
    issued = await office.invoiced((await office.ordered(sold("1", "100"))).id)
    assert (await office.entry(issued.id))[VAT_DUE] == Decimal("-20.00")
    await office.pay(issued.id, "120")
    await office.expect_sound()


async def test_the_same_draft_comes_back_until_it_is_issued(office: Office) -> None:
    order = await office.ordered(office.shop.trade.radiators("2"))
    first, second = await office.drafted(order.id), await office.drafted(order.id)
    assert first.id == second.id
    await office.issue(first.id)
    with pytest.raises(NothingToInvoice):
        await office.drafted(order.id)


async def test_what_is_not_delivered_is_invoiced_by_whoever_says_so(office: Office) -> None:
    order = await office.ordered(office.shop.trade.radiators("3"), delivered=False)
    with pytest.raises(NothingToInvoice) as nothing:
        await office.drafted(order.id)
    assert nothing.value.undelivered
    with pytest.raises(NotDelivered):
        await office.drafted(order.id, everything=True)
    issued = await office.invoiced(order.id, quantities=some(order, "2"), beyond=True)
    assert issued.net == amount("378")
    with pytest.raises(BeyondOrdered):
        await office.drafted(order.id, quantities=some(order, "2"), beyond=True)
    await office.expect_sound()


async def test_what_came_back_before_the_issue_is_not_invoiced(office: Office) -> None:
    order = await office.ordered(office.shop.trade.radiators("3"))
    draft = await office.drafted(order.id)
    await office.shop.give_back(order.id, Back(order.lines[0].id, quantity(1)))
    with pytest.raises(NotDelivered):
        await office.issue(draft.id)
    assert (await office.issue(draft.id, beyond=True)).net == amount("567")


async def test_an_issued_invoice_neither_changes_nor_is_issued_twice(office: Office) -> None:
    order = await office.ordered(office.shop.trade.radiators("2"))
    draft = await office.drafted(order.id)
    with pytest.raises(Changed):
        await office.issue(draft.id, version=draft.version + 1)
    await office.issue(draft.id)
    with pytest.raises(IllegalTransition):
        await office.issue(draft.id)


async def test_days_do_not_go_back_nor_come_early(office: Office, clock: SettableClock) -> None:
    first = await office.drafted((await office.ordered(office.shop.trade.radiators("1"))).id)
    second = await office.drafted((await office.ordered(office.shop.trade.radiators("1"))).id)
    with pytest.raises(Invalid):
        await office.issue(first.id, on=date(2026, 11, 24))
    await office.issue(first.id)
    with pytest.raises(DateWentBack):
        await office.issue(second.id, on=date(2026, 11, 22))
    assert (await office.issue(second.id)).number == "FA2611-0002"


async def test_two_parts_of_an_order_are_two_invoices(office: Office) -> None:
    order = await office.ordered(sold("10", "19.99"), delivered=False)
    first = await office.invoiced(order.id, quantities=some(order, "4"), beyond=True)
    second = await office.invoiced(order.id, everything=True, beyond=True)
    assert first.net + second.net == amount("199.90")
    now = await office.shop.read_order(order.id)
    assert [now.lines[0].invoiced, now.invoiced] == [quantity(10), first.gross + second.gross]
    assert now.state is OrderState.CONFIRMED


async def test_who_may_not_invoice_does_not(office: Office) -> None:
    order = await office.ordered(office.shop.trade.radiators("1"))
    draft = await office.drafted(order.id)
    async with office.work.begin(office.shop.driver) as uow:
        with pytest.raises(NotAllowed):
            await issuing.issue(uow, draft.id)
