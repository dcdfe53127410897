"""Whoever takes the money: documents as they are once they are issued, and what the books then say."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import count
from typing import Any

from sqlalchemy import func, select

from core.invoicing.issuing import issue
from core.invoicing.lifecycles import InvoiceKind
from core.invoicing.models import Invoice, InvoiceLine, Settlement, VatDue
from core.kernel.amounts import NO_RATE, ONE, ZERO, Amount, PriceBasis, amount, percent, unit_price
from core.ledger.models import LedgerEntry, LedgerLine
from core.notices.models import Notice
from core.permissions import SYSTEM, Actor, Role
from core.treasury import payments
from core.treasury.credit import lefts
from core.treasury.models import Payment, PaymentMethod
from core.uow import Work
from tests.companies import a_member
from tests.core.sales.trade import Trade

_keys = count(1)


@dataclass(frozen=True)
class Till:
    trade: Trade
    manager: Actor  # who corrects

    @property
    def work(self) -> Work:
        return self.trade.work

    @property
    def system(self) -> Actor:
        """Whatever prints."""
        return replace(SYSTEM, company_id=self.trade.company_id)

    async def issued(
        self,
        net: str = "100",
        *,
        kind: InvoiceKind = InvoiceKind.INVOICE,
        services: bool = False,
        **facts: Any,
    ) -> Invoice:
        """A document of so much before tax at 20 %, issued today; VAT of goods is due at once."""
        async with self.work.begin(self.manager) as uow:
            line = InvoiceLine(
                position=1,
                product_id=None,
                reference="",
                label="Pose" if services else "Radiateur",
                quantity=ONE,
                unit="u",
                unit_price=unit_price(net),
                basis=PriceBasis.HT,
                discount=NO_RATE,
                vat=percent(20),
                service=services,
                billed=False,
            )
            invoice = Invoice(
                kind=kind,
                customer_id=self.trade.customer_id,
                created_at=uow.now,
                created_by=self.trade.seller.person_id,
                salesperson_id=self.trade.seller.person_id,
                lines=[line],
                **facts,
            )
            uow.session.add(invoice)
            await uow.session.flush()
            return await issue(uow, invoice.id)

    async def receive(self, value: str, *invoices: Invoice, actor: Actor | None = None, **facts: Any) -> Payment:
        asked = {"method": PaymentMethod.TRANSFER, "key": f"tap:{next(_keys)}", **facts}
        async with self.work.begin(actor or self.trade.seller) as uow:
            ids = [one.id for one in invoices]
            return await payments.receive(uow, self.trade.customer_id, amount=amount(value), invoice_ids=ids, **asked)

    async def refund(self, value: str, **facts: Any) -> Payment:
        asked = {"method": PaymentMethod.TRANSFER, "key": f"tap:{next(_keys)}", **facts}
        async with self.work.begin(self.manager) as uow:
            return await payments.refund(uow, self.trade.customer_id, amount=amount(value), **asked)

    async def reverse(self, payment: Payment, *, reason: str = "Sans provision", **facts: Any) -> Payment:
        async with self.work.begin(self.manager) as uow:
            return await payments.reverse(uow, payment.id, reason=reason, **facts)

    async def write_off(self, invoice: Invoice, *, key: str = "") -> Amount:
        async with self.work.begin(self.manager) as uow:
            return await payments.write_off(uow, invoice.id, key=key or f"tap:{next(_keys)}")

    async def use_credit(self, invoice: Invoice) -> Amount:
        async with self.work.begin(self.trade.seller) as uow:
            return await payments.use_credit(uow, invoice.id)

    async def left(self, invoice: Invoice) -> Decimal:
        async with self.work.read(self.manager) as db:
            return (await payments.of_invoice(db, invoice.id)).left

    async def credit(self, *, order_id: int | None = None) -> Decimal:
        async with self.work.read(self.manager) as db:
            return await payments.credit_of(db, self.trade.customer_id, order_id=order_id)

    async def balances(self) -> dict[str, Decimal]:
        """Debit less credit of each account that is not at nothing."""
        async with self.work.read(self.manager) as db:
            sums = await db.session.execute(
                select(LedgerLine.account, func.sum(LedgerLine.debit), func.sum(LedgerLine.credit)).group_by(
                    LedgerLine.account
                )
            )
            return {account: amount(debit - credit) for account, debit, credit in sums if debit != credit}

    async def letters(self) -> dict[str, list[tuple[Decimal, Decimal]]]:
        """Debits and credits of the customers' account, by letter; « » for those that are open."""
        async with self.work.read(self.manager) as db:
            lines = select(LedgerLine).where(LedgerLine.account == "411000").order_by(LedgerLine.id)
            found: dict[str, list[tuple[Decimal, Decimal]]] = {}
            for line in await db.session.scalars(lines):
                found.setdefault(line.letter or "", []).append((line.debit, line.credit))
            return found

    async def expect_whole(self, documents: Sequence[Invoice]) -> None:
        """Whatever has happened: books balance, nothing is settled twice or left out, letters group what is settled."""
        async with self.work.read(self.manager) as db:
            rows = (await db.session.scalars(select(Settlement))).all()
            paid = (await db.session.scalars(select(Payment))).all()
            due = sum((one.tax for one in await db.session.scalars(select(VatDue))), Decimal(0))
            rests = {one.payment_id: one.amount for one in await lefts(db, self.trade.customer_id)}
            entries = (await db.session.execute(_SIDES)).all()
        assert all(debit == credit for debit, credit in entries)
        for payment in paid:
            settled = sum((row.amount for row in rows if row.payment_id == payment.id), Decimal(0))
            assert payment.amount == settled + rests.get(payment.id, ZERO)
        open_ = {}
        for one in documents:
            settled = sum((row.amount for row in rows if row.invoice_id == one.id), Decimal(0))
            open_[one.id] = one.sign * one.payable - settled
            assert 0 <= open_[one.id] * one.sign <= one.payable
            assert await self.left(one) == open_[one.id]
        balances = await self.balances()
        assert due == -balances.get("445710", ZERO)
        assert balances.get("411000", ZERO) == sum(open_.values()) - sum(rests.values())
        await self._expect_letters(open_, rests)

    async def _expect_letters(self, open_: dict[int, Decimal], rests: dict[int, Amount]) -> None:
        letters = await self.letters()
        for code, lines in letters.items():
            if code:
                assert sum(debit - credit for debit, credit in lines) == 0
        if not any(open_.values()) and not sum(rests.values()):
            assert "" not in letters, "all is settled, all bears a letter"

    async def notices(self, kind: str) -> Sequence[Notice]:
        async with self.work.read(self.manager) as db:
            return (await db.session.scalars(select(Notice).where(Notice.kind == kind).order_by(Notice.id))).all()


async def a_till(trade: Trade) -> Till:
    return Till(trade, await a_member(trade.work, trade.company_id, role=Role.MANAGER, name="Léa Martin"))


_SIDES = (
    select(func.sum(LedgerLine.debit), func.sum(LedgerLine.credit))
    .join(LedgerEntry, LedgerEntry.id == LedgerLine.entry_id)
    .group_by(LedgerEntry.id)
)
