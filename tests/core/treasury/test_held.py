"""Deposits that are held on an order, and settle what is invoiced of it; and two people at once."""

import asyncio
from datetime import date
from decimal import Decimal

import pytest

from core.invoicing.drafting import draft_of_order
from core.invoicing.issuing import issue
from core.invoicing.lifecycles import InvoiceKind
from core.invoicing.models import Invoice
from core.kernel.amounts import ZERO, amount, percent
from core.parties.models import CustomerKind
from core.sales import orders, quotes
from core.sales.errors import MoreThanDue, NotAgreedYet, PaymentLocked
from core.sales.lifecycles import Channel, OrderState
from core.sales.models import Order
from core.treasury import payments
from core.treasury.errors import CashAboveCeiling
from core.treasury.locking import why_locked
from core.treasury.models import Payment, PaymentMethod
from core.treasury.payments import asked_online
from tests.companies import SettableClock
from tests.core.sales.orders.counter import Counter
from tests.core.sales.trade import accepting
from tests.core.treasury.till import Till


@pytest.fixture
def counter(till: Till) -> Counter:
    return Counter(till.trade)


async def invoiced(till: Till, order: Order) -> Invoice:
    async with till.work.begin(till.manager) as uow:
        draft = await draft_of_order(uow, order.id, everything=True, beyond=True)
        return await issue(uow, draft.id, beyond=True)


async def test_a_deposit_is_a_payment_that_releases_the_order_and_settles_its_invoice(
    till: Till, counter: Counter
) -> None:
    order = await counter.place((await counter.quote(deposit=percent(30))).id)  # 453,60 €
    assert order.state is OrderState.WAITING
    payment = await till.receive("136.08", order_id=order.id)
    paid = await counter.read(order.id)
    assert (paid.state, paid.deposit_received) == (OrderState.CONFIRMED, Decimal("136.08"))
    assert (await till.credit(order_id=order.id), await till.credit()) == (Decimal("136.08"), Decimal(0))
    invoice = await invoiced(till, order)
    assert await till.left(invoice) == Decimal("317.52")
    assert await till.credit(order_id=order.id) == 0
    await till.reverse(payment)
    assert (await counter.read(order.id)).deposit_received == 0
    assert await till.left(invoice) == Decimal("453.60")
    await till.expect_whole([invoice])


async def test_a_deposit_invoice_that_is_paid_counts_for_its_order(till: Till, counter: Counter) -> None:
    order = await counter.placed()
    deposit = await till.issued("100", kind=InvoiceKind.DEPOSIT, order_id=order.id)
    payment = await till.receive("120", deposit)
    assert (await counter.read(order.id)).deposit_received == 120
    await till.reverse(payment)
    assert (await counter.read(order.id)).deposit_received == 0
    await till.expect_whole([deposit])


async def test_what_is_held_is_no_more_than_the_order_and_goes_back_as_it_came(till: Till, counter: Counter) -> None:
    order = await counter.placed()
    with pytest.raises(MoreThanDue):
        await till.receive("453.61", order_id=order.id)
    await till.receive("100", order_id=order.id)
    await till.refund("100", order_id=order.id)
    assert ((await counter.read(order.id)).deposit_received, "" in await till.letters()) == (Decimal(0), False)


async def test_cash_for_an_order_and_for_its_invoices_is_one_debt(till: Till, counter: Counter) -> None:
    order = await counter.placed(till.trade.radiators("10"))
    await till.receive("600", order_id=order.id, method=PaymentMethod.CASH)
    invoice = await invoiced(till, order)
    with pytest.raises(CashAboveCeiling) as refused:
        await till.receive("400.01", invoice, method=PaymentMethod.CASH)
    assert refused.value.paid == 600
    await till.receive("400", invoice, method=PaymentMethod.CASH)


async def test_nothing_is_paid_for_a_contract_that_is_too_young_whatever_it_is_called(
    till: Till, counter: Counter
) -> None:
    trade = till.trade
    buyer = await trade.a_customer("Mme Girard", kind=CustomerKind.CONSUMER)
    quote = await trade.draft(customer_id=buyer.id)
    await trade.done(accepting, quote.id, await trade.given(quote.id))
    order = await counter.place(quote.id)
    for order_id in (order.id, None):
        async with till.work.begin(trade.seller) as uow:
            with pytest.raises(PaymentLocked) as refused:
                await payments.receive(
                    uow, buyer.id, amount=amount("9"), method=PaymentMethod.CHEQUE, key="k", order_id=order_id
                )
        assert refused.value.until == date(2026, 12, 1)


async def test_money_that_names_nothing_may_be_for_what_is_not_signed(till: Till, counter: Counter) -> None:
    invoice = await till.issued("100")
    await counter.set_customer(kind=CustomerKind.CONSUMER)
    order = await counter.place((await counter.quote(channel=Channel.OFF_PREMISES)).id)
    for pay in (till.receive("9"), till.receive("125.01", invoice)):
        with pytest.raises(NotAgreedYet):
            await pay
    assert await till.left(invoice) == 120
    await till.receive("125", invoice)  # a small difference is a mistake
    assert await till.credit() == 5
    await counter.done(orders.cancel, order.id, reason="Chantier annulé")
    await till.receive("9")


@pytest.mark.parametrize("sent", [False, True])
async def test_no_money_is_an_advance_on_a_quote_off_premises_before_it_is_signed(
    till: Till, counter: Counter, clock: SettableClock, sent: bool
) -> None:
    await counter.set_customer(kind=CustomerKind.CONSUMER)
    quote = await till.trade.draft(channel=Channel.OFF_PREMISES)
    await till.receive("1")  # a draft is no offer
    if sent:
        await till.trade.given(quote.id)
    else:
        await till.trade.done(quotes.validate, quote.id)
    with pytest.raises(NotAgreedYet) as refused:
        await till.receive("68.04")
    assert refused.value.number == (await till.trade.read(quote.id)).number
    invoice = await till.issued("100")
    await till.receive("120", invoice)
    clock.advance(days=40)  # it may not be signed any more
    await till.receive("68.04")


async def test_a_firm_pays_in_advance_what_is_sold_off_premises(till: Till) -> None:
    quote = await till.trade.draft(channel=Channel.OFF_PREMISES)
    await till.trade.given(quote.id)
    await till.receive("68.04")
    assert await till.credit() == Decimal("68.04")


async def test_what_was_delivered_and_never_signed_is_paid_by_nothing(till: Till, counter: Counter) -> None:
    await counter.set_customer(kind=CustomerKind.CONSUMER)
    order = await counter.place((await counter.quote(channel=Channel.OFF_PREMISES)).id)
    async with till.work.begin(till.manager) as uow:
        (await orders.load(uow, order.id)).state = OrderState.CLOSED
    with pytest.raises(NotAgreedYet):
        await till.receive("9")


async def test_a_young_contract_that_was_cancelled_keeps_no_money_away(till: Till, counter: Counter) -> None:
    await counter.set_customer(kind=CustomerKind.CONSUMER)
    quote = await till.trade.draft(channel=Channel.OFF_PREMISES)
    await till.trade.done(accepting, quote.id, await till.trade.given(quote.id))
    order = await counter.place(quote.id)
    with pytest.raises(PaymentLocked):
        await till.receive("9")
    await counter.done(orders.cancel, order.id, reason="Rétractation")
    await till.receive("9")


@pytest.mark.parametrize("same", [True, False])
async def test_two_payments_at_once_settle_an_invoice_once(till: Till, same: bool) -> None:
    invoice = await till.issued("100")
    await till.receive("1")

    async def pay(place: int) -> Payment:
        async with till.work.begin(till.trade.seller) as uow:
            paid = await payments.receive(
                uow,
                till.trade.customer_id,
                amount=amount("80"),
                method=PaymentMethod.CARD,
                key="same" if same else f"tap {place}",
                invoice_ids=[invoice.id],
            )
            await asyncio.sleep(0.05)
            return paid

    first, second = await asyncio.gather(pay(1), pay(2))
    assert (first.id == second.id) is same
    assert await till.left(invoice) == (40 if same else 0)
    assert await till.credit() == (1 if same else 41)
    await till.expect_whole([invoice])


async def test_a_payment_that_is_killed_before_its_commit_has_never_been(till: Till) -> None:
    invoice = await till.issued("100")
    with pytest.raises(KeyboardInterrupt):
        async with till.work.begin(till.trade.seller) as uow:
            await payments.receive(
                uow,
                till.trade.customer_id,
                amount=amount("120"),
                method=PaymentMethod.CARD,
                key="tap",
                invoice_ids=[invoice.id],
            )
            raise KeyboardInterrupt
    assert await till.left(invoice) == 120
    again = await till.receive("120", invoice, key="tap")
    assert (again.number, await till.left(invoice)) == ("RG2611-0001", Decimal(0))
    await till.expect_whole([invoice])


async def test_what_a_consumer_has_not_signed_is_neither_paid_nor_deducted_nor_asked_for_online(
    till: Till, counter: Counter
) -> None:
    await till.receive("100")
    await counter.set_customer(kind=CustomerKind.CONSUMER)
    order = await counter.place((await counter.quote(channel=Channel.OFF_PREMISES)).id)
    invoice = await invoiced(till, order)
    for pay in (till.receive("10", invoice), till.use_credit(invoice)):
        with pytest.raises(NotAgreedYet):
            await pay
    async with till.work.read(till.manager) as db:
        assert isinstance(await why_locked(db, invoice), NotAgreedYet)
        assert await asked_online(db, invoice, ZERO) is None
