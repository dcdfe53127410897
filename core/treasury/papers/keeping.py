"""What receipts and statements are printed from."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from core.company import companies
from core.company.models import Company
from core.invoicing.lifecycles import InvoiceKind
from core.invoicing.models import Invoice, Settlement
from core.kernel.amounts import Amount, amount, total
from core.kernel.errors import NotFound
from core.permissions import Permission, requires
from core.sales.models import Order
from core.treasury.account import Statement, own_statement, statement
from core.treasury.models import Payment
from core.treasury.payments.making import WITH_PLACE
from core.uow import Reader


@dataclass(frozen=True, slots=True)
class Settled:
    """How much of a document a payment settles still."""

    kind: InvoiceKind
    number: str
    on: date
    amount: Amount


@dataclass(frozen=True, slots=True)
class ReceiptPrint:
    """A payment and what it settles; `order_number` when it is held for one, `back` when it was taken back."""

    payment: Payment
    company: Company
    settled: Sequence[Settled]
    order_number: str
    back: Payment | None

    @property
    def left(self) -> Amount:
        """What settles nothing: an advance."""
        return amount(self.payment.amount - total(one.amount for one in self.settled))


@dataclass(frozen=True, slots=True)
class StatementPrint:
    statement: Statement
    company: Company


@requires(Permission.UPKEEP)
async def receipt_print(db: Reader, payment_id: int) -> ReceiptPrint:
    """Raises NotFound."""
    payment = await db.session.scalar(WITH_PLACE.where(Payment.id == payment_id))
    if payment is None:
        raise NotFound("payment", payment_id)
    number = await db.session.scalar(select(Order.number).where(Order.id == payment.order_id))
    back = await db.session.scalar(WITH_PLACE.where(Payment.reverses_id == payment_id))
    return ReceiptPrint(payment, await companies.read(db), await _settled(db, payment_id), number or "", back)


@requires(Permission.UPKEEP)
async def statement_print(db: Reader, customer_id: int, *, starts_on: date, ends_on: date) -> StatementPrint:
    """Raises NotFound, Invalid (ends_on)."""
    found = await statement(db, customer_id, starts_on=starts_on, ends_on=ends_on)
    return StatementPrint(found, await companies.read(db))


@requires(Permission.ACCOUNT_OWN)
async def own_statement_print(db: Reader, *, starts_on: date, ends_on: date) -> StatementPrint:
    """The actor's own. Raises NotFound, Invalid (ends_on)."""
    found = await own_statement(db, starts_on=starts_on, ends_on=ends_on)
    return StatementPrint(found, await companies.read(db))


async def _settled(db: Reader, payment_id: int) -> Sequence[Settled]:
    sums = func.sum(Settlement.amount)
    rows = await db.session.execute(
        select(Invoice.kind, Invoice.number, Invoice.issued_on, sums)
        .join(Settlement, Settlement.invoice_id == Invoice.id)
        .where(Settlement.payment_id == payment_id)
        .group_by(Invoice.id, Invoice.kind, Invoice.number, Invoice.issued_on)
        .having(sums != 0)
        .order_by(Invoice.id)
    )
    return [Settled(kind, number or "", on or db.today, amount(settled)) for kind, number, on, settled in rows]
