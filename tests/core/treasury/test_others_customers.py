"""A salesperson who may not see all customers neither reads nor touches invoices and payments of a colleague's."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Any

import pytest
from sqlalchemy import update

from core.invoicing import batches, crediting, deposits, drafting, editing, issuing, lists, reads, sending
from core.kernel.amounts import amount, percent
from core.kernel.errors import NotFound
from core.parties.models import Customer
from core.permissions import Actor, Permission
from core.treasury import account, documents, payments
from core.treasury.models import PaymentMethod
from core.uow import UnitOfWork, Work
from tests.companies import a_member
from tests.core.invoicing.office import Office, an_office, sold

CHEQUE = PaymentMethod.CHEQUE


@dataclass(frozen=True)
class Theirs:
    """What a colleague's customer has: an order half of which is invoiced, a draft, a payment that is too much."""

    office: Office
    lea: Actor
    order_id: int
    customer_id: int
    delivery_id: int
    invoice_id: int
    draft_id: int
    payment_id: int


@pytest.fixture
async def theirs(work: Work) -> Theirs:
    office = await an_office(work)
    shop = office.shop
    order = await shop.order(sold("2", "10"))
    async with work.begin(office.boss) as uow:
        followed = update(Customer).where(Customer.id == order.customer_id)
        await uow.session.execute(followed.values(salesperson_id=shop.seller.person_id))
    delivery = await shop.deliver_order(order.id)
    invoice = await office.invoiced(order.id)
    draft = await office.drafted((await office.ordered(sold("1", "5"))).id)
    async with work.begin(shop.seller) as uow:
        paid = await payments.receive(
            uow, order.customer_id, amount=amount(30), method=CHEQUE, invoice_ids=[invoice.id], key="one"
        )
    lea = await a_member(work, shop.trade.company_id, name="Léa Roux")
    all_but = Permission.INVOICES_CREDIT, Permission.PAYMENTS_CORRECT
    lea = replace(lea, grants=lea.grants | frozenset(all_but))
    assert not lea.may(Permission.CUSTOMERS_ALL)
    return Theirs(office, lea, order.id, order.customer_id, delivery.id, invoice.id, draft.id, paid.id)


_Call = Callable[[UnitOfWork, Theirs], Awaitable[Any]]
_MONEY: dict[str, Any] = {"amount": amount(5), "method": CHEQUE, "key": "two"}
_REFUSED: dict[str, _Call] = {
    "the invoice": lambda uow, it: reads.read(uow, it.invoice_id),
    "what is open": lambda uow, it: reads.open_of(uow, it.customer_id),
    "his invoices": lambda uow, it: reads.of_customer(uow, it.customer_id),
    "his turnover": lambda uow, it: reads.turnover(
        uow, it.customer_id, starts_on=uow.today.replace(day=1), ends_on=uow.today
    ),
    "what pays it": lambda uow, it: payments.of_invoice(uow, it.invoice_id),
    "the payment": lambda uow, it: payments.read(uow, it.payment_id),
    "the payment and its documents": lambda uow, it: payments.look(uow, it.payment_id),
    "his payments": lambda uow, it: payments.of_customer(uow, it.customer_id),
    "his credit": lambda uow, it: payments.credit_of(uow, it.customer_id),
    "his account": lambda uow, it: account.account(uow, it.customer_id),
    "his months": lambda uow, it: account.months(uow, it.customer_id, year=2026),
    "his statement": lambda uow, it: account.statement(uow, it.customer_id, starts_on=uow.today, ends_on=uow.today),
    "who opened it": lambda uow, it: account.last_seen(uow, it.invoice_id, kind=account.Paper.INVOICE),
    "all his papers": lambda uow, it: documents.of_customer(uow, it.customer_id),
    "a draft of the order": lambda uow, it: drafting.draft_of_order(uow, it.order_id, everything=True),
    "a draft of the delivery": lambda uow, it: drafting.draft_of_deliveries(uow, [it.delivery_id]),
    "a deposit": lambda uow, it: deposits.draft_deposit(uow, it.order_id, share=percent(10)),
    "a share of works": lambda uow, it: deposits.draft_progress(uow, it.order_id, percent=percent(50)),
    "issuing": lambda uow, it: issuing.issue(uow, it.draft_id),
    "dropping": lambda uow, it: editing.drop(uow, it.draft_id),
    "changing": lambda uow, it: editing.change(uow, it.draft_id, notes="x"),
    "deducting": lambda uow, it: editing.deduct(uow, it.draft_id),
    "crediting": lambda uow, it: crediting.draft_credit(uow, it.invoice_id, reason="x"),
    "replacing": lambda uow, it: crediting.draft_replacement(uow, it.invoice_id),
    "sending": lambda uow, it: sending.send(uow, it.invoice_id),
    "receiving": lambda uow, it: payments.receive(uow, it.customer_id, **_MONEY),
    "giving back": lambda uow, it: payments.refund(uow, it.customer_id, **_MONEY),
    "bouncing": lambda uow, it: payments.reverse(uow, it.payment_id, reason="x"),
    "writing off": lambda uow, it: payments.write_off(uow, it.invoice_id, key="three"),
    "using credit": lambda uow, it: payments.use_credit(uow, it.invoice_id),
}
_UNSEEN: dict[str, _Call] = {
    "by its number": lambda uow, it: reads.found_by_number(uow, "fa1"),
    "of the order": lambda uow, it: reads.of_order(uow, it.order_id),
    "a payment by its number": lambda uow, it: payments.by_number(uow, "rg1"),
    "by what is owed": lambda uow, it: payments.owing(uow, amount(24)),
    "to be invoiced": lambda uow, _it: batches.to_invoice(uow),
}


@pytest.mark.parametrize("what", _REFUSED)
async def test_what_a_colleagues_customer_has_is_not_found(theirs: Theirs, what: str) -> None:
    with pytest.raises(NotFound):
        async with theirs.office.work.begin(theirs.lea) as uow:
            await _REFUSED[what](uow, theirs)


async def test_no_list_and_no_search_shows_it(theirs: Theirs) -> None:
    async with theirs.office.work.begin(theirs.lea) as uow:
        for what, call in _UNSEEN.items():
            assert list(await call(uow, theirs)) == [], what
        found = await lists.listed(uow, lists.Which.ALL)
        assert [list(found.rows), found.count, found.sum] == [[], 0, 0]
        whole = await reads.turnover(uow, None, starts_on=uow.today, ends_on=uow.today)
        assert [whole.net, whole.documents] == [0, 0]
    async with theirs.office.work.read(theirs.office.shop.seller) as db:
        assert [one.number for one in await reads.found_by_number(db, "fa1")] == ["FA2611-0001"]
