"""A customer's account: what he owes and since when, what moved in a time; for the company's people and for himself."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import pairwise
from typing import Any, Final

from sqlalchemy import Select, func, select

from core.company import links
from core.company.models import LinkPurpose
from core.history import Read
from core.invoicing import reads as invoices
from core.invoicing.lifecycles import InvoiceState
from core.invoicing.models import Invoice
from core.invoicing.reads import Open
from core.journal import Entry, Fact
from core.kernel.amounts import ZERO, Amount, amount
from core.kernel.errors import Invalid, NotFound
from core.ledger.models import Journal, LedgerEntry, LedgerLine
from core.ledger.receivables import CUSTOMERS, Owed, owed
from core.parties import visibility
from core.parties.models import Customer
from core.permissions import Permission, requires
from core.sales.deliveries.reads import load as load_delivery
from core.sales.lifecycles import DeliveryState
from core.sales.models import Delivery, Order
from core.sales.orders.reads import load as load_order
from core.sales.orders.reads import load_received as load_received_order
from core.sales.quotes.reads import load as load_quote
from core.sales.quotes.reads import load_received as load_received_quote
from core.treasury.credit import in_pool, lefts
from core.treasury.events import AccountSeen, DeliverySeen, InvoiceSeen, OrderSeen, QuoteSeen
from core.treasury.models import Payment
from core.uow import Reader, UnitOfWork

_BROUGHT: Final = (DeliveryState.DELIVERED, DeliveryState.CLOSED)


@dataclass(frozen=True, slots=True)
class Account:
    """What a customer owes today, the documents that are open, those due first before, and what he has left of his
    payments: less than nothing is never."""

    owed: Owed
    open: Sequence[Open]
    credit: Amount


@dataclass(frozen=True, slots=True)
class Move:
    """One side of the account: owed more when positive. `subject` is "invoice", "payment" or "settlement"; `back` is a
    payment that takes another back, which has bounced or was a mistake."""

    on: date
    number: str
    label: str
    subject: str
    amount: Amount
    balance: Amount  # after it
    due_on: date | None
    back: bool = False


@dataclass(frozen=True, slots=True)
class Statement:
    """The account from one day to another, both in it."""

    customer: Customer
    starts_on: date
    ends_on: date
    before: Amount
    moves: Sequence[Move]
    owed: Owed  # today

    @property
    def after(self) -> Amount:
        return self.moves[-1].balance if self.moves else self.before


class Paper(StrEnum):
    """What a customer opens."""

    INVOICE = "invoice"
    QUOTE = "quote"
    ORDER = "order"
    DELIVERY = "delivery"


@dataclass(frozen=True, slots=True)
class Seen:
    at: datetime
    by: str


@requires(Permission.PAYMENTS_READ)
async def account(db: Reader, customer_id: int) -> Account:
    """Raises NotFound."""
    await visibility.load(db, customer_id)
    return await _account(db, customer_id)


@requires(Permission.PAYMENTS_READ)
async def statement(db: Reader, customer_id: int, *, starts_on: date, ends_on: date) -> Statement:
    """What moved from one day to another. Raises NotFound, Invalid (ends_on)."""
    return await _statement(db, await visibility.load(db, customer_id), starts_on, ends_on)


@requires(Permission.INVOICES_READ)
async def months(db: Reader, customer_id: int, *, year: int) -> Sequence[Amount]:
    """What was sold to a customer in each month of a year, before tax, less credit notes. Raises NotFound."""
    firsts = [date(year, month, 1) for month in range(1, 13)] + [date(year + 1, 1, 1)]
    spans = [(first, following - timedelta(days=1)) for first, following in pairwise(firsts)]
    return [(await invoices.turnover(db, customer_id, starts_on=first, ends_on=last)).net for first, last in spans]


@requires(Permission.INVOICES_READ)
async def last_seen(db: Reader, subject_id: int, *, kind: Paper) -> Seen | None:
    """When the customer has opened a document last, and who of his people. Raises NotFound."""
    await _LOADED[kind](db, subject_id)
    seen = select(Entry).where(
        Entry.subject == kind.value, Entry.subject_id == subject_id, Entry.kind == _SEEN[kind].__name__
    )
    entry = await db.session.scalar(seen.order_by(Entry.id.desc()).limit(1))
    return Seen(entry.at, entry.facts["by"]) if entry else None


@requires(Permission.INVOICES_WRITE)
async def give(uow: UnitOfWork, customer_id: int) -> str:
    """The secret of a link that shows a customer his own account. Raises NotFound."""
    customer = await visibility.load(uow, customer_id)
    return await links.share(uow, purpose=LinkPurpose.ACCOUNT, subject_id=customer.id, customer_id=customer.id)


@requires(Permission.ACCOUNT_OWN)
async def own(db: Reader) -> Account:
    """What the actor's own company owes. Raises NotFound for somebody of no customer."""
    return await _account(db, (await _own_customer(db)).id)


@requires(Permission.ACCOUNT_OWN)
async def own_statement(db: Reader, *, starts_on: date, ends_on: date) -> Statement:
    """What moved on it from one day to another. Raises NotFound, Invalid (ends_on)."""
    return await _statement(db, await _own_customer(db), starts_on, ends_on)


@requires(Permission.ACCOUNT_OWN)
async def own_code(db: Reader) -> str:
    """His number with us, which a transfer for all that he owes bears."""
    return (await _own_customer(db)).code


@requires(Permission.ACCOUNT_OWN)
async def own_language(db: Reader) -> str:
    """The one of his papers."""
    return (await _own_customer(db)).language


@requires(Permission.ACCOUNT_OWN)
async def own_invoices(db: Reader, *, limit: int = 10, offset: int = 0) -> Sequence[Invoice]:
    """The documents that were issued to him, newest first; without lines. Quotes and orders: `quotes.received`,
    `orders.received`."""
    page = select(Invoice).where(*_issued_to(await _own_customer(db))).order_by(Invoice.id.desc())
    return (await db.session.scalars(page.limit(limit).offset(offset))).all()


@requires(Permission.ACCOUNT_OWN)
async def own_invoice(db: Reader, invoice_id: int) -> Invoice:
    """One of them, without lines. Raises NotFound."""
    return await _own_invoice(db, invoice_id)


@requires(Permission.ACCOUNT_OWN)
async def own_deliveries(db: Reader, *, limit: int = 10, offset: int = 0) -> Sequence[Delivery]:
    """What was delivered to him, newest first; without lines."""
    page = _delivered_to(await _own_customer(db)).order_by(Delivery.delivered_at.desc(), Delivery.id.desc())
    return (await db.session.scalars(page.limit(limit).offset(offset))).all()


@requires(Permission.ACCOUNT_OWN)
async def see(uow: UnitOfWork, subject_id: int, *, kind: Paper) -> None:
    """The customer opens a document of his: those who sell to him read when. Raises NotFound."""
    await _OWN[kind](uow, subject_id)
    uow.record(_SEEN[kind](subject_id, by=uow.actor.name))


@requires(Permission.ACCOUNT_OWN)
async def see_account(uow: UnitOfWork) -> None:
    """The customer opens his account: those who sell to him read when, each time. Raises NotFound."""
    uow.record(AccountSeen((await _own_customer(uow)).id, by=uow.actor.name))


async def _account(db: Reader, customer_id: int) -> Account:
    open_ = await invoices.unsettled(db, customer_id)
    return Account(await owed(db, customer_id), open_, in_pool(await lefts(db, customer_id), None))


async def _statement(db: Reader, customer: Customer, starts_on: date, ends_on: date) -> Statement:
    if ends_on < starts_on:
        raise Invalid("ends_on", ends_on.isoformat())
    theirs = (
        LedgerLine.customer_id == customer.id,
        LedgerLine.account.startswith(CUSTOMERS),
        LedgerEntry.journal != Journal.OPENING,
    )
    before = await db.session.execute(
        select(func.sum(LedgerLine.debit), func.sum(LedgerLine.credit))
        .join(LedgerLine.entry)
        .where(*theirs, LedgerEntry.on < starts_on)
    )
    debit, credit = before.one()
    opening = amount((debit or ZERO) - (credit or ZERO))
    found = select(LedgerLine, LedgerEntry).join(LedgerLine.entry).where(*theirs)
    found = found.where(LedgerEntry.on.between(starts_on, ends_on)).order_by(LedgerEntry.on, LedgerLine.id)
    rows = _without_moved([(line, entry) for line, entry in await db.session.execute(found)])
    taking = {entry.subject_id for _line, entry in rows if entry.subject == "payment"}
    back = await db.session.scalars(select(Payment.id).where(Payment.id.in_(taking), Payment.reverses_id.is_not(None)))
    moves = _moves(opening, rows, frozenset(back))
    return Statement(customer, starts_on, ends_on, opening, moves, await owed(db, customer.id))


def _without_moved(rows: Sequence[tuple[LedgerLine, LedgerEntry]]) -> Sequence[tuple[LedgerLine, LedgerEntry]]:
    """What only went from one account to another comes to nothing, and says nothing to the customer."""
    sums: dict[int, Amount] = {}
    for line, entry in rows:
        sums[entry.id] = amount(sums.get(entry.id, ZERO) + line.debit - line.credit)
    return [(line, entry) for line, entry in rows if sums[entry.id]]


def _moves(opening: Amount, rows: Sequence[tuple[LedgerLine, LedgerEntry]], taking_back: frozenset[int]) -> list[Move]:
    moves, balance = [], opening
    for line, entry in rows:
        side = amount(line.debit - line.credit)
        balance = amount(balance + side)
        back = entry.subject == "payment" and entry.subject_id in taking_back
        moves.append(Move(entry.on, entry.piece, entry.label, entry.subject, side, balance, line.due_on, back))
    return moves


async def _own_customer(db: Reader) -> Customer:
    customer = await db.session.scalar(select(Customer).where(Customer.id == db.actor.customer_id))
    if customer is None:
        raise NotFound(visibility.KIND, db.actor.customer_id or 0)
    return customer


async def _own_invoice(db: Reader, invoice_id: int) -> Invoice:
    own_one = select(Invoice).where(Invoice.id == invoice_id, *_issued_to(await _own_customer(db)))
    invoice = await db.session.scalar(own_one)
    if invoice is None:
        raise NotFound("invoice", invoice_id)
    return invoice


async def _own_delivery(db: Reader, delivery_id: int) -> Delivery:
    delivery = await db.session.scalar(_delivered_to(await _own_customer(db)).where(Delivery.id == delivery_id))
    if delivery is None:
        raise NotFound("delivery", delivery_id)
    return delivery


def _issued_to(customer: Customer) -> tuple[Any, ...]:
    return Invoice.customer_id == customer.id, Invoice.state == InvoiceState.ISSUED


def _delivered_to(customer: Customer) -> Select[Delivery]:
    brought = select(Delivery).join(Order, Order.id == Delivery.order_id)
    return brought.where(Order.customer_id == customer.id, Delivery.state.in_(_BROUGHT))


_SEEN: Final[Mapping[Paper, Callable[..., Fact]]] = {
    Paper.INVOICE: InvoiceSeen,
    Paper.QUOTE: QuoteSeen,
    Paper.ORDER: OrderSeen,
    Paper.DELIVERY: DeliverySeen,
}
_OWN: Final[Mapping[Paper, Callable[[Reader, int], Awaitable[object]]]] = {
    Paper.INVOICE: _own_invoice,
    Paper.QUOTE: load_received_quote,
    Paper.ORDER: load_received_order,
    Paper.DELIVERY: _own_delivery,
}
_LOADED: Final[Mapping[Paper, Read]] = {
    Paper.INVOICE: invoices.load,
    Paper.QUOTE: load_quote,
    Paper.ORDER: load_order,
    Paper.DELIVERY: load_delivery,
}
