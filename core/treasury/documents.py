"""All the documents of a customer in one list: quotes, orders, deliveries, invoices, payments, newest first."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import Select, String, cast, func, literal, select, union_all

from core.invoicing.lifecycles import InvoiceState
from core.invoicing.models import Invoice
from core.kernel.amounts import ZERO, Amount, amount
from core.parties import visibility
from core.permissions import Permission, requires
from core.sales.lifecycles import DeliveryState
from core.sales.models import Delivery, Order, Quote
from core.treasury.models import Payment
from core.uow import Reader


class DocumentKind(StrEnum):
    QUOTE = "quote"
    ORDER = "order"
    DELIVERY = "delivery"
    INVOICE = "invoice"
    PAYMENT = "payment"


@dataclass(frozen=True, slots=True)
class Document:
    """One of them: `amount` with tax, of an invoice what its deposits leave of it, nothing of a delivery; negative of
    what is given back. `part` says which kind of invoice it is. All have a number: drafts are no documents yet."""

    kind: DocumentKind
    id: int
    number: str
    at: datetime
    amount: Amount
    part: str


@dataclass(frozen=True, slots=True)
class Documents:
    """A page of them, and how many there are of each kind."""

    rows: Sequence[Document]
    counts: Mapping[DocumentKind, int]

    @property
    def total(self) -> int:
        return sum(self.counts.values())


@requires(Permission.CUSTOMERS_READ)
async def of_customer(
    db: Reader, customer_id: int, *, kinds: Collection[DocumentKind] = (), limit: int = 10, offset: int = 0
) -> Documents:
    """Those that the actor may read, of these kinds or of all; the counts are of every kind. Raises NotFound."""
    await visibility.load(db, customer_id)
    may = {kind for kind, permission in _PERMISSIONS.items() if db.actor.may(permission)}
    every = union_all(*(_SELECTS[kind](customer_id) for kind in DocumentKind if kind in may)).subquery()
    if not may:
        return Documents((), {})
    counted = await db.session.execute(select(every.c.kind, func.count()).group_by(every.c.kind))
    counts = {DocumentKind(kind): count for kind, count in counted}
    wanted = select(every).where(every.c.kind.in_([kind.value for kind in kinds or may]))
    page = wanted.order_by(every.c.at.desc(), every.c.rank.desc(), every.c.id.desc()).limit(limit).offset(offset)
    rows = [_document(row) for row in await db.session.execute(page)]
    return Documents(rows, counts)


def _document(row: Any) -> Document:
    return Document(DocumentKind(row.kind), row.id, row.number, row.at, amount(row.amount or ZERO), row.part)


def _columns(kind: DocumentKind, of: Any, at: Any, sum_: Any, part: Any = "") -> tuple[Any, ...]:
    return (
        literal(kind.value, String).label("kind"),
        literal(_RANKS[kind]).label("rank"),
        of.id.label("id"),
        of.number.label("number"),
        at.label("at"),
        sum_.label("amount"),
        cast(part, String).label("part"),
    )


def _quotes(customer_id: int) -> Select[Any]:
    columns = _columns(DocumentKind.QUOTE, Quote, Quote.created_at, Quote.gross)
    return select(*columns).where(Quote.customer_id == customer_id, Quote.number.is_not(None))


def _orders(customer_id: int) -> Select[Any]:
    columns = _columns(DocumentKind.ORDER, Order, Order.created_at, Order.gross)
    return select(*columns).where(Order.customer_id == customer_id)


def _deliveries(customer_id: int) -> Select[Any]:
    columns = _columns(DocumentKind.DELIVERY, Delivery, Delivery.delivered_at, literal(ZERO))
    brought = Delivery.state.in_((DeliveryState.DELIVERED, DeliveryState.CLOSED))
    return select(*columns).join(Order, Order.id == Delivery.order_id).where(Order.customer_id == customer_id, brought)


def _invoices(customer_id: int) -> Select[Any]:
    columns = _columns(DocumentKind.INVOICE, Invoice, Invoice.issued_at, Invoice.payable, Invoice.kind)
    return select(*columns).where(Invoice.customer_id == customer_id, Invoice.state == InvoiceState.ISSUED)


def _payments(customer_id: int) -> Select[Any]:
    columns = _columns(DocumentKind.PAYMENT, Payment, Payment.made_at, Payment.amount)
    return select(*columns).where(Payment.customer_id == customer_id)


_RANKS: Final = {kind: place for place, kind in enumerate(DocumentKind)}  # at one moment, what comes of it is newer
_SELECTS: Final = {
    DocumentKind.QUOTE: _quotes,
    DocumentKind.ORDER: _orders,
    DocumentKind.DELIVERY: _deliveries,
    DocumentKind.INVOICE: _invoices,
    DocumentKind.PAYMENT: _payments,
}
_PERMISSIONS: Final = {
    DocumentKind.QUOTE: Permission.QUOTES_READ,
    DocumentKind.ORDER: Permission.ORDERS_READ,
    DocumentKind.DELIVERY: Permission.DELIVERIES_READ,
    DocumentKind.INVOICE: Permission.INVOICES_READ,
    DocumentKind.PAYMENT: Permission.PAYMENTS_READ,
}
