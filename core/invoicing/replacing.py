"""An issued invoice was wrong: it is credited as a whole, and another one is drafted in its place."""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import joinedload

from core.invoicing.crediting import draft_credit, draft_replacement, expect_replaceable
from core.invoicing.errors import NothingToInvoice
from core.invoicing.issuing import issue
from core.invoicing.lifecycles import InvoiceKind, InvoiceState
from core.invoicing.models import Invoice, InvoiceLine
from core.invoicing.reads import Standing, load, stand_of, visible
from core.kernel.amounts import quantity
from core.parties.models import Customer
from core.permissions import Permission, requires
from core.uow import Reader, UnitOfWork


@requires(Permission.INVOICES_CREDIT)
async def replace(uow: UnitOfWork, invoice_id: int, *, reason: str = "") -> tuple[Invoice, Invoice]:
    """Issue a credit note of all that is left of an invoice, and draft one of just that, which quotes it (BT-3 384):
    the credit note, then the draft. Raises PriceCredited, DepositNotReplaced, and what `draft_credit` and `issue` do.
    """
    await expect_replaceable(uow, invoice_id)
    drafted = await draft_credit(uow, invoice_id, reason=reason)
    counts = {line.origin_line_id: line.quantity for line in drafted.lines if line.origin_line_id is not None}
    credit = await issue(uow, drafted.id)
    return credit, await draft_replacement(uow, invoice_id, quantities=counts)


@requires(Permission.INVOICES_CREDIT)
async def draft_again(uow: UnitOfWork, invoice_id: int) -> Invoice:
    """The draft in the place of an invoice that is cancelled already: the one that waits, or another one of what the
    last credit note took back.

    Raises NothingToInvoice for one that is not cancelled, or in whose place another was issued; PriceCredited,
    DepositNotReplaced, NotFound.
    """
    await expect_replaceable(uow, invoice_id)
    origin = await load(uow, invoice_id, locked=True)
    before = await instead_of(uow, invoice_id)
    if (await stand_of(uow, origin)).standing is not Standing.CANCELLED or (before is not None and before.number):
        raise NothingToInvoice(undelivered=False)
    rows = await uow.session.execute(_TAKEN_BACK, {"origin_id": invoice_id})
    counts = {line_id: quantity(many) for line_id, many in rows if line_id is not None}
    if not counts:
        raise NothingToInvoice(undelivered=False)
    return await draft_replacement(uow, invoice_id, quantities=counts)


@requires(Permission.INVOICES_READ)
async def instead_of(db: Reader, invoice_id: int) -> Invoice | None:
    """What came in the place of an invoice, or the draft that is to; None for neither. Without lines."""
    found = await db.session.scalars(_INSTEAD, {"origin_id": invoice_id})
    return found.first()


@requires(Permission.INVOICES_READ)
async def waiting_on(db: Reader, order_id: int) -> Sequence[Invoice]:
    """The drafts of an order that charge its goods, newest first; without lines."""
    wanted = select(Invoice).join(Customer, Customer.id == Invoice.customer_id).options(joinedload(Invoice.customer))
    wanted = wanted.where(Invoice.order_id == order_id, Invoice.kind.in_(_OF_GOODS), visible(db))
    wanted = wanted.where(Invoice.state == InvoiceState.DRAFT)
    return (await db.session.scalars(wanted.order_by(Invoice.id.desc()))).all()


_OF_GOODS: Final = (InvoiceKind.INVOICE, InvoiceKind.PROGRESS)
_INSTEAD: Final = (
    select(Invoice)
    .where(
        Invoice.origin_id == bindparam("origin_id"),
        Invoice.kind.in_(_OF_GOODS),
        Invoice.state != InvoiceState.DROPPED,
    )
    .options(joinedload(Invoice.customer))
    .order_by(Invoice.id.desc())
    .limit(1)
)
_LAST: Final = (
    select(func.max(Invoice.id))
    .where(
        Invoice.origin_id == bindparam("origin_id"),
        Invoice.kind == InvoiceKind.CREDIT,
        Invoice.state == InvoiceState.ISSUED,
    )
    .scalar_subquery()
)
_TAKEN_BACK: Final = select(InvoiceLine.origin_line_id, InvoiceLine.quantity).where(InvoiceLine.invoice_id == _LAST)
