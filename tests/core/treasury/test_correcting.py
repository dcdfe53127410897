"""Cheques that bounce, money given back, small differences, and what a customer has left."""

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import select

from core.invoicing.crediting import draft_credit
from core.invoicing.issuing import issue
from core.invoicing.lifecycles import InvoiceKind
from core.invoicing.models import Settlement
from core.kernel.amounts import amount
from core.kernel.errors import Invalid, NotAllowed
from core.treasury import payments
from core.treasury.errors import CreditTooSmall, DifferenceTooLarge, NothingDue, PaymentReversed
from core.treasury.models import PaymentMethod
from tests.core.treasury.till import Till


async def test_a_cheque_that_bounces_leaves_its_invoices_due_again_and_the_salesperson_is_told(till: Till) -> None:
    first, second = await till.issued("100", services=True), await till.issued("100")
    payment = await till.receive("240", first, second, method=PaymentMethod.CHEQUE)
    assert "" not in await till.letters()
    back = await till.reverse(payment, fee=amount("12.50"))
    assert (back.amount, back.reverses_id) == (Decimal("-240.00"), payment.id)
    assert [await till.left(one) for one in (first, second)] == [120, 120]
    assert await till.balances() == {
        "411000": Decimal(240),
        "512000": Decimal("-12.50"),
        "627000": Decimal("12.50"),
        "707000": Decimal(-100),
        "706000": Decimal(-100),
        "445710": Decimal(-20),
        "445800": Decimal(-20),
    }
    (told,) = await till.notices("payment_back")
    assert (told.person_id, told.facts["reason"]) == (till.trade.seller.person_id, "Sans provision")
    assert (await till.reverse(payment)).id == back.id, "it bounces once"
    await till.expect_whole([first, second])
    with pytest.raises(PaymentReversed):
        await till.reverse(back)


@pytest.mark.parametrize(("services", "loss", "due"), [(False, "0.80", "-20.00"), (True, "0.67", "-19.87")])
async def test_a_small_difference_is_a_loss_and_no_receipt(till: Till, services: bool, loss: str, due: str) -> None:
    invoice = await till.issued("100", services=services)
    await till.receive("119.20", invoice)
    assert (await till.balances())["445710"] == Decimal(due)
    assert await till.write_off(invoice) == Decimal("0.80")
    balances = await till.balances()
    assert (balances["658000"], balances["445710"]) == (Decimal(loss), Decimal(due))
    assert "411000" not in balances
    assert "445800" not in balances
    assert "" not in await till.letters()
    await till.expect_whole([invoice])


async def test_a_difference_is_written_off_once(till: Till) -> None:
    invoice = await till.issued("100")
    await till.receive("119.20", invoice)
    assert await till.write_off(invoice, key="tap") == await till.write_off(invoice, key="tap") == Decimal("0.80")
    with pytest.raises(NothingDue):
        await till.write_off(invoice, key="another")


async def test_what_was_paid_too_much_by_a_little_is_a_gain(till: Till) -> None:
    invoice = await till.issued("100", services=True)
    payment = await till.receive("120.50", invoice)
    assert await till.write_off(invoice) == Decimal("-0.50")
    assert (await till.balances())["758000"] == Decimal("-0.50")
    assert (await till.credit(), "" in await till.letters()) == (Decimal(0), False)
    await till.expect_whole([invoice])
    await till.reverse(payment)
    assert "758000" not in await till.balances()
    assert await till.left(invoice) == 120
    await till.expect_whole([invoice])


async def test_a_difference_written_off_is_asked_for_again_when_the_cheque_bounces(till: Till) -> None:
    invoice = await till.issued("100", services=True)
    payment = await till.receive("119.20", invoice)
    await till.write_off(invoice)
    await till.reverse(payment)
    balances = await till.balances()
    assert (await till.left(invoice), balances["411000"], balances.get("658000")) == (Decimal(120), Decimal(120), None)
    await till.expect_whole([invoice])


async def test_a_credit_note_gives_back_no_more_than_was_paid(till: Till) -> None:
    invoice = await till.issued("100", services=True)
    await till.receive("119.20", invoice)
    await till.write_off(invoice)
    async with till.work.begin(till.manager) as uow:
        draft = await draft_credit(uow, invoice.id, reason="Erreur")
        credit = await issue(uow, draft.id)
    assert (await till.left(invoice), await till.left(credit)) == (Decimal(0), Decimal("-119.20"))
    await till.expect_whole([invoice, credit])
    await till.refund("119.20", credit_id=credit.id)
    balances = await till.balances()
    assert {"411000", "445710", "445800", "658000"}.isdisjoint(balances)
    assert "" not in await till.letters()


async def test_what_is_no_small_difference_is_not_written_off(till: Till) -> None:
    invoice = await till.issued("100")
    with pytest.raises(DifferenceTooLarge) as refused:
        await till.write_off(invoice)
    assert (refused.value.left, refused.value.limit) == (Decimal(120), Decimal(5))
    await till.receive("100", invoice)
    await till.trade.set_company(write_off_limit=amount("20"))
    assert await till.write_off(invoice) == 20


async def test_a_credit_note_is_refunded_and_no_more_than_it(till: Till) -> None:
    credit = await till.issued("50", kind=InvoiceKind.CREDIT)
    with pytest.raises(CreditTooSmall):
        await till.refund("60.01", credit_id=credit.id)
    payment = await till.refund("60", credit_id=credit.id)
    assert (payment.amount, await till.left(credit)) == (Decimal(-60), Decimal(0))
    assert (await till.balances())["512000"] == -60
    assert "" not in await till.letters()
    await till.expect_whole([credit])


async def test_what_was_paid_too_much_is_given_back(till: Till) -> None:
    invoice = await till.issued("100")
    await till.receive("150", invoice)
    with pytest.raises(CreditTooSmall) as refused:
        await till.refund("30.01")
    assert refused.value.left == 30
    await till.refund("30", key="once")
    await till.refund("30", key="once")
    assert (await till.credit(), "" in await till.letters()) == (Decimal(0), False)
    await till.expect_whole([invoice])


@pytest.mark.parametrize("of_credit_note", [False, True])
async def test_money_given_back_by_mistake_is_the_customer_s_again(till: Till, of_credit_note: bool) -> None:
    if of_credit_note:
        credit = await till.issued("50", kind=InvoiceKind.CREDIT)
        refund = await till.refund("60", credit_id=credit.id)
    else:
        await till.receive("60")
        refund = await till.refund("60")
    await till.reverse(refund, reason="Mauvais montant", mistake=True)
    assert (await till.balances())["411000"] == -60
    assert (await till.balances()).get("512000", 0) == (0 if of_credit_note else 60)
    if of_credit_note:
        assert await till.left(credit) == -60
        await till.expect_whole([credit])
        await till.refund("60", credit_id=credit.id)
    else:
        assert await till.credit() == 60
        await till.refund("60")
    assert "411000" not in await till.balances()
    assert "" not in await till.letters()
    with pytest.raises(PaymentReversed):
        await till.reverse(await till.reverse(refund))


async def test_what_was_given_back_of_a_cheque_that_bounces_is_owed_too(till: Till) -> None:
    invoice = await till.issued("100")
    payment = await till.receive("900", invoice, method=PaymentMethod.CHEQUE)
    await till.refund("780")
    await till.reverse(payment)
    assert [await till.left(invoice), await till.credit()] == [120, 0]
    assert (await till.balances())["411000"] == 900, "the invoice, and what was given back"
    await till.expect_whole([invoice])
    await till.receive("900", invoice)
    assert [await till.left(invoice), await till.credit()] == [0, 0]
    assert "411000" not in await till.balances()
    assert "" not in await till.letters()
    await till.expect_whole([invoice])


async def test_what_is_left_settles_the_next_invoice_credit_notes_first(till: Till) -> None:
    credit, _first = await till.issued("50", kind=InvoiceKind.CREDIT), await till.receive("30")
    invoice = await till.issued("100", services=True)
    assert await till.use_credit(invoice) == 90
    assert [await till.left(invoice), await till.left(credit), await till.credit()] == [30, 0, 0]
    with pytest.raises(CreditTooSmall):
        await till.use_credit(invoice)
    await till.receive("30", invoice)
    assert "" not in await till.letters()
    with pytest.raises(NothingDue):
        await till.use_credit(invoice)
    await till.expect_whole([invoice, credit])


async def test_a_salesperson_takes_money_and_does_not_give_it_back(till: Till) -> None:
    payment = await till.receive("30")
    async with till.work.begin(till.trade.seller) as uow:
        with pytest.raises(NotAllowed):
            await payments.reverse(uow, payment.id, reason="Erreur")


async def test_a_payment_comes_back_on_a_day_between_its_own_and_today(till: Till) -> None:
    invoice = await till.issued("100", services=True)
    payment = await till.receive("120", on=date(2026, 11, 18))
    await till.use_credit(invoice)
    for wrong in (date(2026, 11, 17), date(2026, 11, 24)):
        with pytest.raises(Invalid):
            await till.reverse(payment, on=wrong)
    back = await till.reverse(payment, on=date(2026, 11, 20))
    assert back.on == date(2026, 11, 20)
    assert await till.left(invoice) == 120
    async with till.work.read(till.manager) as db:
        days = (await db.session.scalars(select(Settlement.on).order_by(Settlement.id))).all()
    assert days == [date(2026, 11, 23), date(2026, 11, 23)], "what it settled later was settled until then"
    await till.expect_whole([invoice])
