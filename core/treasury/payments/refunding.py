"""Money is given back: for a credit note, or what the customer had paid too much."""

from datetime import date

from core.chain import chain
from core.invoicing.models import Invoice
from core.invoicing.settling import settle
from core.kernel.amounts import ZERO, Amount, amount
from core.permissions import Permission, requires
from core.sales.orders.deciding import count_deposit
from core.treasury.cash import expect_cash_back
from core.treasury.credit import in_pool, lefts
from core.treasury.errors import CreditTooSmall
from core.treasury.events import PaymentRefunded
from core.treasury.matching import match
from core.treasury.models import Payment, PaymentMethod
from core.treasury.payments.making import Money, by_key, checked, hold, make, open_documents, words
from core.treasury.places import place_for
from core.uow import UnitOfWork


@requires(Permission.PAYMENTS_CORRECT)
async def refund(
    uow: UnitOfWork,
    customer_id: int,
    *,
    amount: Amount,
    method: PaymentMethod,
    key: str,
    credit_id: int | None = None,
    order_id: int | None = None,
    place_id: int | None = None,
    reference: str = "",
    on: date | None = None,
    note: str = "",
) -> Payment:
    """Give money back: of a credit note, of what is held for an order, or of what was paid too much.

    `amount` is positive, the payment's is negative. The same `key` gives the payment that was made before. Raises
    NotFound, Invalid (amount, on, key, place, reference, note), CreditTooSmall, CashAboveCeiling (CMF L112-6),
    BooksClosed.
    """
    day = checked(uow, amount, on, key)
    said = words(reference=reference, note=note)
    customer = await hold(uow, customer_id)
    if (before := await by_key(uow, key)) is not None:
        return before
    credit = await _of(uow, customer_id, amount, credit_id, order_id)
    if method is PaymentMethod.CASH:
        await expect_cash_back(uow, customer_id, day, amount, credit_id=credit_id, order_id=order_id)
    if order_id is not None:
        await count_deposit(uow, order_id, amount=Amount(-amount), method=method, reason=said.note)
    place = await place_for(uow, method, place_id)
    money = Money(
        customer=customer,
        place=place,
        method=method,
        amount=Amount(-amount),
        on=day,
        key=key,
        order_id=order_id,
        words=said,
    )
    payment, links = await make(uow, money)
    if credit is not None:
        links += await settle(uow, credit, payment.amount, on=day, payment_id=payment.id)
    _record(uow, payment, credit)
    await match(uow, customer_id)
    await chain(uow, links)
    return payment


async def _of(
    uow: UnitOfWork, customer_id: int, asked: Amount, credit_id: int | None, order_id: int | None
) -> Invoice | None:
    """The credit note; None for money that is left. Raises CreditTooSmall, NotFound."""
    if credit_id is None:
        left, credit = in_pool(await lefts(uow, customer_id), order_id), None
    else:
        ((credit, open_),) = (await open_documents(uow, customer_id, [credit_id])).items()
        left = amount(-open_)
    if asked > left:
        raise CreditTooSmall(Amount(max(left, ZERO)))
    return credit


def _record(uow: UnitOfWork, payment: Payment, credit: Invoice | None) -> None:
    uow.record(
        PaymentRefunded(
            payment.id,
            number=payment.number,
            customer_id=payment.customer_id,
            amount=amount(-payment.amount),
            method=payment.method,
            settled=(credit.number or "") if credit else "",
        )
    )
