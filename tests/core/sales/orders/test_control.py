"""The five checks before an order is recorded, each with its facts."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from core.catalog.models import Tracking
from core.kernel.amounts import amount, percent, quantity
from core.parties.models import CustomerKind
from core.sales import orders, quotes
from core.sales.lifecycles import Engagement, OrderState
from core.sales.orders import CheckKind, Verdict
from core.sales.quotes import NewLine
from core.stock import expected
from tests.core.catalog.goods import a_kit, a_product
from tests.core.sales.orders.counter import Counter, a_quote_of
from tests.core.sales.trade import accepting, work_hours

OK, WARN, FAIL = Verdict.OK, Verdict.WARN, Verdict.FAIL


async def test_an_ordinary_order_passes_with_all_five_checks_shown(counter: Counter) -> None:
    await counter.stocked("5")
    found = await counter.control((await counter.quote()).id)
    assert [check.kind for check in found.checks] == list(CheckKind)
    assert [check.verdict for check in found.checks] == [OK, OK, OK, WARN, OK]
    assert found.failed == ()


async def test_what_was_never_counted_is_sold_without_a_stock(counter: Counter) -> None:
    quote = await counter.quote(counter.trade.radiators(), work_hours())
    check = (await counter.control(quote.id))[CheckKind.STOCK]
    assert (check.verdict, check.facts) == (OK, {"lines": [], "untracked": ["Radiateur aluminium 1000 W"]})


async def test_goods_by_lot_that_have_never_come_are_warned_of(counter: Counter) -> None:
    await counter.stocked("5")
    joint = await counter.product("Joint silicone")
    await counter.trade.set_product(joint, tracking=Tracking.LOT)
    quote = await counter.quote(counter.trade.radiators(), NewLine(quantity=quantity(1), product_id=joint))
    check = (await counter.control(quote.id))[CheckKind.STOCK]
    assert (check.verdict, check.facts["never"], check.facts["untracked"]) == (WARN, ["Joint silicone"], [])


async def test_a_line_says_what_is_there_what_is_short_and_when_it_comes(counter: Counter) -> None:
    await counter.stocked("3")
    quote = await a_quote_of(counter, "5")
    due = date(2026, 12, 1)
    async with counter.trade.work.begin(counter.trade.seller) as uow:
        await expected.announce(uow, counter.trade.product_id, quantity=quantity(4), due_on=due, key="k")
    check = (await counter.control(quote.id))[CheckKind.STOCK]
    (line,) = check.facts["lines"]
    assert check.verdict is FAIL
    assert (line["wanted"], line["now"], line["short"], line["on"]) == ("5.000", "3.000", "2.000", "2026-12-01")


async def test_where_goods_may_lack_a_shortage_is_only_warned_of(counter: Counter) -> None:
    await counter.stocked("1")
    await counter.trade.set_company(stock_may_lack=True)
    order = await counter.place((await a_quote_of(counter, "2")).id)
    assert orders.Control.of(order)[CheckKind.STOCK].verdict is WARN
    assert order.state is OrderState.CONFIRMED
    assert await counter.level() == (Decimal(1), Decimal(2))


async def test_two_lines_of_one_product_and_packs_of_it_count_together(counter: Counter) -> None:
    await counter.trade.set_product(packaging={"PAL": "6"})
    await counter.stocked("8")
    pallet = quotes.NewLine(quantity=quantity(1), product_id=counter.trade.product_id, unit="PAL")
    enough = await counter.quote(counter.trade.radiators("2"), pallet)
    assert await counter.verdict(enough.id, CheckKind.STOCK) is OK
    short = await counter.quote(counter.trade.radiators("3"), pallet)
    assert await counter.verdict(short.id, CheckKind.STOCK) is FAIL
    order = await counter.place(enough.id)
    assert await counter.level() == (Decimal(8), Decimal(8))
    assert [one.reserved for one in (await counter.progress(order.id)).values()] == [Decimal(2), Decimal(1)]


async def test_a_kit_takes_its_parts(counter: Counter) -> None:
    trade = counter.trade
    await counter.stocked("10")
    valve = await a_product(trade.work, trade.seller, "Vanne", price="5")
    kit = await a_kit(trade.work, trade.seller, [(trade.product_id, "2"), (valve, "1")])
    order = await counter.placed(quotes.NewLine(quantity=quantity(3), product_id=kit), trade.radiators("1"))
    assert await counter.level() == (Decimal(10), Decimal(7))
    assert [one.reserved for one in (await counter.progress(order.id)).values()] == [Decimal(3), Decimal(1)]


async def test_what_he_owes_is_weighed_against_his_limit(counter: Counter) -> None:
    await counter.set_customer(credit_limit=amount("1000"))
    first = await counter.placed()  # 453,60 €
    second = await counter.placed()
    assert (first.state, second.state) == (OrderState.CONFIRMED, OrderState.CONFIRMED)
    third = await counter.quote()
    check = (await counter.control(third.id))[CheckKind.CREDIT]
    assert check.verdict is FAIL
    assert check.facts == {"limit": "1000.00", "owed": "907.20", "this": "453.60", "late": None}


async def test_without_a_limit_nobody_owes_too_much(counter: Counter) -> None:
    quote = await counter.quote()
    check = (await counter.control(quote.id))[CheckKind.CREDIT]
    assert (check.verdict, check.facts["limit"]) == (OK, None)


async def test_conditions_that_have_changed_since_he_agreed_are_pointed_out(counter: Counter) -> None:
    trade = counter.trade
    await trade.set_company(conditions="Paiement à 30 jours.")
    quote, customer = await trade.sent()
    await trade.done(accepting, quote.id, customer)
    assert await counter.verdict(quote.id, CheckKind.CONDITIONS) is OK
    await trade.set_company(conditions_version=2)
    check = (await counter.control(quote.id))[CheckKind.CONDITIONS]
    assert (check.verdict, check.facts) == (WARN, {"accepted": 1, "current": 2, "written": True, "before": False})


async def test_who_told_his_order_has_not_read_the_conditions(counter: Counter) -> None:
    await counter.trade.set_company(conditions="Paiement à 30 jours.")
    order = await counter.placed(engagement=Engagement.ORAL, told_by="Mme Caron")
    assert orders.Control.of(order)[CheckKind.CONDITIONS].facts["accepted"] is None
    written = await counter.placed(engagement=Engagement.WRITTEN)
    assert orders.Control.of(written)[CheckKind.CONDITIONS].facts["accepted"] is None


@pytest.mark.parametrize(
    ("kind", "number", "verdict"),
    [
        (CustomerKind.PROFESSIONAL, "", WARN),
        (CustomerKind.PUBLIC, "", WARN),
        (CustomerKind.PUBLIC, "BC-778", OK),
        (CustomerKind.CONSUMER, "", OK),
    ],
)
async def test_who_numbers_his_orders_is_asked_for_the_number(
    counter: Counter, kind: CustomerKind, number: str, verdict: Verdict
) -> None:
    await counter.set_customer(kind=kind)
    quote = await counter.quote()
    async with counter.trade.work.begin(counter.trade.seller) as uow:
        await orders.note_customer_order(uow, quote.id, number=number)
    check = (await counter.control(quote.id))[CheckKind.CONFORMITY]
    assert (check.verdict, check.facts["number"], check.facts["same_lines"]) == (verdict, number, True)


async def test_a_deposit_that_has_not_come_keeps_the_order_waiting(counter: Counter) -> None:
    quote = await counter.quote(deposit=percent(30))
    order = await counter.place(quote.id)
    check = orders.Control.of(order)[CheckKind.DEPOSIT]
    assert (check.verdict, check.facts["asked"], check.facts["received"]) == (FAIL, "136.08", "0.00")
    assert order.state is OrderState.WAITING


async def test_a_deposit_that_may_not_be_paid_yet_says_from_when(counter: Counter) -> None:
    trade = counter.trade
    buyer = await trade.a_customer("Mme Girard", kind=CustomerKind.CONSUMER)
    quote = await trade.draft(customer_id=buyer.id, deposit=percent(30))
    await trade.done(accepting, quote.id, await trade.given(quote.id))
    check = (await counter.control(quote.id))[CheckKind.DEPOSIT]
    assert (check.verdict, check.facts["payable_from"]) == (FAIL, str(date(2026, 11, 23) + timedelta(days=8)))


async def test_an_order_that_was_changed_no_longer_equals_its_quote(counter: Counter) -> None:
    order = await counter.place((await counter.quote(deposit=percent(30))).id)
    changed = await counter.done(orders.set_quantity, order.id, order.lines[0].id, quantity=quantity(1))
    assert orders.Control.of(changed)[CheckKind.CONFORMITY].facts["same_lines"] is False
    again = await counter.control(order.quote_id)
    assert again[CheckKind.CONFORMITY].verdict is WARN


async def test_newer_conditions_wait_for_the_yes_of_whoever_agreed_to_older_ones(counter: Counter) -> None:
    trade = counter.trade
    await trade.set_company(conditions="Paiement à 30 jours.")
    first = await counter.placed()
    await counter.done(orders.sign, first.id, name="Léa")
    await trade.set_company(conditions_version=2)
    quote = await counter.quote()
    async with trade.work.begin(trade.seller) as uow:  # his own paper says nothing of our conditions
        await orders.note_customer_order(uow, quote.id, file_sha256="a" * 64, file_name="bc.pdf")
    order = await counter.place(quote.id)
    found = orders.Control.of(order)[CheckKind.CONDITIONS]
    assert (found.verdict, found.facts["accepted"], found.facts["current"]) == (FAIL, 1, 2)
    assert (first.state, order.state) == (OrderState.CONFIRMED, OrderState.WAITING)
    customer = await counter.customer(order.id)
    async with trade.work.begin(customer) as uow:
        await orders.agree(uow, order.id, name="Léa", words="bon pour accord")
    assert (await counter.read(order.id)).state is OrderState.CONFIRMED
    assert await counter.verdict((await a_quote_of(counter, "1")).id, CheckKind.CONDITIONS) is OK


async def test_a_number_that_he_gave_another_order_is_pointed_out(counter: Counter) -> None:
    await counter.set_customer(kind=CustomerKind.PROFESSIONAL)
    first = await counter.placed(customer_number="BC-4711")
    quote = await counter.quote()
    async with counter.trade.work.begin(counter.trade.seller) as uow:
        await orders.note_customer_order(uow, quote.id, number="bc-4711")
    check = (await counter.control(quote.id))[CheckKind.CONFORMITY]
    assert (check.verdict, check.facts["used"]) == (WARN, first.number)
    await counter.done(orders.cancel, first.id, reason="Doublon")
    assert await counter.verdict(quote.id, CheckKind.CONFORMITY) is OK
