"""What a customer has left settles his documents: earlier payments, money held for an order, credit notes."""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import bindparam, select

from core.chain import Chained, chain
from core.invoicing import reads
from core.invoicing.lifecycles import InvoiceKind, InvoiceState
from core.invoicing.models import Invoice
from core.invoicing.settling import residual, settle, settle_each_other
from core.kernel.amounts import ZERO, Amount, amount, total
from core.permissions import Permission, requires
from core.treasury.cash import expect_cash
from core.treasury.credit import Left, in_pool, lefts, pool
from core.treasury.errors import CreditTooSmall, NothingDue
from core.treasury.locking import expect_payable, orders_of
from core.treasury.matching import INVOICE, match, unmatch
from core.treasury.models import PaymentMethod
from core.treasury.payments.making import hold, hold_orders, open_documents
from core.treasury.payments.writing_off import ask_again
from core.uow import Reader, UnitOfWork


@requires(Permission.PAYMENTS_WRITE)
async def use_credit(uow: UnitOfWork, invoice_id: int) -> Amount:
    """Settle an invoice with what its customer has left, as far as it goes; returns how much that was.

    Credit notes first, oldest first, then money held for its orders, then what was paid too much. Raises NotFound,
    NothingDue, PaymentLocked and NotAgreedYet (C. cons. L221-10), CreditTooSmall where nothing is left,
    CashAboveCeiling.
    """
    customer_id = (await reads.load(uow, invoice_id)).customer_id
    await hold(uow, customer_id)
    await hold_orders(uow, [invoice_id])
    credits = [one.invoice.id for one in await reads.unsettled(uow, customer_id) if one.left < ZERO]
    documents = await open_documents(uow, customer_id, [*credits, invoice_id])
    invoice, due = documents.popitem()
    if due <= ZERO:
        raise NothingDue(invoice.number or "")
    await expect_payable(uow, [invoice], uow.today)
    links: list[Chained] = []
    for credit in documents:
        links += await settle_each_other(uow, invoice, credit, on=uow.today)
    for order_id in (*await orders_of(uow, invoice), None):
        links += await _use(uow, invoice, order_id)
    used = amount(due - await residual(uow, invoice))
    if not used:
        raise CreditTooSmall(ZERO)
    await match(uow, customer_id)
    await chain(uow, links)
    return used


@requires(Permission.INVOICES_READ)
async def received_before(db: Reader, invoice: Invoice) -> Amount:
    """How much of a draft that was read will be settled as it is issued: see `settle_held`."""
    if invoice.state is not InvoiceState.DRAFT or invoice.sign < 0:
        return ZERO
    credit = await _last_credit(db, invoice)
    owed = amount(-await residual(db, credit)) if credit is not None else ZERO
    every = await lefts(db, invoice.customer_id)
    held = total(in_pool(every, order_id) for order_id in await orders_of(db, invoice))
    return Amount(min(amount(owed + held), invoice.payable))


async def settle_held(uow: UnitOfWork, invoice: Invoice) -> list[Chained]:
    """An invoice was just issued: what is held for its orders settles it; what joins the chain comes back.

    What came to nothing by its issue, a credit note and the invoice that it corrects, is lettered. A remainder of that
    invoice which was written off comes first off the credit note: no more is given back than was paid. One that comes
    in the place of another takes over what was paid of that one, and is still owed by its credit note.
    """
    links: list[Chained] = []
    if invoice.sign < 0 and invoice.origin_id is not None:
        links += await _rest_first(uow, invoice, invoice.origin_id)
    elif invoice.sign > 0:
        links += await _taken_over(uow, invoice)
        for order_id in await orders_of(uow, invoice):
            links += await _use(uow, invoice, order_id)
    if links or invoice.sign < 0:
        await match(uow, invoice.customer_id)
    return links


async def _taken_over(uow: UnitOfWork, invoice: Invoice) -> Sequence[Chained]:
    """What the credit note on the invoice in whose place it comes still owes."""
    credit = await _last_credit(uow, invoice)
    if credit is None or not await residual(uow, credit):
        return []
    return await settle_each_other(uow, invoice, await reads.load(uow, credit.id, locked=True), on=invoice.issued_on)


async def _last_credit(db: Reader, invoice: Invoice) -> Invoice | None:
    """The credit note that took back all that was left of what it replaces: the last of that one."""
    if invoice.origin_id is None:
        return None
    credit: Invoice | None = await db.session.scalar(_LAST_CREDIT, {"origin_id": invoice.origin_id})
    return credit


async def _use(uow: UnitOfWork, invoice: Invoice, order_id: int | None) -> list[Chained]:
    """What one pool has left settles the invoice, oldest payment first."""
    links: list[Chained] = []
    every = await lefts(uow, invoice.customer_id)
    there = pool(every, order_id)
    due = await residual(uow, invoice) if there else ZERO
    for payment_id, left in there if due > ZERO else ():
        share = Amount(min(left, due))
        if share:
            await _expect_cash(uow, invoice, payment_id, share, every, order_id)
            links += await settle(uow, invoice, share, on=uow.today, payment_id=payment_id)
            due = amount(due - share)
    return links


async def _expect_cash(
    uow: UnitOfWork, invoice: Invoice, payment_id: int, share: Amount, every: Sequence[Left], order_id: int | None
) -> None:
    """Cash that was held for nothing counts for the debt that it pays. Raises CashAboveCeiling."""
    cash = {one.payment_id for one in every if one.method is PaymentMethod.CASH}
    if order_id is None and payment_id in cash:
        await expect_cash(uow, invoice.customer_id, uow.today, shares={invoice: share}, order_id=None, held=ZERO)


async def _rest_first(uow: UnitOfWork, credit: Invoice, origin_id: int) -> list[Chained]:
    origin = await reads.load(uow, origin_id, locked=True)
    links = await ask_again(uow, [origin], losses=True)
    if links:
        links += await unmatch(uow, origin_id, subject=INVOICE)
        links += await settle_each_other(uow, origin, credit, on=credit.issued_on)
    return links


_LAST_CREDIT: Final = (
    select(Invoice)
    .where(
        Invoice.origin_id == bindparam("origin_id"),
        Invoice.kind == InvoiceKind.CREDIT,
        Invoice.state == InvoiceState.ISSUED,
    )
    .order_by(Invoice.issued_at.desc(), Invoice.id.desc())
    .limit(1)
)
