"""What the pages are made from, read from the database: what came before, what is missing, what is kept."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import TypeVar

import pytest

from core.catalog.models import Tracking
from core.company.models import StockOut
from core.kernel.amounts import NOTHING, quantity
from core.kernel.errors import NotFound
from core.permissions import SYSTEM, Actor
from core.sales import deliveries, orders
from core.sales.models import Delivery
from core.sales.papers import ToPick, delivery_paper, keeping, return_paper
from core.stock import warehouses
from core.uow import Reader, Work
from tests.core.sales.deliveries.shop import Shop, a_shop, back, left, some, work_hours

_Read = TypeVar("_Read")


@pytest.fixture
async def shop(work: Work) -> Shop:
    return await a_shop(work)


def upkeep(shop: Shop) -> Actor:
    return replace(SYSTEM, company_id=shop.trade.company_id)


async def read(shop: Shop, get: Callable[[Reader, int], Awaitable[_Read]], subject_id: int) -> _Read:
    async with shop.work.read(upkeep(shop)) as db:
        return await get(db, subject_id)


async def goods_of(shop: Shop, delivery: Delivery) -> dict[str, ToPick]:
    slip = await read(shop, keeping.slip_print.run, delivery.id)
    return {one.label: one for one in slip.goods}


async def test_each_note_counts_what_earlier_ones_have_brought(shop: Shop) -> None:
    order = await shop.order(some(await shop.product(many="9"), "9"))
    line = order.lines[0].id
    notes = [await shop.deliver_order(order.id, left(line, many)) for many in ("2", "3", "4")]
    told = []
    for note in notes:
        said = await read(shop, keeping.delivery_print.run, note.id)
        only = delivery_paper(said.delivery, said.order, before=said.before, driver=said.driver).lines[0]
        told.append((only.ordered, only.brought or NOTHING, only.delivered, only.remaining))
    assert told == [tuple(map(quantity, one)) for one in ((9, 0, 2, 7), (9, 2, 3, 4), (9, 5, 4, 0))]
    assert (await read(shop, keeping.delivery_print.run, notes[0].id)).driver == "Mehdi"


async def test_what_was_not_brought_yet_has_no_note(shop: Shop) -> None:
    order = await shop.order(some(await shop.product(many="9"), "9"))
    delivery = await shop.plan(order.id)
    with pytest.raises(NotFound):
        await read(shop, keeping.delivery_print.run, delivery.id)


async def test_the_slip_says_where_goods_lie_and_leaves_services_out(shop: Shop) -> None:
    radiator = await shop.product(many="9")
    order = await shop.order(some(radiator, "4"), some(await shop.service()), work_hours("Socle"))
    delivery = await shop.plan(order.id)
    async with shop.work.begin(shop.seller) as uow:
        await warehouses.locate(uow, delivery.warehouse_id, radiator, location="A3-2")
    found = await goods_of(shop, delivery)
    assert sorted(found) == ["Radiateur", "Socle"]
    assert (found["Radiateur"].location, found["Radiateur"].quantity) == ("A3-2", quantity(4))
    assert found["Radiateur"].missing == found["Socle"].missing == NOTHING


async def test_kits_are_told_by_all_their_parts(shop: Shop) -> None:
    split, pipe = await shop.product("Split", many="9"), await shop.product("Tube", many="5")
    inner = await shop.kit((pipe, "1.5"), label="Liaison")
    kit = await shop.kit((split, "1"), (inner, "2"), (await shop.service("Pose"), "1"))
    await shop.trade.set_company(stock_may_lack=True)
    delivery = await shop.plan((await shop.order(some(kit, "2"))).id)
    told = (await goods_of(shop, delivery))["Pose clim"]
    assert [(part.label, part.quantity) for part in told.parts] == [("Split", quantity(2)), ("Liaison", quantity(4))]
    assert [(part.label, part.quantity, part.missing) for part in told.parts[1].parts] == [
        ("Tube", quantity(6), quantity(1))
    ]


async def test_what_is_missing_is_counted_once_over_the_lines(shop: Shop) -> None:
    valve = await shop.product("Vanne", many="5")
    await shop.trade.set_company(stock_may_lack=True)
    order = await shop.order(some(valve, "4"), some(valve, "3"))
    slip = await read(shop, keeping.slip_print.run, (await shop.plan(order.id)).id)
    assert [one.missing for one in slip.goods] == [NOTHING, quantity(2)]


async def test_what_somebody_has_picked_is_believed(shop: Shop) -> None:
    order = await shop.order(some(await shop.product("Vanne", many="9"), "4"))
    delivery = await shop.plan(order.id)
    async with shop.work.begin(shop.driver) as uow:
        await deliveries.pick(uow, delivery.id, delivery.lines[0].id, picked=quantity(3))
    assert (await goods_of(shop, delivery))["Vanne"].missing == quantity(1)


async def test_goods_that_left_the_stock_with_the_order_are_not_missing(shop: Shop) -> None:
    order = await shop.order(some(await shop.product("Vanne", many="4"), "4"), stock_out=StockOut.ORDER)
    assert (await goods_of(shop, await shop.plan(order.id)))["Vanne"].missing == NOTHING


async def test_a_return_is_printed_with_its_numbers(shop: Shop) -> None:
    boiler = await shop.numbered(Tracking.SERIAL, "SN-1", "SN-2")
    order = await shop.order(some(boiler, "2"))
    line = order.lines[0].id
    await shop.deliver_order(order.id, left(line, "2", "SN-1", "SN-2"))
    made = await shop.give_back(order.id, back(line, "1", "SN-2"))
    returned, whole_order = await read(shop, keeping.return_print.run, made.id)
    assert "SN-2" in return_paper(returned, whole_order).lines[0].detail
    with pytest.raises(NotFound):
        await read(shop, keeping.return_print.run, 999)


async def test_each_version_of_an_order_keeps_its_first_file(shop: Shop) -> None:
    order = await shop.order(some(await shop.product(many="9"), "4"))
    said = await read(shop, keeping.order_print.run, order.id)
    assert (said.kept, said.frozen, said.quote.id) == (None, True, order.quote_id)
    assert await keep(shop, order.id, "a" * 64, order.version) == "a" * 64
    assert await keep(shop, order.id, "b" * 64, order.version) == "a" * 64
    async with shop.work.begin(shop.seller) as uow:
        changed = await orders.set_quantity(uow, order.id, order.lines[0].id, quantity=quantity(3))
    assert (await read(shop, keeping.order_print.run, order.id)).kept is None
    assert await keep(shop, order.id, "c" * 64, changed.version) == "c" * 64
    said = await read(shop, keeping.order_print.run, order.id)
    assert (said.kept, said.order.pdf_sha256) == ("c" * 64, "c" * 64)


async def keep(shop: Shop, order_id: int, sha256: str, version: int) -> str:
    async with shop.work.begin(upkeep(shop)) as uow:
        return await keeping.attach_order(uow, order_id, sha256=sha256, version=version)


async def test_a_note_is_frozen_once_it_is_signed(shop: Shop) -> None:
    order = await shop.order(some(await shop.product(many="9"), "4"))
    delivery = await shop.deliver_order(order.id)
    assert not (await read(shop, keeping.delivery_print.run, delivery.id)).frozen
    async with shop.work.begin(shop.driver) as uow:
        await deliveries.sign(uow, delivery.id, name="Léa Œuvrard")
    assert (await read(shop, keeping.delivery_print.run, delivery.id)).frozen
    for sha256 in ("a" * 64, "b" * 64):
        async with shop.work.begin(upkeep(shop)) as uow:
            assert await keeping.attach_delivery(uow, delivery.id, sha256=sha256) == "a" * 64
