"""What is planned is never more than what is left; several people tick lines at once, and no tick is lost."""

import asyncio
from datetime import UTC, date, datetime

import pytest

from core.company.models import StockOut
from core.kernel.amounts import NOTHING, ONE, quantity
from core.kernel.errors import Changed, IllegalTransition, Invalid, NotFound
from core.permissions import Role
from core.sales import deliveries
from core.sales.deliveries.errors import MoreThanLeft, NothingLeft, NotPicked, OrderNotConfirmed
from core.sales.errors import QuantityWrong
from core.sales.lifecycles import DeliveryState
from core.stock import warehouses
from tests.companies import a_member, an_owner
from tests.core.sales.deliveries.shop import Shop, some, work_hours
from tests.core.sales.trade import Verb


async def test_all_that_is_left_is_planned_services_too(shop: Shop) -> None:
    order = await shop.order(some(await shop.product(many="9"), "4"), some(await shop.service(), "1"), work_hours())
    first = await shop.plan(order.id, (order.lines[0].id, "3"))
    rest = await shop.plan(order.id, on=date(2026, 11, 30), driver_id=shop.driver.person_id)
    assert [line.planned for line in first.lines] == [quantity(3)]
    assert [line.planned for line in rest.lines] == [ONE, ONE, ONE]
    assert (rest.planned_on, rest.driver_id) == (date(2026, 11, 30), shop.driver.person_id)
    assert rest.place["street"] == "3 rue du Bois"


async def test_never_more_is_planned_than_is_left_over_all_open_deliveries(shop: Shop) -> None:
    order = await shop.order(some(await shop.product(many="9"), "4"))
    line = order.lines[0].id
    first = await shop.plan(order.id, (line, "3"))
    with pytest.raises(MoreThanLeft) as refused:
        await shop.plan(order.id, (line, "2"))
    assert refused.value.left == ONE
    await shop.plan(order.id)
    with pytest.raises(NothingLeft):
        await shop.plan(order.id)
    async with shop.work.begin(shop.driver) as uow:
        await deliveries.cancel(uow, first.id)
    assert [one.free for one in await shop.remaining(order.id)] == [quantity(3)]


async def test_two_who_plan_at_once_plan_no_more_than_is_left(shop: Shop) -> None:
    order = await shop.order(some(await shop.product(many="9"), "4"))
    line = order.lines[0].id
    ends = await asyncio.gather(*(shop.plan(order.id, (line, "3")) for _one in range(2)), return_exceptions=True)
    assert sorted(type(end).__name__ for end in ends) == ["Delivery", MoreThanLeft.__name__]


@pytest.mark.parametrize("many", ["0", "-1"])
async def test_what_is_no_quantity_is_not_planned(shop: Shop, many: str) -> None:
    order = await shop.order(some(await shop.product(many="9"), "4"))
    with pytest.raises(QuantityWrong):
        await shop.plan(order.id, (order.lines[0].id, many))


async def test_only_a_confirmed_order_is_delivered(shop: Shop) -> None:
    order = await shop.order(some(await shop.product(many="1"), "4"))  # more than there is: it waits
    with pytest.raises(OrderNotConfirmed):
        await shop.plan(order.id)
    with pytest.raises(OrderNotConfirmed):
        await shop.deliver_order(order.id)


async def test_a_driver_is_one_of_the_companys_people_and_a_day_has_not_passed(shop: Shop) -> None:
    order = await shop.order(some(await shop.product(many="9"), "4"))
    stranger = await an_owner(shop.work, company="Autre")
    with pytest.raises(NotFound):
        await shop.plan(order.id, driver_id=stranger.person_id)
    with pytest.raises(Invalid):
        await shop.plan(order.id, on=date(2026, 11, 22))


async def test_the_hour_gives_the_day_and_both_are_changed_later(shop: Shop) -> None:
    order = await shop.order(some(await shop.product(many="9"), "4"))
    late = datetime(2026, 11, 24, 23, 30, tzinfo=UTC)  # past midnight in Paris
    planned = await shop.plan(order.id, at=late)
    assert planned.planned_on == date(2026, 11, 25)
    async with shop.work.begin(shop.driver) as uow:
        changed = await deliveries.reschedule(uow, planned.id, on=date(2026, 11, 27), version=planned.version)
    assert (changed.planned_on, changed.planned_at) == (date(2026, 11, 27), None)
    with pytest.raises(Changed):
        async with shop.work.begin(shop.driver) as uow:
            await deliveries.reschedule(uow, planned.id, on=None, version=planned.version)


async def test_lines_ticked_at_once_by_several_keep_all_their_ticks(shop: Shop) -> None:
    order = await shop.order(*[some(await shop.product(f"Vanne {n}", many="5"), "2") for n in range(5)])
    planned = await shop.plan(order.id)

    async def ticked(line_id: int) -> None:
        async with shop.work.begin(shop.driver) as uow:
            await deliveries.pick(uow, planned.id, line_id, picked=quantity(2))

    await asyncio.gather(*(ticked(line.id) for line in planned.lines for _tap in range(2)))
    async with shop.work.read(shop.driver) as db:
        now = await deliveries.read(db, planned.id)
    assert [line.picked for line in now.lines] == [quantity(2)] * 5
    assert now.version == planned.version + 5


async def test_ready_once_all_goods_are_looked_at_and_shortages_are_noted(shop: Shop) -> None:
    order = await shop.order(some(await shop.product(many="9"), "4"), some(await shop.service(), "1"), work_hours())
    planned = await shop.plan(order.id)
    line = planned.lines[0].id
    with pytest.raises(NotPicked) as refused:
        await _done(shop, deliveries.ready, planned.id)
    assert refused.value.lines == ("Radiateur",)
    async with shop.work.begin(shop.driver) as uow:
        await deliveries.pick(uow, planned.id, line, picked=quantity(3))
        await deliveries.ready(uow, planned.id)
    async with shop.work.read(shop.driver) as db:
        (waiting,) = await deliveries.to_prepare(db)
    assert (waiting.state, waiting.lines, waiting.picked, waiting.short) == (DeliveryState.READY, 2, 1, 1)
    async with shop.work.begin(shop.driver) as uow:
        again = await deliveries.pick(uow, planned.id, line, picked=None)
    assert again.state is DeliveryState.PREPARING


async def test_whatever_nobody_has_looked_at_is_ticked_in_one_go(shop: Shop) -> None:
    order = await shop.order(some(await shop.product(many="9"), "4"), some(await shop.product("Vanne", many="9"), "2"))
    planned = await shop.plan(order.id)
    async with shop.work.begin(shop.driver) as uow:
        await deliveries.pick(uow, planned.id, planned.lines[0].id, picked=NOTHING)
        all_there = await deliveries.pick_rest(uow, planned.id)
    assert [line.picked for line in all_there.lines] == [NOTHING, quantity(2)]


async def test_no_more_is_picked_than_planned_and_nothing_once_it_has_left(shop: Shop) -> None:
    order = await shop.order(some(await shop.product(many="9"), "4"))
    planned = await shop.plan(order.id)
    line = planned.lines[0].id
    for many in ("5", "-1"):
        with pytest.raises(QuantityWrong):
            async with shop.work.begin(shop.driver) as uow:
                await deliveries.pick(uow, planned.id, line, picked=quantity(many))
    await _done(shop, deliveries.leave, planned.id)
    with pytest.raises(IllegalTransition):
        async with shop.work.begin(shop.driver) as uow:
            await deliveries.pick(uow, planned.id, line, picked=quantity(4))


async def test_the_slip_goes_by_the_place_in_the_warehouse(shop: Shop) -> None:
    labels = ("Vanne", "Ballon", "Joint")
    bought = [await shop.product(label, many="9", reference=label.upper()) for label in labels]
    order = await shop.order(*[some(product) for product in bought], work_hours())
    keeper = await a_member(shop.work, shop.trade.company_id, role=Role.STOREKEEPER)
    async with shop.work.begin(keeper) as uow:
        depot = await warehouses.main(uow)
        for product, location in zip(bought, ("B2", "A1", ""), strict=True):
            await warehouses.locate(uow, depot.id, product, location=location)
    planned = await shop.plan(order.id)
    async with shop.work.read(keeper) as db:
        slip = await deliveries.lines_of(db, planned.id)
    assert [(line.location, line.label) for line in slip] == [
        ("A1", "Ballon"),
        ("B2", "Vanne"),
        ("", "Joint"),
        ("", "Pose"),
    ]
    assert slip[0].reference == "BALLON"


async def test_the_day_of_a_driver_is_by_the_hour_with_place_and_telephone(shop: Shop) -> None:
    product = await shop.product(many="20")
    first, second, third = [await shop.order(some(product, "2")) for _order in range(3)]
    mine = {"driver_id": shop.driver.person_id}
    await shop.plan(first.id, on=date(2026, 11, 24), **mine)
    await shop.plan(second.id, at=datetime(2026, 11, 24, 8, tzinfo=UTC), **mine)
    await shop.plan(third.id, on=date(2026, 11, 24))
    async with shop.work.read(shop.driver) as db:
        stops = await deliveries.of_day(db, date(2026, 11, 24), driver_id=shop.driver.person_id)
        everybody = await deliveries.of_day(db, date(2026, 11, 24))
        assert await deliveries.of_day(db, date(2026, 11, 25)) == []
    assert [stop.order_id for stop in stops] == [second.id, first.id]
    assert len(everybody) == 3
    assert (stops[0].customer, stops[0].driver, stops[0].place["city"]) == (
        "Dupont Menuiserie",
        "Mehdi",
        "Francheville",
    )


async def test_what_is_none_of_his_business_is_not_there(shop: Shop) -> None:
    order = await shop.order(some(await shop.product(many="9"), "4"))
    planned = await shop.plan(order.id, on=date(2026, 11, 24))
    other = await a_member(shop.work, shop.trade.company_id, name="Autre")
    async with shop.work.read(other) as db:
        assert not await deliveries.of_day(db, date(2026, 11, 24))
        assert not await deliveries.to_prepare(db)
        for read in (deliveries.read, deliveries.lines_of, deliveries.steps_of):
            with pytest.raises(NotFound):
                await read(db, planned.id)
    for verb in (deliveries.deliver, deliveries.cancel, deliveries.close):
        with pytest.raises(NotFound):
            async with shop.work.begin(other) as uow:
                await verb(uow, planned.id)


async def test_each_way_out_of_the_stock_plans_alike(shop: Shop) -> None:
    product = await shop.product(many="50")
    for way in StockOut:
        order = await shop.order(some(product, "4"), stock_out=way)
        assert [line.planned for line in (await shop.plan(order.id)).lines] == [quantity(4)]


async def _done(shop: Shop, verb: Verb, delivery_id: int) -> None:
    async with shop.work.begin(shop.driver) as uow:
        await verb(uow, delivery_id)
