"""Deposits that no invoice of their orders can deduct: nothing there bears the VAT that they were charged with."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import bindparam, select

from core.company import companies
from core.invoicing.errors import DepositTaxedOtherwise
from core.invoicing.lifecycles import InvoiceKind
from core.invoicing.making import of_order_line, tax
from core.invoicing.models import Invoice
from core.invoicing.rules import Charged, Kind, Share, shared
from core.invoicing.sources import standing_of
from core.invoicing.totalling import shares_of, taxed
from core.kernel.amounts import NOTHING, ZERO, Amount, Quantity, amount, quantity, total
from core.sales.models import Order
from core.sales.orders.remaining import discount_of
from core.sales.untaxing import facts_of
from core.uow import Reader

_OF_LINES: Final = (InvoiceKind.INVOICE, InvoiceKind.PROGRESS)
_OF_ROUNDING: Final = amount("0.05")  # between a deposit and the lines that it was charged for
_NUMBERS: Final = select(Invoice.id, Invoice.number).where(Invoice.id.in_(bindparam("ids", expanding=True)))


@dataclass(frozen=True, slots=True)
class Stranded:
    """A deposit invoice of which something can be deducted nowhere."""

    deposit_id: int
    number: str


async def stranded_of(
    db: Reader, invoice: Invoice, orders: Sequence[Order], charged: Sequence[Charged]
) -> Sequence[Stranded]:
    """Of what deposits have `charged` on the orders of a draft, what neither it nor what is left to invoice after it
    can bear, while something there bears another VAT: the customer would pay it twice."""
    if not charged or invoice.kind not in _OF_LINES:
        return ()
    room = _by_kind(shares_of(invoice))
    for order in orders:
        for kind, gross in _by_kind(await _rest(db, invoice, order)).items():
            room[kind] = amount(room.get(kind, ZERO) + gross)
    asked: dict[Kind, Amount] = {}
    for one in charged:
        asked[one.kind] = amount(asked.get(one.kind, ZERO) + one.gross)
    free = total(amount(max(gross - asked.get(kind, ZERO), ZERO)) for kind, gross in room.items())
    over = {kind for kind, gross in asked.items() if gross - room.get(kind, ZERO) > _OF_ROUNDING}
    if free <= _OF_ROUNDING or not over:
        return ()
    ids = sorted({one.deposit_id for one in charged if one.kind in over})
    numbers = {row.id: row.number for row in await db.session.execute(_NUMBERS, {"ids": ids})}
    return [Stranded(one, numbers[one] or "") for one in ids]


async def expect_deductible(db: Reader, invoice: Invoice, orders: Sequence[Order], charged: Sequence[Charged]) -> None:
    """Raises DepositTaxedOtherwise for the first deposit that is stranded by this draft."""
    for one in await stranded_of(db, invoice, orders, charged):
        raise DepositTaxedOtherwise(one.number)


def _by_kind(shares: Sequence[Share]) -> dict[Kind, Amount]:
    """With tax."""
    found: dict[Kind, Amount] = {}
    for one in shares:
        found[one.kind] = amount(found.get(one.kind, ZERO) + one.base + one.tax)
    return found


async def _rest(db: Reader, invoice: Invoice, order: Order) -> Sequence[Share]:
    """What is left to invoice of an order after this draft, taxed as it would be now."""
    now: dict[int, Quantity] = {}
    for line in invoice.lines:
        if line.order_line_id is not None:
            now[line.order_line_id] = quantity(now.get(line.order_line_id, NOTHING) + line.quantity)
    counts: dict[int, Quantity] = {}
    lines = []
    for line_id, one in (await standing_of(db, order)).lines.items():
        left = quantity(one.left - now.get(line_id, NOTHING))
        if left > NOTHING:
            counts[line_id] = left
            lines.append(of_order_line(one.line, quantity(one.invoiced + now.get(line_id, NOTHING)), left))
    company, facts = await companies.read(db), await facts_of(db, lines)
    for made in lines:
        tax(made, facts, company, invoice.customer, invoice.place)
    _sums, found = shared(
        [taxed(made) for made in lines], discount=order.discount, discount_amount=discount_of(order, counts)
    )
    return found
