"""Many invoices are issued at once, and some fail half-way: numbers are continuous, nothing is charged twice."""

import asyncio
from collections.abc import Callable
from datetime import date

from sqlalchemy import select

from core.chain import GENESIS, ChainLink
from core.invoicing import crediting, drafting, issuing
from core.invoicing.errors import BeyondOrdered, NothingToCredit, NothingToInvoice
from core.invoicing.lifecycles import InvoiceState
from core.invoicing.models import Invoice
from core.kernel.amounts import quantity
from core.kernel.errors import IllegalTransition
from core.sales.models import OrderLine
from tests.core.invoicing.office import Office, expect_continuous, sold

ORDERS, TURNS = 4, 28


class _Crash(Exception):
    """Thrown in at some point of a turn."""


async def test_numbers_stay_continuous_whatever_fails(office: Office) -> None:
    orders = [await office.ordered(sold("12", "9.90"), delivered=False) for _ in range(ORDERS)]

    async def turn(number: int) -> str:
        order = orders[number % ORDERS]
        try:
            async with office.work.begin(office.boss) as uow:
                asked = {order.lines[0].id: quantity(number % 3 + 1)}
                draft = await drafting.draft_of_order(uow, order.id, quantities=asked, beyond=True)
                if number % 7 == 3:
                    raise _Crash
                await issuing.issue(uow, draft.id)
                await asyncio.sleep(0)
                if number % 5 == 2:
                    raise _Crash
            return "issued"
        except (_Crash, BeyondOrdered, NothingToCredit, NothingToInvoice, IllegalTransition) as error:
            return type(error).__name__

    done = await asyncio.gather(*map(turn, range(TURNS)))
    assert done.count("_Crash") >= 8
    async with office.work.read(office.boss) as db:
        issued = (await db.session.scalars(select(Invoice).where(Invoice.state == InvoiceState.ISSUED))).all()
        lines = (await db.session.scalars(select(OrderLine))).all()
        links = (await db.session.scalars(select(ChainLink).order_by(ChainLink.sequence))).all()
    assert len(issued) == done.count("issued") > 10
    expect_continuous(issued)
    assert all(line.invoiced <= line.quantity for line in lines)
    assert [link.sequence for link in links] == list(range(1, len(links) + 1))
    assert len({GENESIS, *(link.hash for link in links)}) == len(links) + 1
    await office.expect_sound()


async def test_of_two_who_issue_the_same_draft_one_does(office: Office) -> None:
    order = await office.ordered(sold("2", "10"))
    draft = await office.drafted(order.id)

    async def issue() -> str:
        try:
            return (await office.issue(draft.id)).number or ""
        except IllegalTransition:
            return ""

    assert sorted(await asyncio.gather(issue(), issue(), issue())) == ["", "", "FA2611-0001"]


async def test_two_drafts_of_one_delivery_do_not_charge_it_twice(office: Office) -> None:
    order = await office.shop.order(sold("2", "10"))
    delivery = await office.shop.deliver_order(order.id)
    first = await office.drafted(order.id)
    async with office.work.begin(office.boss) as uow:
        second = await drafting.draft_of_deliveries(uow, [delivery.id])
    await office.issue(first.id)
    refused = None
    try:
        await office.issue(second.id)
    except BeyondOrdered as error:
        refused = error
    assert refused is not None
    await office.expect_sound()


async def test_credits_and_payments_at_once_settle_no_more_than_is_owed(office: Office) -> None:
    order = await office.ordered(sold("3", "10"))
    invoice = await office.invoiced(order.id)

    async def tried(act: Callable[[], object]) -> bool:
        try:
            await act()  # type: ignore[misc]
        except Exception:
            return False
        return True

    async def credit() -> None:
        async with office.work.begin(office.boss) as uow:
            draft = await crediting.draft_credit(uow, invoice.id, reason="retour")
            await issuing.issue(uow, draft.id)

    await asyncio.gather(tried(credit), tried(lambda: office.pay(invoice.id, "36")), tried(credit))
    assert await office.left(invoice.id) == 0
    assert invoice.issued_on == date(2026, 11, 23)
    await office.expect_sound()
