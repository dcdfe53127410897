"""How the customer binds himself: a drawn signature, his name, a yes to a recap; each once."""

from decimal import Decimal
from typing import Any

import pytest

from core.kernel.amounts import quantity, unit_price
from core.kernel.errors import Changed, IllegalTransition, Invalid, NotAllowed, NotFound
from core.sales import orders
from core.sales.lifecycles import Engagement, OrderState, QuoteState
from tests.companies import SettableClock
from tests.core.sales.orders.counter import Counter

INK = "a" * 64
AGREED: dict[str, Any] = {"name": "Marc Dupont", "words": "Bon pour accord"}


async def test_a_drawn_signature_says_who_when_and_on_what_conditions(counter: Counter, clock: SettableClock) -> None:
    await counter.trade.set_company(conditions="Paiement à 30 jours.", conditions_version=4)
    order = await counter.placed()
    clock.advance(hours=1)
    done = await counter.done(
        orders.sign, order.id, name="Marc Dupont", role="gérant", words="Bon pour accord", signature_sha256=INK
    )
    assert (done.engagement, done.agreed_by, done.agreed_role, done.agreed_at) == (
        Engagement.DRAWN,
        "Marc Dupont",
        "gérant",
        clock.now,
    )
    assert (done.signature_sha256, done.conditions_version) == (INK, 4)


async def test_sent_twice_it_is_signed_once_and_a_name_does_not_replace_a_signature(counter: Counter) -> None:
    order = await counter.placed()
    signed = await counter.done(orders.sign, order.id, name="Marc Dupont", signature_sha256=INK)
    for ink in (INK, None):
        again = await counter.done(orders.sign, order.id, name="Léo", signature_sha256=ink)
        assert (again.version, again.agreed_by) == (signed.version, "Marc Dupont")
    assert [one.kind for one in await counter.facts(order.id)].count("OrderAgreed") == 1


@pytest.mark.parametrize(
    "facts",
    [
        {"name": " ", "signature_sha256": INK},
        {"name": "Marc", "signature_sha256": "../../x"},
        {"name": "Marc", "signature_sha256": ""},
    ],
)
async def test_what_is_no_signature_is_refused(counter: Counter, facts: dict[str, Any]) -> None:
    order = await counter.placed()
    with pytest.raises(Invalid):
        await counter.done(orders.sign, order.id, **facts)


async def test_the_customer_agrees_in_his_own_chat_and_the_salesperson_is_told(counter: Counter) -> None:
    order = await counter.placed()
    customer = await counter.customer(order.id)
    done = await counter.done(orders.agree, order.id, actor=customer, **AGREED)
    assert (done.engagement, done.agreed_by) == (Engagement.TAPPED, "Marc Dupont")
    (told,) = await counter.notices("order_agreed")
    assert told.person_id == counter.trade.seller.person_id
    with pytest.raises(Invalid):
        await counter.done(orders.agree, order.id, actor=customer, name="Marc", words="ok")


async def test_only_his_own_orders_and_only_what_he_has_seen(counter: Counter) -> None:
    order = await counter.placed()
    customer = await counter.customer(order.id)
    other = await counter.trade.a_customer()
    theirs = await counter.place((await counter.quote(customer_id=other.id)).id)
    with pytest.raises(NotFound):
        await counter.done(orders.agree, theirs.id, actor=customer, **AGREED)
    with pytest.raises(NotAllowed):
        await counter.done(orders.agree, order.id, **AGREED)
    with pytest.raises(Changed):
        await counter.done(orders.agree, order.id, actor=customer, version=order.version - 1, **AGREED)
    async with counter.trade.work.read(customer) as db:
        assert [each.id for each in await orders.received(db)] == [order.id]
        assert (await orders.read_received(db, order.id)).id == order.id
        with pytest.raises(NotFound):
            await orders.read_received(db, theirs.id)


async def test_an_order_that_waits_is_seen_by_its_customer_once_it_was_sent(counter: Counter) -> None:
    customer = await counter.customer((await counter.placed()).id)
    await counter.stocked("1")
    order = await counter.placed()
    assert order.state is OrderState.WAITING
    async with counter.trade.work.read(customer) as db:
        with pytest.raises(NotFound):
            await orders.read_received(db, order.id)
        assert order.id not in {each.id for each in await orders.received(db)}
    await counter.done(orders.send, order.id)
    async with counter.trade.work.read(customer) as db:
        assert (await orders.read_received(db, order.id)).number == order.number
        assert order.id in {each.id for each in await orders.received(db)}


async def test_who_is_in_the_chat_is_told_once_for_each_version(counter: Counter) -> None:
    order = await counter.placed()
    customer = await counter.customer(order.id)
    await counter.done(orders.send, order.id)
    await counter.done(orders.send, order.id)
    assert [one.person_id for one in await counter.notices("order_sent")] == [customer.person_id]
    await counter.done(orders.set_quantity, order.id, order.lines[0].id, quantity=quantity(3))
    await counter.done(orders.send, order.id)
    assert len(await counter.notices("order_sent")) == 2
    await counter.done(orders.cancel, order.id, reason="Non")
    with pytest.raises(IllegalTransition):
        await counter.done(orders.send, order.id)


async def test_the_recap_of_an_oral_order_is_confirmed_once(counter: Counter, clock: SettableClock) -> None:
    order = await counter.placed(engagement=Engagement.ORAL, told_by="Mme Caron")
    customer = await counter.customer(order.id)
    clock.advance(hours=2)
    done = await counter.done(orders.confirm_oral, order.id, actor=customer)
    assert (done.engagement, done.agreed_by, done.confirmed_at) == (Engagement.ORAL, "Mme Caron", clock.now)
    again = await counter.done(orders.confirm_oral, order.id, actor=customer)
    assert again.version == done.version
    clock.advance(hours=2)
    changed = await counter.done(orders.set_quantity, order.id, order.lines[0].id, quantity=quantity(3))
    assert changed.to_sign_again
    clock.advance(hours=2)
    once_more = await counter.done(orders.confirm_oral, order.id, actor=customer)
    assert (once_more.to_sign_again, once_more.confirmed_at) == (False, clock.now)


async def test_what_was_not_told_is_not_confirmed_as_a_recap(counter: Counter) -> None:
    order = await counter.placed()
    customer = await counter.customer(order.id)
    with pytest.raises(Invalid):
        await counter.done(orders.confirm_oral, order.id, actor=customer)


async def test_an_earlier_order_is_a_model_at_todays_prices(counter: Counter) -> None:
    order = await counter.placed(counter.trade.radiators("3"))
    await counter.done(orders.cancel, order.id, reason="Plus tard")
    await counter.trade.set_product(price=unit_price("200"))
    async with counter.trade.work.begin(counter.trade.seller) as uow:
        model = await orders.copy_as_draft(uow, order.id)
    assert (model.state, model.for_order, model.customer_id) == (QuoteState.DRAFT, True, order.customer_id)
    assert [(line.quantity, line.unit_price) for line in model.lines] == [(Decimal(3), Decimal(200))]
    assert (await counter.place(model.id)).id != order.id
