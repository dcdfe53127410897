"""An office that invoices what its shop has sold, and what must hold whatever it does."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import selectinload

from core.chain import chain
from core.invoicing import drafting, issuing, reads
from core.invoicing.lifecycles import InvoiceKind, InvoiceState
from core.invoicing.models import Invoice, Settlement, VatDue
from core.invoicing.settling import settle
from core.kernel.amounts import Amount, PriceBasis, Quantity, amount, percent, quantity, unit_price
from core.ledger import posting
from core.ledger.models import AccountUse, LedgerEntry, LedgerLine
from core.ledger.posting import Posting, post
from core.numbering import take_number
from core.parties.models import Customer
from core.permissions import Actor
from core.sales.models import Delivery, Order
from core.sales.quotes import NewLine
from core.treasury.models import MoneyPlace, Payment, PaymentMethod, PlaceKind
from core.uow import UnitOfWork, Work
from tests.core.sales.deliveries.shop import Shop, a_shop

CUSTOMERS, ADVANCES, GOODS, SERVICES = "411000", "419100", "707000", "706000"
VAT_DUE, VAT_PENDING, REBATES = "445710", "445800", "709700"


@dataclass
class Office:
    shop: Shop

    @property
    def work(self) -> Work:
        return self.shop.work

    @property
    def boss(self) -> Actor:
        return self.shop.owner

    async def a_customer(self, **facts: Any) -> Customer:
        """Another customer, with these on his card."""
        made = await self.shop.trade.a_customer()
        async with self.work.begin(self.boss) as uow:
            await uow.session.execute(update(Customer).where(Customer.id == made.id).values(**facts))
        return made

    async def ordered(self, *lines: NewLine, delivered: bool = True, **facts: Any) -> Order:
        """A confirmed order of these lines, all of it delivered."""
        order = await self.shop.order(*lines, **facts)
        if delivered:
            await self.shop.deliver_order(order.id)
        return order

    async def notes(self, order_id: int) -> Sequence[int]:
        """The deliveries of an order."""
        async with self.work.read(self.boss) as db:
            return (await db.session.scalars(select(Delivery.id).where(Delivery.order_id == order_id))).all()

    async def drafted(self, order_id: int, **asked: Any) -> Invoice:
        async with self.work.begin(self.boss) as uow:
            return await drafting.draft_of_order(uow, order_id, **asked)

    async def issue(self, invoice_id: int, **said: Any) -> Invoice:
        async with self.work.begin(self.boss) as uow:
            return await issuing.issue(uow, invoice_id, **said)

    async def invoiced(self, order_id: int, **asked: Any) -> Invoice:
        """What is delivered of the order, or what is asked, on an issued invoice."""
        return await self.issue((await self.drafted(order_id, **asked)).id)

    async def pay(self, invoice_id: int, paid: str | Amount) -> Settlement:
        """So much of a document is paid in cash."""
        async with self.work.begin(self.boss) as uow:
            invoice = await reads.load(uow, invoice_id, locked=True)
            payment = await _money(uow, invoice, amount(paid))
            links = await settle(uow, invoice, amount(paid), on=uow.today, payment_id=payment.id)
            await chain(uow, links)
            made = await uow.session.scalars(select(Settlement).order_by(Settlement.id.desc()).limit(1))
            return made.one()

    async def read(self, invoice_id: int) -> Invoice:
        async with self.work.read(self.boss) as db:
            return await reads.read(db, invoice_id)

    async def documents(self, order_id: int) -> Sequence[Invoice]:
        """What was issued on an order."""
        async with self.work.read(self.boss) as db:
            found = await reads.of_order(db, order_id)
        return [one for one in found if one.state is InvoiceState.ISSUED]

    async def left(self, invoice_id: int) -> Amount:
        async with self.work.read(self.boss) as db:
            invoice = await reads.read(db, invoice_id)
            done = await reads.settled(db, [invoice])
            return reads.left_of(invoice, done.get(invoice_id, amount(0)))

    async def entry(self, invoice_id: int) -> Mapping[str, Decimal]:
        """The entry of a document: what is debited to each account, or credited with a minus."""
        async with self.work.read(self.boss) as db:
            of = select(LedgerEntry.id).where(LedgerEntry.subject == "invoice", LedgerEntry.subject_id == invoice_id)
            lines = await db.session.scalars(select(LedgerLine).where(LedgerLine.entry_id.in_(of)))
            return _by_account(lines.all())

    async def balances(self) -> Mapping[str, Decimal]:
        async with self.work.read(self.boss) as db:
            return _by_account((await db.session.scalars(select(LedgerLine))).all())

    async def expect_sound(self) -> None:
        """What holds whatever was done: entries balance, documents add up, VAT that fell due is in the books."""
        async with self.work.read(self.boss) as db:
            entries = (await db.session.scalars(select(LedgerEntry).options(selectinload(LedgerEntry.lines)))).all()
            issued = (
                select(Invoice)
                .where(Invoice.state == InvoiceState.ISSUED)
                .options(selectinload(Invoice.lines), selectinload(Invoice.taxes), selectinload(Invoice.deductions))
            )
            documents = (await db.session.scalars(issued)).all()
            due = (await db.session.scalars(select(VatDue))).all()
            settled = await reads.settled_of(db, [one.id for one in documents])
            money = (await db.session.scalars(select(Payment))).all()
            orders = (await db.session.scalars(select(Order).options(selectinload(Order.lines)))).all()
        for entry in entries:
            assert sum(line.debit for line in entry.lines) == sum(line.credit for line in entry.lines) > 0
        assert sorted(entry.number for entry in entries) == list(range(1, len(entries) + 1))
        for one in documents:
            _expect_adds_up(one)
        balances = _by_account([line for entry in entries for line in entry.lines])
        assert -sum(row.tax for row in due) == balances.get(VAT_DUE, 0)
        left = sum(reads.left_of(one, settled.get(one.id, amount(0))) for one in documents)
        unused = sum(one.amount for one in money) - await self._from_payments()
        assert balances.get(CUSTOMERS, 0) == left - unused
        for order in orders:
            assert all(0 <= line.invoiced <= line.quantity for line in order.lines)
        expect_continuous(documents)

    async def _from_payments(self) -> Decimal:
        async with self.work.read(self.boss) as db:
            rows = await db.session.scalars(select(Settlement.amount).where(Settlement.payment_id.is_not(None)))
            return sum(rows, Decimal(0))


def expect_continuous(documents: Sequence[Invoice]) -> None:
    """Each series of a year counts 1, 2, 3 …, and its days never go back."""
    series: dict[tuple[str, int], list[tuple[int, date]]] = {}
    for one in documents:
        assert one.number is not None
        assert one.issued_on is not None
        series.setdefault((one.number[:2], one.issued_on.year), []).append((int(one.number[-4:]), one.issued_on))
    for numbers in series.values():
        assert [number for number, _on in sorted(numbers)] == list(range(1, len(numbers) + 1))
        days = [on for _number, on in sorted(numbers)]
        assert days == sorted(days)


def sold(count: str, price: str, *, vat: str = "20", ttc: bool = False, **facts: Any) -> NewLine:
    """A line at a price of its own, without a product unless one is named."""
    named = facts if "product_id" in facts else {"label": "Fourniture", **facts}
    basis = PriceBasis.TTC if ttc else PriceBasis.HT
    return NewLine(quantity=quantity(count), price=unit_price(price), basis=basis, vat=percent(vat), **named)


def some(order: Order, *counts: str) -> Mapping[int, Quantity]:
    """So much of each of the order's lines."""
    return {line.id: quantity(count) for line, count in zip(order.lines, counts, strict=False)}


async def an_office(work: Work) -> Office:
    return Office(await a_shop(work))


def _expect_adds_up(one: Invoice) -> None:
    assert one.tax == sum(row.tax for row in one.taxes)
    assert one.net == sum(row.base for row in one.taxes)
    assert one.gross == one.net + one.tax
    assert one.deducted == sum(row.base + row.tax for row in one.deductions)
    assert one.payable == one.gross - one.deducted >= 0
    if not one.discount and not one.discount_amount:
        assert one.net == sum(line.net for line in one.lines)
    if one.kind is not InvoiceKind.CREDIT:
        assert one.sign == 1


def _by_account(lines: Sequence[LedgerLine]) -> Mapping[str, Decimal]:
    found: dict[str, Decimal] = {}
    for line in lines:
        found[line.account] = found.get(line.account, Decimal(0)) + line.debit - line.credit
    return {account: balance for account, balance in found.items() if balance}


async def _money(uow: UnitOfWork, invoice: Invoice, paid: Amount) -> Payment:
    """A payment as the till makes it, with its entry."""
    place = (await uow.session.scalars(select(MoneyPlace).limit(1))).first()
    if place is None:
        place = MoneyPlace(name="Tiroir", kind=PlaceKind.CASH, journal="CA", account="530000")
        uow.session.add(place)
        await uow.session.flush()
    number = await take_number(uow, "payment", on=uow.today)
    payment = Payment(
        number=number,
        customer_id=invoice.customer_id,
        method=PaymentMethod.CASH,
        place_id=place.id,
        amount=paid,
        on=uow.today,
        made_at=uow.now,
        made_by=None,
        key=number,
    )
    uow.session.add(payment)
    await uow.session.flush()
    postings = [Posting("530000", paid), Posting(AccountUse.CUSTOMERS, amount(-paid), invoice.customer)]
    on = uow.today
    entry = await post(
        uow, "CA", postings, on=on, piece=number, piece_on=on, label="x", subject="payment", subject_id=payment.id
    )
    await chain(uow, posting.chained(entry))
    return payment
