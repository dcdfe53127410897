"""Reading payments: one, a customer's, what has paid an invoice, and what a customer has left."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import ColumnElement, or_, select, true
from sqlalchemy.orm import aliased

from core.company.models import Member, Person
from core.history import open_to_readers
from core.invoicing import reads as invoices
from core.invoicing.lifecycles import InvoiceKind
from core.invoicing.models import Invoice, Settlement
from core.invoicing.reads import Standing, left_of, standing
from core.kernel.amounts import ZERO, Amount, amount, total
from core.kernel.errors import NotFound
from core.numbering import number_ending
from core.parties import visibility
from core.parties.models import Customer
from core.parties.visibility import followed
from core.permissions import STAFF, Permission, holds, requires
from core.treasury.credit import in_pool, lefts
from core.treasury.models import Payment, PaymentMethod
from core.treasury.payments.making import WITH_PLACE
from core.uow import Reader


@dataclass(frozen=True, slots=True)
class Part:
    """What has settled a document on a day, and still does: money, by its payment; another document, by its number; a
    difference that was written off, without either."""

    on: date
    amount: Amount
    payment_id: int | None = None
    method: PaymentMethod | None = None
    number: str = ""


@dataclass(frozen=True, slots=True)
class Paying:
    """How far a document is settled: what is `left` of it, and by what; `gone` are payments that did not hold, each
    with what it had settled and the day when it was taken back."""

    invoice: Invoice
    left: Amount
    standing: Standing
    parts: Sequence[Part]
    gone: Sequence[Part] = ()


@requires(Permission.PAYMENTS_READ)
async def read(db: Reader, payment_id: int) -> Payment:
    """The payment with its customer and place. Raises NotFound."""
    payment: Payment | None = await db.session.scalar(WITH_PLACE.where(Payment.id == payment_id, seen(db)))
    if payment is None:
        raise NotFound("payment", payment_id)
    return payment


@requires(Permission.PAYMENTS_READ)
async def by_number(db: Reader, typed: str, *, limit: int = 5) -> Sequence[Payment]:
    """Payments whose number is, or ends with, what was typed: `RG2611-0044`, `rg44`, `44`; newest first."""
    ending = number_ending(typed)
    if ending is None:
        return []
    found = WITH_PLACE.where(Payment.number.endswith(ending), seen(db))
    return (await db.session.scalars(found.order_by(Payment.id.desc()).limit(limit))).all()


@requires(Permission.PAYMENTS_READ)
async def of_customer(db: Reader, customer_id: int, *, limit: int = 10, offset: int = 0) -> Sequence[Payment]:
    """A customer's payments, newest first, with what was given back and taken back. Raises NotFound."""
    await visibility.load(db, customer_id)
    theirs = WITH_PLACE.where(Payment.customer_id == customer_id).order_by(Payment.id.desc())
    return (await db.session.scalars(theirs.limit(limit).offset(offset))).all()


@requires(Permission.PAYMENTS_READ)
async def of_order(db: Reader, order_id: int) -> Sequence[Payment]:
    """The deposits that came for an order and still hold, by themselves or on its deposit invoices; newest first."""
    undone = select(Payment.reverses_id).where(Payment.reverses_id.is_not(None))
    deposit = Invoice.order_id == order_id, Invoice.kind == InvoiceKind.DEPOSIT
    settling = select(Settlement.payment_id).join(Invoice, Invoice.id == Settlement.invoice_id).where(*deposit)
    theirs = or_(Payment.order_id == order_id, Payment.id.in_(settling.where(Settlement.payment_id.is_not(None))))
    found = WITH_PLACE.where(theirs, Payment.amount > 0, Payment.id.not_in(undone), seen(db))
    return (await db.session.scalars(found.order_by(Payment.id.desc()))).all()


@requires(Permission.PAYMENTS_READ)
async def correctors(db: Reader) -> Sequence[str]:
    """Who may take a payment back, by name."""
    members = await db.session.execute(_PEOPLE)
    return [name for one, name in members if holds(Permission.PAYMENTS_CORRECT, one.role, one.grants, one.refusals)]


@requires(Permission.PAYMENTS_READ)
async def of_invoice(db: Reader, invoice_id: int) -> Paying:
    """How far a document is settled, and by what, oldest first: « payée le … ». Raises NotFound."""
    return await paying(db, await invoices.load(db, invoice_id))


@requires(Permission.PAYMENTS_READ)
async def credit_of(db: Reader, customer_id: int, *, order_id: int | None = None) -> Amount:
    """What a customer has paid that settles nothing yet, held for an order or for none. Raises NotFound."""
    await visibility.load(db, customer_id)
    return in_pool(await lefts(db, customer_id), order_id)


@requires(Permission.PAYMENTS_READ)
async def owed_back(db: Reader, customer_id: int) -> Amount:
    """What was given back of payments that did not hold after all: he owes it, and no document says so. Raises
    NotFound."""
    await visibility.load(db, customer_id)
    free = [left.amount for left in await lefts(db, customer_id) if left.order_id is None]
    return max(amount(-total(free)), ZERO)


@requires(Permission.PAYMENTS_READ)
async def taken_back(db: Reader, payment_id: int) -> Payment | None:
    """The payment that takes a payment back, which was read."""
    found: Payment | None = await db.session.scalar(WITH_PLACE.where(Payment.reverses_id == payment_id, seen(db)))
    return found


async def paying(db: Reader, invoice: Invoice) -> Paying:
    """The same of a document that was read."""
    every, gone = await _parts(db, invoice.id)
    parts = [part for part in every if part.amount]
    settled = total(part.amount for part in parts)
    return Paying(invoice, left_of(invoice, settled), standing(invoice, settled, db.today), parts, gone)


async def _parts(db: Reader, invoice_id: int) -> tuple[Sequence[Part], Sequence[Part]]:
    """By payment or document, each with all that it settles, what was undone comes to nothing; and what was undone of
    payments."""
    other = aliased(Invoice)
    rows = await db.session.execute(
        select(Settlement, Payment.method, Payment.number, other.number)
        .outerjoin(Payment, Payment.id == Settlement.payment_id)
        .outerjoin(other, other.id == Settlement.other_id)
        .where(Settlement.invoice_id == invoice_id)
        .order_by(Settlement.id)
    )
    found: dict[tuple[int | None, int | None], Part] = {}
    gone: list[Part] = []
    for one, method, paid, credited in rows:
        if one.undoes_id is not None and one.payment_id is not None:
            gone.append(Part(one.on, Amount(-one.amount), one.payment_id, method, paid or ""))
        key = (one.payment_id, one.other_id)
        before = found.get(key)
        settled = Amount(one.amount + (before.amount if before else ZERO))
        day = before.on if before and before.amount else one.on
        found[key] = Part(day, settled, one.payment_id, method, paid or credited or "")
    return list(found.values()), gone


def seen(db: Reader) -> ColumnElement[bool]:
    """Payments of the customers whom the actor may know of, and those that he has noted himself."""
    if db.actor.may(Permission.CUSTOMERS_ALL):
        return true()
    theirs = Payment.customer_id.in_(select(Customer.id).where(followed(db)))
    return or_(theirs, Payment.made_by == db.actor.person_id)


_PEOPLE: Final = (
    select(Member, Person.name)
    .join(Person, Person.id == Member.person_id)
    .where(Member.active.is_(True), Member.role.in_(STAFF))
    .order_by(Person.name)
)
open_to_readers("payment", read)
