"""Looking at a payment with all that it settles, and finding what a sum that was named may be owed for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import func, or_, select

from core.invoicing.lifecycles import InvoiceKind, InvoiceState
from core.invoicing.models import Invoice, Settlement
from core.invoicing.reads import left_of, settled_of, visible
from core.kernel.amounts import ZERO, Amount, amount
from core.kernel.errors import NotFound
from core.numbering import number_ending
from core.parties.models import Customer
from core.permissions import Permission, requires
from core.treasury.credit import in_pool, lefts
from core.treasury.models import Payment, PaymentMethod
from core.treasury.payments.making import WITH_PLACE
from core.treasury.payments.reads import read, seen, taken_back
from core.uow import Reader

_LIKELY: Final = 6


@dataclass(frozen=True, slots=True)
class Share:
    """What a payment settles of a document, and what is left of that document, each with the document's sign."""

    invoice: Invoice
    amount: Amount
    left: Amount


@dataclass(frozen=True, slots=True)
class Looked:
    """A payment, what it settles, what settles nothing yet of it (`rest`), and what took it back."""

    payment: Payment
    shares: Sequence[Share]
    rest: Amount
    back: Payment | None


@dataclass(frozen=True, slots=True)
class CameIn:
    """What came in a time, less what went back, of all that the actor may know of; the newest payments of it."""

    total: Amount
    newest: Sequence[Payment]


@requires(Permission.PAYMENTS_READ)
async def came_in(
    db: Reader, *, starts_on: date, ends_on: date, customer_id: int | None = None, limit: int = 8
) -> CameIn:
    """Both days are in it; of one customer, or of all."""
    theirs = (Payment.customer_id == customer_id,) if customer_id is not None else ()
    inside = (Payment.on.between(starts_on, ends_on), seen(db), *theirs)
    sum_ = await db.session.scalar(select(func.sum(Payment.amount)).where(*inside))
    newest = WITH_PLACE.where(*inside).order_by(Payment.id.desc()).limit(limit)
    return CameIn(amount(sum_ or ZERO), (await db.session.scalars(newest)).all())


@requires(Permission.PAYMENTS_READ)
async def came_in_by_method(db: Reader, *, starts_on: date, ends_on: date) -> Mapping[PaymentMethod, Amount]:
    """The same of each method by which anything came or went, who brought most first."""
    sums = select(Payment.method, func.sum(Payment.amount)).where(Payment.on.between(starts_on, ends_on), seen(db))
    found = [(method, amount(sum_)) for method, sum_ in await db.session.execute(sums.group_by(Payment.method))]
    return dict(sorted(found, key=lambda one: (-one[1], one[0])))


@requires(Permission.PAYMENTS_READ)
async def came_in_by_day(db: Reader, *, starts_on: date, ends_on: date) -> Mapping[date, Amount]:
    """The same of each day on which anything came or went."""
    sums = select(Payment.on, func.sum(Payment.amount)).where(Payment.on.between(starts_on, ends_on), seen(db))
    return {on: amount(sum_) for on, sum_ in await db.session.execute(sums.group_by(Payment.on))}


@requires(Permission.PAYMENTS_READ)
async def look(db: Reader, payment_id: int) -> Looked:
    """The payment with its documents. Raises NotFound."""
    payment = await read(db, payment_id)
    sums = func.sum(Settlement.amount)
    rows = await db.session.execute(
        select(Invoice, sums)
        .join(Settlement, Settlement.invoice_id == Invoice.id)
        .where(Settlement.payment_id == payment_id)
        .group_by(Invoice.id)
        .having(sums != 0)
        .order_by(Invoice.id)
    )
    found = [(invoice, amount(share)) for invoice, share in rows]
    settled = await settled_of(db, [invoice.id for invoice, _share in found])
    shares = [Share(invoice, share, left_of(invoice, settled.get(invoice.id, ZERO))) for invoice, share in found]
    every = await lefts(db, payment.customer_id)
    own = next((one.amount for one in every if one.payment_id == payment_id), ZERO)
    rest = Amount(max(min(own, in_pool(every, payment.order_id)), ZERO))
    return Looked(payment, shares, rest, await taken_back(db, payment_id))


@requires(Permission.PAYMENTS_WRITE)
async def noted(db: Reader, payment_id: int) -> Payment:
    """A payment that one has noted oneself, whatever else one may look at. Raises NotFound."""
    wanted = WITH_PLACE.where(Payment.id == payment_id, Payment.made_by == db.actor.person_id)
    payment: Payment | None = await db.session.scalar(wanted)
    if payment is None:
        raise NotFound("payment", payment_id)
    return payment


@requires(Permission.PAYMENTS_WRITE)
async def owing(db: Reader, sum_: Amount, *, customer_id: int | None = None, limit: int = 6) -> Sequence[Invoice]:
    """Issued invoices of which exactly so much is to be paid, or is left: newest first; without lines."""
    paid = (
        select(func.coalesce(func.sum(Settlement.amount), 0))
        .where(Settlement.invoice_id == Invoice.id)
        .correlate(Invoice)
        .scalar_subquery()
    )
    wanted = (
        select(Invoice)
        .join(Customer, Customer.id == Invoice.customer_id)
        .where(
            Invoice.state == InvoiceState.ISSUED,
            Invoice.kind != InvoiceKind.CREDIT,
            paid < Invoice.payable,
            or_(Invoice.payable == sum_, Invoice.payable - paid == sum_),
            visible(db),
        )
    )
    if customer_id is not None:
        wanted = wanted.where(Invoice.customer_id == customer_id)
    return (await db.session.scalars(wanted.order_by(Invoice.id.desc()).limit(limit))).all()


@requires(Permission.PAYMENTS_WRITE)
async def named(db: Reader, typed: str, *, limit: int = 5) -> Sequence[Invoice]:
    """Issued invoices whose number is, or ends with, what was typed, for whoever notes what was paid of them: newest
    first; without lines."""
    ending = number_ending(typed)
    if ending is None:
        return []
    letters = "".join(sign for sign in typed.upper() if sign.isalpha())
    wanted = select(Invoice).join(Customer, Customer.id == Invoice.customer_id)
    wanted = wanted.where(Invoice.kind != InvoiceKind.CREDIT, Invoice.number.endswith(ending), visible(db))
    wanted = wanted.where(Invoice.number.startswith(letters), Invoice.state == InvoiceState.ISSUED)
    return (await db.session.scalars(wanted.order_by(Invoice.id.desc()).limit(limit))).all()


@requires(Permission.PAYMENTS_WRITE)
async def same_cheque(db: Reader, customer_id: int, *, reference: str, bank: str = "") -> Payment | None:
    """The payment by which this customer's cheque was booked already, and which still holds; a bank that was not said
    is any."""
    undone = select(Payment.reverses_id).where(Payment.reverses_id.is_not(None))
    wanted = WITH_PLACE.where(
        Payment.customer_id == customer_id,
        Payment.method == PaymentMethod.CHEQUE,
        Payment.reference == reference,
        Payment.amount > 0,
        Payment.id.not_in(undone),
    )
    if bank:
        wanted = wanted.where(Payment.bank.in_((bank, "")))
    found: Payment | None = (await db.session.scalars(wanted.order_by(Payment.id.desc()).limit(1))).first()
    return found


@requires(Permission.PAYMENTS_WRITE)
async def made_from(db: Reader, source: str) -> Payment | None:
    """The payment that a message ("chat:message") has led to, as its key tells: see `key_of`."""
    wanted = WITH_PLACE.where(Payment.key.startswith(key_of(source, ""), autoescape=True))
    found: Payment | None = (await db.session.scalars(wanted.order_by(Payment.id.desc()).limit(1))).first()
    return found


def key_of(source: str, demand: int | str) -> str:
    """The key of a payment that a message asks for; a message that is edited asks anew."""
    return f"pay:{source}:{demand}"


@requires(Permission.PAYMENTS_CORRECT)
async def that_came(
    db: Reader, *, amount: Amount | None, customer_id: int | None, reference: str = "", method: str | None = None
) -> Sequence[Payment]:
    """Payments that may be the one meant to have bounced, newest first: none that was taken back already."""
    undone = select(Payment.reverses_id).where(Payment.reverses_id.is_not(None))
    wanted = select(Payment.id).where(Payment.amount > 0, Payment.reverses_id.is_(None), Payment.id.not_in(undone))
    for column, value in (
        (Payment.amount, amount),
        (Payment.customer_id, customer_id),
        (Payment.reference, reference or None),
        (Payment.method, method),
    ):
        wanted = wanted.where(column == value) if value is not None else wanted
    ids = (await db.session.scalars(wanted.order_by(Payment.id.desc()).limit(_LIKELY))).all()
    return [await read(db, payment_id) for payment_id in ids]
