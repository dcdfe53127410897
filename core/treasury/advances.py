"""Money received for orders that no invoice charges yet: its VAT is due, and a deposit invoice has to be made of it
(CGI 289 I-1-c, 269 2)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import bindparam, func, select, type_coerce

from core.invoicing.deposits import draft_deposit
from core.invoicing.issuing import issue
from core.invoicing.models import Invoice, Settlement
from core.kernel.amounts import ZERO, Amount, amount
from core.kernel.errors import NotFound
from core.parties.models import Customer
from core.permissions import Permission, requires
from core.sales.models import Order
from core.treasury.credit import in_pool, lefts
from core.treasury.errors import NothingDue
from core.treasury.models import Payment
from core.treasury.payments.reads import read
from core.uow import Reader, UnitOfWork


@dataclass(frozen=True, slots=True)
class Advance:
    """What is held for an order or, without one, for nothing that was sold; `payment_id` is the newest of it."""

    payment_id: int
    number: str
    customer: str
    order: str
    amount: Amount


@requires(Permission.LEDGER_READ)
async def uninvoiced(db: Reader, *, until: date) -> Sequence[Advance]:
    """Advances received until that day and not invoiced to this moment, oldest first.

    What was paid too much of an invoice is none: that is owed back.
    """
    rows = await db.session.execute(_HELD, {"until": until})
    found = (Advance(payment_id, number, name, order, amount(left)) for payment_id, number, name, order, left in rows)
    return [one for one in found if one.amount > ZERO]


@requires(Permission.INVOICES_WRITE)
async def invoice_advance(uow: UnitOfWork, payment_id: int) -> Invoice:
    """Make and issue the deposit invoice of all that is held for a payment's order; that money settles it at once.

    Raises NotFound for a payment of no order, NothingDue where nothing is left of it, DepositTooLarge.
    """
    payment = await read(uow, payment_id)
    if payment.order_id is None:
        raise NotFound("order", 0)
    held = in_pool(await lefts(uow, payment.customer_id), payment.order_id)
    if held <= ZERO:
        raise NothingDue(payment.number)
    draft = await draft_deposit(uow, payment.order_id, amount=held)
    return await issue(uow, draft.id)


_SETTLED: Final = (
    select(func.coalesce(func.sum(Settlement.amount), 0))
    .where(Settlement.payment_id == Payment.id)
    .correlate(Payment)
    .scalar_subquery()
)
_EVER: Final = select(Settlement.id).where(Settlement.payment_id == Payment.id).correlate(Payment).exists()
_LEFT: Final = type_coerce(func.sum(Payment.amount - _SETTLED), Payment.amount.type)
_HELD: Final = (
    select(
        func.max(Payment.id),
        func.max(Payment.number),
        Customer.name,
        func.coalesce(Order.number, ""),
        _LEFT,
    )
    .join(Customer, Customer.id == Payment.customer_id)
    .outerjoin(Order, Order.id == Payment.order_id)
    .where(Payment.on <= bindparam("until"), Payment.order_id.is_not(None) | ~_EVER)
    .group_by(Customer.id, Customer.name, Order.id, Order.number)
    .order_by(func.min(Payment.id))
)
