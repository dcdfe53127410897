"""What is left of a customer's payments, and the credit notes that wait: money of his that settles nothing yet."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import bindparam, func, select

from core.invoicing.models import Settlement
from core.kernel.amounts import ZERO, Amount, amount, total
from core.treasury.models import Payment, PaymentMethod
from core.uow import Reader


@dataclass(frozen=True, slots=True)
class Left:
    """What a payment has not settled: less than nothing for money given back, and for what took another back.

    Held for an order, when it came as a deposit of one.
    """

    payment_id: int
    order_id: int | None
    method: PaymentMethod
    amount: Amount


async def lefts(db: Reader, customer_id: int) -> Sequence[Left]:
    """What is left of each of a customer's payments, oldest first; those that are used up are left out."""
    rows = await db.session.execute(_LEFT, {"customer_id": customer_id})
    return [
        Left(payment_id, order_id, method, amount(paid - (settled or ZERO)))
        for payment_id, order_id, method, paid, settled in rows
        if paid != (settled or ZERO)
    ]


def pool(every: Sequence[Left], order_id: int | None) -> Sequence[tuple[int, Amount]]:
    """What each payment can still settle, by id, of those held for an order or for none: money that was given back, or
    that bounced, is not there, whichever payment it came with."""
    mine = [left for left in every if left.order_id == order_id]
    there, found = total(left.amount for left in mine), []
    for left in mine:
        usable = min(left.amount, there)
        if usable > 0:
            found.append((left.payment_id, Amount(usable)))
            there = amount(there - usable)
    return found


def in_pool(every: Sequence[Left], order_id: int | None) -> Amount:
    return total(share for _payment_id, share in pool(every, order_id))


_SETTLED: Final = (
    select(func.sum(Settlement.amount)).where(Settlement.payment_id == Payment.id).correlate(Payment).scalar_subquery()
)
_LEFT: Final = (
    select(Payment.id, Payment.order_id, Payment.method, Payment.amount, _SETTLED)
    .where(Payment.customer_id == bindparam("customer_id"))
    .order_by(Payment.id)
)
