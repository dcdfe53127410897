"""The law's ceiling of cash: what one debt, an invoice or all that is invoiced of one order, may be paid with in notes
and coins (CMF L112-6, D112-3)."""

from collections.abc import Mapping
from datetime import date
from typing import Final

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import aliased

from core.invoicing.models import Invoice, Settlement
from core.kernel.amounts import ZERO, Amount, amount, total
from core.parties.models import Customer, CustomerKind
from core.treasury.credit import lefts
from core.treasury.errors import CashAboveCeiling
from core.treasury.models import Payment, PaymentMethod
from core.treasury.rules import cash_ceiling
from core.uow import Reader


async def expect_cash(
    db: Reader, customer_id: int, on: date, *, shares: Mapping[Invoice, Amount], order_id: int | None, held: Amount
) -> None:
    """Cash may come for these invoices, and so much be `held` for an order or for nothing yet.

    Raises CashAboveCeiling.
    """
    most = cash_ceiling(on, abroad=await _lives_abroad(db, customer_id))
    for debt, asked in _debts(shares, order_id, held).items():
        paid = await _paid(db, customer_id, debt)
        if paid + asked > most:
            raise CashAboveCeiling(most, paid)


async def expect_cash_back(
    db: Reader, customer_id: int, on: date, asked: Amount, *, credit_id: int | None, order_id: int | None
) -> None:
    """So much may be given back in cash of a credit note, of what is held for an order, or of what was paid too much:
    each is one debt, of the company's, whatever the parts it is paid in. Raises CashAboveCeiling."""
    most = cash_ceiling(on)
    if credit_id is None:
        given = await _given_of_held(db, customer_id, order_id)
    else:
        given = amount(-(await db.session.scalar(_GIVEN_OF_CREDIT, {"credit_id": credit_id}) or ZERO))
    if given + asked > most:
        raise CashAboveCeiling(most, given, back=True)


async def _given_of_held(db: Reader, customer_id: int, order_id: int | None) -> Amount:
    """What was given back in cash since nothing was left last: what came afterwards is another debt."""
    there, emptied = ZERO, 0
    for one in await lefts(db, customer_id):
        if one.order_id == order_id:
            there = amount(there + one.amount)
            emptied = emptied if there > 0 else one.payment_id
    back = aliased(Payment)
    settles = select(Settlement.id).where(Settlement.payment_id == Payment.id).exists()
    given = select(func.sum(Payment.amount)).where(
        Payment.customer_id == customer_id,
        Payment.method == PaymentMethod.CASH,
        Payment.amount < ZERO,
        Payment.reverses_id.is_(None),
        Payment.id > emptied,
        Payment.order_id == order_id,  # none: of what was paid too much
        ~settles,  # else it paid a credit note
        ~select(back.id).where(back.reverses_id == Payment.id).exists(),
    )
    return amount(-(await db.session.scalar(given) or ZERO))


async def _lives_abroad(db: Reader, customer_id: int) -> bool:
    """A consumer whose card names a country where no French tax law holds."""
    customer = await db.session.get_one(Customer, customer_id)
    return customer.kind is CustomerKind.CONSUMER and (customer.country or "FR").upper() not in _REPUBLIC


_Debt = tuple[int | None, int | None]  # an order, or an invoice without one; neither: nothing is named
# « Le territoire de la République française » (CMF D112-3), as customers' cards name it.
_REPUBLIC: Final = frozenset({"FR", "GP", "MQ", "GF", "RE", "YT", "BL", "MF", "PM", "PF", "WF", "NC", "TF"})


def _debts(shares: Mapping[Invoice, Amount], order_id: int | None, held: Amount) -> Mapping[_Debt, Amount]:
    asked: dict[_Debt, Amount] = {(order_id, None): held} if held else {}
    for invoice, share in shares.items():
        debt = (invoice.order_id, None if invoice.order_id else invoice.id)
        asked[debt] = amount(asked.get(debt, ZERO) + share)
    return asked


async def _paid(db: Reader, customer_id: int, debt: _Debt) -> Amount:
    """What came in cash before: settled, and still held."""
    order_id, invoice_id = debt
    held = ZERO
    if invoice_id is None:
        cash = (one for one in await lefts(db, customer_id) if one.method is PaymentMethod.CASH)
        held = total(one.amount for one in cash if one.order_id == order_id)
    if debt == (None, None):
        return Amount(max(held, ZERO))
    settled = (
        select(func.sum(Settlement.amount))
        .join(Invoice, Invoice.id == Settlement.invoice_id)
        .join(Payment, Payment.id == Settlement.payment_id)
        .where(
            Payment.method == PaymentMethod.CASH,
            Invoice.id == invoice_id if order_id is None else Invoice.order_id == order_id,
        )
    )
    return amount((await db.session.scalar(settled) or ZERO) + max(held, ZERO))


_GIVEN_OF_CREDIT: Final = (
    select(func.sum(Settlement.amount))  # less than nothing; a refund that was taken back has come to nothing
    .join(Payment, Payment.id == Settlement.payment_id)
    .where(Payment.method == PaymentMethod.CASH, Settlement.invoice_id == bindparam("credit_id"))
)
