"""What a customer owes through the life of his orders, and what becomes of it when his card is merged."""

from datetime import timedelta
from typing import Any

from sqlalchemy import select, update

from core.db import Base
from core.invoicing import crediting, deposits
from core.invoicing.models import Invoice
from core.kernel.amounts import Amount, amount, percent, quantity
from core.ledger.models import LedgerLine
from core.ledger.receivables import Owed, owed
from core.ledger.reports import aged_receivables
from core.parties import customers
from core.parties.models import Customer
from core.sales.orders import CheckKind, Verdict, control
from core.sales.orders.control import owed_by
from core.treasury import payments
from core.treasury.models import Payment, PaymentMethod
from tests.core.invoicing.office import Office, sold
from tests.core.sales.deliveries.shop import back


async def _owes(office: Office, customer_id: int) -> Amount:
    async with office.work.read(office.boss) as db:
        return await owed_by(db, customer_id)


async def _pay(office: Office, customer_id: int, value: str, *invoice_ids: int, **facts: Any) -> Payment:
    async with office.work.begin(office.boss) as uow:
        return await payments.receive(
            uow,
            customer_id,
            amount=amount(value),
            method=PaymentMethod.TRANSFER,
            key=f"{value}:{invoice_ids}",
            invoice_ids=invoice_ids,
            **facts,
        )


async def test_an_order_is_owed_once_from_its_deposit_to_its_last_payment(office: Office) -> None:
    order = await office.ordered(sold("2", "500"))  # 1 200 €
    customer_id, owes = order.customer_id, []

    async def note() -> None:
        owes.append(str(await _owes(office, customer_id)))

    await note()
    async with office.work.begin(office.boss) as uow:
        draft = await deposits.draft_deposit(uow, order.id, share=percent(30))
    deposit = await office.issue(draft.id)
    await note()
    await _pay(office, customer_id, "360", deposit.id)
    await note()
    final = await office.invoiced(order.id)
    await note()
    await _pay(office, customer_id, "800", final.id)
    await note()
    await _pay(office, customer_id, "40", final.id)
    await note()
    assert owes == ["1200.00", "1200.00", "840.00", "840.00", "40.00", "0.00"]
    async with office.work.read(office.boss) as db:
        assert await owed(db, customer_id) == Owed(amount("0"))


async def test_a_deposit_that_is_held_is_owed_no_more(office: Office) -> None:
    order = await office.ordered(sold("2", "500"))
    await _pay(office, order.customer_id, "100", order_id=order.id)
    assert await _owes(office, order.customer_id) == amount("1100")


async def test_what_came_back_of_an_order_is_owed_no_more(office: Office) -> None:
    order = await office.ordered(sold("10", "100"), sold("1", "50"))
    invoice = await office.invoiced(order.id, quantities={order.lines[0].id: quantity(6)})
    await office.shop.give_back(order.id, back(order.lines[0].id, "4"))
    assert await _owes(office, order.customer_id) == amount("780"), "six are invoiced, and one line is still to be"
    async with office.work.begin(office.boss) as uow:
        credit = await crediting.draft_credit(uow, invoice.id, price_only=amount("100"))
    await office.issue(credit.id)
    assert await _owes(office, order.customer_id) == amount("660"), "a lower price is not to be invoiced again"


async def test_who_is_late_is_not_sold_to_without_a_word(office: Office) -> None:
    order = await office.ordered(sold("1", "100"))
    invoice = await office.invoiced(order.id)
    assert invoice.due_on is not None
    async with office.work.begin(office.boss) as uow:
        await uow.session.execute(update(Customer).values(credit_limit=None))
    quote = await office.shop.trade.draft(sold("1", "10"), for_order=True)
    check = await _credit(office, quote.id)
    assert (check.verdict, check.facts["late"]) == (Verdict.OK, None)
    office.work.clock.now += invoice.due_on - office.work.clock.now.date() + timedelta(days=1)  # type: ignore[attr-defined]
    check = await _credit(office, quote.id)
    assert check.verdict is Verdict.FAIL
    assert check.facts["late"] == {"amount": "120.00", "since": invoice.due_on.isoformat()}
    await _pay(office, order.customer_id, "120", invoice.id)
    assert (await _credit(office, quote.id)).verdict is Verdict.OK


async def test_merged_cards_carry_invoices_payments_and_the_books_and_give_them_back(office: Office) -> None:
    order = await office.ordered(sold("2", "500"))
    invoice = await office.invoiced(order.id)
    await _pay(office, order.customer_id, "200", invoice.id)
    async with office.work.begin(office.boss) as uow:
        kept = await customers.create(uow, name="Le même", street="1 rue Haute", zip="69003", city="Lyon")
    gone_id, tables = order.customer_id, (Invoice, Payment, LedgerLine)
    before = {table: await _ids(office, table, gone_id) for table in tables}
    assert all(before.values())
    async with office.work.begin(office.boss) as uow:
        await customers.merge(uow, kept.id, gone_id)
    assert {table: await _ids(office, table, kept.id) for table in tables} == before
    assert (await _owes(office, gone_id), await _owes(office, kept.id)) == (amount("0"), amount("1000"))
    async with office.work.read(office.boss) as db:
        assert [row.customer_id for row in await aged_receivables(db)] == [kept.id]
    assert (await office.read(invoice.id)).buyer["name"] != "Le même"
    await _pay(office, kept.id, "300", invoice.id)
    await office.expect_sound()
    async with office.work.begin(office.boss) as uow:
        await customers.unmerge(uow, gone_id)
    assert {table: await _ids(office, table, gone_id) for table in tables} == before
    assert (await _owes(office, gone_id), await _owes(office, kept.id)) == (amount("1000"), amount("-300"))
    await office.expect_sound()


async def _ids(office: Office, rows: type[Base], customer_id: int) -> list[int]:
    async with office.work.read(office.boss) as db:
        table: Any = rows
        wanted = select(table.id).where(table.customer_id == customer_id).order_by(table.id)
        return list(await db.session.scalars(wanted))


async def _credit(office: Office, quote_id: int) -> Any:
    async with office.work.read(office.boss) as db:
        return (await control(db, quote_id))[CheckKind.CREDIT]
