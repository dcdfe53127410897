"""From a quote to an order: once, with the same lines and totals, confirmed or waiting."""

import asyncio
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.company.models import StockOut
from core.kernel.amounts import amount, percent, quantity, unit_price
from core.kernel.errors import Changed, IllegalTransition, Invalid, NotAllowed, NotFound
from core.parties.models import Customer
from core.permissions import Role
from core.sales import orders, quotes
from core.sales.errors import BelowFloor, OrderEmpty, QuoteExpired, QuoteForOrder
from core.sales.lifecycles import Engagement, LineKind, OrderState, QuoteState
from core.sales.quotes import NewLine
from core.uow import Work
from tests.companies import SettableClock, a_member, an_owner
from tests.core.catalog.goods import a_product
from tests.core.sales.orders.counter import Counter, a_quote_of
from tests.core.sales.trade import a_trade, accepting, work_hours
from tests.databases import copied, opened


async def test_an_order_has_a_number_of_its_own_series_and_its_goods_are_promised(counter: Counter) -> None:
    await counter.stocked("5")
    order = await counter.placed()
    assert (order.number, order.state, order.net) == ("CO2611-0001", OrderState.CONFIRMED, Decimal("378.00"))
    assert await counter.level() == (Decimal(5), Decimal(2))
    quote = await counter.trade.read(order.quote_id)
    assert (quote.state, quote.number) == (QuoteState.ORDERED, None)
    assert (await counter.trade.facts(quote.id))[-1] == "QuoteOrdered"


async def test_tapped_twice_it_is_the_same_order(counter: Counter) -> None:
    quote = await counter.trade.validated()
    first = await counter.place(quote.id, version=quote.version)
    second = await counter.place(quote.id, version=quote.version)
    assert (second.id, second.version) == (first.id, first.version)


async def test_ordered_by_two_at_once_it_is_one_order(counter: Counter) -> None:
    await counter.stocked("5")
    quote = await counter.quote()
    made = await asyncio.gather(*(counter.place(quote.id) for _time in range(4)))
    assert len({order.id for order in made}) == 1
    assert await counter.level() == (Decimal(5), Decimal(2))


async def test_the_last_piece_goes_to_one_of_two_orders(counter: Counter) -> None:
    await counter.stocked("2")
    both = [await a_quote_of(counter, "2"), await a_quote_of(counter, "2")]
    made = await asyncio.gather(*(counter.place(quote.id) for quote in both))
    assert sorted(order.state for order in made) == [OrderState.CONFIRMED, OrderState.WAITING]
    assert await counter.level() == (Decimal(2), Decimal(2))


async def test_two_orders_of_the_same_goods_in_opposite_order_do_not_wait_for_each_other(counter: Counter) -> None:
    trade = counter.trade
    valve = await a_product(trade.work, trade.seller, "Vanne", price="5")
    await counter.stocked("50")
    await counter.stocked("50", valve)
    radiator, other = trade.radiators("1"), NewLine(quantity=quantity(1), product_id=valve)
    drafts = [await counter.quote(*lines) for lines in [(radiator, other), (other, radiator)] * 4]
    made = await asyncio.gather(*(counter.place(quote.id) for quote in drafts))
    assert {order.state for order in made} == {OrderState.CONFIRMED}
    assert await counter.level() == (Decimal(50), Decimal(8))


async def test_the_rest_of_his_credit_goes_to_one_of_two_orders(counter: Counter) -> None:
    await counter.set_customer(credit_limit=amount("500"))
    both = [await counter.quote(), await counter.quote()]
    made = await asyncio.gather(*(counter.place(quote.id) for quote in both))
    assert sorted(order.state for order in made) == [OrderState.CONFIRMED, OrderState.WAITING]


async def test_an_order_that_waits_has_its_number_and_those_who_decide_are_told(counter: Counter) -> None:
    manager = await counter.manager()
    await counter.stocked("1")
    order = await counter.placed()
    assert (order.number, order.state) == ("CO2611-0001", OrderState.WAITING)
    assert await counter.level() == (Decimal(1), Decimal(0))
    waiting = await counter.notices("order_waiting")
    assert manager.person_id in {one.person_id for one in waiting}
    assert counter.trade.seller.person_id not in {one.person_id for one in waiting}
    assert waiting[0].facts == {"order_id": order.id, "by": "Karim Benali"}


async def test_what_leaves_at_the_order_leaves_once(counter: Counter) -> None:
    await counter.trade.set_company(stock_out=StockOut.ORDER)
    await counter.stocked("5")
    order = await counter.placed()
    await counter.place(order.quote_id)
    assert (order.stock_out, await counter.level()) == (StockOut.ORDER, (Decimal(3), Decimal(0)))


async def test_an_accepted_quote_binds_as_he_agreed(counter: Counter, clock: SettableClock) -> None:
    trade = counter.trade
    quote, customer = await trade.sent()
    await trade.done(accepting, quote.id, customer)
    clock.advance(days=60)
    order = await counter.place(quote.id)
    agreed = await trade.read(quote.id)
    assert (order.engagement, order.agreed_by, order.agreed_at) == (
        Engagement.TAPPED,
        "Marc Dupont",
        agreed.answered_at,
    )
    assert (agreed.state, agreed.agreed) == (QuoteState.ORDERED, True)
    assert (order.seller, order.buyer) == (agreed.seller, agreed.buyer)


async def test_what_is_known_of_his_own_order_goes_along(counter: Counter) -> None:
    quote = await counter.quote()
    async with counter.trade.work.begin(counter.trade.seller) as uow:
        facts = {"number": "BC-778", "file_sha256": "a" * 64, "file_name": "bon.pdf", "told_by": "Mme Caron"}
        await orders.note_customer_order(uow, quote.id, **facts)
    order = await counter.place(quote.id)
    assert (order.customer_number, order.customer_file_name) == ("BC-778", "bon.pdf")
    assert (order.engagement, order.agreed_by) == (Engagement.WRITTEN, "Mme Caron")
    async with counter.trade.work.begin(counter.trade.seller) as uow:
        await orders.note_customer_order(uow, quote.id, number="BC-779")
    assert (await counter.read(order.id)).customer_number == "BC-779"


async def test_an_oral_order_says_who_told_it(counter: Counter) -> None:
    order = await counter.placed(engagement=Engagement.ORAL, told_by="Mme Caron", customer_number="12")
    assert (order.engagement, order.agreed_by, order.confirmed_at) == (Engagement.ORAL, "Mme Caron", None)
    nobody = await counter.placed()
    assert (nobody.engagement, nobody.agreed_at) == (Engagement.NONE, None)


async def test_a_prospect_who_orders_is_a_customer(counter: Counter) -> None:
    prospect = await counter.trade.a_customer(prospect=True)
    order = await counter.place((await counter.quote(customer_id=prospect.id)).id)
    async with counter.trade.work.read(counter.trade.seller) as db:
        won = await db.session.get(Customer, order.customer_id)
    assert won is not None
    assert won.prospect is False


async def test_titles_and_chosen_options_go_along_and_others_do_not(counter: Counter) -> None:
    quote = await counter.quote(
        NewLine(kind=LineKind.SECTION, label="Chauffage"),
        counter.trade.radiators(),
        work_hours("Thermostat", price="100", optional=True),
        NewLine(kind=LineKind.TEXT, label="Pose comprise"),
    )
    order = await counter.place(quote.id)
    assert [line.label for line in order.lines] == ["Chauffage", "Radiateur aluminium 1000 W", "Pose comprise"]
    assert order.gross == quote.gross


async def test_what_cannot_be_ordered_is_refused(counter: Counter, clock: SettableClock) -> None:
    trade = counter.trade
    with pytest.raises(IllegalTransition):  # a quote is given as such first
        await counter.place((await trade.draft()).id)
    with pytest.raises(OrderEmpty):
        await counter.place((await counter.quote(work_hours(optional=True))).id)
    quote = await counter.quote()
    with pytest.raises(Invalid):
        await counter.place(quote.id, engagement=Engagement.DRAWN)
    with pytest.raises(Changed):
        await counter.place(quote.id, version=quote.version - 1)
    given = await trade.validated()
    clock.advance(days=31)
    with pytest.raises(QuoteExpired):
        await counter.place(given.id)


async def test_no_order_passes_under_the_floor_by_the_back_door(counter: Counter) -> None:
    await counter.trade.set_product(floor_price=unit_price("200"))
    quote = await counter.quote()
    with pytest.raises(BelowFloor):
        await counter.place(quote.id)
    assert (await counter.place(quote.id, await counter.manager())).state is OrderState.CONFIRMED


async def test_a_draft_for_an_order_is_no_quote(counter: Counter) -> None:
    quote = await counter.quote()
    for verb in (quotes.validate, quotes.send):
        with pytest.raises(QuoteForOrder):
            await counter.trade.done(verb, quote.id)


async def test_a_colleagues_customer_is_nobody_elses(counter: Counter) -> None:
    mine = await counter.trade.a_customer(salesperson_id=counter.trade.seller.person_id)
    quote = await counter.quote(customer_id=mine.id)
    order = await counter.place(quote.id)
    colleague = await a_member(counter.trade.work, counter.trade.company_id, name="Julien Petit")
    with pytest.raises(NotFound):
        await counter.place(quote.id, colleague)
    for verb, facts in ((orders.cancel, {"reason": "x"}), (orders.send, {})):
        with pytest.raises(NotFound):
            await counter.done(verb, order.id, actor=colleague, **facts)
    technician = await a_member(counter.trade.work, counter.trade.company_id, role=Role.TECHNICIAN)
    with pytest.raises(NotAllowed):
        await counter.place(quote.id, technician)


async def test_another_company_finds_nothing(counter: Counter) -> None:
    order = await counter.placed()
    stranger = await an_owner(counter.trade.work, company="Plomberie Martin")
    with pytest.raises(NotFound):
        await counter.place(order.quote_id, stranger)
    async with counter.trade.work.read(stranger) as db:
        assert await orders.by_number(db, order.number) == []
        assert await orders.progress(db, [order.id]) == {}
        assert (await orders.open_(db)).total == 0
        with pytest.raises(NotFound):
            await orders.read(db, order.id)


_LINE = st.fixed_dictionaries(
    {
        "price": st.integers(0, 99_999).map(lambda cents: str(Decimal(cents) / 100)),
        "count": st.integers(1, 9_999).map(lambda many: str(Decimal(many) / 100)),
        "discount": st.integers(0, 100).map(percent),
        "discount_amount": st.integers(0, 500).map(lambda cents: amount(Decimal(cents) / 100)),
        "optional": st.booleans(),
    }
)


async def _same_totals(work: Work, lines: list[dict[str, Any]], facts: dict[str, Any]) -> None:
    counter = Counter(await a_trade(work))
    quote = await counter.quote(work_hours(), *(work_hours(**line) for line in lines), **facts)
    order = await counter.place(quote.id)
    assert (order.net, order.tax, order.gross) == (quote.net, quote.tax, quote.gross)
    assert order.totals().taxes == quote.totals().taxes


@settings(max_examples=25)
@given(lines=st.lists(_LINE, max_size=6), off=st.integers(0, 100), cut=st.integers(0, 9_999))
def test_an_order_totals_what_its_quote_did_to_the_cent(
    sqlite_template: Path, lines: list[dict[str, Any]], off: int, cut: int
) -> None:
    facts = {"discount": percent(off)} if off % 2 else {"discount_amount": amount(Decimal(cut) / 100)}

    async def told() -> None:
        database = opened(copied(sqlite_template, sqlite_template.with_name("orders.db")))
        try:
            await _same_totals(Work(database, SettableClock()), lines, facts)
        finally:
            await database.close()

    asyncio.run(told())


async def test_its_age_does_not_change_what_it_is(counter: Counter, clock: SettableClock) -> None:
    order = await counter.placed()
    clock.now += timedelta(days=400)
    assert (await counter.place(order.quote_id)).id == order.id
