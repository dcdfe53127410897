"""Books that people keep by their use cases are whole, and what is said beside the chain is compared with it."""

import pytest
from sqlalchemy import text

from core.audit.findings import Findings, Problem
from core.audit.verifying import verify
from core.invoicing import crediting, deposits
from core.invoicing.lifecycles import InvoiceKind
from core.kernel.amounts import percent
from core.permissions import SYSTEM, Actor, Role
from core.treasury import payments
from core.treasury.models import PaymentMethod
from core.uow import Work
from tests.core.invoicing.office import Office, an_office, sold, some
from tests.core.sales.trade import a_trade
from tests.core.treasury.till import Till, a_till


@pytest.fixture
async def till(work: Work) -> Till:
    return await a_till(await a_trade(work))


@pytest.fixture
async def office(work: Work) -> Office:
    return await an_office(work)


async def _verified(work: Work, of: Actor) -> Findings:
    async with work.read(Actor(Role.SYSTEM, SYSTEM.name, company_id=of.company_id, zone=of.zone)) as db:
        return await verify(db)


async def test_money_that_comes_bounces_is_written_off_and_given_back(till: Till) -> None:
    first, second = await till.issued("100"), await till.issued("250", services=True)
    bounced = await till.receive("300", first, second)
    await till.reverse(bounced)
    await till.receive("119.50", first)
    await till.write_off(first)
    await till.receive("310", second)
    await till.refund("10")
    await till.issued("50", kind=InvoiceKind.CREDIT)
    findings = await _verified(till.work, till.manager)
    assert findings.broken == []
    assert (findings.rows["invoice"], findings.rows["payment"]) == (3, 5)


async def test_an_order_with_a_deposit_two_invoices_and_a_credit_note(office: Office) -> None:
    order = await office.ordered(sold("4", "100"), sold("2", "33.33", vat="5.5"))
    async with office.work.begin(office.boss) as uow:
        draft = await deposits.draft_deposit(uow, order.id, share=percent(30))
    deposit = await office.issue(draft.id)
    async with office.work.begin(office.boss) as uow:
        money = {"amount": deposit.payable, "method": PaymentMethod.TRANSFER, "key": "tap:1"}
        await payments.receive(uow, order.customer_id, invoice_ids=[deposit.id], **money)  # type: ignore[arg-type]
    first = await office.invoiced(order.id, quantities=some(order, "1", "1"))
    await office.invoiced(order.id)
    async with office.work.begin(office.boss) as uow:
        credit = await crediting.draft_credit(uow, first.id, reason="Retour")
    await office.issue(credit.id)
    assert (await _verified(office.work, office.boss)).broken == []
    await _alter(office.work, f"UPDATE sales_order SET invoiced = invoiced + 1 WHERE id = {order.id}")
    await _alter(office.work, f"UPDATE sales_order_line SET invoiced = 0 WHERE order_id = {order.id} AND position = 1")
    broken = (await _verified(office.work, office.boss)).broken
    assert {one.problem for one in broken} == {Problem.ORDER_DIFFERS, Problem.ORDER_LINE_DIFFERS}


async def test_a_counter_that_somebody_moved_is_found(till: Till) -> None:
    await till.issued("100")
    await _alter(till.work, "UPDATE counter SET last = last + 1 WHERE series = 'invoice'")
    (counter,) = (await _verified(till.work, till.manager)).broken
    assert (counter.problem, counter.number) == (Problem.COUNTER_WRONG, "invoice 2026")


async def _alter(work: Work, statement: str) -> None:
    async with work.database.writing() as session:
        await session.execute(text(statement))
