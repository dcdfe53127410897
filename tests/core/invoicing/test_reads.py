"""What is open, how far it is settled, what fell due in a month."""

from datetime import date

import pytest

from core.catalog.vatex import NOT_COLLECTED
from core.chain import chain
from core.history import history
from core.invoicing import reads, settling, vat
from core.invoicing.errors import SettledTooMuch
from core.invoicing.models import VatDue
from core.invoicing.reads import Standing, standing
from core.kernel.amounts import amount, percent
from core.kernel.errors import NotFound
from tests.companies import SettableClock, an_owner
from tests.core.invoicing.office import VAT_DUE, VAT_PENDING, Office, sold


async def test_what_is_open_is_known_until_it_is_paid(office: Office, clock: SettableClock) -> None:
    order = await office.ordered(sold("1", "100"))
    invoice = await office.invoiced(order.id)
    for paid, left, kind in (("20", "100", Standing.PARTLY), ("100", "0", Standing.PAID)):
        await office.pay(invoice.id, paid)
        async with office.work.read(office.boss) as db:
            found = await reads.unsettled(db, order.customer_id)
            assert [(one.left, one.standing) for one in found] == ([(amount(left), kind)] if left != "0" else [])
            assert len(await reads.open_of(db, order.customer_id)) == len(found)
            done = (await reads.settled(db, [invoice]))[invoice.id]
            assert standing(invoice, done, db.today) is kind
            assert standing(invoice, amount(1), date(2027, 1, 1)) is Standing.OVERDUE
    with pytest.raises(SettledTooMuch):
        await office.pay(invoice.id, "0.01")


async def test_what_was_settled_is_undone_once_and_its_vat_with_it(office: Office) -> None:
    invoice = await office.invoiced((await office.ordered(sold("1", "100"))).id)
    made = await office.pay(invoice.id, "120")
    for _twice in range(2):
        async with office.work.begin(office.boss) as uow:
            await chain(uow, await settling.undo(uow, made, on=uow.today))
    assert await office.left(invoice.id) == amount(120)
    balances = await office.balances()
    assert [VAT_DUE in balances, balances[VAT_PENDING]] == [False, -20]


async def test_a_document_is_found_by_its_number_and_tells_its_history(office: Office) -> None:
    order = await office.ordered(sold("1", "100"))
    invoice = await office.invoiced(order.id)
    async with office.work.read(office.boss) as db:
        for typed in ("FA2611-0001", "fa1", "1", "2611-1"):
            assert [one.id for one in await reads.found_by_number(db, typed)] == [invoice.id]
        assert await reads.found_by_number(db, "av1") == []
        assert [one.kind for one in await history(db, "invoice", invoice.id)] == ["InvoiceDrafted", "InvoiceIssued"]
        assert [one.id for one in await reads.of_customer(db, order.customer_id)] == [invoice.id]
    async with office.work.read(await an_owner(office.work)) as db:
        with pytest.raises(NotFound):
            await reads.read(db, invoice.id)


async def test_the_vat_of_a_month_is_what_fell_due_in_it(office: Office, clock: SettableClock) -> None:
    goods = await office.invoiced((await office.ordered(office.shop.trade.radiators("1"))).id)
    service = await office.invoiced((await office.ordered(sold("1", "100", vat="10"))).id)
    clock.advance(days=10)
    await office.pay(service.id, "55")
    async with office.work.read(office.boss) as db:
        november, december = [await vat.vat_report(db, date(2026, month, 5)) for month in (11, 12)]
    assert [(row.rate, row.base, row.tax) for row in november.rows] == [(goods.lines[0].vat, amount(189), goods.tax)]
    assert [december.base, december.tax, december.ends_on] == [amount(50), amount(5), date(2026, 12, 31)]


async def test_vat_that_was_deducted_without_being_charged_stands_apart(office: Office) -> None:
    invoice = await office.invoiced((await office.ordered(office.shop.trade.radiators("1"))).id)
    async with office.work.begin(office.boss) as uow:
        row = VatDue(
            on=uow.today,
            invoice_id=invoice.id,
            category="E",
            vatex=NOT_COLLECTED,
            rate=percent("8.5"),
            base=amount(100),
            tax=amount("8.50"),
        )
        uow.session.add(row)
    async with office.work.read(office.boss) as db:
        report = await vat.vat_report(db, db.today)
    assert [(row.vatex, row.tax) for row in report.apart] == [(NOT_COLLECTED, amount("8.50"))]
    assert (report.base, report.tax) == (amount(189), invoice.tax)
