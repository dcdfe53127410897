"""Who is told what becomes of an order: the customer, the depot, and those who give money back."""

from decimal import Decimal
from typing import Any

from core.kernel.amounts import amount, percent, quantity
from core.permissions import Role
from core.sales import deliveries, orders
from core.sales.lifecycles import Engagement, OrderState
from core.sales.models import Order
from tests.companies import SettableClock, a_member
from tests.core.sales.orders.counter import Counter
from tests.core.sales.trade import accepting, work_hours

YOURS = ("order_yours_confirmed", "order_yours_cancelled", "order_yours_refused")


async def yours(counter: Counter) -> list[str]:
    """The kinds of what the customer's people were told, in the order of YOURS."""
    return [one.kind for kind in YOURS for one in await counter.notices(kind)]


async def paid(counter: Counter, received: str = "100") -> Order:
    """An order of two radiators that waits for the rest of its deposit."""
    order = await counter.place((await counter.quote(deposit=percent(50))).id)
    return await counter.paid(order, received)


async def test_a_customer_who_has_agreed_is_told_once_that_his_order_is_confirmed(counter: Counter) -> None:
    quote, customer = await counter.trade.sent()
    await counter.trade.done(accepting, quote.id, customer)
    await counter.set_customer(credit_limit=amount("1"))
    order, manager = await counter.place(quote.id), await counter.manager()
    assert (order.state, await yours(counter)) == (OrderState.WAITING, [])
    await counter.done(orders.release, order.id, actor=manager, reason="Client de confiance")
    (told,) = await counter.notices("order_yours_confirmed")
    assert (told.person_id, told.facts) == (
        customer.person_id,
        {"order_id": order.id, "number": order.number, "back": "0.00"},
    )


async def test_nobody_is_told_of_an_order_that_he_does_not_know_of(counter: Counter) -> None:
    await counter.trade.sent()
    await counter.placed()
    await counter.placed(engagement=Engagement.ORAL, told_by="Mme Caron")  # asked about first
    assert await yours(counter) == []


async def test_a_refusal_is_told_without_its_reason(counter: Counter) -> None:
    await counter.trade.sent()  # somebody of his is in the chat
    order, manager = await paid(counter), await counter.manager()
    await counter.done(orders.refuse, order.id, actor=manager, reason="Mauvais payeur")
    (told,) = await counter.notices("order_yours_refused")
    assert (told.facts["back"], "Mauvais payeur" in str(told.facts)) == ("100.00", False)


async def test_money_of_an_order_that_is_given_up_is_given_back(counter: Counter) -> None:
    accountant = await a_member(counter.trade.work, counter.trade.company_id, role=Role.ACCOUNTANT)
    order = await paid(counter)
    gone = await counter.done(orders.cancel, order.id, reason="Chantier annulé")
    assert (gone.state, gone.owed_back) == (OrderState.CANCELLED, amount("100"))
    told = [(one.person_id, one.facts["amount"]) for one in await counter.notices("order_refund")]
    assert (accountant.person_id, "100.00") in told
    assert await yours(counter) == []  # nobody of his is in the chat


async def test_what_was_paid_beyond_a_smaller_order_is_given_back(counter: Counter) -> None:
    await counter.manager()
    order = await paid(counter, "440")
    assert (order.state, order.owed_back) == (OrderState.CONFIRMED, amount("0"))
    less = await counter.done(orders.set_quantity, order.id, order.lines[0].id, quantity=quantity(1))
    assert less.owed_back == amount("213.20")
    assert {one.facts["amount"] for one in await counter.notices("order_refund")} == {"213.20"}


async def test_the_depot_is_told_once_of_goods_to_prepare_unless_it_does_not_want_to(counter: Counter) -> None:
    work, company = counter.trade.work, counter.trade.company_id
    keeper = await a_member(work, company, role=Role.STOREKEEPER)
    await counter.placed(work_hours())  # nothing to prepare
    order = await counter.placed()
    assert [(one.person_id, one.facts) for one in await counter.notices("order_prepare")] == [
        (keeper.person_id, {"order_id": order.id})
    ]
    for wanted, many in ((False, 1), (True, 2)):
        async with work.begin(keeper) as uow:
            await deliveries.hear(uow, wanted=wanted)
        await counter.placed()
        assert len(await counter.notices("order_prepare")) == many


async def test_a_written_order_names_who_sent_it(counter: Counter) -> None:
    await counter.set_customer(contact="Bruno Girard")
    for sent_by, named in (("Marc Girard", "Marc Girard"), ("", "Dupont Menuiserie")):
        quote = await counter.quote()
        async with counter.trade.work.begin(counter.trade.seller) as uow:
            await orders.note_customer_order(uow, quote.id, file_sha256="a" * 64, file_name="bc.pdf", sent_by=sent_by)
        order = await counter.place(quote.id)
        assert (order.engagement, order.agreed_by) == (Engagement.WRITTEN, named)


async def _told_and_waiting(counter: Counter, **facts: Any) -> Order:
    """An order told by telephone, of a customer who is in the chat, for which not all is there."""
    await counter.trade.sent()
    await counter.stocked("1")
    quote = await counter.quote(**facts)
    return await counter.place(quote.id, engagement=Engagement.ORAL, told_by="Mme Caron")


async def test_what_was_told_and_had_to_wait_is_asked_about_once_it_is_let_pass(counter: Counter) -> None:
    order, manager = await _told_and_waiting(counter), await counter.manager()
    assert (order.state, await counter.notices("order_sent")) == (OrderState.WAITING, [])
    await counter.done(orders.release, order.id, actor=manager, reason="Client de confiance")
    (asked,) = await counter.notices("order_sent")
    assert asked.facts == {"order_id": order.id, "by": order.salesperson}
    assert await yours(counter) == []
    await counter.done(orders.set_quantity, order.id, order.lines[0].id, quantity=quantity(1))
    assert len(await counter.notices("order_sent")) == 1


async def test_a_deposit_that_lets_pass_what_was_told_has_it_confirmed_too(counter: Counter) -> None:
    order = await _told_and_waiting(counter, deposit=percent(50))
    await counter.stocked("1")
    await counter.paid(order, "226.80")
    assert (len(await counter.notices("order_sent")), await yours(counter)) == (1, [])
    assert (await counter.read(order.id)).state is OrderState.CONFIRMED


async def test_who_was_sent_the_recap_while_it_waited_is_told_that_it_is_confirmed(counter: Counter) -> None:
    order, manager = await _told_and_waiting(counter), await counter.manager()
    await counter.done(orders.send, order.id)
    await counter.done(orders.release, order.id, actor=manager, reason="Client de confiance")
    assert (len(await counter.notices("order_sent")), await yours(counter)) == (1, ["order_yours_confirmed"])


async def test_what_only_his_yes_to_new_conditions_keeps_is_his_to_see_once_the_deposit_came(counter: Counter) -> None:
    await counter.trade.set_company(conditions="Les anciennes.", conditions_version=1)
    first = await counter.placed()
    customer = await counter.customer(first.id)
    await counter.done(orders.sign, first.id, name="Marc Dupont")
    await counter.trade.set_company(conditions="Les nouvelles.", conditions_version=2)
    quote = await counter.quote(deposit=percent(50))
    order = await counter.place(quote.id, engagement=Engagement.ORAL, told_by="Mme Caron")
    await counter.paid(order, "226.80")
    assert [one.facts["order_id"] for one in await counter.notices("order_sent")][-1] == order.id
    done = await counter.done(orders.confirm_oral, order.id, actor=customer)
    assert (done.state, done.conditions_version) == (OrderState.CONFIRMED, 2)


async def test_the_recap_that_nobody_of_his_could_get_is_still_to_be_sent(counter: Counter) -> None:
    await counter.stocked("1")
    order, manager = await counter.placed(engagement=Engagement.ORAL, told_by="Mme Caron"), await counter.manager()

    async def to_recap() -> bool:
        async with counter.trade.work.read(counter.trade.seller) as db:
            return await orders.to_recap(db, await orders.read(db, order.id))

    assert not await to_recap()  # it waits
    await counter.done(orders.release, order.id, actor=manager, reason="Client de confiance")
    assert await to_recap()
    await counter.done(orders.send, order.id)
    assert not await to_recap()


async def test_who_was_brought_a_part_hears_that_the_rest_is_cancelled(counter: Counter) -> None:
    await counter.trade.sent()  # somebody of his is in the chat
    order = await counter.placed()
    await counter.delivered(order, {order.lines[0].id: quantity(1)})
    await counter.done(orders.cancel, order.id, reason="Introuvable")
    assert await yours(counter) == ["order_yours_cancelled"]


async def test_a_change_after_his_agreement_is_told_once_until_he_agrees_again(
    counter: Counter, clock: SettableClock
) -> None:
    order = await counter.placed()
    customer, line = await counter.customer(order.id), order.lines[0].id
    await counter.done(orders.sign, order.id, name="Marc Dupont", signature_sha256="a" * 64)
    before = len(await counter.notices("order_sent"))

    async def changed(many: int) -> tuple[int, bool]:
        """How often he was told of changes, and whether he is said to know of them."""
        clock.advance(minutes=1)
        await counter.done(orders.set_quantity, order.id, line, quantity=quantity(many))
        async with counter.trade.work.read(counter.trade.seller) as db:
            knows = await orders.knows_change(db, await orders.read(db, order.id))
        return len(await counter.notices("order_sent")) - before, knows

    assert [await changed(many) for many in (3, 4)] == [(1, True), (1, True)]
    clock.advance(minutes=1)
    await counter.done(orders.agree, order.id, actor=customer, name="Marc Dupont", words="Bon pour accord")
    assert await changed(5) == (2, True)


async def test_a_change_is_not_known_to_a_customer_who_is_not_in_the_chat(
    counter: Counter, clock: SettableClock
) -> None:
    order = await counter.placed()
    await counter.done(orders.sign, order.id, name="Marc Dupont")
    for given in (False, True):
        clock.advance(minutes=1)
        await counter.done(orders.set_quantity, order.id, order.lines[0].id, quantity=quantity(3 + given))
        if given:
            await counter.done(orders.send, order.id)
        async with counter.trade.work.read(counter.trade.seller) as db:
            assert await orders.knows_change(db, await orders.read(db, order.id)) is given


async def test_who_is_in_the_chat_is_asked_at_once_for_his_yes_to_newer_conditions(counter: Counter) -> None:
    await counter.trade.set_company(conditions="Les anciennes.", conditions_version=1)
    first = await counter.placed()
    await counter.customer(first.id)
    await counter.done(orders.sign, first.id, name="Marc Dupont")
    await counter.trade.set_company(conditions="Les nouvelles.", conditions_version=2)
    order = await counter.placed()
    assert order.state is OrderState.WAITING
    assert [one.facts["order_id"] for one in await counter.notices("order_sent")] == [order.id]
    async with counter.trade.work.read(counter.trade.seller) as db:
        assert not await orders.to_recap(db, await orders.read(db, order.id))


async def test_newer_conditions_are_still_to_be_sent_to_who_is_not_in_the_chat(counter: Counter) -> None:
    await counter.trade.set_company(conditions="Les anciennes.", conditions_version=1)
    await counter.done(orders.sign, (await counter.placed()).id, name="Marc Dupont")
    await counter.trade.set_company(conditions="Les nouvelles.", conditions_version=2)
    order = await counter.placed()
    async with counter.trade.work.read(counter.trade.seller) as db:
        assert await orders.to_recap(db, await orders.read(db, order.id))


async def test_a_change_that_lets_a_held_order_pass_is_told_with_its_confirmation(
    counter: Counter, clock: SettableClock
) -> None:
    quote, customer = await counter.trade.sent()
    await counter.trade.done(accepting, quote.id, customer)
    await counter.manager()
    await counter.set_customer(credit_limit=quote.gross * Decimal("0.9"))
    order = await counter.place(quote.id)
    assert order.state is OrderState.WAITING
    before = len(await counter.notices("order_sent"))
    clock.advance(minutes=1)
    less = await counter.done(orders.set_quantity, order.id, order.lines[0].id, quantity=quantity(1))
    assert (less.state, less.to_sign_again, await yours(counter)) == (OrderState.CONFIRMED, True, [])
    told = (await counter.notices("order_sent"))[before:]
    assert [(one.person_id, one.facts["confirmed"]) for one in told] == [(customer.person_id, True)]
