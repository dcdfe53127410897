"""An order that waits: released with a reason, refused, or a deposit first."""

from decimal import Decimal

import pytest

from core.company.models import StockOut
from core.history import history
from core.kernel.amounts import amount, percent
from core.kernel.errors import Changed, IllegalTransition, Invalid, NotAllowed
from core.parties.models import CustomerKind
from core.sales import orders
from core.sales.errors import MoreThanDue, PaymentLocked
from core.sales.lifecycles import OrderState
from core.sales.models import Order
from core.sales.orders import CheckKind, Verdict
from core.sales.orders.control import owed_by
from core.sales.orders.deciding import count_deposit
from core.stock.errors import StockShort
from tests.core.sales.orders.counter import Counter
from tests.core.sales.trade import accepting


async def waiting(counter: Counter) -> Order:
    """An order of two radiators of which one is there."""
    await counter.stocked("1")
    return await counter.placed()


async def test_whoever_forces_an_order_is_kept_with_his_reason(counter: Counter) -> None:
    order, manager = await waiting(counter), await counter.manager()
    done = await counter.done(orders.release, order.id, actor=manager, reason="Livraison lundi", version=order.version)
    assert (done.state, done.forced_by, done.forced_reason) == (
        OrderState.CONFIRMED,
        manager.person_id,
        "Livraison lundi",
    )
    assert await counter.level() == (Decimal(1), Decimal(2))  # promised all the same
    (told,) = await counter.notices("order_released")
    assert (told.person_id, told.facts["reason"]) == (counter.trade.seller.person_id, "Livraison lundi")
    async with counter.trade.work.read(counter.trade.seller) as db:
        facts = {fact.kind: fact.facts for fact in await history(db, "order", order.id)}
    assert facts["OrderReleased"] == {"by": "Léa Martin", "reason": "Livraison lundi", "failed": ["stock"]}


async def test_only_who_may_decides_and_only_once(counter: Counter) -> None:
    order, manager = await waiting(counter), await counter.manager()
    for verb in (orders.release, orders.refuse):
        with pytest.raises(NotAllowed):
            await counter.done(verb, order.id, reason="Oui")
        with pytest.raises(Invalid):
            await counter.done(verb, order.id, actor=manager, reason=" ")
        with pytest.raises(Changed):
            await counter.done(verb, order.id, actor=manager, reason="Oui", version=order.version - 1)
    await counter.done(orders.release, order.id, actor=manager, reason="Oui")
    with pytest.raises(IllegalTransition):
        await counter.done(orders.release, order.id, actor=manager, reason="Oui")


async def test_goods_that_leave_at_once_cannot_be_forced_out_of_an_empty_stock(counter: Counter) -> None:
    await counter.trade.set_company(stock_out=StockOut.ORDER)
    order, manager = await waiting(counter), await counter.manager()
    with pytest.raises(StockShort):
        await counter.done(orders.release, order.id, actor=manager, reason="Oui")
    await counter.stocked("1")
    await counter.done(orders.release, order.id, actor=manager, reason="Oui")
    assert await counter.level() == (Decimal(0), Decimal(0))


async def test_a_refused_order_holds_nothing_and_its_salesperson_knows_why(counter: Counter) -> None:
    order, manager = await waiting(counter), await counter.manager()
    done = await counter.done(orders.refuse, order.id, actor=manager, reason="Pas avant mars")
    assert (done.state, await counter.level()) == (OrderState.REFUSED, (Decimal(1), Decimal(0)))
    (told,) = await counter.notices("order_refused")
    assert (told.person_id, told.facts["reason"]) == (counter.trade.seller.person_id, "Pas avant mars")


async def test_a_deposit_that_comes_releases_the_order_by_itself(counter: Counter) -> None:
    await counter.set_customer(credit_limit=amount("300"))
    order, manager = await counter.placed(), await counter.manager()  # 453,60 €
    asked = await counter.done(orders.ask_deposit, order.id, actor=manager, share=percent(50))
    assert orders.Control.of(asked)[CheckKind.DEPOSIT].facts["asked"] == "226.80"
    (told,) = await counter.notices("order_deposit_asked")
    assert told.facts["amount"] == "226.80"
    half = await counter.paid(order, "100")
    assert half.state is OrderState.WAITING
    done = await counter.paid(order, "126.80")
    assert (done.state, done.deposit_received, done.forced_by) == (OrderState.CONFIRMED, Decimal("226.80"), None)
    assert orders.Control.of(done).failed == ()


async def test_a_deposit_does_not_bring_goods(counter: Counter) -> None:
    await counter.stocked("1")
    order = await counter.place((await counter.quote(deposit=percent(30))).id)
    paid = await counter.paid(order, "136.08")
    assert paid.state is OrderState.WAITING
    assert orders.Control.of(paid).failed == (CheckKind.STOCK,)
    assert orders.Control.of(paid)[CheckKind.DEPOSIT].verdict is Verdict.OK


@pytest.mark.parametrize("value", ["0", "-1", "453.61"])
async def test_a_deposit_is_a_part_of_what_is_due(counter: Counter, value: str) -> None:
    order = await counter.placed()
    with pytest.raises((Invalid, MoreThanDue)):
        await counter.done(orders.note_deposit, order.id, amount=amount(value), method="chèque")


async def test_money_that_goes_again_counts_no_more_whatever_has_become_of_the_order(counter: Counter) -> None:
    order = await counter.placed()
    await counter.paid(order, "100")
    await counter.done(orders.cancel, order.id, reason="Erreur")
    gone = await counter.done(count_deposit, order.id, amount=amount("-100"), method="cheque")
    assert (gone.state, gone.deposit_received) == (OrderState.CANCELLED, Decimal("0.00"))


async def test_nothing_is_paid_before_the_law_allows_it(counter: Counter) -> None:
    trade = counter.trade
    buyer = await trade.a_customer("Mme Girard", kind=CustomerKind.CONSUMER)
    quote = await trade.draft(customer_id=buyer.id, deposit=percent(30))
    await trade.done(accepting, quote.id, await trade.given(quote.id))
    order = await counter.place(quote.id)
    with pytest.raises(PaymentLocked):
        await counter.paid(order, "9")


async def test_who_refused_an_order_and_why_is_told_whatever_happened_since(counter: Counter) -> None:
    order, manager = await waiting(counter), await counter.manager()
    async with counter.trade.work.read(counter.trade.seller) as db:
        assert await orders.refusal(db, order) == ("", "")
    refused = await counter.done(orders.refuse, order.id, actor=manager, reason="Trop de retard")
    async with counter.trade.work.read(counter.trade.seller) as db:
        assert await orders.refusal(db, refused) == ("Léa Martin", "Trop de retard")


async def standing(counter: Counter, order: Order) -> orders.Control:
    async with counter.trade.work.read(counter.trade.seller) as db:
        return await orders.standing(db, await orders.read(db, order.id))


async def test_what_kept_an_order_and_is_gone_is_seen_and_a_review_confirms_it(counter: Counter) -> None:
    order = await waiting(counter)
    still = await counter.done(orders.review, order.id)
    assert (still.state, (await standing(counter, still)).failed) == (OrderState.WAITING, (CheckKind.STOCK,))
    await counter.stocked("1")
    assert (await standing(counter, still)).failed == ()
    done = await counter.done(orders.review, order.id, version=still.version)
    assert (done.state, orders.Control.of(done).failed) == (OrderState.CONFIRMED, ())
    with pytest.raises(IllegalTransition):
        await counter.done(orders.review, order.id)


async def test_nothing_is_forced_when_nothing_keeps_it_any_more(counter: Counter) -> None:
    await counter.set_customer(credit_limit=amount("300"))
    order, manager = await counter.placed(), await counter.manager()
    await counter.set_customer(credit_limit=amount("9000"))
    done = await counter.done(orders.release, order.id, actor=manager, reason="Client de confiance")
    assert (done.state, done.forced_by, done.forced_reason) == (OrderState.CONFIRMED, None, "")
    kinds = [fact.kind for fact in await counter.facts(order.id)]
    assert (kinds.count("OrderConfirmed"), kinds.count("OrderReleased")) == (1, 0)
    assert [one.kind for one in await counter.notices("order_confirmed")] == ["order_confirmed"]


async def test_what_a_forced_order_lacks_is_said_until_it_is_there(counter: Counter) -> None:
    order, manager = await waiting(counter), await counter.manager()
    forced = await counter.done(orders.release, order.id, actor=manager, reason="Livraison lundi")
    (check,) = (await standing(counter, forced)).checks
    (line,) = check.facts["lines"]
    assert (check.kind, check.verdict) == (CheckKind.STOCK, Verdict.WARN)
    assert (line["wanted"], line["now"], line["short"]) == ("2.000", "1.000", "1.000")
    await counter.stocked("1")
    assert (await standing(counter, forced)).checks == ()


async def test_those_who_decide_are_told_that_a_deposit_came_and_the_order_waits(counter: Counter) -> None:
    manager = await counter.manager()
    await counter.stocked("1")
    order = await counter.place((await counter.quote(deposit=percent(30))).id)
    await counter.paid(order, "136.08")
    told = [(one.person_id, one.facts["amount"]) for one in await counter.notices("order_paid")]
    assert (manager.person_id, "136.08") in told
    assert counter.trade.seller.person_id not in [person_id for person_id, _amount in told]


@pytest.mark.parametrize("share", ["30", "50"])
async def test_a_deposit_is_never_lowered_by_asking_for_one(counter: Counter, share: str) -> None:
    order, manager = await counter.place((await counter.quote(deposit=percent(50))).id), await counter.manager()
    with pytest.raises(Invalid):
        await counter.done(orders.ask_deposit, order.id, actor=manager, share=percent(share))
    assert (await counter.read(order.id)).deposit == percent(50)


async def test_who_is_forced_through_later_takes_nothing_from_who_was_promised_it_before(counter: Counter) -> None:
    await counter.stocked("2")
    honest, manager = await counter.placed(), await counter.manager()
    forced = await counter.placed(counter.trade.radiators("5"))
    await counter.done(orders.release, forced.id, actor=manager, reason="Livraison lundi")
    assert (await standing(counter, await counter.read(honest.id))).checks == ()
    (check,) = (await standing(counter, await counter.read(forced.id))).checks
    (line,) = check.facts["lines"]
    assert (line["wanted"], line["now"], line["short"]) == ("5.000", "0.000", "5.000")


async def test_what_was_delivered_is_paid_and_owed_no_more(counter: Counter) -> None:
    order = await counter.placed()
    await counter.delivered(order, {order.lines[0].id: order.lines[0].quantity})
    closed = await counter.paid(order, "453")
    assert (closed.state, closed.deposit_received) == (OrderState.CLOSED, Decimal("453.00"))
    async with counter.trade.work.read(counter.trade.seller) as db:
        assert await owed_by(db, order.customer_id) == Decimal("0.60")
    with pytest.raises(MoreThanDue):
        await counter.paid(order, "0.61")


async def test_a_deposit_that_was_forced_past_is_still_said_to_be_missing(counter: Counter) -> None:
    manager = await counter.manager()
    order = await counter.place((await counter.quote(deposit=percent(30))).id)
    forced = await counter.done(orders.release, order.id, actor=manager, reason="Il paiera lundi")
    (check,) = (await standing(counter, forced)).checks
    assert (check.kind, check.verdict, check.facts["received"]) == (CheckKind.DEPOSIT, Verdict.WARN, "0.00")
    paid = await counter.paid(forced, check.facts["asked"])
    assert (await standing(counter, paid)).checks == ()
