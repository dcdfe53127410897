"""Reading invoices: one, what a customer owes, what was sold in a time; and how far each is settled."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, bindparam, case, func, or_, select, true
from sqlalchemy.orm import joinedload, selectinload

from core.history import open_to_readers
from core.invoicing.lifecycles import InvoiceKind, InvoiceState
from core.invoicing.models import Invoice, InvoiceLine, Settlement
from core.kernel.amounts import ZERO, Amount, amount, total
from core.kernel.errors import NotFound
from core.numbering import number_ending
from core.parties import visibility
from core.parties.models import Customer
from core.parties.visibility import followed, sees
from core.permissions import Permission, requires
from core.sales.models import OrderLine
from core.uow import Reader


class Standing(StrEnum):
    """How far a document is settled on a day; an overdue one is not, or only in part."""

    DRAFT = "draft"
    DROPPED = "dropped"
    OPEN = "open"
    PARTLY = "partly"
    OVERDUE = "overdue"
    PAID = "paid"
    CANCELLED = "cancelled"  # credit notes have taken all of it back, paid or not


@dataclass(frozen=True, slots=True)
class Open:
    """An issued document of which something is left: `left` is what is owed to us, negative what we owe. No lines."""

    invoice: Invoice
    left: Amount
    standing: Standing


@dataclass(frozen=True, slots=True)
class Stand:
    """Where one document stands: what is settled of it, with its sign; `by` are the numbers of the credit notes that
    have taken all of it back. `credited` is what credit notes have settled of one of which no money came, else zero."""

    standing: Standing
    settled: Amount = ZERO
    by: Sequence[str] = ()
    credited: Amount = ZERO


@dataclass(frozen=True, slots=True)
class Turnover:
    """Of the documents issued in a time, less the credit notes: before tax, the tax, and how many there were.

    Deposits are not in it: what they charge is in the invoice that deducts them.
    """

    net: Amount
    tax: Amount
    documents: int


@requires(Permission.INVOICES_READ)
async def read(db: Reader, invoice_id: int) -> Invoice:
    """The document with its lines, taxes, deductions and customer. Raises NotFound."""
    return await load(db, invoice_id)


@requires(Permission.INVOICES_READ)
async def found_by_number(db: Reader, typed: str, *, limit: int = 5) -> Sequence[Invoice]:
    """Documents whose number is, or ends with, what was typed (« FA2611-0012 », « av12 », « 12 »), newest first; a
    prefix that was typed narrows them down."""
    ending = number_ending(typed)
    if ending is None:
        return []
    prefix = typed.strip().upper().rstrip("0123456789-")
    prefix = prefix if prefix.isalpha() else ""
    wanted = select(Invoice).join(Customer, Customer.id == Invoice.customer_id).options(joinedload(Invoice.customer))
    wanted = wanted.where(Invoice.number.endswith(ending), Invoice.number.startswith(prefix), visible(db))
    return (await db.session.scalars(wanted.order_by(Invoice.id.desc()).limit(limit))).all()


@requires(Permission.PAYMENTS_WRITE)
async def open_of(db: Reader, customer_id: int) -> Sequence[Invoice]:
    """The issued documents of a customer's of which something is not settled, credit notes too, those due first before;
    without lines. For whoever may note what he pays. Raises NotFound."""
    await visibility.load(db, customer_id)
    return [one.invoice for one in await unsettled(db, customer_id)]


@requires(Permission.INVOICES_READ)
async def of_customer(db: Reader, customer_id: int, *, limit: int = 10, offset: int = 0) -> Sequence[Invoice]:
    """A customer's documents, drafts too, newest first; without lines. Raises NotFound."""
    await visibility.load(db, customer_id)
    theirs = select(Invoice).where(Invoice.customer_id == customer_id, Invoice.state != InvoiceState.DROPPED)
    return (await db.session.scalars(theirs.order_by(Invoice.id.desc()).limit(limit).offset(offset))).all()


@requires(Permission.INVOICES_READ)
async def of_order(db: Reader, order_id: int) -> Sequence[Invoice]:
    """The documents on an order, oldest first, those on several orders too; without lines."""
    lines = select(OrderLine.id).where(OrderLine.order_id == order_id)
    on_it = select(InvoiceLine.invoice_id).where(InvoiceLine.order_line_id.in_(lines))
    wanted = select(Invoice).join(Customer, Customer.id == Invoice.customer_id)
    wanted = wanted.where(or_(Invoice.order_id == order_id, Invoice.id.in_(on_it)), visible(db))
    wanted = wanted.where(Invoice.state != InvoiceState.DROPPED).options(joinedload(Invoice.customer))
    return (await db.session.scalars(wanted.order_by(Invoice.id))).all()


@requires(Permission.INVOICES_READ)
async def turnover(db: Reader, customer_id: int | None, *, starts_on: date, ends_on: date) -> Turnover:
    """Of one customer, or of all that the actor may know of; both days are in it."""
    if customer_id is not None:
        await visibility.load(db, customer_id)
    sums = select(Invoice.kind, func.sum(Invoice.net), func.sum(Invoice.tax), func.count())
    sums = sums.join(Customer, Customer.id == Invoice.customer_id).where(
        *_sold(db, starts_on, ends_on), true() if customer_id is None else Invoice.customer_id == customer_id
    )
    net, tax, documents = ZERO, ZERO, 0
    for kind, nets, taxes, count in await db.session.execute(sums.group_by(Invoice.kind)):
        sign = -1 if kind is InvoiceKind.CREDIT else 1
        net, tax, documents = amount(net + sign * nets), amount(tax + sign * taxes), documents + count
    return Turnover(net, tax, documents)


@requires(Permission.INVOICES_READ)
async def turnover_by_day(db: Reader, *, starts_on: date, ends_on: date) -> Mapping[date, Amount]:
    """The same before tax, of all that the actor may know of, for each day on which something was issued."""
    sums = select(Invoice.issued_on, Invoice.kind, func.sum(Invoice.net))
    sums = sums.join(Customer, Customer.id == Invoice.customer_id).where(*_sold(db, starts_on, ends_on))
    found: dict[date, Amount] = {}
    for on, kind, net in await db.session.execute(sums.group_by(Invoice.issued_on, Invoice.kind)):
        assert on is not None, "the statement asks for it"
        found[on] = amount(found.get(on, ZERO) + (-net if kind is InvoiceKind.CREDIT else net))
    return found


@requires(Permission.INVOICES_READ)
async def settled(db: Reader, invoices: Sequence[Invoice]) -> Mapping[int, Amount]:
    """How much of each of these documents is settled, by id; with the sign of the document."""
    return await settled_of(db, [one.id for one in invoices])


def left_of(invoice: Invoice, settled: Amount) -> Amount:
    """What is left to settle of an issued document: owed to us, or by us when negative."""
    return amount(invoice.sign * invoice.payable - settled)


def standing(invoice: Invoice, settled: Amount, today: date, *, credited: Amount = ZERO) -> Standing:
    """How far it is settled that day; `credited` of it was taken back."""
    if invoice.state is not InvoiceState.ISSUED:
        return Standing.DRAFT if invoice.state is InvoiceState.DRAFT else Standing.DROPPED
    if credited and credited >= invoice.gross:
        return Standing.CANCELLED
    if not left_of(invoice, settled):
        return Standing.PAID
    if invoice.due_on is not None and invoice.due_on < today:
        return Standing.OVERDUE
    return Standing.PARTLY if settled else Standing.OPEN


async def stand_of(db: Reader, invoice: Invoice) -> Stand:
    """Of a document that was read by whoever may."""
    settled = (await settled_of(db, [invoice.id])).get(invoice.id, ZERO)
    rows = (await db.session.execute(_CREDITED_BY, {"ids": [invoice.id]})).all()
    found = standing(invoice, settled, db.today, credited=total(row.gross for row in rows))
    by = tuple(row.number or "" for row in rows) if found is Standing.CANCELLED else ()
    credited = await _credited_alone(db, invoice) if found is Standing.PARTLY else ZERO
    return Stand(found, settled, by, credited)


async def _credited_alone(db: Reader, invoice: Invoice) -> Amount:
    """What credit notes have settled of an invoice that nothing else has; zero of others. That on the invoice in whose
    place it comes brings the money that had come for that one."""
    if invoice.kind is InvoiceKind.CREDIT:
        return ZERO
    of = {"invoice_id": invoice.id, "origin_id": invoice.origin_id or 0}
    rows = (await db.session.execute(_SETTLED_HOW, of)).all()
    sums = {by_credit: amount(sum_) for by_credit, sum_ in rows}
    return sums.get(True, ZERO) if not sums.get(False) else ZERO


async def credited_of(db: Reader, invoice_ids: Sequence[int]) -> Mapping[int, Amount]:
    """How much of each was taken back by credit notes, tax included, of those of which anything was."""
    credited: dict[int, Amount] = {}
    rows = await db.session.execute(_CREDITED_BY, {"ids": sorted(invoice_ids)}) if invoice_ids else ()
    for origin_id, _number, gross in rows:
        credited[origin_id or 0] = amount(credited.get(origin_id or 0, ZERO) + gross)
    return credited


async def settled_of(db: Reader, invoice_ids: Sequence[int]) -> Mapping[int, Amount]:
    """How much of each is settled, of those of which anything is."""
    if not invoice_ids:
        return {}
    rows = await db.session.execute(_SETTLED, {"ids": sorted(invoice_ids)})
    return {invoice_id: amount(sum_) for invoice_id, sum_ in rows}


async def unsettled(db: Reader, customer_id: int) -> Sequence[Open]:
    """What is not settled of a customer's documents, those due first before; whoever asks."""
    sums = (
        select(Settlement.invoice_id, func.sum(Settlement.amount).label("amount"))
        .where(Settlement.invoice_id.in_(select(Invoice.id).where(Invoice.customer_id == customer_id)))
        .group_by(Settlement.invoice_id)
        .subquery()
    )
    sign = case((Invoice.kind == InvoiceKind.CREDIT, -1), else_=1)
    wanted = (
        select(Invoice, func.coalesce(sums.c.amount, 0))
        .outerjoin(sums, sums.c.invoice_id == Invoice.id)
        .where(Invoice.customer_id == customer_id, Invoice.state == InvoiceState.ISSUED)
        .where(Invoice.payable * sign != func.coalesce(sums.c.amount, 0))
        .options(joinedload(Invoice.customer))
        .order_by(Invoice.due_on, Invoice.id)
    )
    found = []
    for invoice, paid in await db.session.execute(wanted):
        done = amount(paid if isinstance(paid, Decimal) else ZERO)
        found.append(Open(invoice, left_of(invoice, done), standing(invoice, done, db.today)))
    return found


async def load(db: Reader, invoice_id: int, *, locked: bool = False) -> Invoice:
    """The whole document for one of the company's people; raises NotFound, also for one that is none of his business.

    `locked`: as it is once whoever was changing it is done. Orders are locked before, see core.stock.levels.
    """
    if locked and db.session.get_bind().dialect.name == "postgresql":  # on SQLite one transaction writes at a time
        await db.session.execute(_LOCK, {"invoice_id": invoice_id})
    anew: dict[str, Any] = {"populate_existing": locked}
    found = await db.session.scalars(_WHOLE, {"invoice_id": invoice_id}, execution_options=anew)
    invoice = found.unique().one_or_none()
    if invoice is None:
        raise NotFound("invoice", invoice_id)
    if db.actor.person_id not in (invoice.created_by, invoice.salesperson_id) and not sees(db, invoice.customer):
        raise NotFound("invoice", invoice_id)
    return invoice


def visible(db: Reader) -> ColumnElement[bool]:
    """The documents that the actor may know of, in a select that joins their customers."""
    if db.actor.may(Permission.CUSTOMERS_ALL):
        return true()
    own = or_(Invoice.created_by == db.actor.person_id, Invoice.salesperson_id == db.actor.person_id)
    return or_(own, and_(Customer.id == Invoice.customer_id, followed(db)))


def _sold(db: Reader, starts_on: date, ends_on: date) -> tuple[ColumnElement[bool], ...]:
    """What counts as turnover of these days."""
    deposits = select(Invoice.id).where(Invoice.kind == InvoiceKind.DEPOSIT)
    return (
        Invoice.state == InvoiceState.ISSUED,
        Invoice.kind != InvoiceKind.DEPOSIT,
        or_(Invoice.kind != InvoiceKind.CREDIT, Invoice.origin_id.not_in(deposits)),
        Invoice.issued_on.between(starts_on, ends_on),
        visible(db),
    )


_WHOLE: Final = (
    select(Invoice)
    .where(Invoice.id == bindparam("invoice_id"))
    .options(
        joinedload(Invoice.customer),
        joinedload(Invoice.taxes),  # few, as deductions are
        joinedload(Invoice.deductions),
        selectinload(Invoice.lines),
    )
)
_CREDITED_BY: Final = (
    select(Invoice.origin_id, Invoice.number, Invoice.gross)
    .where(
        Invoice.origin_id.in_(bindparam("ids", expanding=True)),
        Invoice.kind == InvoiceKind.CREDIT,
        Invoice.state == InvoiceState.ISSUED,
    )
    .order_by(Invoice.id)
)
_BY_CREDIT: Final = and_(
    Settlement.other_id.is_not(None),
    Settlement.other_id.not_in(
        select(Invoice.id).where(Invoice.origin_id == bindparam("origin_id"), Invoice.kind == InvoiceKind.CREDIT)
    ),
)
_SETTLED_HOW: Final = (
    select(_BY_CREDIT, func.sum(Settlement.amount))
    .where(Settlement.invoice_id == bindparam("invoice_id"))
    .group_by(_BY_CREDIT)
)
_LOCK: Final = select(Invoice.id).where(Invoice.id == bindparam("invoice_id")).with_for_update()
_SETTLED: Final = (
    select(Settlement.invoice_id, func.sum(Settlement.amount))
    .where(Settlement.invoice_id.in_(bindparam("ids", expanding=True)))
    .group_by(Settlement.invoice_id)
)


open_to_readers("invoice", read)
