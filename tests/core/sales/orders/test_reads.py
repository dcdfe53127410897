"""Finding orders, and saying how far they have come."""

from dataclasses import replace
from decimal import Decimal

from core.company.models import StockOut
from core.kernel.amounts import percent, quantity, unit_price
from core.sales import orders, quotes
from core.sales.lifecycles import OrderState, QuoteState
from core.sales.models import Return, ReturnLine
from core.stock import warehouses
from tests.companies import SettableClock, a_member
from tests.core.sales.orders.counter import Counter
from tests.core.sales.trade import accepting, work_hours


async def test_an_order_is_found_by_its_number_the_end_of_it_or_the_customers_own(counter: Counter) -> None:
    await counter.placed()
    order = await counter.placed(customer_number="BC-778")
    async with counter.trade.work.read(counter.trade.seller) as db:
        for typed in ("CO2611-0002", "co2611-0002", "2", "0002", "co2", "bc-778"):
            assert [each.id for each in await orders.by_number(db, typed)] == [order.id], typed
        for typed in ("", "x", "3", "778 x"):
            assert await orders.by_number(db, typed) == [], typed


async def test_lists_hold_what_is_open_and_count_all_pages(counter: Counter) -> None:
    made = [await counter.placed(work_hours()) for _time in range(3)]
    await counter.done(orders.cancel, made[0].id, reason="Non")
    colleague = await a_member(counter.trade.work, counter.trade.company_id, name="Julien Petit")
    async with counter.trade.work.read(counter.trade.seller) as db:
        mine = await orders.mine(db, limit=1)
        assert ([row.id for row in mine.rows], mine.total) == ([made[2].id], 2)
        assert mine.counts == {OrderState.CONFIRMED: 2}
        gone = await orders.mine(db, states=[OrderState.CANCELLED])
        assert [row.customer.name for row in gone.rows] == ["Dupont Menuiserie"]
        theirs = await orders.of_customer(db, counter.trade.customer_id)
        assert [row.id for row in theirs] == [each.id for each in reversed(made)]
    async with counter.trade.work.read(colleague) as db:
        assert (await orders.mine(db)).total == 0
        assert (await orders.open_(db)).total == 0  # the customer is Karim's


async def test_last_purchases_tell_each_line_with_the_price_that_was_paid(
    counter: Counter, clock: SettableClock
) -> None:
    await counter.placed(counter.trade.radiators("1"))
    clock.advance(days=3)
    await counter.trade.set_product(price=unit_price("200"))
    reduced = replace(counter.trade.radiators("4"), discount=percent(5))
    last = await counter.placed(reduced, work_hours())
    gone = await counter.placed(work_hours("Devis gratuit"))
    await counter.done(orders.cancel, gone.id, reason="Non")
    async with counter.trade.work.read(counter.trade.seller) as db:
        bought = await orders.purchases(db, counter.trade.customer_id)
    assert [(one.label, one.quantity, one.price, one.paid) for one in bought] == [
        ("Radiateur aluminium 1000 W", Decimal(4), Decimal(200), Decimal(190)),
        ("Pose", Decimal(1), Decimal(58), Decimal(58)),
        ("Radiateur aluminium 1000 W", Decimal(1), Decimal(189), Decimal(189)),
    ]
    assert (bought[0].on, bought[0].order_id) == (last.ordered_on, last.id)


async def test_progress_is_what_deliveries_and_returns_say(counter: Counter) -> None:
    await counter.trade.set_company(stock_out=StockOut.CLOSED)
    await counter.stocked("10")
    order = await counter.placed(counter.trade.radiators("4"), work_hours())
    radiators, hours = (line.id for line in order.lines)
    await counter.delivered(order, {radiators: quantity(3)})
    async with counter.trade.work.begin(counter.trade.seller) as uow:
        there = (await warehouses.main(uow)).id
        number = "BR2611-0001"
        back = Return(order_id=order.id, number=number, warehouse_id=there, returned_at=uow.now, returned_by=None)
        back.lines = [ReturnLine(order_line_id=radiators, quantity=quantity(1))]
        uow.session.add(back)
    found = await counter.progress(order.id)
    four, three, one = quantity(4), quantity(3), quantity(1)
    assert found[radiators] == orders.LineProgress(four, reserved=four, delivered=three, returned=one)
    assert (found[radiators].left, found[hours].left) == (one, one)
    assert list(found) == [radiators, hours]


async def test_an_order_closes_when_nothing_is_left_and_opens_again_when_something_is(counter: Counter) -> None:
    order = await counter.placed(work_hours(count="2"))
    await counter.delivered(order, {order.lines[0].id: quantity(1)})
    assert (await counter.read(order.id)).state is OrderState.CONFIRMED
    await counter.delivered(order, {order.lines[0].id: quantity(1)})
    assert (await counter.read(order.id)).state is OrderState.CLOSED
    async with counter.trade.work.begin(counter.trade.seller) as uow:
        again = await orders.load(uow, order.id, locked=True)
        again.lines[0].quantity = quantity(3)
        await orders.settle_progress(uow, again)
    assert (await counter.read(order.id)).state is OrderState.CONFIRMED
    kinds = [one.kind for one in await counter.facts(order.id)]
    assert kinds[-2:] == ["OrderClosed", "OrderReopened"]


async def test_a_quote_that_is_ordered_counts_as_accepted_and_the_customer_still_sees_it(counter: Counter) -> None:
    trade = counter.trade
    quote, customer = await trade.sent()
    await trade.done(accepting, quote.id, customer)
    order = await counter.place(quote.id)
    unsent = await trade.validated()
    await counter.place(unsent.id)
    await counter.placed()  # never was a quote
    async with trade.work.read(trade.seller) as db:
        listing = await quotes.mine(db, states=[QuoteState.ACCEPTED, QuoteState.ORDERED])
        assert [row.quote.id for row in listing.rows] == [unsent.id, quote.id]
        found = await orders.of_quote(db, quote.id)
        assert found is not None
        assert found.id == order.id
    async with trade.work.read(customer) as db:
        assert [each.id for each in await quotes.received(db)] == [quote.id]
        assert (await quotes.read_received(db, quote.id)).state is QuoteState.ORDERED
