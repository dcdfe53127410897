"""Whatever is ordered, brought, invoiced, credited, paid, bounced and closed, in whatever order: all sums hold."""

import asyncio
from collections.abc import Coroutine, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import count
from typing import Any, Final

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from core.audit.closings import close_due
from core.audit.verifying import verify
from core.catalog.models import ProductKind
from core.company.models import StockOut
from core.invoicing import batches, crediting, deposits, direct, drafting, editing, issuing, replacing
from core.invoicing.lifecycles import InvoiceKind, InvoiceState
from core.invoicing.models import Invoice, Settlement, VatDue
from core.invoicing.pending import tax_given_up
from core.invoicing.sources import deductible
from core.kernel.amounts import ZERO, Amount, amount, percent, quantity
from core.kernel.errors import BusinessError
from core.permissions import SYSTEM, Actor, Role
from core.sales.models import Order
from core.treasury import payments
from core.treasury.models import Payment, PaymentMethod
from core.uow import UnitOfWork, Work
from tests.companies import SettableClock, a_member
from tests.core.invoicing.office import ADVANCES, Office, an_office, sold
from tests.core.sales.deliveries.shop import back, left
from tests.databases import opened

MANY: Final = st.integers(1, 4)
CENTS: Final = st.integers(1, 30_000).map(lambda cents: str(Decimal(cents) / 100))
SHARE: Final = st.sampled_from(["0.25", "0.5", "1", "1", "1.5"]).map(Decimal)
LINE: Final = st.tuples(
    st.integers(0, 2),  # goods, a service, or what no product names
    st.integers(1, 6),
    CENTS,
    st.sampled_from(["20", "20", "10", "5.5"]),
    st.booleans(),
    st.sampled_from([0, 0, 5, 12]),
)
WHOLE: Final[st.SearchStrategy[dict[str, Any]]] = st.sampled_from(
    [{}, {"discount": percent(3)}, {"discount_amount": amount("7.77")}]
)


class Circuit(RuleBasedStateMachine):
    """An office with goods, a service and one customer; what is refused changes nothing."""

    url: str
    done: list[bool]  # one for each thing tried that was done, of all examples

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.orders: list[int] = []
        self.rebated = False
        self.keys = count(1)
        self.run(self._open())

    async def _open(self) -> None:
        self.clock = SettableClock()
        self.database = opened(self.url)
        self.office: Office = await an_office(Work(self.database, self.clock))
        shop = self.office.shop
        goods = await shop.product("Vanne", "500")
        self.sold = (goods, await shop.product("Pose", kind=ProductKind.SERVICE), None)
        self.books: Actor = await a_member(shop.work, shop.trade.company_id, role=Role.ACCOUNTANT, name="Odile")

    @property
    def work(self) -> Work:
        return self.office.work

    def run(self, doing: Coroutine[Any, Any, Any]) -> Any:
        return self.runner.run(doing)

    def tried(self, doing: Coroutine[Any, Any, Any]) -> bool:
        """Whether it was done."""
        try:
            self.run(doing)
        except BusinessError:
            return False
        self.done.append(True)
        return True

    @initialize(line=LINE, debits=st.booleans(), share=st.sampled_from([0, 30]))
    def begun(self, line: Any, debits: bool, share: int) -> None:
        """An order of one line of each sort, partly brought, with a deposit or without."""
        self.run(self.office.shop.trade.set_company(vat_on_debits=debits, write_off_limit=amount("2")))
        self.order([(0, *line[1:]), (1, 2, "57.33", "20", False, 0), line], {}, StockOut.DELIVERY, False)
        if share:
            self.deposit_of(self.orders[0], str(share))
        self.run(self.office.shop.deliver_order(self.orders[0], left(self._lines(self.orders[0])[0].id, "1")))

    @precondition(lambda self: len(self.orders) < 3)
    @rule(
        lines=st.lists(LINE, min_size=1, max_size=3),
        whole=WHOLE,
        way=st.sampled_from([StockOut.DELIVERY, StockOut.INVOICE]),
        at_once=st.booleans(),
    )
    def order(self, lines: Sequence[Any], whole: dict[str, Any], way: StockOut, at_once: bool) -> None:
        """An order; `at_once`: invoiced directly, without one to follow."""
        asked = [self._asked(*line) for line in lines]
        shop = self.office.shop
        if not at_once:
            self.orders.append(self.run(shop.order(*asked, stock_out=way, **whole)).id)
            return
        draft = self.run(shop.trade.draft(*asked, for_order=True, **whole))
        self.orders.append(self.run(self._as_boss(direct.invoice_quote, draft.id, forced=True)).order_id)

    @rule(data=st.data(), many=MANY, whole=st.booleans())
    def deliver(self, data: st.DataObject, many: int, whole: bool) -> None:
        order = self._order(data)
        line = self._line(data, order)
        self.tried(self.office.shop.deliver_order(order, *([] if whole else [left(line.id, str(many))])))

    @rule(data=st.data(), many=MANY)
    def give_back(self, data: st.DataObject, many: int) -> None:
        order = self._order(data)
        line = self._line(data, order)
        self.tried(self.office.shop.give_back(order, back(line.id, str(many))))

    @rule(data=st.data(), beyond=st.booleans(), counts=st.none() | st.lists(st.integers(-1, 4), min_size=3, max_size=3))
    def invoice(self, data: st.DataObject, beyond: bool, counts: list[int] | None) -> None:
        """What is delivered, or all, or so many of each line; a deposit is deducted, as far as it is wanted."""
        order = self._order(data)
        asked: dict[str, Any] = {"beyond": beyond}
        if counts is not None:
            lines = self._lines(order)
            asked["quantities"] = {line.id: quantity(n) for line, n in zip(lines, counts, strict=False) if n}
        at_most = data.draw(st.sampled_from([None, None, amount("10")]))

        async def done(uow: UnitOfWork) -> None:
            draft = await drafting.draft_of_order(uow, order, **asked)
            if at_most is not None:
                await editing.deduct(uow, draft.id, at_most=at_most)
            await issuing.issue(uow, draft.id)

        self.tried(self._in_one(done))

    @rule(whole=st.booleans())
    def invoice_all(self, whole: bool) -> None:
        """What waits, of all orders on one invoice."""
        self.tried(self._as_boss(batches.invoice_all))
        if whole:
            assert self.run(self._as_boss(batches.invoice_all)).made == []

    @rule(data=st.data(), share=st.integers(1, 100))
    def progress(self, data: st.DataObject, share: int) -> None:
        order = self._order(data)

        async def done(uow: UnitOfWork) -> None:
            draft = await deposits.draft_progress(uow, order, percent=percent(share))
            await issuing.issue(uow, draft.id)

        self.tried(self._in_one(done))

    @rule(data=st.data(), share=st.sampled_from(["10", "30", "50"]))
    def deposit(self, data: st.DataObject, share: str) -> None:
        self.deposit_of(self._order(data), share)

    def deposit_of(self, order: int, share: str) -> None:
        async def done(uow: UnitOfWork) -> None:
            draft = await deposits.draft_deposit(uow, order, share=percent(share))
            await issuing.issue(uow, draft.id)

        self.tried(self._in_one(done))

    @rule(data=st.data(), way=st.sampled_from(["whole", "part", "part", "price"]), net=st.booleans(), cents=CENTS)
    def credit(self, data: st.DataObject, way: str, net: bool, cents: str) -> None:
        document = self._document(data, credits=False)
        if document is None:
            return
        asked: dict[str, Any] = {"reason": "retour", "net_of_tax": net and way == "price"}
        if way == "part":
            asked["quantities"] = {line.id: quantity(1) for line in document.lines if line.quantity > 0}
        elif way == "price":
            self.rebated = True  # what was credited of the price alone stays counted as invoiced
            asked["price_only"] = min(amount(cents), amount(document.net / 3 or 1))

        async def done(uow: UnitOfWork) -> None:
            draft = await crediting.draft_credit(uow, document.id, **asked)
            await issuing.issue(uow, draft.id)

        self.tried(self._in_one(done))

    @rule(data=st.data())
    def replace(self, data: st.DataObject) -> None:
        document = self._document(data, credits=False)
        if document is None:
            return

        async def done(uow: UnitOfWork) -> None:
            _credit, draft = await replacing.replace(uow, document.id)
            await issuing.issue(uow, draft.id)

        self.tried(self._in_one(done))

    @rule(data=st.data(), share=SHARE, way=st.sampled_from(["named", "two", "oldest", "order", "held"]))
    def receive(self, data: st.DataObject, share: Decimal, way: str) -> None:
        """Part of what is owed, all of it, or more: for one document, two, the oldest, an order, or nothing yet."""
        document, other = self._document(data), self._document(data)
        owed = self._left(document) if document else ZERO
        value = amount(max(owed, amount("12.34")) * share)
        asked: dict[str, Any] = {"oldest": way == "oldest"}
        if way in ("named", "two") and document and other:
            asked["invoice_ids"] = list({document.id, *([other.id] if way == "two" else [])})
        if way == "order":
            asked["order_id"] = self._order(data)
        self.tried(self._receive(value, asked))

    @rule(data=st.data(), fee=st.sampled_from([ZERO, amount("8.50")]))
    def bounce(self, data: st.DataObject, fee: Amount) -> None:
        paid = self.run(self._payments())
        if paid:
            one = data.draw(st.sampled_from(paid))
            self.tried(self._as_boss(payments.reverse, one, reason="Sans provision", fee=fee))

    @rule(data=st.data(), cents=CENTS, of_credit=st.booleans())
    def refund(self, data: st.DataObject, cents: str, of_credit: bool) -> None:
        document = self._document(data) if of_credit else None
        value = amount(cents)
        asked: dict[str, Any] = {}
        if document is not None and document.kind is InvoiceKind.CREDIT:
            asked["credit_id"], value = document.id, amount(abs(self._left(document)) or value)
        self.tried(self._refund(value, asked))

    @rule(data=st.data())
    def use_credit(self, data: st.DataObject) -> None:
        if (document := self._document(data)) is not None:
            self.tried(self._as_boss(payments.use_credit, document.id))

    @rule(data=st.data(), short=st.booleans())
    def write_off(self, data: st.DataObject, short: bool) -> None:
        """Of what is left a little, when all but a little was paid."""
        document = self._document(data)
        if document is None:
            return
        owed = self._left(document)
        if short and owed > 2:
            self.tried(self._receive(amount(owed - 1), {"invoice_ids": [document.id]}))
        self.tried(self._as_boss(payments.write_off, document.id, key=f"tap:{next(self.keys)}"))

    @rule(days=st.sampled_from([1, 8, 31]))
    def days_pass(self, days: int) -> None:
        """What is over is closed."""
        self.clock.advance(days=days)

        async def closed() -> None:
            async with self.work.begin(self._system()) as uow:
                await close_due(uow)

        self.run(closed())

    @rule(data=st.data(), which=st.lists(st.integers(0, 4), min_size=2, max_size=3))
    def at_once(self, data: st.DataObject, which: list[int]) -> None:
        """Several people with one document and its order at the same moment; none waits for another for ever."""
        document, order = self._document(data, credits=False), self._order(data)
        if document is None:
            return
        owed = max(self._left(document), amount("1"))
        doing: list[Any] = [
            lambda: self._receive(owed, {"invoice_ids": [document.id]}),
            lambda: self._in_one(lambda uow: _credited(uow, document.id)),
            lambda: self._in_one(lambda uow: _all_of(uow, order)),
            lambda: self._receive(owed, {"order_id": order}),
            lambda: self._as_boss(payments.use_credit, document.id),
        ]

        async def all_of_them() -> Any:
            async with asyncio.timeout(30):
                return await asyncio.gather(*(doing[one]() for one in which), return_exceptions=True)

        ends = self.run(all_of_them())
        assert all(isinstance(end, BusinessError) for end in ends if isinstance(end, BaseException)), ends

    @invariant()
    def the_books_are_sound_and_the_audit_finds_nothing(self) -> None:
        if self.orders:
            self.run(self.office.expect_sound())
            self.run(self._expect_audited())

    @invariant()
    def advances_are_what_deposits_have_charged_and_nothing_has_deducted(self) -> None:
        if self.orders:
            self.run(self._expect_advances())

    @invariant()
    def vat_of_what_is_paid_is_due_to_the_cent(self) -> None:
        if self.orders:
            self.run(self._expect_vat())

    def teardown(self) -> None:
        self.run(self.database.close())
        self.runner.close()

    async def _expect_audited(self) -> None:
        async with self.work.read(self._system()) as db:
            assert (await verify(db)).broken == []
            orders = (await db.session.scalars(select(Order).options(selectinload(Order.lines)))).all()
        for order in orders:
            assert order.invoiced >= 0
            if not self.rebated and all(line.invoiced == 0 for line in order.lines):
                assert order.invoiced == 0, "what is credited as a whole is not invoiced"

    async def _expect_advances(self) -> None:
        balances = await self.office.balances()
        async with self.work.read(self.office.boss) as db:
            waiting = await deductible(db, self.orders)
        assert balances.get(ADVANCES, Decimal(0)) == -sum(one.base for one in waiting)

    async def _expect_vat(self) -> None:
        async with self.work.read(self.office.boss) as db:
            issued = select(Invoice).where(Invoice.state == InvoiceState.ISSUED)
            parts = selectinload(Invoice.deductions), selectinload(Invoice.taxes), selectinload(Invoice.lines)
            documents = (await db.session.scalars(issued.options(*parts))).all()
            due = await db.session.execute(select(VatDue.invoice_id, func.sum(VatDue.tax)).group_by(VatDue.invoice_id))
            settled = await db.session.execute(
                select(Settlement.invoice_id, func.sum(Settlement.amount)).group_by(Settlement.invoice_id)
            )
            rest = await db.session.execute(
                select(Settlement.invoice_id, func.sum(Settlement.amount))
                .where(Settlement.payment_id.is_(None), Settlement.other_id.is_(None))
                .group_by(Settlement.invoice_id)
            )
            taxes, paid, written = ({row[0]: row[1] for row in rows} for rows in (due, settled, rest))
            given_up = {one.id: await tax_given_up(db, one, amount(written.get(one.id, 0))) for one in documents}
        for one in documents:  # with its credit notes: what they settle of each other is due of neither
            own = [one, *(each for each in documents if one.sign > 0 > each.sign and each.origin_id == one.id)]
            if one.sign < 0 and one.origin_id is not None:
                continue
            if all(each.sign * each.payable == paid.get(each.id, 0) for each in own) and one.payable:
                charged = sum(each.sign * (each.tax - sum(row.tax for row in each.deductions)) for each in own)
                fallen = sum(taxes.get(each.id, 0) for each in own)
                assert fallen == charged - sum(given_up[each.id] for each in own), one.number

    def _asked(self, which: int, many: int, price: str, vat: str, ttc: bool, off: int) -> Any:
        product = self.sold[which]
        facts = {} if product is None else {"product_id": product}
        return sold(str(many), price, vat=vat, ttc=ttc, discount=percent(off), **facts)

    def _order(self, data: st.DataObject) -> int:
        return data.draw(st.sampled_from(self.orders))

    def _lines(self, order_id: int) -> Sequence[Any]:
        return self.run(self.office.shop.read_order(order_id)).lines  # type: ignore[no-any-return]

    def _line(self, data: st.DataObject, order_id: int) -> Any:
        lines = self._lines(order_id)
        return lines[data.draw(st.integers(0, len(lines) - 1))]

    def _document(self, data: st.DataObject, *, credits: bool = True) -> Invoice | None:
        """An issued document, the newest rather than an old one."""
        found = [one for one in self.run(self._documents()) if credits or one.kind is not InvoiceKind.CREDIT]
        return found[data.draw(st.integers(0, len(found) - 1))] if found else None

    def _left(self, document: Invoice) -> Amount:
        return self.run(self.office.left(document.id))  # type: ignore[no-any-return]

    def _system(self) -> Actor:
        return replace(SYSTEM, company_id=self.office.shop.trade.company_id)

    async def _documents(self) -> Sequence[Invoice]:
        wanted = select(Invoice).where(Invoice.state == InvoiceState.ISSUED).order_by(Invoice.id.desc())
        async with self.work.read(self.office.boss) as db:
            return (await db.session.scalars(wanted.options(selectinload(Invoice.lines)))).all()

    async def _payments(self) -> Sequence[int]:
        async with self.work.read(self.office.boss) as db:
            return (await db.session.scalars(select(Payment.id).where(Payment.amount > 0))).all()

    async def _receive(self, value: Amount, asked: dict[str, Any]) -> None:
        said = {"amount": value, "method": PaymentMethod.CHEQUE, "key": f"tap:{next(self.keys)}", **asked}
        await self._as_boss(payments.receive, self.office.shop.trade.customer_id, **said)

    async def _refund(self, value: Amount, asked: dict[str, Any]) -> None:
        said = {"amount": value, "method": PaymentMethod.TRANSFER, "key": f"tap:{next(self.keys)}", **asked}
        await self._as_boss(payments.refund, self.office.shop.trade.customer_id, **said)

    async def _as_boss(self, verb: Any, *about: Any, **asked: Any) -> Any:
        async with self.work.begin(self.office.boss) as uow:
            return await verb(uow, *about, **asked)

    async def _in_one(self, doing: Any) -> None:
        async with self.work.begin(self.office.boss) as uow:
            await doing(uow)


async def _credited(uow: UnitOfWork, invoice_id: int) -> None:
    draft = await crediting.draft_credit(uow, invoice_id, reason="retour")
    await issuing.issue(uow, draft.id)


async def _all_of(uow: UnitOfWork, order_id: int) -> None:
    draft = await drafting.draft_of_order(uow, order_id, everything=True, beyond=True)
    await issuing.issue(uow, draft.id)


def test_all_sums_hold_after_any_circuit(database_url: str) -> None:
    done: list[bool] = []
    machine = type("Here", (Circuit,), {"url": database_url, "done": done})
    examples = 8 if database_url.startswith("sqlite") else 4
    run_state_machine_as_test(machine, settings=settings(max_examples=examples, stateful_step_count=15))
    assert done, "all that was tried was refused"
