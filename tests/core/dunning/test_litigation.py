"""What a file holds that is handed over, and who may look at whom."""

import pytest

from core.dunning import litigation, pausing, proposing
from core.dunning.models import Why
from core.invoicing.models import Invoice
from core.kernel.amounts import amount
from core.kernel.errors import NotFound
from core.permissions import Role
from core.uow import Work
from tests.companies import SettableClock, a_member
from tests.core.dunning.desk import Desk
from tests.core.invoicing.office import an_office, sold


async def test_the_file_holds_the_open_invoices_and_the_notes_of_what_they_charge(
    work: Work, clock: SettableClock
) -> None:
    office = await an_office(work)
    order = await office.ordered(sold("2", "100"))
    paid = await office.invoiced((await office.ordered(sold("1", "50"))).id)
    await office.pay(paid.id, "60")
    late = await office.invoiced(order.id)
    clock.advance(days=90)
    async with work.read(office.boss) as db:
        found = await litigation.contents(db, late.customer_id)
    assert [one.id for one in found.invoices] == [late.id], "what is paid is no matter of the file"
    assert [one.id for one in found.deliveries] == list(await office.notes(order.id))
    assert found.due == amount(240)
    assert found.indemnity == amount(40)


async def test_a_salesperson_sees_and_pauses_his_own_customers_and_no_colleague_s(desk: Desk) -> None:
    invoice: Invoice = await desk.late()
    colleague = await a_member(desk.work, desk.till.trade.company_id, role=Role.SALES, name="Inès Roche")
    async with desk.work.read(colleague) as db:
        assert await proposing.late_customers(db) == []
        assert await proposing.mine(db) == []
        with pytest.raises(NotFound):
            await proposing.of_customer(db, desk.customer_id)
        with pytest.raises(NotFound):
            await proposing.of_invoice(db, invoice.id)
    with pytest.raises(NotFound):
        async with desk.work.begin(colleague) as uow:
            await pausing.pause(uow, desk.customer_id, why=Why.HOLD)
    async with desk.work.read(desk.till.trade.seller) as db:
        (own,) = await proposing.mine(db)
        standing = await proposing.of_customer(db, desk.customer_id)
    assert own.owed.overdue == amount(1200)
    assert standing.arrears is not None
    assert standing.arrears.overdue == own.owed.overdue, "as his account says"
