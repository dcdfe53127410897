"""Inventories, announced goods, warehouses, and the nightly check."""

from datetime import date, timedelta

import pytest
from sqlalchemy import update

from core.kernel.amounts import NOTHING, quantity, unit_price
from core.kernel.errors import Changed, Invalid, NotFound
from core.permissions import Role
from core.stock import availability, checking, counts, expected, moves, warehouses
from core.stock.checking import Difference
from core.stock.errors import (
    CountContradicted,
    CountEnded,
    ReceiptEnded,
    WarehouseInUse,
    WarehouseTaken,
    WarehouseWrong,
)
from core.stock.models import MoveKind, StockLevel, WarehouseKind
from tests.companies import a_member, an_owner
from tests.core.stock.shelves import Shelves, goods


async def _counted(shelves: Shelves, said: dict[int, str]) -> int:
    async with shelves.work.begin(shelves.owner) as uow:
        here = await counts.start(uow, shelves.depot)
        for product_id, many in said.items():
            await counts.count(uow, here.id, product_id, quantity=quantity(many))
        return here.id


async def _closed(shelves: Shelves, count_id: int) -> None:
    async with shelves.work.begin(shelves.owner) as uow:
        await counts.close(uow, count_id, reason="inventaire annuel")


async def test_what_was_counted_is_what_lies_there(shelves: Shelves) -> None:
    more, less, same = [await shelves.filled("5", label=label, unit="M") for label in ("Tube", "Gaine", "Joint")]
    fresh = await shelves.product("Trouvé")
    await _closed(shelves, await _counted(shelves, {more: "7", less: "3.5", same: "5", fresh: "2"}))
    there = [(await shelves.in_depot(one))[0] for one in (more, less, same, fresh)]
    assert there == [quantity(7), quantity("3.5"), quantity(5), quantity(2)]
    async with shelves.work.read(shelves.owner) as db:
        (move,) = [one for one in await moves.moves_of(db, more) if one.kind is MoveKind.COUNT]
        assert (move.quantity, move.reason) == (quantity(2), "inventaire annuel")
        assert len(await moves.moves_of(db, same)) == 1
    await shelves.expect_sums()


async def test_nothing_found_of_something_new_keeps_it_in_stock_too(shelves: Shelves) -> None:
    fresh = await shelves.product("Attendu")
    await _closed(shelves, await _counted(shelves, {fresh: "0"}))
    assert await shelves.stands(fresh) == {shelves.depot: (NOTHING, NOTHING)}


async def test_what_moves_after_the_counting_stays_moved(shelves: Shelves) -> None:
    tube = await shelves.filled("5")
    count_id = await _counted(shelves, {tube: "4"})
    await shelves.take(goods(tube, "2"))
    await _closed(shelves, count_id)
    assert await shelves.in_depot(tube) == (quantity(2), NOTHING)


async def test_more_gone_than_was_counted_is_counted_again(shelves: Shelves) -> None:
    tube = await shelves.filled("5")
    count_id = await _counted(shelves, {tube: "1"})
    await shelves.take(goods(tube, "3"))
    with pytest.raises(CountContradicted) as refused:
        await _closed(shelves, count_id)
    assert refused.value.labels == ("Ballon 150 L",)
    await _counted(shelves, {tube: "1"})
    await _closed(shelves, count_id)
    assert await shelves.in_depot(tube) == (quantity(1), NOTHING)


async def test_an_inventory_is_taken_up_again_until_it_ends(shelves: Shelves) -> None:
    tube, ring = await shelves.filled("5", label="Tube"), await shelves.filled("5", label="Anneau")
    count_id = await _counted(shelves, {tube: "9"})
    assert await _counted(shelves, {tube: "4"}) == count_id
    async with shelves.work.begin(shelves.owner) as uow:
        assert [one.counted for one in await counts.lines_of(uow, count_id)] == [quantity(4)]
        assert [one.id for one in await counts.uncounted(uow, count_id)] == [ring]
        await counts.uncount(uow, count_id, tube)
        assert await counts.lines_of(uow, count_id) == []
        with pytest.raises(Invalid):
            await counts.count(uow, count_id, tube, quantity=quantity(-1))
        with pytest.raises(Changed):
            await counts.cancel(uow, count_id, version=1)
        await counts.cancel(uow, count_id)
    for ending in (counts.cancel, counts.close):
        async with shelves.work.begin(shelves.owner) as uow:
            with pytest.raises(CountEnded):
                await ending(uow, count_id)
    assert await shelves.in_depot(tube) == (quantity(5), NOTHING)
    assert await _counted(shelves, {}) != count_id


async def test_announced_goods_come_in_parts(shelves: Shelves) -> None:
    tube = await shelves.product()
    async with shelves.work.begin(shelves.owner) as uow:
        announced = await expected.announce(
            uow, tube, quantity=quantity(5), due_on=date(2026, 12, 2), note="CF12", key="k"
        )
        (standing,) = await availability.stock_of(uow, tube)
        assert (standing.expected, standing.on_hand) == (quantity(5), NOTHING)
    for key, left in (("first", 3), ("first", 3), ("second", 1)):
        async with shelves.work.begin(shelves.owner) as uow:
            await expected.arrive(uow, announced.id, quantity=quantity(2), unit_cost=unit_price(9), key=key)
            (waiting,) = await expected.coming(uow, product_id=tube)
            assert waiting.receipt.quantity == quantity(left)
    async with shelves.work.begin(shelves.owner) as uow:
        await expected.arrive(uow, announced.id, key="last")
        assert await expected.coming(uow) == []
        for ending in (expected.cancel(uow, announced.id), expected.arrive(uow, announced.id, key="more")):
            with pytest.raises(ReceiptEnded):
                await ending
    assert await shelves.in_depot(tube) == (quantity(5), NOTHING)
    await shelves.expect_sums()


async def test_what_will_not_come_is_no_longer_expected(shelves: Shelves) -> None:
    tube = await shelves.product()
    async with shelves.work.begin(shelves.owner) as uow:
        announced = await expected.announce(
            uow, tube, quantity=quantity(5), due_on=uow.today + timedelta(days=1), key="k"
        )
        await expected.cancel(uow, announced.id)
        (standing,) = await availability.stock_of(uow, tube)
    assert standing.expected == NOTHING


async def test_warehouses_have_names_of_their_own_and_vans_belong_to_one_person(shelves: Shelves) -> None:
    assert shelves.owner.company_id is not None
    mehdi = (await a_member(shelves.work, shelves.owner.company_id, role=Role.TECHNICIAN)).person_id
    stranger = (await an_owner(shelves.work, company="Plomberie Martin")).person_id
    assert mehdi is not None
    assert stranger is not None
    async with shelves.work.begin(shelves.owner) as uow:
        with pytest.raises(WarehouseTaken):
            await warehouses.create(uow, name="camion  MEHDI")
        for van, person_id, refusal in ((shelves.depot, mehdi, WarehouseWrong), (shelves.van, stranger, NotFound)):
            with pytest.raises(refusal):
                await warehouses.give(uow, van, person_id=person_id)
        await warehouses.give(uow, shelves.van, person_id=mehdi)
        fresh = await warehouses.create(uow, name="Camion neuf", kind=WarehouseKind.VAN, person_id=mehdi)
        found = await warehouses.van_of(uow, mehdi)
        assert found is not None
        assert (found.id, (await warehouses.read(uow, shelves.van)).person_id) == (fresh.id, None)
        await warehouses.rename(uow, shelves.van, name="Camion de réserve")
        assert [one.name for one in await warehouses.all_(uow)] == ["Dépôt", "Camion de réserve", "Camion neuf"]
        assert await warehouses.van_of(uow, None) is None


async def test_a_warehouse_in_use_is_not_archived_and_an_archived_one_takes_nothing(shelves: Shelves) -> None:
    tube = await shelves.filled("1")
    await shelves.transfer(tube, "1")
    async with shelves.work.begin(shelves.owner) as uow:
        with pytest.raises(WarehouseInUse):
            await warehouses.archive(uow, shelves.van)
    await shelves.transfer(tube, "1", back=True)
    async with shelves.work.begin(shelves.owner) as uow:
        await warehouses.archive(uow, shelves.van)
        assert [one.id for one in await warehouses.all_(uow)] == [shelves.depot]
    with pytest.raises(WarehouseWrong):
        await shelves.transfer(tube, "1")
    async with shelves.work.begin(shelves.owner) as uow:
        await warehouses.restore(uow, shelves.van)
    await shelves.transfer(tube, "1")


async def test_a_product_has_its_place_in_the_warehouse(shelves: Shelves) -> None:
    tube = await shelves.filled("1")
    async with shelves.work.begin(shelves.owner) as uow:
        await warehouses.locate(uow, shelves.depot, tube, location="A3-2")
        assert [one.location for one in await availability.stock_of(uow, tube)] == ["A3-2"]
        with pytest.raises(NotFound):
            await warehouses.locate(uow, shelves.van, tube, location="A3-2")


async def test_the_check_finds_what_is_not_the_sum_of_its_rows(shelves: Shelves) -> None:
    tubes = [await shelves.filled("5", label=f"Tube {number}") for number in range(3)]
    await shelves.reserve(1, goods(tubes[1], "2"))
    await shelves.expect_sums()
    async with shelves.work.begin(shelves.clock) as uow:
        spoilt = update(StockLevel).where(StockLevel.product_id == tubes[1])
        await uow.session.execute(spoilt.values(on_hand=quantity(4), reserved=NOTHING))
    async with shelves.work.read(shelves.clock) as db:
        first = await checking.differences(db, at_once=2)
        assert first.after == tubes[1]
        assert first.differences == [
            Difference(tubes[1], shelves.depot, quantity(4), quantity(5), NOTHING, quantity(2))
        ]
        assert await checking.differences(db, after=first.after, at_once=2) == checking.Checked([], None)


async def test_the_clock_checks_each_company_that_keeps_a_stock(shelves: Shelves) -> None:
    await shelves.filled("1")
    await an_owner(shelves.work, company="Plomberie Martin")
    async with shelves.work.read(shelves.clock) as db:
        found = await checking.companies_with_stock(db)
    assert [one.company_id for one in found] == [shelves.owner.company_id]
