"""Money comes: what it settles, where it goes, and what the law refuses."""

from datetime import date
from decimal import Decimal

import pytest

from core.kernel.amounts import amount
from core.kernel.errors import Invalid, NotFound
from core.parties.models import Customer, CustomerKind
from core.sales.errors import PaymentLocked
from core.treasury import payments
from core.treasury.errors import CashAboveCeiling, NothingDue
from core.treasury.models import PaymentMethod
from tests.core.treasury.till import Till


async def test_a_payment_settles_an_invoice_and_its_lines_bear_one_letter(till: Till) -> None:
    invoice = await till.issued("100")
    payment = await till.receive("120", invoice, method=PaymentMethod.CHEQUE, reference="0012345", bank="BNP")
    assert (payment.number, payment.reference, payment.bank) == ("RG2611-0001", "0012345", "BNP")
    assert await till.left(invoice) == 0
    assert await till.letters() == {"AAA": [(Decimal("120.00"), Decimal(0)), (Decimal(0), Decimal("120.00"))]}
    assert await till.balances() == {"512000": Decimal(120), "707000": Decimal(-100), "445710": Decimal(-20)}
    await till.expect_whole([invoice])


async def test_one_payment_settles_several_invoices_in_the_order_said_and_the_rest_is_credit(till: Till) -> None:
    first, second, third = [await till.issued("100") for _time in range(3)]
    await till.receive("250", third, first)
    assert [await till.left(one) for one in (first, second, third)] == [0, 120, 0]
    assert await till.credit() == 10
    await till.expect_whole([first, second, third])


async def test_without_a_word_what_is_due_longest_is_paid_first(till: Till) -> None:
    late, early = await till.issued(payment_terms="30J"), await till.issued(payment_terms="0J")
    await till.receive("150", oldest=True)
    assert [await till.left(one) for one in (late, early)] == [90, 0]


async def test_several_payments_settle_one_invoice_and_vat_of_services_falls_due_with_each(till: Till) -> None:
    invoice = await till.issued("100", services=True)
    due = []
    for part in ("40", "39.99", "40.01"):
        await till.receive(part, invoice)
        due.append((await till.balances())["445710"])
    assert due == [Decimal("-6.67"), Decimal("-13.33"), Decimal("-20.00")]
    assert "445800" not in await till.balances()
    await till.expect_whole([invoice])


async def test_the_same_demand_is_booked_once(till: Till) -> None:
    invoice = await till.issued("100")
    first = await till.receive("60", invoice, key="tap:the-same")
    again = await till.receive("60", invoice, key="tap:the-same")
    assert (again.id, await till.left(invoice)) == (first.id, Decimal(60))


async def test_cash_goes_to_the_till_and_all_else_to_the_bank(till: Till) -> None:
    assert (await till.receive("10", method=PaymentMethod.CASH)).place.name == "Caisse"
    assert (await till.receive("10", method=PaymentMethod.CARD)).place.name == "Banque"
    assert await till.balances() == {
        "530000": Decimal(10),
        "512000": Decimal(10),
        "411000": Decimal(-20),
    }


async def test_what_is_settled_is_not_paid_again(till: Till) -> None:
    invoice = await till.issued("100")
    await till.receive("120", invoice)
    with pytest.raises(NothingDue):
        await till.receive("120", invoice)


@pytest.mark.parametrize("value", ["0", "-5"])
async def test_a_payment_is_more_than_nothing(till: Till, value: str) -> None:
    with pytest.raises(Invalid):
        await till.receive(value)


async def test_nothing_is_received_tomorrow(till: Till) -> None:
    with pytest.raises(Invalid):
        await till.receive("5", on=date(2026, 11, 24))


async def test_an_invoice_of_another_customer_is_not_paid(till: Till) -> None:
    invoice = await till.issued("100")
    other = await till.trade.a_customer("Leroy")
    async with till.work.begin(till.trade.seller) as uow:
        with pytest.raises(NotFound):
            await payments.receive(
                uow,
                other.id,
                amount=amount("5"),
                method=PaymentMethod.CARD,
                key="other",
                invoice_ids=[invoice.id],
            )


async def test_cash_is_refused_beyond_the_legal_ceiling_whatever_the_parts(till: Till) -> None:
    invoice, other = await till.issued("1000"), await till.issued("1000")
    with pytest.raises(CashAboveCeiling):
        await till.receive("1000.01", invoice, method=PaymentMethod.CASH)
    await till.receive("700", invoice, method=PaymentMethod.CASH)
    with pytest.raises(CashAboveCeiling) as refused:
        await till.receive("300.01", invoice, method=PaymentMethod.CASH)
    assert (refused.value.ceiling, refused.value.paid) == (Decimal(1000), Decimal(700))
    await till.receive("300", invoice, method=PaymentMethod.CASH)
    await till.receive("1000", other, method=PaymentMethod.CASH)
    await till.receive("200", invoice, method=PaymentMethod.CARD)
    assert await till.left(invoice) == 0


async def test_cash_that_was_taken_back_counts_no_more(till: Till) -> None:
    invoice = await till.issued("1000")
    payment = await till.receive("1000", invoice, method=PaymentMethod.CASH)
    await till.reverse(payment, reason="Erreur")
    await till.receive("1000", invoice, method=PaymentMethod.CASH)
    assert await till.left(invoice) == 200


async def test_cash_held_for_nothing_is_bounded_too_and_counts_where_it_is_used(till: Till) -> None:
    await till.receive("900", method=PaymentMethod.CASH)
    with pytest.raises(CashAboveCeiling):
        await till.receive("101", method=PaymentMethod.CASH)
    invoice = await till.issued("1000")
    await till.receive("200", invoice, method=PaymentMethod.CASH)
    with pytest.raises(CashAboveCeiling):
        await till.use_credit(invoice)


@pytest.mark.parametrize(
    ("kind", "country", "most"),
    [
        (CustomerKind.CONSUMER, "BE", "15000"),
        (CustomerKind.CONSUMER, "FR", "1000"),
        (CustomerKind.CONSUMER, "RE", "1000"),
        (CustomerKind.PROFESSIONAL, "BE", "1000"),
    ],
)
async def test_the_ceiling_of_cash_is_higher_for_a_consumer_who_lives_abroad(
    till: Till, kind: CustomerKind, country: str, most: str
) -> None:
    invoice = await till.issued("20000")
    async with till.work.begin(till.manager) as uow:
        customer = await uow.session.get_one(Customer, till.trade.customer_id)
        customer.kind, customer.country = kind, country
    with pytest.raises(CashAboveCeiling) as refused:
        await till.receive(f"{most}.01", invoice, method=PaymentMethod.CASH)
    assert refused.value.ceiling == Decimal(most)
    await till.receive(most, invoice, method=PaymentMethod.CASH)


async def test_nothing_is_paid_before_the_law_allows_it(till: Till) -> None:
    invoice = await till.issued("100", payment_locked_until=date(2026, 11, 30))
    with pytest.raises(PaymentLocked) as refused:
        await till.receive("120", invoice)
    assert refused.value.until == date(2026, 11, 30)
    await till.receive("120", await till.issued("50"))
    with pytest.raises(PaymentLocked):
        await till.use_credit(invoice)
    till.work.clock.advance(days=7)  # type: ignore[attr-defined]
    await till.receive("120", invoice)
    assert await till.left(invoice) == 0
