"""What did not hold: cheques that bounce, mistakes."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

from sqlalchemy import select

from core.chain import chain
from core.invoicing import reads
from core.invoicing.models import Invoice, Settlement
from core.invoicing.settling import settlements_of_payment, undo
from core.kernel.amounts import ZERO, Amount, amount, total
from core.kernel.errors import Invalid, NotFound
from core.kernel.typed import line as one_line
from core.notices.notices import tell
from core.permissions import Permission, requires
from core.sales.models import Order
from core.sales.orders.deciding import count_deposit
from core.sales.orders.unpaid import wants_deposit
from core.treasury.errors import PaymentReversed
from core.treasury.events import PaymentTakenBack
from core.treasury.matching import match, unmatch
from core.treasury.models import Payment
from core.treasury.payments.making import WITH_PLACE, Money, Words, hold, make
from core.treasury.payments.receiving import deposits_in
from core.treasury.payments.writing_off import ask_again
from core.uow import UnitOfWork

_LONGEST_REASON: Final = 300


@requires(Permission.PAYMENTS_CORRECT)
async def reverse(
    uow: UnitOfWork,
    payment_id: int,
    *,
    reason: str,
    fee: Amount = ZERO,
    mistake: bool = False,
    on: date | None = None,
) -> Payment:
    """A payment has bounced, or was a mistake: what it settled is due again, and so are differences written off there.

    Returns the payment that takes it back, the one made before when it was taken back already. `fee` is what the bank
    asks; `mistake`: it had never come; `on` the day it came back, today unless said. The salespeople of what it had
    paid are told, and whoever had noted it. What was given back of it meanwhile the customer owes then too. Raises
    Invalid (reason, fee, on), PaymentReversed, BooksClosed, NotFound.
    """
    why = one_line("reason", reason, longest=_LONGEST_REASON, required=True)
    if fee < ZERO or amount(fee) != fee:
        raise Invalid("fee", str(fee))
    payment = await _held(uow, payment_id)
    if (before := await uow.session.scalar(WITH_PLACE.where(Payment.reverses_id == payment_id))) is not None:
        return before
    if payment.reverses_id is not None:
        raise PaymentReversed(payment.number)
    day = on or uow.today
    if not payment.on <= day <= uow.today:
        raise Invalid("on", day.isoformat())
    settled = await settlements_of_payment(uow, payment_id)
    held = await _count_back(uow, payment, settled, why)
    paid = await _documents(uow, settled)
    taken, links = await make(uow, _back(payment, why, fee, day))
    for one in settled:
        links += await undo(uow, one, on=max(day, one.on))  # what it settled later was settled until then
    links += await ask_again(uow, paid)
    links += await unmatch(uow, payment_id)
    uow.record(
        PaymentTakenBack(payment.id, number=taken.number, amount=payment.amount, on=taken.on, reason=why, fee=fee)
    )
    await _tell(uow, payment, paid, held, reason=why, mistake=mistake)
    await match(uow, payment.customer_id)
    await chain(uow, links)
    return taken


async def _held(uow: UnitOfWork, payment_id: int) -> Payment:
    """The payment, its customer locked. Raises NotFound."""
    wanted = WITH_PLACE.where(Payment.id == payment_id)
    payment = await uow.session.scalar(wanted)
    if payment is None:
        raise NotFound("payment", payment_id)
    await hold(uow, payment.customer_id)
    return payment


async def _documents(uow: UnitOfWork, settled: Sequence[Settlement]) -> list[Invoice]:
    """What it has settled, locked by their ids."""
    return [await reads.load(uow, key, locked=True) for key in sorted({one.invoice_id for one in settled})]


async def _count_back(uow: UnitOfWork, payment: Payment, settled: Sequence[Settlement], reason: str) -> Sequence[Order]:
    """The orders that it was a deposit of know that it is gone; they are locked before their documents."""
    gone = await _deposits(uow, payment, settled)
    return [
        await count_deposit(uow, order_id, amount=amount(-share), method=payment.method, reason=reason)
        for order_id, share in sorted(gone.items())
    ]


async def _deposits(uow: UnitOfWork, payment: Payment, settled: Sequence[Settlement]) -> Mapping[int, Amount]:
    """How much of it was a deposit, by order."""
    if payment.order_id is not None:
        return {payment.order_id: payment.amount}
    documents = await uow.session.scalars(select(Invoice).where(Invoice.id.in_([one.invoice_id for one in settled])))
    shares = {each: total(one.amount for one in settled if one.invoice_id == each.id) for each in documents.all()}
    return deposits_in(shares)


def _back(payment: Payment, reason: str, fee: Amount, on: date) -> Money:
    return Money(
        customer=payment.customer,
        place=payment.place,
        method=payment.method,
        amount=amount(-payment.amount),
        on=on,
        key=f"reverse:{payment.id}",
        words=Words(payment.reference, payment.bank, reason),
        order_id=payment.order_id,
        reverses_id=payment.id,
        fee=fee,
    )


async def _tell(
    uow: UnitOfWork,
    payment: Payment,
    paid: Sequence[Invoice],
    held: Sequence[Order],
    *,
    reason: str,
    mistake: bool,
) -> None:
    """Those whom it concerns, but whoever does it."""
    told = {
        "payment_id": payment.id,
        "customer": payment.customer.name,
        "amount": str(payment.amount),
        "method": payment.method.value,
        "reason": reason,
        "mistake": mistake,
        "orders": [order.number for order in held],
        "invoices": [each.number for each in paid],
        "by": uow.actor.name,
    }
    knowing = {None, uow.actor.person_id, *(one.salesperson_id for one in held if wants_deposit(one))}
    people = {payment.made_by, *(each.salesperson_id for each in paid)} - knowing
    for person_id in sorted(one for one in people if one is not None):
        await tell(uow, person_id=person_id, key=f"payment:{payment.id}:back", kind="payment_back", facts=told)
