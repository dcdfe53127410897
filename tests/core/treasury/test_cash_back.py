"""Cash that goes back: what one credit note, one order or what was paid too much comes to is one debt."""

from decimal import Decimal

import pytest

from core.invoicing.lifecycles import InvoiceKind
from core.treasury.errors import CashAboveCeiling
from core.treasury.models import PaymentMethod
from tests.core.sales.orders.counter import Counter
from tests.core.treasury.till import Till

CASH = {"method": PaymentMethod.CASH}


async def _refused(till: Till, value: str, **facts: object) -> Decimal:
    """What had gone back before."""
    with pytest.raises(CashAboveCeiling) as refused:
        await till.refund(value, **CASH, **facts)
    assert (refused.value.ceiling, refused.value.back) == (Decimal(1000), True)
    return refused.value.paid


async def test_a_credit_note_is_not_given_back_in_cash_by_parts(till: Till) -> None:
    credit, other = [await till.issued("1500", kind=InvoiceKind.CREDIT) for _one in range(2)]
    await till.refund("1000", credit_id=other.id, **CASH)
    first = await till.refund("700", credit_id=credit.id, **CASH)
    assert await _refused(till, "300.01", credit_id=credit.id) == 700
    await till.refund("300", credit_id=credit.id, **CASH)
    await till.refund("500", credit_id=credit.id)
    await till.reverse(first, reason="Erreur")
    await till.refund("700", credit_id=credit.id, **CASH)
    assert await till.left(credit) == -300


async def test_what_was_paid_too_much_is_not_given_back_in_cash_by_parts(till: Till) -> None:
    await till.refund("900", credit_id=(await till.issued("1500", kind=InvoiceKind.CREDIT)).id, **CASH)
    await till.receive("1500")
    first = await till.refund("700", **CASH)
    assert await _refused(till, "300.01") == 700
    await till.reverse(first, reason="Erreur")
    await till.refund("1000", **CASH)
    assert await _refused(till, "0.01") == 1000
    await till.refund("500")
    await till.receive("1200")
    assert await _refused(till, "1000.01") == 0, "what came once nothing was left is another debt"
    await till.refund("1000", **CASH)


async def test_what_is_held_for_an_order_is_not_given_back_in_cash_by_parts(till: Till) -> None:
    counter = Counter(till.trade)
    order = await counter.placed(till.trade.radiators("10"))
    await till.receive("900")
    await till.receive("1500", order_id=order.id)
    await till.refund("700", order_id=order.id, **CASH)
    assert await _refused(till, "300.01", order_id=order.id) == 700
    await till.refund("900", **CASH)
    await till.refund("300", order_id=order.id, **CASH)
