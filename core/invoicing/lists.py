"""Lists of invoices over all customers: of a time, drafts, credit notes, what is not paid."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from sqlalchemy import ColumnElement, case, func, or_, select, true, type_coerce
from sqlalchemy.orm import joinedload

from core.invoicing.lifecycles import InvoiceKind, InvoiceState
from core.invoicing.models import Invoice, Settlement
from core.invoicing.reads import Open, credited_of, left_of, standing, visible
from core.kernel.amounts import ZERO, Amount, amount
from core.parties.models import Customer
from core.permissions import Permission, requires
from core.uow import Reader


class Which(StrEnum):
    """Of what there is a list."""

    ALL = "all"  # issued, whatever their kind
    DRAFTS = "drafts"
    CREDITS = "credits"
    UNPAID = "unpaid"  # issued to be paid, and something is left
    OVERDUE = "overdue"


@dataclass(frozen=True, slots=True)
class Listed:
    """A page: how many there are in all, and what they come to, or what is left of them where that is asked."""

    rows: Sequence[Open]
    count: int
    sum: Amount


@requires(Permission.INVOICES_READ)
async def listed(
    db: Reader,
    which: Which,
    *,
    starts_on: date | None = None,
    ends_on: date | None = None,
    customer_id: int | None = None,
    limit: int = 10,
    offset: int = 0,
) -> Listed:
    """Those that the actor may know of, newest first; what is not paid, due first before. Without lines."""
    left = type_coerce(_SIGN * Invoice.payable - _PAID, Invoice.payable.type)
    wanted = _wanted(db, which, left, customer_id, (starts_on, ends_on))
    rows = select(Invoice, _PAID).outerjoin(_SUMS, _SUMS.c.invoice_id == Invoice.id)
    rows = rows.join(Customer, Customer.id == Invoice.customer_id).where(*wanted).options(joinedload(Invoice.customer))
    order = (Invoice.due_on, Invoice.id) if which in _OWED else (Invoice.id.desc(),)
    found = (await db.session.execute(rows.order_by(*order).limit(limit).offset(offset))).all()
    of = left if which in _OWED else type_coerce(_SIGN * Invoice.payable, Invoice.payable.type)
    totals = (
        select(func.count(), type_coerce(func.sum(of), Invoice.payable.type))
        .select_from(Invoice)
        .join(Customer, Customer.id == Invoice.customer_id)
    )
    totals = totals.outerjoin(_SUMS, _SUMS.c.invoice_id == Invoice.id).where(*wanted)
    count, sum_ = (await db.session.execute(totals)).one()
    back = await credited_of(db, [invoice.id for invoice, _paid in found]) if which is Which.ALL else {}
    opened = [_open(db, invoice, amount(paid), back.get(invoice.id, ZERO)) for invoice, paid in found]
    return Listed(opened, count, amount(sum_ or ZERO))


@requires(Permission.INVOICES_READ)
async def of_amount(db: Reader, *, least: Amount, most: Amount, limit: int = 5) -> Sequence[Invoice]:
    """Documents that come to such a sum, with VAT, without, or once deposits are deducted, newest first."""
    sums = or_(*(each.between(least, most) for each in (Invoice.payable, Invoice.gross, Invoice.net)))
    rows = select(Invoice).join(Customer, Customer.id == Invoice.customer_id).options(joinedload(Invoice.customer))
    rows = rows.where(sums, Invoice.state != InvoiceState.DROPPED, visible(db)).order_by(Invoice.id.desc())
    return (await db.session.scalars(rows.limit(limit))).all()


def _wanted(
    db: Reader,
    which: Which,
    left: ColumnElement[Amount],
    customer_id: int | None,
    days: tuple[date | None, date | None],
) -> tuple[ColumnElement[bool], ...]:
    state = InvoiceState.DRAFT if which is Which.DRAFTS else InvoiceState.ISSUED
    first, last = days
    return (
        visible(db),
        Invoice.state == state,
        Invoice.kind == InvoiceKind.CREDIT if which is Which.CREDITS else true(),
        Invoice.kind != InvoiceKind.CREDIT if which in _OWED else true(),
        left > 0 if which in _OWED else true(),
        Invoice.due_on < db.today if which is Which.OVERDUE else true(),
        true() if customer_id is None else Invoice.customer_id == customer_id,
        true() if first is None or which is Which.DRAFTS else Invoice.issued_on >= first,
        true() if last is None or which is Which.DRAFTS else Invoice.issued_on <= last,
    )


def _open(db: Reader, invoice: Invoice, paid: Amount, back: Amount) -> Open:
    return Open(invoice, left_of(invoice, paid), standing(invoice, paid, db.today, credited=back))


_OWED: Final = (Which.UNPAID, Which.OVERDUE)
_SIGN: Final = case((Invoice.kind == InvoiceKind.CREDIT, -1), else_=1)
_SUMS: Final = (
    select(Settlement.invoice_id, func.sum(Settlement.amount).label("amount"))
    .group_by(Settlement.invoice_id)
    .subquery("settled")
)
_PAID: Final = type_coerce(func.coalesce(_SUMS.c.amount, 0), Invoice.payable.type)
