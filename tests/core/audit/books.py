"""A company with invoices, payments and entries in its chain, written as the rooms below write them."""

from dataclasses import dataclass
from datetime import date
from itertools import count
from typing import Any, Final

from sqlalchemy import text

from core.audit.closings import close_due
from core.audit.findings import Findings
from core.audit.models import Closing
from core.audit.verifying import verify
from core.chain import Chained, chain, said
from core.invoicing.lifecycles import InvoiceKind, InvoiceState
from core.invoicing.models import Invoice, InvoiceLine, InvoiceTax, Settlement, VatDue
from core.kernel.amounts import NO_RATE, ZERO, Amount, PriceBasis, Quantity, amount, percent, quantity, unit_price
from core.ledger.models import AccountUse, Journal
from core.ledger.posting import Posting, chained, post
from core.numbering import take_number
from core.parties import customers
from core.parties.models import Customer
from core.permissions import SYSTEM, Actor, Role
from core.treasury.models import MoneyPlace, Payment, PaymentMethod, PlaceKind
from core.uow import UnitOfWork, Work
from tests.companies import SettableClock, an_owner

_SERIES: Final = {InvoiceKind.INVOICE: "invoice", InvoiceKind.CREDIT: "credit"}


@dataclass
class Books:
    """Whoever owns the company, whoever audits it, one customer and one bank account."""

    work: Work
    clock: SettableClock
    owner: Actor
    customer_id: int
    place_id: int
    keys: "count[int]"

    @property
    def auditor(self) -> Actor:
        return Actor(Role.SYSTEM, SYSTEM.name, company_id=self.owner.company_id, zone=self.owner.zone)

    async def invoice(self, net: str = "100", *, kind: InvoiceKind = InvoiceKind.INVOICE, **facts: Any) -> int:
        """An issued invoice of goods at 20 %, or a credit note."""
        async with self.work.begin(self.owner) as uow:
            invoice = await _issued(uow, self.customer_id, amount(net), kind, facts)
            due = VatDue(
                on=uow.today,
                invoice_id=invoice.id,
                category="S",
                rate=percent(20),
                base=amount(invoice.sign * invoice.net),
                tax=amount(invoice.sign * invoice.tax),
            )
            uow.session.add(due)
            entry = await _posted(uow, invoice)
            content = said(invoice, invoice.lines, invoice.taxes, [])
            rows = [Chained("invoice", invoice.id, content), *chained(entry), Chained("vat", due.id, said(due))]
            await chain(uow, rows)
            return invoice.id

    async def pay(self, invoice_id: int, paid: str) -> int:
        """A transfer that settles so much of an invoice."""
        async with self.work.begin(self.owner) as uow:
            return await _paid(uow, self, invoice_id, amount(paid))

    async def close(self) -> list[Closing]:
        """What the clock does each night."""
        async with self.work.begin(self.auditor) as uow:
            return list(await close_due(uow))

    async def verified(self) -> Findings:
        async with self.work.read(self.auditor) as db:
            return await verify(db)

    async def tamper(self, *statements: str) -> None:
        await tamper(self.work, *statements)


async def tamper(work: Work, *statements: str) -> None:
    """Run statements as somebody would who has the database in hand: without what guards the tables."""
    async with work.database.writing() as session:
        sqlite = work.database.is_sqlite
        if sqlite:
            triggers = await session.scalars(text("SELECT name FROM sqlite_master WHERE type = 'trigger'"))
            for name in triggers.all():
                await session.execute(text(f'DROP TRIGGER "{name}"'))
            await session.execute(text("PRAGMA defer_foreign_keys = ON"))
        else:
            for table in GUARDED:
                await session.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER USER"))
        for statement in statements:
            await session.execute(text(statement))
        if not sqlite:
            for table in GUARDED:
                await session.execute(text(f"ALTER TABLE {table} ENABLE TRIGGER USER"))


GUARDED: Final = (
    "chain_head",
    "chain_link",
    "closing",
    "ledger_lock",
    "invoice_copy",
    "ledger_entry",
    "ledger_line",
    "payment",
    "settlement",
    "vat_due",
    "invoice",
    "invoice_line",
    "invoice_tax",
    "invoice_deduction",
    "journal",
)


async def some_books(work: Work, clock: SettableClock) -> Books:
    owner = await an_owner(work)
    async with work.begin(owner) as uow:
        customer = await customers.create(uow, name="Garage Girard", street="1 rue Haute", zip="69003", city="Lyon")
        place = MoneyPlace(name="Banque", kind=PlaceKind.BANK, journal=Journal.BANK, account="512000")
        uow.session.add(place)
        await uow.session.flush()
        return Books(work, clock, owner, customer.id, place.id, count(1))


async def _issued(uow: UnitOfWork, customer_id: int, net: Amount, kind: InvoiceKind, facts: dict[str, Any]) -> Invoice:
    tax = amount(net / 5)
    on: date = facts.pop("on", uow.today)
    invoice = Invoice(
        kind=kind,
        customer_id=customer_id,
        created_at=uow.now,
        created_by=uow.actor.person_id,
        seller={"name": "Menuiserie Dupont", "siren": "123456789"},
        buyer={"name": "Garage Girard"},
        mentions=["Pas d'escompte pour paiement anticipé."],
        net=net,
        tax=tax,
        gross=amount(net + tax),
        payable=amount(net + tax),
        lines=[
            _line(1, "Radiateur", quantity(2), net),
            _line(2, "Offert", quantity(1), ZERO),
        ],
        taxes=[InvoiceTax(category="S", rate=percent(20), on_receipt=False, base=net, tax=tax)],
        **facts,
    )
    uow.session.add(invoice)
    await uow.session.flush()
    invoice.number = await take_number(uow, _SERIES[kind], on=on)
    invoice.state, invoice.issued_on, invoice.issued_at = InvoiceState.ISSUED, on, uow.now
    await uow.session.flush()
    return invoice


def _line(position: int, label: str, many: Quantity, net: Amount) -> InvoiceLine:
    return InvoiceLine(
        position=position,
        product_id=None,
        reference="RAD",
        label=label,
        quantity=many,
        unit="U",
        unit_price=unit_price(net / many),
        basis=PriceBasis.HT,
        discount=NO_RATE,
        vat=percent(20),
        net=net,
    )


async def _posted(uow: UnitOfWork, invoice: Invoice) -> Any:
    customer = await uow.session.get_one(Customer, invoice.customer_id)
    sides = (
        (AccountUse.CUSTOMERS, invoice.payable),
        (AccountUse.GOODS, -invoice.net),
        (AccountUse.VAT_DUE, -invoice.tax),
    )
    return await post(
        uow,
        Journal.SALES,
        [
            Posting(use, amount(invoice.sign * side), customer if use is AccountUse.CUSTOMERS else None)
            for use, side in sides
        ],
        on=invoice.issued_on or uow.today,
        piece=invoice.number or "",
        piece_on=invoice.issued_on or uow.today,
        label="Garage Girard",
        subject="invoice",
        subject_id=invoice.id,
    )


async def _paid(uow: UnitOfWork, books: Books, invoice_id: int, paid: Amount) -> int:
    payment = Payment(
        number=await take_number(uow, "payment", on=uow.today),
        customer_id=books.customer_id,
        method=PaymentMethod.TRANSFER,
        place_id=books.place_id,
        amount=paid,
        on=uow.today,
        made_at=uow.now,
        made_by=uow.actor.person_id,
        key=f"test:{next(books.keys)}",
    )
    uow.session.add(payment)
    await uow.session.flush()
    settlement = Settlement(
        invoice_id=invoice_id,
        amount=paid,
        on=uow.today,
        made_at=uow.now,
        made_by=uow.actor.person_id,
        payment_id=payment.id,
    )
    uow.session.add(settlement)
    await uow.session.flush()
    customer = await uow.session.get_one(Customer, books.customer_id)
    entry = await post(
        uow,
        Journal.BANK,
        [Posting("512000", paid), Posting(AccountUse.CUSTOMERS, amount(-paid), customer)],
        on=uow.today,
        piece=payment.number,
        piece_on=uow.today,
        label="Virement",
        subject="payment",
        subject_id=payment.id,
    )
    rows = [Chained("payment", payment.id, said(payment)), *chained(entry)]
    await chain(uow, [*rows, Chained("settlement", settlement.id, said(settlement))])
    return payment.id
