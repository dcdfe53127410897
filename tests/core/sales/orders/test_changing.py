"""Changing and cancelling what was ordered: money, stock, agreement and progress follow."""

from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from core.catalog.errors import NotWhole
from core.catalog.models import Tracking
from core.company.models import StockOut
from core.kernel.amounts import amount, percent, quantity
from core.kernel.errors import Changed, IllegalTransition, NotFound
from core.sales import orders
from core.sales.errors import BelowDelivered, CreditExceeded, LastLine, QuantityWrong
from core.sales.lifecycles import DeliveryState, Engagement, LineKind, OrderState
from core.sales.models import Delivery, DeliveryLine, Order
from core.sales.quotes import NewLine
from core.stock import warehouses
from core.stock.errors import StockShort
from tests.companies import SettableClock
from tests.core.sales.orders.counter import Counter
from tests.core.sales.trade import work_hours

SIX, TWO = quantity(6), quantity(2)


async def stocked_order(counter: Counter, many: str = "4", *, there: str = "10") -> tuple[Order, int]:
    """An order of four radiators, of ten there are, and one hour; the order and the line of the radiators."""
    await counter.stocked(there)
    order = await counter.placed(counter.trade.radiators(many), work_hours())
    return order, order.lines[0].id


@pytest.mark.parametrize("stock_out", [StockOut.DELIVERY, StockOut.CLOSED, StockOut.ORDER])
async def test_more_takes_more_and_less_gives_back(counter: Counter, stock_out: StockOut) -> None:
    await counter.trade.set_company(stock_out=stock_out)
    order, line = await stocked_order(counter)
    at_once = stock_out is StockOut.ORDER

    def held(many: int) -> tuple[Decimal, Decimal]:
        return (Decimal(10 - many), Decimal(0)) if at_once else (Decimal(10), Decimal(many))

    assert await counter.level() == held(4)
    more = await counter.done(orders.set_quantity, order.id, line, quantity=SIX, version=order.version)
    assert (more.lines[0].quantity, more.lines[0].cancelled, more.net) == (SIX, Decimal(0), Decimal("1192.00"))
    assert await counter.level() == held(6)
    less = await counter.done(orders.set_quantity, order.id, line, quantity=TWO)
    assert (less.lines[0].quantity, less.lines[0].cancelled, less.net) == (TWO, Decimal(4), Decimal("436.00"))
    assert await counter.level() == held(2)
    again = await counter.done(orders.set_quantity, order.id, line, quantity=quantity(3))
    assert again.lines[0].cancelled == Decimal(3)
    gone = await counter.done(orders.cancel, order.id, reason="Chantier annulé")
    assert (gone.state, await counter.level()) == (OrderState.CANCELLED, held(0))


async def test_more_than_is_there_is_refused_and_nothing_changes(counter: Counter) -> None:
    order, line = await stocked_order(counter)
    with pytest.raises(StockShort):
        await counter.done(orders.set_quantity, order.id, line, quantity=quantity(11))
    same = await counter.read(order.id)
    assert (same.lines[0].quantity, same.version, await counter.level()) == (
        quantity(4),
        order.version,
        (Decimal(10), Decimal(4)),
    )


async def test_more_than_he_may_owe_is_refused_to_all_but_those_who_decide(counter: Counter) -> None:
    await counter.set_customer(credit_limit=amount("1000"))
    manager = await counter.manager()
    order, line = await stocked_order(counter)  # 976,80 €
    with pytest.raises(CreditExceeded) as refusal:
        await counter.done(orders.set_quantity, order.id, line, quantity=quantity(5))
    assert (refusal.value.limit, refusal.value.owed) == (Decimal("1000.00"), Decimal("1203.60"))
    assert manager.name in refusal.value.deciders
    more = await counter.done(orders.set_quantity, order.id, line, actor=manager, quantity=quantity(5))
    assert more.lines[0].quantity == quantity(5)
    (told,) = [one.facts for one in await counter.facts(order.id) if one.kind == "OrderBeyondCredit"]
    assert told == {"by": manager.name, "limit": "1000.00", "owed": "1203.60"}
    async with counter.trade.work.read(manager) as db:
        (check,) = (await orders.standing(db, await orders.read(db, order.id))).checks
    assert (check.kind, check.verdict) == (orders.CheckKind.CREDIT, orders.Verdict.WARN)


async def test_no_less_than_was_delivered(counter: Counter) -> None:
    order, line = await stocked_order(counter)
    await counter.delivered(order, {line: quantity(3)})
    with pytest.raises(BelowDelivered):
        await counter.done(orders.set_quantity, order.id, line, quantity=TWO)
    with pytest.raises(QuantityWrong):
        await counter.done(orders.set_quantity, order.id, line, quantity=quantity(0))
    done = await counter.done(orders.set_quantity, order.id, line, quantity=quantity(3))
    assert done.state is OrderState.CONFIRMED  # the hour is still to be done
    done = await counter.done(orders.cancel_line, order.id, order.lines[1].id)
    assert (done.state, done.lines[1].quantity, done.lines[1].cancelled) == (
        OrderState.CLOSED,
        Decimal(0),
        Decimal(1),
    )


async def test_a_waiting_order_that_asks_for_less_is_confirmed_by_itself(counter: Counter) -> None:
    order, line = await stocked_order(counter, "12")
    assert order.state is OrderState.WAITING
    still = await counter.done(orders.set_quantity, order.id, line, quantity=quantity(11))
    assert (still.state, await counter.level()) == (OrderState.WAITING, (Decimal(10), Decimal(0)))
    done = await counter.done(orders.set_quantity, order.id, line, quantity=quantity(10))
    assert (done.state, await counter.level()) == (OrderState.CONFIRMED, (Decimal(10), Decimal(10)))


async def test_a_change_after_the_signature_asks_again(counter: Counter, clock: SettableClock) -> None:
    order, line = await stocked_order(counter)
    signed = await counter.done(orders.sign, order.id, name="Marc Dupont", signature_sha256="a" * 64)
    assert not signed.to_sign_again
    clock.advance(hours=1)
    unchanged = await counter.done(orders.set_quantity, order.id, line, quantity=quantity(4))
    assert not unchanged.to_sign_again
    changed = await counter.done(orders.set_quantity, order.id, line, quantity=SIX)
    assert changed.to_sign_again
    clock.advance(hours=1)
    again = await counter.done(orders.sign, order.id, name="Marc Dupont")
    assert (again.to_sign_again, again.engagement) == (False, Engagement.NAMED)


async def test_back_at_what_was_agreed_nothing_is_asked_again(counter: Counter, clock: SettableClock) -> None:
    order, line = await stocked_order(counter)
    hours = order.lines[1].id
    await counter.done(orders.sign, order.id, name="Marc Girard")
    for wanted, asks in ((SIX, True), (quantity(4), False), (TWO, True)):
        clock.now += timedelta(minutes=5)
        changed = await counter.done(orders.set_quantity, order.id, line, quantity=wanted)
        assert changed.to_sign_again is asks
    clock.now += timedelta(minutes=5)
    await counter.done(orders.set_quantity, order.id, hours, quantity=TWO)
    assert (await counter.done(orders.set_quantity, order.id, line, quantity=quantity(4))).to_sign_again
    back = await counter.done(orders.set_quantity, order.id, hours, quantity=quantity(1))
    assert not back.to_sign_again
    await counter.done(orders.cancel_line, order.id, hours)
    assert (await counter.read(order.id)).to_sign_again


async def test_half_a_piece_is_not_ordered_and_half_an_hour_is(counter: Counter) -> None:
    order, line = await stocked_order(counter)
    with pytest.raises(NotWhole):
        await counter.done(orders.set_quantity, order.id, line, quantity=quantity("1.5"))
    half = await counter.done(orders.set_quantity, order.id, order.lines[1].id, quantity=quantity("0.5"))
    assert half.lines[1].quantity == quantity("0.5")


async def test_without_an_agreement_nothing_is_asked_again(counter: Counter, clock: SettableClock) -> None:
    order, line = await stocked_order(counter)
    clock.advance(hours=1)
    changed = await counter.done(orders.set_quantity, order.id, line, quantity=SIX)
    assert (changed.changed_at, changed.to_sign_again) == (None, False)


async def test_the_last_line_is_cancelled_with_the_order_and_a_reason(counter: Counter) -> None:
    order, line = await stocked_order(counter)
    still = await counter.done(orders.cancel_line, order.id, line)
    assert (still.state, await counter.level()) == (OrderState.CONFIRMED, (Decimal(10), Decimal(0)))
    with pytest.raises(LastLine):
        await counter.done(orders.cancel_line, order.id, order.lines[1].id)
    assert (await counter.read(order.id)).state is OrderState.CONFIRMED
    gone = await counter.done(orders.cancel, order.id, reason="Le client y renonce")
    assert (gone.state, gone.gross) == (OrderState.CANCELLED, Decimal("0.00"))
    with pytest.raises(IllegalTransition):
        await counter.done(orders.cancel_line, order.id, order.lines[1].id)
    with pytest.raises(IllegalTransition):
        await counter.done(orders.cancel, order.id, reason="Encore")


async def test_cancelling_a_part_delivered_order_leaves_what_was_delivered(counter: Counter) -> None:
    order, line = await stocked_order(counter)
    await counter.delivered(order, {line: quantity(1)})
    done = await counter.done(orders.cancel, order.id, reason="Chantier arrêté")
    assert (done.state, [each.quantity for each in done.lines]) == (OrderState.CLOSED, [Decimal(1), Decimal(0)])
    assert done.net == Decimal("189.00")
    (told,) = [one for one in await counter.facts(order.id) if one.kind == "OrderCancelled"]
    assert told.facts == {"by": "Karim Benali", "reason": "Chantier arrêté", "gross": "226.80"}


async def test_cancelling_calls_off_the_deliveries_that_were_prepared(counter: Counter) -> None:
    order, line = await stocked_order(counter)
    async with counter.trade.work.begin(counter.trade.seller) as uow:
        there = (await warehouses.main(uow)).id
        planned = Delivery(order_id=order.id, warehouse_id=there, created_at=uow.now, created_by=None)
        planned.lines = [DeliveryLine(order_line_id=line, planned=quantity(4))]
        uow.session.add(planned)
    await counter.done(orders.cancel, order.id, reason="Chantier arrêté")
    async with counter.trade.work.read(counter.trade.seller) as db:
        assert list(await db.session.scalars(select(Delivery.state))) == [DeliveryState.CANCELLED]


async def test_a_waiting_order_is_cancelled_too(counter: Counter) -> None:
    order, _line = await stocked_order(counter, "12")
    gone = await counter.done(orders.cancel, order.id, reason="Trop long")
    assert (gone.state, await counter.level()) == (OrderState.CANCELLED, (Decimal(10), Decimal(0)))


async def test_what_was_ordered_without_a_stock_is_followed_without_one(counter: Counter) -> None:
    order = await counter.placed()
    line = order.lines[0].id
    await counter.stocked("1")  # counted from now on only
    less = await counter.done(orders.set_quantity, order.id, line, quantity=quantity(1))
    assert less.state is OrderState.CONFIRMED
    gone = await counter.done(orders.cancel, order.id, reason="Trop long")
    assert (gone.state, await counter.level()) == (OrderState.CANCELLED, (Decimal(1), Decimal(0)))


async def test_titles_strangers_lines_and_old_versions_are_not_changed(counter: Counter) -> None:
    order = await counter.placed(NewLine(kind=LineKind.SECTION, label="Pose"), work_hours())
    other = await counter.placed()
    for line_id in (order.lines[0].id, other.lines[0].id):
        with pytest.raises(NotFound):
            await counter.done(orders.set_quantity, order.id, line_id, quantity=TWO)
    with pytest.raises(Changed):
        await counter.done(orders.set_quantity, order.id, order.lines[1].id, quantity=TWO, version=order.version - 1)


async def test_a_discount_in_euros_and_free_units_follow_what_is_left(counter: Counter) -> None:
    quote = await counter.quote(work_hours(price="100", count="3", free=quantity(1)), discount=percent(10))
    order = await counter.place(quote.id)
    assert order.net == Decimal("180.00")
    done = await counter.done(orders.set_quantity, order.id, order.lines[0].id, quantity=quantity(1))
    assert (done.lines[0].free, done.net) == (Decimal(1), Decimal("0.00"))


async def test_what_was_not_counted_when_it_left_does_not_come_back(counter: Counter) -> None:
    await counter.trade.set_company(stock_out=StockOut.ORDER)
    order = await counter.placed()
    await counter.stocked("1")
    await counter.done(orders.cancel, order.id, reason="Trop long")
    assert await counter.level() == (Decimal(1), Decimal(0))


async def test_less_is_never_refused_for_what_is_not_there(counter: Counter) -> None:
    order = await counter.placed(counter.trade.radiators("5"))
    await counter.stocked("1")  # counted from now on only
    done = await counter.done(orders.set_quantity, order.id, order.lines[0].id, quantity=quantity(4))
    assert (done.state, await counter.level()) == (OrderState.CONFIRMED, (Decimal(1), Decimal(4)))


async def test_numbered_pieces_leave_with_the_order_before_anybody_knows_which(counter: Counter) -> None:
    await counter.trade.set_company(stock_out=StockOut.ORDER)
    await counter.stocked("3")
    await counter.trade.set_product(tracking=Tracking.SERIAL)
    order = await counter.placed()
    assert await counter.level() == (Decimal(1), Decimal(0))
    await counter.done(orders.cancel, order.id, reason="Trop long")
    assert await counter.level() == (Decimal(3), Decimal(0))


async def test_what_left_with_the_order_comes_back_whatever_the_kit_is_made_of_now(counter: Counter) -> None:
    trade = counter.trade
    await trade.set_company(stock_out=StockOut.ORDER)
    old, new, kit = [(await counter.product(label)) for label in ("Ancien", "Nouveau", "Pose clim")]
    for part in (old, new):
        await counter.stocked("10", part)
    await counter.remake(kit, (old, "1"))
    order = await counter.placed(NewLine(quantity=quantity(4), product_id=kit))
    await counter.remake(kit, (old, "3"), (new, "1"))
    await counter.done(orders.set_quantity, order.id, order.lines[0].id, quantity=quantity(3))
    assert [(await counter.level(part))[0] for part in (old, new)] == [Decimal(7), Decimal(10)]
    await counter.done(orders.cancel, order.id, reason="plus besoin")
    assert [(await counter.level(part))[0] for part in (old, new)] == [Decimal(10), Decimal(10)]
